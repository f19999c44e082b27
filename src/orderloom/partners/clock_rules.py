"""How long suppliers may take, who is reminded when, and when: plain values and the calendars they are counted on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from orderloom.kernel.workdays import A_DAY, Within, WorkCalendar
from orderloom.partners.states import FailOver

MOST_OFF = 366  # days of one span
NEVER = 0


@dataclass(frozen=True, slots=True)
class ClockRules:
    """The policy of a workspace; hours are hours of the supplier's work, and 0 hours before or after means never."""

    answer: int = 24
    answer_in_days: bool = False
    start: int = 1
    start_in_days: bool = True
    produce_days: int = 0
    ship_days: int = 1
    remind_before: int = 4
    remind_after: int = 1
    second_after: int = 4
    merchant_after: int = 8
    fail_over: str = FailOver.YES.value
    grace: int = 0

    @property
    def to_answer(self) -> Within:
        """Return how long an answer may take."""
        return Within(self.answer, self.answer_in_days)

    @property
    def to_start(self) -> Within:
        """Return how long after the acceptance work may begin."""
        return Within(self.start, self.start_in_days)


RULE_NAMES = tuple(field.name for field in fields(ClockRules))
USUAL = ClockRules()


@dataclass(frozen=True, slots=True)
class OfferTimes:
    """Until when an offer is to be answered, and when the clock looks at it first."""

    respond_by: datetime
    clock_at: datetime | None


@dataclass(frozen=True, slots=True)
class Clocks:
    """The policy of a workspace and the calendars of its suppliers."""

    rules: ClockRules
    home: WorkCalendar
    calendars: Mapping[UUID, WorkCalendar]
    seconds: Mapping[UUID, UUID]  # the second person of those suppliers that have one

    def calendar(self, supplier_id: UUID | None) -> WorkCalendar:
        """Return when the supplier works; where nobody has said, when the workspace does."""
        return self.calendars.get(supplier_id, self.home) if supplier_id else self.home

    def offer_times(self, supplier_id: UUID, now: datetime) -> OfferTimes:
        """Return the moments of an offer that is made now."""
        calendar = self.calendar(supplier_id)
        due = calendar.due(now, self.rules.to_answer)
        moments = [at for at in (self.stages(calendar, due, is_offer=True)).values() if at > now]
        return OfferTimes(due, min(moments, default=due))

    def stages(self, calendar: WorkCalendar, due: datetime, *, is_offer: bool) -> dict[str, datetime]:
        """Return what the clock does about a milestone that is due then, and when, in this order."""
        rules = self.rules
        found: dict[str, datetime] = {}
        if rules.remind_before:
            found["before"] = calendar.backward(due, _hours(rules.remind_before))
        for stage, hours in (
            ("after", rules.remind_after),
            ("second", rules.second_after),
            ("merchant", rules.merchant_after),
        ):
            if hours:
                found[stage] = calendar.answer_by(due, _hours(hours))
        if is_offer and rules.fail_over != FailOver.NO:
            over = calendar.answer_by(due, _hours(rules.grace)) if rules.grace else due
            found = {stage: at for stage, at in found.items() if at < over} | {"over": over}
        if not is_offer:
            found["late"] = due
        return found


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)


def with_days_off(calendar: WorkCalendar, spans: list[tuple[date, date]]) -> WorkCalendar:
    """Return the calendar without the days of the spans, both ends counted."""
    if not spans:
        return calendar
    off = {
        first + distance * A_DAY: False
        for first, last in spans
        for distance in range((last - first).days + 1)
    }
    return replace(calendar, own={**calendar.own, **off})
