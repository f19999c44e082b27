"""What is said of a cell that could not be saved: who was first, and with what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.identity.queries import PersonCard
from orderloom.intake.commands.clashes import Clash
from orderloom.intake.field_merge import seen_mark
from orderloom.kernel import clock
from orderloom.portals.merchant.cell_values import day_of
from orderloom.ui.due import day_words

FIELDS = {
    "ship_by": gettext_lazy("the ship-by date"),
    "tags": gettext_lazy("the tags"),
    "note": gettext_lazy("the note"),
    "owners": gettext_lazy("who is in charge"),
    "category": gettext_lazy("the category"),
    "quantity": gettext_lazy("the quantity"),
    "ship_name": gettext_lazy("the recipient"),
    "ship_company": gettext_lazy("the company"),
    "ship_lines": gettext_lazy("the street"),
    "ship_city": gettext_lazy("the city"),
    "ship_region": gettext_lazy("the region"),
    "ship_postal": gettext_lazy("the postal code"),
    "ship_country": gettext_lazy("the country"),
    "ship_phone": pgettext_lazy("contact", "the phone number"),
}
CODE = "ship_country_code"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field that somebody else changed first: the sentence, and what settles it.

    `control` is the form's field, `theirs` what it would hold, `marks` what was seen once one has decided.
    """

    control: str
    sentence: str
    theirs: str
    marks: str
    by: str


@dataclass(frozen=True, slots=True)
class Known:
    """What it takes to say a value in words: the zone, the people, the categories by id."""

    zone: str
    people: Sequence[PersonCard] = ()
    categories: dict[str, str] | None = None


def disputes(clashes: Sequence[Clash], known: Known) -> list[Dispute]:
    """Return one dispute for each field; that of a country settles its code as well."""
    marks = {one.field: f"{one.field}:{_mark(one)}" for one in clashes}
    found = [_dispute(one, known, marks) for one in clashes if one.field != CODE]
    return found or [_dispute(one, known, marks) for one in clashes]


def _mark(clash: Clash) -> str:
    theirs: Any = clash.theirs
    return seen_mark(sorted(str(one) for one in theirs) if clash.field == "owners" else theirs)


def _dispute(clash: Clash, known: Known, marks: dict[str, str]) -> Dispute:
    name = clash.field.replace(CODE, "ship_country")
    own = [marks[one] for one in (name, CODE if name == "ship_country" else "") if one in marks]
    control = (
        f"to_{name.removeprefix('ship_')}" if name.startswith("ship_") and name != "ship_by" else "value"
    )
    return Dispute(
        control, _sentence(clash, name, known), _held(clash, known), ",".join(own or marks.values()), clash.by
    )


def _sentence(clash: Clash, name: str, known: Known) -> str:
    told = {
        "name": clash.by or _("Somebody"),
        "what": FIELDS[name],
        "value": _said(clash, known),
        "ago": ago(clash.at) if clash.at else "",
    }
    if not told["value"]:
        return _("%(name)s cleared %(what)s %(ago)s.") % told
    if len(str(told["value"])) > MOST_SAID:
        return _("%(name)s changed %(what)s %(ago)s.") % told
    return _("%(name)s changed %(what)s to %(value)s %(ago)s.") % told


MOST_SAID = 80


def ago(at: datetime) -> str:
    """Return how long ago a moment was, as the end of a sentence."""
    minutes = max(0, int((clock.now() - at).total_seconds() // 60))
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(n)d min ago") % {"n": minutes}
    if minutes < 24 * 60:
        return _("%(n)d h ago") % {"n": minutes // 60}
    return _("%(n)d days ago") % {"n": minutes // (24 * 60)}


def _held(clash: Clash, known: Known) -> str:
    """Return what the form's field would hold of their value."""
    value: Any = clash.theirs
    if clash.field == "ship_by":
        return day_of(value, known.zone)
    if clash.field == "owners":
        return str(value[0]) if len(value) == 1 else ""
    if clash.field == "tags":
        return str(value).replace("\n", ", ")
    return "" if value is None else str(value)


def _said(clash: Clash, known: Known) -> str:
    value: Any = clash.theirs
    if clash.field == "ship_by":
        return _day(value, known.zone)
    if clash.field == "owners":
        names = {person.id: person.name for person in known.people}
        return _(", ").join(names[one] for one in value if isinstance(one, UUID) and one in names)
    if clash.field == "category":
        return (known.categories or {}).get(str(value), "")
    return str(value or "").replace("\n", ", ")


def _day(value: datetime | None, zone: str) -> str:
    if value is None:
        return ""
    day, today = day_of(value, zone), day_of(clock.now(), zone)
    return day_words(datetime.fromisoformat(day).date(), datetime.fromisoformat(today).date())
