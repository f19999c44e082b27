"""The open tasks as a file: what was filled in is done, what is wrong is said by row and column, twice adds nothing."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from orderloom.kernel import clock
from orderloom.portals.table_out import write_xlsx
from orderloom.portals.task_file.columns import COLUMNS, rows_of
from orderloom.portals.tests.supplier_world import Maker, World
from orderloom.portals.tests.test_supplier_tasks import accept_all
from orderloom.production.models import OrderTask


def day(ahead: int) -> date:
    return clock.now().date() + timedelta(days=ahead)


def download(maker: Maker) -> list[list[object]]:
    answer = maker.client.get("/supplier/table/tasks.xlsx")
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


class Sheet:
    """The file as somebody has it open."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.head, *rows = download(maker)
        self.rows = [[int(cell) if isinstance(cell, float) else cell for cell in row] for row in rows]

    def put(self, row: int, **cells: object) -> None:
        for name, value in cells.items():
            self.rows[row][list(COLUMNS).index(name)] = value

    def send(self) -> str:
        out = io.BytesIO()
        write_xlsx(out, [self.head, *self.rows])
        out.seek(0)
        out.name = "tasks.xlsx"
        answer = self.maker.client.post("/supplier/table/", {"file": out})
        assert answer.status_code == 200
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())


@pytest.fixture
def sheet(world: World) -> Sheet:
    world.buy(1, 2, 3, 4)
    return Sheet(world.first)


def test_accepting_refusing_and_nothing(world: World, sheet: Sheet):
    sheet.put(0, answer="accept", promised=day(4))
    sheet.put(1, answer="拒单", reason="No material")
    html = sheet.send()
    assert "2 tasks changed" in html
    (kept,) = world.first.tasks()
    assert (kept.status, kept.promised_date) == ("accepted", day(4))
    again = sheet.send()
    assert "0 tasks changed" in again
    assert world.first.task(kept.id).row_version == kept.row_version


def test_progress_a_new_day_and_parcels(world: World, sheet: Sheet):
    accept_all(world.first)
    sheet = Sheet(world.first)
    sheet.put(0, produced=2, promised=day(9), reason="Material is late")
    sheet.put(1, produced=4, number="SF1234567890123", pieces=3)
    assert "2 tasks changed" in sheet.send()
    first, second = world.first.tasks()
    assert (first.status, first.produced, first.promised_date) == ("in_production", 2, day(9))
    assert first.slip_reason == "Material is late"
    assert (second.status, second.shipped) == ("ready_to_ship", 3)
    assert "0 tasks changed" in sheet.send()
    assert world.first.task(second.id).shipped == 3
    rest = Sheet(world.first)
    rest.put(0, number="SF1234567890124")
    assert "1 task changed" in rest.send()
    assert world.first.task(second.id).status == "shipped"


def test_a_wrong_row_is_left_whole_and_said_where(world: World, sheet: Sheet):
    sheet.put(0, answer="accept", promised=day(4), number="YT9", carrier="YTO")
    sheet.put(1, answer="accept", promised="soon")
    html = sheet.send()
    assert "0 tasks changed" in html
    assert "Row 2" in html
    assert "Tracking number" in html
    assert "Row 3" in html
    assert "soon" in html
    assert {task.status for task in world.first.tasks()} == {"offered"}
    sheet.put(0, number="", carrier="")
    assert "1 task changed" in sheet.send()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"answer": "perhaps"}, "Write “accept” or “refuse”"),
        ({"answer": "accept"}, "Give the day on which it leaves."),
        ({"answer": "refuse"}, "Say in a few words why."),
        ({"promised": day(3)}, "Write “accept” beside the day"),
        ({"answer": "accept", "promised": day(-9)}, "This day has passed."),
        ({"answer": "accept", "promised": day(3), "produced": 99}, "between 0 and the quantity"),
        ({"answer": "accept", "promised": day(3), "carrier": "Nobody"}, "This carrier is not known."),
        ({"answer": "accept", "promised": day(3), "number": "C1004444443"}, "Choose the carrier"),
        ({"key": "x"}, "This cell was changed."),
    ],
)  # fmt: skip
def test_each_mistake_has_its_sentence(world: World, sheet: Sheet, cells, said):
    sheet.put(0, **cells)
    assert said in sheet.send()
    assert {task.status for task in world.first.tasks()} == {"offered"}


def test_the_task_of_another_supplier_is_not_there(world: World, sheet: Sheet):
    theirs = world.second.tasks()[0]
    sheet.put(0, key=f"{theirs.id}/{theirs.attempt}", answer="accept", promised=day(4))
    assert "This task is not with you now." in sheet.send()
    assert world.second.task(theirs.id).status == "offered"


def test_a_sheet_of_ones_own_names_tasks_by_their_numbers(world: World, sheet: Sheet):
    number = sheet.rows[0][0]
    sheet.head, sheet.rows = (
        ["任务", "答复（接单或拒单）", "发货日期"],
        [[number, "接单", day(5).isoformat()]],
    )
    assert "1 task changed" in sheet.send()


def test_an_offer_that_is_over_is_not_answered(world: World, sheet: Sheet):
    key, attempt = str(sheet.rows[0][-1]).split("/")
    sheet.put(0, key=f"{key}/{int(attempt) + 1}", answer="accept", promised=day(4))
    assert "This offer is over" in sheet.send()


def test_no_cell_of_the_file_is_a_formula():
    evil = OrderTask(
        number=1, title="=1+1", variant="@SUM(A1)", quantity=1, personalisation='[["Name", "+2", "text"]]'
    )
    out = io.BytesIO()
    write_xlsx(out, rows_of([evil], {}))
    with zipfile.ZipFile(out) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        assert b"=1+1" in book.read("xl/worksheets/sheet1.xml")


def test_what_is_no_table_is_refused(world: World):
    for content in (b"", b"%PDF-1.4 no table", b"name\nx\n"):
        file = io.BytesIO(content)
        file.name = "tasks.xlsx"
        assert world.first.client.post("/supplier/table/", {"file": file}).status_code == 422
    assert world.first.client.post("/supplier/table/").status_code == 422
