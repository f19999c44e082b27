"""How a task was before and after a parcel left, as the parcel keeps it: JSON text."""

import json
from dataclasses import astuple
from datetime import datetime

from orderloom.production.commands.ship import Standing


def written(before: Standing, after: Standing) -> str:
    """Return both as text."""
    return json.dumps([astuple(before), astuple(after)], default=datetime.isoformat)


def read(text: str) -> tuple[Standing, Standing]:
    """Return what `written` wrote."""
    before, after = json.loads(text)
    return _standing(*before), _standing(*after)


def _standing(status: str, produced: int, started_at: str | None, ready_at: str | None) -> Standing:
    return Standing(status, produced, _moment(started_at), _moment(ready_at))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
