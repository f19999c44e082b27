"""Settings: the roles of the workspace's own, made from permissions."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.commands.roles import RoleInUse, change_role, create_role, remove_role
from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.permissions import MEMBERS
from orderloom.identity.queries import people_of
from orderloom.identity.roles import BeyondOwnPower, own_roles
from orderloom.kernel import clock
from orderloom.kernel.errors import NotFound
from orderloom.kernel.permissions import Role, held_by
from orderloom.portals.merchant.role_forms import RoleForm, permission_choices, role_name
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import carry_out, go, page, put_on, redraw
from orderloom.ui.toast import toast


def _facts(request: AudienceRequest, form: RoleForm, role_id: UUID | None = None) -> dict[str, object]:
    own = own_roles(request.workspace.id)
    holders = [one.role for one in people_of(request.workspace.id)]
    columns = [(role_name(role.value), held_by(role)) for role in Role]
    return {
        "form": form,
        "role_id": role_id,
        "pages": tabs(request, "settings-roles"),
        "may": request.actor.can(MEMBERS),
        "own": [(role, holders.count(role.key)) for role in own],
        "heads": [name for name, _held in columns],
        "groups": [
            (title, [(name, [code in held for _name, held in columns]) for code, name in listed])
            for title, listed in permission_choices()
        ],
        "chosen": set(form["permissions"].value() or ()),
        "choices": permission_choices(),
        "held": request.actor.permissions,
    }


@require_http_methods(["GET", "POST"])
def roles(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the roles and make one."""
    if request.method == "GET":
        return page(request, "settings_roles", _facts(request, RoleForm()))
    form = RoleForm(request.POST)
    if form.is_valid() and _kept(request, form):
        toast(request, _("Role made. Give it to a member."))
        return go(request, "settings-roles")
    return redraw(request, "settings_roles", _facts(request, form))


@require_http_methods(["GET", "POST"])
def role(request: AudienceRequest, slug: str, role_id: UUID) -> HttpResponse:
    """Change one role."""
    found = next((one for one in own_roles(request.workspace.id) if one.own_id == role_id), None)
    if found is None:
        raise NotFound
    initial = {"name": found.name, "permissions": sorted(found.permissions)}
    form = RoleForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _kept(request, form, role_id):
        toast(request, _("Saved."))
        return go(request, "settings-roles")
    facts = _facts(request, form, role_id)
    return (
        redraw(request, "settings_roles", facts) if form.is_bound else page(request, "settings_roles", facts)
    )


def _kept(request: AudienceRequest, form: RoleForm, role_id: UUID | None = None) -> bool:
    told, now, actor = form.cleaned_data, clock.now(), request.actor
    try:
        if role_id is None:
            return carry_out(form, lambda: create_role(actor=actor, now=now, **told)) is not None
        change_role_id: UUID = role_id
        return bool(
            carry_out(form, lambda: change_role(actor=actor, role_id=change_role_id, now=now, **told) or True)
        )
    except BeyondOwnPower as refused:
        put_on(form, refused)
        return False


@require_POST
def role_remove(request: AudienceRequest, slug: str, role_id: UUID) -> HttpResponse:
    """Remove a role that nobody holds."""
    try:
        remove_role(actor=request.actor, role_id=role_id, now=clock.now())
        toast(request, _("Role removed."))
    except RoleInUse as refused:
        toast(request, str(refused), failed=True)
    return go(request, "settings-roles")
