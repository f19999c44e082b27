"""`orderloom worker` runs background jobs."""

import click


@click.command("worker")
@click.option("--concurrency", default=4, show_default=True, help="Jobs at the same time.")
def command(concurrency: int) -> None:
    """Run background jobs until stopped; any number of workers may run, on any machine."""
    from orderloom.config.session import connected

    with connected("worker"):
        from django.core.management import call_command

        call_command("procrastinate", "worker", concurrency=concurrency, shutdown_graceful_timeout=10)
