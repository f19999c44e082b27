"""Quiet hours and digests on the reader's own clock, also when it jumps."""

from datetime import UTC, datetime, time

import pytest

from orderloom.notifications.pacing import Choice, due, is_quiet

NIGHT = Choice(zone="Europe/Berlin", quiet_from=time(22), quiet_to=time(7, 30))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "out"),
    [
        ("2026-11-24T20:59", None),  # 21:59
        ("2026-11-24T21:00", "2026-11-25T06:30"),  # 22:00
        ("2026-11-25T06:29", "2026-11-25T06:30"),
        ("2026-11-25T06:30", None),
        ("2027-03-27T22:00", "2027-03-28T05:30"),  # the night of 23 hours
        ("2026-10-24T21:00", "2026-10-25T06:30"),  # the night of 25 hours
    ],
)
def test_what_is_urgent_to_act_on_waits_for_the_end_of_the_night(now: str, out: str | None) -> None:
    assert due(NIGHT, "act", at(now), "UTC") == (at(out) if out else None)
    assert due(NIGHT, "urgent", at(now), "UTC") is None


@pytest.mark.parametrize(
    ("now", "out"),
    [
        ("2027-03-28T00:59", "2027-03-28T01:30"),  # 02:30 does not come; 03:30 does
        ("2026-10-25T00:10", "2026-10-25T00:30"),  # the first 02:30
        ("2026-10-25T01:10", "2026-10-25T01:30"),  # 02:10 once more: the second 02:30
    ],
)
def test_an_end_that_the_clock_skips_or_shows_twice(now: str, out: str) -> None:
    short = Choice(zone="Europe/Berlin", quiet_from=time(22), quiet_to=time(2, 30))
    assert due(short, "act", at(now), "UTC") == at(out)


@pytest.mark.parametrize(
    ("now", "out"),
    [
        ("2026-11-24T00:30", "2026-11-24T01:00"),  # 08:30 in Shanghai
        ("2026-11-24T01:00", "2026-11-24T09:00"),  # 09:00 sharp is over
        ("2026-11-24T09:01", "2026-11-25T01:00"),
    ],
)
def test_a_digest_comes_at_nine_and_at_five(now: str, out: str) -> None:
    assert due(Choice(), "know", at(now), "Asia/Shanghai") == at(out)


def test_the_own_zone_is_stronger_than_the_workspaces() -> None:
    assert due(Choice(zone="UTC"), "know", at("2026-11-24T00:30"), "Asia/Shanghai") == at("2026-11-24T09:00")


@pytest.mark.parametrize(("hour", "quiet"), [(11, False), (12, True), (13, True), (14, False)])
def test_quiet_hours_within_a_day(hour: int, quiet: bool) -> None:
    assert is_quiet(Choice(quiet_from=time(12), quiet_to=time(14)), time(hour)) is quiet


def test_no_quiet_hours_where_none_are_meant() -> None:
    assert not is_quiet(Choice(), time(3))
    assert not is_quiet(Choice(quiet_from=time(3), quiet_to=time(3)), time(3))


def test_an_unknown_level_is_the_usual_one() -> None:
    assert Choice(levels={"task_done": "shout"}).level_of("task_done", "act") == "act"
    assert Choice(levels={"task_done": "log"}).level_of("task_done", "act") == "log"
