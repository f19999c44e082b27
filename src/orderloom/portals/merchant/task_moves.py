"""What staff do with a task in its supplier's place: the timeline names them. Every move comes from the machine."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.portals.merchant.parcel_undo import undo_newest
from orderloom.portals.merchant.setup_pages import carry_out, go, here, page, redraw
from orderloom.portals.supplier.carriers import carrier_part
from orderloom.portals.supplier.forms import DayInput, RefuseForm
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.commands.make import (
    cancel_task,
    complete_task,
    deliver_task,
    finish_task,
    start_task,
)
from orderloom.production.models import OrderTask
from orderloom.production.queries.tasks import visible_task
from orderloom.production.states import TASK, DeclineReason, TaskStatus
from orderloom.shipping.carriers.recognition import CARRIERS, LONGEST
from orderloom.shipping.commands.ship_task import Parcel, ship_task
from orderloom.ui.toast import toast

Told = dict[str, Any]
Words = str | Promise


class PromiseForm(forms.Form):
    """The day on which the supplier says it will leave."""

    promised = forms.DateField(label=gettext_lazy("Promised day"), widget=DayInput)


class ParcelForm(forms.Form):
    """A parcel with its number; the carrier is read from it unless one is chosen."""

    tracking_number = forms.CharField(label=gettext_lazy("Tracking number"), max_length=4 * LONGEST)
    carrier = forms.ChoiceField(
        label=gettext_lazy("Carrier"), required=False, help_text=gettext_lazy("Blank: read from the number.")
    )
    quantity = forms.IntegerField(label=gettext_lazy("Pieces in this parcel"), min_value=1)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = get_language() or "en"
        names = sorted((one.name(language), code) for code, one in CARRIERS.items())
        self.fields["carrier"].choices = [("", ""), *((code, name) for name, code in names)]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)


@dataclass(frozen=True, slots=True)
class TaskMove:
    """A move as the page offers it: its words, its icon, what it asks (nothing: it is done at once), what it does."""

    label: Words
    icon: str
    act: Callable[[Actor, UUID, Told, datetime], object]
    form: type[forms.Form] | None = None
    danger: bool = False


def _ship(actor: Actor, task_id: UUID, told: Told, now: datetime) -> object:
    number = told["tracking_number"].strip()
    code = told["carrier"] or carrier_part(number).chosen
    if not code:
        raise Invalid(fields={"carrier": _("Choose the carrier: the number does not tell which it is.")})
    parcel = Parcel(carrier=code, tracking_number=number, quantity=told["quantity"])
    return ship_task(actor=actor, task_id=task_id, parcel=parcel, now=now)


def _decline(actor: Actor, task_id: UUID, told: Told, now: datetime) -> object:
    reason = DeclineReason(told["reason"])
    return decline_task(actor=actor, task_id=task_id, reason=reason, text=told["text"], now=now)


MOVES = {
    "accept": TaskMove(
        gettext_lazy("Accept for the supplier"),
        "check",
        lambda actor, task_id, told, now: accept_task(
            actor=actor, task_id=task_id, promised=told["promised"], now=now
        ),
        PromiseForm,
    ),
    "decline": TaskMove(gettext_lazy("Refuse for the supplier"), "x", _decline, RefuseForm),
    "start": TaskMove(
        gettext_lazy("It is being made"),
        "building-factory-2",
        lambda actor, task_id, told, now: start_task(actor=actor, task_id=task_id, now=now),
    ),
    "finish": TaskMove(
        gettext_lazy("All pieces are made"),
        "package",
        lambda actor, task_id, told, now: finish_task(actor=actor, task_id=task_id, now=now),
    ),
    "ship": TaskMove(gettext_lazy("Add tracking number"), "truck-delivery", _ship, ParcelForm),
    "deliver": TaskMove(
        gettext_lazy("The customer has it"),
        "home",
        lambda actor, task_id, told, now: deliver_task(actor=actor, task_id=task_id, now=now),
    ),
    "complete": TaskMove(
        gettext_lazy("Mark as done"),
        "circle-check",
        lambda actor, task_id, told, now: complete_task(actor=actor, task_id=task_id, now=now),
    ),
    "cancel": TaskMove(
        gettext_lazy("Cancel task"),
        "x",
        lambda actor, task_id, told, now: cancel_task(
            actor=actor, task_id=task_id, reason=told["reason"], now=now
        ),
        ReasonForm,
        danger=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A move that may be made now, with its address."""

    move: TaskMove
    url: str

    @property
    def post(self) -> bool:
        """Tell whether it is done at once."""
        return self.move.form is None


def moves_of(request: AudienceRequest, order_id: UUID, task_id: UUID, status: str) -> list[Offered]:
    """Return what the reader may do with the task now."""
    names = TASK.allowed(request.actor, TaskStatus(status))
    return [
        Offered(MOVES[name], here(request, "task-move", order_id, task_id, name))
        for name in MOVES
        if name in names
    ]


@require_http_methods(["GET", "POST"])
def task_move(request: AudienceRequest, slug: str, order_id: UUID, task_id: UUID, name: str) -> HttpResponse:
    """Ask what the move needs to know, and make it. Raises NotFound, NotAllowed, IllegalMove."""
    task, move = visible_task(request.actor, task_id), MOVES.get(name)
    if move is None or task.order_id != order_id:
        raise NotFound
    TASK.after(request.actor, name, TaskStatus(task.status))
    if move.form is None:
        if request.method == "GET":
            raise NotFound
        move.act(request.actor, task_id, {}, clock.now())
        return _done(request, order_id, task)
    form = move.form(request.POST if request.method == "POST" else None, initial=_initial(task))
    if form.is_valid():
        told = form.cleaned_data
        made = carry_out(form, lambda: (move.act(request.actor, task_id, told, clock.now()),))
        if made is not None:
            undo = undo_newest(request, order_id, task_id) if name == "ship" else ""
            return _done(request, order_id, task, undo)
    facts = {"form": form, "task": task, "move": move, "cancel_url": here(request, "order", order_id)}
    return redraw(request, "task_step", facts) if form.is_bound else page(request, "task_step", facts)


def _done(request: AudienceRequest, order_id: UUID, task: OrderTask, undo: str = "") -> HttpResponse:
    toast(request, _("T-%(n)d is up to date.") % {"n": task.number}, undo=undo)
    return go(request, "order", order_id)


def _initial(task: OrderTask) -> dict[str, object]:
    return {"promised": task.requested_date, "quantity": task.quantity - task.shipped}
