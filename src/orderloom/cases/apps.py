"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class CasesConfig(StageConfig):
    """The cases stage."""

    name = "orderloom.cases"
    label = "cases"
    default = True
