"""Paste a column into a selection of orders: see what each value changes, then confirm."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.edit_order import edit_order
from orderloom.intake.field_merge import read_seen
from orderloom.intake.models import CustomerOrder
from orderloom.intake.permissions import EDIT
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, Refusal
from orderloom.portals.bulk.moves import ORDERS
from orderloom.portals.bulk.selection import query_of
from orderloom.portals.merchant.column_values import (
    KINDS,
    TRACKING,
    Change,
    changes_of,
    guessed,
    orders_in_order,
    values_of,
)
from orderloom.portals.merchant.setup_pages import here, page
from orderloom.portals.merchant.tracking import show_rows
from orderloom.portals.queries.parcel_check import Entry
from orderloom.production.permissions import ANSWER
from orderloom.ui.toast import toast

MOST = 500


@require_POST
def column(request: AudienceRequest, slug: str) -> HttpResponse:
    """Ask for the column, show what it changes, or change it when that was confirmed. Raises NotAllowed, Invalid."""
    told = request.POST
    orders = orders_in_order(request.actor, _ids(told.getlist("order"))[:MOST])
    back = here(request, "orders") + query_of(ORDERS, told)
    if not orders:
        toast(request, _("Choose orders first."), failed=True)
        return HttpResponseRedirect(back)
    values = values_of(told.get("text", ""), len(orders))
    kind = told.get("kind", "") or guessed(values)
    if kind not in KINDS:
        raise Invalid
    facts: dict[str, object] = {
        "orders": orders, "kinds": KINDS.items(), "kind": kind, "text": told.get("text", ""), "back": back,
        "asked": [(name, value) for name, value in told.items() if name not in OURS],
        "spare": max(0, len(values) - len(orders)),
    }  # fmt: skip
    if not any(values):
        return page(request, "column", facts)
    if kind == TRACKING:
        request.actor.require(ANSWER)
        return show_rows(request, [Entry(f"SO-{one.number}", value) for one, value in _told(orders, values)])
    request.actor.require(EDIT)
    changes = changes_of(orders, values, kind, request.workspace.zone, told.getlist("seen"))
    if told.get("step") == "save":
        return _save(request, changes, facts, back)
    facts |= {"changes": changes, "count": sum(one.edit is not None for one in changes)}
    return page(request, "column", facts)


OURS = ("order", "text", "kind", "step", "seen", "move", "csrfmiddlewaretoken")


def _ids(values: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(value) for value in values]
    except ValueError as wrong:
        raise Invalid(_("There is no such order.")) from wrong


def _told(orders: Sequence[CustomerOrder], values: Sequence[str]) -> list[tuple[CustomerOrder, str]]:
    return [(one, value) for one, value in zip(orders, values, strict=False) if value]


def _save(
    request: AudienceRequest, changes: Sequence[Change], facts: dict[str, object], back: str
) -> HttpResponse:
    """Change each order that can be; those that cannot are shown with the reason."""
    now, left, done = clock.now(), [], 0
    for one in changes:
        if one.edit is None:
            left += [(one, one.problem)] if one.problem else []
            continue
        try:
            with transaction.atomic():
                edit_order(
                    actor=request.actor,
                    order_id=one.order_id,
                    edit=one.edit,
                    seen=read_seen(one.seen),
                    now=now,
                )
            done += 1
        except Refusal as refusal:
            left.append((one, str(refusal)))
    words = ngettext("%(n)d order changed.", "%(n)d orders changed.", done) % {"n": done}
    if not left:
        toast(request, words)
        return HttpResponseRedirect(back)
    rest = ngettext("%(n)d stays as it was.", "%(n)d stay as they were.", len(left)) % {"n": len(left)}
    toast(request, f"{words} {rest}", failed=not done)
    return page(request, "column", {**facts, "left": left})
