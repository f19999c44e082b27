"""What the demo's suppliers do with their tasks."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.demo.talk import talk_about
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.commands.make import complete_task, finish_task, report_progress
from orderloom.production.models import OrderTask
from orderloom.production.states import DeclineReason
from orderloom.shipping.commands.ship_task import Parcel, ship_task

ACCEPTED, MAKING, READY, SHIPPED, DONE = 3, 4, 5, 6, 7


def work_on(actor: Actor, order_id: UUID, reach: int, at: datetime) -> None:
    """Take the tasks of an order as far as `reach` says; the third task of every ten is declined once."""
    with transaction.atomic():
        tasks = list(
            OrderTask.objects.filter(workspace_id=actor.workspace_id, order_id=order_id).order_by("number")
        )
    for task in tasks:
        company_id = task.company_id
        if company_id is None or reach < ACCEPTED:
            continue
        if task.number % 10 == 3:
            with wear(Hat.supplier(company_id)):
                decline_task(
                    actor=_supplier(company_id),
                    task_id=task.id,
                    reason=DeclineReason.NO_MATERIAL,
                    text="",
                    now=at,
                )
            with transaction.atomic():
                task.refresh_from_db()
            company_id = task.company_id
        if company_id is not None:
            with wear(Hat.supplier(company_id)):
                _make(_supplier(company_id), task, reach, at + timedelta(minutes=30))
            if reach == MAKING:
                supplier = _supplier(company_id)
                talk_about(actor, supplier, task.id, order_id, task.number, at + timedelta(hours=6))


def _supplier(company_id: UUID) -> Actor:
    return Actor(Party.SUPPLIER, "Demo", company_id=company_id)


def _make(actor: Actor, task: OrderTask, reach: int, at: datetime) -> None:
    promised = (at + timedelta(days=3 + task.number % 4)).date()
    accept_task(actor=actor, task_id=task.id, promised=promised, now=at)
    if reach == MAKING:
        made = max(1, task.quantity // 2) if task.quantity > 1 else 0
        report_progress(actor=actor, task_id=task.id, produced=made, now=at + timedelta(hours=5))
    if reach >= READY:
        finish_task(actor=actor, task_id=task.id, now=at + timedelta(hours=20))
    if reach >= SHIPPED:
        parcel = Parcel("sf", f"SF{1_380_000_000_000 + task.number * 7_919}")
        ship_task(actor=actor, task_id=task.id, parcel=parcel, now=at + timedelta(hours=26))
    if reach >= DONE:
        complete_task(actor=actor, task_id=task.id, now=at + timedelta(hours=27))
