"""A parcel leaves: the ship sheet, and the carrier that it reads from the number."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import IllegalMove, Invalid, NotFound
from orderloom.portals.supplier.cards import Card
from orderloom.portals.supplier.carriers import CarrierPart, carrier_part
from orderloom.portals.supplier.forms import ShipForm
from orderloom.portals.supplier.frame import WRONG_INPUT, at, draw, to_task
from orderloom.portals.supplier.scan import number_of
from orderloom.portals.supplier.sheets import answered, seen_card, show_sheet
from orderloom.production.queries.tasks import TaskCard
from orderloom.shipping.carriers.recognition import CARRIERS, OTHER, TrackingNumberInvalid
from orderloom.shipping.commands.ship_task import Parcel, ship_task
from orderloom.shipping.commands.void_parcel import NewerParcel, VoidTooLate, void_parcel
from orderloom.shipping.queries.parcels import newest_parcel, visible_parcels
from orderloom.ui.toast import toast

KEPT = ("quantity", "shipped", "attempt", "no_number")


@require_GET
def carrier(request: AudienceRequest) -> HttpResponse:
    """Draw the carrier of the number that is being typed; `instead` is the one that was offered and taken."""
    told = request.GET
    number, instead = told.get("tracking_number", ""), told.get("instead", "")
    part = carrier_part(
        number, chosen=instead or told.get("carrier", ""), recognised=told.get("recognised", "")
    )
    return draw(request, "parts/carrier", {"part": part}, merchants={})


@require_http_methods(["GET", "POST"])
def ship(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Ask for the parcel's number and pieces, and report it. Raises NotFound."""
    task = seen_card(request, task_id)
    if "scan" in request.POST:
        return _scanned(request, task)
    form = ShipForm(request.POST or None, initial=_initial(task))
    refused: list[TrackingNumberInvalid] = []

    def again() -> HttpResponse:
        facts: dict[str, object] = {"form": form, "part": _part(form, refused)}
        if (
            refused and refused[0].suggestion
        ):  # said beside the carrier, where it goes away when that is changed
            form.errors.pop("tracking_number", None)
        return show_sheet(request, task, "ship", facts, status=WRONG_INPUT if form.is_bound else 200)

    def act(told: ShipForm) -> TaskCard:
        try:
            return ship_task(actor=request.actor, task_id=task_id, parcel=_parcel(told), now=clock.now())
        except TrackingNumberInvalid as refusal:
            refused.append(refusal)
            raise

    def said(done: TaskCard) -> str:
        count = form.cleaned_data["quantity"]
        facts = {"task": task.number, "n": count, "merchant": task.merchant}
        words = ngettext(
            "%(task)s: %(n)d piece shipped. %(merchant)s is told.",
            "%(task)s: %(n)d pieces shipped. %(merchant)s is told.",
            count,
        )
        return words % facts

    def undo() -> str:
        """Return where the parcel is taken back; who came by a link has used it up."""
        parcel_id = newest_parcel(request.actor, task_id) if request.actor.link_id is None else None
        return at(request, "void", task_id, parcel_id) if parcel_id else ""

    return again() if request.method == "GET" else answered(request, task, form, act, said, again, undo)


@require_POST
def void(request: AudienceRequest, task_id: UUID, shipment_id: UUID) -> HttpResponse:
    """Take a parcel of the task back that was reported by mistake. Raises NotFound."""
    if not visible_parcels(request.actor).filter(id=shipment_id, task_id=task_id).exists():
        raise NotFound
    try:
        void_parcel(actor=request.actor, parcel_id=shipment_id, now=clock.now())
    except (VoidTooLate, NewerParcel, IllegalMove) as refusal:
        toast(request, str(refusal), failed=True)
    else:
        toast(request, _("The parcel is taken back."))
    return to_task(request, task_id)


def _scanned(request: AudienceRequest, task: Card) -> HttpResponse:
    """Draw the sheet anew with the number on the photo: for browsers that run no script."""
    form = ShipForm(initial={**_initial(task), **{name: request.POST.get(name, "") for name in KEPT}})
    try:
        number = number_of([], request.FILES.get("photo"))
    except Invalid as refusal:
        form.photo_said, number = str(refusal.fields["photo"]), request.POST.get("tracking_number", "")
    form.initial["tracking_number"] = number
    return show_sheet(request, task, "ship", {"form": form, "part": carrier_part(number)})


def _initial(task: Card) -> dict[str, object]:
    return {"attempt": task.attempt, "quantity": task.left, "shipped": task.shipped}


def _parcel(form: ShipForm) -> Parcel:
    told = form.cleaned_data
    number = told["tracking_number"].strip()
    code = told["carrier"] or (carrier_part(number).chosen if number else OTHER.code)
    if number and not code:
        raise Invalid(fields={"carrier": _("Choose the carrier: the number does not tell which it is.")})
    return Parcel(
        carrier=code,
        tracking_number=number,
        no_tracking_reason="" if number else told["no_number"],
        quantity=told["quantity"],
        shipped_before=told["shipped"],
    )


def _part(form: ShipForm, refused: list[TrackingNumberInvalid]) -> CarrierPart:
    """Return the carrier as it is chosen on the form, with the offer to change it when the number was refused."""
    if not form.is_bound:
        return carrier_part("")
    number, chosen = str(form["tracking_number"].value() or ""), str(form["carrier"].value() or "")
    part = carrier_part(number, chosen=chosen)
    if not refused or not refused[0].suggestion:
        return part
    other = CARRIERS[refused[0].suggestion]
    return CarrierPart(
        part.chosen, part.chosen_name, "", part.choices, str(refused[0]), other.code,
        other.name(get_language() or "en"),
    )  # fmt: skip
