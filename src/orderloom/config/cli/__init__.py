"""The command `orderloom`. Each file beside this one is one command, loaded when it is asked for.

A file offers `command`, a click command; heavy imports belong into its function, so that
`orderloom --help` answers at once. The command is called as the file, but for RENAMED.
"""

import importlib
import os
import pkgutil

import click

RENAMED = {"imports": "import"}


class Commands(click.Group):
    """The commands that lie in this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in alphabetical order."""
        files = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(RENAMED.get(name, name) for name in files if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command, or return None when there is none of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        files = {shown: name for name, shown in RENAMED.items()}
        module = importlib.import_module(f"{__name__}.{files.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Orderloom: every order in, the right supplier for each line, followed until it is delivered."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orderloom.config.settings")
