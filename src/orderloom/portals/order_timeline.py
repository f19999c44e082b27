"""What the timeline says of an order to those who work on it; suppliers never read these facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orderloom.cases.kinds import KINDS, CaseKind
from orderloom.kernel import clock
from orderloom.ui.due import day_words

Data = Mapping[str, Any]
PARTS = {
    "number": gettext_lazy("order number"),
    "state": gettext_lazy("state in the shop"),
    "payment": gettext_lazy("payment"),
    "currency": gettext_lazy("currency"),
    "goods_total": gettext_lazy("goods"),
    "shipping_total": gettext_lazy("shipping"),
    "tax_total": gettext_lazy("tax"),
    "discount_total": gettext_lazy("discount"),
    "total": gettext_lazy("total"),
    "buyer_name": gettext_lazy("buyer"),
    "buyer_email": gettext_lazy("e-mail"),
    "buyer_phone": gettext_lazy("phone"),
    "ship_to": gettext_lazy("address"),
    "ship_by": gettext_lazy("ship by"),
    "note": gettext_lazy("note"),
    "tags": gettext_lazy("tags"),
    "gift": gettext_lazy("gift"),
    "lines": gettext_lazy("lines"),
}
WAITS = {
    "no_category": gettext_lazy("No category"),
    "no_supplier": gettext_lazy("No supplier"),
    "all_declined": gettext_lazy("All suppliers refused"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one fact says: a verb phrase after the name of who did it, the values before and after, and details."""

    what: str
    icon: str = "check"
    old: str = ""
    new: str = ""
    detail: str = ""


def _received(data: Data) -> Said:
    detail = ngettext("%(n)d piece", "%(n)d pieces", data["units"]) % {"n": data["units"]}
    return Said(_("received it from %(store)s") % {"store": data["store"]}, "download", detail=detail)


def _changed(data: Data) -> Said:
    """Say which things changed, each with its values."""
    changes = data["changes"]
    names = _(", ").join(str(PARTS.get(name, name)) for name in changes)
    what = _("changed: %(names)s") % {"names": names}
    if len(changes) != 1:
        return Said(what, "pencil", detail=_("; ").join(_told(name, *pair) for name, pair in changes.items()))
    old, new = (_short(value) for value in next(iter(changes.values())))
    return Said(what, "pencil", old, new)


def _told(name: str, old: object, new: object) -> str:
    """Return what one of several things was and is; where that is too much to say, only which it is."""
    before, after = _short(old), _short(new)
    label = str(PARTS.get(name, name))
    return f"{label}: {before or NOTHING} → {after or NOTHING}" if before or after else label


NOTHING = "–"


def _short(value: object) -> str:
    return value.replace("\n", ", ")[:120] if isinstance(value, str) else ""


def _confirmed(_data: Data) -> Said:
    return Said(_("confirmed the order"))


def _purchasing(_data: Data) -> Said:
    return Said(_("started purchasing"), "route")


def _held(data: Data) -> Said:
    return Said(_("put the order on hold"), "player-pause", detail=data["reason"])


def _released(_data: Data) -> Said:
    return Said(_("released the order"), "player-play")


def _cancelled(data: Data) -> Said:
    return Said(_("cancelled the order"), "x", detail=data["reason"])


def _taken_back(data: Data) -> Said:
    return Said(_("took it back: the import was undone"), "x", detail=data["file_name"])


def _restored(data: Data) -> Said:
    names = _(", ").join(str(PARTS.get(name, name)) for name in data["changes"])
    return Said(
        _("put back as it was before the import: %(names)s") % {"names": names},
        "history",
        detail=data["file_name"],
    )


def _revived(_data: Data) -> Said:
    return Said(_("took the cancellation back"), "refresh")


def _fulfilling(_data: Data) -> Said:
    return Said(_("noted that every line has its supplier"), "building-factory-2")


def _completed(_data: Data) -> Said:
    return Said(_("completed the order"), "circle-check")


def _owners(data: Data) -> Said:
    """Say who was put in charge; `names`, where known, are those of the people by id."""
    count, names = len(data["owners"]), data.get("names", {})
    old = _(", ").join(names[one] for one in data.get("before") or () if one in names)
    if not count:
        return Said(_("left the order to the people of its categories"), "user", old=old)
    what = ngettext("put %(n)d person in charge", "put %(n)d people in charge", count) % {"n": count}
    return Said(what, "user", old, _(", ").join(names[one] for one in data["owners"] if one in names))


def _categorised(data: Data) -> Said:
    return Said(_("gave a line its category"), "tag", old=data["before"], new=data["category"])


def _due(data: Data) -> Said:
    return Said(
        _("changed the day to ship by"), "calendar", old=_day(data["before"]), new=_day(data["after"])
    )


def _day(text: str) -> str:
    """Return the day of a moment in the reader's zone; what is none is shown as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    zone = timezone.get_current_timezone()
    return day_words(moment.astimezone(zone).date(), clock.now().astimezone(zone).date())


def _settled(_data: Data) -> Said:
    return Said(_("settled the exception"), "circle-check")


def _waits(data: Data) -> Said:
    return Said(_("found no supplier"), "alert-circle", detail=str(WAITS.get(data["reason"], data["reason"])))


def _case(data: Data) -> str:
    label = KINDS[CaseKind(data["case"])].label if data["case"] in set(CaseKind) else data["case"]
    return f"C-{data['number']} {label}"


def _opened(data: Data) -> Said:
    return Said(_("opened a case"), "flag", detail=_case(data))


def _solved(data: Data) -> Said:
    words = data.get("words", "")
    return Said(
        _("closed a case"), "circle-check", detail=f"{_case(data)}: {words}" if words else _case(data)
    )


def _quantity(data: Data) -> Said:
    what = _("changed how many pieces to buy")
    return Said(what, "pencil", str(data["before"]), str(data["after"]), detail=data["title"])


UNDID = {
    "OrderHeld": gettext_lazy("putting the order on hold"),
    "OrderReleased": gettext_lazy("releasing the order"),
    "OwnersChosen": gettext_lazy("who is in charge was changed"),
    "LineCategorised": gettext_lazy("category"),
    "LineQuantityChanged": gettext_lazy("quantity"),
}


def _undone(data: Data) -> Said:
    """Say what was taken back, and where it went from and to."""
    changes = data["changes"]
    names = _(", ").join(str(PARTS.get(name, name)) for name in changes)
    what = _("took back: %(what)s") % {"what": UNDID.get(data["undid"], names)}
    if len(changes) != 1 or not {*changes} & {"ship_by", "note", "tags", "category", "quantity"}:
        return Said(what, "refresh")
    (name, (old, new)) = next(iter(changes.items()))
    words = (_day(str(old or "")), _day(str(new or ""))) if name == "ship_by" else (_brief(old), _brief(new))
    return Said(what, "refresh", *words)


def _brief(value: object) -> str:
    return "" if value is None else str(value).replace("\n", ", ")[:120]


ORDER_WORDS: dict[str, Callable[[Data], Said]] = {
    "OrderReceived": _received,
    "OrderUpdated": _changed,
    "OrderEdited": _changed,
    "OrderConfirmed": _confirmed,
    "PurchasingStarted": _purchasing,
    "OrderHeld": _held,
    "OrderReleased": _released,
    "OrderCancelled": _cancelled,
    "OrderRevived": _revived,
    "OrderTakenBack": _taken_back,
    "OrderRestored": _restored,
    "OrderInFulfilment": _fulfilling,
    "OrderCompleted": _completed,
    "OwnersChosen": _owners,
    "LineCategorised": _categorised,
    "DueDateChanged": _due,
    "LineQuantityChanged": _quantity,
    "ChangeUndone": _undone,
    "ExceptionSettled": _settled,
    "TaskWaits": _waits,
    "CaseOpened": _opened,
    "CaseSolved": _solved,
}
