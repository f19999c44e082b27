"""Take back parcels that were entered by mistake: one on its order's page, or all of one go of the tracking page."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import NotFound, Refusal
from orderloom.portals.merchant.setup_pages import go, here
from orderloom.shipping.commands.void_parcel import void_parcel, void_parcels
from orderloom.shipping.queries.parcels import newest_parcel, parcels_shipped_at
from orderloom.ui.toast import toast

BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@require_POST
def void(request: AudienceRequest, slug: str, order_id: UUID, shipment_id: UUID) -> HttpResponse:
    """Take one parcel back. Raises NotFound, NotAllowed."""
    try:
        void_parcel(actor=request.actor, parcel_id=shipment_id, now=clock.now())
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        toast(request, str(refusal), failed=True)
    else:
        toast(request, _("The parcel is taken back."))
    return go(request, "order", order_id)


@require_POST
def void_all(request: AudienceRequest, slug: str, moment: int) -> HttpResponse:
    """Take back the parcels that were entered at this moment; where there are none, nothing changes.

    Raises NotFound (no moment), NotAllowed.
    """
    ids = parcels_shipped_at(request.actor, _at(moment))
    voided = void_parcels(actor=request.actor, parcel_ids=ids, now=clock.now())
    done, left = len(voided.done), len(voided.refused)
    told = [ngettext("%(n)d parcel is taken back.", "%(n)d parcels are taken back.", done) % {"n": done}]
    for refusal in list(voided.refused.values())[:1]:
        rest = ngettext("%(n)d parcel stays: %(why)s", "%(n)d parcels stay: %(why)s", left)
        told.append(rest % {"n": left, "why": str(refusal)})
    toast(request, " ".join(told if done or not left else told[1:]), failed=not done)
    return go(request, "track")


def _at(moment: int) -> datetime:
    try:
        return BEGIN + moment * MICROSECOND
    except OverflowError as wrong:
        raise NotFound from wrong


def undo_all(request: AudienceRequest, at: datetime) -> str:
    """Return the address that takes back what was entered at the moment."""
    return here(request, "track-undo", (at - BEGIN) // MICROSECOND)


def undo_newest(request: AudienceRequest, order_id: UUID, task_id: UUID) -> str:
    """Return the address that takes the task's newest parcel back."""
    parcel_id = newest_parcel(request.actor, task_id)
    return here(request, "parcel-void", order_id, parcel_id) if parcel_id else ""
