"""Enter many tracking numbers at once: paste or upload, check, mend in place, confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.tables.faults import FileRefused
from orderloom.portals.merchant.parcel_undo import undo_all
from orderloom.portals.merchant.parcel_words import FIELDS, sentence
from orderloom.portals.merchant.setup_pages import here, page
from orderloom.portals.merchant.tracking_form import (
    MOST,
    applied,
    carried,
    read_file,
    read_text,
    told_rows,
)
from orderloom.portals.queries.parcel_check import Checked, Entry, checked, counts_of, parcels_of_rows
from orderloom.production.permissions import ANSWER
from orderloom.shipping.carriers.recognition import CARRIERS
from orderloom.shipping.commands.ship_task import ship_tasks
from orderloom.ui.toast import toast

SHOWN_BAD, SHOWN_GOOD = 100, 200


@dataclass(frozen=True, slots=True)
class Line:
    """A row on the page; `place` counts from 0 and names its fields, `field` is the one that mends it."""

    place: int
    row: Checked
    why: str
    field: str
    carrier: str

    @property
    def number(self) -> int:
        """Return the row's number as people count."""
        return self.place + 1


@require_http_methods(["GET", "POST"])
def track(request: AudienceRequest, slug: str) -> HttpResponse:
    """Take rows of order and tracking number, show what each means, and ship those that are good when it is confirmed.

    Raises NotAllowed.
    """
    if request.method == "GET":
        return page(request, "track", {"may": request.actor.can(ANSWER)})
    request.actor.require(ANSWER)
    try:
        entries = _told(request)
    except FileRefused as refused:
        return page(request, "track", {"may": True, "refused": refused}, status=422)
    rows = checked(request.actor, entries[:MOST])
    if request.POST.get("carrier_all") or request.POST.get("together"):
        rows = checked(request.actor, applied(rows, request.POST))
    if not rows:
        toast(
            request,
            _("There is nothing to read in it: two columns are needed, order and tracking number."),
            failed=True,
        )
        return page(request, "track", {"may": True, "text": request.POST.get("text", "")}, status=422)
    if request.POST.get("step") == "ship":
        return _ship(request, rows)
    return page(request, "track", _facts(rows, cut=len(entries) > MOST))


def show_rows(request: AudienceRequest, entries: Sequence[Entry]) -> HttpResponse:
    """Show what the rows mean, to be confirmed. Raises NotAllowed."""
    return page(request, "track", _facts(checked(request.actor, entries)))


def _told(request: AudienceRequest) -> Sequence[Entry]:
    upload = request.FILES.get("file")
    if upload is not None:
        with TemporaryDirectory() as folder:
            return read_file(request.actor, upload, Path(folder))
    if "rows" in request.POST:
        return told_rows(request.POST)
    return read_text(request.actor, request.POST.get("text", ""))


def _ship(request: AudienceRequest, rows: Sequence[Checked]) -> HttpResponse:
    """Ship the good rows; the others stay on the page."""
    good = [row for row in rows if row.is_good]
    now = clock.now()
    sent = ship_tasks(actor=request.actor, parcels=parcels_of_rows(good), now=now)
    tasks = len(sent.done)
    undo = undo_all(request, now) if tasks else ""
    words = ngettext("%(n)d task is on its way.", "%(n)d tasks are on their way.", tasks) % {"n": tasks}
    again = checked(request.actor, [row.entry for row in rows if not row.is_known])
    left = [row for row in again if not row.is_known]
    shipped_url = here(request, "tasks") + "?status=shipped"
    if left:
        rest = ngettext("%(n)d row waits to be mended.", "%(n)d rows wait to be mended.", len(left))
        toast(request, f"{words} {rest % {'n': len(left)}}", failed=not tasks, undo=undo)
        entries = [row.entry for row in left]
        return page(request, "track", _facts(checked(request.actor, entries), shipped=tasks))
    toast(request, words, more=(_("See what has left"), shipped_url), undo=undo)
    return HttpResponseRedirect(here(request, "track"))


def _facts(rows: Sequence[Checked], *, cut: bool = False, shipped: int = 0) -> dict[str, object]:
    language = get_language() or "en"
    names = {code: carrier.name(language) for code, carrier in CARRIERS.items()}
    lines = [
        Line(place, row, sentence(row), FIELDS.get(row.code, ""), names.get(row.carrier, ""))
        for place, row in enumerate(rows)
    ]
    bad = [line for line in lines if not line.row.is_good and not line.row.is_known]
    good = [line for line in lines if line.row.is_good]
    counts, codes = counts_of(rows), {line.row.code for line in bad}
    return {
        "may": True,
        "lines": lines,
        "bad": bad[:SHOWN_BAD],
        "more_bad": max(0, len(bad) - SHOWN_BAD),
        "good": good[:SHOWN_GOOD],
        "more_good": max(0, len(good) - SHOWN_GOOD),
        "known": [line for line in lines if line.row.is_known],
        "counts": {name: counts[name] for name in ("good", "bad", "known")},
        "tasks": sum(len(line.row.tasks) for line in good),
        "rows_text": carried([row.entry for row in rows]),
        "carriers": sorted(names.items(), key=lambda one: one[1]),
        "ask_carrier": sum(line.row.code.startswith("carrier_") for line in bad) > 1,
        "ask_together": "several_tasks" in codes,
        "cut": cut,
        "most": MOST,
        "shipped": shipped,
    }
