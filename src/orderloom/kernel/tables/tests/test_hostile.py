"""Files made to do harm that no other test has, and the control of the gate that they stop at."""

import io
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from orderloom.kernel.tables import workbook
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.reading import read_table
from orderloom.kernel.tables.tests.workbooks import HEAD, number, sheet, text
from orderloom.kernel.tables.tests.workbooks import workbook as written

GOOD = sheet(text("A1", "order"), text("A2", "X1"))
CORNERS = sheet(number("A1", "1"), number("XFD1048576", "2"))
ENCRYPTED = 1  # the bit of a part that is locked with a password


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.fixture(autouse=True)
def _quick_and_small() -> Iterator[None]:
    """Let no file take long, or much of the memory of the process that was asked to read it."""
    started, before = time.monotonic(), peak()
    yield
    assert time.monotonic() - started < 8
    assert peak() - before < 100


def rows_of(path: Path) -> list[list[str]]:
    return [cells for _number, cells, _flaws in read_table(path).rows()]


def inner_bomb(path: Path) -> None:
    """Put a bomb into a part that no table needs."""
    written(path, GOOD)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as inner:
        inner.writestr("zeros", b"\0" * (32 << 20))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/media/inner.zip", bomb.getvalue())


def link(path: Path) -> None:
    """Add a symbolic link that leads out of the package."""
    written(path, GOOD)
    part = zipfile.ZipInfo("xl/worksheets/link.xml")
    part.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(part, "/etc/passwd")


def false_measure(path: Path) -> None:
    """Claim a sheet of the greatest size that holds one cell."""
    cells = (
        f'<sheetData><row r="1">{text("A1", "order")}</row><row r="2">{text("A2", "X1")}</row></sheetData>'
    )
    written(path, f'{HEAD}<dimension ref="A1:XFD1048576"/>{cells}</worksheet>')


@pytest.mark.parametrize("make", [inner_bomb, false_measure])
def test_what_does_no_harm_is_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [["X1"]]


def test_the_name_does_not_decide_what_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("order,item\nX1,Mug\n")
    assert rows_of(tmp_path / "a.xlsx") == [["X1", "Mug"]]
    written(tmp_path / "b.csv", GOOD)
    assert rows_of(tmp_path / "b.csv") == [["X1"]]


def locked(path: Path) -> None:
    """Mark every part as locked with a password."""
    raw = bytearray(written(path, GOOD).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + place] |= ENCRYPTED
            at = raw.find(mark, at + 4)
    path.write_bytes(raw)


def zip_of_zips(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("orders.zip", b"PK\x05\x06" + b"\0" * 18)


def locked_by_excel(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (locked, "file_old_excel"),
        (link, "workbook_xml"),
        (zip_of_zips, "file_other_office"),
        (locked_by_excel, "file_old_excel"),
        (lambda path: path.write_bytes(b"BM" + b"\0" * 100), "file_nul"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, make: Callable[[Path], None], code: str) -> None:
    make(tmp_path / "a.xlsx")
    with pytest.raises(FileRefused) as refused:
        rows_of(tmp_path / "a.xlsx")
    assert refused.value.code == code
    assert refused.value.reason
    assert refused.value.fix


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("order,item\n" + "x" * (16 << 20), None),
        (",".join(["a"] * 200_000) + "\n1\n", None),
        (",".join(["a"] * 1000) + "\n1\n", 1),
        ("order\n" + "1\n" * 600_000, 600_000),
    ],
    ids=["a line without an end", "a row without an end", "a wide table", "rows without an end"],
)
def test_text_of_any_shape_is_read_or_refused_in_time(tmp_path: Path, content: str, rows: int | None) -> None:
    (tmp_path / "a.csv").write_text(content)
    found: object = None
    with suppress(FileRefused):
        found = sum(1 for _row in read_table(tmp_path / "a.csv").rows())
    assert found == rows


def without_gate(patch: pytest.MonkeyPatch) -> None:
    """Let the child process read what the gate would stop."""
    off = "import orderloom.kernel.tables.workbook_gate as gate; gate.MAX_ROWS = gate.MAX_COLUMNS = 10**9; "
    more = "gate.MAX_CELLS = gate.MAX_AREA = 10**15; "
    head, mark, tail = workbook.START.partition("from orderloom")
    patch.setattr(workbook, "START", head + off + more + mark + tail)


def test_without_the_gate_the_reader_dies_and_takes_nobody_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the gate; what is left is the child process, which may ask for so much and no more."""
    path = written(tmp_path / "a.xlsx", CORNERS)
    with pytest.raises(FileRefused) as refused:
        read_table(path)
    assert refused.value.code == "workbook_grid"
    without_gate(monkeypatch)
    with pytest.raises(FileRefused) as refused:
        read_table(path)
    assert refused.value.code == "workbook_heavy"
    assert rows_of(written(tmp_path / "b.xlsx", GOOD)) == [["X1"]]
