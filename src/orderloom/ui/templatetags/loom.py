"""`{% load loom %}`: the tags of the UI kit. How to use them is in docs/interface.md."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from orderloom.kernel import clock
from orderloom.kernel.money import Money
from orderloom.ui import marks
from orderloom.ui.blocks import BLOCKS
from orderloom.ui.controls import button, field
from orderloom.ui.due import age_words, day_words, due_words, full_words, stamp_words
from orderloom.ui.money import count_words, money_words
from orderloom.ui.status import look
from orderloom.ui.toast import more_link, undo_url

register = template.Library()

register.simple_tag(marks.icon, name="i")
register.simple_tag(marks.glyph, name="g")
register.simple_tag(marks.status, name="st")
register.simple_tag(marks.avatar, name="av")
register.simple_tag(marks.who, name="who")
register.simple_tag(marks.thumb, name="thumb")
register.simple_tag(marks.channel, name="channel")
register.simple_tag(marks.progress, name="progress")
register.simple_tag(button, name="button")
register.simple_tag(field, name="field")
register.filter("undo_url", undo_url)
register.filter("more_link", more_link)
for name, block in BLOCKS.items():
    register.simple_block_tag(block, name=name)


def _now(context: Context) -> datetime:
    given = context.get("now")
    return given if isinstance(given, datetime) else clock.now()


def _time(context: Context, at: datetime | date, words: str, cls: str = "") -> SafeString:
    """Draw a time; on a page with very many a script writes the full stamp when one is looked at."""
    whole = isinstance(at, datetime)
    title = full_words(at, timezone.get_current_timezone()) if isinstance(at, datetime) else at.isoformat()
    machine = at.isoformat(timespec="minutes") if whole and isinstance(at, datetime) else at.isoformat()
    css = f"n {cls}" if cls else "n"
    full = "" if context.get("stamps_by_script") else f' title="{title}"'
    return mark_safe(f'<time class="{css}" datetime="{machine}"{full}>{escape(words)}</time>')  # noqa: S308


@register.simple_tag
def status(thing: str, code: str, flag: object = "") -> SafeString:
    """Show the status `code` of an "order", "task", ...; an exception's words in `flag` take its place."""
    if flag:
        return marks.status("risk", "exc", flag, tint=True)
    shown = look(thing, code)
    return marks.status(shown.tone, shown.glyph, shown.label, shown.tint)


@register.simple_tag(takes_context=True)
def due(context: Context, at: datetime | date | None, done: bool = False) -> SafeString | str:
    """Show a due date as "2 d late", "Today 18:00", "Tomorrow" or "23 Nov"; `done` shows the plain stamp."""
    if at is None:
        return ""
    now, zone = _now(context), timezone.get_current_timezone()
    if done:
        moment = at if isinstance(at, datetime) else None
        return (
            stamp(context, moment)
            if moment
            else _time(context, at, day_words(at, now.astimezone(zone).date()))
        )
    words, cls = due_words(at, now, zone)
    return _time(context, at, words, cls)


@register.simple_tag(takes_context=True)
def stamp(context: Context, at: datetime | None) -> SafeString | str:
    """Show a moment as day and 24-hour time, the full stamp with its zone in the title."""
    if at is None:
        return ""
    return _time(context, at, stamp_words(at, _now(context), timezone.get_current_timezone()))


@register.simple_tag(takes_context=True)
def age(context: Context, at: datetime | None) -> SafeString | str:
    """Show how long ago something was when under 24 hours, else the day."""
    if at is None:
        return ""
    return _time(context, at, age_words(at, _now(context), timezone.get_current_timezone()))


@register.simple_tag
def money(amount: Money | Decimal | None, currency: str = "", about: bool = False) -> SafeString | str:
    """Show money: a Money, or a Decimal and its currency; `about` for a converted amount."""
    if amount is None:
        return ""
    words = (
        money_words(amount.amount, amount.currency)
        if isinstance(amount, Money)
        else money_words(amount, currency)
    )
    if about:
        return mark_safe(f'<span class="n mute">≈ {words}</span>')  # noqa: S308
    return mark_safe(f'<span class="n">{words}</span>')  # noqa: S308


@register.filter
def num(number: int | str | None) -> str:
    """Write a count with thousands separators; words such as "10,000+" stay as they are."""
    if isinstance(number, str):
        return number
    return "" if number is None else count_words(number)


@register.filter
def classes(bound: Any, extra: str) -> SafeString:
    """Draw a form's control alone with the kit's look, for fields inside a table row."""
    return field(bound, bare=True, cls=extra)
