"""The page of a run over many rows: its progress, what it left and why, and what can be done about that."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.portals.bulk.commands import (
    put_on_queue,
    resume_run,
    retry_run,
    stop_run,
    undo_run,
)
from orderloom.portals.bulk.moves import AT_ONCE, LISTS, move_of
from orderloom.portals.bulk.runner import run_through
from orderloom.portals.bulk.selection import LISTED
from orderloom.portals.merchant.order_words import refusal_words, why_left
from orderloom.portals.merchant.setup_pages import go, here, page
from orderloom.portals.models import BulkRun, RunStatus
from orderloom.portals.order_moves import said
from orderloom.portals.queries.bulk_runs import (
    LeftGroup,
    LeftRow,
    RunCard,
    left_groups,
    newest_runs,
    run_card,
)
from orderloom.ui.toast import toast

STALE = 60  # seconds after which a run that has not ended may be gone on with by hand
MOST_NUMBERS = 500


@require_GET
def runs(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the newest runs."""
    cards = [(card, _title(card)) for card in newest_runs(request.actor)]
    return page(request, "runs", {"runs": cards})


@require_GET
def run(request: AudienceRequest, slug: str, bulk_id: UUID) -> HttpResponse:
    """Show how far the run is, or what it did and what it left."""
    card = run_card(request.actor, bulk_id)
    move = LISTS[card.list].get(card.move)
    may = move is not None and request.actor.can(move.permission)
    age = (clock.now() - card.created_at).total_seconds()
    ended = not card.is_open
    facts = {
        "card": card,
        "title": _title(card),
        "groups": _by_words(left_groups(request.actor, card)),
        "list_url": here(request, LISTED[card.list]) + card.query,
        "list_base": here(request, LISTED[card.list]),
        "may_stop": may and card.is_open,
        "may_resume": may
        and (card.status in (RunStatus.STOPPED, RunStatus.FAILED) or (card.is_open and age > STALE)),
        "may_retry": may and ended and card.left,
        "may_undo": may and ended and move and move.inverse and card.done and not card.undone,
        "failure": refusal_words(card.failure) if card.failure else "",
    }
    return page(request, "run", facts)


def _title(card: RunCard) -> str:
    move = LISTS[card.list].get(card.move)
    return str(move.label) if move else card.move


@dataclass(frozen=True, slots=True)
class LeftFor:
    """What was left for one reason, in words; several codes may mean the same."""

    words: str
    groups: tuple[LeftGroup, ...]

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return sum(group.count for group in self.groups)

    @property
    def rows(self) -> list[LeftRow]:
        """Return those that are named."""
        return [row for group in self.groups for row in group.rows]

    @property
    def more(self) -> int:
        """Return how many are not named."""
        return self.count - len(self.rows)

    @property
    def numbers(self) -> str:
        """Return the numbers of those that are named, as the list searches for them."""
        return " ".join(row.label for row in self.rows[:MOST_NUMBERS])


def _by_words(groups: Sequence[LeftGroup]) -> list[LeftFor]:
    found: dict[str, list[LeftGroup]] = {}
    for group in groups:
        found.setdefault(refusal_words(group.code), []).append(group)
    return [LeftFor(words, tuple(alike)) for words, alike in found.items()]


@require_POST
def stop(request: AudienceRequest, slug: str, bulk_id: UUID) -> HttpResponse:
    """Stop the run; what is done stays done."""
    stop_run(actor=request.actor, run_id=bulk_id, now=clock.now())
    toast(request, _("Stopped. What is done stays done."))
    return go(request, "run", bulk_id)


@require_POST
def resume(request: AudienceRequest, slug: str, bulk_id: UUID) -> HttpResponse:
    """Go on with a run that was stopped or could not go on."""
    resume_run(actor=request.actor, run_id=bulk_id, now=clock.now())
    return go(request, "run", bulk_id)


@require_POST
def retry(request: AudienceRequest, slug: str, bulk_id: UUID) -> HttpResponse:
    """Try again with what the run has left, or with what it left for one reason."""
    codes = request.POST.getlist("code")
    begun = retry_run(actor=request.actor, run_id=bulk_id, codes=codes, now=clock.now())
    _carry_out(request, begun)
    return go(request, "run", begun.id)


@require_POST
def undo(request: AudienceRequest, slug: str, bulk_id: UUID) -> HttpResponse:
    """Take back what the run has done, as far as nothing has moved on since."""
    begun = undo_run(actor=request.actor, run_id=bulk_id, now=clock.now())
    if _carry_out(request, begun):
        return go(request, "run", begun.id)
    return HttpResponseRedirect(
        tell_ended(request, begun.id, here(request, LISTED[begun.list]) + begun.query)
    )


def _carry_out(request: AudienceRequest, begun: BulkRun) -> bool:
    """Take a short run to its end; leave a long one to the worker and tell that it waits."""
    if begun.total > AT_ONCE:
        put_on_queue(actor=request.actor, run_id=begun.id, now=clock.now())
        return True
    run_through(request.actor, request.workspace, begun.id)
    return False


def tell_ended(request: AudienceRequest, run_id: UUID, back: str) -> str:
    """Say in a toast how a short run ended, with Undo where there is one; return where to go."""
    card = run_card(request.actor, run_id)
    groups = left_groups(request.actor, card)
    codes = [group.code for group in groups for _one in range(group.count)]
    if not card.total:
        toast(request, _("Nothing fits any more."), failed=True)
        return back
    undo_url = (
        here(request, "run-undo", run_id) if move_of(card.list, card.move).inverse and card.done else ""
    )
    more = (_("Why, and try again"), here(request, "run", run_id)) if codes else None
    toast(request, _said(card, codes), undo=undo_url, failed=not card.done, more=more)
    return back


def _said(card: RunCard, codes: list[str]) -> str:
    if card.list == "orders":
        return said(card.move, card.done, codes)
    told = [_done_tasks(card)]
    if codes:
        rest = ngettext("%(n)d task stays: %(why)s.", "%(n)d tasks stay: %(why)s.", len(codes))
        told.append(rest % {"n": len(codes), "why": why_left(codes)})
    return " ".join(told if card.done or not codes else told[1:])


def _done_tasks(card: RunCard) -> str:
    if card.move == "remind":
        words = ngettext("Reminded of %(n)d task.", "Reminded of %(n)d tasks.", card.done)
    elif card.move == "unassign":
        words = ngettext(
            "%(n)d task is back where it was.", "%(n)d tasks are back where they were.", card.done
        )
    else:
        words = ngettext(
            "%(n)d task is with the supplier now.", "%(n)d tasks are with the supplier now.", card.done
        )
    return words % {"n": card.done}
