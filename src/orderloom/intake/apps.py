"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class IntakeConfig(StageConfig):
    """The intake stage."""

    name = "orderloom.intake"
    label = "intake"
    default = True
