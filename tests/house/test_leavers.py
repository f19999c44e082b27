"""Who has left the workspace, or signs in no more, is in charge of nothing there any longer."""

from uuid import UUID

import pytest

from orderloom.catalog.commands.categories import set_category_owners
from orderloom.catalog.queries import tree
from orderloom.identity.commands.members import remove_member
from orderloom.identity.models import User
from orderloom.identity.queries import PersonCard, people_of
from orderloom.intake.commands.edit_order import set_order_owners
from orderloom.intake.queries.order_detail import order_detail
from orderloom.notifications.models import Notice
from orderloom.portals.queries.in_charge import in_charge, in_charge_of
from orderloom.portals.queries.order_extras import extras_of
from orderloom.production.commands.answer import decline_task
from orderloom.production.factories import Shop, buy, do, look, make_shop
from orderloom.production.models import OrderTask
from orderloom.production.states import DeclineReason


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"]})


def leave(shop: Shop, way: str) -> None:
    if way == "left":
        do(remove_member, actor=shop.owner, user_id=shop.operator.user_id)
    elif way == "signs in no more":
        User.objects.filter(id=shop.operator.user_id).update(is_active=False)


def told(shop: Shop) -> list[UUID]:
    rows = Notice.objects.filter(workspace_id=shop.id, kind="task_declined")
    return look(shop, lambda: list(rows.values_list("user_id", flat=True)))


def shown(shop: Shop, task: OrderTask) -> list[UUID]:
    """Return who is shown as in charge, in the list of orders as on the order's page."""

    def both() -> tuple[list[PersonCard], list[PersonCard]]:
        people, orders = people_of(shop.id), [task.order_id]
        listed = in_charge(shop.owner, orders, people, extras_of(shop.owner, orders, people=True))
        order = order_detail(shop.owner, task.order_id)
        return listed[task.order_id], in_charge_of(shop.owner, order, people, tree(shop.id))

    listed, paged = look(shop, both)
    assert listed == paged
    return [person.id for person in listed]


def ticked(shop: Shop, task: OrderTask) -> list[UUID]:
    """Return who is ticked in the order's own form."""
    return [owner.id for owner in look(shop, lambda: order_detail(shop.owner, task.order_id)).owners]


@pytest.mark.parametrize("of", ["order", "category"])
@pytest.mark.parametrize("way", ["left", "signs in no more", "stays"])
def test_the_next_in_charge_is_told_instead(shop: Shop, of: str, way: str) -> None:
    (task,) = buy(shop, "Mugs")
    one, owner = shop.operator.user_id, User.objects.get(email="birch@example.com").id
    if of == "order":
        do(set_order_owners, actor=shop.owner, order_id=task.order_id, owners=[one])
    else:
        category = shop.categories["Mugs"]
        do(set_category_owners, actor=shop.owner, category_id=category, user_ids=[one])
    leave(shop, way)
    do(decline_task, actor=shop.holder(task), task_id=task.id, reason=DeclineReason.PRICE, text="")
    expected = [one if way == "stays" else owner]
    assert (told(shop), shown(shop, task)) == (expected, expected)
    assert ticked(shop, task) == (expected if (of, way) == ("order", "stays") else [])
