"""Fields of a JSON object, read with the path at hand for a message that says where."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from orderloom.kernel.tables.faults import BadValue
from orderloom.kernel.tables.moments import MomentReader
from orderloom.kernel.tables.numbers import parse_amount, parse_quantity

MOMENTS = MomentReader(zone=ZoneInfo("UTC"))


class ShapeError(ValueError):
    """A field is not what the API returns."""

    def __init__(self, path: str, value: object, code: str = "json_shape", **params: str) -> None:
        self.path = path
        self.value = str(value)[:200]
        self.code = code
        self.params = params
        super().__init__(path)


class Field:
    """One JSON object and where in the document it stands. All methods raise ShapeError."""

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise ShapeError(path or "order", value)
        self.value: dict[str, Any] = value
        self.path = path

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str, *, needed: bool = False, trim: bool = True) -> str:
        """Return a text, or a number as text; blank when it is null or missing."""
        value = self.value.get(name)
        if value is None or value is False:
            value = ""
        if isinstance(value, dict | list):
            raise ShapeError(self._at(name), value)
        text = str(value)
        if "\0" in text:
            raise ShapeError(self._at(name), value, "text_control")
        if needed and not text.strip():
            raise ShapeError(self._at(name), text, "value_missing")
        return text.strip() if trim else text

    def raw_text(self, name: str) -> str:
        """Return a text byte for byte; anything else as JSON."""
        value = self.value.get(name)
        if isinstance(value, str):
            return self.text(name, trim=False)
        return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)

    def amount(self, name: str) -> Decimal | None:
        """Return an exact amount; None when it is blank."""
        text = self.text(name)
        try:
            return parse_amount(text, decimal_comma=False) if text else None
        except BadValue as bad:
            raise ShapeError(self._at(name), text, bad.code) from bad

    def quantity(self, name: str) -> int:
        """Return a whole number above zero."""
        text = self.text(name, needed=True)
        try:
            number = parse_quantity(text)
        except BadValue as bad:
            raise ShapeError(self._at(name), text, bad.code) from bad
        if number <= 0:
            raise ShapeError(self._at(name), text, "quantity_not_positive")
        return number

    def instant(self, name: str) -> datetime | None:
        """Return an instant; None when it is blank."""
        text = self.text(name)
        try:
            return MOMENTS.read(text) if text else None
        except BadValue as bad:
            raise ShapeError(self._at(name), text, bad.code) from bad

    def part(self, name: str) -> "Field":
        """Return an object within; an empty one when it is missing."""
        return Field(self.value.get(name) or {}, self._at(name))

    def parts(self, name: str) -> Iterator["Field"]:
        """Walk a list of objects within."""
        value = self.value.get(name) or []
        if not isinstance(value, list):
            raise ShapeError(self._at(name), value)
        for index, one in enumerate(value):
            yield Field(one, f"{self._at(name)}[{index}]")
