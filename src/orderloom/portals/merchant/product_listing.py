"""The list of products, as the pattern of all lists needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy

from orderloom.catalog.queries import shown_paths
from orderloom.intake.models import SoldProduct
from orderloom.intake.permissions import SEE
from orderloom.intake.states import Platform
from orderloom.kernel.keyset import Sort, Values, moment
from orderloom.portals.lists import reads
from orderloom.portals.lists.asked import Asked, Shape, read_values
from orderloom.portals.lists.columns import ListColumn
from orderloom.portals.lists.filters import Filter
from orderloom.portals.lists.groups import Grouping
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.order_narrowing import categories, platforms, stores
from orderloom.portals.queries.product_list import filtered_products

USUAL = ("title", "sku", "category", "orders", "quantity", "ordered", "store")
FURTHER = ("variant",)
NAMES = (
    "id", "store_id", "platform", "name_key", "sku", "title", "variant", "category_id", "orders", "quantity",
    "unmapped", "ordered_at",
)  # fmt: skip
SHAPE = Shape(
    {
        "state": reads.one_of(["unmapped", "mapped"]),
        "q": reads.words,
        "category": reads.ids,
        "store": reads.ids,
        "platform": reads.some_of([one.value for one in Platform]),
        **reads.shown(
            ("ordered", "orders", "quantity", "title"), (*USUAL, *FURTHER), (), ("store", "category")
        ),
    },
    tab="state",
    usual={"sort": "-ordered", "size": "50", "cols": ",".join(USUAL)},
)
FILTERS = (
    Filter("q", gettext_lazy("Search"), "text"),
    Filter("category", gettext_lazy("Category"), "many", categories),
    Filter("store", gettext_lazy("Store"), "many", stores),
    Filter("platform", gettext_lazy("Platform"), "many", platforms),
)


@dataclass(frozen=True, slots=True)
class ProductsAsked(Asked):
    """What the list of products is asked for."""

    shape: Shape = field(default=SHAPE, repr=False)


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """A product with what its cells show."""

    row: SoldProduct
    reader: Reader
    category: str
    store: str

    def ordered(self) -> datetime:
        """Return when it was ordered last, on the workspace's clock, as files have it."""
        return self.row.ordered_at.astimezone(self.reader.zone).replace(tzinfo=None, microsecond=0)


COLUMNS: dict[str, ListColumn] = {
    "title": ListColumn(gettext_lazy("Product"), lambda one: one.row.title, sort="title"),
    "sku": ListColumn(gettext_lazy("SKU"), lambda one: one.row.sku, "w-160"),
    "category": ListColumn(gettext_lazy("Category"), lambda one: one.category, "w-200"),
    "orders": ListColumn(
        gettext_lazy("Orders"),
        lambda one: one.row.orders,
        "w-120",
        right=True,
        sort="orders",
        greatest_first=True,
    ),
    "quantity": ListColumn(
        gettext_lazy("Qty"),
        lambda one: one.row.quantity,
        "w-120",
        right=True,
        sort="quantity",
        greatest_first=True,
    ),
    "ordered": ListColumn(
        gettext_lazy("Last ordered"), lambda one: one.ordered(), "w-120", sort="ordered", greatest_first=True
    ),
    "store": ListColumn(gettext_lazy("Store"), lambda one: one.store, "w-120", far=True),
    "variant": ListColumn(gettext_lazy("Variant"), lambda one: one.row.variant, "w-160", usual=False),
}


@dataclass(frozen=True, slots=True)
class ProductListing:
    """What a workspace's stores sold in its latest 10,000 orders."""

    name = "products"
    columns = COLUMNS
    filters = FILTERS
    sorts = {
        "ordered": Sort("ordered_at", moment),
        "orders": Sort("orders", int),
        "quantity": Sort("quantity", int),
        "title": Sort("title", str),
    }
    groups = {
        "store": Grouping(gettext_lazy("Store"), "store_id", stores),
        "category": Grouping(gettext_lazy("Category"), "category_id", categories),
    }
    reads = NAMES
    joined: Mapping[str, Any] = field(default_factory=dict)
    layouts = ("table",)

    def asked(self, values: Mapping[str, str]) -> ProductsAsked:
        """Read what an address or a form asks for."""
        return ProductsAsked(values=read_values(SHAPE, values))

    def narrowed(self, reader: Reader, asked: Asked) -> "QuerySet[SoldProduct]":
        """Return the products that fit. Raises NotAllowed."""
        reader.actor.require(SEE)
        return filtered_products(reader, asked)

    def shown(self, reader: Reader, rows: Sequence[Values], keys: Sequence[str]) -> list[ShownProduct]:
        """Return the products with their category and store in words; two statements."""
        paths = shown_paths(reader.workspace.id, get_language() or "en")
        names = stores(reader)
        found = [
            SoldProduct(workspace_id=reader.workspace.id, **{name: row[name] for name in NAMES})
            for row in rows
        ]
        return [
            ShownProduct(
                one,
                reader,
                paths.get(one.category_id, "") if one.category_id else "",
                str(names.get(str(one.store_id), "")),
            )
            for one in found
        ]


PRODUCTS = ProductListing()
"""The merchant's list of products."""
