"""What the reader was told, day by day."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.notifications.commands.read import read_notices
from orderloom.notifications.queries.texts import own_words
from orderloom.notifications.words import Words, words
from orderloom.portals.merchant.setup_pages import go, page
from orderloom.portals.queries.desk import NoticeRow, notices_of
from orderloom.ui.due import day_words
from orderloom.ui.toast import toast


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in the reader's words."""

    row: NoticeRow
    said: Words


@require_GET
def notices(request: AudienceRequest, slug: str) -> HttpResponse:
    """List what the reader was told, the newest first."""
    language, zone = get_language() or "en", ZoneInfo(request.workspace.zone)
    today = clock.now().astimezone(zone).date()
    own = own_words(request.workspace.id, language)
    told = [
        Told(row, words(row.kind, row.facts, language, own.get(row.kind)))
        for row in notices_of(request.actor)
    ]

    def day_of(one: Told) -> date:
        return one.row.at.astimezone(zone).date()

    facts = {
        "days": [(_day(day, today), list(group)) for day, group in groupby(told, day_of)],
        "unread": sum(not one.row.is_read for one in told),
    }
    return page(request, "notices", facts)


def _day(day: date, today: date) -> str:
    if day == today:
        return _("Today")
    return day_words(day, today)


@require_POST
def read(request: AudienceRequest, slug: str) -> HttpResponse:
    """Mark all notices as read."""
    read_notices(actor=request.actor, now=clock.now())
    toast(request, _("All read."))
    return go(request, "notices")
