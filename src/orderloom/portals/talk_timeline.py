"""What the timeline says of proposals, and of tasks that were split."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from orderloom.kernel import clock
from orderloom.kernel.actor import Party
from orderloom.kernel.models import TimelineEvent
from orderloom.portals.order_timeline import Said
from orderloom.portals.talk_words import LABELS, value_words
from orderloom.ui.due import day_words

Data = Mapping[str, Any]
SUPPLIERS = frozenset(
    {
        "TaskAccepted", "TaskDeclined", "ProductionStarted", "ProductionProgressed", "DateChanged", "TaskReady",
        "TaskShipped", "TaskDone",
    }
)  # fmt: skip
"""What a supplier does: where staff did it, they did it in its place."""


def is_for_supplier(event: TimelineEvent, data: Data) -> bool:
    """Tell whether staff did it in the supplier's place."""
    return event.party == Party.STAFF and (event.kind in SUPPLIERS or bool(data.get("on_behalf")))


def _changed(data: Data, what: str, icon: str) -> Said:
    """Say what is different: one thing with its values, several in one line each."""
    today, changes = clock.now().date(), data["changes"]
    note = data.get("note", "") or data.get("reason", "")
    if len(changes) == 1:
        name, before, after = changes[0]
        old, new = value_words(name, before, today), value_words(name, after, today)
        return Said(what, icon, old, new, detail=note)
    told = [
        f"{LABELS[name]} {value_words(name, before, today) or '–'} → {value_words(name, after, today) or '–'}"
        for name, before, after in changes
    ]
    return Said(what, icon, detail=_("; ").join([*told, *([note] if note else [])]))


def _accepted(data: Data) -> Said:
    by_itself = data["by_itself"]
    what = _("had it accepted at once, within the tolerance") if by_itself else _("accepted the proposal")
    return _changed(data, what, "check")


def _lapsed(data: Data) -> Said:
    is_late = data["end"] == "expired"
    return Said(
        _("left the proposal without an answer") if is_late else _("went on without the proposal"), "x"
    )


def _split(data: Data) -> Said:
    ((number, _quantity),) = data["parts"]
    before, kept = str(data["before"]), str(data["kept"])
    return Said(_("gave pieces to T-%(n)d") % {"n": number}, "route", before, kept)


def _opened(data: Data) -> Said:
    told = {"n": data["whole"], "count": data["quantity"]}
    day = day_words(date.fromisoformat(data["promised"]), clock.now().date()) if data["promised"] else ""
    detail = _("promised for %(day)s") % {"day": day} if day else ""
    return Said(_("split %(count)d pieces off T-%(n)d") % told, "route", detail=detail)


TALK_WORDS: dict[str, Callable[[Data], Said]] = {
    "ChangeProposed": lambda data: _changed(data, _("proposed a change"), "message"),
    "ChangeCountered": lambda data: _changed(data, _("proposed something else"), "message"),
    "ChangeAccepted": _accepted,
    "ChangeRejected": lambda data: _changed(data, _("rejected the proposal"), "x"),
    "ChangeWithdrawn": lambda data: _changed(data, _("took the proposal back"), "history"),
    "ChangeLapsed": _lapsed,
    "TaskSplit": _split,
    "PartOpened": _opened,
}
