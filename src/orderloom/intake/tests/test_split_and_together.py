"""A line split before it is bought and joined again; orders that go out in one parcel and apart."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from orderloom.intake.canonical import Address, Buyer
from orderloom.intake.commands.edit_line import AlreadyBought
from orderloom.intake.commands.edit_order import OrderEdit, edit_order
from orderloom.intake.commands.orders import cancel_orders
from orderloom.intake.commands.purchasing import start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.commands.ship_together import (
    AlreadyUnderWay,
    dissolve_group,
    ship_apart,
    ship_together,
)
from orderloom.intake.commands.split_line import join_lines, parts_of, split_line, stem
from orderloom.intake.factories import DAY, later, line_doc, order_doc
from orderloom.intake.models import CustomerOrder, OrderLine, ShipGroup, ShipGroupOrder
from orderloom.intake.queries.together import could_join, group_of, suggested
from orderloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from orderloom.kernel.ids import new_id
from orderloom.kernel.models import TimelineEvent

HOME = Address(name="Ada", lines=("1 Main Street",), city="Springfield", postal="62701", country_code="US")


def take(place, *docs):
    done = receive_orders(actor=place.system, store_id=place.store_id, docs=docs, now=DAY)
    return [done.orders[doc.external_id] for doc in docs]


def lines(order_id):
    with transaction.atomic():
        return list(OrderLine.objects.filter(order_id=order_id).order_by("position"))


def order(order_id):
    with transaction.atomic():
        return CustomerOrder.objects.get(id=order_id)


def told(order_id):
    with transaction.atomic():
        found = TimelineEvent.objects.filter(order_id=order_id).order_by("link_number", "place")
        return list(found.values_list("kind", flat=True))


def split(place, order_id, line_id, *quantities):
    return split_line(
        actor=place.operator, order_id=order_id, line_id=line_id, quantities=quantities, now=later(1)
    )


def test_a_split_line_keeps_its_pieces_amount_and_words(place):
    doc = order_doc(
        "1", lines=(line_doc("a", quantity=9, personalisation=(("Name", "Ada", "text"),)), line_doc("b"))
    )
    (order_id,) = take(place, doc)
    before = lines(order_id)
    done = split(place, order_id, before[0].id, 4, 3, 2)
    after = lines(order_id)
    assert [(one.ref, one.quantity, one.position) for one in after] == [
        ("a", 4, 1), ("a~2", 3, 2), ("a~3", 2, 3), ("b", 1, 4),
    ]  # fmt: skip
    assert done.line_ids == tuple(one.id for one in after[:3])
    assert {(one.title, one.sku, one.unit_price, one.personalisation) for one in after[:3]} == {
        (before[0].title, before[0].sku, before[0].unit_price, before[0].personalisation)
    }
    assert (order(order_id).lines_count, order(order_id).units) == (4, 10)
    take(place, replace(doc, tags=("new",)))  # the shop tells the same lines again: it stays split
    assert len(lines(order_id)) == 4
    join_lines(actor=place.operator, order_id=order_id, line_id=after[2].id, now=later(2))
    assert [(one.id, one.quantity, one.position) for one in lines(order_id)] == [
        (one.id, one.quantity, one.position) for one in before
    ]
    assert order(order_id).lines_count == 2
    assert [kind for kind in told(order_id) if "Line" in kind] == ["LineSplit", "LinesJoined"]


def test_a_part_can_be_split_further(place):
    (order_id,) = take(place, order_doc("1", lines=(line_doc("a", quantity=5),)))
    part = split(place, order_id, lines(order_id)[0].id, 2, 3).line_ids[1]
    split(place, order_id, part, 1, 2)
    found = lines(order_id)
    assert [(one.ref, one.quantity) for one in found] == [("a", 2), ("a~2", 1), ("a~3", 2)]
    assert parts_of(found[2], found) == found


@pytest.mark.parametrize("quantities", [(5,), (), (0, 5), (2, 2), (-1, 6), (True, 4), (1,) * 21])
def test_parts_that_do_not_add_up_are_refused(place, quantities):
    (order_id,) = take(place, order_doc("1", lines=(line_doc("a", quantity=5),)))
    with pytest.raises(Invalid):
        split(place, order_id, lines(order_id)[0].id, *quantities)
    assert len(lines(order_id)) == 1
    assert told(order_id) == ["OrderReceived"]


def test_a_bought_line_and_one_of_another_order_are_not_split(place):
    one, other = take(place, order_doc("1", lines=(line_doc("a", quantity=5),)), order_doc("2"))
    line_id = lines(one)[0].id
    with pytest.raises(NotFound):
        split(place, other, line_id, 2, 3)
    with pytest.raises(NotAllowed):
        split_line(actor=place.viewer, order_id=one, line_id=line_id, quantities=[2, 3], now=DAY)
    with pytest.raises(Invalid):
        join_lines(actor=place.operator, order_id=one, line_id=line_id, now=DAY)
    start_purchasing(actor=place.operator, order_ids=[one], now=DAY)
    with pytest.raises(AlreadyBought):
        split(place, one, line_id, 2, 3)
    assert [row.quantity for row in lines(one)] == [5]


@given(st.text(max_size=10).filter(lambda text: "~" not in text), st.integers(2, 99))
def test_a_part_knows_its_stem(ref, number):
    assert stem(f"{ref}~{number}") == ref
    assert stem(ref) == ref


def three(place):
    buyer = Buyer(name="Ada Byron", email="ada@example.com")
    spelt = replace(HOME, lines=("1, MAIN street",), name="A. Byron")
    return take(
        place,
        order_doc("1", buyer=buyer, ship_to=HOME),
        order_doc("2", buyer=replace(buyer, name="ADA BYRON"), ship_to=spelt),
        order_doc("3", buyer=buyer, ship_to=replace(HOME, lines=("2 Side Street",))),
    )


def test_orders_of_one_customer_to_one_address_are_suggested_and_grouped(place):
    one, two, far = three(place)
    with transaction.atomic():
        assert [[row.id for row in orders] for orders in suggested(place.viewer)] == [[one, two]]
        assert [row.id for row in could_join(place.viewer, one)] == [two]
        assert could_join(place.viewer, far) == []
    made = ship_together(actor=place.operator, order_ids=[two, one], now=DAY)
    with transaction.atomic():
        assert suggested(place.viewer) == []
        card = group_of(place.viewer, two)
    assert (card.number, [row.id for row in card.orders]) == (made.number, [one, two])
    assert told(one)[-1] == told(two)[-1] == "ShippedTogether"
    dissolve_group(actor=place.operator, group_id=made.group_id, now=DAY)
    assert told(one)[-1] == "ShippedApart"
    with transaction.atomic():
        assert not ShipGroup.objects.exists()


def test_what_cannot_go_out_together_is_refused(place):
    one, two, far = three(place)
    (gone,) = take(place, order_doc("4", ship_to=HOME, state="fulfilled"))
    refused = [
        (place.viewer, [one, two], NotAllowed), (place.operator, [one], Invalid),
        (place.operator, [one, far], Invalid), (place.operator, [one, gone], AlreadyUnderWay),
        (place.operator, [one, new_id()], NotFound),
    ]  # fmt: skip
    for actor, ids, why in refused:
        with pytest.raises(why):
            ship_together(actor=actor, order_ids=ids, now=DAY)
    with pytest.raises(NotFound):
        dissolve_group(actor=place.operator, group_id=new_id(), now=DAY)
    with transaction.atomic():
        assert not ShipGroupOrder.objects.exists()


def test_a_group_grows_parts_and_ends_with_its_last_but_one(place):
    docs = [order_doc(str(number), ship_to=HOME) for number in range(5)]
    a, b, c, d, e = take(place, *docs)
    first = ship_together(actor=place.operator, order_ids=[a, b], now=DAY)
    grown = ship_together(actor=place.operator, order_ids=[b, c], now=DAY)
    assert (grown.group_id, len(grown.order_ids)) == (first.group_id, 3)
    ship_together(actor=place.operator, order_ids=[d, e], now=DAY)
    with pytest.raises(Conflict):
        ship_together(actor=place.operator, order_ids=[c, d], now=DAY)
    assert ship_apart(actor=place.operator, order_ids=[c, new_id()], now=DAY) == (c,)
    assert set(ship_apart(actor=place.operator, order_ids=[a], now=DAY)) == {a, b}
    with transaction.atomic():
        assert ShipGroup.objects.count() == 1


def test_an_order_leaves_its_group_when_its_address_changes_or_it_is_cancelled(place):
    docs = [order_doc(str(number), ship_to=HOME) for number in range(4)]
    a, b, c, d = take(place, *docs)
    ship_together(actor=place.operator, order_ids=[a, b, c, d], now=DAY)
    edit_order(
        actor=place.operator, order_id=a, row_version=order(a).row_version, now=DAY,
        edit=OrderEdit(ship_to=replace(HOME, city="Salem")),
    )  # fmt: skip
    cancel_orders(actor=place.operator, order_ids=[b], reason="x", now=DAY)
    with transaction.atomic():
        card = group_of(place.viewer, c)
        assert [row.id for row in card.orders] == [c, d]
    take(place, replace(docs[2], ship_to=replace(HOME, city="Salem")))
    with transaction.atomic():
        assert group_of(place.viewer, d) is None
    assert told(d)[-1] == "ShippedApart"
