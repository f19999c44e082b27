"""Import pages: choose, match, check, import, mend; a refused file leaves nothing."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from orderloom.intake.commands.orders import hold_orders
from orderloom.intake.commands.run_import import run_import
from orderloom.intake.jobs import undo_import
from orderloom.intake.models import CustomerOrder, ImportProblem, ImportRun, SavedMapping, Store
from orderloom.integrations.registry import install
from orderloom.kernel import clock
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.table_out import harmless
from orderloom.portals.tests.setup_world import Shop, words

TABLE = (
    "Bestellung,Artikel,Menge,Empfänger,Gravur,Extra\n"
    'P-1,Mug,2,Ada,"Nana  Ruth\nsecond line",x\n'
    'P-2,Mug,1.5,Bob,"two\nlines",=1+1\n'
    "P-3,Mug,1,Cy,,-cmd\n"
)
FIELDS = {"c0": "external_id", "c1": "title", "c2": "quantity", "c3": "ship_name", "c4": "personal", "c5": ""}


@pytest.fixture(autouse=True)
def formats(settings, tmp_path):
    install()
    settings.MEDIA_ROOT = tmp_path


def upload(shop: Shop, text: str | bytes = TABLE, client=None, name: str = "orders-1122.csv", **data):
    content = text.encode() if isinstance(text, str) else text
    told = {"store": str(shop.store_id), **data, "file": SimpleUploadedFile(name, content)}
    return (client or shop.operator).post(shop.at("imports/"), told)


def step_of(answer) -> tuple[str, str]:
    """Return the id of the run and the page to which the answer leads."""
    assert answer.status_code == 302, words(answer)
    found = re.fullmatch(r"/merchant/birch/imports/([0-9a-f-]{36})/(\w+)/(?:\?begun=1)?", answer.url)
    assert found, answer.url
    return found[1], found[2]


def matched(shop: Shop, text: str = TABLE, **more: str) -> str:
    run_id, page = step_of(upload(shop, text))
    assert page == "columns"
    told = {**FIELDS, "default_state": "ready", "currency": "EUR", "remember": "", **more}
    assert step_of(shop.operator.post(shop.at(f"imports/{run_id}/columns/"), told)) == (run_id, "check")
    return run_id


def imported(shop: Shop, text: str = TABLE) -> str:
    run_id = matched(shop, text)
    assert step_of(shop.operator.post(shop.at(f"imports/{run_id}/check/"))) == (run_id, "run")
    work(shop, run_id)
    return run_id


def work(shop: Shop, run_id: str) -> None:
    """Do what the worker does."""
    run = shop.see(lambda: ImportRun.objects.get(id=run_id))
    with wear(Hat.workspace(shop.id)):
        run_import(actor=shop.actor(), run_id=run.id, now=clock.now())


def orders(shop: Shop) -> list[str]:
    return shop.see(
        lambda: list(CustomerOrder.objects.order_by("external_id").values_list("external_id", flat=True))
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_all_pages_are_shown_to_a_viewer(shop: Shop, language: str):
    run_id, started = imported(shop), matched(shop)
    shop.viewer.cookies["django_language"] = language
    for rest in (
        "imports/",
        f"imports/{run_id}/run/",
        f"imports/{started}/columns/",
        f"imports/{started}/check/",
    ):
        answer = shop.viewer.get(shop.at(rest))
        assert answer.status_code == 200, rest
        assert ("导入" in words(answer)) == (language != "en")
        assert "Take it in again" not in words(answer)


def test_columns_are_guessed_and_shown_with_values(shop: Shop):
    text = TABLE.replace("Bestellung,Artikel,Menge", "Order number,Product,Qty")
    run_id, page = step_of(upload(shop, text))
    assert page == "columns"
    html = words(shop.operator.get(shop.at(f"imports/{run_id}/columns/")))
    assert "P-1 · P-2 · P-3" in html
    assert re.search(r'<option value="external_id" selected', html)


def test_a_field_is_told_by_one_column_and_the_number_is_needed(shop: Shop):
    run_id, _page = step_of(upload(shop))
    address = shop.at(f"imports/{run_id}/columns/")
    twice = shop.operator.post(address, {**FIELDS, "c5": "title", "default_state": "ready"})
    assert twice.status_code == 422
    assert "“Artikel” is this already." in words(twice)
    none = shop.operator.post(address, {**FIELDS, "c0": "", "default_state": "ready"})
    assert none.status_code == 422
    assert "Say which column holds: Order number." in words(none)


def test_matches_are_remembered_for_files_of_the_same_shape(shop: Shop):
    matched(shop, remember="German shop")
    assert shop.see(lambda: list(SavedMapping.objects.values_list("name", flat=True))) == ["German shop"]
    _run, page = step_of(upload(shop, TABLE.replace("P-", "Q-")))
    assert page == "check"


def test_the_check_tells_every_bad_cell_and_stores_nothing(shop: Shop):
    run_id = matched(shop)
    answer = shop.operator.get(shop.at(f"imports/{run_id}/check/"))
    check = answer.context["check"]
    assert (check.good_orders, check.bad_orders, check.rows, check.is_whole) == (2, 1, 3, True)
    assert [(one.rows, one.column, one.value, one.count) for one in check.bad] == [([3], "Menge", "1.5", 1)]
    assert "is not a whole number" in words(answer)
    assert "Import 2 orders" in words(answer)
    assert orders(shop) == []


def test_good_rows_go_in_and_a_bad_one_is_mended_byte_for_byte(shop: Shop):
    run_id = imported(shop)
    assert orders(shop) == ["P-1", "P-3"]
    answer = shop.operator.get(shop.at(f"imports/{run_id}/run/"))
    (wrong,) = answer.context["rows"]
    assert [(cell.column, cell.value) for cell in wrong.bad] == [("Menge", "1.5")]
    told = {
        "column": ["Menge", "Gravur"],
        "before": ["1.5", "two\r\nlines"],
        "value": ["2", "two\r\nlines"],  # as a browser sends an untouched text
    }
    address = shop.at(f"imports/{run_id}/problems/{wrong.id}/mend/")
    again = shop.operator.post(address, {**told, "value": ["two", "two\r\nlines"]}, follow=True)
    assert "still needs a hand" in words(again)
    (wrong,) = again.context["rows"]
    address = shop.at(f"imports/{run_id}/problems/{wrong.id}/mend/")
    done = shop.operator.post(address, told, follow=True)
    assert "The order is in." in words(done)
    assert orders(shop) == ["P-1", "P-2", "P-3"]
    from orderloom.intake.models import OrderLine

    line = shop.see(lambda: OrderLine.objects.get(order__external_id="P-2"))
    assert "two\\nlines" in line.personalisation
    assert shop.operator.post(address, told).status_code == 404  # it was mended already


def test_rejected_rows_are_downloaded_harmless(shop: Shop):
    run_id = imported(shop)
    answer = shop.viewer.get(shop.at(f"imports/{run_id}/rejected.csv"))
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0][:3] == ["Bestellung", "Artikel", "Menge"]
    assert rows[1][:6] == ["P-2", "Mug", "1.5", "Bob", "two\nlines", "'=1+1"]
    assert "whole number" in rows[1][-1]
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("=1+1", "'=1+1"), ("@SUM", "'@SUM"), ("-cmd", "'-cmd"), ("+x", "'+x"), ("\tx", "'\tx"), ("-12.50", "-12.50"),
     ("+49 30", "+49 30"), ("plain", "plain"), ("", "")],
)  # fmt: skip
def test_cells_that_a_spreadsheet_would_run(cell: str, shown: str):
    assert harmless(cell) == shown


def test_a_new_store_comes_with_its_first_file(shop: Shop):
    answer = upload(shop, store="new", store_name="Walk-in", platform="other")
    step_of(answer)
    assert shop.see(lambda: Store.objects.filter(name="Walk-in").count()) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.4 rubbish", "This is PDF, not a table."),
        (b"", "empty"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"<html><table></table></html>", "web page"),
        (b"hello world\nthis is a note\n", "no table of orders"),
        (b"Order number,Product,Qty\n", "a heading and no rows"),
    ],
)
def test_what_is_no_table_is_refused_and_leaves_nothing(shop: Shop, content: bytes, told: str):
    answer = upload(shop, content, store="new", store_name="Never", platform="other")
    assert answer.status_code == 422
    assert told in words(answer)
    counts = shop.see(lambda: (ImportRun.objects.count(), Store.objects.filter(name="Never").count()))
    assert counts == (0, 0)


def test_an_encoding_can_be_named(shop: Shop):
    text = "订单号,商品名称,数量\nA-1,陶瓷杯,2\n".encode("big5", "ignore")
    run_id, page = step_of(upload(shop, text, encoding="big5"))
    html = words(shop.operator.get(shop.at(f"imports/{run_id}/{page}/")))
    assert "陶瓷杯" in html
    wrong = upload(shop, b"a,b\n\xff\xfe\xfa,2\n", encoding="utf-8-sig")
    assert wrong.status_code == 422
    assert "not in the encoding" in words(wrong)


def test_a_text_of_uncertain_encoding_is_shown_as_it_would_read_and_taken_as_chosen(shop: Shop, other: Shop):
    text = "訂單號,商品名稱,數量\nA-1,陶瓷杯與茶壺組合,2\n".encode("big5")
    asked = upload(shop, text)
    assert asked.status_code == 422
    question = asked.context["question"]
    assert "陶瓷杯與茶壺組合" in {one.encoding: one.preview for one in question.readings}["big5"]
    told = {"kept": question.key, "kept_name": question.name, "reads_as": "big5"}
    run_id, page = step_of(shop.operator.post(shop.at("imports/"), {**told, "store": str(shop.store_id)}))
    html = words(shop.operator.get(shop.at(f"imports/{run_id}/{page}/")))
    assert "陶瓷杯與茶壺組合" in html
    assert "orders-1122.csv" in html
    for wrong in ({**told, "kept": "../../x"}, {**told, "reads_as": "rot13"}):
        answer = shop.operator.post(shop.at("imports/"), {**wrong, "store": str(shop.store_id)})
        assert answer.status_code == 404
    assert other.owner.post(other.at("imports/"), {**told, "store": str(other.store_id)}).status_code == 404


def bomb() -> bytes:
    """Return a workbook of a few hundred kilobytes that unpacks to more than 300 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _megabyte in range(301):
                sheet.write(b" " * (1 << 20))
    return made.getvalue()


def test_a_zip_bomb_is_told_by_what_it_would_unpack_to(shop: Shop):
    answer = upload(shop, bomb(), name="orders.xlsx")
    assert answer.status_code == 422
    assert "Unpacked, the workbook would be larger than" in words(answer)
    assert shop.see(lambda: ImportRun.objects.count()) == 0


def test_an_import_is_stopped_and_goes_on(shop: Shop):
    run_id = matched(shop)
    shop.operator.post(shop.at(f"imports/{run_id}/check/"))
    waiting = shop.operator.get(shop.at(f"imports/{run_id}/run/"))
    assert 'hx-trigger="every 1s"' in words(waiting)
    assert shop.operator.post(shop.at(f"imports/{run_id}/stop/")).status_code == 302
    work(shop, run_id)
    assert orders(shop) == []
    stopped = words(shop.operator.get(shop.at(f"imports/{run_id}/run/")))
    assert "Stopped" in stopped
    assert "every 1s" not in stopped
    shop.operator.post(shop.at(f"imports/{run_id}/resume/"))
    work(shop, run_id)
    assert orders(shop) == ["P-1", "P-3"]


def test_the_list_of_orders_shows_exactly_those_of_a_run(shop: Shop):
    run_id = imported(shop)
    shop.receive(1)
    again = imported(shop, TABLE.replace("P-1,Mug,2", "P-1,Mug,9").replace("P-3", "P-4"))

    def listed(query: str) -> set[str]:
        answer = shop.operator.get(shop.at(f"orders/?{query}"))
        assert answer.status_code == 200
        return {name for name in ("P-1", "P-3", "P-4") if f"{name}<" in words(answer)}

    assert listed(f"import={run_id}&did=created") == {"P-1", "P-3"}
    assert listed(f"import={again}&did=updated") == {"P-1"}
    assert listed(f"import={again}") == {"P-1", "P-4"}
    assert "orders-1122.csv" in words(shop.operator.get(shop.at(f"orders/?import={run_id}")))


def test_a_run_is_undone_from_its_page(shop: Shop):
    run_id = imported(shop)
    page = words(shop.operator.get(shop.at(f"imports/{run_id}/run/")))
    assert "Undo this import" in page
    assert f"import={run_id}&amp;did=created" in page
    assert "Undo this import" not in words(shop.viewer.get(shop.at(f"imports/{run_id}/run/")))
    assert shop.viewer.post(shop.at(f"imports/{run_id}/undo/")).status_code == 403
    first = shop.see(lambda: CustomerOrder.objects.get(external_number="P-3"))
    with wear(Hat.workspace(shop.id)):
        hold_orders(actor=shop.actor(), order_ids=[first.id], reason="ask", now=clock.now())
    undone = words(shop.operator.post(shop.at(f"imports/{run_id}/undo/"), follow=True))
    assert "This import was undone." in undone
    assert "1 new order was taken back." in undone
    assert "It was put on hold since." in undone
    assert "Rows to mend" in undone
    told = shop.operator.get(shop.at(f"orders/{shop.see(lambda: taken_back()).id}/"))
    assert "took it back: the import was undone" in words(told)


def test_a_large_run_is_undone_by_the_worker_in_the_persons_name(shop: Shop):
    run_id = imported(shop)
    shop.see(lambda: ImportRun.objects.update(orders_created=5000))
    asked = words(shop.operator.post(shop.at(f"imports/{run_id}/undo/"), follow=True))
    assert "The worker takes the orders back" in asked
    assert "Being undone" in words(shop.operator.get(shop.at("imports/")))
    undo_import(workspace_id=str(shop.id), run_id=run_id, by=str(shop.people["operator"]))
    facts = shop.see(lambda: list(TimelineEvent.objects.filter(kind="OrderTakenBack")))
    assert [fact.actor_id for fact in facts] == [shop.people["operator"]] * 2
    assert "2 new orders were taken back." in words(shop.operator.get(shop.at(f"imports/{run_id}/run/")))


def taken_back() -> CustomerOrder:
    return CustomerOrder.objects.get(external_id__startswith="undone:")


def test_a_file_that_no_worker_takes_says_so(shop: Shop):
    run_id = matched(shop)
    shop.operator.post(shop.at(f"imports/{run_id}/check/"))
    assert "Waiting for the worker" in words(shop.operator.get(shop.at(f"imports/{run_id}/run/")))
    shop.see(lambda: ImportRun.objects.update(queued_at=clock.now() - timedelta(minutes=1)))
    assert "No worker has taken this file yet." in words(shop.operator.get(shop.at(f"imports/{run_id}/run/")))
    assert "Waiting for a worker" in words(shop.operator.get(shop.at("imports/")))


def test_a_category_that_nobody_knows_is_named_once_for_all(shop: Shop):
    text = "Order number,Product,Qty,Category\nA-1001,Thing,1,Mugz\nA-1002,Thing,2,Mugz\n"
    run_id, _page = step_of(upload(shop, text))
    told = {"c0": "external_id", "c1": "title", "c2": "quantity", "c3": "category", "default_state": "ready"}
    shop.operator.post(shop.at(f"imports/{run_id}/columns/"), told)
    page = shop.operator.get(shop.at(f"imports/{run_id}/check/"))
    (like,) = page.context["check"].warnings
    assert (like.value, like.count, like.remedy.suggestion) == ("Mugz", 2, str(shop.mugs))
    told = {"code": like.code, "column": like.column, "value": "Mugz", "to": str(shop.mugs)}
    after = shop.operator.post(shop.at(f"imports/{run_id}/repair/"), told, follow=True)
    assert after.context["check"].warnings == []
    assert shop.viewer.post(shop.at(f"imports/{run_id}/repair/"), told).status_code == 403


def test_an_answer_is_given_and_taken_back_on_the_check_and_mends_rows_after_it(shop: Shop):
    run_id = matched(shop)
    told = {"code": "quantity_invalid", "column": "Menge", "value": "1.5", "to": "2"}
    page = shop.operator.post(shop.at(f"imports/{run_id}/repair/"), told, follow=True)
    assert page.context["check"].good_orders == 3
    told = {"column": "Menge", "kind": "value", "value": "1.5", "to": "2"}
    page = shop.operator.post(shop.at(f"imports/{run_id}/unrepair/"), told, follow=True)
    assert page.context["check"].good_orders == 2
    run_id = imported(shop)
    told = {"code": "quantity_invalid", "column": "Menge", "value": "1.5", "to": "2"}
    done = shop.operator.post(shop.at(f"imports/{run_id}/alike/"), told, follow=True)
    assert "1 order is in." in words(done)
    assert orders(shop) == ["P-1", "P-2", "P-3"]
    empty = shop.operator.post(shop.at(f"imports/{run_id}/alike/"), {**told, "to": ""}, follow=True)
    assert "Say what it stands for." in words(empty)


def test_the_link_of_a_run_leads_to_its_step(shop: Shop):
    run_id, _page = step_of(upload(shop))
    assert step_of(shop.viewer.get(shop.at(f"imports/{run_id}/"))) == (run_id, "columns")
    run_id = matched(shop)
    assert step_of(shop.viewer.get(shop.at(f"imports/{run_id}/"))) == (run_id, "check")
    run_id = imported(shop)
    for page in ("", "columns/", "check/"):
        assert step_of(shop.viewer.get(shop.at(f"imports/{run_id}/{page}"))) == (run_id, "run")


def test_a_viewer_imports_nothing(shop: Shop):
    assert upload(shop, client=shop.viewer).status_code == 403
    run_id = matched(shop)
    told = {**FIELDS, "default_state": "ready"}
    assert shop.viewer.post(shop.at(f"imports/{run_id}/columns/"), told).status_code == 403
    for rest in ("check/", "stop/", "resume/"):
        assert shop.viewer.post(shop.at(f"imports/{run_id}/{rest}")).status_code == 403, rest
    run_id = imported(shop)
    problem = shop.see(lambda: ImportProblem.objects.get())
    address = shop.at(f"imports/{run_id}/problems/{problem.id}/mend/")
    assert shop.viewer.post(address, {"column": "Menge", "before": "1.5", "value": "2"}).status_code == 403
    assert "P-2" not in orders(shop)


def test_another_workspaces_import_is_not_there(shop: Shop, other: Shop):
    run_id = imported(shop)
    problem = shop.see(lambda: ImportProblem.objects.get())
    for rest in ("", "columns/", "check/", "run/", "rejected.csv"):
        assert other.owner.get(other.at(f"imports/{run_id}/{rest}")).status_code == 404, rest
    for rest in ("check/", "stop/", "resume/", f"problems/{problem.id}/mend/"):
        assert other.owner.post(other.at(f"imports/{run_id}/{rest}")).status_code == 404, rest
    assert upload(other, store=str(shop.store_id), client=other.owner).status_code == 422
