"""The child process that opens a workbook: limited in memory and time, it writes rows of text and ends.

Its output is JSON lines: what was found (or why it was refused), then blocks of rows, then the end mark.
"""

import datetime as dt
import json
import resource
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from orderloom.kernel.tables.workbook_gate import Refused, Sheet, Survey, survey

MEMORY_MB = 1500
SECONDS = 30
SPOOL_MB = 2048
BLOCK = 500


def limit_self() -> None:
    """Take away from this process the means to harm the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (SPOOL_MB << 20, SPOOL_MB << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Read the workbook named on the command line and write it out."""
    limit_self()
    path, wanted = sys.argv[1], sys.argv[2]
    out = sys.stdout
    try:
        write_sheet(path, wanted, out)
    except Refused as refusal:
        _line(out, {"refused": refusal.code, "facts": refusal.facts})
    except MemoryError:
        return 3
    out.flush()
    return 0


def write_sheet(path: str, wanted: str, out: IO[str]) -> None:
    """Write what was found, the rows in blocks, and the end mark. Raises Refused."""
    found = survey(path)
    name = choose_sheet(found, wanted)
    seen = found.sheet_of(name)
    names = [sheet for sheet, _relation, _visible in found.names]
    _line(out, {"sheet": name, "sheets": names, "hidden_rows": seen.hidden_rows, "flaws": seen.flaws})
    count = 0
    block: list[list[str]] = []
    for cells in _text_rows(path, name, seen):
        block.append(cells)
        count += 1
        if len(block) == BLOCK:
            _line(out, block)
            block = []
    _line(out, block)
    _line(out, {"rows": count})


def choose_sheet(found: Survey, wanted: str) -> str:
    """Take the sheet asked for, else the first visible one that is not empty. Raises Refused."""
    names = [name for name, _relation, _visible in found.names]
    if wanted:
        if wanted not in names:
            raise Refused("workbook_sheet", sheet=wanted, sheets=", ".join(names)[:300])
        return wanted
    visible = [name for name, _relation, shown in found.names if shown] or names
    if not visible:
        raise Refused("workbook_broken")
    return next((name for name in visible if found.sheet_of(name).cells), visible[0])


def _text_rows(path: str, name: str, seen: Sheet) -> Iterator[list[str]]:
    import python_calamine  # noqa: PLC0415 - only after the limits are set and the gate is passed

    try:
        rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(name).iter_rows()
        for number, row in enumerate(rows, 1):
            cells = [value if type(value) is str else text_of(value) for value in row]
            for column, _code, raw in seen.flaws.get(number, ()):
                if column < len(cells):
                    cells[column] = raw
            yield cells
    except MemoryError:
        raise
    except Exception as broken:
        raise Refused("workbook_broken") from broken


def text_of(value: Any) -> str:
    """Write a cell as a person sees it: 1.0 as 1, 2.5499999999999998 as 2.55, dates as ISO."""
    kind = type(value)
    if kind is float:
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        text = f"{value:.15g}"
        return f"{Decimal(text):f}" if "e" in text else text
    if kind is bool:
        return "TRUE" if value else "FALSE"
    if kind is dt.datetime:
        return str(value.isoformat(sep=" "))
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _line(out: IO[str], value: object) -> None:
    out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
