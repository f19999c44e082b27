"""What a check has found."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: what is so, and what to do when it should be otherwise."""

    check: str
    level: Level
    what: str
    mend: str = ""


def good(check: str, what: str) -> Finding:
    """Return a finding that needs nobody."""
    return Finding(check, "good", what)


def warning(check: str, what: str, mend: str) -> Finding:
    """Return a finding that somebody should look at some day."""
    return Finding(check, "warning", what, mend)


def bad(check: str, what: str, mend: str) -> Finding:
    """Return a finding that needs mending now."""
    return Finding(check, "bad", what, mend)
