"""What is asked about categories, the people in charge of them, and the rules that find them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orderloom.catalog.rules import Node
from orderloom.identity.queries import PersonCard
from orderloom.portals.merchant.category_fields import category_choices

LOOKS_AT = (
    ("title", pgettext_lazy("field of a line", "Product")),
    ("sku", pgettext_lazy("field of a line", "SKU")),
    ("vendor", pgettext_lazy("field of a line", "Supplier in the file")),
    ("category", pgettext_lazy("field of a line", "Category in the file")),
)


def picked(value: str) -> UUID | None:
    """Return the id that a select gave, or None for its blank choice."""
    return UUID(value) if value else None


class CategoryForm(forms.Form):
    """A category: its names, its code, and what it lies below."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120, required=False)
    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        required=False,
        help_text=_("As it stands in files, where they name one."),
    )
    parent = forms.ChoiceField(label=_("Below"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        nodes: Sequence[Node],
        own: Node | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        free = [node for node in nodes if own is None or not _is_inside(node, own)]
        self.fields["parent"].choices = category_choices(free, _("The top"))  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return what the commands take."""
        told = self.cleaned_data
        return {
            "name": told["name"],
            "name_zh": told["name_zh"],
            "code": told["code"],
            "parent_id": picked(told["parent"]),
        }


def _is_inside(node: Node, own: Node) -> bool:
    """Test whether the category is the other one or lies below it."""
    return node.id == own.id or node.path.startswith(own.path + " > ")


class OwnersForm(forms.Form):
    """The people in charge of the orders of a category."""

    people = forms.MultipleChoiceField(
        label=_("In charge"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody: the people of the category above, else the workspace's."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Sequence[PersonCard], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["people"].choices = [(str(one.id), one.name) for one in people]  # type: ignore[attr-defined]

    def user_ids(self) -> list[UUID]:
        """Return those who were ticked."""
        return [UUID(value) for value in self.cleaned_data["people"]]


class RuleForm(forms.Form):
    """Lines whose field contains the text belong to the category."""

    field = forms.ChoiceField(label=_("When the"), choices=LOOKS_AT)
    text = forms.CharField(label=_("contains"), max_length=200)
    category = forms.ChoiceField(label=_("it belongs to"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, nodes: Sequence[Node], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["category"].choices = category_choices(nodes)  # type: ignore[attr-defined]
