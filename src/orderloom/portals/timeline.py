"""The timeline in words: what each fact on it says to the one who reads it.

A new kind of event gets a line in WORDS, or in ORDER_WORDS when only staff may read it; a kind that has none is not
shown.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from orderloom.intake.commands.undo import happened
from orderloom.intake.undoing import siblings, undoable
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.models import TimelineEvent
from orderloom.portals.clock_timeline import CLOCK_WORDS
from orderloom.portals.link_timeline import LINK_WORDS, by_link
from orderloom.portals.order_timeline import ORDER_WORDS, Said
from orderloom.portals.review_timeline import REVIEW_WORDS
from orderloom.portals.supplier.cards import NO_NUMBER, REASONS
from orderloom.portals.talk_timeline import TALK_WORDS, is_for_supplier
from orderloom.portals.talk_words import for_words
from orderloom.shipping.carriers.recognition import CARRIERS
from orderloom.ui.due import day_words
from orderloom.ui.shapes import Entry

Data = Mapping[str, Any]


def _day(text: object) -> str:
    return day_words(date.fromisoformat(str(text)), clock.now().date()) if text else ""


def _offered(data: Data) -> Said:
    return Said(_("offered the task"), "route", detail=data.get("sku") or "")


def _accepted(data: Data) -> Said:
    return Said(
        _("accepted the task"), "check", detail=_("promised for %(day)s") % {"day": _day(data["promised"])}
    )


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


def _voided(data: Data) -> Said:
    return Said(_("took a parcel back"), "history", detail=_shipped(data).detail)


def _delivered(_data: Data) -> Said:
    return Said(_("noted the delivery"), "home")


def _done(_data: Data) -> Said:
    return Said(_("marked the task done"), "circle-check")


def _reminded(_data: Data) -> Said:
    return Said(_("reminded the supplier"), "bell")


def _cancelled(data: Data) -> Said:
    return Said(_("cancelled the task"), "x", detail=data["reason"])


def _grouped(data: Data) -> Said:
    if data["group"] is None:
        return Said(_("lets the task ship by itself"), "package")
    return Said(_("asked to ship the task together with others"), "package", detail=f"G-{data['group']}")


WORDS: dict[str, Callable[[Data], Said]] = {
    "TaskGrouped": _grouped,
    "TaskOffered": _offered,
    "TaskAccepted": _accepted,
    "TaskDeclined": _declined,
    "ProductionStarted": _started,
    "ProductionProgressed": _progressed,
    "DateChanged": _moved,
    "TaskReady": _ready,
    "TaskShipped": _shipped,
    "ParcelVoided": _voided,
    "TaskDelivered": _delivered,
    "TaskDone": _done,
    "TaskReminded": _reminded,
    "TaskCancelled": _cancelled,
    **CLOCK_WORDS,
    **LINK_WORDS,
    **TALK_WORDS,
}


def entries(
    reader: Actor,
    events: Iterable[TimelineEvent],
    *,
    merchant: str = "",
    companies: Mapping[UUID, str] | None = None,
    undo: Callable[[UUID], str] | None = None,
    people: Mapping[str, str] | None = None,
) -> list[Entry]:
    """Return the events that have words, in their order, as the reader may know them.

    A supplier learns that somebody at the `merchant` did something, and not who; staff read the names of the
    supplier `companies` and of `people` by their ids, and of which task a fact is. `undo` gives the address at which
    a change is taken back: where it is given, the events are those of one order, newest first.
    """
    if reader.party is Party.SUPPLIER:
        return [_theirs(event, merchant) for event in events if event.kind in WORDS]
    known = WORDS | ORDER_WORDS | REVIEW_WORDS
    told = [event for event in events if event.kind in known]
    facts = [happened(event) for event in told] if undo else []
    people = {**(people or {}), **_next_suppliers(told)}
    possible, hidden = undoable(facts), siblings(facts)
    return [
        replace(
            _ours(event, known[event.kind], companies or {}, people or {}),
            undo_url=undo(event.id) if undo and event.id in possible else "",
        )
        for event in told
        if event.id not in hidden
    ]


def _next_suppliers(events: Iterable[TimelineEvent]) -> dict[str, str]:
    """Return whom each task was offered to, by task and attempt: where an offer that is over went."""
    offers = [event for event in events if event.kind == "TaskOffered"]
    told = [(event, json.loads(event.data)) for event in offers]
    return {f"{event.task_id} {data['attempt']}": data["supplier"] for event, data in told}


def _theirs(event: TimelineEvent, merchant: str) -> Entry:
    data = json.loads(event.data)
    said = WORDS[event.kind](data)
    who = event.actor_name if event.party == Party.SUPPLIER else merchant or event.actor_name
    if is_for_supplier(event, data):
        who = _("%(merchant)s for you") % {"merchant": who}
    return Entry(who, by_link(said.what, data), event.at, said.icon, said.old, said.new, detail=said.detail)


def _ours(
    event: TimelineEvent,
    words: Callable[[Data], Said],
    companies: Mapping[UUID, str],
    people: Mapping[str, str],
) -> Entry:
    data = json.loads(event.data) | {"names": people}
    if event.kind == "TaskExpired":
        data["passed_to"] = people.get(f"{event.task_id} {data['attempt'] + 1}", "")
    said, who = words(data), event.actor_name
    if event.party == Party.SUPPLIER and event.company_id and event.company_id in companies:
        who = f"{companies[event.company_id]} ({who})"
    elif event.company_id and event.company_id in companies and is_for_supplier(event, data):
        who = for_words(who, companies[event.company_id])
    what, way, label = by_link(said.what, data), "", ""
    if event.kind == "TaskOffered":
        what = _("offered T-%(number)s to %(supplier)s") % data
        way, label = f"#why-{event.task_id}-{data['attempt']}", _("Why this supplier?")
    elif event.task_id and "number" in data and not event.kind.startswith("Case"):
        what = f"{what} \N{MIDDLE DOT} T-{data['number']}"
    return Entry(
        who,
        what,
        event.at,
        said.icon,
        said.old,
        said.new,
        detail=said.detail,
        url=way,
        url_label=label,
    )
