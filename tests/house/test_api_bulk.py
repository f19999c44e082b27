"""A supplier's program answers a hundred tasks in one request, once, and each row has its own outcome."""

import pytest
from django.db import transaction

from orderloom.kernel.actor import system
from orderloom.kernel.ids import new_id
from orderloom.kernel.tenancy import wear
from orderloom.production.models import OrderTask

from .conftest import Program
from .world import NOW, Place, order, take_orders

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 100
DAY = "2030-01-01"


@pytest.fixture
def tasks(ours: Place) -> list[str]:
    """Offer our first supplier a hundred tasks and return their ids."""
    with wear(ours.hat()), transaction.atomic():
        docs = [order(ours.mark, "bulk", f"{ours.mark} mugs", lines=2 * ROWS + 2)]
        actor = system(ours.id)
        take_orders(actor=actor, store_id=ours.ids["store_id"], docs=docs, purchase=True, now=NOW)
        mine = OrderTask.objects.filter(supplier_id=ours.companies[0].supplier_id, status="offered")
        found = [str(one) for one in mine.order_by("-id").values_list("id", flat=True)[:ROWS]]
    assert len(found) == ROWS
    return found


def states(ours: Place, ids: list[str]) -> set[str]:
    with wear(ours.hat()), transaction.atomic():
        return set(OrderTask.objects.filter(id__in=ids).values_list("status", flat=True))


def test_a_hundred_answers_are_given_once_however_often_they_are_sent(ours, seller: Program, tasks):
    rows = [{"task_id": one, "promised": DAY} for one in tasks[:90]]
    rows += [{"task_id": one, "reason": "no_capacity"} for one in tasks[90:99]]
    rows += [{"task_id": str(new_id()), "promised": DAY}]
    first = seller.post("/tasks/answer", {"answers": rows}, Idempotency_Key="hundred")
    assert seller.status == 200, first
    assert [one["code"] for one in first["items"]] == [""] * 99 + ["not_found"]
    again = seller.post("/tasks/answer", {"answers": rows}, Idempotency_Key="hundred")
    assert (again, seller.last.headers["Idempotency-Replayed"]) == (first, "true")
    assert states(ours, tasks[:90]) == {"accepted"}
    without = seller.post("/tasks/answer", {"answers": rows})
    assert {one["code"] for one in without["items"][90:]} == {"not_found"}  # they are not theirs any more
    other = seller.post("/tasks/answer", {"answers": rows[:5]}, Idempotency_Key="hundred")
    assert (seller.status, other["code"]) == (422, "idempotency_key_reused")


def test_a_hundred_proposals_are_made_and_answered_at_once(ours, seller: Program, operator: Program, tasks):
    told = [{"task_id": one, "terms": {"quantity": 1, "day": DAY, "note": "later"}} for one in tasks]
    first = seller.post("/proposals", {"proposals": told}, Idempotency_Key="p")
    assert {one["code"] for one in first["items"]} == {""}
    again = seller.post("/proposals", {"proposals": told}, Idempotency_Key="p")
    assert again == first
    replies = []
    for one in tasks[:20]:
        (talk,) = operator.get(f"/tasks/{one}/proposals")["items"]
        replies.append({"task_id": one, "version_id": talk["versions"][-1]["id"], "deed": "accept"})
    replies[0]["version_id"] = str(new_id())
    done = operator.post("/proposals/answer", {"replies": replies})
    assert [one["code"] for one in done["items"]] == ["stale_version"] + [""] * 19
    assert states(ours, tasks[1:20]) == {"accepted"}
