"""First steps: demo data, an order tried from both sides, and the list of what is left to set up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.permissions import SETTINGS
from orderloom.intake.models import CustomerOrder
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.portals.commands.start import NobodyMakes, dismiss_start, try_order
from orderloom.portals.demo.removal import remove_demo
from orderloom.portals.merchant.order_words import shown_status
from orderloom.portals.merchant.setup_pages import go, here, page
from orderloom.portals.queries.start import STEPS, demo_counts, start_progress
from orderloom.portals.supplier.cards import Card, answer_words, card_of
from orderloom.portals.supplier.queries import Merchant
from orderloom.production.commands.answer import accept_task
from orderloom.production.commands.make import complete_task, finish_task
from orderloom.production.models import OrderTask
from orderloom.shipping.commands.ship_task import Parcel, ship_task
from orderloom.shipping.states import NoTracking
from orderloom.ui.toast import toast

PROMISE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the list: what to do, why, where, and whether it is done."""

    code: str
    title: str
    text: str
    label: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class StartList:
    """The list of first steps as Today shows it."""

    steps: list[StepLine]
    done: int
    total: int
    may_dismiss: bool


def start_list(request: AudienceRequest) -> StartList | None:
    """Return the list while something is left to do and nobody has put it away."""
    progress = start_progress(request.actor)
    if progress is None or not progress.is_open:
        return None
    lines = [
        StepLine(code, title, text, label, here(request, *way), code in progress.done)
        for code, title, text, label, way in _steps()
    ]
    return StartList(lines, len(progress.done), len(STEPS), request.actor.can(SETTINGS))


def _steps() -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    return [
        (
            "supplier", _("Add a supplier"), _("Who makes and ships, and what."),
            _("Add supplier"), ("supplier-new",),
        ),
        (
            "orders", _("Bring in orders"), _("From a file, a shop’s export, or typed in."),
            _("Import orders"), ("imports",),
        ),
        (
            "rule", _("Publish the rule"), _("Whose turn it is, and how codes are made."),
            _("Open automations"), ("automation",),
        ),
        (
            "trial", _("Try an order"), _("See it as you and as the supplier, side by side."),
            _("Try an order"), ("start-try",),
        ),
        (
            "brand", _("Make it yours"), _("Your logo and your colour."),
            _("Choose logo and colour"), ("settings-brand",),
        ),
        (
            "team", _("Invite the team"), _("Each with the role that fits."),
            _("Add member"), ("settings-members",),
        ),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoNote:
    """What of the workspace is demo data, in words, and whether the reader may remove it."""

    text: str
    may_remove: bool


def demo_note(request: AudienceRequest) -> DemoNote | None:
    """Return what of the workspace is demo data, or None when nothing is."""
    counts = demo_counts(request.actor)
    if not counts:
        return None
    orders, suppliers = counts.get("order", 0), counts.get("supplier", 0)
    told = _("%(orders)s and %(suppliers)s are made up. Nobody is told of them.") % {
        "orders": ngettext("%(n)d order", "%(n)d orders", orders) % {"n": orders},
        "suppliers": ngettext("%(n)d supplier", "%(n)d suppliers", suppliers) % {"n": suppliers},
    }
    return DemoNote(told, request.actor.can(SETTINGS))


@require_POST
def demo_remove(request: AudienceRequest, slug: str) -> HttpResponse:
    """Remove the demo data."""
    done = remove_demo(actor=request.actor, now=clock.now())
    gone = ngettext("%(n)d demo order removed.", "%(n)d demo orders removed.", done.orders) % {
        "n": done.orders
    }
    kept = _(", ").join(done.kept[:5])
    toast(request, f"{gone} {_('Kept, since you use it: %(names)s.') % {'names': kept}}" if kept else gone)
    return go(request, "today")


@require_POST
def dismiss(request: AudienceRequest, slug: str) -> HttpResponse:
    """Put the list away."""
    dismiss_start(actor=request.actor, now=clock.now())
    toast(request, _("The list of first steps is put away."))
    return go(request, "today")


@require_http_methods(["GET", "POST"])
def trial(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show the tried order beside its supplier's phone, or begin one."""
    if request.method == "POST":
        try:
            try_order(actor=request.actor, now=clock.now())
        except NobodyMakes as refused:
            toast(request, str(refused), failed=True)
        return go(request, "start-try")
    order, task = _trial(request.actor)
    facts: dict[str, object] = {"order": order, "task": task, "may": request.actor.can("intake.purchase")}
    if order is not None:
        facts["stage"] = shown_status(order.stage, held=order.held)
    if task is not None:
        facts["phone_url"] = here(request, "start-phone")
    return page(request, "start_try", facts)


def _trial(actor: Actor) -> tuple[CustomerOrder | None, OrderTask | None]:
    progress = start_progress(actor)
    order_id = progress.trial_order_id if progress else None
    if order_id is None:
        return None, None
    order = CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id=order_id).first()
    tasks = OrderTask.objects.filter(workspace_id=actor.workspace_id, order_id=order_id)
    return order, tasks.select_related("supplier").order_by("number").first()


def _ship(actor: Actor, task_id: UUID) -> object:
    parcel = Parcel("other", no_tracking_reason=NoTracking.HAND_DELIVERED.value)
    return ship_task(actor=actor, task_id=task_id, parcel=parcel, now=clock.now())


MOVES: dict[str, Callable[[Actor, UUID], object]] = {
    "accept": lambda actor, task_id: accept_task(
        actor=actor, task_id=task_id, promised=(clock.now() + PROMISE).date(), now=clock.now()
    ),
    "finish": lambda actor, task_id: finish_task(actor=actor, task_id=task_id, now=clock.now()),
    "ship": _ship,
    "complete": lambda actor, task_id: complete_task(actor=actor, task_id=task_id, now=clock.now()),
}


@require_http_methods(["GET", "POST"])
def phone(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show the tried task as its supplier sees it; what is tapped is answered for the supplier, by name."""
    _order, task = _trial(request.actor)
    if task is None:
        raise NotFound
    if request.method == "POST":
        move = MOVES.get(request.POST.get("move", ""))
        if move is not None:
            move(request.actor, task.id)
        return _framed(go(request, "start-phone"))
    here_is = request.workspace
    merchant = Merchant(here_is.id, here_is.name, here_is.zone, here_is.language)
    card = card_of(task, {here_is.id: merchant})
    answer, tone = answer_words(card.respond_by, clock.now())
    facts = {
        "slug": slug,
        "task": card,
        "answer": answer,
        "answer_tone": tone,
        "move": _move(card),
        "nav": (),
        "live_url": "",  # it stands in a page that has both
    }
    return _framed(render(request, "portals/merchant/start_phone.html", facts))


def _move(card: Card) -> tuple[str, str, str] | None:
    """Return the next tap: its name, its words and its icon."""
    if card.is_new:
        return "accept", _("Accept"), "check"
    if card.is_making:
        return "finish", _("Finished"), "check"
    if card.may_ship:
        return "ship", _("Ship"), "truck-delivery"
    return ("complete", _("Mark done"), "circle-check") if card.may_end else None


def _framed(answer: HttpResponse) -> HttpResponse:
    """Let our own page, and no other, show the answer in a frame."""
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data: https:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'self'; base-uri 'none'"
    )
    return answer
