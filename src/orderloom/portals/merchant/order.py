"""The page of one order."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderloom.cases.kinds import CaseKind
from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.permissions import EDIT
from orderloom.intake.queries.order_detail import LineCard, OrderDetail
from orderloom.kernel import clock
from orderloom.portals.lists.listing import sort_of
from orderloom.portals.lists.page import reader_of
from orderloom.portals.merchant.case_ways import Way, way_of
from orderloom.portals.merchant.category_fields import category_choices
from orderloom.portals.merchant.order_filters import asked_of
from orderloom.portals.merchant.order_listing import ORDERS
from orderloom.portals.merchant.order_questions import AssignForm, OrderOwnersForm
from orderloom.portals.merchant.order_review import review_facts
from orderloom.portals.merchant.order_story import ball, is_asked, steps
from orderloom.portals.merchant.order_talk import talk_of
from orderloom.portals.merchant.order_words import (
    PAYMENT_LOOKS,
    PAYMENTS,
    address_words,
    exception_words,
    refusal_words,
    shown_status,
)
from orderloom.portals.merchant.proposals import talks_on
from orderloom.portals.merchant.setup_pages import page
from orderloom.portals.merchant.task_moves import moves_of
from orderloom.portals.queries.in_charge import in_charge_of
from orderloom.portals.queries.order_page import OrderPage, order_page
from orderloom.portals.queries.order_place import place_of
from orderloom.portals.supplier.cards import NO_NUMBER, REASONS
from orderloom.production.permissions import ANSWER
from orderloom.shipping.carriers.recognition import CARRIERS
from orderloom.shipping.queries.parcels import may_void
from orderloom.ui.money import money_words

SOLVED_ELSEWHERE = (CaseKind.NO_CATEGORY, CaseKind.NO_SUPPLIER, CaseKind.ALL_DECLINED, CaseKind.SKU_SCRIPT)


@require_GET
def order(request: AudienceRequest, slug: str, order_id: UUID) -> HttpResponse:
    """Show one order, with its neighbours in the list that the address tells."""
    facts, asked = facts_of(request, order_id), asked_of(request.GET)
    one = facts["one"]
    assert isinstance(one, OrderDetail)
    rows = ORDERS.narrowed(reader_of(request), asked)
    sort, descending = sort_of(ORDERS, asked)
    near = place_of(request.actor, rows, sort, one, descending=descending)
    return page(request, "order", {**facts, "near": near, "query": asked.query()})


def facts_of(
    request: AudienceRequest,
    order_id: UUID,
    *,
    assign_form: AssignForm | None = None,
    task_id: UUID | None = None,
) -> dict[str, object]:
    """Return what the page shows; `assign_form` is the refused one of the task, to be shown again."""
    found = order_page(request.actor, order_id)
    one = found.order
    suppliers = {task.id: task.supplier for task in found.tasks}
    talked = any(event.kind.startswith("Change") for event in found.events) or any(
        task.talk_turn for task in found.tasks
    )
    talks = talks_on(request, list(suppliers), suppliers) if talked else {}
    proposals = [(task, one) for task in found.tasks for one in talks.get(task.id, []) if one.is_open]
    tone, glyph = PAYMENT_LOOKS.get(one.payment, ("idle", "draft"))
    return {
        "found": found,
        "one": one,
        "status_code": shown_status(one.stage, one.held),
        "flag": exception_words(one.exception),
        "steps": steps(found),
        "ball": ball(found),
        "asks": is_asked(found) and bool(proposals),  # the proposal itself says who has the ball
        "way": _way(request, found),
        "in_charge": in_charge_of(request.actor, one, found.people, found.tree),
        "blocked": refusal_words(one.blocked_by) if one.blocked_by else "",
        "cards": [
            _card(request, found, place, assign_form, task_id)
            | {"talks": talks.get(found.tasks[place].id, [])}
            for place in range(len(found.tasks))
        ],
        "proposals": proposals,
        "parcels": _parcels(request, found),
        "money": _money(found),
        "payment": (tone, glyph, PAYMENTS.get(one.payment, one.payment)),
        "address": address_words(one),
        **talk_of(request, found),
        **review_facts(request, one),
        "categories": category_choices(list(found.tree.nodes.values())),
        "owners_form": OrderOwnersForm(
            people=found.people, initial={"people": [str(owner.id) for owner in one.owners]}
        ),
        "may_edit": request.actor.can(EDIT),
        "may_remind": request.actor.can(ANSWER),
        "bare_lines": [
            (line, _asked(line.personalisation), _sold(found, line), _category(found, line))
            for line in found.bare_lines
        ],
    }


def _way(request: AudienceRequest, found: OrderPage) -> Way | None:
    """Return the step that solves what the order was stopped for, where a case knows one."""
    code = found.order.exception
    case = next((one for one in found.cases if one.kind == code and one.kind in SOLVED_ELSEWHERE), None)
    return way_of(request, case) if case else None


def _card(
    request: AudienceRequest,
    found: OrderPage,
    place: int,
    refused: AssignForm | None,
    refused_id: UUID | None,
) -> dict[str, object]:
    task = found.tasks[place]
    own = refused if refused is not None and refused_id == task.id else None
    form = own or AssignForm(
        tree=found.tree, category_id=task.category_id, auto_id=f"assign_{task.number}_%s"
    )
    line = task.line
    return {
        "task": task,
        "line": line,
        "asked": _asked(line.personalisation) if line else [],
        "sold": _sold(found, line) if line else ("", ""),
        "category": _category(found, line) if line else "",
        "form": form if task.may_assign else None,
        "open": own is not None,
        "key": str(task.id),
        "moves": moves_of(request, found.order.id, task.id, task.status),
        "attempts": [(one, _answer(one.reason, one.reason_text)) for one in task.attempts],
        "left_out": {"paused": _("paused"), "declined": _("declined")},
    }


def _answer(reason: str, text: str) -> str:
    return ": ".join(part for part in (str(REASONS.get(reason, reason)), text) if part)


def _asked(pieces: tuple[tuple[str, str, str], ...]) -> list[tuple[str, str, bool]]:
    """Return label and value of each piece as written, and whether the value is an address to open.

    The platform's own text is shown only when nothing was split off it.
    """
    split = [piece for piece in pieces if piece[2] != "source"] or list(pieces)
    return [(label, value, value.startswith(("https://", "http://"))) for label, value, _kind in split]


def _sold(found: OrderPage, line: LineCard) -> tuple[str, str]:
    """Return what the line was sold for and, where that is not the same, what one piece was."""
    price = line.unit_price
    if price is None:
        return "", ""
    one = money_words(price, found.order.currency) if line.quantity > 1 else ""
    return money_words(price * line.quantity, found.order.currency), one


def _category(found: OrderPage, line: LineCard) -> str:
    """Return the line's category in the reader's language."""
    return found.tree.shown_path(line.category_id, get_language() or "en") if line.category_id else ""


def _parcels(request: AudienceRequest, found: OrderPage) -> list[dict[str, object]]:
    now, may = clock.now(), request.actor.can(ANSWER)
    chinese = (get_language() or "").startswith("zh")
    return [
        {
            "parcel": parcel,
            "task": task,
            "carrier": (parcel.carrier_name_zh if chinese else parcel.carrier_name)
            if parcel.carrier in CARRIERS
            else parcel.carrier,
            "no_number": NO_NUMBER.get(parcel.no_tracking_reason, ""),
            "void_id": f"void-{parcel.id}",
            "may_void": may and may_void(parcel, task.status, now),
        }
        for task in found.tasks
        for parcel in task.parcels
    ]


def _money(found: OrderPage) -> dict[str, object]:
    one = found.order
    amounts = (
        (_("Goods"), one.goods_total),
        (_("Shipping"), one.shipping_total),
        (_("Tax"), one.tax_total),
        (_("Discount"), one.discount_total),
    )
    rows = [(label, money_words(value, one.currency)) for label, value in amounts if value is not None]
    total = (_("Total"), money_words(one.total, one.currency)) if one.total is not None else None
    return {"rows": rows, "total": total}
