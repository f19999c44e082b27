"""A file is read whole, once, whatever happens in between."""

import json
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.utils import translation

from orderloom.intake import jobs
from orderloom.intake.commandline import Wish, import_orders
from orderloom.intake.commands.mend_problem import mend_problem
from orderloom.intake.commands.run_import import run_import, sole_reader
from orderloom.intake.commands.start_import import (
    choose_import_format,
    queue_import,
    start_import,
    stop_import,
    take_up_import,
)
from orderloom.intake.commands.stores import add_store, change_store, save_mapping, set_purchase_rule
from orderloom.intake.factories import DAY, later
from orderloom.intake.models import CustomerOrder, ImportRun, OrderLine
from orderloom.intake.queries.imports import import_problems, import_rows, problems_left
from orderloom.intake.queries.stores import purchase_rule, store_rows
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.errors import Conflict, Invalid, NotFound
from orderloom.kernel.tables.faults import FileRefused

HEADER = "Order,Item,Pieces,Price,Currency,Date,Name to engrave"
MAPPING = {
    "key": "test",
    "columns": {
        "external_id": {"source": "Order"},
        "title": {"source": "Item"},
        "quantity": {"source": "Pieces"},
        "unit_price": {"source": "Price"},
        "currency": {"source": "Currency"},
        "placed_at": {"source": "Date"},
    },
    "personal": [{"source": "Name to engrave", "label": "Name"}],
}


def rows_of(count, change=None):
    """Return the rows of a file of so many orders of two lines; `change` replaces some rows by number."""
    rows = []
    for number in range(count):
        rows.append(f"A{number},Mug,1,12.50,USD,2026-03-01,")
        rows.append(f"A{number},Plate,2,7.00,USD,2026-03-01,Ada {number}")
    return [(change or {}).get(index, row) for index, row in enumerate(rows)]


@pytest.fixture
def write(tmp_path):
    def write(rows, name="orders.csv"):
        path = tmp_path / name
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        return path

    return write


def begin(place, path):
    return start_import(
        actor=place.operator,
        store_id=place.store_id,
        file=path,
        file_name=f"C:\\files\\{path.name}",
        mapping=MAPPING,
        now=DAY,
    )


def take(place, path, chunk=3):
    card = begin(place, path)
    return run_import(actor=place.system, run_id=card.id, now=DAY, chunk=chunk)


def counts(card):
    return (
        card.orders_created,
        card.orders_updated,
        card.orders_unchanged,
        card.lines_created,
        card.duplicate_rows,
    )


def stored():
    with transaction.atomic():
        return CustomerOrder.objects.count(), OrderLine.objects.count()


def test_the_same_file_again_and_renamed_and_with_one_row_changed(place, write):
    first = take(place, write(rows_of(8)))
    assert (first.status, first.file_name, first.rows_read) == ("done", "orders.csv", 16)
    assert counts(first) == (8, 0, 0, 16, 0)
    assert counts(take(place, write(rows_of(8)))) == (0, 0, 8, 0, 16)
    assert counts(take(place, write(rows_of(8), "other.csv"))) == (0, 0, 8, 0, 16)
    changed = write(rows_of(8, {5: "A2,Plate,4,7.00,USD,2026-03-01,Ada 2"}))
    assert counts(take(place, changed)) == (0, 1, 7, 0, 14)
    assert stored() == (8, 16)
    with transaction.atomic():
        assert OrderLine.objects.get(quantity=4).personalisation == '[["Name","Ada 2","text"]]'
        assert [card.status for card in import_rows(place.viewer)] == ["done"] * 4


class Power(BaseException):
    """Somebody has pulled the plug."""


@pytest.mark.parametrize("at", range(1, 9))
def test_a_process_that_dies_is_followed_by_one_that_goes_on(place, write, at):
    """Die while the orders of some chunk are written, or at one of the marks between chunks."""
    card = begin(place, write(rows_of(12)))
    left = at

    def die(execute, sql, params, many, context):
        nonlocal left
        if 'INSERT INTO "intake_orderline"' in sql or sql.startswith('UPDATE "intake_importrun"'):
            left -= 1
            if left == 0:
                raise Power
        return execute(sql, params, many, context)

    with pytest.raises(Power), connection.execute_wrapper(die):
        run_import(actor=place.system, run_id=card.id, now=DAY, chunk=3)
    with transaction.atomic():
        done = ImportRun.objects.get()
        assert done.status == ("uploaded" if at == 1 else "running")
        assert CustomerOrder.objects.count() == done.orders_created == done.orders_done
    again = run_import(actor=place.system, run_id=card.id, now=DAY, chunk=5)
    assert (again.status, *counts(again)) == ("done", 12, 0, 0, 24, 0)
    assert stored() == (12, 24)
    assert verify_chain(place.workspace_id).broken_at is None


def test_a_stopped_import_keeps_what_is_in_and_can_go_on(place, write, worker_connection):
    card = begin(place, write(rows_of(9)))
    stopped = stop_import(actor=place.operator, run_id=card.id, now=DAY)
    assert stopped.status == "stopped"
    assert run_import(actor=place.system, run_id=card.id, now=DAY).orders_done == 0
    assert queue_import(actor=place.operator, run_id=card.id, now=DAY).status == "running"
    (name, told), *_ = worker_connection.execute("SELECT task_name, args FROM procrastinate_jobs").fetchall()
    assert (name, told) == (
        "intake.jobs.run_import",
        {"workspace_id": str(place.workspace_id), "run_id": str(card.id)},
    )
    jobs.run_import(workspace_id=str(place.workspace_id), run_id=str(card.id))
    jobs.run_import(workspace_id=str(place.workspace_id), run_id=str(card.id))
    assert stored() == (9, 18)


def test_a_file_is_read_by_one_process_at_a_time(place, write):
    card = begin(place, write(rows_of(2)))
    with sole_reader(card.id), connection.copy().cursor() as other:
        other.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 3))", [str(card.id)])
        assert other.fetchone() == (False,)
        other.db.close()
    assert run_import(actor=place.system, run_id=card.id, now=DAY).status == "done"


def test_bad_rows_wait_with_their_order_and_are_mended(place, write):
    bad = {
        2: "A1,Mug,many,12.50,USD,2026-03-01,",
        3: "A1,Plate,2,cheap,USD,2026-03-01,Ada",
        7: "A3,,1,1,USD,2026-13-01,",
    }
    card = take(place, write(rows_of(5, bad)))
    assert (card.status, card.orders_created, card.rejected_rows, card.rows_read) == ("done", 3, 4, 10)
    with transaction.atomic():
        problems = import_problems(place.operator, card.id)
        assert [(one.row, one.column, one.value, one.order) for one in problems[:2]] == [
            (4, "Pieces", "many", "A1"),
            (5, "Price", "cheap", "A1"),
        ]
        assert problems[1].cells == ("A1", "Plate", "2", "cheap", "USD", "2026-03-01", "Ada")
        with translation.override("zh-hans"):
            assert import_problems(place.operator, card.id)[0].reason == "“many”不是整数。"
    half = mend_problem(actor=place.operator, problem_id=problems[0].id, values={"Pieces": "3"}, now=later(1))
    assert half.order_ids == ()
    (price,) = half.problems
    assert (price.column, price.value) == ("Price", "cheap")
    with pytest.raises(Invalid):
        mend_problem(actor=place.operator, problem_id=price.id, values={"Colour": "red"}, now=later(1))
    done = mend_problem(actor=place.operator, problem_id=price.id, values={"Price": "7.00"}, now=later(1))
    assert (len(done.order_ids), done.problems) == (1, ())
    with pytest.raises(NotFound):
        mend_problem(actor=place.operator, problem_id=price.id, values={"Price": "8.00"}, now=later(1))
    with transaction.atomic():
        line = OrderLine.objects.get(order_id=done.order_ids[0], position=1)
        run = ImportRun.objects.get(id=card.id)
    assert (line.quantity, run.orders_created, run.rejected_rows) == (3, 4, 2)
    with transaction.atomic():
        assert problems_left(place.operator, card.id) == len(problems) - 2


def test_a_json_order_is_mended_by_its_path(place, tmp_path):
    line = {"id": 1, "name": "Mug", "quantity": "many", "price": "1.00", "meta_data": []}
    told = {"id": 5, "number": "5", "status": "processing", "currency": "USD", "billing": {}, "shipping": {}}
    path = tmp_path / "orders.json"
    path.write_text(json.dumps([{**told, "line_items": [line]}, {**told, "id": 6, "line_items": []}]))
    card = start_import(actor=place.operator, store_id=place.store_id, file=path, file_name="o.json", now=DAY)
    card = run_import(actor=place.system, run_id=card.id, now=DAY)
    assert (card.format_key, card.orders_created, card.rejected_rows) == ("woocommerce.rest_orders", 1, 1)
    with transaction.atomic():
        (problem,) = import_problems(place.operator, card.id)
    done = mend_problem(actor=place.operator, problem_id=problem.id, values={problem.column: "2"}, now=DAY)
    assert len(done.order_ids) == 1
    with transaction.atomic():
        assert OrderLine.objects.get().quantity == 2


def test_a_file_that_cannot_be_read_says_so(place, write):
    card = take(place, write([*rows_of(6), 'A9,"Mug,1,1,USD,2026-03-01,' + "x" * 200_000]))
    assert card.status == "failed"
    assert card.failure
    assert card.orders_done == stored()[0]


def test_unknown_columns_are_guessed_and_wait_for_a_person(place, write):
    path = write(rows_of(2))
    card = start_import(actor=place.operator, store_id=place.store_id, file=path, file_name="a.csv", now=DAY)
    assert card.format_key == ""
    assert card.mapping is not None
    with pytest.raises(FileRefused):
        queue_import(actor=place.operator, run_id=card.id, now=DAY)
    with pytest.raises(FileRefused):
        choose_import_format(
            actor=place.operator, run_id=card.id, mapping={"key": "x", "columns": 3}, now=DAY
        )
    choose_import_format(actor=place.operator, run_id=card.id, mapping=MAPPING, now=DAY)
    assert run_import(actor=place.system, run_id=card.id, now=DAY).orders_created == 2
    signature = {"signature": HEADER.split(",")}
    save_mapping(actor=place.operator, name="Our shop", rules=MAPPING | signature, now=DAY)
    save_mapping(actor=place.operator, name="our shop", rules=MAPPING | signature, now=DAY)
    again = start_import(actor=place.operator, store_id=place.store_id, file=path, file_name="a.csv", now=DAY)
    assert again.mapping is not None
    assert (again.format_key, again.mapping["title"]) == ("mapping", "our shop")


def test_an_interrupted_import_is_taken_up(place, write):
    path = write(rows_of(4))
    card = begin(place, path)

    def taken():
        return take_up_import(
            actor=place.operator, store_id=place.store_id, file_hash=card.file_hash, now=DAY
        )

    assert taken() is None
    with transaction.atomic():
        ImportRun.objects.filter(id=card.id).update(status="running")
    found = taken()
    assert found is not None
    assert found.id == card.id


def test_the_command_line_makes_the_store_it_names(place, write, tmp_path):
    rules = tmp_path / "m.json"
    rules.write_text(json.dumps(MAPPING))
    wish = Wish(write(rows_of(2)), "New shop", mapping=str(rules))
    card, is_new = import_orders(place.system, wish)
    assert (card.store, card.platform, card.orders_created, is_new) == ("New shop", "other", 2, True)
    card, is_new = import_orders(place.system, replace(wish, store="new SHOP"))
    assert (card.store, card.orders_created, is_new) == ("New shop", 0, False)
    for wrong in (replace(wish, mapping=""), replace(wish, file=tmp_path / "none.csv")):
        with pytest.raises(FileRefused):
            import_orders(place.system, wrong)
    for wrong in (replace(wish, mapping="nothing"), replace(wish, store="X", category="Nothing")):
        with pytest.raises(Invalid):
            import_orders(place.system, wrong)


def test_stores_and_the_rule(place):
    made = add_store(actor=place.operator, name="  Etsy   shop ", platform="etsy", now=DAY)
    assert (made.name, made.default_category_id) == ("Etsy shop", None)
    with pytest.raises(Conflict):
        add_store(actor=place.operator, name="etsy SHOP", platform="etsy", now=DAY)
    with pytest.raises(Invalid):
        add_store(actor=place.operator, name="", platform="bazaar", now=DAY)
    told = {"store_id": made.id, "default_category_id": None, "now": DAY}
    changed = change_store(actor=place.operator, name="Etsy", zone="Asia/Shanghai", **told)
    assert (changed.name, changed.zone) == ("Etsy", "Asia/Shanghai")
    with pytest.raises(Invalid):
        change_store(actor=place.operator, name="Etsy", zone="Mars/Base", **told)
    with transaction.atomic():
        assert [store.name for store in store_rows(place.viewer)] == ["Etsy", "Shop"]
    rule = {"confirm_by_itself": True, "purchase_by_itself": False, "must_be_paid": True}
    set_purchase_rule(actor=place.system, now=DAY, **rule)
    with transaction.atomic():
        assert purchase_rule(place.viewer).confirm_by_itself
