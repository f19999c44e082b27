"""Entering an order by hand, and changing one."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderloom.catalog.queries import nodes_of
from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.canonical import Buyer, LineDoc, OrderDoc, Totals
from orderloom.intake.commands.edit_order import edit_order
from orderloom.intake.commands.orders import create_order
from orderloom.intake.field_merge import joined_seen, read_seen
from orderloom.intake.permissions import EDIT
from orderloom.intake.queries.order_detail import OrderDetail, order_detail
from orderloom.intake.queries.stores import store_rows
from orderloom.kernel import clock
from orderloom.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from orderloom.portals.merchant.category_fields import category_choices
from orderloom.portals.merchant.cell_words import Dispute, Known, disputes
from orderloom.portals.merchant.order_forms import EditForm, LineForm, OrderForm, columns_of, plain
from orderloom.portals.merchant.setup_pages import carry_out, go, here, page, put_on, redraw
from orderloom.portals.merchant.undo_links import undo_what_was_done
from orderloom.ui.toast import toast

MOST_LINES = 5
if TYPE_CHECKING:
    Lines = BaseFormSet[LineForm]


@require_http_methods(["GET", "POST"])
def new_order(request: AudienceRequest, slug: str) -> HttpResponse:
    """Enter an order by hand. Raises NotAllowed."""
    request.actor.require(EDIT)
    data = request.POST if request.method == "POST" else None
    form = OrderForm(data, stores=[(str(one.id), one.name) for one in store_rows(request.actor)])
    lines = _lines(request, data)
    facts = {"form": form, "lines": lines, "cancel_url": here(request, "orders")}
    if data is None:
        return page(request, "order_new", facts)
    if form.is_valid() & lines.is_valid():
        created = carry_out(form, lambda: _create(request, form, lines))
        if created is not None:
            toast(request, _("SO-%(n)d is entered.") % {"n": created.number})
            return go(request, "order", created.order_id)
    return redraw(request, "order_new", facts)


def _lines(request: AudienceRequest, data: Any) -> "Lines":
    shape = formset_factory(
        LineForm,
        extra=MOST_LINES - 1,
        min_num=1,
        validate_min=True,
        max_num=MOST_LINES,
        absolute_max=MOST_LINES,
        validate_max=True,
    )
    nodes = nodes_of(request.workspace.id)
    shown = dict(category_choices(nodes))
    choices = [("", _("By the rules")), *((node.path, shown[str(node.id)]) for node in nodes)]
    formset: Lines = shape(data, prefix="line", form_kwargs={"categories": choices})
    for first in formset.forms[:1]:  # none when the count of forms was tampered with
        first.empty_permitted = False  # an order has at least one line
    return formset


def _create(request: AudienceRequest, form: OrderForm, lines: "Lines") -> Any:
    doc = _doc(form, [one.cleaned_data for one in lines.forms if one.cleaned_data], clock.now())
    store_id = UUID(form.cleaned_data["store"])
    return create_order(actor=request.actor, store_id=store_id, doc=doc, now=clock.now())


def _doc(form: OrderForm, lines: list[dict[str, Any]], now: datetime) -> OrderDoc:
    told = form.cleaned_data
    prices = [line["unit_price"] * line["quantity"] for line in lines if line["unit_price"] is not None]
    goods = sum(prices, Decimal(0)) if len(prices) == len(lines) else None
    return OrderDoc(
        external_id=told["number"],
        number=told["number"],
        state="ready",
        placed_at=now,
        paid=told["paid"],
        currency=told["currency"].upper() or None,
        totals=Totals(goods=goods, total=goods),
        buyer=Buyer(name=told["buyer_name"], email=told["buyer_email"] or None),
        ship_to=form.address(),
        note=plain(told["note"]),
        lines=tuple(_line(place, line) for place, line in enumerate(lines, start=1)),
    )


def _line(place: int, told: dict[str, Any]) -> LineDoc:
    text = plain(told["personalisation"])
    return LineDoc(
        ref=str(place),
        quantity=told["quantity"],
        sku=told["sku"],
        title=told["title"],
        variant=told["variant"],
        unit_price=told["unit_price"],
        category_hint=told["category"],
        personalisation=((_("Personalisation"), text, "text"),) if text.strip() else (),
    )


@require_http_methods(["GET", "POST"])
def edit(request: AudienceRequest, slug: str, order_id: UUID) -> HttpResponse:
    """Change where the order goes, by when, and what is noted. Raises NotAllowed, NotFound."""
    request.actor.require(EDIT)
    one, zone = order_detail(request.actor, order_id), request.workspace.zone
    values = EditForm.values_of(one, zone)
    data = _decided(request.POST, values) if request.method == "POST" else None
    form = EditForm(data, initial=values)
    facts = {"form": form, "one": one, "cancel_url": here(request, "order", order_id)}
    if data is None:
        return page(request, "order_edit", facts)
    if form.is_valid():
        now = clock.now()
        try:
            _save(request, one, form, now)
        except Conflict as conflict:
            return _conflict(request, one, form, data, conflict)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            toast(request, _("Saved."), undo=undo_what_was_done(request, order_id, now))
            return go(request, "order", order_id)
    return redraw(request, "order_edit", facts)


def _decided(posted: QueryDict, values: dict[str, Any]) -> QueryDict:
    """Return what was sent after a dispute was decided: `theirs` or `mine` names the field, "all" means every one.

    Whoever decides has seen what `now` holds; their value takes the place of the typed one.
    """
    data, now = posted.copy(), read_seen(posted.get("now", ""))
    theirs, mine = posted.get("theirs", ""), posted.get("mine", "")
    if theirs in values:
        data[theirs] = "" if values[theirs] is None else str(values[theirs])
    settled = now if mine == "all" else {one: now[one] for one in columns_of(theirs or mine) if one in now}
    data["seen"] = joined_seen(read_seen(posted.get("seen", "")) | settled)
    return data


def _save(request: AudienceRequest, one: OrderDetail, form: EditForm, now: datetime) -> None:
    with transaction.atomic():  # what it did before a refusal is undone
        edit_order(
            actor=request.actor,
            order_id=one.id,
            edit=form.edit(request.workspace.zone, one),
            seen=read_seen(form.cleaned_data["seen"]),
            now=now,
        )


def _conflict(
    request: AudienceRequest, one: OrderDetail, form: EditForm, sent: QueryDict, conflict: Conflict
) -> HttpResponse:
    """Keep what was typed, say of each disputed field who was first, and let the person decide."""
    values = EditForm.values_of(one, request.workspace.zone)
    clashes = conflict.facts.get("clashes", ())
    found = disputes(clashes, Known(request.workspace.zone))
    data = form.on_top_of(sent, values, [clash.field for clash in clashes])
    facts = {
        "form": EditForm(data, initial=values),
        "one": one,
        "both": [(dispute, _control(dispute), data.get(_control(dispute), "")) for dispute in found],
        "now": values["seen"],
        "cancel_url": here(request, "order", one.id),
    }
    return page(request, "order_edit", facts, status=Conflict.status)


def _control(dispute: Dispute) -> str:
    """Return the field of this form that a dispute is about; a cell has but one."""
    if dispute.control != "value":
        return dispute.control
    return dispute.marks.partition(":")[0]
