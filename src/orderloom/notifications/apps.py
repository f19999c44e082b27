"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class NotificationsConfig(StageConfig):
    """The notifications stage."""

    name = "orderloom.notifications"
    label = "notifications"
    default = True
