"""JSON files, read whole within a limit, with exact numbers."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from orderloom.kernel.tables.encodings import settle_encoding
from orderloom.kernel.tables.faults import FileRefused

MAX_BYTES = 64 << 20


def read_json(path: Path) -> Any:
    """Read a JSON file; numbers with a point become Decimal, never float. Raises FileRefused."""
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused("file_too_large", limit=MAX_BYTES >> 20)
    return parse_json(path.read_text(encoding=settle_encoding(path)))


def parse_json(text: str) -> Any:
    """Read JSON text with exact numbers. Raises FileRefused."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as broken:
        raise FileRefused("file_json", line=broken.lineno) from broken
    except (RecursionError, ValueError) as broken:
        raise FileRefused("file_json", line=1) from broken


def _no_constant(name: str) -> Any:
    raise ValueError(name)
