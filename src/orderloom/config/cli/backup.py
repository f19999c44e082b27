"""`orderloom backup` writes the database into a file."""

from pathlib import Path

import click


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Write the whole database into FILE, while Orderloom goes on working."""
    from orderloom.config import archive
    from orderloom.config.session import running

    with running():
        try:
            size = archive.back_up(file)
        except archive.ArchiveTrouble as trouble:
            raise click.ClickException(str(trouble)) from trouble
    click.echo(f"{file}: {size / 1e6:.1f} MB")
