"""The list of suppliers, as the pattern of all lists needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.catalog.models import SupplierCategory
from orderloom.identity.models import LANGUAGES
from orderloom.kernel.keyset import Sort, Values
from orderloom.partners.models import Supplier
from orderloom.partners.queries import visible_suppliers
from orderloom.partners.states import SupplierStatus
from orderloom.portals.lists import reads
from orderloom.portals.lists.asked import Asked, Shape, read_values
from orderloom.portals.lists.columns import ListColumn
from orderloom.portals.lists.filters import Filter, Words
from orderloom.portals.lists.groups import Grouping
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.order_narrowing import categories
from orderloom.portals.queries.orders_list import with_all_below
from orderloom.portals.queries.suppliers import SupplierRow, rows_of
from orderloom.ui.status import label

USUAL = ("name", "code", "makes", "weight", "status", "open", "language", "people")
FURTHER = ("region", "contact", "email", "phone", "wechat")
SHAPE = Shape(
    {
        "status": reads.one_of([status.value for status in SupplierStatus]),
        "q": reads.words,
        "category": reads.ids,
        "language": reads.some_of([code for code, _words in LANGUAGES]),
        **reads.shown(("name", "code"), (*USUAL, *FURTHER), (), ("status", "language")),
    },
    tab="status",
    usual={"sort": "name", "size": "50", "cols": ",".join(USUAL)},
)
FILTERS = (
    Filter("q", gettext_lazy("Search"), "text"),
    Filter("category", gettext_lazy("Category"), "many", categories),
    Filter("language", gettext_lazy("Language"), "many", lambda reader: dict(LANGUAGES)),
)


@dataclass(frozen=True, slots=True)
class SuppliersAsked(Asked):
    """What the list of suppliers is asked for."""

    shape: Shape = field(default=SHAPE, repr=False)


@dataclass(frozen=True, slots=True)
class ShownSupplier:
    """A supplier with what its cells show."""

    row: SupplierRow
    contact: Mapping[str, str]


def _statuses(reader: Reader) -> Words:
    return {one.value: label("supplier", one.value) for one in SupplierStatus}


def _makes(one: ShownSupplier) -> str:
    return _(", ").join(one.row.categories)


COLUMNS: dict[str, ListColumn] = {
    "name": ListColumn(gettext_lazy("Supplier"), lambda one: one.row.name, sort="name"),
    "code": ListColumn(gettext_lazy("Code"), lambda one: one.row.code, "w-120", sort="code"),
    "makes": ListColumn(gettext_lazy("Makes"), _makes),
    "weight": ListColumn(gettext_lazy("Weight"), lambda one: one.row.weight, "w-120", right=True),
    "status": ListColumn(gettext_lazy("Status"), lambda one: str(label("supplier", one.row.status)), "w-160"),
    "open": ListColumn(gettext_lazy("Open tasks"), lambda one: one.row.open_tasks, "w-120", right=True),
    "language": ListColumn(
        gettext_lazy("Language"), lambda one: dict(LANGUAGES).get(one.row.language, ""), "w-120", far=True
    ),
    "people": ListColumn(gettext_lazy("People"), lambda one: one.row.members, "w-120", right=True),
    "region": ListColumn(gettext_lazy("Region"), lambda one: one.row.region, "w-120", usual=False),
    "contact": ListColumn(
        gettext_lazy("Contact"), lambda one: one.contact["contact_name"], "w-120", usual=False
    ),
    "email": ListColumn(gettext_lazy("E-mail"), lambda one: one.contact["email"], "w-200", usual=False),
    "phone": ListColumn(
        pgettext_lazy("contact", "Phone"), lambda one: one.contact["phone"], "w-120", usual=False
    ),
    "wechat": ListColumn(gettext_lazy("WeChat"), lambda one: one.contact["wechat"], "w-120", usual=False),
}


@dataclass(frozen=True, slots=True)
class SupplierListing:
    """All suppliers of a workspace."""

    name = "suppliers"
    columns = COLUMNS
    filters = FILTERS
    sorts = {"name": Sort("name", str), "code": Sort("code", str)}
    groups = {
        "status": Grouping(gettext_lazy("Status"), "status", _statuses),
        "language": Grouping(gettext_lazy("Language"), "language", lambda reader: dict(LANGUAGES)),
    }
    reads = (
        "company_id", "name", "code", "status", "weight", "language", "region", "contact_name", "email", "phone",
        "wechat",
    )  # fmt: skip
    joined: Mapping[str, Any] = field(default_factory=dict)
    layouts = ("table",)

    def asked(self, values: Mapping[str, str]) -> SuppliersAsked:
        """Read what an address or a form asks for."""
        return SuppliersAsked(values=read_values(SHAPE, values))

    def narrowed(self, reader: Reader, asked: Asked) -> "QuerySet[Supplier]":
        """Return the suppliers that fit."""
        found, links = (
            visible_suppliers(reader.actor),
            SupplierCategory.objects.filter(workspace_id=reader.workspace.id),
        )
        if asked.tab:
            found = found.filter(status=asked.tab)
        if languages := asked.many("language"):
            found = found.filter(language__in=languages)
        if made := asked.many("category"):
            below = with_all_below(reader.actor, [UUID(one) for one in made])
            found = found.filter(id__in=links.filter(category_id__in=below).values("supplier_id"))
        if text := asked.text:
            makes = links.filter(Q(category__path__icontains=text) | Q(category__name_zh__icontains=text))
            named = Q(name__icontains=text) | Q(code__iexact=text) | Q(region__icontains=text)
            found = found.filter(named | Q(id__in=makes.values("supplier_id")))
        return found

    def shown(self, reader: Reader, rows: Sequence[Values], keys: Sequence[str]) -> list[ShownSupplier]:
        """Return the suppliers with what other stages know of them; at most four statements."""
        return [
            ShownSupplier(row, {name: told[name] for name in ("contact_name", "email", "phone", "wechat")})
            for row, told in zip(rows_of(reader.actor, rows), rows, strict=True)
        ]


SUPPLIERS = SupplierListing()
