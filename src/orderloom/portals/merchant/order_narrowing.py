"""What the list of orders can be narrowed down by."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.catalog.queries import nodes_of
from orderloom.intake.queries.imports import import_rows
from orderloom.intake.queries.stores import store_rows
from orderloom.intake.states import WaitsOn
from orderloom.partners.queries import visible_suppliers
from orderloom.portals.lists.filters import Filter, Words
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.category_fields import category_choices
from orderloom.portals.merchant.order_words import PAYMENTS
from orderloom.portals.merchant.review_words import LABELS
from orderloom.portals.queries.order_values import countries_of, tags_of
from orderloom.ui.channels import mark

DUE: Words = {
    "late": pgettext_lazy("due", "Late"),
    "today": pgettext_lazy("due", "By tonight"),
    "3": gettext_lazy("Within 3 days"),
    "7": gettext_lazy("Within 7 days"),
}
PLACED: Words = {
    "today": pgettext_lazy("placed", "Today"),
    "7": gettext_lazy("Last 7 days"),
    "30": gettext_lazy("Last 30 days"),
}
WAITS: Words = {
    WaitsOn.MERCHANT.value: gettext_lazy("Us"),
    WaitsOn.SUPPLIER.value: gettext_lazy("Suppliers"),
    WaitsOn.CARRIER.value: gettext_lazy("Carrier"),
    WaitsOn.NOBODY.value: gettext_lazy("Nobody"),
}
ON: Words = {"1": gettext_lazy("Yes")}
DID: Words = {
    "created": pgettext_lazy("import", "Created"),
    "updated": pgettext_lazy("import", "Updated"),
    "unchanged": pgettext_lazy("import", "Known already"),
    "stale": pgettext_lazy("import", "Older, left alone"),
}


def stores(reader: Reader) -> Words:
    """Return the stores by name."""
    return {str(store.id): store.name for store in store_rows(reader.actor)}


def platforms(reader: Reader) -> Words:
    """Return the platforms on which there is a store, by name."""
    return {store.platform: mark(store.platform).name or store.name for store in store_rows(reader.actor)}


def suppliers(reader: Reader) -> Words:
    """Return the suppliers by name."""
    rows = visible_suppliers(reader.actor).order_by("name").values_list("id", "name")
    return {str(supplier_id): name for supplier_id, name in rows}


def people(reader: Reader) -> Words:
    """Return the members of the workspace."""
    return {str(person.id): person.name for person in reader.people}


def _imports(reader: Reader) -> Words:
    return {str(run.id): run.file_name for run in import_rows(reader.actor)}


def categories(reader: Reader) -> Words:
    """Return the categories by path."""
    return dict(category_choices(nodes_of(reader.workspace.id)))


FILTERS = (
    Filter("q", gettext_lazy("Search"), "text"),
    Filter("store", gettext_lazy("Store"), "many", stores),
    Filter("platform", gettext_lazy("Platform"), "many", platforms),
    Filter("payment", gettext_lazy("Payment"), "many", lambda reader: PAYMENTS),
    Filter("waits", gettext_lazy("Waiting on"), "many", lambda reader: WAITS),
    Filter("due", gettext_lazy("Due"), "days", lambda reader: DUE),
    Filter("placed", gettext_lazy("Placed"), "days", lambda reader: PLACED),
    Filter("supplier", gettext_lazy("Supplier"), "many", suppliers),
    Filter("category", gettext_lazy("Category"), "many", categories),
    Filter("owner", gettext_lazy("In charge"), "many", people),
    Filter("amount", gettext_lazy("Amount"), "amounts"),
    Filter("tag", gettext_lazy("Tags"), "words", lambda reader: tags_of(reader.actor)),
    Filter("country", gettext_lazy("Country"), "words", lambda reader: countries_of(reader.actor)),
    Filter("import", pgettext_lazy("filter", "Import"), "many", _imports),
    Filter("did", gettext_lazy("What the import did"), "one", lambda reader: DID),
    Filter("reason", gettext_lazy("Reason to review"), "one", lambda reader: LABELS),
    Filter("held", gettext_lazy("On hold"), "one", lambda reader: ON),
    Filter("exception", gettext_lazy("Exception"), "one", lambda reader: ON),
)
