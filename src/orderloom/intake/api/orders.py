"""Customer orders over the API."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from orderloom.identity.api_auth import actor_of
from orderloom.intake.api.documents import document
from orderloom.intake.api.order_shapes import (
    Counts,
    Done,
    Ids,
    IdsWithReason,
    LineOut,
    NewOrder,
    NewOrders,
    OrderFiltersIn,
    OrderOut,
    OrderRowOut,
    OwnerOut,
    Receipt,
    Receipts,
    Rejected,
    Taken,
)
from orderloom.intake.commands.orders import Moved, cancel_orders, hold_orders, refusal_of, release_orders
from orderloom.intake.commands.purchasing import Started, confirm_orders, start_purchasing
from orderloom.intake.commands.receive_orders import Received
from orderloom.intake.commands.take_orders import take_orders
from orderloom.intake.queries.order_detail import OrderDetail, order_detail
from orderloom.intake.queries.orders import OrderFilters, OrderRow, order_counts, order_rows, order_state
from orderloom.intake.shapes import Address, pieces
from orderloom.intake.states import OrderStage, OrderStatus
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.wire import Page, Refused, amount

router = Router(tags=["orders"])


@router.get("/orders", response=Page[OrderRowOut], operation_id="listOrders", summary="List orders")
def list_orders(request: HttpRequest, asked: Query[OrderFiltersIn]) -> Page[OrderRowOut]:
    """List the orders, the newest first."""
    filters = OrderFilters(
        text=asked.q,
        store_ids=(asked.store_id,) if asked.store_id else (),
        payments=(asked.payment,) if asked.payment else (),
        waits_on=(asked.waits_on,) if asked.waits_on else (),
        placed_from=asked.placed_from,
        placed_before=asked.placed_before,
        is_held=asked.held,
        has_exception=asked.exception,
    )
    page = order_rows(
        actor_of(request), stage=asked.stage or "", filters=filters, cursor=asked.cursor, limit=asked.limit
    )
    return Page[OrderRowOut](
        items=[OrderRowOut(**_row(row)) for row in page.rows],
        next_cursor=page.next_cursor or None,
    )


def _row(row: OrderRow | OrderDetail) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in OrderRowOut.model_fields}
    return own | {
        "number": f"SO-{row.number}",
        "total": amount(row.total, row.currency),
        "tags": row.tags.splitlines(),
    }


@router.get("/orders/counts", response=Counts, operation_id="countOrders", summary="Count orders by stage")
def counts(request: HttpRequest) -> Counts:
    """Count the orders of each stage, up to 10,001."""
    found = order_counts(actor_of(request))
    return Counts(by_stage=dict(found.by_stage), exceptions=found.exceptions, held=found.held)


@router.get("/orders/{uuid:order_id}", response=OrderOut, operation_id="getOrder", summary="Show an order")
def get_order(request: HttpRequest, order_id: UUID) -> OrderOut:
    """Show one order with its lines."""
    order = order_detail(actor_of(request), order_id)
    plain = OrderOut.model_fields.keys() - OrderRowOut.model_fields.keys() - {"ship_to", "lines"}
    totals = ("goods_total", "shipping_total", "tax_total", "discount_total")
    address = {name: getattr(order, f"ship_{name}") for name in Address.model_fields}
    return OrderOut(
        **{name: getattr(order, name) for name in plain}
        | _row(order)
        | {name: amount(getattr(order, name), order.currency) for name in totals}
        | {
            "ship_to": Address(**{**address, "lines": order.ship_lines.splitlines()}),
            "lines": _lines(order),
            "owners": [OwnerOut.model_validate(owner) for owner in order.owners],
            "moves": list(order.moves),
        }
    )


def _lines(order: OrderDetail) -> list[LineOut]:
    return [
        LineOut(
            **{name: getattr(line, name) for name in LineOut.model_fields}
            | {
                "unit_price": amount(line.unit_price, order.currency),
                "personalisation": pieces(line.personalisation),
            }
        )
        for line in order.lines
    ]


@router.post(
    "/orders",
    response={201: Receipt, 200: Receipt},
    operation_id="createOrder",
    summary="Send an order",
)
def create(request: HttpRequest, body: NewOrder) -> Status[Receipt]:
    """Take in one order: 201 when it is new, 200 when it was known, which updates it if the document is newer.

    With `purchase`, or by the workspace's rule, its tasks are offered to suppliers before the answer comes.
    """
    actor, now = actor_of(request), clock.now()
    taken = take_orders(
        actor=actor,
        store_id=body.store,
        docs=[document(body)],
        purchase=body.purchase,
        now=now,
    )
    for _document, fault in taken.received.rejected:
        raise refusal_of(fault)
    (order_id,) = taken.received.orders.values()
    refused = taken.purchasing.refused if taken.purchasing else {}
    receipt = _receipt(actor, order_id, taken.received, refused)
    return Status(201 if taken.received.created else 200, receipt)


def _receipt(actor: Actor, order_id: UUID, received: Received, refused: Mapping[UUID, str]) -> Receipt:
    result: Literal["created", "updated", "stale", "unchanged"] = "unchanged"
    if received.created or received.updated or received.stale:
        result = "created" if received.created else "updated" if received.updated else "stale"
    number, external_id, status, stage = order_state(actor, order_id)
    return Receipt(
        id=order_id,
        number=f"SO-{number}",
        external_id=external_id,
        result=result,
        status=OrderStatus(status),
        stage=OrderStage(stage),
        refused=refused.get(order_id),
    )


@router.post("/orders/bulk", response=Receipts, operation_id="createOrders", summary="Send many orders")
def create_many(request: HttpRequest, body: NewOrders) -> Receipts:
    """Take in up to 500 orders; the good ones go in, the others come back with what is wrong with them."""
    actor, docs = actor_of(request), [document(order) for order in body.orders]
    taken = take_orders(
        actor=actor,
        store_id=body.store,
        docs=docs,
        purchase=body.purchase,
        now=clock.now(),
    )
    received, purchasing = taken.received, taken.purchasing
    return Receipts(
        created=received.created,
        updated=received.updated,
        unchanged=received.unchanged,
        stale=received.stale,
        lines_created=received.lines_created,
        orders=[Taken(external_id=name, id=order_id) for name, order_id in received.orders.items()],
        rejected=[
            Rejected(
                external_id=doc.external_id,
                field=fault.column,
                value=fault.value,
                code=fault.code,
                reason=fault.reason,
                fix=fault.fix,
            )
            for doc, fault in received.rejected
        ],
        purchasing=len(purchasing.started) if purchasing else 0,
        refused=_refused(purchasing.refused) if purchasing else [],
    )


def _refused(refused: Mapping[UUID, str]) -> list[Refused]:
    return [Refused(id=order_id, code=code) for order_id, code in sorted(refused.items())]


@router.post("/orders/confirm", response=Done, operation_id="confirmOrders", summary="Confirm orders")
def confirm(request: HttpRequest, body: Ids) -> Done:
    """Confirm those of the orders that nothing stands against."""
    confirmed = confirm_orders(actor=actor_of(request), order_ids=body.ids, now=clock.now())
    return Done(done=list(confirmed.confirmed), unchanged=[], refused=_refused(confirmed.refused))


@router.post("/orders/purchase", response=Done, operation_id="purchaseOrders", summary="Start purchasing")
def purchase(request: HttpRequest, body: Ids) -> Done:
    """Start purchasing for those of the orders that nothing stands against; repeated, it changes nothing."""
    started: Started = start_purchasing(actor=actor_of(request), order_ids=body.ids, now=clock.now())
    return Done(
        done=list(started.started), unchanged=list(started.unchanged), refused=_refused(started.refused)
    )


@router.post("/orders/hold", response=Done, operation_id="holdOrders", summary="Hold orders")
def hold(request: HttpRequest, body: IdsWithReason) -> Done:
    """Let the orders wait until somebody releases them."""
    return _moved(
        hold_orders(actor=actor_of(request), order_ids=body.ids, reason=body.reason, now=clock.now())
    )


@router.post("/orders/release", response=Done, operation_id="releaseOrders", summary="Release orders")
def release(request: HttpRequest, body: Ids) -> Done:
    """Let held orders go on."""
    return _moved(release_orders(actor=actor_of(request), order_ids=body.ids, now=clock.now()))


@router.post("/orders/cancel", response=Done, operation_id="cancelOrders", summary="Cancel orders")
def cancel(request: HttpRequest, body: IdsWithReason) -> Done:
    """Cancel those of the orders that nobody has bought yet."""
    return _moved(
        cancel_orders(actor=actor_of(request), order_ids=body.ids, reason=body.reason, now=clock.now())
    )


def _moved(moved: Moved) -> Done:
    return Done(done=list(moved.done), unchanged=[], refused=_refused(moved.refused))
