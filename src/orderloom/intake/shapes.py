"""Shapes of the API that more than one stage shows: a piece of personalisation, an address."""

import json
from collections.abc import Iterable, Sequence
from typing import Self

from pydantic import Field

from orderloom.intake.canonical import Kind
from orderloom.kernel.wire import Shown


class Piece(Shown):
    """A piece of personalisation, byte for byte; `kind` says what the value is."""

    label: str
    value: str
    kind: Kind


def pieces(kept: Iterable[Sequence[str]]) -> list[Piece]:
    """Return the pieces of what is kept of a line."""
    return [
        Piece.model_validate({"label": label, "value": value, "kind": kind}) for label, value, kind in kept
    ]


class Address(Shown):
    """Where something goes, as written; `country_code` is ISO 3166-1 alpha-2 where it was recognised."""

    name: str = ""
    company: str = ""
    lines: list[str] = Field(default_factory=list)
    city: str = ""
    region: str = ""
    postal: str = ""
    country: str = ""
    country_code: str = ""
    phone: str = ""

    @classmethod
    def of_text(cls, text: str) -> Self | None:
        """Return the address that is stored as JSON text; None where it may not be seen."""
        if not text:
            return None
        kept = json.loads(text)
        return cls(**{**kept, "lines": str(kept.get("lines", "")).splitlines()})
