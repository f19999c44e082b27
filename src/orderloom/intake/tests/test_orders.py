"""What people do with orders, what their tasks tell of them, and how lists show them."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from orderloom.catalog.models import Category
from orderloom.identity.models import Member, User
from orderloom.intake.canonical import Address, OrderDoc
from orderloom.intake.commands.edit_order import OrderEdit, categorise_lines, edit_order, set_order_owners
from orderloom.intake.commands.orders import (
    cancel_orders,
    create_order,
    hold_orders,
    release_orders,
    settle_exceptions,
)
from orderloom.intake.commands.progress import OrderProgress, apply_progress, flag_orders
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing, start_purchasing_where
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import DAY, later, line_doc, make_rule, order_doc
from orderloom.intake.models import CustomerOrder, OrderLine
from orderloom.intake.queries.lines import lines_to_route
from orderloom.intake.queries.order_detail import order_detail
from orderloom.intake.queries.orders import OrderFilters, order_counts, order_rows
from orderloom.intake.states import OrderStage, OrderStatus, WaitsOn
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound
from orderloom.kernel.ids import new_id
from orderloom.kernel.models import TimelineEvent


def take(place, *docs):
    done = receive_orders(actor=place.system, store_id=place.store_id, docs=docs, now=DAY)
    return [done.orders[doc.external_id] for doc in docs]


def order(order_id):
    with transaction.atomic():
        return CustomerOrder.objects.get(id=order_id)


def kinds(order_id):
    with transaction.atomic():
        found = TimelineEvent.objects.filter(order_id=order_id).order_by("link_number", "place")
        return list(found.values_list("kind", flat=True))


@command
def progress(*, place, rows):
    return apply_progress(workspace_id=place.workspace_id, rows=rows, now=later(5))


@command
def flag(*, place, exceptions):
    flag_orders(workspace_id=place.workspace_id, exceptions=exceptions)


def test_an_order_by_hand_gets_a_number_of_its_own_and_only_once(place):
    doc = OrderDoc("", "", state="ready", paid=True, lines=(line_doc(),))
    made = create_order(actor=place.operator, store_id=place.store_id, doc=doc, now=DAY)
    assert order(made.order_id).external_number.startswith("H-")
    create_order(actor=place.operator, store_id=place.store_id, doc=order_doc("7"), now=DAY)
    with pytest.raises(Conflict):
        create_order(actor=place.operator, store_id=place.store_id, doc=order_doc("7"), now=DAY)
    with pytest.raises(Invalid) as refused:
        create_order(actor=place.operator, store_id=place.store_id, doc=order_doc("8", note="\0"), now=DAY)
    assert refused.value.code == "invalid"
    with transaction.atomic():
        assert CustomerOrder.objects.count() == 2


def test_a_held_order_is_not_bought_and_goes_on_when_it_is_released(place):
    make_rule(place.workspace_id)
    (held,) = take(place, order_doc("1", paid=False))
    assert hold_orders(actor=place.operator, order_ids=[held], reason="Ask", now=DAY).done == (held,)
    assert hold_orders(actor=place.operator, order_ids=[held], reason="Ask", now=DAY).done == ()
    take(place, order_doc("1"))
    assert order(held).status == "received"
    assert start_purchasing(actor=place.operator, order_ids=[held], now=DAY).refused == {held: "held"}
    release_orders(actor=place.operator, order_ids=[held], now=DAY)
    assert order(held).status == "purchasing"
    told = ["OrderReceived", "ReviewHeld", "OrderHeld", "OrderUpdated", "ReviewMended", "OrderReleased"]
    assert kinds(held)[:6] == told


def test_only_what_is_not_bought_can_be_cancelled(place):
    free, bought = take(place, order_doc("1"), order_doc("2"))
    stranger = new_id()
    start_purchasing(actor=place.operator, order_ids=[bought], now=DAY)
    done = cancel_orders(actor=place.operator, order_ids=[free, bought, stranger], reason="Sold out", now=DAY)
    assert done.done == (free,)
    assert done.refused == {bought: "already_purchasing", stranger: "not_found"}
    row = order(free)
    assert (row.status, row.stage, row.waits_on) == ("cancelled", "cancelled", "nobody")


def test_confirming_buys_where_the_rule_says_so(place):
    make_rule(place.workspace_id, confirm=False, purchase=True)
    paid, unpaid = take(place, order_doc("1"), order_doc("2", paid=False))
    done = confirm_orders(actor=place.operator, order_ids=[paid, unpaid], now=DAY)
    assert set(done.confirmed) == {paid, unpaid}
    assert done.started == (paid,)
    assert [order(one).status for one in (paid, unpaid)] == ["purchasing", "confirmed"]


def test_everything_that_can_be_bought_is_bought_oldest_first_in_chunks(place):
    docs = [order_doc(str(n), placed_at=DAY - timedelta(hours=n)) for n in range(5)]
    ids = take(
        place, *docs, order_doc("held"), order_doc("unpaid", state="pending"), order_doc("no", lines=None)
    )
    hold_orders(actor=place.operator, order_ids=[ids[5]], reason="", now=DAY)
    chunks = [one.started for one in start_purchasing_where(actor=place.operator, now=DAY, chunk=2)]
    assert [order_id for chunk in chunks for order_id in chunk] == ids[4::-1]
    assert [len(chunk) for chunk in chunks] == [2, 2, 1]
    assert list(start_purchasing_where(actor=place.operator, store_id=place.store_id, now=DAY)) == []


def test_an_edit_on_an_older_state_says_who_was_first(place):
    (one,) = take(place, order_doc())
    edit = OrderEdit(note="Gift wrap", tags=("rush",), ship_by=later(48))
    done = edit_order(actor=place.operator, order_id=one, row_version=1, edit=edit, now=DAY)
    assert (done.row_version, set(done.changed)) == (2, {"note", "tags", "ship_by"})
    assert kinds(one) == ["OrderReceived", "DueDateChanged", "OrderEdited"]
    assert order(one).due_at == later(48)
    with pytest.raises(Conflict) as refused:
        edit_order(actor=place.operator, order_id=one, row_version=1, edit=OrderEdit(note="Mine"), now=DAY)
    assert place.operator.name in str(refused.value)
    assert refused.value.facts["row_version"] == 2
    assert order(one).note == "Gift wrap"
    same = edit_order(actor=place.operator, order_id=one, row_version=2, edit=edit, now=DAY)
    assert same.changed == ()
    cleared = OrderEdit(has_no_ship_by=True)
    edit_order(actor=place.operator, order_id=one, row_version=2, edit=cleared, now=DAY)
    assert order(one).due_at is None


def test_edits_that_are_refused(place):
    (one,) = take(place, order_doc())
    with pytest.raises(NotAllowed):
        edit_order(actor=place.viewer, order_id=one, row_version=1, edit=OrderEdit(), now=DAY)
    with pytest.raises(NotFound):
        edit_order(actor=place.operator, order_id=new_id(), row_version=1, edit=OrderEdit(), now=DAY)
    too_long = OrderEdit(ship_to=Address(name="x" * 300))
    with pytest.raises(Invalid):
        edit_order(actor=place.operator, order_id=one, row_version=1, edit=too_long, now=DAY)
    cancel_orders(actor=place.operator, order_ids=[one], reason="", now=DAY)
    with pytest.raises(IllegalMove):
        edit_order(actor=place.operator, order_id=one, row_version=2, edit=OrderEdit(note="x"), now=DAY)


def test_owners_are_members_and_lines_get_their_category(place):
    (one,) = take(place, order_doc(lines=(line_doc("a"), line_doc("b"))))
    with transaction.atomic():
        user = User.objects.create_user("ada@example.com", name="Ada")
        Member.objects.create(workspace_id=place.workspace_id, user=user, role="operator", created_at=DAY)
        mugs = Category.objects.create(
            workspace_id=place.workspace_id, name="Mugs", path="Mugs", created_at=DAY
        )
        lines = list(OrderLine.objects.order_by("position").values_list("id", flat=True))
    assert set_order_owners(actor=place.operator, order_id=one, owners=[user.id], now=DAY) == (user.id,)
    set_order_owners(actor=place.operator, order_id=one, owners=[user.id], now=DAY)
    with pytest.raises(Invalid):
        set_order_owners(actor=place.operator, order_id=one, owners=[new_id()], now=DAY)
    assert categorise_lines(actor=place.operator, line_ids=lines, category_id=mugs.id, now=DAY) == tuple(
        lines
    )
    assert categorise_lines(actor=place.operator, line_ids=lines, category_id=mugs.id, now=DAY) == ()
    with transaction.atomic():
        detail = order_detail(place.operator, one)
    assert [owner.name for owner in detail.owners] == ["Ada"]
    assert [line.category for line in detail.lines] == ["Mugs", "Mugs"]
    assert kinds(one) == ["OrderReceived", "OwnersChosen", "LineCategorised", "LineCategorised"]


def test_progress_is_written_once_and_told(place):
    one, other = take(place, order_doc("1"), order_doc("2"))
    start_purchasing(actor=place.operator, order_ids=[one], now=DAY)
    flag(place=place, exceptions={one: ""})

    def row(order_id, status, stage, waits_on=WaitsOn.SUPPLIER):
        return OrderProgress(order_id, status, stage, waits_on, "Yiwu Mugs", later(24))

    making = row(one, OrderStatus.IN_FULFILMENT, OrderStage.PRODUCTION)
    unbought = row(other, OrderStatus.IN_FULFILMENT, OrderStage.PRODUCTION)
    assert progress(place=place, rows=[making, unbought]) == (one,)
    assert progress(place=place, rows=[making]) == ()
    now = order(one)
    assert (now.status, now.stage, now.waits_on, now.waits_name, now.due_at) == (
        "in_fulfilment",
        "production",
        "supplier",
        "Yiwu Mugs",
        later(24),
    )
    done = row(one, OrderStatus.COMPLETED, OrderStage.COMPLETED, WaitsOn.NOBODY)
    progress(place=place, rows=[done])
    assert order(one).completed_at == later(5)
    assert kinds(one)[-2:] == ["OrderInFulfilment", "OrderCompleted"]
    assert order(other).status == "received"


def test_a_flag_does_not_cover_what_the_channel_has_marked(place):
    (one,) = take(place, order_doc("1"))
    flag(place=place, exceptions={one: "no_supplier"})
    assert (order(one).exception, order(one).waits_on) == ("no_supplier", "merchant")
    assert start_purchasing(actor=place.operator, order_ids=[one], now=DAY).refused == {one: "no_supplier"}
    flag(place=place, exceptions={one: ""})
    start_purchasing(actor=place.operator, order_ids=[one], now=DAY)
    take(place, order_doc("1", lines=(line_doc(quantity=9),)))
    flag(place=place, exceptions={one: ""})
    assert order(one).exception == "changed_upstream"
    settle_exceptions(actor=place.operator, order_ids=[one], now=DAY)
    assert order(one).exception == ""


def test_lines_to_route_come_in_order_in_one_statement(place):
    docs = [
        order_doc("new", placed_at=DAY, lines=(line_doc("a"), line_doc("b"))),
        order_doc("old", placed_at=DAY - timedelta(days=1), gift=True),
        order_doc("not bought"),
    ]
    ids = take(place, *docs)
    start_purchasing(actor=place.operator, order_ids=ids[:2], now=DAY)
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        lines = lines_to_route(place.workspace_id, ids)
    assert len(seen) == 1
    assert [(line.external_number, line.position) for line in lines] == [
        ("#old", 1),
        ("#new", 1),
        ("#new", 2),
    ]
    assert (lines[0].store, lines[0].gift, lines[0].country_code) == ("Shop", True, "US")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_details_take_a_constant_number_of_statements(place, count):
    ids = take(
        place, *(order_doc(str(n), lines=tuple(line_doc(str(k)) for k in range(count))) for n in range(count))
    )
    with transaction.atomic():
        for expected, read in (
            (1, lambda: order_rows(place.operator)),
            (1, lambda: order_counts(place.operator)),
            (2, lambda: order_detail(place.operator, ids[0])),
        ):
            with CaptureQueriesContext(connection) as seen:
                read()
            assert len(seen) == expected


def test_pages_follow_each_other_without_gap_or_repeat(place):
    docs = [order_doc(str(n), placed_at=DAY - timedelta(hours=n // 3)) for n in range(10)]
    take(place, *docs)
    found, cursor = [], ""
    with transaction.atomic():
        while True:
            page = order_rows(place.operator, cursor=cursor, limit=4)
            found += [row.external_id for row in page.rows]
            cursor = page.next_cursor
            if not cursor:
                break
        everything = [row.external_id for row in order_rows(place.operator, limit=50).rows]
        assert found == everything
        assert len(set(found)) == 10
        with pytest.raises(Invalid):
            order_rows(place.operator, cursor="2026-03-02_x")
        with pytest.raises(Invalid):
            order_rows(place.operator, cursor=f"2026-03-02T00:00:00_{new_id()}")


def test_filters_search_and_counts(place):
    ids = take(
        place,
        order_doc("1001"),
        order_doc("1002", paid=False, buyer=order_doc().buyer.__class__(name="Bao Li")),
        order_doc("1003", state="cancelled"),
    )
    hold_orders(actor=place.operator, order_ids=[ids[0]], reason="", now=DAY)
    flag(place=place, exceptions={ids[1]: "bad_address"})

    def found(stage="", **filters):
        with transaction.atomic():
            rows = order_rows(place.operator, stage=stage, filters=OrderFilters(**filters)).rows
        return sorted(row.external_id for row in rows)

    number = order(ids[1]).number
    assert found(text=f"so-{number}") == ["1002"]
    assert found(text=str(number)) == ["1002"]
    assert found(text="1003") == found(text="#1003") == ["1003"]
    assert found(text="bao") == ["1002"]
    assert found(text="100%") == []
    assert found(stage="review") == ["1001", "1002"]
    assert found(is_held=True) == ["1001"]
    assert found(has_exception=True) == ["1002"]
    assert found(payments=("unpaid",)) == ["1002"]
    assert found(store_ids=(new_id(),)) == []
    assert found(category_ids=(new_id(),)) == found(owner_id=new_id()) == []
    assert found(placed_from=DAY, placed_before=later(1)) == ["1001", "1002", "1003"]
    with transaction.atomic():
        counts = order_counts(place.operator)
    assert (counts.by_stage["review"], counts.by_stage["cancelled"], counts.exceptions, counts.held) == (
        2,
        1,
        1,
        1,
    )


def test_moves_are_what_the_actor_may_do_now(place):
    ready, unpaid = take(place, order_doc("1"), order_doc("2", state="pending"))
    with transaction.atomic():
        assert order_detail(place.operator, ready).moves == ("purchase", "confirm", "hold", "edit", "cancel")
        assert order_detail(place.viewer, ready).moves == ()
        detail = order_detail(place.operator, unpaid)
    assert (detail.blocked_by, detail.moves) == ("upstream_pending", ("hold", "edit", "cancel"))
