"""The timeline of the set-up in words: who changed which setting, from what to what."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.portals.merchant.import_forms import PLATFORMS
from orderloom.portals.merchant.review_words import LABELS, PARTS
from orderloom.portals.merchant.role_forms import permission_name, role_name
from orderloom.portals.merchant.settings_messages import kind_name

Data = Mapping[str, Any]
FIELDS: dict[str, str | Promise] = {
    "name": pgettext_lazy("of a thing", "Name"),
    "name_zh": gettext_lazy("Chinese name"),
    "code": pgettext_lazy("of a thing", "Code"),
    "zone": gettext_lazy("Time zone"),
    "currency": gettext_lazy("Currency"),
    "language": gettext_lazy("Language"),
    "name_shared": gettext_lazy("Customer’s name shown to suppliers"),
    "phone_shared": gettext_lazy("Phone shown to suppliers"),
    "email_shared": gettext_lazy("E-mail shown to suppliers"),
    "address_shared": gettext_lazy("Address shown to suppliers"),
    "price_shared": gettext_lazy("Sale price shown to suppliers"),
    "note_shared": gettext_lazy("Buyer’s note shown to suppliers"),
    "source_shared": gettext_lazy("Store and order number shown to suppliers"),
    "sender": gettext_lazy("Sender on labels and slips"),
    "accent": gettext_lazy("Accent, light"),
    "accent_dark": gettext_lazy("Accent, dark"),
    "logo": gettext_lazy("Logo"),
    "weekdays": gettext_lazy("Working weekdays"),
    "cut_off": gettext_lazy("Daily cut-off"),
    "holidays_of": gettext_lazy("Public holidays of"),
    "days": gettext_lazy("Own days"),
    "make_days": gettext_lazy("Working days to make"),
    "role": gettext_lazy("Role"),
    "in_charge": gettext_lazy("In charge"),
    "permissions": gettext_lazy("May"),
    "subject": gettext_lazy("Subject"),
    "text": gettext_lazy("Text"),
    "platform": gettext_lazy("Platform"),
    "category": gettext_lazy("Default category"),
    "default_category_id": gettext_lazy("Default category"),
    "confirm_by_itself": gettext_lazy("Confirm by itself"),
    "purchase_by_itself": gettext_lazy("Start purchasing by itself"),
    "must_be_paid": gettext_lazy("Only paid orders"),
    "is_on": gettext_lazy("Switched on"),
    "hours": gettext_lazy("Within hours"),
    "unknown": gettext_lazy("Also when the shop does not say whether it is paid"),
    "needs": gettext_lazy("An address needs"),
    "limits": gettext_lazy("More than"),
    "weight": gettext_lazy("Weight"),
    "contact_name": gettext_lazy("Contact person"),
    "email": gettext_lazy("E-mail"),
    "phone": pgettext_lazy("contact", "Phone"),
    "wechat": gettext_lazy("WeChat"),
    "region": gettext_lazy("Region"),
    "note": gettext_lazy("Note"),
    "pinned": gettext_lazy("Pinned"),
    "is_default": gettext_lazy("Default"),
    "opens": gettext_lazy("Work begins"),
    "closes": gettext_lazy("Work ends"),
    "second_id": gettext_lazy("Second person"),
    "answer": gettext_lazy("To answer an offer"),
    "answer_in_days": gettext_lazy("Answer in working days"),
    "start": gettext_lazy("To start after accepting"),
    "start_in_days": gettext_lazy("Start in working days"),
    "produce_days": gettext_lazy("Working days to produce"),
    "ship_days": gettext_lazy("Working days to ship"),
    "remind_before": gettext_lazy("Remind before it is due"),
    "remind_after": gettext_lazy("Remind after it was due"),
    "second_after": gettext_lazy("Then the second person"),
    "merchant_after": gettext_lazy("Then the person in charge"),
    "fail_over": gettext_lazy("When nobody answers an offer"),
    "grace": gettext_lazy("Hours of grace before that"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one fact says: a verb phrase after the name of who did it, the thing, and each changed value."""

    what: str
    thing: str = ""
    changes: list[Change] = field(default_factory=list)


SHOWN: dict[str, Callable[[Any], str]] = {
    "role": lambda value: role_name(str(value)),
    "platform": lambda value: str(dict(PLATFORMS).get(str(value), value)),
    "permissions": lambda value: _(", ").join(permission_name(code) for code in value),
    "days": lambda value: _(", ").join(f"{day} {text}".strip() for day, text, _worked in value),
    "needs": lambda value: _(", ").join(str(PARTS.get(part, part)) for part in value),
    "limits": lambda value: _(", ").join(f"{amount} {currency}" for currency, amount in value.items()),
}


def _plain(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in SHOWN:
        return SHOWN[name](value) or "–"
    if isinstance(value, list | tuple):
        return _(", ").join(map(str, value)) or "–"
    return str(value)


def _changes(data: Data) -> list[Change]:
    return [
        Change(str(FIELDS.get(name, name)), _plain(name, old), _plain(name, new))
        for name, (old, new) in data.get("changes", {}).items()
    ]


def _one(name: str, old: Any, new: Any) -> list[Change]:
    return [Change(str(FIELDS.get(name, name)), _plain(name, old), _plain(name, new))]


def _message(data: Data) -> Told:
    thing = f"{kind_name(data['message'])} \N{MIDDLE DOT} {data['language']}"
    return Told(_("changed the text of a message"), thing, _changes(data))


def _makes(data: Data) -> Told:
    return Told(
        _("changed what a supplier makes"),
        data["supplier"],
        [Change(_("Makes"), _plain("", data["removed"]), _plain("", data["added"]))],
    )


def _owners(data: Data) -> Told:
    return Told(
        _("chose who is in charge"),
        data["path"],
        _one("in_charge", list(data["before"]), list(data["people"])),
    )


def _band(text: str) -> str:
    """Say a band as it is kept: "2.50 % / 3 d / 5.00 %", the price, the days, the pieces."""
    if not text:
        return _("nothing")
    price, days, pieces = (part.split(" ")[0] for part in text.split(" / "))
    told = {"price": price, "days": days, "pieces": pieces}
    return _("%(days)s days later, %(pieces)s%% fewer pieces, %(price)s%% dearer") % told


def _tolerance(data: Data) -> Told:
    changes = [Change(_("Accepted by itself"), _band(data["before"]), _band(data["after"]))]
    return Told(_("changed what suppliers may change without asking"), "", changes)


def _rules(data: Data) -> Told:
    done = {"added": _("added"), "removed": _("removed"), "ordered": _("moved up")}.get(data["change"])
    return Told(
        _("changed a category rule"), data["text"], _one("text", data.get("before"), done or data["text"])
    )


def _simple(what: str | Promise, thing: str = "") -> Callable[[Data], Told]:
    return lambda data: Told(str(what), str(data.get(thing, "")), _changes(data))


def _off(what: str, data: Data) -> Told:
    span = f"{data['first']} – {data['last']} {data['reason']}".strip()
    return Told(what, f"{data['supplier']} \N{MIDDLE DOT} {span}")


WORDS: dict[str, Callable[[Data], Told]] = {
    "WorkspaceCreated": _simple(gettext_lazy("began the workspace"), "name"),
    "WorkspaceChanged": _simple(gettext_lazy("changed the workspace")),
    "LogoChanged": _simple(gettext_lazy("changed the logo")),
    "MemberAdded": lambda data: Told(_("let somebody in"), data["person"], _one("role", None, data["role"])),
    "MemberChanged": _simple(gettext_lazy("changed a member"), "person"),
    "MemberRemoved": _simple(gettext_lazy("removed a member"), "person"),
    "RoleCreated": lambda data: Told(
        _("made a role"), data["name"], _one("permissions", None, data["permissions"])
    ),
    "RoleChanged": _simple(gettext_lazy("changed a role"), "name"),
    "RoleRemoved": _simple(gettext_lazy("removed a role"), "name"),
    "TokenCreated": lambda data: Told(
        _("made an API key"), data["name"], _one("role", None, data["role"]) if data.get("role") else []
    ),
    "TokenRevoked": _simple(gettext_lazy("revoked an API key"), "name"),
    "MessageTextChanged": _message,
    "StoreAdded": lambda data: Told(
        _("added a store"), data["name"], _one("platform", None, data["platform"])
    ),
    "StoreChanged": _simple(gettext_lazy("changed a store")),
    "MappingSaved": _simple(gettext_lazy("saved how columns are read"), "name"),
    "PurchaseRuleSet": _simple(gettext_lazy("changed the rule for new orders")),
    "ReviewRuleSet": lambda data: Told(
        _("changed a rule of review"), str(LABELS.get(data["rule"], data["rule"])), _changes(data)
    ),
    "BuyerBlocked": _simple(gettext_lazy("blocked a buyer"), "value"),
    "BuyerUnblocked": _simple(gettext_lazy("unblocked a buyer"), "value"),
    "CategoryAdded": _simple(gettext_lazy("added a category"), "path"),
    "CategoryMoved": lambda data: Told(
        _("moved a category"), data["path"], _one("name", data["before"], data["path"])
    ),
    "CategoryChanged": _simple(gettext_lazy("changed a category"), "path"),
    "CategoryRemoved": _simple(gettext_lazy("removed a category"), "path"),
    "CategoryOwnersChosen": _owners,
    "CategoryRulesChanged": _rules,
    "SupplierCategoriesChanged": _makes,
    "SupplierAdded": _simple(gettext_lazy("added a supplier"), "supplier"),
    "SupplierChanged": _simple(gettext_lazy("changed a supplier"), "supplier"),
    "SupplierCalendarChanged": _simple(gettext_lazy("changed when a supplier works"), "supplier"),
    "SupplierDaysOffAdded": lambda data: _off(_("noted days off of a supplier"), data),
    "SupplierDaysOffRemoved": lambda data: _off(_("removed days off of a supplier"), data),
    "ClockPolicyChanged": _simple(gettext_lazy("changed the deadlines for suppliers")),
    "ToleranceChanged": _tolerance,
    "SupplierPaused": _simple(gettext_lazy("paused a supplier"), "supplier"),
    "SupplierResumed": _simple(gettext_lazy("resumed a supplier"), "supplier"),
    "SupplierMemberAdded": lambda data: Told(
        _("let a supplier's person sign in"), f"{data['person']} \N{MIDDLE DOT} {data['supplier']}"
    ),
    "SupplierMemberRemoved": lambda data: Told(
        _("ended a supplier's sign-in"), f"{data['person']} \N{MIDDLE DOT} {data['supplier']}"
    ),
    "LinksRevoked": lambda data: Told(
        _("ended a supplier's links"), f"{data['person']} \N{MIDDLE DOT} {data['supplier']}"
    ),
    "ScriptPublished": lambda data: Told(
        _("published the SKU script"),
        "",
        [Change(_("Version"), str(data["before"] or "–"), str(data["number"]))],
    ),
    "TeamViewSaved": _simple(gettext_lazy("saved a view for the team"), "name"),
    "TeamViewChanged": _simple(gettext_lazy("changed a view of the team"), "name"),
    "TeamViewDeleted": _simple(gettext_lazy("deleted a view of the team"), "name"),
    "DemoAdded": _simple(gettext_lazy("added demo data")),
    "DemoRemoved": lambda data: Told(_("removed the demo data"), _("%(n)d orders") % {"n": data["orders"]}),
    "StartDismissed": _simple(gettext_lazy("put the first steps away")),
}


def told(kind: str, data: str) -> Told:
    """Return a fact of the set-up in the reader's language."""
    return WORDS[kind](json.loads(data))
