"""Due words, ages and stamps, with a frozen clock and in several zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from orderloom.ui.due import age_words, day_words, due_words, full_words, stamp_words

NOW = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)  # 10:40 in Shanghai, 21:40 the day before in New York
SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


def after(**span: float) -> datetime:
    return NOW + timedelta(**span)


@pytest.mark.parametrize(
    ("due", "english", "chinese", "css"),
    [
        (after(days=-2, hours=-3), "2 d late", "已超2天", "late"),
        (after(hours=-24), "1 d late", "已超1天", "late"),
        (after(hours=-23, minutes=-59), "23 h late", "已超23小时", "late"),
        (after(minutes=-5), "5 min late", "已超5分钟", "late"),
        (after(seconds=-1), "1 min late", "已超1分钟", "late"),
        (NOW, "Today 10:40", "今天10:40", "soon"),
        (datetime(2026, 11, 22, 10, 0, tzinfo=UTC), "Today 18:00", "今天18:00", "soon"),
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), "Today 23:59", "今天23:59", "soon"),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "Tomorrow", "明天", "soon"),
        (datetime(2026, 11, 24, 4, 0, tzinfo=UTC), "24 Nov", "11月24日", ""),
        (datetime(2027, 1, 2, 4, 0, tzinfo=UTC), "2 Jan 2027", "2027年1月2日", ""),
        (date(2026, 11, 21), "1 d late", "已超1天", "late"),
        (date(2026, 11, 22), "Today", "今天", "soon"),
        (date(2026, 11, 23), "Tomorrow", "明天", "soon"),
        (date(2026, 11, 30), "30 Nov", "11月30日", ""),
    ],
)
def test_due_words_in_both_languages(due, english, chinese, css):
    with translation.override("en"):
        assert due_words(due, NOW, SHANGHAI) == (english, css)
    with translation.override("zh-hans"):
        assert due_words(due, NOW, SHANGHAI) == (chinese, css)


def test_the_day_is_the_readers_day():
    due = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    assert due_words(due, NOW, SHANGHAI)[0] == "Today 12:00"
    assert due_words(due, NOW, NEW_YORK)[0] == "Today 23:00"
    assert due_words(date(2026, 11, 21), NOW, NEW_YORK) == ("Today", "soon")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (after(seconds=-20), "just now"),
        (after(minutes=-27), "27 min"),
        (after(minutes=-59, seconds=-59), "59 min"),
        (after(hours=-3), "3 h"),
        (after(hours=-23, minutes=-59), "23 h"),
        (after(hours=-24), "21 Nov"),
        (after(hours=2), "22 Nov"),
    ],
)
def test_ages_are_relative_only_under_a_day(at, words):
    assert age_words(at, NOW, SHANGHAI) == words


def test_stamps_say_the_zone_in_full():
    assert stamp_words(NOW, NOW, SHANGHAI) == "22 Nov 10:40"
    assert full_words(NOW, SHANGHAI) == "2026-11-22 10:40 CST (UTC+08:00)"
    assert full_words(NOW, NEW_YORK) == "2026-11-21 21:40 EST (UTC-05:00)"


def test_days_are_written_in_the_language():
    with translation.override("zh-hans"):
        assert day_words(date(2026, 11, 3), date(2026, 1, 1)) == "11月3日"
