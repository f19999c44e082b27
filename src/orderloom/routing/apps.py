"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class RoutingConfig(StageConfig):
    """The routing stage."""

    name = "orderloom.routing"
    label = "routing"
    default = True
