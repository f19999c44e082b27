"""`orderloom workspace` makes workspaces and their members, categories and stores."""

import json
import re
from typing import Any

import click

from orderloom.config.cli.imports import refuse, workspace_named


@click.group("workspace")
def command() -> None:
    """Make a workspace, list them, add members and categories."""


def say(report: dict[str, Any], as_json: bool) -> None:
    """Print the report as JSON, or as lines for a person."""
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, default=str))
        return
    for name, value in report.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")


@command.command("create")
@click.argument("name")
@click.option(
    "--slug", default="", help="Short name for addresses and commands; made from the name when left out."
)
@click.option("--owner-email", required=True, help="Who owns the workspace and signs in.")
@click.option("--owner-name", default="")
@click.option("--owner-password", default=None, help="For a new person; otherwise they set one by e-mail.")
@click.option("--zone", default="UTC", show_default=True)
@click.option("--currency", default="USD", show_default=True)
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "zh-hans"]))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def create(name: str, slug: str, *, as_json: bool, **options: Any) -> None:
    """Make a workspace called NAME."""
    from orderloom.config.session import connected

    with connected("app"):
        from orderloom.identity.commands.workspaces import create_workspace
        from orderloom.kernel.clock import now
        from orderloom.kernel.errors import Refusal

        short = slug or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
        try:
            made = create_workspace(name=name, slug=short, now=now(), **options)
        except Refusal as refusal:
            refuse(
                " ".join([str(refusal.text), *(f"{field}: {text}" for field, text in refusal.fields.items())])
            )
    say({"workspace": short, "id": made}, as_json)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_them(*, as_json: bool) -> None:
    """List the workspaces of this installation."""
    from orderloom.config.session import connected

    with connected("app"):
        from orderloom.identity.queries import all_slugs

        say({"workspaces": all_slugs()}, as_json)


@command.command("member")
@click.argument("email")
@click.option("--workspace", required=True)
@click.option("--role", default="operator", show_default=True)
@click.option("--name", default="")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def member(email: str, workspace: str, role: str, name: str, *, as_json: bool) -> None:
    """Let the person with EMAIL into a workspace."""
    with workspace_named(workspace) as actor:
        from orderloom.identity.commands.members import add_member
        from orderloom.kernel.clock import now

        person = add_member(actor=actor, email=email, role=role, name=name, now=now())
    say({"member": person, "role": role}, as_json)


@command.command("category")
@click.argument("paths", nargs=-1, required=True)
@click.option("--workspace", required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def category(paths: tuple[str, ...], workspace: str, *, as_json: bool) -> None:
    """Add the categories of each path, such as "Mugs > Ceramic"."""
    with workspace_named(workspace) as actor:
        from orderloom.catalog.commands.categories import add_path
        from orderloom.kernel.clock import now

        made = sum(add_path(actor=actor, path=path, now=now())[1] for path in paths)
    say({"categories_created": made}, as_json)
