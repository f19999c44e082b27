"""Says whether the models have changes that no migration holds; needs no database."""

import os
import sys
import warnings

from django.core.management import execute_from_command_line


def main() -> None:
    """Run Django's check. That it cannot see which migrations were applied is no matter here."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orderloom.config.settings")
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
    execute_from_command_line(["manage", "makemigrations", "--check", "--dry-run"])


if __name__ == "__main__":
    sys.exit(main())
