"""`orderloom up` runs the whole installation in the foreground."""

import click


@click.command("up")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on (0.0.0.0: everywhere)."
)
@click.option(
    "--port", default="", envvar="ORDERLOOM_PORT", help="Port, or `auto` for a free one. Default 8000."
)
@click.option("--demo/--no-demo", default=True, help="Fill a new installation with a demo workspace.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def command(host: str, port: str, demo: bool, workers: int) -> None:
    """Start database, web, worker and live updates as one, until Ctrl-C."""
    from orderloom.config import binaries, cluster, embedded, home, launch, ports, roles

    wish = launch.Wish(host=host, port=port, demo=demo, workers=workers)
    try:
        launch.up(wish, click.echo)
    except (
        launch.AlreadyRunning,
        launch.PreparationFailed,
        ports.PortTaken,
        binaries.DatabaseNotInstalled,
        cluster.ClusterNotMade,
        embedded.DatabaseTrouble,
        home.HomeUnusable,
        roles.RolesMissing,
        roles.ServerTooOld,
    ) as trouble:
        raise click.ClickException(str(trouble)) from trouble
