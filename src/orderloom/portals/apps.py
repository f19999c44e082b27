"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class PortalsConfig(StageConfig):
    """The portals stage."""

    name = "orderloom.portals"
    label = "portals"
    default = True
