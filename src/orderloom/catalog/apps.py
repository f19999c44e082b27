"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class CatalogConfig(StageConfig):
    """The catalog stage."""

    name = "orderloom.catalog"
    label = "catalog"
    default = True
