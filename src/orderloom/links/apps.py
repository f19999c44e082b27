"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class LinksConfig(StageConfig):
    """The links stage."""

    name = "orderloom.links"
    label = "links"
    default = True
