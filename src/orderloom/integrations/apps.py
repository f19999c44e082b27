"""The application: it brings the vendors' formats to intake."""

from django.apps import AppConfig

from orderloom.integrations.registry import install


class IntegrationsConfig(AppConfig):
    """Registers what the vendors' folders fill."""

    name = "orderloom.integrations"
    label = "integrations"

    def ready(self) -> None:
        """Make the formats known."""
        install()
