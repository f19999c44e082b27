"""What is asked about a supplier, its people, and a file of suppliers."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orderloom.catalog.rules import Node
from orderloom.identity.models import LANGUAGES
from orderloom.portals.merchant.category_fields import Tick, category_choices, ticks

CONTACTS = ("contact_name", "email", "phone", "wechat", "region")


class SupplierForm(forms.Form):
    """A supplier; `with_members` asks for the people as well, as for a new one."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    code = forms.CharField(
        label=_("Code"), max_length=20, required=False, help_text=_("Blank: the next free one.")
    )
    categories = forms.MultipleChoiceField(label=_("Makes"), required=False)
    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=1,
        max_value=1000,
        initial=1,
        help_text=_("2 gets twice as many tasks as 1."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    contact_name = forms.CharField(label=_("Contact"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=pgettext_lazy("contact", "Phone"), max_length=40, required=False)
    wechat = forms.CharField(label=_("WeChat"), max_length=60, required=False)
    region = forms.CharField(label=_("Region"), max_length=120, required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only your team sees this."),
    )
    members = forms.CharField(
        label=_("Who signs in"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("E-mail addresses, one a line."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        nodes: Sequence[Node],
        with_members: bool,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.nodes = nodes
        self.fields["categories"].choices = category_choices(nodes)  # type: ignore[attr-defined]
        if not with_members:
            del self.fields["members"]
            self.fields["code"].required, self.fields["code"].help_text = True, ""

    def ticks(self) -> list[Tick]:
        """Return the tree of categories as boxes to tick."""
        return ticks(self.nodes, [str(value) for value in self["categories"].value() or ()])

    def clean_members(self) -> tuple[str, ...]:
        """Read the addresses, however they are separated."""
        words = (
            str(self.cleaned_data["members"]).replace(",", " ").replace("，", " ").replace(";", " ").split()
        )
        for word in words:
            try:
                validate_email(word)
            except ValidationError as wrong:
                raise ValidationError(
                    _("“%(word)s” is not an e-mail address."), params={"word": word}
                ) from wrong
        return tuple(dict.fromkeys(word.lower() for word in words))

    def category_ids(self) -> list[UUID]:
        """Return the categories that were ticked."""
        return [UUID(value) for value in self.cleaned_data["categories"]]

    def own_fields(self) -> dict[str, Any]:
        """Return what belongs to the supplier itself."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("categories", "members")
        }


class MemberForm(forms.Form):
    """A person who is to sign in for the supplier."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)


class SupplierFileForm(forms.Form):
    """A table of suppliers."""

    file = forms.FileField(label=_("File"))
