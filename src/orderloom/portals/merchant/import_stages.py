"""Where an import is: not begun, waiting for the worker and since when, being read, over."""

from datetime import timedelta

from orderloom.intake.models import ImportStatus
from orderloom.intake.queries.imports import ImportCard
from orderloom.kernel import clock

SOON = timedelta(seconds=20)
"""A worker that runs takes a file within a second or two; after this long it is not there, or has much to do."""
KEPT = timedelta(days=30)
"""So long rows that could not go in wait to be mended."""


def has_begun(card: ImportCard) -> bool:
    """Test whether somebody has asked for the import to be read in."""
    return card.status != ImportStatus.UPLOADED or card.queued_at is not None


def is_open(card: ImportCard) -> bool:
    """Test whether the page has something to wait for."""
    if card.status == ImportStatus.UPLOADED:
        return card.queued_at is not None
    return card.status == ImportStatus.RUNNING or is_being_undone(card)


def is_being_undone(card: ImportCard) -> bool:
    """Test whether the worker is at undoing it."""
    return card.undo_asked_at is not None and card.undone_at is None


def wait_of(card: ImportCard) -> str:
    """Return `soon` while it waits for the worker as usual, `long` when that takes too long, else a blank."""
    if card.status != ImportStatus.UPLOADED or card.queued_at is None:
        return ""
    return "long" if clock.now() - card.queued_at > SOON else "soon"
