"""Review on the page of an order: its reasons, splitting its lines, shipping it together with others."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.ship_together import dissolve_group, ship_apart, ship_together
from orderloom.intake.commands.split_line import join_lines, split_line, stem
from orderloom.intake.permissions import BLOCK, EDIT
from orderloom.intake.queries.findings import open_findings
from orderloom.intake.queries.order_detail import OrderDetail
from orderloom.intake.queries.together import UNSHIPPED, OrderBeside, could_join, group_of, suggested
from orderloom.intake.review.kinds import ReviewKind, kind_of
from orderloom.intake.rules import UNBOUGHT
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from orderloom.portals.merchant.order_words import shown_status
from orderloom.portals.merchant.review_words import Reason, reason_of
from orderloom.portals.merchant.setup_pages import go, here, page
from orderloom.ui.toast import toast


@dataclass(frozen=True, slots=True)
class Mend:
    """A reason with the button that solves it: its words and where it leads; blank when only approving does."""

    reason: Reason
    label: str = ""
    url: str = ""


def review_facts(request: AudienceRequest, order: OrderDetail) -> dict[str, object]:
    """Return what the order's page shows of review, of splitting and of shipping together."""
    actor = request.actor
    cards = open_findings(actor, [order.id])[order.id] if kind_of(order.exception) else []
    is_open = order.stage in UNSHIPPED
    group = group_of(actor, order.id) if order.group_id else None
    refs = {line.ref for line in order.lines}
    may_split = actor.can(EDIT) and order.status in UNBOUGHT
    parted = {line.ref for line in order.lines if stem(line.ref) != line.ref and stem(line.ref) in refs}
    return {
        "block_url": _block_url(request, order),
        "mends": [_mend(request, order, reason_of(card)) for card in cards],
        "group": group,
        "grouped": _shown(group.orders if group else ()),
        "beside": _shown(could_join(actor, order.id) if is_open and group is None else ()),
        "may_split": may_split,
        "asked_split": request.GET.get("split", ""),
        "asked_parts": request.GET.get("parts", "")[:200],
        "splits": [line for line in order.lines if may_split and line.quantity > 1],
        "parted": {
            line.id for line in order.lines if {line.ref, stem(line.ref)} & {*parted, *map(stem, parted)}
        },
    }


def _block_url(request: AudienceRequest, order: OrderDetail) -> str:
    """Return where the order's buyer is put on the list, known by the mail where there is one; blank: not by you."""
    by, value = ("email", order.buyer_email) if order.buyer_email else ("name", order.buyer_name)
    if not value or not request.actor.can(BLOCK):
        return ""
    return f"{here(request, 'settings-review')}?{urlencode({'by': by, 'value': value})}#block"


def _shown(orders: Sequence[OrderBeside]) -> list[tuple[OrderBeside, str]]:
    """Return the orders with the status that lists show of them."""
    return [(one, shown_status(one.stage, one.held)) for one in orders]


def _mend(request: AudienceRequest, order: OrderDetail, reason: Reason) -> Mend:
    if reason.kind == ReviewKind.ADDRESS and "edit" in order.moves:
        return Mend(reason, _("Edit address"), here(request, "order-edit", order.id))
    if reason.kind == ReviewKind.UNMAPPED and "edit" in order.moves:
        return Mend(reason, _("Choose category"), "#bare")
    if reason.kind == ReviewKind.DUPLICATE:
        other = UUID(reason.params["order_id"])
        label = _("Open SO-%(n)d") % {"n": reason.params["number"]}
        return Mend(reason, label, here(request, "order", other))
    if reason.kind == ReviewKind.BLOCKED:
        return Mend(reason, _("See the list"), f"{here(request, 'settings-review')}#blocked")
    return Mend(reason)


@require_POST
def split(request: AudienceRequest, slug: str, order_id: UUID, line_id: UUID) -> HttpResponse:
    """Split a line into the parts that were typed. Raises NotAllowed, NotFound."""
    quantities = [int(number) for number in re.findall(r"\d{1,9}", request.POST.get("parts", ""))]

    def act() -> str:
        done = split_line(
            actor=request.actor, order_id=order_id, line_id=line_id, quantities=quantities, now=clock.now()
        )
        return _("The line is %(n)d lines now.") % {"n": len(done.line_ids)}

    undo, kept = here(request, "line-join", order_id, line_id), request.POST.get("parts", "")[:200]
    return _carried_out(request, order_id, act, undo=undo, kept={"split": str(line_id), "parts": kept})


@require_POST
def join(request: AudienceRequest, slug: str, order_id: UUID, line_id: UUID) -> HttpResponse:
    """Put the parts of a split line together again. Raises NotAllowed, NotFound."""

    def act() -> str:
        join_lines(actor=request.actor, order_id=order_id, line_id=line_id, now=clock.now())
        return _("The parts are one line again.")

    return _carried_out(request, order_id, act)


def _carried_out(
    request: AudienceRequest,
    order_id: UUID,
    act: Callable[[], str],
    *,
    undo: str = "",
    kept: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Do it and say so, or say why not, on the order's page, which then shows what was `kept` of the form."""
    try:
        said = act()
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        toast(request, str(refusal), failed=True)
        at = here(request, "order", order_id)
        return HttpResponseRedirect(f"{at}?{urlencode(kept)}" if kept else at)
    toast(request, said, undo=undo)
    return go(request, "order", order_id)


@require_GET
def together(request: AudienceRequest, slug: str) -> HttpResponse:
    """List orders that could go out in one parcel. Raises NotAllowed."""
    sets = [(orders[0].buyer_name, orders[0].address, _shown(orders)) for orders in suggested(request.actor)]
    return page(request, "together", {"sets": sets, "may": request.actor.can(EDIT)})


@require_POST
def ship_with(request: AudienceRequest, slug: str) -> HttpResponse:
    """Let the orders that were chosen go out in one parcel. Raises NotAllowed, NotFound."""
    ids, back = _ids(request), request.POST.get("back", "")
    try:
        made = ship_together(actor=request.actor, order_ids=ids, now=clock.now())
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        toast(request, str(refusal), failed=True)
    else:
        count = len(made.order_ids)
        words = ngettext("%(n)d order ships together.", "%(n)d orders ship together.", count) % {"n": count}
        toast(request, words, undo=here(request, "group-apart", made.group_id))
    return go(request, "order", ids[0]) if back == "order" else go(request, "orders-together")


def _ids(request: AudienceRequest) -> list[UUID]:
    try:
        ids = [UUID(value) for value in request.POST.getlist("order")]
    except ValueError as wrong:
        raise Invalid(_("There is no such order.")) from wrong
    if not ids:
        raise Invalid(_("Choose orders first."))
    return ids


@require_POST
def apart(request: AudienceRequest, slug: str, order_id: UUID) -> HttpResponse:
    """Let an order go out by itself again. Raises NotAllowed."""
    done = ship_apart(actor=request.actor, order_ids=[order_id], now=clock.now())
    toast(request, _("It ships by itself.") if done else _("It shipped by itself already."))
    return go(request, "order", order_id)


@require_POST
def group_apart(request: AudienceRequest, slug: str, group_id: UUID) -> HttpResponse:
    """Let all orders of a group go out by themselves. Raises NotAllowed, NotFound."""
    done = dissolve_group(actor=request.actor, group_id=group_id, now=clock.now())
    count = len(done)
    toast(
        request,
        ngettext("%(n)d order ships by itself.", "%(n)d orders ship by themselves.", count) % {"n": count},
    )
    return go(request, "orders-together")
