"""What somebody wants laid over what is stored, field by field, by what they saw when they began.

A mark is a short digest of a value: a page carries it, so that a later save can be told from an overtaken one.
Plain values in, plain values out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from orderloom.intake.provenance import mark

MARK_LENGTH = 8
Values = Mapping[str, object]


def seen_mark(value: object) -> str:
    """Return the mark of a field's value."""
    return mark((value,))[:MARK_LENGTH]


def seen_text(values: Values) -> str:
    """Return the marks of several fields as a page carries them."""
    return joined_seen({name: seen_mark(value) for name, value in values.items()})


def joined_seen(marks: Mapping[str, str]) -> str:
    """Return marks as a page carries them."""
    return ",".join(f"{name}:{mark}" for name, mark in marks.items())


def read_seen(text: str) -> dict[str, str]:
    """Return the marks that `seen_text` wrote; what is malformed is left out, and so counts as never seen."""
    pairs = (piece.partition(":") for piece in text.split(","))
    return {name: value for name, colon, value in pairs if colon and len(value) == MARK_LENGTH}


@dataclass(frozen=True, slots=True)
class Laid:
    """The fields to set, and those that somebody else has changed since they were seen."""

    changes: dict[str, object] = field(default_factory=dict)
    clashes: tuple[str, ...] = ()


def lay_over(stored: Values, wanted: Values, seen: Mapping[str, str]) -> Laid:
    """Return what becomes of each wanted field.

    A field that is wanted as it was seen was not touched and stays as it is stored. One that was touched is set when
    it is still what was seen; else it clashes, and nothing may be set at all.
    """
    changes: dict[str, object] = {}
    clashes: list[str] = []
    for name, mine in wanted.items():
        theirs, saw = stored[name], seen.get(name)
        if mine == theirs or saw == seen_mark(mine):
            continue
        if saw == seen_mark(theirs):
            changes[name] = mine
        else:
            clashes.append(name)
    return Laid({} if clashes else changes, tuple(clashes))
