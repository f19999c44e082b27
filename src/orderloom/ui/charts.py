"""Charts drawn as SVG on the server, coloured by CSS variables; each has a table for screen readers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

WIDTH, HEIGHT = 640, 216
LEFT, RIGHT, TOP, BOTTOM = 38, 6, 12, 24
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Day:
    """One pair of bars: what came in and what went out."""

    label: str
    received: int
    shipped: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar with an optional target mark, both in percent of the full width."""

    label: str
    value: str
    share: float
    target: float | None = None
    below: bool = False
    note: str = ""


def _svg(body: str, label: str, width: int, height: int) -> SafeString:
    return mark_safe(  # noqa: S308  labels are escaped, the rest is numbers
        f'<svg class="ct" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}" '
        f'width="{width}" height="{height}">{body}</svg>'
    )


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> SafeString:
    """Return the numbers of a chart as a table that only screen readers meet."""
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return mark_safe(  # noqa: S308
        f'<div class="vh"><table><caption>{escape(caption)}</caption><tr>{heads}</tr>{body}</table></div>'
    )


def ceiling(top: int) -> tuple[int, int]:
    """Return a round top for an axis and the distance of its lines, at most five of them."""
    unit = 1
    while True:
        for step in STEPS:
            if step * unit * 4 >= top:
                return max(4, -(-top // (step * unit)) * step * unit), step * unit
        unit *= 10


def _grid(top: int, step: int) -> str:
    lines = []
    for value in range(0, top + 1, step):
        y = _height(value, top)
        css = "gr" if value else "ax"
        lines.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="{css}"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" class="tk" text-anchor="end">{value:,}</text>'
        )
    return "".join(lines)


def _height(value: int, top: int) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _bar(x: float, width: float, value: int, top: int, css: str) -> str:
    y = _height(value, top)
    size = f'width="{width:.1f}" height="{_height(0, top) - y:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} rx="2" class="{css}"/>'


def _pair(day: Day, x: float, slot: float, top: int) -> str:
    width, middle = min(13.0, slot * 0.32), x + slot / 2
    tip = gettext("%(day)s: %(received)d received, %(shipped)d shipped") % {
        "day": day.label,
        "received": day.received,
        "shipped": day.shipped,
    }
    return (
        f'<g class="hit" data-tip="{escape(tip)}"><rect x="{x:.1f}" y="{TOP}" width="{slot:.1f}" '
        f'height="{HEIGHT - TOP - BOTTOM}" class="hb"/>'
        f"{_bar(middle - width - 1, width, day.received, top, 'c5')}"
        f"{_bar(middle + 1, width, day.shipped, top, 'c1')}</g>"
    )


def flow(days: Sequence[Day]) -> SafeString:
    """Return the chart of what was received and shipped each day, with its table."""
    top, step = ceiling(max((max(day.received, day.shipped) for day in days), default=0))
    slot = (WIDTH - LEFT - RIGHT) / max(1, len(days))
    body = _grid(top, step)
    for index, day in enumerate(days):
        x = LEFT + index * slot
        body += _pair(day, x, slot, top)
        if index % 2 == (len(days) - 1) % 2:
            css = "tk on" if index == len(days) - 1 else "tk"
            place = f'x="{x + slot / 2:.1f}" y="{HEIGHT - 6}" text-anchor="middle"'
            body += f'<text class="{css}" {place}>{escape(day.label)}</text>'
    caption = gettext("Received and shipped per day")
    head = (gettext("Day"), pgettext("per day", "Received"), pgettext("per day", "Shipped"))
    return _svg(body, caption, WIDTH, HEIGHT) + table(
        caption, head, ((day.label, day.received, day.shipped) for day in days)
    )


def spark(values: Sequence[float], good: bool = True) -> SafeString:
    """Return a small line without axes; its end is a green dot or a red square. The number beside it is the text."""
    width, height = 76, 24
    low, span = min(values, default=0), (max(values, default=0) - min(values, default=0)) or 1
    last = max(1, len(values) - 1)
    points = [
        (3 + index * (width - 6) / last, 3 + (height - 6) * (1 - (value - low) / span))
        for index, value in enumerate(values)
    ]
    if not points:
        return mark_safe("")
    line = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    x, y = points[-1]
    return mark_safe(  # noqa: S308
        f'<svg class="sp" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-hidden="true"><path d="M{line}" class="ln"/>'
        f"{_end(x, y, good)}</svg>"
    )


def _end(x: float, y: float, good: bool) -> str:
    """Return the mark at the end of a line: a green dot or a red square, so that it reads without colour."""
    if good:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" class="done"/>'
    return f'<rect x="{x - 2.6:.1f}" y="{y - 2.6:.1f}" width="5.2" height="5.2" class="risk"/>'


def bars(caption: str, rows: Sequence[Bar]) -> SafeString:
    """Return horizontal bars as a table: name, bar, value, note. Below target is striped as well."""
    lines = []
    for row in rows:
        mark = "" if row.target is None else f'<em style="left:{row.target:.1f}%"></em>'
        lines.append(
            f'<tr><th scope="row">{escape(row.label)}</th>'
            f'<td class="w"><span class="track" aria-hidden="true">'
            f'<i{" class=lo" if row.below else ""} style="width:{row.share:.1f}%"></i>{mark}</span></td>'
            f'<td class="r n"><b>{escape(row.value)}</b></td>'
            f'<td class="r n {"late" if row.below else "mute"}">{escape(row.note)}</td></tr>'
        )
    return mark_safe(  # noqa: S308
        f'<table class="bars"><caption class="vh">{escape(caption)}</caption>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def percents(caption: str, days: Sequence[tuple[str, float | None, int]]) -> SafeString:
    """Return a line from 0 to 100 percent, day by day, with its table; a day without a value leaves a gap.

    Each day has its label, its value, and how many things the value is of.
    """
    width, height = 420, 132
    slot = (width - LEFT - RIGHT) / max(1, len(days))
    body = ""
    for value in (0, 50, 100):
        y = TOP + (height - TOP - BOTTOM) * (1 - value / 100)
        css = "gr" if value else "ax"
        body += (
            f'<line x1="{LEFT}" x2="{width - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="{css}"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" class="tk" text-anchor="end">{value}%</text>'
        )
    path, pen = "", "M"
    for index, (label, share, count) in enumerate(days):
        x = LEFT + (index + 0.5) * slot
        if index % 4 == (len(days) - 1) % 4:
            css = "tk on" if index == len(days) - 1 else "tk"
            body += f'<text class="{css}" x="{x:.1f}" y="{height - 6}" text-anchor="middle">{escape(label)}</text>'
        if share is None:
            pen = "M"
            continue
        y = TOP + (height - TOP - BOTTOM) * (1 - share / 100)
        path, pen = f"{path}{pen}{x:.1f} {y:.1f}", " L"
        tip = gettext("%(day)s: %(share)s%% of %(n)d") % {"day": label, "share": f"{share:.0f}", "n": count}
        body += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" class="pt" data-tip="{escape(tip)}"/>'
    body = f'<path d="{path}" class="ln"/>{body}' if path else body
    head = (gettext("Day"), gettext("On time"), gettext("Tasks"))
    rows = [(label, "–" if share is None else f"{share:.0f}%", count) for label, share, count in days]
    return _svg(body, caption, width, height) + table(caption, head, rows)
