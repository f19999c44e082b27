"""The clocks of a workspace: its policy and the calendars of its suppliers, in one statement."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from orderloom.identity.queries import work_calendar
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.reading import fetched
from orderloom.kernel.workdays import WorkCalendar
from orderloom.partners.clock_rules import RULE_NAMES, USUAL, ClockRules, Clocks, with_days_off
from orderloom.partners.models import SupplierCalendar, SupplierDaysOff
from orderloom.partners.queries import visible_suppliers

CLOCKS = """
SELECT NULL::uuid, to_jsonb(p)::text, '[]' FROM partners_clockpolicy p WHERE p.workspace_id = %s
UNION ALL
SELECT s.id, to_jsonb(c)::text, coalesce((
        SELECT jsonb_agg(jsonb_build_array(d.first_date, d.last_date))::text FROM partners_supplierdaysoff d
        WHERE d.supplier_id = s.id AND d.workspace_id = s.workspace_id
    ), '[]')
FROM partners_supplier s
LEFT JOIN partners_suppliercalendar c ON c.supplier_id = s.id AND c.workspace_id = s.workspace_id
WHERE s.workspace_id = %s AND s.id = ANY(%s)
"""


def clocks(workspace_id: UUID, supplier_ids: Collection[UUID], home: WorkCalendar | None = None) -> Clocks:
    """Return the policy of the workspace and when these suppliers work, in the workspace's hat.

    `home` is the workspace's own calendar, where it is known already.
    """
    base = home or work_calendar(workspace_id)
    rules, calendars, seconds = USUAL, dict[UUID, WorkCalendar](), dict[UUID, UUID]()
    for supplier_id, told, spans in fetched(CLOCKS, [workspace_id, workspace_id, list(supplier_ids)]):
        row = json.loads(told) if told else {}
        if supplier_id is None:
            rules = ClockRules(**{name: row[name] for name in RULE_NAMES})
            continue
        own = _calendar(row) if row else base
        days = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in json.loads(spans)]
        calendars[supplier_id] = with_days_off(own, days)
        if row.get("second_id"):
            seconds[supplier_id] = UUID(row["second_id"])
    return Clocks(rules, base, calendars, seconds)


def _calendar(row: dict[str, Any]) -> WorkCalendar:
    opens, closes, cut_off = (
        time.fromisoformat(row[name]) if row[name] else None for name in ("opens", "closes", "cut_off")
    )
    weekdays = frozenset(map(int, row["weekdays"]))
    return WorkCalendar(row["zone"], weekdays, cut_off, row["holidays_of"], opens=opens, closes=closes)


def clock_rules(workspace_id: UUID) -> ClockRules:
    """Return the policy of the workspace whose hat is worn."""
    return clocks(workspace_id, ()).rules


@dataclass(frozen=True, slots=True)
class Off:
    """Days on which a supplier does not work."""

    id: UUID
    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When a supplier works, as it was said; `calendar` is None where nobody has."""

    calendar: SupplierCalendar | None
    off: tuple[Off, ...]


def working_time(actor: Actor, supplier_id: UUID | None, today: date) -> WorkingTime:
    """Return when the supplier works and its days off from today on; a supplier asks about itself, in its own hat.

    Raises NotFound.
    """
    found = visible_suppliers(actor)
    row = (found.filter(id=supplier_id) if supplier_id else found.order_by("id")).first()
    if row is None:
        raise NotFound
    here = {"workspace_id": row.workspace_id, "supplier_id": row.id}
    spans = SupplierDaysOff.objects.filter(**here, last_date__gte=today).order_by("first_date", "span_id")
    return WorkingTime(
        SupplierCalendar.objects.filter(**here).first(),
        tuple(Off(one.span_id, one.first_date, one.last_date, one.reason) for one in spans),
    )
