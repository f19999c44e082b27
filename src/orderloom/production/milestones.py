"""By when a task is to reach each point, counted on its supplier's working days: plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from orderloom.kernel.workdays import A_DAY, Within, WorkCalendar
from orderloom.partners.clock_rules import ClockRules, Clocks
from orderloom.production.states import Milestone


@dataclass(frozen=True, slots=True)
class Course:
    """How far a task is: when it was offered, taken, begun, finished and sent, and for which day it is promised."""

    accepted_at: datetime
    promised: date
    answer_due: datetime | None = None
    requested: date | None = None
    started_at: datetime | None = None
    ready_at: datetime | None = None
    shipped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A milestone: asked for, first planned and due now; met when it was reached."""

    planned_at: datetime
    due_at: datetime
    requested_at: datetime | None = None
    met_at: datetime | None = None


def plan(calendar: WorkCalendar, rules: ClockRules, course: Course) -> dict[Milestone, Due]:
    """Return the milestones of a task that was just accepted."""
    shipped = calendar.end_of(course.promised)
    start = min(calendar.due(course.accepted_at, rules.to_start), shipped)
    produced = _produced(calendar, rules, course)
    answered = course.answer_due or course.accepted_at
    asked = calendar.end_of(course.requested) if course.requested else None
    return {
        Milestone.ACCEPT: Due(answered, answered, None, course.accepted_at),
        Milestone.START: Due(start, start, None, course.started_at),
        Milestone.PRODUCED: Due(produced, produced, None, course.ready_at),
        Milestone.SHIPPED: Due(shipped, shipped, asked, course.shipped_at),
    }


def followed(
    known: Mapping[Milestone, Due],
    calendar: WorkCalendar,
    rules: ClockRules,
    course: Course,
    *,
    is_moved: bool,
) -> dict[Milestone, Due]:
    """Return the milestones as the task is now; what was planned first stays. `is_moved`: another day is promised."""
    made = plan(calendar, rules, course)
    found = {kind: replace(known[kind], met_at=made[kind].met_at) for kind in known}
    if is_moved:
        for kind in (Milestone.PRODUCED, Milestone.SHIPPED):
            found[kind] = replace(found[kind], due_at=made[kind].due_at)
    if course.ready_at is not None and known[Milestone.PRODUCED].met_at is None:
        send = calendar.due(course.ready_at, Within(rules.ship_days, in_days=True))
        shipped = found[Milestone.SHIPPED]
        found[Milestone.SHIPPED] = replace(shipped, due_at=min(shipped.due_at, send))
    return found


def _produced(calendar: WorkCalendar, rules: ClockRules, course: Course) -> datetime:
    """Return when the task is to be made: in the policy's days, else early enough to leave on the promised day."""
    if rules.produce_days:
        begun = course.started_at or course.accepted_at
        made = calendar.due(begun, Within(rules.produce_days, in_days=True))
        return min(made, calendar.end_of(course.promised))
    day = course.promised
    for _one in range(rules.ship_days):
        day = calendar.on_or_before(day - A_DAY)
    first = calendar.counted_from(course.accepted_at)
    return calendar.end_of(min(max(day, first), course.promised))


def forecast(calendar: WorkCalendar, rules: ClockRules, kind: Milestone, now: datetime) -> date:
    """Return the day on which a task leaves at the earliest that has not reached the milestone yet."""
    left = {Milestone.START: rules.produce_days + rules.ship_days, Milestone.PRODUCED: rules.ship_days}
    return calendar.add(calendar.counted_from(now), left.get(kind, 0))


def next_look(
    clocks: Clocks, calendar: WorkCalendar, dues: Iterable[datetime], now: datetime, *, is_offer: bool = False
) -> datetime | None:
    """Return when the clock has something to do next about what is due then; what is early only is not made up for."""
    moments = [
        at
        for due in dues
        for stage, at in clocks.stages(calendar, due, is_offer=is_offer).items()
        if stage != "before" or at > now
    ]
    return min(moments, default=None)
