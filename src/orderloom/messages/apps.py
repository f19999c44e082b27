"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class MessagesConfig(StageConfig):
    """The messages stage; Django's own app of that name has the label already."""

    name = "orderloom.messages"
    label = "messaging"
    default = True
