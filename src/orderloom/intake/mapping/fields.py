"""The fields of an order that a column can be mapped to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Level = Literal["order", "line"]
Type = Literal["text", "amount", "moment", "quantity", "flag"]


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What a field is called and how its cells are read."""

    label: str | Promise
    level: Level = "order"
    type: Type = "text"


FIELDS: Mapping[str, FieldInfo] = {
    "external_id": FieldInfo(_("Order number")),
    "number": FieldInfo(_("Order number as shown")),
    "state": FieldInfo(_("Status")),
    "placed_at": FieldInfo(_("Ordered at"), type="moment"),
    "updated_at": FieldInfo(_("Changed at"), type="moment"),
    "paid_at": FieldInfo(_("Paid at"), type="moment"),
    "ship_by": FieldInfo(_("Ship by"), type="moment"),
    "currency": FieldInfo(_("Currency")),
    "goods_total": FieldInfo(_("Goods total"), type="amount"),
    "shipping_total": FieldInfo(_("Shipping total"), type="amount"),
    "tax_total": FieldInfo(_("Tax total"), type="amount"),
    "discount_total": FieldInfo(_("Discount total"), type="amount"),
    "total": FieldInfo(_("Order total"), type="amount"),
    "buyer_name": FieldInfo(_("Buyer")),
    "buyer_email": FieldInfo(_("Buyer's e-mail")),
    "buyer_phone": FieldInfo(_("Buyer's phone")),
    "buyer_account": FieldInfo(_("Buyer's account")),
    "ship_name": FieldInfo(_("Recipient")),
    "company": FieldInfo(_("Company")),
    "address1": FieldInfo(_("Address")),
    "address2": FieldInfo(_("Address, second line")),
    "address3": FieldInfo(_("Address, third line")),
    "city": FieldInfo(_("City")),
    "region": FieldInfo(_("State or province")),
    "postal": FieldInfo(_("Postal code")),
    "country": FieldInfo(_("Country")),
    "ship_phone": FieldInfo(_("Recipient's phone")),
    "note": FieldInfo(_("Buyer's note")),
    "gift": FieldInfo(_("Gift"), type="flag"),
    "tags": FieldInfo(_("Tags")),
    "ref": FieldInfo(_("Line number"), "line"),
    "sku": FieldInfo(_("SKU"), "line"),
    "title": FieldInfo(_("Product"), "line"),
    "variant": FieldInfo(_("Variant"), "line"),
    "quantity": FieldInfo(_("Quantity"), "line", "quantity"),
    "unit_price": FieldInfo(_("Unit price"), "line", "amount"),
    "line_total": FieldInfo(_("Line total"), "line", "amount"),
    "category": FieldInfo(_("Category"), "line"),
    "vendor": FieldInfo(_("Supplier named in the file"), "line"),
    "image": FieldInfo(_("Picture"), "line"),
}
ORDER_FIELDS = tuple(name for name, info in FIELDS.items() if info.level == "order")
LINE_FIELDS = tuple(name for name, info in FIELDS.items() if info.level == "line")
SUMMABLE = ("goods_total", "shipping_total", "tax_total", "discount_total", "total")
