"""Dates and times as files write them: many notations in one column, made UTC, never guessed.

Whether `03/04/2025` is in March or in April is decided for a column by its other values, else it is asked.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from orderloom.kernel.tables.faults import BadValue

DAY_FIRST = "dmy"
MONTH_FIRST = "mdy"

_TIME = r"(?:[T ,]*(?P<half>上午|下午)?\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?)?[分秒]?\s*(?P<ampm>[AaPp]\.?[Mm]\.?)?)?"  # noqa: E501
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[A-Z]{3,4}(?=$)|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})\s*[-/.年]\s*(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*日?{_TIME}{_ZONE}"
)
NUMERIC = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<second_part>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){_TIME}{_ZONE}"
)
NAMED_DAY_FIRST = re.compile(
    rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-\s.]+(?P<name>[A-Za-z]{{3,9}})\.?[-\s,]+(?P<year>\d{{4}}|\d{{2}}){_TIME}{_ZONE}"
)
NAMED_MONTH_FIRST = re.compile(
    rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<name>[A-Za-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TIME}{_ZONE}"
)
COMPACT = re.compile(
    r"(?P<year>20\d{2}|19\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2}))?"
)
SERIAL = re.compile(r"(?P<days>[2-7]\d{4})(?:\.(?P<part>\d{1,15}))?")
EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
MONTHS = {
    name: 1 + index
    for index, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    )
}
ZONES = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "EST": -5,
    "EDT": -4,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "CET": 1,
    "CEST": 2,
    "BST": 1,
}
SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - a calendar date without a place
CACHE = 8192


@dataclass(slots=True)
class MomentReader:
    """Reads one column; `zone` is for times that name none, `order` for dates that read two ways."""

    zone: tzinfo = UTC
    order: str | None = None
    known: dict[str, datetime] = field(default_factory=dict)

    def read(self, text: str) -> datetime:
        """Return the instant in UTC. Raises BadValue."""
        found = self.known.get(text)
        if found is None:
            if len(self.known) >= CACHE:
                self.known.clear()
            found = self.known[text] = self._instant(text)
        return found

    def _instant(self, text: str) -> datetime:
        if len(text) == 25 and text[19] == " ":  # 2025-12-06 10:37:33 -0500, one space from being ISO
            text = text[:19] + text[20:]
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = parse_moment(text, self.order)
        else:
            if len(text) < 10 or (text.isdigit() and len(text) != 8):
                moment = parse_moment(text, self.order)
        try:
            return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)
        except OverflowError as far:
            raise BadValue("moment_invalid", value=text) from far


def parse_moment(text: str, order: str | None = None) -> datetime:
    """Read one date or time; it has a zone only if the text names one. Raises BadValue."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if EPOCH.fullmatch(plain):
        return datetime.fromtimestamp(int(plain) / (1000 if len(plain) > 10 else 1), UTC)
    serial = SERIAL.fullmatch(plain)
    if serial:
        seconds = round(float("0." + (serial["part"] or "0")) * 86400)
        return SERIAL_START + timedelta(days=int(serial["days"]), seconds=seconds)
    for notation in (YEAR_FIRST, NUMERIC, COMPACT, NAMED_DAY_FIRST, NAMED_MONTH_FIRST):
        found = notation.fullmatch(plain)
        if found:
            return _built(found.groupdict(), text, order)
    raise BadValue("moment_invalid", value=text)


def _built(parts: dict[str, str | None], text: str, order: str | None) -> datetime:
    day, month = _day_and_month(parts, text, order)
    year = int(parts["year"] or 0)
    if year < 100:
        year += 2000 if year < 70 else 1900
    fraction = ((parts.get("fraction") or "") + "000000")[:6]
    try:
        moment = datetime(  # noqa: DTZ001 - the zone follows, if the text names one
            year,
            month,
            day,
            _hour(parts),
            int(parts.get("minute") or 0),
            int(parts.get("second") or 0),
            int(fraction),
        )
        return moment.replace(tzinfo=_zone(parts.get("zone"), text))
    except ValueError as impossible:
        raise BadValue("moment_invalid", value=text) from impossible


def _day_and_month(parts: dict[str, str | None], text: str, order: str | None) -> tuple[int, int]:
    if parts.get("name"):
        month = MONTHS.get(str(parts["name"])[:3].lower())
        if month is None:
            raise BadValue("moment_invalid", value=text)
        return int(parts["day"] or 0), month
    if "first" not in parts:
        return int(parts["day"] or 0), int(parts["month"] or 0)
    first, second = int(parts["first"] or 0), int(parts["second_part"] or 0)
    if parts["mark"] == "." and order is None:  # written with points, the day comes first everywhere
        order = DAY_FIRST
    if first > 12 or order == DAY_FIRST:
        return first, second
    if second > 12 or order == MONTH_FIRST:
        return second, first
    if first == second:
        return first, second
    raise BadValue("moment_ambiguous", value=text)


def _hour(parts: dict[str, str | None]) -> int:
    hour = int(parts.get("hour") or 0)
    afternoon = (parts.get("ampm") or "").lower().startswith("p") or parts.get("half") == "下午"
    morning = (parts.get("ampm") or "").lower().startswith("a") or parts.get("half") == "上午"
    if afternoon and hour < 12:
        return hour + 12
    return 0 if morning and hour == 12 else hour


def _zone(name: str | None, text: str) -> tzinfo | None:
    if not name:
        return None
    if name[0] in "+-":
        digits = name[1:].replace(":", "").ljust(4, "0")
        shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-shift if name[0] == "-" else shift)
    if name not in ZONES:
        raise BadValue("moment_invalid", value=text)
    return timezone(timedelta(hours=ZONES[name]))


def order_of(values: Iterable[str]) -> str | None:
    """Tell from a sample whether the day or the month comes first; None when nothing shows it, or both do."""
    day_first = month_first = False
    for value in values:
        found = NUMERIC.fullmatch(unicodedata.normalize("NFKC", value).strip())
        if found and found["mark"] != ".":
            day_first |= int(found["first"]) > 12
            month_first |= int(found["second_part"]) > 12
    if day_first == month_first:
        return None
    return DAY_FIRST if day_first else MONTH_FIRST
