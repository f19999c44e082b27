"""Entering an order by hand and changing one, over HTTP."""

from decimal import Decimal

from orderloom.intake.models import CustomerOrder, OrderLine
from orderloom.portals.tests.setup_world import Shop, words

LINES = {"line-TOTAL_FORMS": "5", "line-INITIAL_FORMS": "0"}
BLANK = {"quantity": "1", "title": "", "unit_price": "", "category": ""}


MUG = {"title": "Mug", "quantity": "3", "unit_price": "12.50"}


def enter(shop: Shop, lines=(MUG,), client=None, **data):
    told = {
        "store": str(shop.store_id),
        "buyer_name": "Ada",
        "currency": "usd",
        "paid": "on",
        **LINES,
        **data,
    }
    for place in range(5):
        values = BLANK | (lines[place] if place < len(lines) else {})
        told |= {f"line-{place}-{name}": value for name, value in values.items()}
    return (client or shop.operator).post(shop.at("orders/new/"), told)


def test_an_order_is_entered_with_its_lines(shop: Shop):
    shown = shop.operator.get(shop.at("orders/new/"))
    assert shown.status_code == 200
    assert f'data-draft="order-new:{shop.people["operator"]}"' in words(shown)
    lines = (
        MUG | {"category": "Mugs > Ceramic", "personalisation": "A\r\nB"},
        {"title": "Tote", "quantity": "1", "unit_price": "2"},
    )  # fmt: skip
    told = {"number": "#77", "to_name": "Ada", "to_lines": "1 Main St\r\nBack door", "to_country": "Germany"}
    assert enter(shop, lines, **told).status_code == 302
    one = shop.see(lambda: CustomerOrder.objects.get())
    assert (one.external_number, one.buyer_name, one.currency, one.payment) == ("#77", "Ada", "USD", "paid")
    assert (one.goods_total, one.ship_country_code, one.ship_lines) == (
        Decimal("39.50"), "DE", "1 Main St\nBack door",
    )  # fmt: skip
    mug, tote = shop.see(lambda: list(OrderLine.objects.order_by("position")))
    assert (mug.quantity, mug.category_id, tote.title) == (3, shop.ceramic, "Tote")
    assert "A\\nB" in mug.personalisation


def test_wrong_input_is_told_and_nothing_is_stored(shop: Shop):
    assert enter(shop).status_code == 302
    for lines, data, text in (
        (({"title": ""},), {}, "This field is required"),
        (({"title": "Mug", "quantity": "0"},), {}, "greater than or equal to 1"),
        (({"title": "Mug"},), {"buyer_name": ""}, "This field is required"),
        (({"title": "Mug"},), {"store": "x"}, "not one of the available choices"),
        (({"title": "Mug"},), {"currency": "€€€"}, "urrency"),
    ):
        answer = enter(shop, lines, **data)
        assert answer.status_code == 422, data
        assert text in words(answer), data
    assert shop.see(lambda: CustomerOrder.objects.count()) == 1


def test_a_number_that_the_store_has_is_refused(shop: Shop):
    assert enter(shop, number="5").status_code == 302
    answer = enter(shop, number="5")
    assert answer.status_code == 422
    assert "has an order with this number already" in words(answer)


def test_a_viewer_enters_nothing(shop: Shop):
    assert enter(shop, client=shop.viewer).status_code == 403
    assert shop.viewer.get(shop.at("orders/new/")).status_code == 403


def form_of(shop: Shop, order_id) -> dict[str, str]:
    """Return what a browser would send back of the page as it is shown."""
    form = shop.operator.get(shop.at(f"orders/{order_id}/edit/")).context["form"]
    shown = {name: str(form[name].value() or "") for name in form.fields}
    return shown | {f"initial-{name}": value for name, value in shown.items() if name != "seen"}


def save(shop: Shop, order_id, data):
    return shop.operator.post(shop.at(f"orders/{order_id}/edit/"), data)


def read(shop: Shop, order_id) -> CustomerOrder:
    return shop.see(lambda: CustomerOrder.objects.get(id=order_id))


def test_address_note_and_day_are_changed(shop: Shop):
    (order_id,) = shop.receive(1)
    data = form_of(shop, order_id)
    assert data["to_city"] == "Springfield"
    changed = {"to_city": "Shelbyville", "note": "Two boxes", "ship_by": "2030-01-05"}
    assert save(shop, order_id, data | changed).status_code == 302
    one = read(shop, order_id)
    assert (one.ship_city, one.note, one.ship_country_code) == ("Shelbyville", "Two boxes", "US")
    assert one.ship_by is not None
    html = words(shop.operator.get(shop.at(f"orders/{order_id}/")))
    assert "changed: note, address" in html
    assert save(shop, order_id, form_of(shop, order_id) | {"ship_by": ""}).status_code == 302
    assert read(shop, order_id).ship_by is None


def test_a_save_without_a_change_changes_nothing(shop: Shop):
    (order_id,) = shop.receive(1)
    before = read(shop, order_id).row_version
    assert save(shop, order_id, form_of(shop, order_id)).status_code == 302
    assert read(shop, order_id).row_version == before


def test_two_people_who_change_different_fields_merge(shop: Shop):
    (order_id,) = shop.receive(1)
    mine = form_of(shop, order_id) | {"note": "Mine", "to_phone": "1"}
    assert save(shop, order_id, form_of(shop, order_id) | {"to_city": "Theirs"}).status_code == 302
    assert save(shop, order_id, mine).status_code == 302
    one = read(shop, order_id)
    assert (one.note, one.ship_phone, one.ship_city) == ("Mine", "1", "Theirs")


def disputed(shop: Shop):
    """Let somebody change note and city first, and return my form with what the page says of the dispute."""
    (order_id,) = shop.receive(1)
    mine = form_of(shop, order_id) | {"note": "Mine", "to_city": "Here", "to_phone": "1"}
    theirs = form_of(shop, order_id) | {"note": "Theirs", "to_city": "There", "ship_by": "2030-01-05"}
    assert shop.owner.post(shop.at(f"orders/{order_id}/edit/"), theirs).status_code == 302
    answer = save(shop, order_id, mine)
    assert answer.status_code == 409
    return order_id, answer, again_of(answer)


def again_of(answer) -> dict[str, str]:
    """Return what the browser would send of a page that shows a dispute."""
    data = {
        name: value for name, value in answer.context["form"].data.items() if name not in ("theirs", "mine")
    }
    return data | {"now": answer.context["now"]}


def test_a_field_that_both_changed_is_asked_about_and_nothing_is_lost(shop: Shop):
    order_id, answer, again = disputed(shop)
    html = words(answer)
    assert "Olga changed the note to Theirs just now." in html
    assert "Olga changed the city to There just now." in html
    assert html.count("Keep Olga’s") == 2
    assert (again["note"], again["to_city"], again["to_phone"]) == ("Mine", "Here", "1")
    assert again["ship_by"] == "2030-01-05"
    assert save(shop, order_id, again).status_code == 409
    assert save(shop, order_id, again | {"mine": "all"}).status_code == 302
    one = read(shop, order_id)
    assert (one.note, one.ship_city, one.ship_phone, str(one.ship_by)[:10]) == (
        "Mine",
        "Here",
        "1",
        "2030-01-05",
    )


def test_each_disputed_field_is_decided_by_itself(shop: Shop):
    order_id, _answer, again = disputed(shop)
    half = save(shop, order_id, again | {"theirs": "note"})
    assert half.status_code == 409
    assert "changed the note" not in words(half)
    assert "changed the city" in words(half)
    rest = again_of(half)
    assert (rest["note"], rest["to_city"]) == ("Theirs", "Here")
    assert save(shop, order_id, rest | {"mine": "to_city"}).status_code == 302
    one = read(shop, order_id)
    assert (one.note, one.ship_city, one.ship_phone) == ("Theirs", "Here", "1")


def test_what_changes_while_a_dispute_is_read_is_asked_about_again(shop: Shop):
    order_id, _answer, again = disputed(shop)
    third = form_of(shop, order_id) | {"note": "Third"}
    assert save(shop, order_id, third).status_code == 302
    answer = save(shop, order_id, again | {"mine": "all"})
    assert answer.status_code == 409
    assert "Operator changed the note to Third just now." in words(answer)


def test_a_cancelled_order_is_not_changed(shop: Shop):
    (order_id,) = shop.receive(1)
    data = form_of(shop, order_id)
    shop.operator.post(shop.at(f"orders/{order_id}/move/cancel/"), {"reason": "x"})
    assert save(shop, order_id, data | {"note": "Late"}).status_code == 422
    assert read(shop, order_id).note == ""
