"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class IntegrationsConfig(StageConfig):
    """The integrations stage."""

    name = "orderloom.integrations"
    label = "integrations"
    default = True
