"""What can be wrong with a file, a row or a cell, and the words for it.

A fault is kept as a code and its facts, so that it can be stored and shown later in the reader's own
language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise, lazy

from orderloom.kernel.errors import Refusal

Lazy = str | Promise
Facts = Mapping[str, str]

_TEXTS: dict[str, tuple[Lazy, Lazy]] = {}
UNKNOWN = "unknown"


def declare(texts: Mapping[str, tuple[Lazy, Lazy]]) -> None:
    """Make fault codes known, each with its reason and what to do about it."""
    _TEXTS.update(texts)


def declared() -> frozenset[str]:
    """Return every fault code that has words."""
    return frozenset(_TEXTS)


def reason_of(code: str, facts: Facts) -> str:
    """Say what is wrong, in the language of the moment."""
    return str(_TEXTS.get(code, _TEXTS[UNKNOWN])[0]) % dict(facts)


def fix_of(code: str, facts: Facts) -> str:
    """Say what to do about it, in the language of the moment."""
    return str(_TEXTS.get(code, _TEXTS[UNKNOWN])[1]) % dict(facts)


class FileRefused(Refusal):
    """The whole file cannot be read; nothing of it went in."""

    code = "file_refused"
    status = 422

    def __init__(
        self, code: str, *, candidates: tuple[tuple[str, str], ...] = (), **params: str | int
    ) -> None:
        self.code = code
        self.params = {key: str(value) for key, value in params.items()}
        self.candidates = candidates
        """Encodings to choose from, each with a preview of how the text would read."""
        super().__init__(lazy(self._words, str)())

    @property
    def reason(self) -> str:
        """What is wrong with the file."""
        return reason_of(self.code, self.params)

    @property
    def fix(self) -> str:
        """What to do about it."""
        return fix_of(self.code, self.params)

    def _words(self) -> str:
        return f"{self.reason} {self.fix}"


class BadValue(ValueError):
    """A text that is not the number, date or word it should be."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = {key: str(value) for key, value in params.items()}
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class CellFlaw:
    """Damage that the file itself carries: `column` counts from 0, or is -1 for the whole row."""

    column: int
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong in one row; `row` is the number that a person sees in a spreadsheet."""

    row: int
    column: str
    value: str
    code: str
    params: dict[str, str] = field(default_factory=dict)
    cells: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """What is wrong, in the language of the moment."""
        return reason_of(self.code, self._facts())

    @property
    def fix(self) -> str:
        """What to do about it, in the language of the moment."""
        return fix_of(self.code, self._facts())

    def _facts(self) -> dict[str, str]:
        return {"value": self.value, "column": self.column, **self.params}

    def __str__(self) -> str:
        return f"{self.row}, {self.column}: {self.reason} {self.fix}"
