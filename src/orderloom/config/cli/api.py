"""`orderloom api` prints the document that describes the JSON API."""

import click


@click.command("api")
def command() -> None:
    """Print the OpenAPI document; `orderloom api > docs/openapi.json` renews the committed one."""
    import django

    django.setup()
    from orderloom.config.api import text

    click.echo(text(), nl=False)
