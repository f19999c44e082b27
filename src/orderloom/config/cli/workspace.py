"""`orderloom workspace` makes workspaces, their members and categories, and lets people sign in for suppliers."""

import json
from typing import Any

import click

from orderloom.config.cli.imports import refuse, workspace_named

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
WORKSPACE = click.option("--workspace", required=True, help="Short name of the workspace.")


@click.group("workspace")
def command() -> None:
    """Make a workspace, list them, add members and categories."""


def say(report: dict[str, Any], as_json: bool) -> None:
    """Print the report as JSON, or as lines for a person."""
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, default=str))
        return
    for name, value in report.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        click.echo(f"{name.replace('_', ' ')}: {shown}")


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
@click.option("--demo/--no-demo", default=True, help="Begin with demo data, which one click removes.")
@AS_JSON
def create(name: str, slug: str, *, demo: bool, as_json: bool, **options: Any) -> None:
    """Make a workspace called NAME, with the default SKU script, the list of first steps, and demo data."""
    from orderloom.config.session import connected

    with connected("app"):
        from orderloom.kernel.clock import now
        from orderloom.kernel.errors import Refusal
        from orderloom.portals.commands.begin_workspace import begin_workspace, slug_of

        short = slug or slug_of(name)
        try:
            made = begin_workspace(
                name=name, slug=short, with_demo=demo, by="Command line", now=now(), **options
            )
        except Refusal as refusal:
            told = (f"{field}: {text}" for field, text in refusal.fields.items())
            refuse(" ".join([str(refusal.text), *told]))
    say({"workspace": short, "id": made}, as_json)


@command.command("list")
@AS_JSON
def list_them(*, as_json: bool) -> None:
    """List the workspaces of this installation."""
    from orderloom.config.session import connected

    with connected("app"):
        from orderloom.identity.queries import all_slugs

        say({"workspaces": all_slugs()}, as_json)


@command.group("member")
def member() -> None:
    """Add members to a workspace."""


@member.command("add")
@click.argument("email")
@WORKSPACE
@click.option("--role", default="operator", show_default=True)
@click.option("--name", default="")
@AS_JSON
def add_member(email: str, workspace: str, role: str, name: str, *, as_json: bool) -> None:
    """Let the person with EMAIL into a workspace."""
    with workspace_named(workspace) as actor:
        from orderloom.identity.commands import members
        from orderloom.kernel.clock import now

        person = members.add_member(actor=actor, email=email, role=role, name=name, now=now())
    say({"member": person, "role": role}, as_json)


@command.group("category")
def category() -> None:
    """Add categories to a workspace."""


@category.command("add")
@click.argument("paths", nargs=-1, required=True)
@WORKSPACE
@AS_JSON
def add_categories(paths: tuple[str, ...], workspace: str, *, as_json: bool) -> None:
    """Add the categories of each of the PATHS, such as "Mugs > Ceramic"."""
    with workspace_named(workspace) as actor:
        from orderloom.catalog.commands.categories import add_path
        from orderloom.kernel.clock import now

        made = sum(add_path(actor=actor, path=path, now=now())[1] for path in paths)
    say({"categories_created": made}, as_json)


@command.command("supplier-member")
@click.argument("email")
@WORKSPACE
@click.option("--supplier", required=True, help="Code of the supplier.")
@click.option("--name", default="", help="Name of a new person.")
@click.option("--remove", is_flag=True, help="End the person's sign-in instead.")
@AS_JSON
def supplier_member(
    email: str, workspace: str, supplier: str, name: str, *, remove: bool, as_json: bool
) -> None:
    """Let the person with EMAIL sign in for a supplier, or no longer.

    A supplier company has one inbox for all the merchants it works for: whoever signs in sees the tasks of them all.
    """
    with workspace_named(workspace) as actor:
        from django.db import transaction

        from orderloom.identity.queries import person_called
        from orderloom.kernel.clock import now
        from orderloom.partners import commands
        from orderloom.partners.queries import supplier_with_code

        with transaction.atomic():
            found = supplier_with_code(actor.workspace_id, supplier)
            if remove:
                person = person_called(email)
                commands.remove_supplier_member(actor=actor, supplier_id=found.id, user_id=person, now=now())
            else:
                person = commands.add_supplier_member(
                    actor=actor, supplier_id=found.id, email=email, name=name, now=now()
                )
    say({"member": person, "supplier": found.code, "removed": remove}, as_json)
