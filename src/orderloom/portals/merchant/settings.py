"""Settings: the workspace, its members, its stores, and the keys of programs."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.commands.members import LastOwner, add_member, change_member, remove_member
from orderloom.identity.commands.tokens import NewToken, create_token, revoke_token
from orderloom.identity.commands.workspaces import change_workspace
from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.permissions import MEMBERS, SETTINGS, TOKENS
from orderloom.identity.queries import people_of, sender_of, visible_tokens
from orderloom.identity.roles import BeyondOwnPower, key_of
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.portals.merchant.role_forms import role_choices
from orderloom.portals.merchant.settings_forms import (
    MemberForm,
    NewMemberForm,
    TokenForm,
    WorkspaceForm,
)
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import carry_out, go, page, redraw
from orderloom.ui.toast import toast


@require_http_methods(["GET", "POST"])
def workspace(request: AudienceRequest, slug: str) -> HttpResponse:
    """Change the workspace itself."""
    card = request.workspace
    initial = {name: getattr(card, name) for name in ("name", "zone", "currency", "language")}
    initial |= {"sender": sender_of(card.id)}
    form = WorkspaceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and carry_out(form, lambda: _change(request, form)):
        toast(request, _("Saved."))
        return go(request, "settings")
    facts = {"form": form, "pages": tabs(request, "settings"), "may": request.actor.can(SETTINGS)}
    return (
        redraw(request, "settings_workspace", facts)
        if form.is_bound
        else page(request, "settings_workspace", facts)
    )


def _change(request: AudienceRequest, form: WorkspaceForm) -> bool:
    change_workspace(actor=request.actor, changes=form.cleaned_data, now=clock.now())
    return True


def _member_facts(request: AudienceRequest, form: NewMemberForm) -> dict[str, object]:
    people = people_of(request.workspace.id)
    return {
        "form": form,
        "pages": tabs(request, "settings-members"),
        "people": people,
        "roles": role_choices(request.workspace.id),
        "own": request.actor.user_id,
        "may": request.actor.can(MEMBERS),
    }


@require_http_methods(["GET", "POST"])
def members(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the members and let somebody in."""
    initial, roles = {"language": request.workspace.language}, role_choices(request.workspace.id)
    if request.method == "GET":
        return page(
            request, "settings_members", _member_facts(request, NewMemberForm(roles=roles, initial=initial))
        )
    form = NewMemberForm(request.POST, roles=roles)
    if form.is_valid():
        told = form.cleaned_data
        made = carry_out(form, lambda: add_member(actor=request.actor, now=clock.now(), **told))
        if made is not None:
            toast(request, _("%(email)s is a member now.") % {"email": told["email"]})
            return go(request, "settings-members")
    return redraw(request, "settings_members", _member_facts(request, form))


@require_POST
def member(request: AudienceRequest, slug: str, user_id: UUID) -> HttpResponse:
    """Change what a member is."""
    form = MemberForm(request.POST, roles=role_choices(request.workspace.id))
    if form.is_valid():
        try:
            change_member(actor=request.actor, user_id=user_id, now=clock.now(), **form.cleaned_data)
            toast(request, _("Saved."))
        except (LastOwner, BeyondOwnPower, Invalid) as refused:
            toast(request, str(refused), failed=True)
    return go(request, "settings-members")


@require_POST
def member_remove(request: AudienceRequest, slug: str, user_id: UUID) -> HttpResponse:
    """Take a person out of the workspace."""
    try:
        remove_member(actor=request.actor, user_id=user_id, now=clock.now())
        toast(request, _("Removed. What they did stays on the timeline."))
    except (LastOwner, BeyondOwnPower) as refused:
        toast(request, str(refused), failed=True)
    return go(request, "settings-members")


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the keys and make a new one, which is shown this once."""
    roles = role_choices(request.workspace.id)
    if request.method == "GET":
        return page(request, "settings_tokens", _token_facts(request, TokenForm(roles=roles)))
    form = TokenForm(request.POST, roles=roles)
    if form.is_valid():
        told = form.cleaned_data
        made = carry_out(form, lambda: create_token(actor=request.actor, now=clock.now(), **told))
        if made is not None:
            return page(request, "settings_tokens", _token_facts(request, TokenForm(roles=roles), made))
    return redraw(request, "settings_tokens", _token_facts(request, form))


def _token_facts(
    request: AudienceRequest, form: TokenForm, made: NewToken | None = None
) -> dict[str, object]:
    may = request.actor.can(TOKENS)
    rows = list(visible_tokens(request.actor).order_by("-created_at")) if may else []
    for row in rows:
        row.role = key_of(row.role, row.own_role_id)
    facts: dict[str, object] = {
        "form": form, "pages": tabs(request, "settings-tokens"), "may": may, "rows": rows,
        "roles": dict(role_choices(request.workspace.id)),
    }  # fmt: skip
    if made is not None:
        address = request.build_absolute_uri("/api/v1/orders")
        facts |= {"made": made, "curl": f"curl -H 'Authorization: Bearer {made.secret}' '{address}?limit=5'"}
    return facts


@require_POST
def token_revoke(request: AudienceRequest, slug: str, token_id: UUID) -> HttpResponse:
    """Make a key useless."""
    revoke_token(actor=request.actor, token_id=token_id, now=clock.now())
    toast(request, _("Revoked. Its next request is refused."))
    return go(request, "settings-tokens")
