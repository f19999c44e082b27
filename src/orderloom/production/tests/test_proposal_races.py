"""Both sides in the same moment: exactly one of them wins, and nothing is applied twice."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connections
from django.db.models import QuerySet

from orderloom.kernel.errors import Refusal
from orderloom.negotiation.queries.talks import talks_of
from orderloom.negotiation.states import Deed, NegotiationStatus
from orderloom.production.commands.agree import standing_of
from orderloom.production.commands.answer import accept_task
from orderloom.production.commands.propose import Reply, answer_change, propose_change
from orderloom.production.factories import SOON, Shop, again, buy, do, look, make_shop, tasks_of
from orderloom.production.models import OrderTask

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def at_once(deeds: Sequence[Callable[[], Any]]) -> list[Any]:
    start, end = threading.Barrier(len(deeds)), threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return deed()
        except Exception as error:  # noqa: BLE001  the test looks at it
            return error
        finally:
            end.wait()
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"mugs": ["Ash", "Beech"]})


def proposed(shop: Shop) -> tuple[OrderTask, Any]:
    (task,) = buy(shop, "mugs", quantity=100)
    holder = shop.holder(task)
    do(accept_task, actor=holder, task_id=task.id, promised=SOON)
    terms = replace(standing_of(again(shop, task)), quantity=80)
    do(propose_change, actor=holder, task_id=task.id, terms=terms)
    (one, *_others) = look(shop, lambda: talks_of(shop.owner, "task", [task.id]))[task.id]
    return task, one.head.id


def rivals(shop: Shop, task: OrderTask, version: Any) -> list[Callable[[], Any]]:
    """Two of the merchant accept and one rejects, while the supplier takes it back."""
    holder = shop.holder(task)
    told = [
        (shop.owner, Deed.ACCEPT), (shop.operator, Deed.ACCEPT), (shop.owner, Deed.REJECT), (holder, Deed.WITHDRAW),
    ]  # fmt: skip
    return [
        lambda actor=actor, deed=deed: do(answer_change, actor=actor, reply=Reply(task.id, version, deed))
        for actor, deed in told
    ]


def test_one_of_those_who_answer_in_the_same_moment_wins(shop: Shop) -> None:
    ends = set()
    for _round in range(ROUNDS):
        task, version = proposed(shop)
        results = at_once(rivals(shop, task, version))
        assert sum(result is None for result in results) == 1
        assert all(result is None or isinstance(result, Refusal) for result in results)
        (one,) = look(shop, lambda task=task: talks_of(shop.owner, "task", [task.id]))[task.id]
        rows = tasks_of(shop, task.order_id)
        is_accepted = one.status is NegotiationStatus.ACCEPTED
        assert sorted(row.quantity for row in rows) == ([20, 80] if is_accepted else [100])
        ends.add(one.status)
    assert ends <= {NegotiationStatus.ACCEPTED, NegotiationStatus.REJECTED, NegotiationStatus.WITHDRAWN}


def test_without_the_lock_more_than_one_would_win(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: rows that are read without their locks let several win, or break on the wall behind them."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    broken = 0
    for _round in range(ROUNDS):
        task, version = proposed(shop)
        results = at_once(rivals(shop, task, version))
        broken += sum(result is None for result in results) != 1
        broken += any(isinstance(result, Exception) and not isinstance(result, Refusal) for result in results)
    assert broken
