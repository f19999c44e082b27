"""What is asked about a new order, its lines and its address, and about a change of one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.intake.canonical import LENGTHS, Address
from orderloom.intake.commands.edit_order import OrderEdit
from orderloom.intake.countries import country_code
from orderloom.intake.field_merge import joined_seen, read_seen, seen_text
from orderloom.intake.queries.order_detail import OrderDetail

END_OF_WORK = time(18)  # a day by which something leaves means this hour at the workspace
ADDRESS = ("name", "company", "lines", "city", "region", "postal", "country", "phone")


def columns_of(control: str) -> tuple[str, ...]:
    """Return the columns that a field of the form writes."""
    if not control.startswith("to_"):
        return (control,)
    column = f"ship_{control.removeprefix('to_')}"
    return (column, f"{column}_code") if column == "ship_country" else (column,)


def seen_of(order: OrderDetail) -> str:
    """Return the marks of everything that the form shows."""
    controls = (*(f"to_{name}" for name in ADDRESS), "ship_by", "note")
    return seen_text(
        {column: getattr(order, column) for control in controls for column in columns_of(control)}
    )


def plain(text: str) -> str:
    """Return the text with the line ends that are stored."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class AddressForm(forms.Form):
    """Where an order goes; its fields begin with `to_`."""

    to_name = forms.CharField(label=gettext_lazy("Recipient"), max_length=LENGTHS["name"], required=False)
    to_company = forms.CharField(label=gettext_lazy("Company"), max_length=LENGTHS["company"], required=False)
    to_lines = forms.CharField(
        label=gettext_lazy("Street and house"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    to_city = forms.CharField(label=gettext_lazy("City"), max_length=LENGTHS["city"], required=False)
    to_region = forms.CharField(
        label=gettext_lazy("State or region"), max_length=LENGTHS["region"], required=False
    )
    to_postal = forms.CharField(
        label=gettext_lazy("Postal code"), max_length=LENGTHS["postal"], required=False
    )
    to_country = forms.CharField(label=gettext_lazy("Country"), max_length=LENGTHS["country"], required=False)
    to_phone = forms.CharField(
        label=pgettext_lazy("contact", "Phone"), max_length=LENGTHS["phone"], required=False
    )

    def address(self, *, kept_code: str = "") -> Address:
        """Return the address as it was typed, its country recognised; an untouched country keeps its code."""
        told = {name: self.cleaned_data[f"to_{name}"] for name in ADDRESS}
        lines = tuple(line.strip() for line in plain(told.pop("lines")).split("\n") if line.strip())
        code = kept_code if "to_country" not in self.changed_data else country_code(told["country"])
        return Address(lines=lines, country_code=code, **told)


class EditForm(AddressForm):
    """A change of an order, based on what the person saw of each field."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    ship_by = forms.DateField(
        label=gettext_lazy("Ship by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Suppliers see it with the task."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for (
            name,
            field,
        ) in self.fields.items():  # the page sends back what it showed: that tells what was touched
            field.show_hidden_initial = name != "seen"

    def shown(self) -> list[SafeString]:
        """Return hidden inputs with the values that the person saw."""
        return [
            self[name].as_hidden(only_initial=True)
            for name, field in self.fields.items()
            if field.show_hidden_initial
        ]

    @staticmethod
    def values_of(order: OrderDetail, zone: str) -> dict[str, Any]:
        """Return what the fields hold of the order as it is."""
        kept = {f"to_{name}": getattr(order, f"ship_{name}") for name in ADDRESS}
        day = order.ship_by.astimezone(ZoneInfo(zone)).date() if order.ship_by else None
        return {**kept, "ship_by": day, "note": order.note, "seen": seen_of(order)}

    def edit(self, zone: str, order: OrderDetail) -> OrderEdit:
        """Return what was changed; an untouched part is left out, so that its source may still change it."""
        changed = set(self.changed_data)
        day = self.cleaned_data["ship_by"]
        moved = "ship_by" in changed
        return OrderEdit(
            ship_to=self._address(order) if any(name.startswith("to_") for name in changed) else None,
            note=plain(self.cleaned_data["note"]) if "note" in changed else None,
            ship_by=datetime.combine(day, END_OF_WORK, ZoneInfo(zone)) if moved and day else None,
            has_no_ship_by=moved and day is None,
        )

    def _address(self, order: OrderDetail) -> Address:
        """Return the address with what was typed, its other pieces as they are stored now."""
        typed = self.address(kept_code=order.ship_country_code)
        kept = {
            name: getattr(order, f"ship_{name}") for name in ADDRESS if f"to_{name}" not in self.changed_data
        }
        if "lines" in kept:
            kept["lines"] = tuple(kept["lines"].split("\n")) if kept["lines"] else ()
        return replace(typed, **kept)

    def on_top_of(self, data: QueryDict, theirs: Mapping[str, Any], disputed: Collection[str]) -> QueryDict:
        """Return the form's data as if it had begun from their values: what was touched stays as typed.

        Of the columns that are `disputed` it remembers what was seen at first.
        """
        again, touched = data.copy(), set(self.changed_data)
        for name, value in theirs.items():
            text = "" if value is None else str(value)
            if name == "seen":
                first, now = read_seen(data.get(name, "")), read_seen(text)
                again[name] = joined_seen(now | {one: first.get(one, "") for one in disputed})
                continue
            again[f"initial-{name}"] = text
            if name not in touched:
                again[name] = text
        return again


class OrderForm(AddressForm):
    """A new order, entered by hand; its lines are forms of their own."""

    store = forms.ChoiceField(label=gettext_lazy("Store"))
    number = forms.CharField(
        label=gettext_lazy("Order number"),
        max_length=LENGTHS["number"],
        required=False,
        help_text=gettext_lazy("As the shop says it. Blank: one of our own."),
    )
    buyer_name = forms.CharField(label=gettext_lazy("Buyer"), max_length=LENGTHS["name"])
    buyer_email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=LENGTHS["email"], required=False)
    currency = forms.CharField(
        label=gettext_lazy("Currency"), initial="USD", min_length=3, max_length=3, required=False
    )
    paid = forms.BooleanField(label=gettext_lazy("The customer has paid"), required=False, initial=True)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Suppliers see it with the task."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, stores: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["store"].choices = list(stores)  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """One line of a new order; blank lines do not count."""

    title = forms.CharField(label=gettext_lazy("Item"), max_length=LENGTHS["title"])
    variant = forms.CharField(label=gettext_lazy("Variant"), max_length=LENGTHS["variant"], required=False)
    sku = forms.CharField(label=gettext_lazy("Shop’s SKU"), max_length=LENGTHS["sku"], required=False)
    quantity = forms.IntegerField(label=gettext_lazy("Qty"), min_value=1, max_value=1_000_000, initial=1)
    unit_price = forms.DecimalField(
        label=gettext_lazy("Price each"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        required=False,
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    personalisation = forms.CharField(
        label=gettext_lazy("Personalisation"),
        max_length=2000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, categories: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = list(categories)  # type: ignore[attr-defined]
