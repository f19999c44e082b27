"""A column pasted into a selection: value i is order i's, seen before it is saved, and nobody's change is run over."""

from datetime import timedelta
from uuid import UUID

import pytest

from orderloom.intake.models import CustomerOrder
from orderloom.kernel import clock
from orderloom.portals.merchant.column_values import guessed, values_of
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_cases import buy
from orderloom.portals.tests.test_tasks_list import move, task_of
from orderloom.shipping.models import Shipment


def paste(shop: Shop, ids: list[UUID], text: str = "", client=None, **told):
    values = {"order": [str(one) for one in ids], "text": text, **told}
    return (client or shop.operator).post(shop.at("orders/column/"), values, follow=True)


def tags(shop: Shop, ids: list[UUID]) -> list[str]:
    found = shop.see(lambda: dict(CustomerOrder.objects.values_list("id", "tags")))
    return [found[one] for one in ids]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2026-11-30\n2026-12-01", "due"), ("30/11/2026\n\n01/12/2026", "due"), ("gift\nrush, gift", "tags"),
        ("SF1380000001234\nYT8842109733520", "tracking"), ("1234567890123", "tracking"), ("", "tracking"),
    ],
)  # fmt: skip
def test_what_the_values_are_is_guessed(text: str, kind: str):
    assert guessed(values_of(text, 2)) == kind


def test_values_keep_their_places():
    assert values_of("a\n\nb\n", 4) == ["a", "", "b", ""]
    assert values_of("a\tx\nb\ty\nc", 2) == ["a", "b", "c"]


def test_tags_are_shown_first_and_saved_when_that_is_confirmed(shop: Shop):
    ids = shop.receive(1, 2, 3)
    before = tags(shop, ids)
    preview = paste(shop, ids, "rush, gift\n\nlate")
    html = words(preview)
    assert "Change 2 orders" in html
    assert "<b>rush, gift</b>" in html
    assert tags(shop, ids) == before
    seen = [one.seen for one in preview.context["changes"]]
    saved = paste(shop, ids, "rush, gift\n\nlate", kind="tags", step="save", seen=seen)
    assert "2 orders changed." in words(saved)
    assert tags(shop, ids) == ["rush\ngift", before[1], "late"]


def test_a_change_of_somebody_else_in_between_is_not_run_over(shop: Shop):
    ids = shop.receive(1, 2)
    seen = [one.seen for one in paste(shop, ids, "a\nb", kind="tags").context["changes"]]
    paste(shop, ids[:1], "hers", kind="tags", step="save")
    mine = paste(shop, ids, "a\nb", kind="tags", step="save", seen=seen)
    assert "1 order changed. 1 stays as it was." in words(mine)
    assert tags(shop, ids) == ["hers", "b"]


def test_days_that_cannot_be_read_say_so(shop: Shop):
    ids = shop.receive(1, 2)
    html = words(paste(shop, ids, "2026-12-24\nsoon", kind="due"))
    assert "<b>2026-12-24</b>" in html
    assert "soon: This is not a day." in html
    paste(shop, ids, "2026-12-24\nsoon", kind="due", step="save")
    days = shop.see(lambda: [CustomerOrder.objects.get(id=one).ship_by for one in ids])
    assert (str(days[0].date()), days[1]) == ("2026-12-24", days[1])


def test_tracking_numbers_go_the_way_of_all_tracking_numbers(shop: Shop):
    ids = buy(shop, 1, 2)
    for one in ids:
        move(shop, task_of(shop, one), "accept", promised=str(clock.now().date() + timedelta(days=3)))
    preview = paste(shop, ids, "SF1380000001234\nSF1380000001235")
    assert "Ship 2 tasks" in words(preview)
    told = {"rows": preview.context["rows_text"], "step": "ship"}
    shop.operator.post(shop.at("track/"), told)
    sent = shop.see(lambda: set(Shipment.objects.values_list("task__order_id", "tracking_number")))
    assert sent == {(ids[0], "SF1380000001234"), (ids[1], "SF1380000001235")}


def test_a_viewer_changes_nothing_and_nothing_chosen_leads_back(shop: Shop, other: Shop):
    ids = shop.receive(1)
    assert paste(shop, ids, "a", shop.viewer, kind="tags").status_code == 403
    assert "One value for 1 order" in words(paste(shop, ids))
    assert "Choose orders first." in words(paste(shop, []))
    assert "Choose orders first." in words(paste(other, ids, "a", kind="tags"))
    assert paste(shop, ids, "a", kind="x").status_code == 422
