"""The merchant and the supplier of the journeys, and the file that the merchant imports."""

import csv
import io
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from orderloom.catalog.commands.categories import add_path
from orderloom.catalog.commands.makers import create_supplier_with_categories
from orderloom.catalog.commands.rules import add_rule
from orderloom.identity.commands.members import add_member
from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.models import User
from orderloom.intake.commands.stores import add_store
from orderloom.intake.commands.take_orders import take_orders
from orderloom.intake.factories import line_doc, order_doc
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.commands import SupplierInput
from orderloom.production.models import OrderTask
from orderloom.scripting.commands import ensure_default_script
from orderloom.scripting.sku import DEFAULT_SOURCE

PASSWORD = "weave-the-orders"
OWNER, OPERATOR, MAKER = "lin@example.com", "sam@example.com", "hongyun@example.com"
NAME_ON_THE_MUG = "Nana Ruth ☕ 小雨"


@dataclass(frozen=True)
class Shop:
    """The ids that a journey looks things up by."""

    workspace_id: UUID
    store_id: UUID


def open_shop(language: str) -> Shop:
    """Make a merchant with an owner in charge, an operator, a store and one supplier of mugs."""
    now = clock.now()
    workspace_id = create_workspace(
        name="Birch & Clay", slug="birch", owner_email=OWNER, owner_name="Lin Mei", language=language,
        zone="Asia/Shanghai", now=now,
    )  # fmt: skip
    with wear(Hat.workspace(workspace_id)):
        actor = system(workspace_id)
        add_member(actor=actor, email=OPERATOR, name="Sam Birch", role="operator", language=language, now=now)
        mugs, _made = add_path(actor=actor, path="Mugs", now=now)
        add_rule(actor=actor, field="title", text="mug", category_id=mugs, now=now)
        told = SupplierInput(name="鸿运杯业", code="HY", language=language, members=(MAKER,))
        create_supplier_with_categories(actor=actor, supplier=told, category_ids=[mugs], now=now)
        store = add_store(actor=actor, name="Etsy shop", platform="etsy", now=now)
        ensure_default_script(actor=actor, source=DEFAULT_SOURCE, now=now)
    with transaction.atomic():
        for user in User.objects.filter(email__in=[OWNER, OPERATOR, MAKER]):
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
    return Shop(workspace_id, store.id)


def bought_mugs(shop: Shop, quantity: int) -> OrderTask:
    """Return the task of an order of mugs, which are bought already."""
    docs = [order_doc("1", lines=(line_doc("1", title="Mug", quantity=quantity, category_hint="Mugs"),))]
    actor = system(shop.workspace_id)
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        take_orders(actor=actor, store_id=shop.store_id, docs=docs, purchase=True, now=clock.now())
        return OrderTask.objects.get()


HEADING = (
    "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,"
    "Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,"
    "Ship Address1,Ship Address2,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,Order Type,"
    "Listings Type,Payment Type,InPerson Discount,InPerson Location,VAT Paid by Buyer,SKU"
)


def sold_items() -> bytes:
    """Return a file of sold order items as Etsy writes it: one order of four mugs with a name on them."""
    sold = clock.now().strftime("%m/%d/%y")
    row = {
        "Sale Date": sold, "Item Name": "Ceramic mug 330 ml | name print", "Buyer": "ruthie_reads", "Quantity": "4",
        "Price": "18.50", "Discount Amount": "0.00", "Shipping Discount": "0.00", "Order Shipping": "4.50",
        "Order Sales Tax": "0.00", "Item Total": "74.00", "Currency": "USD", "Transaction ID": "4300700101",
        "Listing ID": "1500200300", "Date Paid": sold, "Ship Name": "Ruth Okafor", "Ship Address1": "902 Peachtree St",
        "Ship City": "Atlanta", "Ship State": "GA", "Ship Zipcode": "30309", "Ship Country": "United States",
        "Order ID": "3318204511", "Variations": f"Colour: White,Personalization: {NAME_ON_THE_MUG}",
        "Order Type": "online", "Listings Type": "listing", "Payment Type": "online_cc", "SKU": "MUG-330-WHI",
    }  # fmt: skip
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADING.split(","), restval="")
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode("utf-8")
