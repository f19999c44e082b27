"""Small changes to a cell on its way into a field, each a name with its arguments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Change = Callable[[str], str]
Lookups = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Transform:
    """How many arguments a change takes, and how it is prepared from them."""

    sizes: tuple[int, ...]
    prepare: Callable[[Sequence[str], Lookups], Change]


def _split(words: Sequence[str], _lookups: Lookups) -> Change:
    """Take the n-th piece, counted from 1, or from the end with -1."""
    mark, place = words[0], int(words[1])
    index = place - 1 if place > 0 else place

    def change(text: str) -> str:
        pieces = text.split(mark)
        return pieces[index].strip() if -len(pieces) <= index < len(pieces) else ""

    return change


def _lookup(words: Sequence[str], lookups: Lookups) -> Change:
    """Look the cell up in a second file; `keep` leaves what is not found, else it becomes blank."""
    table = lookups.get(words[0], {})
    if "keep" in words[1:]:
        return lambda text: table.get(text) or text
    return lambda text: table.get(text, "")


TRANSFORMS: Mapping[str, Transform] = {
    "upper": Transform((0,), lambda _words, _lookups: str.upper),
    "lower": Transform((0,), lambda _words, _lookups: str.lower),
    "without_prefix": Transform(
        (1,), lambda words, _lookups: lambda text: text.removeprefix(words[0]).strip()
    ),
    "without_suffix": Transform(
        (1,), lambda words, _lookups: lambda text: text.removesuffix(words[0]).strip()
    ),
    "replace": Transform((2,), lambda words, _lookups: lambda text: text.replace(words[0], words[1])),
    "split": Transform((2,), _split),
    "digits": Transform((0,), lambda _words, _lookups: lambda text: "".join(filter(str.isdigit, text))),
    "lookup": Transform((1, 2), _lookup),
}


def prepared(steps: Sequence[Sequence[str]], default: str, lookups: Lookups) -> Change | None:
    """Return all steps as one change, or None when there is nothing to do."""
    changes = [TRANSFORMS[step[0]].prepare(step[1:], lookups) for step in steps]
    if not changes and not default:
        return None

    def change(text: str) -> str:
        if text:
            for one in changes:
                text = one(text)
        return text or default

    return change
