"""Hours of work: golden days of China, what answers and pauses make of them, and what holds of every calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.kernel.workdays import NOTHING, Within, WorkCalendar

FIVE = frozenset(range(1, 6))
SHANGHAI = ZoneInfo("Asia/Shanghai")
SHOP = WorkCalendar("Asia/Shanghai", FIVE, time(17), "CN", opens=time(9), closes=time(18))
GOLDEN = WorkCalendar("Asia/Shanghai", FIVE, None, "CN")
MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
HOURS = st.tuples(st.integers(0, 11), st.integers(12, 23))
CALENDARS = st.builds(
    lambda zone, weekdays, hours, off: WorkCalendar(
        zone, weekdays, None, "CN", dict.fromkeys(off, False), opens=time(hours[0]), closes=time(hours[1])
    ),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "UTC"]),
    st.frozensets(st.integers(1, 7), min_size=1),
    HOURS,
    st.frozensets(st.dates(date(2024, 1, 1), date(2027, 12, 31)), max_size=5),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-09-26", 7, "2025-10-13"),
        ("2026-02-12", 3, "2026-02-24"),
        ("2024-02-08", 5, "2024-02-21"),
        ("2025-04-25", 3, "2025-04-29"),  # Sunday 27 April was a working day
    ],
)
def test_the_nth_working_day_in_china(day: str, count: int, due: str):
    assert GOLDEN.add(date.fromisoformat(day), count) == date.fromisoformat(due)
    moment = datetime.combine(date.fromisoformat(day), time(10), SHANGHAI)
    assert GOLDEN.due(moment, Within(count, in_days=True)) == at(f"{due} 23:59:59")
    assert SHOP.due(moment, Within(count, in_days=True)) == at(f"{due} 18:00")


@pytest.mark.parametrize(
    ("asked", "hours", "answer"),
    [
        ("2026-11-24 10:00", 24, "2026-11-25 10:00"),  # 24 hours are one working day
        ("2026-11-24 10:00", 4, "2026-11-24 14:00"),
        ("2026-11-24 16:00", 4, "2026-11-25 11:00"),  # two hours today, two tomorrow
        (
            "2026-11-24 17:30",
            24,
            "2026-11-25 18:00",
        ),  # after the cut-off: all of the next day, to its evening
        ("2026-11-24 07:00", 24, "2026-11-24 18:00"),  # before work begins: all of today
        ("2026-11-27 10:00", 24, "2026-11-30 10:00"),  # Friday
        ("2026-02-14 10:00", 10, "2026-02-24 10:00"),  # a worked Saturday before the new year
        ("2026-11-24 10:00", 0, "2026-11-24 10:00"),
    ],
)
def test_an_answer_is_counted_in_hours_of_work(asked: str, hours: int, answer: str):
    assert SHOP.due(at(asked), Within(hours)) == at(answer)


def test_what_is_counted_back_stays_in_the_hours_of_work():
    assert SHOP.backward(at("2026-11-30 10:00"), timedelta(hours=4)) == at("2026-11-27 15:00")
    assert SHOP.backward(at("2026-11-29 12:00"), timedelta(hours=1)) == at("2026-11-27 17:00")


def test_no_work_passes_on_a_day_off():
    assert SHOP.work_between(at("2026-11-27 17:00"), at("2026-11-30 10:00")) == timedelta(hours=2)
    assert SHOP.work_between(at("2026-11-30 10:00"), at("2026-11-27 17:00")) == NOTHING


def test_the_hour_that_the_clock_jumps_over_is_no_hour_of_work():
    berlin = WorkCalendar("Europe/Berlin", frozenset(range(1, 8)), opens=time(0), closes=time(12))
    spring = datetime(2027, 3, 28, 0, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert berlin.forward(spring, timedelta(hours=11)).astimezone(ZoneInfo("Europe/Berlin")).hour == 12


@given(calendar=CALENDARS, moment=MOMENTS, hours=st.integers(0, 100), later=st.integers(0, 10_000))
def test_who_is_asked_later_answers_later(calendar: WorkCalendar, moment: datetime, hours: int, later: int):
    within = Within(hours)
    due, after = calendar.due(moment, within), calendar.due(moment + timedelta(minutes=later), within)
    assert moment <= due <= after
    assert due <= calendar.due(moment, Within(hours + 1))


@given(calendar=CALENDARS, moment=MOMENTS, hours=st.integers(0, 100), days=st.integers(0, 10))
def test_nothing_is_due_on_a_day_off(calendar: WorkCalendar, moment: datetime, hours: int, days: int):
    for due in (calendar.due(moment, Within(hours)), calendar.due(moment, Within(days, in_days=True))):
        local = due.astimezone(ZoneInfo(calendar.zone))
        assert calendar.is_working(local.date())
        first, last = calendar.hours_of(local.date())
        assert first <= due <= last


@given(calendar=CALENDARS, moment=MOMENTS, minutes=st.integers(1, 6000))
def test_work_that_has_passed_is_the_work_that_was_given(
    calendar: WorkCalendar, moment: datetime, minutes: int
):
    work = timedelta(minutes=minutes)
    assert calendar.work_between(moment, calendar.forward(moment, work)) == work
    assert calendar.work_between(calendar.backward(moment, work), moment) == work
