"""Working days: golden days of real calendars, and what must hold of every calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.kernel.workdays import (
    EVERY_DAY,
    WorkCalendar,
    calendar_of,
    countries,
    public_holidays,
    working_days,
)

FIVE = frozenset(range(1, 6))
CHINA = WorkCalendar("Asia/Shanghai", FIVE, time(17), "CN", make_days=5)
MOMENTS = st.integers(0, 5 * 365 * 24 * 60).map(
    lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_the_chinese_new_year_of_2026_with_its_worked_weekends():
    february = working_days(CHINA, date(2026, 2, 9), date(2026, 3, 1))
    assert [day.day for day in february] == [9, 10, 11, 12, 13, 14, 24, 25, 26, 27, 28]
    assert public_holidays("CN", 2026, "zh-hans").free[date(2026, 2, 17)] == "春节"


@pytest.mark.parametrize(
    ("came", "due"),
    [
        ("2026-11-24 16:59", "2026-12-01"),  # Tuesday before the cut-off: five working days on
        ("2026-11-24 17:00", "2026-12-02"),  # after it: from Wednesday
        ("2026-11-28 10:00", "2026-12-07"),  # Saturday counts as Monday
        ("2026-02-13 09:00", "2026-02-27"),  # before the new year
    ],
)
def test_a_due_day_is_counted_in_working_days(came: str, due: str):
    assert CHINA.default_due(at(came)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("2026-11-24 10:00", "2026-11-25 10:00"),
        ("2026-11-27 10:00", "2026-11-30 10:00"),  # Friday: Monday at the same time
        ("2026-11-27 18:00", "2026-12-01 00:00"),  # Friday after the cut-off: all of Monday
        ("2026-11-28 10:00", "2026-12-01 00:00"),  # Saturday: all of Monday
    ],
)
def test_an_answer_may_take_a_working_day(asked: str, answer: str):
    assert CHINA.answer_by(at(asked)) == at(answer)


def test_own_days_count_before_the_country_and_the_weekday():
    own = WorkCalendar("UTC", FIVE, None, "US", {date(2026, 11, 26): True, date(2026, 11, 30): False})
    assert own.is_working(date(2026, 11, 26))  # Thanksgiving, worked
    assert own.add(date(2026, 11, 27), 1) == date(2026, 12, 1)
    assert own.on_or_before(date(2026, 11, 30)) == date(2026, 11, 27)


def test_without_a_calendar_days_are_days():
    moment = datetime(2026, 11, 28, 23, 59, tzinfo=UTC)
    assert EVERY_DAY.answer_by(moment) == moment + timedelta(hours=24)
    assert EVERY_DAY.default_due(moment) is None
    assert EVERY_DAY.end_of(date(2026, 11, 28)) == datetime(2026, 11, 28, 23, 59, 59, tzinfo=UTC)


def test_a_day_of_25_hours_is_one_working_day_of_25_hours():
    berlin = WorkCalendar("Europe/Berlin", FIVE)
    saturday = at("2026-10-23 12:00", ZoneInfo("Europe/Berlin"))
    assert berlin.answer_by(saturday) == at("2026-10-26 12:00", ZoneInfo("Europe/Berlin"))


def test_a_calendar_that_never_works_is_not_obeyed_for_ever():
    never = WorkCalendar(own={date(2026, 1, 1) + timedelta(days=n): False for n in range(366)})
    assert never.on_or_after(date(2026, 1, 1)) == date(2026, 1, 1)


def test_a_row_is_read():
    found = calendar_of("UTC", "135", time(16), "", '[["2026-11-25", "Stocktaking", false]]', 3)
    assert [found.is_working(date(2026, 11, day)) for day in (23, 24, 25, 27)] == [True, False, False, True]
    assert {"CN", "US", "DE", "VN"} <= set(countries())


@given(
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    day=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    count=st.integers(0, 30),
)
def test_adding_agrees_with_counting(weekdays: frozenset[int], day: date, count: int):
    calendar = WorkCalendar(weekdays=weekdays)
    end = calendar.add(day, count)
    assert calendar.is_working(end)
    assert len(working_days(calendar, day, end)) == count + 1


@given(moment=MOMENTS)
def test_an_answer_is_due_on_a_working_day_after_the_question(moment: datetime):
    due = CHINA.answer_by(moment)
    assert moment + timedelta(hours=24) <= due
    just_before = (due - timedelta(microseconds=1)).astimezone(SHANGHAI).date()
    assert CHINA.is_working(just_before)
