"""Parcels: whole and partial, with a number or a reason, twice, and wrong."""

from typing import Any

import pytest

from orderloom.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound
from orderloom.production.commands.answer import accept_task
from orderloom.production.commands.make import finish_task, start_task
from orderloom.production.factories import SOON, Shop, again, buy, do, facts_of, later, look, make_shop
from orderloom.production.models import OrderTask
from orderloom.production.queries.tasks import TaskCard
from orderloom.production.states import TaskStatus
from orderloom.shipping.carriers.recognition import TrackingNumberInvalid
from orderloom.shipping.commands.ship_task import Parcel, ship_task
from orderloom.shipping.models import Shipment

UPS = "1Z999AA10123456784"


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna"]})


@pytest.fixture
def task(shop: Shop) -> OrderTask:
    """Return an accepted task of three pieces."""
    (task,) = buy(shop, "Mugs", quantity=3)
    do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON)
    return again(shop, task)


def ship(shop: Shop, task: OrderTask, *parcel: Any, **more: Any) -> TaskCard:
    told = {name: more.pop(name) for name in ("now", "actor") if name in more}
    actor = told.pop("actor", None) or shop.holder(task)
    return do(ship_task, actor=actor, task_id=task.id, parcel=Parcel(*parcel, **more), **told)


def parcels(shop: Shop, task: OrderTask) -> list[tuple[str, str, str, int]]:
    rows = Shipment.objects.filter(task_id=task.id).order_by("id")
    fields = ("carrier", "tracking_number", "no_tracking_reason", "quantity")
    return look(shop, lambda: list(rows.values_list(*fields)))


def test_the_whole_task_leaves_in_one_parcel(shop: Shop, task: OrderTask) -> None:
    card = ship(shop, task, "ups", " 1z 999 aa1 01-2345 6784 ", now=later(5))
    row = again(shop, task)
    assert card.status is TaskStatus.SHIPPED
    assert parcels(shop, task) == [("ups", UPS, "", 3)]
    assert (row.shipped, row.produced, row.shipped_at, row.ready_at, row.started_at) == (
        3, 3, later(5), later(5), later(5),
    )  # fmt: skip
    assert facts_of(shop, task)[-1:] == ["TaskShipped"]


def test_parts_leave_until_all_has_left(shop: Shop, task: OrderTask) -> None:
    assert ship(shop, task, "ups", UPS, quantity=1).status is TaskStatus.IN_PRODUCTION
    row = again(shop, task)
    assert (row.shipped, row.produced, row.shipped_at) == (1, 1, None)
    assert ship(shop, task, "other", "ABC-2", quantity=2).status is TaskStatus.SHIPPED
    assert [quantity for *_, quantity in parcels(shop, task)] == [1, 2]


def test_what_is_ready_stays_ready_when_a_part_leaves(shop: Shop, task: OrderTask) -> None:
    do(finish_task, actor=shop.holder(task), task_id=task.id)
    assert ship(shop, task, "ups", UPS, quantity=1).status is TaskStatus.READY_TO_SHIP
    assert ship(shop, task, "other", "ABC-2").status is TaskStatus.SHIPPED


def test_a_second_tap_changes_nothing(shop: Shop, task: OrderTask) -> None:
    ship(shop, task, "ups", UPS)
    before = again(shop, task)
    assert ship(shop, task, "ups", UPS, now=later(1)).status is TaskStatus.SHIPPED
    assert ship(shop, task, "ups", UPS, shipped_before=0).status is TaskStatus.SHIPPED
    assert again(shop, task).row_version == before.row_version
    assert len(parcels(shop, task)) == 1
    assert facts_of(shop, task).count("TaskShipped") == 1


def test_a_second_tap_on_a_part_changes_nothing(shop: Shop, task: OrderTask) -> None:
    ship(shop, task, "ups", UPS, quantity=1, shipped_before=0)
    ship(shop, task, "ups", UPS, quantity=1, shipped_before=0)
    assert len(parcels(shop, task)) == 1
    with pytest.raises(Conflict):
        ship(shop, task, "other", "ABC-2", quantity=1, shipped_before=0)
    assert len(parcels(shop, task)) == 1


def test_a_second_tap_without_a_number_changes_nothing(shop: Shop, task: OrderTask) -> None:
    reason = {"no_tracking_reason": "own_vehicle"}
    ship(shop, task, "other", quantity=1, shipped_before=0, **reason)
    with pytest.raises(Conflict):  # it may also be a colleague's parcel, so somebody has to look
        ship(shop, task, "other", quantity=1, shipped_before=0, **reason)
    assert again(shop, task).shipped == 1
    ship(shop, task, "other", quantity=2, shipped_before=1, **reason)
    ship(shop, task, "other", **reason)
    assert parcels(shop, task) == [("other", "", "own_vehicle", 1), ("other", "", "own_vehicle", 2)]


WRONG = [
    (Parcel("ups", "1Z999AA10123456785"), TrackingNumberInvalid, "tracking_number"),
    (Parcel("ups", "EE123456789CN"), TrackingNumberInvalid, "tracking_number"),
    (Parcel("other", "\0\0"), TrackingNumberInvalid, "tracking_number"),
    (Parcel("other", "=cmd()"), TrackingNumberInvalid, "tracking_number"),
    (Parcel("ups", "x" * 5000), TrackingNumberInvalid, "tracking_number"),
    (Parcel("pigeon", UPS), Invalid, "carrier"),
    (Parcel("x" * 500, no_tracking_reason="letter"), Invalid, "carrier"),
    (Parcel("\0", no_tracking_reason="letter"), Invalid, "carrier"),
    (Parcel("ups"), Invalid, "tracking_number"),
    (Parcel("ups", no_tracking_reason="because"), Invalid, "tracking_number"),
    (Parcel("ups", UPS, quantity=0), Invalid, "quantity"),
    (Parcel("ups", UPS, quantity=-1), Invalid, "quantity"),
    (Parcel("ups", UPS, quantity=4), Invalid, "quantity"),
    (Parcel("ups", UPS, quantity=10**30), Invalid, "quantity"),
]


def test_what_cannot_be_is_refused_and_leaves_nothing(shop: Shop, task: OrderTask) -> None:
    before, facts = again(shop, task).row_version, facts_of(shop, task)
    for parcel, error, field in WRONG:
        with pytest.raises(error) as refused:
            do(ship_task, actor=shop.holder(task), task_id=task.id, parcel=parcel)
        assert set(refused.value.fields) == {field}, parcel
    assert (again(shop, task).row_version, facts_of(shop, task), parcels(shop, task)) == (before, facts, [])


def test_only_a_taken_task_leaves(shop: Shop, task: OrderTask) -> None:
    (offered,) = buy(shop, "Mugs")
    (queued,) = buy(shop, "Plates")
    for other in (offered, queued):
        with pytest.raises(IllegalMove):
            ship(shop, other, "ups", UPS, actor=shop.operator)
    ship(shop, task, "ups", UPS)
    with pytest.raises(IllegalMove):
        ship(shop, task, "other", "ABC-2")
    with pytest.raises(NotAllowed):
        ship(shop, offered, "ups", UPS, actor=shop.viewer)


def test_another_supplier_cannot_ship_it(shop: Shop, task: OrderTask) -> None:
    stranger = make_shop({"Mugs": ["Cleo"]}, slug="clay")
    for actor in (stranger.sellers["Cleo"].actor, stranger.owner):
        with pytest.raises(NotFound):
            ship(shop, task, "ups", UPS, actor=actor)


def test_a_started_task_may_leave_at_once(shop: Shop, task: OrderTask) -> None:
    do(start_task, actor=shop.holder(task), task_id=task.id)
    assert ship(shop, task, "other", no_tracking_reason="hand_delivered").status is TaskStatus.SHIPPED
