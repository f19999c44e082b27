"""Say when a supplier works: the supplier at all its merchants at once, a merchant's staff at their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from orderloom.identity.queries import company_people
from orderloom.kernel.actor import Actor, Party, system
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound, Text
from orderloom.kernel.events import record
from orderloom.kernel.ids import new_id
from orderloom.kernel.tenancy import Hat, wear
from orderloom.kernel.workdays import countries
from orderloom.partners.clock_rules import MOST_OFF
from orderloom.partners.commands import locked_supplier
from orderloom.partners.events import SupplierCalendarChanged, SupplierDaysOffAdded, SupplierDaysOffRemoved
from orderloom.partners.models import Supplier, SupplierCalendar, SupplierDaysOff
from orderloom.partners.permissions import MANAGE
from orderloom.partners.queries import visible_suppliers

LONGEST_REASON = 120
MOST_SPANS = 100


@dataclass(frozen=True, slots=True)
class HoursInput:
    """When a supplier works; a blank country has no public holidays, 1 is Monday."""

    zone: str
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    opens: time | None = None
    closes: time | None = None
    cut_off: time | None = None
    country: str = ""
    second: UUID | None = None


@command
def set_working_hours(*, actor: Actor, supplier_id: UUID | None, told: HoursInput, now: datetime) -> None:
    """Say when the supplier works; offers that are made from now on are counted by it.

    A supplier says it of itself, without an id, for all merchants. Raises NotAllowed, NotFound, Invalid.
    """
    _check_hours(told)
    for place in _places(actor, supplier_id):
        with place.opened() as row:
            if told.second is not None and told.second not in company_people(row.company_id):
                raise Invalid(fields={"second": _("Choose somebody who signs in for the supplier.")})
            _write(actor, row, told, now)


def _write(actor: Actor, row: Supplier, told: HoursInput, now: datetime) -> None:
    values = {
        "zone": told.zone, "weekdays": "".join(map(str, sorted(set(told.weekdays)))), "opens": told.opens,
        "closes": told.closes, "cut_off": told.cut_off, "holidays_of": told.country, "second_id": told.second,
    }  # fmt: skip
    here: dict[str, Any] = {"workspace_id": row.workspace_id, "supplier_id": row.id}
    known = SupplierCalendar.objects.filter(**here).first()
    changed = {name: [getattr(known, name, None), new] for name, new in values.items()}
    changed = {name: pair for name, pair in changed.items() if known is None or pair[0] != pair[1]}
    if not changed:
        return
    SupplierCalendar.objects.update_or_create(
        **here, defaults={**values, "company_id": row.company_id, "changed_at": now}
    )
    shown = {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items() if old != new}
    event = SupplierCalendarChanged(
        subject_id=row.id, company_id=row.company_id, supplier=row.name, changes=shown
    )
    record(actor, event, at=now)


def _plain(value: Any) -> Any:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value) if isinstance(value, UUID) else value


def _check_hours(told: HoursInput) -> None:
    wrong: dict[str, Text] = {}
    if told.zone not in available_timezones():
        wrong["zone"] = _("This time zone is not known, use one like Asia/Shanghai.")
    if not told.weekdays or not set(told.weekdays) <= set(range(1, 8)):
        wrong["weekdays"] = _("Choose at least one working day.")
    if told.country and told.country not in countries():
        wrong["country"] = _("The public holidays of this country are not known.")
    if (told.opens or time.min) >= (told.closes or time.max):
        wrong["closes"] = _("Work has to end after it begins.")
    elif told.cut_off and not (told.opens or time.min) < told.cut_off <= (told.closes or time.max):
        wrong["cut_off"] = _("The cut-off lies in the hours of work.")
    if wrong:
        raise Invalid(fields=wrong)


@command
def add_days_off(
    *, actor: Actor, supplier_id: UUID | None, first: date, last: date, reason: str, now: datetime
) -> UUID:
    """Note days on which the supplier does not work, both ends counted, and return what names them.

    Raises NotAllowed, NotFound, Invalid (the end before the begin, more than a year, too many).
    """
    if not 0 <= (last - first).days < MOST_OFF:
        raise Invalid(fields={"last": _("Give an end that is not before the begin, at most a year later.")})
    span_id, words = new_id(), " ".join(reason.replace("\0", "").split())[:LONGEST_REASON]
    for place in _places(actor, supplier_id):
        with place.opened() as row:
            known = SupplierDaysOff.objects.filter(
                workspace_id=row.workspace_id, supplier_id=row.id, last_date__gte=now.date()
            )
            if known.count() >= MOST_SPANS:
                raise Invalid(fields={"first": _("That is too many. Remove some first.")})
            span = SupplierDaysOff.objects.create(
                workspace_id=row.workspace_id, supplier_id=row.id, company_id=row.company_id, span_id=span_id,
                first_date=first, last_date=last, reason=words, created_at=now,
            )  # fmt: skip
            record(actor, SupplierDaysOffAdded(**_told(row, span)), at=now)
    return span_id


@command
def remove_days_off(*, actor: Actor, supplier_id: UUID | None, span_id: UUID, now: datetime) -> None:
    """Let the supplier work on the days after all. Raises NotAllowed, NotFound."""
    removed = 0
    for place in _places(actor, supplier_id):
        with place.opened() as row:
            spans = SupplierDaysOff.objects.filter(
                workspace_id=row.workspace_id, supplier_id=row.id, span_id=span_id
            )
            for span in list(spans):
                span.delete()
                record(actor, SupplierDaysOffRemoved(**_told(row, span)), at=now)
                removed += 1
    if not removed:
        raise NotFound


def _told(row: Supplier, span: SupplierDaysOff) -> dict[str, Any]:
    first, last = span.first_date.isoformat(), span.last_date.isoformat()
    return {
        "subject_id": row.id, "company_id": row.company_id, "supplier": row.name, "first": first, "last": last,
        "reason": span.reason,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A supplier in one workspace, which its actor may change there."""

    workspace_id: UUID
    supplier_id: UUID

    @contextmanager
    def opened(self) -> Iterator[Supplier]:
        """Lock the row in the hat of its workspace. Raises NotFound."""
        with wear(Hat.workspace(self.workspace_id)):
            yield locked_supplier(system(self.workspace_id), self.supplier_id)


def _places(actor: Actor, supplier_id: UUID | None) -> list[Place]:
    """Return where the actor may say when the supplier works. Raises NotAllowed, NotFound."""
    if actor.party is not Party.SUPPLIER:
        actor.require(MANAGE)
        if supplier_id is None:
            raise NotFound
        return [Place(actor.workspace_id, supplier_id)]
    own = visible_suppliers(actor).order_by("workspace_id")
    found = [Place(*told) for told in own.values_list("workspace_id", "id")]
    if not found or supplier_id not in (None, *(place.supplier_id for place in found)):
        raise NotFound
    return found
