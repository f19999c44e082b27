"""Reminding a supplier: at most once in half an hour, on the timeline, and never by the supplier itself."""

from datetime import timedelta

import pytest

from orderloom.kernel.errors import IllegalMove, NotAllowed, NotFound
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.models import Notice
from orderloom.production.commands.answer import accept_task
from orderloom.production.commands.make import cancel_task
from orderloom.production.commands.remind import RemindedAlready, remind_task, remind_tasks
from orderloom.production.factories import NOW, SOON, Shop, buy, do, look, make_shop


def reminders(shop: Shop) -> list[tuple[int, str]]:
    rows = Notice.objects.filter(kind="tasks_reminded").order_by("id")
    return look(shop, lambda: [(row.facts["count"], row.facts["tasks"]) for row in rows])


def facts(shop: Shop) -> int:
    return look(shop, lambda: TimelineEvent.objects.filter(kind="TaskReminded").count())


def test_a_supplier_is_reminded_once_in_half_an_hour(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    card = do(remind_task, actor=shop.operator, task_id=task.id, now=NOW)
    assert card.reminded_at == NOW
    with pytest.raises(RemindedAlready):
        do(remind_task, actor=shop.operator, task_id=task.id, now=NOW + timedelta(minutes=29))
    assert (reminders(shop), facts(shop)) == ([(1, f"T-{task.number}")], 1)
    do(remind_task, actor=shop.operator, task_id=task.id, now=NOW + timedelta(minutes=30))
    assert (len(reminders(shop)), facts(shop)) == (2, 2)


def test_many_tasks_are_one_message_a_supplier(shop: Shop) -> None:
    tasks = buy(shop, "Mugs", "Mugs", "Mugs")
    gone = buy(shop, "Mugs")[0]
    do(cancel_task, actor=shop.operator, task_id=gone.id, reason="x", now=NOW)
    do(remind_task, actor=shop.operator, task_id=tasks[0].id, now=NOW)
    ids = [task.id for task in (*tasks, gone)]
    done = do(remind_tasks, actor=shop.operator, task_ids=ids, now=NOW + timedelta(minutes=1))
    assert (done.told, done.too_early, len(done.refused)) == (2, 1, 2)
    assert sorted(count for count, _names in reminders(shop)) == [1, 1, 1]


def test_only_a_task_that_waits_on_a_supplier_is_reminded_of(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    do(cancel_task, actor=shop.operator, task_id=task.id, reason="x", now=NOW)
    with pytest.raises(IllegalMove):
        do(remind_task, actor=shop.operator, task_id=task.id, now=NOW)


def test_who_may_not_reminds_nobody(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    seller = shop.holder(task)
    do(accept_task, actor=seller, task_id=task.id, promised=SOON, now=NOW)
    for actor in (shop.viewer, seller):
        with pytest.raises(NotAllowed):
            do(remind_task, actor=actor, task_id=task.id, now=NOW)
    other = make_shop({"Mugs": ["Clara"]}, slug="cedar")
    with wear(Hat.workspace(other.id)), pytest.raises(NotFound):
        remind_task(actor=other.operator, task_id=task.id, now=NOW)
    assert facts(shop) == 0
