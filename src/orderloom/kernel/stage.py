"""What every stage does when Django starts."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class StageConfig(AppConfig):
    """A stage: its permissions and handlers are registered when all models are there."""

    default = False
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import what registers itself."""
        for module in ("permissions", "handlers", "registry"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
