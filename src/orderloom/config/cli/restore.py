"""`orderloom restore` brings a backup back."""

from pathlib import Path

import click


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(file: Path, yes: bool) -> None:
    """Replace the database by the backup in FILE; the present one is kept under another name."""
    from orderloom.config import archive, home, processes, roles
    from orderloom.config.session import running
    from orderloom.kernel.clock import now

    if (pid := processes.earlier(home.prepared_home())) is not None:
        raise click.ClickException(f"Stop Orderloom first (process {pid}).")
    if not yes:
        click.confirm(f"Replace the database {home.database_name()} by {file}?", abort=True)
    with running():
        try:
            roles.prepare(home.database_url("admin"), home.database_name())
            kept = archive.bring_back(file, now())
        except archive.ArchiveTrouble as trouble:
            raise click.ClickException(str(trouble)) from trouble
    click.echo(f"{file} is back. The database as it was before is kept as {kept}.")
