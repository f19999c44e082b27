"""`orderloom token` makes keys for programs."""

import json

import click

from orderloom.config.cli.imports import workspace_named


@click.command("token")
@click.option("--workspace", required=True, help="Short name of the workspace.")
@click.option("--name", required=True, help="What the key is for.")
@click.option("--role", default="operator", show_default=True, help="Whose permissions the key has.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(workspace: str, name: str, role: str, *, as_json: bool) -> None:
    """Make an API token for a workspace and print it, this once."""
    with workspace_named(workspace) as actor:
        from orderloom.identity.commands.tokens import create_token
        from orderloom.kernel.clock import now

        made = create_token(actor=actor, name=name, role=role, now=now())
    click.echo(json.dumps({"id": str(made.id), "token": made.secret}) if as_json else made.secret)
