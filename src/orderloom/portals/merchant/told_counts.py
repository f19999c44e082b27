"""Counts as lists tell them: exact up to 10,000, then that there are more."""

from orderloom.kernel.keyset import MOST_COUNTED
from orderloom.ui.money import count_words


def told_count(count: int) -> int | str:
    """Return the count, or "10,000+"."""
    return count if count <= MOST_COUNTED else count_words(MOST_COUNTED, capped=True)
