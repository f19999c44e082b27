"""A parcel that was reported by mistake is taken back: whole, in part, in bulk, and not when somebody works by it."""

from datetime import timedelta
from typing import Any

import pytest

from orderloom.intake.models import CustomerOrder
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.errors import IllegalMove, NotAllowed, NotFound
from orderloom.production.commands.answer import accept_task
from orderloom.production.commands.make import complete_task, finish_task, report_progress
from orderloom.production.factories import NOW, SOON, Shop, again, buy, do, facts_of, look, make_shop
from orderloom.production.models import OrderTask
from orderloom.shipping.commands.ship_task import Parcel, TaskParcel, ship_task, ship_tasks
from orderloom.shipping.commands.void_parcel import NewerParcel, VoidTooLate, void_parcel, void_parcels
from orderloom.shipping.models import Shipment

UPS = "1Z999AA10123456784"
SOON_AFTER = NOW + timedelta(minutes=9)
STANDING = ("status", "shipped", "produced", "started_at", "ready_at", "shipped_at")


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna"]})


@pytest.fixture
def task(shop: Shop) -> OrderTask:
    """Return an accepted task of three pieces."""
    (task,) = buy(shop, "Mugs", quantity=3)
    do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON)
    return again(shop, task)


def ship(shop: Shop, task: OrderTask, number: str = UPS, carrier: str = "ups", **more: Any) -> Shipment:
    do(
        ship_task,
        actor=shop.holder(task),
        task_id=task.id,
        parcel=Parcel(carrier, number, **more),
        now=NOW,
    )
    return look(shop, lambda: Shipment.objects.latest("id"))


def void(shop: Shop, task: OrderTask, parcel: Shipment, **more: Any) -> None:
    told = {"actor": shop.holder(task), "now": SOON_AFTER} | more
    assert do(void_parcel, parcel_id=parcel.id, **told) == task.id


def standing(shop: Shop, task: OrderTask) -> list[Any]:
    row = again(shop, task)
    return [getattr(row, name) for name in STANDING]


def stage(shop: Shop, task: OrderTask) -> str:
    return look(shop, lambda: CustomerOrder.objects.get(id=task.order_id).stage)


def test_task_and_order_are_as_they_were_before(shop: Shop, task: OrderTask) -> None:
    do(finish_task, actor=shop.holder(task), task_id=task.id, now=NOW)
    before, seen = standing(shop, task), stage(shop, task)
    parcel = ship(shop, task)
    assert stage(shop, task) == "shipped" != seen
    void(shop, task, parcel)
    assert (standing(shop, task), stage(shop, task)) == (before, seen)
    void(shop, task, parcel)  # a second tap
    assert facts_of(shop, task)[-2:] == ["TaskShipped", "ParcelVoided"]
    assert look(shop, lambda: Shipment.objects.get().state) == "voided"
    ship(shop, task, "1Z999AA10123456784")  # the same number again is a parcel of its own
    assert look(shop, lambda: Shipment.objects.filter(voided_at=None).count()) == 1
    assert verify_chain(shop.id).broken_at is None


def test_parts_go_back_the_newest_first_and_what_was_made_stays_made(shop: Shop, task: OrderTask) -> None:
    first = ship(shop, task, quantity=1)
    do(report_progress, actor=shop.holder(task), task_id=task.id, produced=2, now=NOW)
    second = ship(shop, task, "ABC-2", "other", quantity=1)
    with pytest.raises(NewerParcel):
        void(shop, task, first)
    void(shop, task, second, actor=shop.operator)
    void(shop, task, first)
    assert standing(shop, task)[:3] == ["in_production", 0, 2]


def test_what_somebody_works_by_stays(shop: Shop, task: OrderTask) -> None:
    parcel = ship(shop, task)
    with pytest.raises(VoidTooLate):
        void(shop, task, parcel, now=NOW + timedelta(minutes=10, seconds=1))
    do(complete_task, actor=shop.holder(task), task_id=task.id, now=NOW)
    with pytest.raises(IllegalMove):
        void(shop, task, parcel)
    assert look(shop, lambda: Shipment.objects.get().voided_at) is None


def test_nobody_else_takes_it_back(shop: Shop, task: OrderTask) -> None:
    parcel, other = ship(shop, task), make_shop({"Mugs": ["Bert"]}, slug="oak")
    with pytest.raises(NotAllowed):
        void(shop, task, parcel, actor=shop.viewer)
    for stranger in (other.operator, next(iter(other.sellers.values())).actor):
        with pytest.raises(NotFound):
            void(shop, task, parcel, actor=stranger)


def test_many_go_back_at_once_and_the_rest_says_why(shop: Shop, task: OrderTask) -> None:
    more = [buy(shop, "Mugs", quantity=3)[0] for _number in range(2)]
    for one in more:
        do(accept_task, actor=shop.holder(one), task_id=one.id, promised=SOON)
    parcels = [TaskParcel(one.id, Parcel("other", f"ABC-{n}")) for n, one in enumerate([task, *more])]
    parcels[:1] = [
        TaskParcel(task.id, Parcel("other", "ABC-9", quantity=1)), TaskParcel(task.id, Parcel("other", "ABC-8")),
    ]  # fmt: skip
    do(ship_tasks, actor=shop.operator, parcels=parcels, now=NOW)
    do(complete_task, actor=shop.operator, task_id=more[1].id, now=NOW)
    ids = look(shop, lambda: list(Shipment.objects.order_by("id").values_list("id", flat=True)))
    voided = do(void_parcels, actor=shop.operator, parcel_ids=ids, now=SOON_AFTER)
    assert set(voided.done) == set(ids[:3])
    assert {one: refusal.code for one, refusal in voided.refused.items()} == {ids[3]: "illegal_move"}
    assert [again(shop, one).status for one in (task, *more)] == ["accepted", "accepted", "done"]
    assert again(shop, task).shipped == 0
