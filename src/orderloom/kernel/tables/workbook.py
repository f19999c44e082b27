"""XLSX workbooks, opened in a child process that can be killed; only its rows of text come back."""

import io
import json
import os
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from orderloom.kernel.tables import workbook_child
from orderloom.kernel.tables.faults import CellFlaw, FileRefused
from orderloom.kernel.tables.table import Row, Table, fitted, header_names

WALL_SECONDS = 60
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from orderloom.kernel.tables.workbook_child import main; sys.exit(main())"  # noqa: E501
SOURCES = str(Path(__file__).resolve().parents[3])


class Spool:
    """The child's output: a file without a name, which no crash can leave behind."""

    def __init__(self) -> None:
        with tempfile.TemporaryFile() as file:
            self.handle = os.dup(file.fileno())
        weakref.finalize(self, os.close, self.handle)

    def lines(self) -> Iterator[Any]:
        """Walk the JSON lines from the first one."""
        with io.BufferedReader(_FromStart(self.handle), 1 << 16) as stream:
            for line in stream:
                yield json.loads(line)


class _FromStart(io.RawIOBase):
    """A reader with a place of its own, so that one spool may be walked twice at once."""

    def __init__(self, handle: int) -> None:
        super().__init__()
        self.handle = handle
        self.place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        got = os.preadv(self.handle, [buffer], self.place)
        self.place += got
        return got


def read_workbook(path: Path, *, sheet: str | None = None, header_row: int | None = None) -> Table:
    """Read one sheet: the one named, else the first visible one that is not empty. Raises FileRefused."""
    spool = Spool()
    _run_child(path, sheet or "", spool)
    about = next(spool.lines())
    flaws = {
        int(row): tuple(CellFlaw(column, code, raw) for column, code, raw in found)
        for row, found in about["flaws"].items()
    }
    heading, header = _heading(spool, header_row)
    return Table(
        header=header,
        kind="xlsx",
        open_rows=partial(_rows, spool, flaws, heading, len(header)),
        sheet=about["sheet"],
        sheets=tuple(about["sheets"]),
        hidden_rows=about["hidden_rows"],
    )


def _run_child(path: Path, sheet: str, spool: Spool) -> None:
    command = [sys.executable, "-I", "-X", "utf8", "-c", START, SOURCES, str(path.resolve()), sheet]
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=spool.handle, stderr=subprocess.DEVNULL, env={}, cwd="/"
    )
    try:
        code = child.wait(timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        code = -1
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if code != 0:
        raise FileRefused("workbook_heavy", memory=workbook_child.MEMORY_MB, seconds=workbook_child.SECONDS)
    last: Any = None
    for last in spool.lines():
        if isinstance(last, dict) and "refused" in last:
            raise FileRefused(last["refused"], **last["facts"])
    if not isinstance(last, dict) or "rows" not in last:
        raise FileRefused("workbook_broken")


def _numbered(spool: Spool) -> Iterator[tuple[int, list[str]]]:
    number = 0
    for block in spool.lines():
        if isinstance(block, list):
            for cells in block:
                number += 1
                yield number, cells


def _heading(spool: Spool, header_row: int | None) -> tuple[int, tuple[str, ...]]:
    for number, cells in _numbered(spool):
        if (header_row is None or number >= header_row) and "".join(cells).strip():
            while cells and not cells[-1].strip():
                cells.pop()
            return number, header_names(cells)
    raise FileRefused("file_empty")


def _rows(spool: Spool, flaws: dict[int, tuple[CellFlaw, ...]], heading: int, width: int) -> Iterator[Row]:
    for number, cells in _numbered(spool):
        if number <= heading:
            continue
        found = flaws.get(number)
        if found is None and not "".join(cells).strip():
            continue
        extra = " ".join(cells[width:]).strip()
        if extra:
            found = (*(found or ()), CellFlaw(-1, "cell_overflow", extra[:200]))
        yield number, cells if len(cells) == width else fitted(cells, width), found
