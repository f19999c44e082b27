"""`orderloom token` makes, lists and revokes keys for programs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import click

from orderloom.config.cli.imports import workspace_named

if TYPE_CHECKING:
    from orderloom.kernel.actor import Actor

ROLE = "operator"
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
WORKSPACE = click.option("--workspace", required=True, help="Short name of the workspace.")
SUPPLIER = click.option(
    "--supplier", default="", help="Code of a supplier of the workspace: the key is its company's own."
)


@click.group("token", invoke_without_command=True)
@click.option("--workspace", default="", help="Short name of the workspace.")
@click.option("--name", default="", help="What the key is for.")
@click.option("--role", default=ROLE, show_default=True, help="Whose permissions the key has.")
@AS_JSON
@click.pass_context
def command(asked: click.Context, workspace: str, name: str, role: str, *, as_json: bool) -> None:
    """Make, list and revoke API tokens. Without a verb: `token --workspace W --name N` makes one."""
    if asked.invoked_subcommand:
        if workspace or name:
            raise click.UsageError("Give the options after the verb.")
        return
    if not workspace or not name:
        raise click.UsageError("Give --workspace and --name, or one of the verbs create, list, revoke.")
    _create(workspace, "", name, role, as_json)


@command.command("create")
@WORKSPACE
@SUPPLIER
@click.option("--name", required=True, help="What the key is for.")
@click.option("--role", default=ROLE, show_default=True, help="Whose permissions a workspace's key has.")
@AS_JSON
def create(workspace: str, supplier: str, name: str, role: str, *, as_json: bool) -> None:
    """Make an API token and print it, this once."""
    _create(workspace, supplier, name, role, as_json)


def _create(workspace: str, supplier: str, name: str, role: str, as_json: bool) -> None:
    with _holder(workspace, supplier) as actor:
        from orderloom.identity.commands.tokens import create_token
        from orderloom.kernel.clock import now

        made = create_token(actor=actor, name=name, role=role, now=now())
    click.echo(json.dumps({"id": str(made.id), "token": made.secret}) if as_json else made.secret)


@command.command("list")
@WORKSPACE
@SUPPLIER
@AS_JSON
def list_them(workspace: str, supplier: str, *, as_json: bool) -> None:
    """List the keys with their first characters; the keys themselves are not kept."""
    with _holder(workspace, supplier) as actor:
        from django.db import transaction

        from orderloom.identity.queries import visible_tokens

        columns = ("id", "name", "hint", "role", "created_at", "last_used_at", "revoked_at")
        with transaction.atomic():
            found = list(visible_tokens(actor).order_by("id").values(*columns))
    if as_json:
        click.echo(json.dumps({"tokens": found}, ensure_ascii=False, default=str))
        return
    for one in found:
        state = "revoked" if one["revoked_at"] else one["role"]
        click.echo(f"{one['id']}  {one['hint']}…  {state:<10} {one['name']}")


@command.command("revoke")
@click.argument("token_id", type=click.UUID)
@WORKSPACE
@SUPPLIER
@AS_JSON
def revoke(token_id: UUID, workspace: str, supplier: str, *, as_json: bool) -> None:
    """Make the key with the id TOKEN_ID useless from the next request on."""
    with _holder(workspace, supplier) as actor:
        from orderloom.identity.commands.tokens import revoke_token
        from orderloom.kernel.clock import now

        revoke_token(actor=actor, token_id=token_id, now=now())
    click.echo(json.dumps({"revoked": str(token_id)}) if as_json else f"revoked: {token_id}")


@contextmanager
def _holder(workspace: str, supplier: str) -> Iterator["Actor"]:
    """Act for the workspace, or for the company of its supplier with this code."""
    with workspace_named(workspace) as actor:
        if not supplier:
            yield actor
            return
        from django.db import transaction

        from orderloom.kernel.actor import Actor, Party
        from orderloom.kernel.tenancy import Hat, wear
        from orderloom.partners.queries import supplier_with_code

        with transaction.atomic():
            company_id = supplier_with_code(actor.workspace_id, supplier).company_id
        with wear(Hat.supplier(company_id)):
            yield Actor(Party.SUPPLIER, actor.name, company_id=company_id)
