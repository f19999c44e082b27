"""The chips of the filters in force, and the menu of those that there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.identity.queries import PersonCard
from orderloom.intake.queries.stores import StoreCard
from orderloom.intake.states import WaitsOn
from orderloom.portals.merchant.category_fields import Choices
from orderloom.portals.merchant.order_filters import Asked
from orderloom.portals.merchant.order_words import PAYMENTS
from orderloom.ui.channels import mark
from orderloom.ui.shapes import Chip, MenuItem

Words = Mapping[str, str | Promise]
DUE: Words = {
    "late": pgettext_lazy("due", "Late"),
    "today": pgettext_lazy("due", "By tonight"),
    "3": gettext_lazy("Within 3 days"),
    "7": gettext_lazy("Within 7 days"),
}
WAITS: Words = {
    WaitsOn.MERCHANT.value: gettext_lazy("Us"),
    WaitsOn.SUPPLIER.value: gettext_lazy("Suppliers"),
    WaitsOn.CARRIER.value: gettext_lazy("Carrier"),
    WaitsOn.NOBODY.value: gettext_lazy("Nobody"),
}
ON: Words = {"1": gettext_lazy("Yes")}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list can be narrowed down by: the words of each filter's values, by the filter's name."""

    base: str
    asked: Asked
    values: Mapping[str, tuple[str, Mapping[str, str | Promise]]]

    def chips(self) -> list[Chip]:
        """Return the filters in force; the stage is told by its tab."""
        found = []
        if self.asked.text:
            found.append(Chip(_("Search"), self.asked.text, self._without("text")))
        for name, (title, words) in self.values.items():
            value = getattr(self.asked, name)
            if value:
                found.append(Chip(title, str(words.get(value, value)), self._without(name)))
        return found

    def _without(self, name: str) -> str:
        return self.base + self.asked.but(**{name: ""}).query()

    def menu(self, names: Sequence[str]) -> list[tuple[str, list[MenuItem]]]:
        """Return links that put a filter in force, or take it off when it is."""
        return [(self.values[name][0], self._items(name)) for name in names if len(self.values[name][1])]

    def _items(self, name: str) -> list[MenuItem]:
        def item(code: str, words: str | Promise) -> MenuItem:
            chosen = getattr(self.asked, name) == code
            there = self.asked.but(**{name: "" if chosen else code})
            return MenuItem(words, self.base + there.query(), current=chosen)

        return [item(code, words) for code, words in self.values[name][1].items()]


def narrowing(
    base: str,
    asked: Asked,
    *,
    stores: Sequence[StoreCard],
    people: Sequence[PersonCard],
    categories: Choices,
) -> Narrowing:
    """Return the filters of the list of orders."""
    platforms = {store.platform: mark(store.platform).name for store in stores}
    return Narrowing(
        base,
        asked,
        {
            "store": (_("Store"), {str(store.id): store.name for store in stores}),
            "platform": (_("Platform"), platforms if len(platforms) > 1 else {}),
            "payment": (_("Payment"), PAYMENTS),
            "waits": (_("Waiting on"), WAITS),
            "due": (_("Due"), DUE),
            "category": (_("Category"), dict(categories)),
            "owner": (_("In charge"), {str(person.id): person.name for person in people}),
            "held": (_("On hold"), ON),
        },
    )
