"""The columns of the file: what it tells of each task, and what may be filled in. Each has a name in every language."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from orderloom.identity.models import LANGUAGES
from orderloom.intake.shapes import pieces
from orderloom.portals.supplier.queries import Merchant
from orderloom.portals.table_out import Cell
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus
from orderloom.ui.status import label

_S = TaskStatus
OPEN = (_S.OFFERED, _S.ACCEPTED, _S.IN_PRODUCTION, _S.READY_TO_SHIP)
MOST = 500  # tasks in a file
COLUMNS: dict[str, str | Promise] = {
    "task": _("Task"),
    "merchant": _("Merchant"),
    "status": _("Status"),
    "title": _("Product"),
    "variant": _("Variant"),
    "sku": _("SKU code"),
    "details": _("Personalisation"),
    "quantity": _("Quantity"),
    "requested": _("Asked for"),
    "answer": _("Answer (accept or refuse)"),
    "promised": _("Leaves on"),
    "reason": _("Reason"),
    "produced": _("Pieces made"),
    "carrier": _("Carrier"),
    "number": _("Tracking number"),
    "pieces": _("Pieces in this parcel"),
    "key": _("Do not change"),
}
_SIGNS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return what counts of a heading or a word of the file."""
    return _SIGNS.sub("", text).casefold()


def places_in(header: Sequence[str]) -> dict[str, int]:
    """Return where each known column stands; its name may be in any language of ours, or its code."""
    names: dict[str, str] = {}
    for language, _name in LANGUAGES:
        with override(language):
            names |= {plain(str(name)): code for code, name in COLUMNS.items()}
    names |= {plain(code): code for code in COLUMNS}
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        if (code := names.get(plain(cell))) and code not in found:
            found[code] = place
    return found


def rows_of(tasks: Iterable[OrderTask], merchants: Mapping[UUID, Merchant]) -> Iterator[list[Cell]]:
    """Walk the table, its heading first; what is to be filled in is blank, but for what is known already."""
    yield [str(name) for name in COLUMNS.values()]
    for task in tasks:
        told = _told(task, merchants.get(task.workspace_id))
        yield [told.get(code) for code in COLUMNS]


def _told(task: OrderTask, merchant: Merchant | None) -> dict[str, Cell]:
    asked = pieces(json.loads(task.personalisation or "[]"))
    return {
        "task": f"T-{task.number}",
        "merchant": merchant.name if merchant else "",
        "status": label("task", task.status),
        "title": task.title,
        "variant": task.variant,
        "sku": task.sku or "",
        "details": "\n".join(f"{one.label}: {one.value}" for one in asked if one.kind != "source"),
        "quantity": task.quantity,
        "requested": task.requested_date,
        "promised": task.promised_date,
        "produced": task.produced or None,
        "key": f"{task.id}/{task.attempt}",
    }
