"""Tracking numbers in bulk: what each row means, what is wrong with it, mending in place, and what leaves."""

import io
import json
import re
from datetime import timedelta

import pytest
import xlsxwriter

from orderloom.identity.models import User
from orderloom.identity.queries import staff_actor
from orderloom.kernel import clock
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.queries.parcel_check import Checked, Entry, checked
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_cases import buy
from orderloom.portals.tests.test_tasks_list import move, task_of
from orderloom.production.models import OrderTask
from orderloom.shipping.models import Shipment

SF = "SF138000000{:04}".format
UPS = "1Z999AA10123456784"


@pytest.fixture
def tasks(shop: Shop) -> list[OrderTask]:
    """Return five tasks, all but the last accepted."""
    made = [task_of(shop, one) for one in buy(shop, 1, 2, 3, 4, 5)]
    for task in made[:4]:
        move(shop, task, "accept", promised=str(clock.now().date() + timedelta(days=3)))
    return made


def looked_at(shop: Shop, *rows: Entry) -> list[Checked]:
    actor, _card = staff_actor(User.objects.get(id=shop.people["operator"]), shop.slug)
    with wear(Hat.workspace(shop.id)):
        return shop.see(lambda: checked(actor, rows))


def so(shop: Shop, task: OrderTask) -> str:
    return f"SO-{shop.see(lambda: OrderTask.objects.select_related('order').get(id=task.id).order.number)}"


def post(shop: Shop, client=None, **told):
    return (client or shop.operator).post(shop.at("track/"), told, follow=True)


def sent(shop: Shop) -> set[str]:
    return shop.see(lambda: set(Shipment.objects.values_list("tracking_number", flat=True)))


def test_every_row_says_what_it_means_or_what_is_wrong(shop: Shop, tasks: list[OrderTask]):
    move(shop, tasks[3], "ship", tracking_number=UPS, carrier="ups", quantity="1")
    rows = {
        "by order": (Entry(so(shop, tasks[0]), SF(1)), ""),
        "by task": (Entry(f"T-{tasks[1].number}", SF(2)), ""),
        "by sku": (Entry(tasks[2].sku or "", SF(3)), ""),
        "already there": (Entry(so(shop, tasks[3]), UPS), "known"),
        "left already": (Entry(so(shop, tasks[3]), SF(9)), "shipped"),
        "nobody accepted": (Entry(so(shop, tasks[4]), SF(5)), "not_accepted"),
        "no such order": (Entry("SO-99999", SF(6)), "not_found"),
        "no reference": (Entry("", SF(6)), "no_reference"),
        "no number": (Entry(f"T-{tasks[0].number}", ""), "no_number"),
        "the same task": (Entry(f"T-{tasks[0].number}", SF(7)), "task_twice"),
        "the same row": (Entry(so(shop, tasks[0]), SF(1)), "repeated"),
        "a number of another": (Entry(f"T-{tasks[0].number}", UPS), "number_taken"),
        "the number of row 1": (Entry(f"T-{tasks[1].number}", SF(1)), "number_twice"),
        "an unknown carrier": (Entry(f"T-{tasks[0].number}", SF(8), "Nobody & Sons"), "carrier_unknown"),
        "not this carrier's": (Entry(f"T-{tasks[0].number}", SF(8), "UPS"), "carrier_differs"),
        "anybody's": (Entry(f"T-{tasks[0].number}", "268123456780"), "carrier_several"),
        "nobody's": (Entry(f"T-{tasks[0].number}", "AB-1"), "carrier_unclear"),
    }
    found = looked_at(shop, *(entry for entry, _code in rows.values()))
    assert {name: row.code for name, row in zip(rows, found, strict=True)} == {
        name: code for name, (_entry, code) in rows.items()
    }
    assert [row.carrier for row in found[:3]] == ["sf", "sf", "sf"]
    assert found[14].likely[0] == "sf"


def test_the_shops_number_may_be_two_orders_and_an_order_several_tasks(shop: Shop, tasks: list[OrderTask]):
    def doubled() -> None:
        line = OrderTask.objects.get(id=tasks[0].id)
        line.pk, line.number, line.sku = None, 99_001, "SECOND"
        line.save()

    shop.see(doubled)
    (several,) = looked_at(shop, Entry(so(shop, tasks[0]), SF(1)))
    assert (several.code, len(several.choices)) == ("several_tasks", 2)
    one, both = looked_at(
        shop,
        Entry(so(shop, tasks[0]), SF(1), pick=str(tasks[0].id)),
        Entry(so(shop, tasks[1]), SF(2), pick="all"),
    )
    assert [len(row.tasks) for row in (one, both)] == [1, 1]
    (together,) = looked_at(shop, Entry(so(shop, tasks[0]), SF(1), pick="all"))
    assert len(together.tasks) == 2


def test_paste_confirm_and_what_is_wrong_stays_to_be_mended(shop: Shop, tasks: list[OrderTask]):
    text = "Order\tTracking\n" + "\n".join(
        [f"{so(shop, tasks[0])}\t{SF(1)}", f"T-{tasks[1].number}\t{SF(2)}", f"{so(shop, tasks[2])}\tnonsense"]
    )
    preview = post(shop, text=text)
    assert "Ship 2 tasks" in words(preview)
    assert sent(shop) == set()
    done = post(shop, rows=preview.context["rows_text"], step="ship")
    html = words(done)
    assert "2 tasks are on their way. 1 row waits to be mended." in html
    assert "The number does not tell whose it is." in html
    assert sent(shop) == {SF(1), SF(2)}
    assert json.loads(done.context["rows_text"]) == [[so(shop, tasks[2]), "nonsense", "", "", False]]
    mended = {"rows": done.context["rows_text"], "number-0": SF(3), "step": "ship"}
    assert "1 task is on its way." in words(post(shop, **mended))
    assert sent(shop) == {SF(1), SF(2), SF(3)}
    event = shop.see(lambda: TimelineEvent.objects.filter(kind="TaskShipped", task_id=tasks[2].id).get())
    assert (event.party, event.actor_name) == ("staff", "Operator")
    page = words(shop.operator.get(shop.at(f"orders/{tasks[2].order_id}/")))
    assert SF(3) in page


def test_a_choice_for_all_like_rows(shop: Shop, tasks: list[OrderTask]):
    text = "\n".join(f"{so(shop, task)},12345678901{place}" for place, task in enumerate(tasks[:3]))
    preview = post(shop, text=text)
    assert preview.context["counts"] == {"good": 0, "bad": 3, "known": 0}
    chosen = post(shop, rows=preview.context["rows_text"], carrier_all="sf")
    assert chosen.context["counts"]["good"] == 3
    dropped = post(shop, rows=chosen.context["rows_text"], drop="1")
    assert [line.row.number for line in dropped.context["good"]] == ["123456789010", "123456789012"]


def test_one_number_for_two_orders_is_one_parcel_only_when_somebody_says_so(
    shop: Shop, tasks: list[OrderTask]
):
    text = f"{so(shop, tasks[0])} {SF(1)}\n{so(shop, tasks[1])} {SF(1)}"
    preview = post(shop, text=text)
    assert "Row 1 has the same number for another order. One parcel?" in words(preview)
    told = {"rows": preview.context["rows_text"], "shared-1": "1", "step": "ship"}
    assert "2 tasks are on their way." in words(post(shop, **told))


def test_a_file_with_or_without_a_heading_and_columns_turned_round(shop: Shop, tasks: list[OrderTask]):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for place, task in enumerate(tasks[:2]):
            sheet.write_row(place, 0, [SF(place), f"T-{task.number}"])
    file.seek(0)
    file.name = "numbers.xlsx"
    assert post(shop, file=file).context["counts"]["good"] == 2
    empty = io.BytesIO(b"\x89PNG....")
    empty.name = "picture.csv"
    assert shop.operator.post(shop.at("track/"), {"file": empty}).status_code == 422


def test_only_who_may_answer_for_suppliers_enters_numbers(shop: Shop, other: Shop, tasks: list[OrderTask]):
    text = f"{so(shop, tasks[0])} {SF(1)}"
    assert "You may look, not ship" in words(shop.viewer.get(shop.at("track/")))
    assert shop.viewer.post(shop.at("track/"), {"text": text}).status_code == 403
    theirs = post(other, text=f"T-{tasks[0].number} {SF(1)}")
    assert theirs.context["bad"][0].row.code == "not_found"
    assert shop.operator.post(shop.at("track/"), {"text": " "}).status_code == 422
    assert shop.operator.post(shop.at("track/"), {"rows": "{"}).status_code == 422


def undo_in(html: str) -> str:
    found = re.search(r'"(/[^"]*(?:/track/undo/\d+|/void)/)"', html)
    assert found, "no Undo"
    return found[1]


def test_one_go_is_taken_back_as_one_and_what_is_done_stays(shop: Shop, tasks: list[OrderTask]):
    text = "\n".join(f"T-{task.number}\t{SF(place)}" for place, task in enumerate(tasks[:3]))
    rows = post(shop, text=text).context["rows_text"]
    undo = undo_in(words(post(shop, rows=rows, step="ship")))
    assert shop.viewer.post(undo).status_code == 403
    move(shop, tasks[2], "complete")
    answer = words(shop.operator.post(undo, follow=True))
    assert "2 parcels are taken back. 1 parcel stays: This has moved on." in answer
    assert [task_of(shop, task.order_id).status for task in tasks[:3]] == ["accepted", "accepted", "done"]
    again = post(shop, text=text)
    assert again.context["counts"]["good"] == 2
    assert shop.operator.post(shop.at("track/undo/99999999999999999999/")).status_code == 404


def test_a_parcel_is_taken_back_on_its_orders_page(shop: Shop, tasks: list[OrderTask]):
    task = tasks[0]
    shipped = words(move(shop, task, "ship", tracking_number=UPS, carrier="ups", quantity="1"))
    page = words(shop.operator.get(shop.at(f"orders/{task.order_id}/")))
    assert undo_in(shipped) == undo_in(page)
    assert "/void/" not in words(shop.viewer.get(shop.at(f"orders/{task.order_id}/")))
    assert "The parcel is taken back." in words(shop.operator.post(undo_in(page), follow=True))
    page = words(shop.operator.get(shop.at(f"orders/{task.order_id}/")))
    assert "took a parcel back" in page
    assert "/void/" not in page
    assert task_of(shop, task.order_id).status == "accepted"
