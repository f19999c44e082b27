"""What is asked about the workspace, its members, its stores and its keys."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orderloom.catalog.rules import Node
from orderloom.identity.models import LANGUAGES
from orderloom.kernel.permissions import Role
from orderloom.portals.merchant.category_fields import category_choices
from orderloom.portals.merchant.import_forms import PLATFORMS
from orderloom.portals.merchant.role_forms import ROLE_HELP, ROLES, WithRoles

COMMON = ("USD", "EUR", "GBP", "CNY", "JPY", "CAD", "AUD")


def zones() -> list[tuple[str, str]]:
    """Return all time zones for a select."""
    return [
        (name, name.replace("_", " "))
        for name in sorted(available_timezones())
        if "/" in name or name == "UTC"
    ]


def currencies() -> list[tuple[str, str]]:
    """Return all currencies for a select, the common ones first."""
    rest = sorted(code for code in list_currencies() if code not in COMMON)
    return [(code, code) for code in (*COMMON, *rest)]


class WorkspaceForm(forms.Form):
    """The workspace itself."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=zones, help_text=_("Days and due dates are counted in it.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, help_text=_("Of messages to those who have not chosen one.")
    )
    sender = forms.CharField(
        label=_("Sender on labels and slips"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Blank: the workspace’s name. The supplier is never named."),
    )

    def clean_sender(self) -> str:
        """Return the lines as they are stored."""
        return str(self.cleaned_data["sender"]).replace("\r\n", "\n")


class NewMemberForm(WithRoles):
    """A person who is to work in the workspace."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.OPERATOR.value, help_text=ROLE_HELP)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    in_charge = forms.BooleanField(
        label=_("In charge where nobody else is"),
        required=False,
        help_text=_("Is told of finished tasks and of problems."),
    )


class MemberForm(WithRoles):
    """What a member is."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    in_charge = forms.BooleanField(label=_("In charge"), required=False)


class StoreForm(forms.Form):
    """A shop of the workspace."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    platform = forms.ChoiceField(label=_("Platform"), choices=PLATFORMS)
    zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Of times in files that name none.")
    )
    category = forms.ChoiceField(
        label=_("Default category"), required=False, help_text=_("Of lines for which nothing else is known.")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        nodes: Sequence[Node],
        is_new: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.fields["zone"].choices = [("", "UTC"), *zones()]  # type: ignore[attr-defined]
        self.fields["category"].choices = category_choices(nodes, _("None"))  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["platform"]


class TokenForm(WithRoles):
    """A key for a program."""

    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=80,
        help_text=_("Which program uses it, such as “ERP”."),
    )
    role = forms.ChoiceField(label=_("May do what this role may"), choices=ROLES, initial=Role.OPERATOR.value)
