"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class ProductionConfig(StageConfig):
    """The production stage."""

    name = "orderloom.production"
    label = "production"
    default = True
