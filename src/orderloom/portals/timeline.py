"""The timeline in words: what each fact on it says to the one who reads it.

A new kind of event gets a line in WORDS, or in ORDER_WORDS when only staff may read it; a kind that has none is not
shown.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from orderloom.kernel import clock
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.models import TimelineEvent
from orderloom.portals.order_timeline import ORDER_WORDS, Said
from orderloom.portals.supplier.cards import NO_NUMBER, REASONS
from orderloom.shipping.carriers.recognition import CARRIERS
from orderloom.ui.due import day_words
from orderloom.ui.shapes import Entry

Data = Mapping[str, Any]


def _day(text: object) -> str:
    return day_words(date.fromisoformat(str(text)), clock.now().date()) if text else ""


def _offered(data: Data) -> Said:
    return Said(_("offered the task"), "route", detail=data.get("sku") or "")


def _accepted(data: Data) -> Said:
    return Said(_("accepted the task"), "check", new=_day(data["promised"]))


def _declined(data: Data) -> Said:
    reason = str(REASONS.get(data["reason"], data["reason"]))
    return Said(_("refused the task"), "x", new=reason, detail=data["text"])


def _started(_data: Data) -> Said:
    return Said(_("began to make it"), "building-factory-2")


def _progressed(data: Data) -> Said:
    made = "{}/{}"
    return Said(
        _("reported progress"),
        "building-factory-2",
        old=made.format(data["before"], data["quantity"]),
        new=made.format(data["produced"], data["quantity"]),
    )


def _moved(data: Data) -> Said:
    return Said(
        _("changed the promised day"),
        "calendar",
        old=_day(data["before"]),
        new=_day(data["promised"]),
        detail=data["reason"],
    )


def _ready(_data: Data) -> Said:
    return Said(_("finished making it"), "package")


def _shipped(data: Data) -> Said:
    count = data["quantity"]
    carrier = CARRIERS.get(data["carrier"])
    if data["tracking_number"]:
        name = carrier.name(get_language() or "en") if carrier else data["carrier"]
        by = f"{name} {data['tracking_number']}"
    else:
        by = str(NO_NUMBER.get(data["no_tracking_reason"], ""))
    what = ngettext("shipped %(n)d piece", "shipped %(n)d pieces", count) % {"n": count}
    return Said(what, "truck-delivery", detail=by)


def _delivered(_data: Data) -> Said:
    return Said(_("noted the delivery"), "home")


def _done(_data: Data) -> Said:
    return Said(_("marked the task done"), "circle-check")


def _cancelled(data: Data) -> Said:
    return Said(_("cancelled the task"), "x", detail=data["reason"])


WORDS: dict[str, Callable[[Data], Said]] = {
    "TaskOffered": _offered,
    "TaskAccepted": _accepted,
    "TaskDeclined": _declined,
    "ProductionStarted": _started,
    "ProductionProgressed": _progressed,
    "DateChanged": _moved,
    "TaskReady": _ready,
    "TaskShipped": _shipped,
    "TaskDelivered": _delivered,
    "TaskDone": _done,
    "TaskCancelled": _cancelled,
}


def entries(reader: Actor, events: Iterable[TimelineEvent], *, merchant: str = "") -> list[Entry]:
    """Return the events that have words, in their order, as the reader may know them.

    A supplier learns that somebody at the `merchant` did something, and not who.
    """
    is_supplier = reader.party is Party.SUPPLIER
    known = WORDS if is_supplier else WORDS | ORDER_WORDS
    found = []
    for event in events:
        if words := known.get(event.kind):
            data = json.loads(event.data)
            said, who = words(data), _who(reader, event, merchant)
            way, number = ("", "") if is_supplier else _task(event, data)
            found.append(
                Entry(
                    who,
                    said.what,
                    event.at,
                    said.icon,
                    said.old,
                    said.new,
                    detail=said.detail,
                    url=way,
                    url_label=number,
                )
            )
    return found


def _task(event: TimelineEvent, data: Data) -> tuple[str, str]:
    """Return the place of the fact's task on its order's page, and the number that people say."""
    if not event.task_id or "number" not in data or event.kind in ("CaseOpened", "CaseSolved"):
        return "", ""
    return f"#task-{event.task_id}", f"T-{data['number']}"


def _who(reader: Actor, event: TimelineEvent, merchant: str) -> str:
    if reader.party is Party.SUPPLIER and event.party != Party.SUPPLIER:
        return merchant or event.actor_name
    return event.actor_name
