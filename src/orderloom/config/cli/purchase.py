"""`orderloom purchase` starts purchasing for every order that may be bought, and routes their lines."""

import json
import time
from typing import TYPE_CHECKING

import click

from orderloom.config.cli.imports import refuse, workspace_named

if TYPE_CHECKING:
    from orderloom.kernel.actor import Actor

CHUNK = 500  # as many as are routed in the transaction that starts them


@click.command("purchase")
@click.option("--workspace", required=True, help="Short name of the workspace.")
@click.option("--store", default="", help="Only the orders of this store.")
@click.option(
    "--even-shipped", is_flag=True, help="Also orders that the shop has shipped: files of past orders."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(workspace: str, store: str, *, even_shipped: bool, as_json: bool) -> None:
    """Confirm the orders that nothing stands against, start their purchasing and give each line its supplier.

    The counts by category are those of this run; the totals are what suppliers hold now from all runs. Doing it again
    does nothing: orders that were bought stay so.
    """
    with workspace_named(workspace) as actor:
        from orderloom.intake.commands.run_import import patient_collector

        with patient_collector():
            told = _bought(actor, store, even_shipped=even_shipped)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _text(told))


def _bought(actor: "Actor", store: str, *, even_shipped: bool) -> dict[str, object]:
    from django.db import transaction

    from orderloom.intake.commands.purchasing import start_purchasing_where
    from orderloom.intake.queries.stores import store_named
    from orderloom.kernel.clock import now
    from orderloom.routing.queries.run_report import held_now, run_report

    workspace_id, store_id = actor.workspace_id, None
    assert workspace_id is not None
    if store:
        with transaction.atomic():
            found = store_named(actor, store)
        if found is None:
            refuse(f"There is no store {store} in this workspace.")
        else:
            store_id = found.id
    began, at = time.perf_counter(), now()
    orders = sum(
        len(done.started)
        for done in start_purchasing_where(
            actor=actor, store_id=store_id, now=at, chunk=CHUNK, even_shipped=even_shipped
        )
    )
    seconds = round(time.perf_counter() - began, 3)
    with transaction.atomic():
        report, totals = run_report(workspace_id, at), held_now(workspace_id)
    return {
        "orders": orders,
        "tasks": report.tasks,
        "unassigned": report.unassigned,
        "by_category": report.by_category,
        "totals_by_category": totals,
        "seconds": seconds,
    }


def _text(told: dict[str, object]) -> str:
    lines = [f"{name}: {told[name]}" for name in ("orders", "tasks", "unassigned", "seconds")]
    by_category = told["by_category"]
    assert isinstance(by_category, dict)
    for path, suppliers in by_category.items():
        lines += [f"{path}", *(f"  {supplier}: {tasks}" for supplier, tasks in suppliers.items())]
    return "\n".join(lines)
