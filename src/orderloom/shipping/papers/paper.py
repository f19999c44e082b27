"""The papers that a parcel takes along, and their sizes."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from orderloom.shipping.papers.facts import Sheet

SIZES = {"a6": (105.0, 148.0), "a5": (148.0, 210.0)}  # millimetres


class Paper(StrEnum):
    """What a paper is for."""

    LABEL = "label"  # on the parcel
    SLIP = "slip"  # in it


def pdf_of(paper: Paper, sheets: Sequence[Sheet], *, size: str = "a6", now: datetime) -> bytes:
    """Return one file with a page or more for each sheet; a label is always A6. Raises KeyError for another size.

    Of the font only the signs that occur are in it.
    """
    from orderloom.shipping.papers.drawing import drawn  # noqa: PLC0415 - reads a large library, for who prints alone

    return drawn(paper, sheets, SIZES["a6" if paper is Paper.LABEL else size], now)
