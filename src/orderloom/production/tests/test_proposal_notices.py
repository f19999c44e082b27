"""Who is told of proposals and of what became of them: the other side, once for all tasks of a request."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from orderloom.negotiation.commands.tolerate import set_tolerance
from orderloom.negotiation.queries.talks import talks_of
from orderloom.negotiation.rules import Band
from orderloom.negotiation.states import Deed
from orderloom.notifications.models import Notice
from orderloom.notifications.words import words
from orderloom.production.commands.agree import standing_of
from orderloom.production.commands.answer import accept_task
from orderloom.production.commands.propose import Proposal, Reply, answer_changes, propose_changes
from orderloom.production.factories import SOON, Shop, again, buy, do, look, make_shop
from orderloom.production.models import OrderTask

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop() -> Shop:
    return make_shop({"mugs": ["Ash"]})


def accepted(shop: Shop) -> OrderTask:
    (task,) = buy(shop, "mugs", quantity=100)
    do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON)
    return again(shop, task)


def notices(shop: Shop) -> list[Notice]:
    found = Notice.objects.filter(kind__startswith="proposals_").order_by("id")
    return look(shop, lambda: list(found))


def propose(shop: Shop, tasks: list[OrderTask], actor) -> None:
    told = [Proposal(one.id, replace(standing_of(one), day=SOON + DAY)) for one in tasks]
    done = do(propose_changes, actor=actor, proposals=told)
    assert [one.refusal for one in done] == [None] * len(tasks)


def test_the_people_in_charge_hear_once_of_all_that_a_supplier_proposes(shop: Shop):
    tasks = [accepted(shop) for _ in range(3)]
    propose(shop, tasks, shop.holder(tasks[0]))
    told = notices(shop)
    assert {one.kind for one in told} == {"proposals_from_supplier"}
    assert len({one.user_id for one in told}) == len(told) > 0
    assert {one.company_id for one in told} == {None}
    said = words(told[0].kind, told[0].facts, "en")
    assert said.subject == "Ash proposes changes of 3 tasks"
    assert all(f"T-{task.number}" in said.text for task in tasks)
    with override("zh-hans"):
        assert words(told[0].kind, told[0].facts, "zh-hans").subject == "Ash提议修改3个任务"


def test_the_supplier_hears_once_what_became_of_them(shop: Shop):
    tasks = [accepted(shop) for _ in range(2)]
    propose(shop, tasks, shop.holder(tasks[0]))
    talks = look(shop, lambda: talks_of(shop.owner, "task", [task.id for task in tasks]))
    replies = [Reply(task.id, talks[task.id][0].head.id, Deed.ACCEPT) for task in tasks]
    before = len(notices(shop))
    do(answer_changes, actor=shop.owner, replies=replies)
    (told,) = notices(shop)[before:]
    assert (told.kind, told.company_id) == ("proposals_answered_by_merchant", tasks[0].company_id)
    assert words(told.kind, told.facts, "en").subject.endswith("settled the proposals for 2 tasks")


def test_the_supplier_hears_of_what_the_merchant_proposes(shop: Shop):
    task = accepted(shop)
    propose(shop, [task], shop.owner)
    (told,) = notices(shop)
    assert (told.kind, told.company_id, told.task_id) == (
        "proposals_from_merchant",
        task.company_id,
        task.id,
    )
    assert told.order_id is None  # the order is the merchant's own


def test_what_accepts_itself_asks_nobody(shop: Shop):
    do(set_tolerance, actor=shop.owner, kind="task", band=Band(Decimal(0), 2, Decimal(0)))
    task = accepted(shop)
    propose(shop, [task], shop.holder(task))
    assert {one.kind for one in notices(shop)} == {"proposals_answered_by_supplier"}
