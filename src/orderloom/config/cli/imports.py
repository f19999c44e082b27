"""`orderloom import` brings orders and suppliers in from files."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from orderloom.intake.queries.imports import ImportCard
    from orderloom.kernel.actor import Actor

MOST_PROBLEMS = 50
REFUSED = 2
COUNTS = (
    "rows_read", "orders_created", "orders_updated", "orders_unchanged", "orders_stale", "lines_created",
    "duplicate_rows", "rejected_rows",
)  # fmt: skip


@click.group("import")
def command() -> None:
    """Bring orders or suppliers in from a file."""


@contextmanager
def workspace_named(slug: str) -> Iterator["Actor"]:
    """Act as this command line in the workspace, or end with a sentence when there is none of this name."""
    from orderloom.config.session import connected

    with connected("app"):
        from orderloom.identity.queries import workspace_by_slug
        from orderloom.kernel.actor import system
        from orderloom.kernel.errors import Refusal
        from orderloom.kernel.tenancy import Hat, wear

        workspace = workspace_by_slug(slug)
        if workspace is None:
            refuse(
                f"There is no workspace {slug}. Make it: "
                f"orderloom workspace create NAME --slug {slug} --owner-email ADDRESS"
            )
        try:
            with wear(Hat.workspace(workspace.id)):
                yield system(workspace.id, name="Command line")
        except Refusal as refusal:
            refuse(
                " ".join([str(refusal.text), *(f"{name}: {text}" for name, text in refusal.fields.items())])
            )


def refuse(sentence: str) -> NoReturn:
    """Say why nothing was done, and end with the exit code for that."""
    click.echo(sentence, err=True)
    sys.exit(REFUSED)


@command.command("orders")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--workspace", required=True, help="Short name of the workspace.")
@click.option("--store", required=True, help="Name of the store; a new name makes a new store.")
@click.option(
    "--mapping", default="", help="A saved mapping, a JSON file with one, or `guess` by the headings."
)
@click.option(
    "--lookup", multiple=True, help="NAME=FILE: a second file in which the mapping looks things up."
)
@click.option("--platform", default="", help="Platform of a new store; otherwise that of the file's format.")
@click.option("--category", default="", help="Category of a new store's lines that tell none.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def orders(
    file: Path,
    workspace: str,
    store: str,
    mapping: str,
    lookup: tuple[str, ...],
    platform: str,
    category: str,
    *,
    as_json: bool,
) -> None:
    """Read the orders of FILE into a store; the same file again adds nothing."""
    with workspace_named(workspace) as actor:
        from orderloom.intake.commandline import Wish, import_orders

        wish = Wish(file, store, mapping, lookup, platform, category)
        card, is_new = import_orders(actor, wish)
        report = {
            **{name: getattr(card, name) for name in COUNTS},
            "seconds": float(card.seconds),
            "format": card.format_key,
            "store": card.store,
            "store_created": is_new,
            "run": str(card.id),
            "status": card.status,
            **_problems(actor, card),
        }
        if card.status == "failed":
            refuse(card.failure)
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else _text(report))


def _problems(actor: "Actor", card: "ImportCard") -> dict[str, Any]:
    """Return the first problems in words, and how many more there are."""
    from django.db import transaction

    from orderloom.intake.queries.imports import import_problems, problems_left

    with transaction.atomic():
        left = problems_left(actor, card.id)
        shown = import_problems(actor, card.id, limit=MOST_PROBLEMS)
    named = ("row", "column", "value", "reason", "fix", "order")
    told = [{name: getattr(one, name) for name in named} for one in shown]
    return {"problems": told, "problems_more": left - len(told)}


def _text(report: dict[str, Any]) -> str:
    made = " (new)" if report["store_created"] else ""
    lines = [f"{report['store']}{made}: {report['status']} in {report['seconds']:.1f} s"]
    lines += [f"  {name.replace('_', ' ')}: {report[name]}" for name in COUNTS]
    lines += [
        f"  row {one['row']}, {one['column'] or '-'}: {one['reason']} {one['fix']}"
        for one in report["problems"]
    ]
    if report["problems_more"]:
        lines.append(f"  and {report['problems_more']} more")
    return "\n".join(lines)


@command.command("suppliers")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--workspace", required=True, help="Short name of the workspace.")
@click.option(
    "--create-categories/--no-create-categories",
    default=True,
    show_default=True,
    help="Add categories that the workspace does not have yet, or refuse their rows.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def suppliers(file: Path, workspace: str, *, create_categories: bool, as_json: bool) -> None:
    """Read suppliers with their categories from FILE; the same file again adds nothing."""
    with workspace_named(workspace) as actor:
        from dataclasses import asdict

        from orderloom.catalog.commands.import_suppliers import import_suppliers
        from orderloom.kernel.clock import now

        done = import_suppliers(actor=actor, path=file, create_categories=create_categories, now=now())
        report = json.loads(json.dumps(asdict(done), default=str))
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")
