"""Who gets a task and why: first offers, offers by hand, one order or many at once."""

import json
from collections.abc import Sequence
from uuid import UUID

import pytest
from django.utils import translation

from orderloom.catalog.commands.categories import add_category
from orderloom.catalog.commands.makers import set_supplier_categories
from orderloom.intake.commands.take_orders import take_orders
from orderloom.kernel.errors import IllegalMove, Invalid, NotAllowed, NotFound
from orderloom.production.commands.answer import accept_task
from orderloom.production.factories import (
    SOON,
    Shop,
    add_seller,
    again,
    buy,
    do,
    facts_of,
    look,
    make_shop,
    order_of,
)
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus
from orderloom.routing.commands.assign import assign_task
from orderloom.routing.commands.route import Routed, route_orders
from orderloom.routing.models import Assignment, PoolSeat
from orderloom.routing.queries.assignments import assignments_of
from orderloom.routing.queries.run_report import run_report


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"], "Plates": ["Cleo", "Dora", "Emil"]})


def names(shop: Shop, tasks: Sequence[OrderTask]) -> list[str]:
    return [shop.holder(task).name for task in tasks]


def turns(shop: Shop) -> list[tuple[str, str, int]]:
    """Return every choice: category, supplier and turn."""
    rows = Assignment.objects.filter(workspace_id=shop.id).order_by("category__name", "turn")
    return look(shop, lambda: list(rows.values_list("category__name", "supplier__name", "turn")))


def test_lines_go_round_in_their_order(shop: Shop) -> None:
    tasks = buy(shop, "Mugs", "Plates", "Mugs", "Plates", "Mugs", "Plates", "Plates")
    assert names(shop, tasks) == ["Anna", "Cleo", "Boris", "Dora", "Anna", "Emil", "Cleo"]
    assert names(shop, buy(shop, "Plates", "Mugs")) == ["Dora", "Boris"]


def test_routing_again_changes_nothing(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    again_routed = do(route_orders, actor=shop.system, order_ids=[task.order_id])
    assert again_routed == Routed(0, 0, 0)
    assert len(turns(shop)) == 1


def test_one_by_one_and_all_at_once_choose_the_same(shop: Shop) -> None:
    """The same history gives the same suppliers, whether the orders come singly or in bulk."""
    hints = [["Mugs", "Plates"], ["Plates"], ["Mugs", "Mugs", "Plates"], ["Plates", "Nobody"], ["Mugs"]] * 4
    for place, lines in enumerate(hints):
        doc = order_of(f"B{place:03}", lines)
        do(take_orders, actor=shop.owner, store_id=shop.store_id, docs=[doc], purchase=True)
    single = turns(shop)
    other = make_shop({"Mugs": ["Anna", "Boris"], "Plates": ["Cleo", "Dora", "Emil"]}, slug="clay")
    docs = [order_of(f"B{place:03}", lines) for place, lines in enumerate(hints)]
    do(take_orders, actor=other.owner, store_id=other.store_id, docs=docs, purchase=True)
    assert turns(other) == single
    assert len(single) == 4 * 8


def test_weights_are_kept(shop: Shop) -> None:
    add_seller(shop, "Zoe", ["Mugs"], weight=2)
    given = names(shop, buy(shop, *["Mugs"] * 8))
    assert (given.count("Zoe"), given.count("Anna"), given.count("Boris")) == (4, 2, 2)


def test_the_nearest_category_above_with_a_maker_wins(shop: Shop) -> None:
    mugs = shop.categories["Mugs"]
    tall = do(add_category, actor=shop.owner, name="Tall mugs", name_zh="", code="T", parent_id=mugs)
    shop.categories["Tall mugs"] = tall
    assert names(shop, buy(shop, "Tall mugs")) == ["Anna"]
    (row,) = look(shop, lambda: list(Assignment.objects.filter(workspace_id=shop.id)))
    assert row.category_id == mugs
    add_seller(shop, "Zoe", ["Tall mugs"])
    assert names(shop, buy(shop, "Tall mugs", "Mugs")) == ["Zoe", "Boris"]


def test_every_offer_says_why_in_both_languages(shop: Shop) -> None:
    first, second = buy(shop, "Mugs", "Mugs")
    (row,) = look(shop, lambda: assignments_of(shop.operator, second.id))
    assert row.why_en == "Mugs: it was Boris’s turn with 0 tasks so far (Anna 1)."
    assert "Boris" in row.why_zh
    assert row.why_zh != row.why_en
    assert row.choice.chosen == "Boris"
    add_seller(shop, "Fred", [])
    do(
        set_supplier_categories,
        actor=shop.owner,
        supplier_id=shop.sellers["Boris"].supplier_id,
        category_ids=[],
    )
    (third,) = buy(shop, "Mugs")
    (row,) = look(shop, lambda: assignments_of(shop.operator, third.id))
    assert row.why_en == "Mugs: Anna is the only one that can make it."
    with pytest.raises(NotFound):
        look(shop, lambda: assignments_of(shop.operator, first.order_id))


def test_the_report_of_a_run_counts_by_category_and_supplier(shop: Shop) -> None:
    (task, *_) = buy(shop, "Mugs", "Plates", "Mugs", "Nobody")
    report = look(shop, lambda: run_report(shop.id, task.created_at))
    assert (report.tasks, report.unassigned) == (4, 1)
    assert report.by_category == {"Mugs": {"Anna": 1, "Boris": 1}, "Plates": {"Cleo": 1}}


def assign(shop: Shop, task: OrderTask, supplier_id: UUID, **told: object) -> None:
    do(assign_task, **({"actor": shop.operator, "task_id": task.id, "supplier_id": supplier_id,
                        "reason": "asked for"} | told))  # fmt: skip


def test_by_hand_the_offer_moves_and_the_pool_does_not_turn(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    emil = shop.sellers["Emil"]
    before = look(shop, lambda: list(PoolSeat.objects.order_by("id").values_list("served", "last_turn")))
    assign(shop, task, emil.supplier_id)
    row = again(shop, task)
    assert (row.status, row.attempt, row.supplier_id, row.sku) == (
        TaskStatus.OFFERED,
        2,
        emil.supplier_id,
        task.sku,
    )
    offers = look(shop, lambda: assignments_of(shop.operator, task.id))
    assert [(one.attempt, one.status) for one in offers] == [(1, "withdrawn"), (2, "offered")]
    assert offers[1].why_en == "Operator chose Emil by hand: asked for"
    assert offers[1].script_number is None
    assert (
        look(shop, lambda: list(PoolSeat.objects.order_by("id").values_list("served", "last_turn"))) == before
    )
    assert facts_of(shop, task) == ["TaskOffered", "TaskOffered"]
    with pytest.raises(NotFound):
        do(accept_task, actor=shop.sellers["Anna"].actor, task_id=task.id, promised=SOON)


def test_by_hand_only_with_a_reason_to_an_active_supplier_before_acceptance(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    emil = shop.sellers["Emil"].supplier_id
    with pytest.raises(NotAllowed):
        assign(shop, task, emil, actor=shop.viewer)
    with pytest.raises(Invalid):
        assign(shop, task, emil, reason="\0 \n")
    with pytest.raises(Invalid):
        assign(shop, task, task.id)
    with pytest.raises(NotFound):
        assign(shop, task, emil, task_id=task.order_id)
    assert again(shop, task).attempt == 1
    do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON)
    with pytest.raises(IllegalMove):
        assign(shop, task, emil)


def test_the_kept_choice_is_small_and_readable(shop: Shop) -> None:
    (task,) = buy(shop, "Plates")
    kept = json.loads(look(shop, lambda: Assignment.objects.get(task_id=task.id).why))
    assert kept == {
        "rule": "fair_rotation", "in": "Plates", "chose": "Cleo", "had": 0, "others": [["Dora", 0, 1], ["Emil", 0, 1]],
    }  # fmt: skip
    with translation.override("zh-hans"):
        assert look(shop, lambda: assignments_of(shop.operator, task.id))[0].why_en.startswith(
            "Plates: it was"
        )
