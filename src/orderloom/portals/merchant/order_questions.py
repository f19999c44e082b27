"""The small questions on an order's page: which supplier, and who is in charge."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from orderloom.catalog.queries import Tree
from orderloom.identity.queries import PersonCard


class AssignForm(forms.Form):
    """Which supplier gets a task, and why."""

    supplier = forms.ChoiceField(label=gettext_lazy("Supplier"))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        tree: Tree,
        category_id: UUID | None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        above = tree.upwards(category_id) if category_id else []
        fit = {maker.supplier_id for one in above for maker in tree.makers_of(one)}
        active = sorted((one for one in tree.makers.values() if one.active), key=lambda one: one.name)
        able = [(str(one.supplier_id), one.name) for one in active if one.supplier_id in fit]
        rest = [(str(one.supplier_id), one.name) for one in active if one.supplier_id not in fit]
        language = get_language() or "en"
        makes = _("Makes %(category)s") % {
            "category": tree.shown_path(category_id, language) if category_id else ""
        }
        groups = [(makes, able), (_("Others"), rest)]
        self.fields["supplier"].choices = [group for group in groups if group[1]]  # type: ignore[attr-defined]


class OrderOwnersForm(forms.Form):
    """Who is in charge of an order."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("In charge"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nobody: the people of the category, else the workspace’s."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Sequence[PersonCard], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["people"].choices = [(str(one.id), one.name) for one in people]  # type: ignore[attr-defined]
