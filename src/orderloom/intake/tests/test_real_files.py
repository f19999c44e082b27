"""Files that real shops have written; they are not part of the project, and what is absent is skipped."""

import os
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Sum

from orderloom.intake.commandline import Wish, import_orders
from orderloom.intake.models import CustomerOrder, OrderLine

ROOT = Path(__file__).parents[4]
DATA = Path(os.environ.get("ORDERLOOM_DATA", ROOT.parent / "shared" / "data"))
PLATFORM = DATA / "1_platform_orders"


def data(*parts):
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    return path


def take(place, path, store, **wish):
    return import_orders(place.system, Wish(path, store, **wish))[0]


def stored():
    with transaction.atomic():
        units = OrderLine.objects.aggregate(units=Sum("quantity"))["units"] or 0
        return CustomerOrder.objects.count(), OrderLine.objects.count(), units


def counts(card):
    return (
        card.status, card.orders_created, card.orders_updated, card.lines_created, card.duplicate_rows,
        card.rejected_rows,
    )  # fmt: skip


def test_amazon(place):
    card = take(
        place, data("1_platform_orders/amazon_flatfile/amazon_new_orders_simpleinventory.txt"), "Amazon"
    )
    assert counts(card) == ("done", 4, 0, 6, 0, 0)
    assert stored() == (4, 6, 10)


def test_etsy_items_then_orders_then_items_again(place):
    items = data("1_platform_orders/etsy/EtsySoldOrderItems_sample.csv")
    orders = data("1_platform_orders/etsy/EtsySoldOrders_sample.csv")
    assert take(place, items, "Etsy").lines_created == 3
    both = take(place, orders, "Etsy")
    assert (both.orders_created, both.lines_created) == (0, 0)
    again = take(place, items, "Etsy")
    assert (again.orders_created, again.orders_updated, again.lines_created, again.duplicate_rows) == (
        0,
        0,
        0,
        3,
    )
    assert stored()[:2] == (2, 3)


def test_shopify(place):
    path = data("1_platform_orders/shopify/orders_export_devstore_redacted.csv")
    assert counts(take(place, path, "Shop")) == ("done", 51, 0, 121, 0, 0)
    assert stored() == (51, 121, 258)
    assert counts(take(place, path, "Shop")) == ("done", 0, 0, 0, 121, 0)


def test_woocommerce_answers_to_six_requests(place):
    """They tell four orders: one three times over in two states, one that is deleted in the last answer."""
    for number in range(1, 7):
        card = take(place, data(f"1_platform_orders/woocommerce/order_{number}.json"), "Woo")
        assert (card.status, card.rejected_rows) == ("done", 0)
    assert stored()[:2] == (4, 9)
    with transaction.atomic():
        states = dict(CustomerOrder.objects.values_list("external_id", "upstream_state"))
    assert states == {"723": "cancelled", "727": "fulfilled", "728": "pending", "729": "ready"}


def test_a_workbook_of_invoices(place):
    card = take(place, data("6_orders_large/Online Retail 49999.xlsx"), "Retail")
    with transaction.atomic():
        cancelled = CustomerOrder.objects.filter(status="cancelled").count()
    assert (card.status, card.orders_created, card.rows_read, cancelled) == ("done", 2338, 49_999, cancelled)
    assert 0 < cancelled < 2338


def test_tmall_in_both_encodings(place):
    first = take(place, data("7_china/tmall_first2000_gb18030.csv"), "天猫")
    again = take(place, data("7_china/tmall_first2000_utf8.csv"), "天猫")
    assert (first.status, first.rejected_rows) == ("done", 0)
    assert (again.orders_created, again.orders_updated, again.orders_unchanged) == (
        0,
        0,
        first.orders_created,
    )


def test_a_marketplace_in_two_files(place):
    orders = data("6_orders_large/olist_2017H1/olist_orders_dataset.csv")
    folder = orders.parent
    assert take(place, orders, "Olist").orders_created == 1373
    items = take(
        place,
        folder / "olist_order_items_dataset.csv",
        "Olist",
        lookups=(
            f"products={folder / 'olist_products_dataset.csv'}",
            f"category_names={folder / 'product_category_name_translation.csv'}",
        ),
    )
    assert (items.orders_created, items.rejected_rows) == (0, 0)
    assert stored()[1] == items.lines_created
