"""Roles as forms offer them, and what each permission is called."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orderloom.identity.roles import own_roles
from orderloom.kernel.permissions import Role, all_permissions

Choice = tuple[str, str | Promise]
ROLES: tuple[Choice, ...] = (
    (Role.OWNER.value, pgettext_lazy("role", "Owner")),
    (Role.OPERATOR.value, pgettext_lazy("role", "Operator")),
    (Role.PURCHASER.value, pgettext_lazy("role", "Purchaser")),
    (Role.FINANCE.value, pgettext_lazy("role", "Finance")),
    (Role.VIEWER.value, pgettext_lazy("role", "Viewer")),
)
ROLE_HELP = _(
    "An owner may do everything; operators and purchasers work on orders and suppliers; finance and viewers look."
)
GROUPS: tuple[tuple[str | Promise, tuple[Choice, ...]], ...] = (
    (
        _("Orders"),
        (
            ("intake.see", _("See orders")),
            ("intake.import", _("Import orders")),
            ("intake.edit", _("Edit orders")),
            ("intake.confirm", _("Confirm orders")),
            ("intake.review", _("Change the rules of review")),
            ("intake.block", _("Block buyers")),
            ("intake.purchase", _("Start purchasing")),
            ("intake.cancel", _("Cancel orders")),
            ("messages.write", _("Write messages")),
        ),
    ),
    (
        _("Suppliers and tasks"),
        (
            ("partners.manage", _("Manage suppliers")),
            ("catalog.manage", _("Manage categories")),
            ("routing.assign", _("Choose the supplier of a task")),
            ("negotiation.tolerate", _("Set which changes are accepted by themselves")),
            ("production.answer", _("Answer and report for suppliers, remind them")),
            ("production.cancel", _("Cancel tasks")),
            ("cases.solve", _("Solve cases")),
        ),
    ),
    (
        _("Set-up"),
        (
            ("intake.stores", _("Manage stores")),
            ("intake.rules", _("Change the rules for orders")),
            ("scripting.edit", _("Change the SKU script")),
            ("portals.team_views", _("Save views for the team")),
            ("identity.see", _("See members and keys")),
            ("identity.settings", _("Change the settings")),
            ("identity.members", _("Manage members and roles")),
            ("identity.tokens", _("Manage API keys")),
        ),
    ),
)
NAMES: dict[str, str | Promise] = {code: name for _group, listed in GROUPS for code, name in listed}


def permission_name(code: str) -> str:
    """Return what a permission is called; one without a name is called by its code."""
    return str(NAMES.get(code, code))


def permission_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all permissions in their groups; those that no group names stand at the end."""
    known = all_permissions()
    groups = [
        (str(title), [(code, str(name)) for code, name in listed if code in known])
        for title, listed in GROUPS
    ]
    if rest := sorted(known - NAMES.keys()):
        groups.append((str(_("More")), [(code, code) for code in rest]))
    return groups


def role_choices(workspace_id: UUID) -> list[Choice]:
    """Return the roles that a member or a key may have: the five, then the workspace's own."""
    return [*ROLES, *((role.key, role.name) for role in own_roles(workspace_id))]


def role_name(key: str) -> str:
    """Return what a role is called: one of the five by its code, an own one is called by its name already."""
    return str(dict(ROLES).get(key, key))


class RoleForm(forms.Form):
    """A role of the workspace's own."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=60)
    permissions = forms.MultipleChoiceField(
        label=_("May"), choices=permission_choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class WithRoles(forms.Form):
    """A form that asks for one of the roles."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, roles: Sequence[Choice] = ROLES, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["role"].choices = list(roles)  # type: ignore[attr-defined]
