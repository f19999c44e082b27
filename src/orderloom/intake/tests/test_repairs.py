"""One answer settles all like rows: before the import on the check, after it among the rows that wait."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import translation

from orderloom.catalog.commands.categories import add_path
from orderloom.catalog.commands.rules import add_rule
from orderloom.intake import jobs
from orderloom.intake.commands.mend_problem import mend_alike
from orderloom.intake.commands.repair_import import repair_import, take_off_repair
from orderloom.intake.commands.run_import import run_import
from orderloom.intake.commands.start_import import choose_import_format, queue_import, start_import
from orderloom.intake.factories import DAY, later
from orderloom.intake.models import CustomerOrder, ImportProblem, ImportRun, OrderLine
from orderloom.intake.queries.import_check import Check, check_import
from orderloom.intake.queries.imports import ImportCard, import_problems, problem_likes, problems_left
from orderloom.intake.remedies import remedy_for
from orderloom.intake.repairs import Repair, repaired
from orderloom.intake.tests.conftest import Place
from orderloom.kernel.errors import IllegalMove, Invalid
from orderloom.kernel.tables.table import table_of

HEADER = "Order no,Product,Category,Qty,Order date,Currency,Country"
COLUMNS = {
    "external_id": "Order no", "title": "Product", "category": "Category", "quantity": "Qty",
    "placed_at": "Order date", "currency": "Currency", "country": "Country",
}  # fmt: skip
MAPPING = {"key": "test", "columns": {name: {"source": source} for name, source in COLUMNS.items()}}
ROWS = [
    "A1,Mug,Mugz,1,2026-04-03,USD,France",
    "A2,Mug,Mugz,,2026-04-03,USD,France",
    "A3,Mug,Mugs,,2026-04-03,US Dollar,Frnace",
    "A4,Mug,Mugs,1.5,03/04/2026,USD,France",
    "A5,Mug,Mugs,2,05/04/2026,USD,France",
]
Begin = Callable[..., ImportCard]


@pytest.fixture
def begin(place: Place, tmp_path: Path) -> Begin:
    def begin(rows: list[str] = ROWS, days: int = 0) -> ImportCard:
        path = tmp_path / f"{days}.csv"
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        return start_import(
            actor=place.operator, store_id=place.store_id, file=path, file_name=path.name, mapping=MAPPING,
            now=later(24 * days),
        )  # fmt: skip

    return begin


def check(place: Place, run_id: UUID) -> Check:
    with transaction.atomic():
        return check_import(place.operator, run_id)


def take(place: Place, card: ImportCard) -> ImportCard:
    queue_import(actor=place.operator, run_id=card.id, now=later(1))
    return run_import(actor=place.system, run_id=card.id, now=later(1))


def likes(found: Check) -> dict[str, tuple[str, int]]:
    return {one.code: (one.value, one.count) for one in found.likes}


def test_like_cells_stand_together_and_the_rest_is_ready(place: Place, begin: Begin) -> None:
    found = check(place, begin().id)
    assert (found.rows, found.good_orders, found.bad_rows, found.is_whole) == (5, 1, 4, True)
    assert likes(found) == {
        "value_missing": ("", 2), "currency_unknown": ("US Dollar", 1), "quantity_invalid": ("1.5", 1),
        "moment_ambiguous": ("03/04/2026", 2), "category_unknown": ("Mugz", 1),
    }  # fmt: skip
    assert [one.code for one in found.warnings] == ["category_unknown"]
    with transaction.atomic():
        assert CustomerOrder.objects.count() == 0


def test_answers_settle_all_rows_and_hold_for_the_next_file(place: Place, begin: Begin) -> None:
    mugs, _made = add_path(actor=place.system, path="Mugs", now=DAY)
    card = begin()
    for answer in (
        Repair("Qty", "value", "1", ""),
        Repair("Qty", "value", "2", "1.5"),
        Repair("Currency", "value", "USD", "US Dollar"),
        Repair("Order date", "dates", "dmy"),
        Repair("Country", "value", "France", "Frnace"),
    ):
        repair_import(actor=place.operator, run_id=card.id, repair=answer, now=later(1))
    add_rule(actor=place.system, field="category", text="Mugz", category_id=mugs, now=later(1))
    found = check(place, card.id)
    assert (found.good_orders, likes(found), len(found.repairs)) == (5, {}, 5)
    done = take(place, card)
    assert (done.orders_created, done.rejected_rows) == (5, 0)
    with transaction.atomic():
        days = set(CustomerOrder.objects.values_list("placed_at__month", "ship_country_code", "currency"))
        assert days == {(4, "FR", "USD")}
        assert set(OrderLine.objects.values_list("category_id", flat=True)) == {mugs}
    again = begin(["B1,Mug,Mugs,,07/04/2026,US Dollar,France"], days=2)
    assert check(place, again.id).good_orders == 1
    with pytest.raises(IllegalMove):
        repair_import(
            actor=place.operator, run_id=card.id, repair=Repair("Qty", "value", "3", ""), now=later(2)
        )


def test_an_answer_is_changed_and_taken_back(place: Place, begin: Begin) -> None:
    card = begin()
    for to in ("1", "7"):
        repair_import(
            actor=place.operator, run_id=card.id, repair=Repair("Qty", "value", to, ""), now=later(1)
        )
    assert [one.to for one in check(place, card.id).repairs] == ["7"]
    take_off_repair(actor=place.operator, run_id=card.id, repair=Repair("Qty", "value", "", ""), now=later(1))
    assert likes(check(place, card.id))["value_missing"] == ("", 2)
    with pytest.raises(Invalid):
        Repair.from_json({"column": "Qty", "kind": "dates", "to": "ymd"})


def test_rows_that_wait_are_mended_together(place: Place, begin: Begin) -> None:
    card = take(place, begin())
    assert (card.orders_created, card.rejected_rows) == (1, 4)
    with transaction.atomic():
        waiting = {one.code: one.count for one in problem_likes(place.operator, card.id, {})}
    assert waiting["moment_ambiguous"] == 2
    answer = Repair("Order date", "dates", "dmy")
    done = mend_alike(
        actor=place.operator, run_id=card.id, code="moment_ambiguous", repair=answer, now=later(2)
    )
    assert (done.taken, done.left, done.more) == (1, 1, False)  # A4 still has half a piece
    answer = Repair("Qty", "value", "1", "")
    done = mend_alike(actor=place.operator, run_id=card.id, code="value_missing", repair=answer, now=later(2))
    assert (done.taken, done.left) == (1, 1)  # A3 still has its currency
    with transaction.atomic():
        assert {one.code for one in import_problems(place.operator, card.id)} == {
            "quantity_invalid", "currency_unknown",
        }  # fmt: skip
        assert CustomerOrder.objects.get(external_id="A5").placed_at == datetime(2026, 4, 5, tzinfo=UTC)
        run = ImportRun.objects.get(id=card.id)
        assert (run.orders_created, run.rejected_rows) == (3, 2)


def test_rows_that_came_by_a_later_file_wait_no_longer(place: Place, begin: Begin) -> None:
    first = take(place, begin())
    second = take(place, begin(["A2,Mug,Mugs,1,2026-04-03,USD,France", "A3,Mug,Mugs,,,,"], days=1))
    assert (second.orders_created, second.rejected_rows) == (1, 1)
    with transaction.atomic():
        assert {one.order for one in import_problems(place.operator, first.id)} == {"A3", "A4", "A5"}
        assert problems_left(place.operator, second.id) == 1


def test_drafts_are_forgotten_after_thirty_days(place: Place, begin: Begin) -> None:
    card = take(place, begin())
    jobs.forget_drafts(timestamp=int((card.created_at + timedelta(days=29)).timestamp()))
    with transaction.atomic():
        assert ImportProblem.objects.exists()
    jobs.forget_drafts(timestamp=int((card.created_at + timedelta(days=31)).timestamp()))
    with transaction.atomic():
        assert not ImportProblem.objects.exists()


def test_what_was_said_of_a_file_is_guessed_of_the_next_one(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "strange.csv"
    path.write_text("x1,x2,x3\nQQ-100231,Mug,3\nQQ-100232,Mug,1\n", encoding="utf-8")

    def start() -> ImportCard:
        return start_import(
            actor=place.operator, store_id=place.store_id, file=path, file_name="s.csv", now=later(1)
        )

    card = start()
    assert card.mapping is not None
    assert card.mapping["columns"]["external_id"]["source"] == "x1"  # it looks like an order number
    told = {"key": "t", "columns": {"external_id": {"source": "x1"}, "title": {"source": "x2"}}}
    choose_import_format(actor=place.operator, run_id=card.id, mapping=told, now=later(1))
    assert "title" not in (start().mapping or {})["columns"]
    queue_import(actor=place.operator, run_id=card.id, now=later(1))
    again = start()
    assert (again.format_key, set((again.mapping or {})["columns"])) == ("", {"external_id", "title"})


@pytest.mark.parametrize(
    ("code", "value", "suggestion"),
    [
        ("value_missing", "", "1"), ("quantity_invalid", "2 pcs", "2"), ("quantity_invalid", "1.5", ""),
        ("quantity_not_positive", "-3", "3"), ("quantity_not_positive", "0", ""), ("currency_unknown", "人民币", "CNY"),
        ("currency_unknown", "US$", "USD"), ("country_unknown", "Frnace", "France"),
        ("number_invalid", "ca. 12.50", "12.50"),
        ("moment_invalid", "25/11/2026 ?", "2026-11-25"), ("moment_invalid", "soon", ""),
    ],
)  # fmt: skip
def test_what_a_cell_most_likely_stands_for(code: str, value: str, suggestion: str) -> None:
    remedy = remedy_for(code, value)
    assert remedy is not None
    assert remedy.suggestion == suggestion


def test_a_category_is_suggested_by_its_nearest_name() -> None:
    remedy = remedy_for("category_unknown", "Mugz", {"1": "Home > Mugs", "2": "Totes"})
    assert remedy is not None
    assert remedy.suggestion == "1"
    remedy = remedy_for("category_unknown", "Mugz", {"1": "杯子"}, {"1": "Mugs"})
    assert remedy is not None
    assert (remedy.suggestion, remedy.choices) == ("1", (("1", "杯子"),))
    assert remedy_for("category_unknown", "Mugz", {}) is None
    with translation.override("zh-hans"):
        country = remedy_for("country_unknown", "Frnace")
        assert country is not None
        assert country.suggestion == "法国"
    assert remedy_for("order_number_missing", "", {}) is None


def test_a_repair_touches_its_column_only_and_leaves_the_file() -> None:
    table = table_of(("A", "B"), [(2, ("x", "x")), (3, ("", "y"))])
    told = repaired(
        table, [Repair("A", "value", "z", "x"), Repair("A", "value", "1", ""), Repair("C", "value", "1", "")]
    )
    assert [cells for _n, cells, _f in told.rows()] == [["z", "x"], ["1", "y"]]  # type: ignore[union-attr]
    assert list(told.column(0)) == ["z", "1"]  # type: ignore[union-attr]
    assert [cells for _n, cells, _f in table.rows()] == [["x", "x"], ["", "y"]]
