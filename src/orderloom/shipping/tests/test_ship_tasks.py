"""Many parcels at once: those that can leave do, the others say why, and doing it again changes nothing."""

import pytest

from orderloom.intake.models import CustomerOrder
from orderloom.kernel.actor import Actor
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.errors import NotAllowed, NotFound
from orderloom.production.commands.answer import accept_task
from orderloom.production.factories import (
    NOW,
    SOON,
    Shop,
    again,
    buy,
    do,
    facts_of,
    later,
    look,
    make_shop,
)
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus
from orderloom.shipping.commands.ship_task import Parcel, Sent, TaskParcel, ship_tasks
from orderloom.shipping.models import Shipment

UPS = "1Z999AA10123456784"
SF = "SF138000000{:04}".format


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna"]})


@pytest.fixture
def tasks(shop: Shop) -> list[OrderTask]:
    """Return three accepted tasks of three pieces and one that is only offered."""
    made = [buy(shop, "Mugs", quantity=3)[0] for _number in range(4)]
    for task in made[:3]:
        do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON)
    return [again(shop, task) for task in made]


def ship(actor: Actor, *parcels: TaskParcel, now=NOW) -> Sent:
    return do(ship_tasks, actor=actor, parcels=parcels, now=now)


def of(task: OrderTask, number: str, carrier: str = "sf", **more) -> TaskParcel:
    return TaskParcel(task.id, Parcel(carrier, number, **more))


def numbers(shop: Shop) -> list[str]:
    return look(shop, lambda: list(Shipment.objects.order_by("id").values_list("tracking_number", flat=True)))


def test_what_can_leave_does_and_the_rest_says_why(shop: Shop, tasks: list[OrderTask]):
    sent = ship(
        shop.operator, of(tasks[0], SF(1)), of(tasks[1], "nonsense", "ups"), of(tasks[2], UPS, "ups"),
        of(tasks[3], SF(4)), now=later(5),
    )  # fmt: skip
    assert (sent.done, sent.known) == ([0, 2], [])
    assert {place: refusal.code for place, refusal in sent.refused.items()} == {
        1: "tracking_number_format",
        3: "illegal_move",
    }
    rows = [again(shop, task) for task in tasks]
    assert [row.status for row in rows] == ["shipped", "accepted", "shipped", "offered"]
    assert (rows[0].shipped, rows[0].produced, rows[0].shipped_at) == (3, 3, later(5))
    assert numbers(shop) == [SF(1), UPS]
    assert facts_of(shop, tasks[0])[-1] == "TaskShipped"
    assert facts_of(shop, tasks[1])[-1] == "TaskAccepted"
    stages = look(
        shop, lambda: dict(CustomerOrder.objects.values_list("id", "stage"))
    )  # each order follows its own task
    assert [stages[task.order_id] for task in tasks] == ["shipped", "production", "shipped", "purchasing"]
    assert verify_chain(shop.id).broken_at is None


def test_doing_it_again_changes_nothing(shop: Shop, tasks: list[OrderTask]):
    parcels = [of(task, SF(place)) for place, task in enumerate(tasks[:3])]
    ship(shop.operator, *parcels)
    before = [again(shop, task).row_version for task in tasks]
    sent = ship(shop.operator, *parcels, of(tasks[0], SF(9)))
    assert (sent.done, sent.known) == ([], [0, 1, 2])
    assert [refusal.code for refusal in sent.refused.values()] == ["illegal_move"]
    assert [again(shop, task).row_version for task in tasks] == before
    assert len(numbers(shop)) == 3


def test_one_task_may_leave_in_several_parcels(shop: Shop, tasks: list[OrderTask]):
    sent = ship(
        shop.operator, of(tasks[0], SF(1), quantity=1), of(tasks[0], SF(1)), of(tasks[0], SF(2), quantity=9),
        of(tasks[0], SF(3)),
    )  # fmt: skip
    assert (sent.done, sent.known) == ([0, 3], [1])
    assert sent.refused[2].code == "invalid"
    row = again(shop, tasks[0])
    assert (row.status, row.shipped) == (TaskStatus.SHIPPED, 3)


def test_a_supplier_ships_its_own_and_a_viewer_nothing(shop: Shop, tasks: list[OrderTask]):
    other = make_shop({"Mugs": ["Boris"]}, slug="clay")
    (theirs,) = buy(other, "Mugs")
    sent = ship(shop.holder(tasks[0]), of(tasks[0], SF(1)), of(theirs, SF(2)))
    assert sent.done == [0]
    assert isinstance(sent.refused[1], NotFound)
    with pytest.raises(NotAllowed):
        ship(shop.viewer, of(tasks[1], SF(3)))
    assert again(shop, tasks[1]).status == TaskStatus.ACCEPTED
