"""What is asked on the way of a file: the file and its store, then which column is which."""

from collections.abc import Sequence
from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orderloom.intake.mapping.fields import FIELDS, LINE_FIELDS, ORDER_FIELDS
from orderloom.intake.mapping.mapping import Column, Mapping, Personal
from orderloom.intake.queries.import_check import ColumnSample
from orderloom.intake.queries.stores import StoreCard
from orderloom.intake.states import Platform
from orderloom.kernel.tables.moments import DAY_FIRST, MONTH_FIRST

NEW_STORE = "new"
PERSONAL = "personal"
PLATFORMS = (
    (Platform.AMAZON.value, "Amazon"),
    (Platform.ETSY.value, "Etsy"),
    (Platform.SHOPIFY.value, "Shopify"),
    (Platform.WOOCOMMERCE.value, "WooCommerce"),
    (Platform.TMALL.value, pgettext_lazy("platform", "Tmall")),
    (Platform.OTHER.value, pgettext_lazy("platform", "Other")),
)
ENCODINGS = (
    ("", _("Find out by itself")),
    ("utf-8-sig", "UTF-8"),
    ("gb18030", "GB18030"),
    ("big5", "Big5"),
    ("shift_jis", "Shift_JIS"),
    ("windows-1252", "Windows-1252"),
    ("utf-16", "UTF-16"),
)
STATES = (
    ("ready", pgettext_lazy("order in a file", "Ready to buy")),
    ("pending", pgettext_lazy("order in a file", "Not paid yet")),
    ("fulfilled", pgettext_lazy("order in a file", "Shipped already")),
)
DATES = (
    ("", _("Find out by itself")),
    (DAY_FIRST, _("Day first: 31/12/2026")),
    (MONTH_FIRST, _("Month first: 12/31/2026")),
)


class FileForm(forms.Form):
    """The file and the store it belongs to, which may be a new one."""

    file = forms.FileField(label=_("File"))
    store = forms.ChoiceField(label=_("Store"))
    store_name = forms.CharField(label=_("Name of the new store"), max_length=80, required=False)
    platform = forms.ChoiceField(label=_("Platform"), choices=PLATFORMS, required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)

    def __init__(
        self,
        *args: object,
        stores: Sequence[StoreCard],
        may_add: bool,
        needs_file: bool = True,
        **options: object,
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # passed through
        self.may_add = may_add
        self.fields["file"].required = needs_file
        choices = [(str(store.id), store.name) for store in stores]
        if may_add:
            choices.append((NEW_STORE, str(_("New store"))))
        self.fields["store"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if not stores:
            self.initial["store"] = NEW_STORE

    def clean(self) -> dict[str, object]:
        """Ask for the name of a new store."""
        told = super().clean() or {}
        if told.get("store") == NEW_STORE and not str(told.get("store_name") or "").strip():
            self.add_error("store_name", _("Write the name of the store."))
        return told


def field_choices() -> list[tuple[str, object]]:
    """Return what a column may be, in two groups, for a select."""
    order = [(name, FIELDS[name].label) for name in ORDER_FIELDS]
    line = [(name, FIELDS[name].label) for name in LINE_FIELDS]
    line.append((PERSONAL, _("Personalisation")))
    return [("", _("Not used")), (str(_("Order")), order), (str(_("Product")), line)]


def _level(column: ColumnSample, field: str) -> str:
    if not field:
        return ""
    return column.guess.level if column.guess is not None and column.guess.field == field else "before"


class ColumnsForm(forms.Form):
    """Which column is which: one select for each column of the file, and what the file does not say."""

    default_state = forms.ChoiceField(label=_("Orders without a status are"), choices=STATES, required=False)
    currency = forms.CharField(label=_("Currency where none is told"), max_length=3, required=False)
    date_order = forms.ChoiceField(label=_("Dates are written"), choices=DATES, required=False)
    remember = forms.CharField(
        label=_("Remember as"),
        max_length=80,
        required=False,
        help_text=_("The next file with these columns is read the same way. Leave blank to use it once."),
    )

    def __init__(
        self, *args: object, columns: Sequence[ColumnSample], mapping: Mapping, name: str, **options: object
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # passed through
        self.columns, self.mapping = columns, mapping
        chosen = self._chosen()
        for place, column in enumerate(columns):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=column.name, choices=field_choices, required=False, initial=chosen.get(column.name, "")
            )
        self.initial.update(
            default_state=mapping.default_state or "ready",
            currency=mapping.currency,
            date_order=mapping.date_order or "",
            remember=name,
        )

    def _chosen(self) -> dict[str, str]:
        chosen = {column.source: name for name, column in self.mapping.columns.items() if column.source}
        return chosen | {one.source: PERSONAL for one in self.mapping.personal}

    def rows(self) -> list[tuple[ColumnSample, forms.BoundField, str]]:
        """Return each column with its select and how sure the match is; `before` is what was said of the last file."""
        chosen = self._chosen()
        return [
            (column, self[f"c{place}"], _level(column, chosen.get(column.name, "")))
            for place, column in enumerate(self.columns)
        ]

    def clean(self) -> dict[str, object]:
        """Let a field be told by one column only, and require those without which no order can be made."""
        told = super().clean() or {}
        taken: dict[str, str] = {}
        for place, column in enumerate(self.columns):
            name = str(told.get(f"c{place}") or "")
            if name in taken and name != PERSONAL:
                self.add_error(f"c{place}", _("“%(other)s” is this already.") % {"other": taken[name]})
            elif name:
                taken[name] = column.name
        if not self.errors:
            missing = [str(FIELDS[name].label) for name in self.result().missing()]
            if missing:
                self.add_error(None, _("Say which column holds: %(names)s.") % {"names": ", ".join(missing)})
        return told

    def result(self) -> Mapping:
        """Return the mapping as chosen; steps and defaults of columns that stayed are kept."""
        told = self.cleaned_data
        chosen = {column.name: str(told.get(f"c{place}") or "") for place, column in enumerate(self.columns)}
        labels = {one.source: one for one in self.mapping.personal}
        columns = {name: column for name, column in self.mapping.columns.items() if not column.source}
        for source, name in chosen.items():
            if name and name != PERSONAL:
                columns[name] = self._column(name, source)
        personal = [source for source, name in chosen.items() if name == PERSONAL]
        return replace(
            self.mapping,
            columns=columns,
            personal=tuple(labels.get(source, Personal(source, source)) for source in personal),
            default_state=told.get("default_state") or "ready",
            currency=str(told.get("currency") or "").upper(),
            date_order=told.get("date_order") or None,
            signature=tuple(column.name for column in self.columns),
        )

    def _column(self, name: str, source: str) -> Column:
        before = self.mapping.columns.get(name)
        return before if before is not None and before.source == source else Column(source)
