"""Changes of one order by hand: merged field by field, and taken back while nothing later depends on them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from orderloom.catalog.models import Category
from orderloom.identity.models import Member, User
from orderloom.intake.canonical import Address
from orderloom.intake.commands.clashes import Clash
from orderloom.intake.commands.edit_line import AlreadyBought, LineEdit, edit_line
from orderloom.intake.commands.edit_order import (
    OrderEdit,
    categorise_lines,
    edit_order,
    owners_mark,
    set_order_owners,
)
from orderloom.intake.commands.orders import cancel_orders, hold_orders, release_orders
from orderloom.intake.commands.owners import put_in_charge
from orderloom.intake.commands.purchasing import start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.commands.undo import NotUndoable, Overtaken, happened, undo_change
from orderloom.intake.factories import DAY, later, order_doc
from orderloom.intake.field_merge import seen_mark
from orderloom.intake.models import CustomerOrder, OrderLine, OrderOwner
from orderloom.intake.undoing import siblings, undoable
from orderloom.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound
from orderloom.kernel.ids import new_id
from orderloom.kernel.models import TimelineEvent

PARIS = Address(
    name="Ada", lines=("2 Rue",), city="Paris", postal="75001", country="France", country_code="FR"
)


@pytest.fixture
def one(place):
    done = receive_orders(
        actor=place.system, store_id=place.store_id, docs=[order_doc("1", note="Mind the dog")], now=DAY
    )
    return done.new_order_ids[0]


def read(order_id):
    with transaction.atomic():
        return CustomerOrder.objects.get(id=order_id)


def state(order_id):
    """Return everything of the order that a change may touch, but for its version."""
    row = {
        name: value for name, value in vars(read(order_id)).items() if name not in ("_state", "row_version")
    }
    with transaction.atomic():
        lines = list(OrderLine.objects.filter(order_id=order_id).order_by("id").values())
        owners = list(OrderOwner.objects.filter(order_id=order_id).values_list("user_id", flat=True))
    return row, lines, owners


def facts(order_id):
    with transaction.atomic():
        return [happened(row) for row in TimelineEvent.objects.filter(order_id=order_id).order_by("-id")]


def newest(order_id, kind):
    return next(fact for fact in facts(order_id) if fact.kind == kind)


def line_of(order_id):
    with transaction.atomic():
        return OrderLine.objects.get(order_id=order_id)


def change(place, order_id, seen=None, now=DAY, **edit):
    return edit_order(actor=place.operator, order_id=order_id, edit=OrderEdit(**edit), seen=seen, now=now)


def members(place, *names):
    with transaction.atomic():
        users = [User.objects.create_user(f"{name}@example.com", name=name) for name in names]
        for user in users:
            Member.objects.create(workspace_id=place.workspace_id, user=user, role="operator", created_at=DAY)
    return [user.id for user in users]


def category(place, path):
    with transaction.atomic():
        return Category.objects.create(
            workspace_id=place.workspace_id, name=path, path=path, created_at=DAY
        ).id


def test_a_save_merges_with_what_others_changed_elsewhere(place, one):
    seen = {"note": seen_mark("Mind the dog"), "tags": seen_mark("")}
    change(place, one, tags=("rush",), seen=seen)
    done = change(place, one, note="Ring twice", seen=seen)
    assert (done.row_version, done.changed) == (3, ("note",))
    assert (read(one).note, read(one).tags) == ("Ring twice", "rush")


def test_a_save_of_the_same_field_says_who_was_first_and_changes_nothing(place, one):
    seen = {"note": seen_mark("Mind the dog")}
    change(place, one, note="Theirs", seen=seen, now=later(1))
    before = state(one)
    with pytest.raises(Conflict) as refused:
        change(place, one, note="Mine", tags=("rush",), seen=seen | {"tags": seen_mark("")})
    assert refused.value.facts["clashes"] == (Clash("note", "Theirs", "Operator", later(1)),)
    assert state(one) == before
    assert change(place, one, note="Theirs", seen=seen).changed == ()
    assert change(place, one, note="Mine", seen={"note": seen_mark("Theirs")}).changed == ("note",)


def test_an_address_merges_piece_by_piece(place, one):
    row = read(one)
    columns = ("ship_name", "ship_company", "ship_lines", "ship_city", "ship_region", "ship_postal",
               "ship_country", "ship_country_code", "ship_phone")  # fmt: skip
    seen = {name: seen_mark(getattr(row, name)) for name in columns}
    shown = Address(
        name=row.ship_name, lines=tuple(row.ship_lines.splitlines()), city=row.ship_city,
        region=row.ship_region, postal=row.ship_postal, country=row.ship_country,
        country_code=row.ship_country_code, phone=row.ship_phone,
    )  # fmt: skip
    change(place, one, ship_to=replace(shown, phone="1"), seen=seen)
    change(place, one, ship_to=replace(shown, city="Shelbyville"), seen=seen)
    assert (read(one).ship_phone, read(one).ship_city) == ("1", "Shelbyville")
    with pytest.raises(Conflict) as refused:
        change(place, one, ship_to=replace(shown, city="Capital City"), seen=seen)
    assert [clash.field for clash in refused.value.facts["clashes"]] == ["ship_city"]


def test_a_quantity_changes_until_the_order_is_bought_and_stays_against_the_channel(place, one):
    line = line_of(one)
    seen = {"quantity": seen_mark(1)}

    def save(quantity, seen=seen, actor=place.operator):
        edit = LineEdit(quantity=quantity)
        return edit_line(actor=actor, order_id=one, line_id=line.id, edit=edit, seen=seen, now=DAY)

    assert save(4) == ("quantity",)
    assert (line_of(one).quantity, read(one).units) == (4, 4)
    assert newest(one, "LineQuantityChanged").data == {"title": "Mug", "before": 1, "after": 4}
    receive_orders(
        actor=place.system, store_id=place.store_id, docs=[order_doc("1", note="Mind the cat")], now=DAY
    )
    assert (line_of(one).quantity, read(one).note) == (4, "Mind the cat")
    with pytest.raises(Conflict) as refused:
        save(5)
    assert refused.value.facts["clashes"] == (Clash("quantity", 4, "Operator", DAY),)
    for wrong in (0, 1_000_001):
        with pytest.raises(Invalid):
            save(wrong)
    with pytest.raises(NotAllowed):
        save(5, actor=place.viewer)
    start_purchasing(actor=place.operator, order_ids=[one], now=DAY)
    before = state(one)
    with pytest.raises(AlreadyBought):
        save(5, seen={"quantity": seen_mark(4)})
    assert state(one) == before


CHANGES = {
    "note": lambda place, one: change(place, one, note="New", seen={"note": seen_mark("Mind the dog")}),
    "tags": lambda place, one: change(place, one, tags=("a", "b"), seen={"tags": seen_mark("")}),
    "due": lambda place, one: change(place, one, ship_by=later(48), seen={"ship_by": seen_mark(None)}),
    "address": lambda place, one: edit_order(
        actor=place.operator, order_id=one, row_version=1, edit=OrderEdit(ship_to=PARIS), now=DAY
    ),
    "owners": lambda place, one: set_order_owners(
        actor=place.operator, order_id=one, owners=members(place, "ada"), now=DAY
    ),
    "charge": lambda place, one: put_in_charge(
        actor=place.operator, order_ids=[one], user_id=members(place, "bo")[0], now=DAY
    ),
    "category": lambda place, one: categorise_lines(
        actor=place.operator, line_ids=[line_of(one).id], category_id=category(place, "Mugs"), now=DAY
    ),
    "quantity": lambda place, one: edit_line(
        actor=place.operator, order_id=one, line_id=line_of(one).id, edit=LineEdit(quantity=9),
        seen={"quantity": seen_mark(1)}, now=DAY,
    ),
    "hold": lambda place, one: hold_orders(actor=place.operator, order_ids=[one], reason="Ask", now=DAY),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_taken_back_exactly_and_once(place, one, name):
    before = state(one)
    CHANGES[name](place, one)
    changed, fact = state(one), facts(one)[0]
    assert changed != before
    assert undoable(facts(one)) == {fact.id}
    assert undo_change(actor=place.operator, order_id=one, event_id=fact.id, now=later(1)) == fact.kind
    row, lines, owners = state(one)
    if name == "quantity":  # that the lines are kept against the channel is remembered
        row["provenance"] = before[0]["provenance"]
    assert (row, lines, owners) == before
    undone = facts(one)[0]
    assert (undone.kind, undone.subject_id, undone.data["undid"]) == ("ChangeUndone", fact.id, fact.kind)
    assert undoable(facts(one)) == set()
    assert siblings(facts(one)) == {one.id for one in facts(one)[1:2]}
    with pytest.raises(Overtaken, match="Operator has taken this back already"):
        undo_change(actor=place.operator, order_id=one, event_id=fact.id, now=later(2))
    assert state(one) == (state(one)[0], lines, owners)


def test_a_release_is_taken_back_with_its_reason(place, one):
    hold_orders(actor=place.operator, order_ids=[one], reason="Ask the buyer", now=DAY)
    release_orders(actor=place.operator, order_ids=[one], now=DAY)
    undo_change(actor=place.operator, order_id=one, event_id=newest(one, "OrderReleased").id, now=DAY)
    assert (read(one).held, read(one).hold_reason) == (True, "Ask the buyer")


def test_what_was_changed_again_is_not_taken_back(place, one):
    change(place, one, note="First", seen={"note": seen_mark("Mind the dog")})
    first = newest(one, "OrderEdited").id
    change(place, one, tags=("x",), seen={"tags": seen_mark("")})
    assert first in undoable(facts(one))
    change(place, one, note="Second", seen={"note": seen_mark("First")})
    before = state(one)
    assert first not in undoable(facts(one))
    with pytest.raises(Overtaken, match="Operator has changed this again since then"):
        undo_change(actor=place.operator, order_id=one, event_id=first, now=DAY)
    assert state(one) == before


def test_a_category_stays_once_suppliers_work_by_it(place, one):
    CHANGES["category"](place, one)
    start_purchasing(actor=place.operator, order_ids=[one], now=DAY)
    event_id = newest(one, "LineCategorised").id
    assert event_id not in undoable(facts(one))
    with pytest.raises(Overtaken, match="Suppliers work by this already"):
        undo_change(actor=place.operator, order_id=one, event_id=event_id, now=DAY)


def test_what_cannot_be_taken_back_is_refused_and_changes_nothing(place, one):
    change(place, one, note="New", seen={"note": seen_mark("Mind the dog")})
    edited, received = newest(one, "OrderEdited").id, newest(one, "OrderReceived").id

    def undo(event_id, actor=place.operator, order_id=one):
        undo_change(actor=actor, order_id=order_id, event_id=event_id, now=DAY)

    before = state(one), len(facts(one))
    with pytest.raises(NotAllowed):
        undo(edited, actor=place.viewer)
    for wrong in (lambda: undo(new_id()), lambda: undo(edited, order_id=new_id())):
        with pytest.raises(NotFound):
            wrong()
    with pytest.raises(NotUndoable):
        undo(received)
    assert (state(one), len(facts(one))) == before
    cancel_orders(actor=place.operator, order_ids=[one], reason="", now=DAY)
    with pytest.raises(IllegalMove):
        undo(edited)
    assert undoable(facts(one)) == set()


def test_people_in_charge_clash_when_others_were_chosen_meanwhile(place, one):
    ada, bo = members(place, "ada", "bo")
    nobody = owners_mark([])
    set_order_owners(actor=place.operator, order_id=one, owners=[ada], seen=nobody, now=DAY)
    with pytest.raises(Conflict) as refused:
        set_order_owners(
            actor=place.operator, order_id=one, owners=[bo], seen=nobody, now=DAY + timedelta(hours=1)
        )
    assert refused.value.facts["clashes"] == (Clash("owners", (ada,), "Operator", DAY),)
    assert set_order_owners(
        actor=place.operator, order_id=one, owners=[bo], seen=owners_mark([ada]), now=DAY
    ) == (bo,)
