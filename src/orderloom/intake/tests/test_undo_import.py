"""An import is undone as far as nobody has gone on with its orders; nothing is lost on the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from orderloom.intake import jobs
from orderloom.intake.commands.edit_order import OrderEdit, edit_order
from orderloom.intake.commands.orders import cancel_orders, hold_orders
from orderloom.intake.commands.purchasing import start_purchasing
from orderloom.intake.commands.undo_import import undo_import, undo_part
from orderloom.intake.factories import DAY, later
from orderloom.intake.models import CustomerOrder, ImportChange, ImportRun, OrderLine
from orderloom.intake.queries.import_changes import left_orders
from orderloom.intake.queries.imports import ImportCard
from orderloom.intake.tests.conftest import Place
from orderloom.intake.tests.test_imports import HEADER, MAPPING, rows_of
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.errors import Conflict, NotAllowed
from orderloom.kernel.models import TimelineEvent

Take = Callable[..., ImportCard]


@pytest.fixture
def take(place: Place, tmp_path: Path) -> Take:
    """Import rows at a moment of their own."""
    from orderloom.intake.commands.run_import import run_import
    from orderloom.intake.commands.start_import import start_import

    def take(rows: list[str], days: int) -> ImportCard:
        path = tmp_path / f"{days}.csv"
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        card = start_import(
            actor=place.operator, store_id=place.store_id, file=path, file_name=path.name, mapping=MAPPING,
            now=later(days),
        )  # fmt: skip
        return run_import(actor=place.system, run_id=card.id, now=later(days), chunk=3)

    return take


def whats(run: ImportCard) -> dict[str, str]:
    """Return what the import did to each order, by the shop's number."""
    with transaction.atomic():
        found = ImportChange.objects.filter(run_id=run.id)
        return dict(found.values_list("order__external_number", "what"))


def orders() -> dict[str, CustomerOrder]:
    with transaction.atomic():
        return {order.external_number: order for order in CustomerOrder.objects.order_by("number")}


def facts(order: CustomerOrder) -> list[str]:
    with transaction.atomic():
        return list(
            TimelineEvent.objects.filter(order_id=order.id).order_by("id").values_list("kind", flat=True)
        )


def test_every_order_of_a_run_is_written_down(place: Place, take: Take) -> None:
    first = take(rows_of(4), 0)
    assert whats(first) == dict.fromkeys(["A0", "A1", "A2", "A3"], "created")
    again = take(rows_of(5, {3: "A1,Plate,9,7.00,USD,2026-03-01,Ada 1"}), 1)
    assert whats(again) == {
        "A0": "unchanged",
        "A1": "updated",
        "A2": "unchanged",
        "A3": "unchanged",
        "A4": "created",
    }


def test_new_orders_are_taken_back_and_the_same_file_brings_them_anew(place: Place, take: Take) -> None:
    run = take(rows_of(3), 0)
    done = undo_import(actor=place.operator, run_id=run.id, now=later(1))
    assert (done.taken_back, done.restored, done.left, done.is_over) == (3, 0, 0, True)
    taken = orders()["A0"]
    first = taken.number
    assert (taken.status, taken.stage) == ("cancelled", "cancelled")
    assert facts(taken) == ["OrderReceived", "OrderTakenBack"]
    assert undo_import(actor=place.operator, run_id=run.id, now=later(2)) == done
    again = take(rows_of(3), 3)
    assert (again.orders_created, again.orders_unchanged) == (3, 0)
    with transaction.atomic():
        numbers = list(CustomerOrder.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(first, first + 6))
    assert verify_chain(place.workspace_id).broken_at is None


def test_what_moved_on_stays_and_says_why(place: Place, take: Take) -> None:
    run = take(rows_of(5), 0)
    known = orders()
    with transaction.atomic():
        hold_orders(actor=place.operator, order_ids=[known["A0"].id], reason="ask", now=later(1))
        cancel_orders(actor=place.operator, order_ids=[known["A1"].id], reason="no", now=later(1))
        start_purchasing(actor=place.operator, order_ids=[known["A2"].id], now=later(1))
        edit_order(
            actor=place.operator,
            order_id=known["A3"].id,
            edit=OrderEdit(note="twice"),
            now=later(1),
            row_version=1,
        )
    done = undo_import(actor=place.operator, run_id=run.id, now=later(2))
    assert (done.taken_back, done.left) == (1, 4)
    with transaction.atomic():
        told = {one.external_number: one.why for one in left_orders(place.viewer, run.id)}
    assert told == {"A0": "OrderHeld", "A1": "OrderCancelled", "A2": "OrderConfirmed", "A3": "OrderEdited"}
    assert {name: order.status for name, order in orders().items()} == {
        "A0": "received", "A1": "cancelled", "A2": "purchasing", "A3": "received", "A4": "cancelled",
    }  # fmt: skip


def changed_rows() -> list[str]:
    """Return three orders of which one has another product, another quantity and one line more."""
    change = {
        2: "A1,Jug,1,12.50,USD,2026-03-01,",
        3: "A1,Plate,4,7.5,USD,2026-03-01,Ada 1\nA1,Bowl,1,3,USD,2026-03-01,",
    }
    return "\n".join(rows_of(3, change)).split("\n")


def lines_of(name: str) -> list[tuple[object, ...]]:
    with transaction.atomic():
        found = OrderLine.objects.filter(order__external_number=name).order_by("position")
        return list(found.values_list("id", "title", "quantity", "unit_price", "personalisation"))


def test_changed_orders_are_as_they_were_line_by_line(place: Place, take: Take) -> None:
    take(rows_of(3), 0)
    before, was = lines_of("A1"), orders()["A1"]
    run = take(changed_rows(), 1)
    assert [row[1] for row in lines_of("A1")] == ["Jug", "Plate", "Bowl"]
    done = undo_import(actor=place.operator, run_id=run.id, now=later(2))
    assert (done.taken_back, done.restored, done.left) == (0, 1, 0)
    now = orders()["A1"]
    assert lines_of("A1") == before
    assert (now.lines_count, now.units, now.content_hash) == (was.lines_count, was.units, was.content_hash)
    assert facts(now) == ["OrderReceived", "OrderUpdated", "OrderRestored"]
    assert take(changed_rows(), 3).orders_updated == 1  # the same file may come again


def test_a_later_import_is_undone_before_an_earlier_one(place: Place, take: Take) -> None:
    first = take(rows_of(3), 0)
    second = take(changed_rows(), 1)
    undo_import(actor=place.operator, run_id=second.id, now=later(2))
    done = undo_import(actor=place.operator, run_id=first.id, now=later(3))
    assert (done.taken_back, done.left) == (3, 0)


def test_parts_that_somebody_has_changed_since_stay(place: Place, take: Take) -> None:
    take(rows_of(2), 0)
    run = take(rows_of(2, {2: "A1,Mug,1,12.50,EUR,2026-03-02,"}), 1)
    with transaction.atomic():
        CustomerOrder.objects.filter(external_number="A1").update(currency="GBP")
    done = undo_import(actor=place.operator, run_id=run.id, now=later(2))
    assert (done.restored, done.left) == (0, 1)
    order = orders()["A1"]
    assert (order.currency, order.placed_at.day) == ("GBP", 1)
    with transaction.atomic():
        assert [(one.outcome, one.why) for one in left_orders(place.viewer, run.id)] == [("part", "currency")]


def test_a_large_one_is_undone_by_the_worker_in_parts(place: Place, take: Take, monkeypatch) -> None:
    run = take(rows_of(7), 0)
    with transaction.atomic():
        ImportRun.objects.filter(id=run.id).update(orders_created=5000)
    asked = undo_import(actor=place.operator, run_id=run.id, now=later(1))
    assert (asked.taken_back, asked.is_over) == (0, False)
    part = undo_part(actor=place.operator, run_id=run.id, now=later(1), chunk=3)
    assert (part.taken_back, part.is_over) == (3, False)
    jobs.undo_import(workspace_id=str(place.workspace_id), run_id=str(run.id))
    assert {order.status for order in orders().values()} == {"cancelled"}
    with transaction.atomic():
        kinds = TimelineEvent.objects.filter(subject_id=run.id).values_list("kind", flat=True)
        assert sorted(kinds) == ["ImportFinished", "ImportUndone"]


def test_one_that_runs_is_not_undone_and_a_viewer_undoes_none(place: Place, take: Take) -> None:
    run = take(rows_of(1), 0)
    with pytest.raises(NotAllowed):
        undo_import(actor=place.viewer, run_id=run.id, now=DAY)
    with transaction.atomic():
        ImportRun.objects.filter(id=run.id).update(status="running")
    with pytest.raises(Conflict):
        undo_import(actor=place.operator, run_id=run.id, now=DAY)
    assert orders()["A0"].status == "received"
