"""Orders held for review: as they come in and change, approved once, mended by themselves, one by one or in bulk."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orderloom.catalog.models import Category
from orderloom.intake.canonical import Address, Buyer, Totals
from orderloom.intake.commands.approve_orders import approve_orders, send_back
from orderloom.intake.commands.edit_order import OrderEdit, categorise_lines, edit_order
from orderloom.intake.commands.orders import cancel_orders, hold_orders, settle_exceptions
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing, start_purchasing_where
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.commands.review_settings import block_buyer, set_review_rule, unblock_buyer
from orderloom.intake.commands.review_waiting import review_waiting
from orderloom.intake.factories import DAY, later, line_doc, make_rule, make_store, make_workspace, order_doc
from orderloom.intake.models import BlockedBuyer, CustomerOrder, OrderLine, ReviewFinding, ReviewRule
from orderloom.intake.queries.findings import finding_counts, finding_page, open_findings
from orderloom.intake.queries.order_detail import order_detail
from orderloom.intake.review.kinds import BlockedBy, ReviewKind
from orderloom.intake.tests.conftest import staff
from orderloom.kernel.actor import system
from orderloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from orderloom.kernel.ids import new_id
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear

NO_ADDRESS = {"ship_to": Address(name="Ada Byron"), "note": "Please hurry"}


def on(place, kind, **params):
    owner = staff(place.workspace_id, Role.OWNER)
    set_review_rule(actor=owner, kind=kind, is_on=True, params=params, now=DAY)


def off(place, kind):
    owner = staff(place.workspace_id, Role.OWNER)
    set_review_rule(actor=owner, kind=kind, is_on=False, params={}, now=DAY)


def take(place, *docs):
    done = receive_orders(actor=place.system, store_id=place.store_id, docs=docs, now=DAY)
    return [done.orders[doc.external_id] for doc in docs]


def order(order_id):
    with transaction.atomic():
        return CustomerOrder.objects.get(id=order_id)


def findings(order_id, **narrowed):
    with transaction.atomic():
        rows = ReviewFinding.objects.filter(order_id=order_id, **narrowed).order_by("id")
        return [(row.kind, row.settled) for row in rows]


def kinds(order_id):
    with transaction.atomic():
        found = TimelineEvent.objects.filter(order_id=order_id).order_by("link_number", "place")
        return list(found.values_list("kind", flat=True))


def edit(place, order_id, **changes):
    version = order(order_id).row_version
    return edit_order(
        actor=place.operator, order_id=order_id, row_version=version, edit=OrderEdit(**changes), now=later(1)
    )


def test_a_new_workspace_holds_nothing(place):
    (order_id,) = take(place, order_doc("1", **NO_ADDRESS, paid=False))
    assert order(order_id).exception == ""
    with transaction.atomic():
        assert not ReviewFinding.objects.exists()


def test_reasons_keep_an_order_from_being_confirmed_and_bought_until_it_is_approved(place):
    make_rule(place.workspace_id, paid=False)
    on(place, ReviewKind.ADDRESS)
    on(place, ReviewKind.NOTE)
    (held, good) = take(place, order_doc("1", **NO_ADDRESS), order_doc("2"))
    assert (order(held).status, order(held).exception) == ("received", "review_address")
    assert order(good).status == "purchasing"
    assert kinds(held) == ["OrderReceived", "ReviewHeld"]
    for refuse in (confirm_orders, start_purchasing):
        done = refuse(actor=place.operator, order_ids=[held], now=DAY)
        assert done.refused == {held: "review_address"}
    assert settle_exceptions(actor=place.operator, order_ids=[held], now=DAY).done == ()
    assert [len(one.started) for one in start_purchasing_where(actor=place.operator, now=DAY)] == []
    done = approve_orders(actor=place.operator, order_ids=[held], now=later(1))
    assert (done.approved, done.started, done.refused) == ((held,), (held,), {})
    assert (order(held).status, order(held).exception) == ("purchasing", "no_category")  # no reason of review
    assert findings(held) == [("address", "approved"), ("note", "approved")]
    assert "ReviewApproved" in kinds(held)


def test_what_was_approved_holds_no_longer_until_its_facts_change(place):
    on(place, ReviewKind.NOTE)
    on(place, ReviewKind.AMOUNT, limits={"USD": "10"})
    (order_id,) = take(place, order_doc("1", note="Red, please"))
    approve_orders(actor=place.operator, order_ids=[order_id], now=later(1))
    take(place, order_doc("1", note="Red, please", tags=("vip",)))
    assert order(order_id).exception == ""
    assert review_waiting(actor=place.system, now=later(2)) == 0
    take(place, order_doc("1", note="Blue, please", tags=("vip",)))
    assert (order(order_id).status, order(order_id).exception) == ("confirmed", "review_note")
    done = approve_orders(actor=place.operator, order_ids=[order_id], now=later(3))
    assert (done.approved, order(order_id).exception) == ((order_id,), "")


def test_mending_the_cause_settles_the_finding_and_the_rule_goes_on(place):
    make_rule(place.workspace_id)
    on(place, ReviewKind.ADDRESS)
    (order_id,) = take(place, order_doc("1", ship_to=Address(name="Ada")))
    half = Address(name="Ada", lines=("1 Main Street",), country="US", country_code="US")
    edit(place, order_id, ship_to=half)
    with transaction.atomic():
        assert open_findings(place.viewer, [order_id])[order_id][0].params == {"missing": ["city"]}
    edit(place, order_id, ship_to=replace(half, city="Springfield"))
    assert findings(order_id) == [("address", "mended")]
    assert order(order_id).status == "purchasing"
    assert kinds(order_id).count("ReviewHeld") == kinds(order_id).count("ReviewMended") == 1


def test_payment_and_category_mend_themselves(place):
    on(place, ReviewKind.UNPAID)
    on(place, ReviewKind.UNMAPPED)
    (order_id,) = take(place, order_doc("1", paid=False))
    take(place, order_doc("1"))
    assert findings(order_id) == [("unpaid", "mended"), ("unmapped", "")]
    category = Category(workspace_id=place.workspace_id, name="Mugs", path="Mugs", code="M", created_at=DAY)
    with transaction.atomic():
        category.save()
        line_id = OrderLine.objects.values_list("id", flat=True).get(order_id=order_id)
    categorise_lines(actor=place.operator, line_ids=[line_id], category_id=category.id, now=DAY)
    assert findings(order_id) == [("unpaid", "mended"), ("unmapped", "mended")]
    assert order(order_id).exception == ""


def test_a_note_that_staff_have_rewritten_is_not_the_buyers(place):
    on(place, ReviewKind.NOTE)
    (order_id,) = take(place, order_doc("1", note="Please hurry"))
    edit(place, order_id, note="Ship by Friday")
    assert findings(order_id) == [("note", "mended")]


def test_the_later_of_two_like_orders_waits_until_the_first_is_cancelled(place):
    on(place, ReviewKind.DUPLICATE, hours=2)
    first, second = take(place, order_doc("1"), order_doc("2", placed_at=later(1)))
    (third,) = take(place, order_doc("3", placed_at=later(9)))
    assert [order(one).exception for one in (first, second, third)] == ["", "review_duplicate", ""]
    with transaction.atomic():
        (card,) = open_findings(place.viewer, [second])[second]
    assert (card.params["order_id"], card.params["item"]) == (str(first), "Mug")
    cancel_orders(actor=place.operator, order_ids=[first], reason="twice", now=later(10))
    assert (findings(second), order(second).exception) == ([("duplicate", "mended")], "")


def test_a_cancelled_order_is_held_by_nothing(place):
    on(place, ReviewKind.NOTE)
    by_us, upstream = take(place, order_doc("1", note="?"), order_doc("2", note="?"))
    cancel_orders(actor=place.operator, order_ids=[by_us], reason="x", now=DAY)
    take(place, order_doc("2", note="?", state="cancelled"))
    for order_id in (by_us, upstream):
        assert (findings(order_id), order(order_id).exception) == ([("note", "moot")], "")
    pending, shipped = take(
        place,
        order_doc("3", note="?", state="pending", paid=None),
        order_doc("4", note="?", state="fulfilled"),
    )
    assert (order(pending).exception, order(shipped).exception) == ("", "")
    take(place, order_doc("3", note="?"))
    assert order(pending).exception == "review_note"


def test_changed_rules_and_lists_look_again_at_what_waits(place):
    good, held = take(place, order_doc("1"), order_doc("2", note="Hurry", buyer=Buyer(name="Mallory")))
    confirm_orders(actor=place.operator, order_ids=[good], now=DAY)
    on(place, ReviewKind.NOTE)
    blocked = block_buyer(actor=place.operator, by=BlockedBy.NAME, value=" MALLORY", why="fraud", now=DAY)
    review_waiting(actor=place.system, now=DAY, chunk=1)
    assert findings(held) == [("blocked", ""), ("note", "")]
    assert order(held).exception == "review_blocked"
    with transaction.atomic():
        assert finding_counts(place.viewer) == {"blocked": 1, "note": 1}
        assert [card.kind for card in finding_page(place.viewer, kind="note").rows] == ["note"]
        page = finding_page(place.viewer, limit=1)
        assert len(finding_page(place.viewer, cursor=page.next_cursor).rows) == 1
    unblock_buyer(actor=place.operator, blocked_id=blocked, now=DAY)
    off(place, ReviewKind.NOTE)
    review_waiting(actor=place.system, now=DAY)
    assert findings(held) == [("blocked", "off"), ("note", "off")]
    assert (order(held).exception, order(good).exception) == ("", "")


def test_an_approval_can_be_taken_back_with_its_reasons(place):
    on(place, ReviewKind.NOTE)
    noted, plain = take(place, order_doc("1", note="?"), order_doc("2", buyer=Buyer(name="Bob")))
    approve_orders(actor=place.operator, order_ids=[noted, plain], now=later(1))
    done = send_back(actor=place.operator, order_ids=[noted, plain], now=later(2))
    assert set(done.done) == {noted, plain}
    assert [(order(one).status, order(one).stage) for one in (noted, plain)] == [("received", "review")] * 2
    assert (order(noted).exception, order(plain).exception) == ("review_note", "")
    again = send_back(actor=place.operator, order_ids=[plain, new_id()], now=later(2))
    assert sorted(again.refused.values()) == ["already_received", "not_found"]


def test_an_order_on_hold_is_not_approved(place):
    on(place, ReviewKind.NOTE)
    (order_id,) = take(place, order_doc("1", note="?"))
    hold_orders(actor=place.operator, order_ids=[order_id], reason="x", now=DAY)
    done = approve_orders(actor=place.operator, order_ids=[order_id], now=DAY)
    assert (done.approved, done.refused) == ((), {order_id: "held"})
    assert findings(order_id) == [("note", "")]


def test_who_may_not_changes_nothing(place):
    on(place, ReviewKind.NOTE)
    (order_id,) = take(place, order_doc("1", note="?"))
    viewer, operator = place.viewer, place.operator
    asked = [
        lambda: approve_orders(actor=viewer, order_ids=[order_id], now=DAY),
        lambda: send_back(actor=viewer, order_ids=[order_id], now=DAY),
        lambda: block_buyer(actor=viewer, by=BlockedBy.NAME, value="Bob", why="", now=DAY),
        lambda: unblock_buyer(actor=viewer, blocked_id=new_id(), now=DAY),
        lambda: set_review_rule(actor=operator, kind=ReviewKind.NOTE, is_on=False, params={}, now=DAY),
    ]
    for ask in asked:
        with pytest.raises(NotAllowed):
            ask()
    with pytest.raises(NotFound):
        unblock_buyer(actor=operator, blocked_id=new_id(), now=DAY)
    assert findings(order_id) == [("note", "")]
    with transaction.atomic():
        assert not BlockedBuyer.objects.exists()
        assert [(rule.kind, rule.is_on) for rule in ReviewRule.objects.all()] == [("note", True)]
    assert order_moves(place, viewer, order_id) == ()
    assert "approve" in order_moves(place, operator, order_id)
    assert "settle" not in order_moves(place, operator, order_id)


def order_moves(place, actor, order_id):
    with transaction.atomic():
        return order_detail(actor, order_id).moves


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        (ReviewKind.DUPLICATE, {"hours": 0}),
        (ReviewKind.DUPLICATE, {"hours": True}),
        (ReviewKind.ADDRESS, {"needs": []}),
        (ReviewKind.ADDRESS, {"needs": ["soul"]}),
        (ReviewKind.AMOUNT, {"limits": {"usd": "1"}}),
        (ReviewKind.AMOUNT, {"limits": {"USD": "much"}}),
        (ReviewKind.AMOUNT, {"limits": {"USD": "NaN"}}),
        (ReviewKind.AMOUNT, {"limits": {"USD": "-1"}}),
    ],
)
def test_parameters_that_make_no_sense_are_refused(place, kind, params):
    with pytest.raises(Invalid):
        on(place, kind, **params)
    with transaction.atomic():
        assert not ReviewRule.objects.exists()


def test_the_list_refuses_what_tells_nobody_apart_and_what_it_has(place):
    def block(by, value):
        return block_buyer(actor=place.operator, by=by, value=value, why="", now=DAY)

    block(BlockedBy.EMAIL, "ada@example.com")
    with pytest.raises(Conflict):
        block(BlockedBy.EMAIL, "ADA@example.com")
    for by, value in [(BlockedBy.PHONE, "12"), (BlockedBy.NAME, " a "), (BlockedBy.ADDRESS, ",,,,,,")]:
        with pytest.raises(Invalid):
            block(by, value)
    with transaction.atomic():
        assert BlockedBuyer.objects.count() == 1


def test_the_statements_are_as_many_for_one_order_as_for_hundreds(place):
    for kind in ReviewKind:
        on(place, kind, **({"limits": {"USD": "1"}} if kind is ReviewKind.AMOUNT else {}))
    block_buyer(actor=place.operator, by=BlockedBy.NAME, value="Mallory", why="", now=DAY)

    def counted(act):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            act()
        return len(seen)

    def docs(start, count, note):
        return [order_doc(str(start + n), note=note) for n in range(count)]

    few, many = (
        counted(lambda: take(place, *docs(0, 2, "a"))),
        counted(lambda: take(place, *docs(100, 60, "a"))),
    )
    assert many <= few + 1
    few, many = (
        counted(lambda: take(place, *docs(0, 2, "b"))),
        counted(lambda: take(place, *docs(100, 60, "b"))),
    )
    assert many <= few + 1
    with transaction.atomic():
        ids = list(CustomerOrder.objects.values_list("id", flat=True))
    few = counted(lambda: approve_orders(actor=place.operator, order_ids=ids[:2], now=later(1)))
    many = counted(lambda: approve_orders(actor=place.operator, order_ids=ids[2:], now=later(1)))
    assert many <= few + 1


DOCS = st.lists(
    st.fixed_dictionaries(
        {
            "note": st.sampled_from(["", "Hurry"]),
            "paid": st.booleans(),
            "placed_at": st.integers(0, 50).map(later),
            "buyer": st.sampled_from(
                [Buyer(name="Ada", email="a@x.example"), Buyer(name="Mallory", phone="5550100")]
            ),
            "lines": st.sampled_from([(line_doc("1"),), (line_doc("1"), line_doc("2")), (line_doc("2"),)]),
            "totals": st.sampled_from([Totals(total=Decimal(9)), Totals(total=Decimal(90))]),
            "ship_to": st.sampled_from([Address(), order_doc().ship_to]),
            "state": st.sampled_from(["ready", "pending", "cancelled"]),
        }
    ),
    min_size=1,
    max_size=5,
)


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(DOCS)
def test_bulk_finds_what_one_by_one_finds(transactional_db, told):
    """Taken in at once, one after the other, or looked at again by a job: the same orders wait for the same reasons."""
    docs = [order_doc(str(number), **fields) for number, fields in enumerate(told)]
    assert (
        whole(docs, at_once=True) == whole(docs, at_once=False) == whole(docs, at_once=True, rules_later=True)
    )


def whole(docs, *, at_once, rules_later=False):
    workspace_id = make_workspace()
    store_id, who = make_store(workspace_id), system(workspace_id)

    def rules():
        for kind in ReviewKind:
            params = {"limits": {"USD": "50"}} if kind is ReviewKind.AMOUNT else {}
            set_review_rule(actor=who, kind=kind, is_on=True, params=params, now=DAY)
        block_buyer(actor=who, by=BlockedBy.PHONE, value="555-0100", why="", now=DAY)

    with wear(Hat.workspace(workspace_id)):
        if not rules_later:
            rules()
        for part in [docs] if at_once else [[doc] for doc in docs]:
            receive_orders(actor=who, store_id=store_id, docs=part, now=DAY)
        if rules_later:
            rules()
            review_waiting(actor=who, now=DAY, chunk=2)
        with transaction.atomic():
            numbers = dict(CustomerOrder.objects.values_list("id", "external_id"))
            found = {
                (numbers[row.order_id], row.kind, row.facts, row.settled)
                for row in ReviewFinding.objects.all()
            }
            return found, set(
                CustomerOrder.objects.values_list("external_id", "exception", "status", "stage")
            )
