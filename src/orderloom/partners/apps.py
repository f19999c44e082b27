"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class PartnersConfig(StageConfig):
    """The partners stage."""

    name = "orderloom.partners"
    label = "partners"
    default = True
