"""Django's name for the stage, which brings the vendors' formats to intake."""

from orderloom.integrations.registry import install
from orderloom.kernel.stage import StageConfig


class IntegrationsConfig(StageConfig):
    """The integrations stage."""

    name = "orderloom.integrations"
    label = "integrations"
    default = True

    def ready(self) -> None:
        """Make the formats known, too."""
        super().ready()
        install()
