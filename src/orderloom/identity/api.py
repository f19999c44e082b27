"""The token's holder, the workspace, its members and its keys over the API."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from orderloom.identity.api_auth import ANYONE, actor_of
from orderloom.identity.api_door import withhold_key
from orderloom.identity.commands.members import add_member, change_member, remove_member
from orderloom.identity.commands.tokens import create_token, revoke_token
from orderloom.identity.commands.workspaces import change_workspace
from orderloom.identity.models import Company, Workspace
from orderloom.identity.permissions import SEE
from orderloom.identity.queries import people_of, sharing_of, visible_tokens
from orderloom.identity.roles import key_of, own_roles, role_named
from orderloom.identity.sharing import Moment
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import NotFound
from orderloom.kernel.permissions import Role
from orderloom.kernel.wire import Name, Shown, Text, Told, Yes

router = Router(tags=["workspace"])
Language = Literal["en", "zh-hans"]
Email = Annotated[Text, Field(max_length=254)]
RoleKey = Annotated[
    Text,
    Field(
        max_length=36, description="owner, operator, purchaser, finance, viewer, or the id of an own role."
    ),
]


class Me(Shown):
    """Whose token this is, and what it may do."""

    party: Party
    name: str
    workspace_id: UUID | None
    company_id: UUID | None
    place: str
    permissions: list[str]


class WorkspaceOut(Shown):
    """The workspace of the token."""

    id: UUID
    slug: str
    name: str
    zone: str
    currency: str
    language: str
    address_shared: str
    sender: str


class WorkspaceChange(Told):
    """What changes; what is left out stays."""

    name: Name | None = None
    zone: Annotated[Text, Field(max_length=60)] | None = None
    currency: Annotated[Text, Field(max_length=3)] | None = None
    language: Language | None = None
    address_shared: Moment | None = None
    sender: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")] | None = (
        None
    )


class Sharing(Told):
    """When suppliers may see each field of an order: with the offer, from acceptance on, or never.

    What is made (product, variant, personalisation, picture) is always shown, the team's own messages never.
    """

    name_shared: Moment
    phone_shared: Moment
    email_shared: Moment
    address_shared: Moment
    price_shared: Moment
    note_shared: Moment
    source_shared: Moment


class MemberOut(Shown):
    """A person in the workspace."""

    id: UUID
    name: str
    email: str
    role: str
    in_charge: bool


class RoleOut(Shown):
    """A role of the workspace: `key` is what members and keys name it by."""

    key: str
    name: str
    permissions: list[str]


class Roles(Shown):
    """The five roles that every workspace has, then its own by name."""

    items: list[RoleOut]


class Members(Shown):
    """The members, by name."""

    items: list[MemberOut]


class MemberIn(Told):
    """A person who is let into the workspace."""

    email: Email
    role: RoleKey
    name: Annotated[Text, Field(max_length=120)] = ""
    language: Language = "en"
    in_charge: Yes = False


class MemberChange(Told):
    """What a member is from now on."""

    role: RoleKey
    in_charge: Yes


class TokenIn(Told):
    """A new key, with the permissions of a role."""

    name: Annotated[Name, Field(max_length=80)]
    role: RoleKey = Role.OPERATOR.value


class TokenOut(Shown):
    """A key, without its secret."""

    id: UUID
    name: str
    hint: str
    role: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class Tokens(Shown):
    """The keys, the newest first."""

    items: list[TokenOut]


class NewTokenOut(Shown):
    """A new key with its secret, which is shown this once."""

    id: UUID
    secret: str


@router.get("/me", response=Me, auth=ANYONE, operation_id="getMe", summary="Show whose token this is")
def get_me(request: HttpRequest) -> Me:
    """Show whose token this is, and what it may do."""
    actor = actor_of(request)
    supplier = actor.party is Party.SUPPLIER
    found = (
        Company.objects.filter(id=actor.company_id)
        if supplier
        else Workspace.objects.filter(id=actor.workspace_id)
    )
    return Me(
        party=actor.party,
        name=actor.name,
        workspace_id=None if supplier else actor.workspace_id,
        company_id=actor.company_id if supplier else None,
        place=found.values_list("name", flat=True).get(),
        permissions=sorted(actor.permissions),
    )


@router.get("/workspace", response=WorkspaceOut, operation_id="getWorkspace", summary="Show the workspace")
def get_workspace(request: HttpRequest) -> WorkspaceOut:
    """Show the workspace of the token."""
    return _workspace(actor_of(request))


def _workspace(actor: Actor) -> WorkspaceOut:
    return WorkspaceOut.model_validate(Workspace.objects.get(id=actor.workspace_id))


@router.patch(
    "/workspace", response=WorkspaceOut, operation_id="changeWorkspace", summary="Change the workspace"
)
def patch_workspace(request: HttpRequest, body: WorkspaceChange) -> WorkspaceOut:
    """Change settings of the workspace."""
    actor = actor_of(request)
    change_workspace(actor=actor, changes=body.model_dump(exclude_none=True), now=clock.now())
    return _workspace(actor)


@router.get(
    "/workspace/sharing",
    response=Sharing,
    operation_id="getSharing",
    summary="Show what suppliers may see",
)
def get_sharing(request: HttpRequest) -> Sharing:
    """Show when suppliers may see each field of an order."""
    return Sharing.model_validate(sharing_of(actor_of(request).workspace_id))


@router.put(
    "/workspace/sharing",
    response=Sharing,
    operation_id="setSharing",
    summary="Choose what suppliers may see",
)
def put_sharing(request: HttpRequest, body: Sharing) -> Sharing:
    """Choose when suppliers may see each field of an order; it counts at once, for open tasks too."""
    actor = actor_of(request)
    change_workspace(actor=actor, changes=body.model_dump(), now=clock.now())
    return Sharing.model_validate(sharing_of(actor.workspace_id))


@router.get("/roles", response=Roles, operation_id="listRoles", summary="List the roles")
def list_roles(request: HttpRequest) -> Roles:
    """List the roles that members and keys may have, with what each may do."""
    actor = actor_of(request)
    actor.require(SEE)
    found = [role_named(actor.workspace_id, role.value) for role in Role] + own_roles(actor.workspace_id)
    shown = [RoleOut(key=one.key, name=one.name, permissions=sorted(one.permissions)) for one in found]
    return Roles(items=shown)


@router.get("/members", response=Members, operation_id="listMembers", summary="List the members")
def list_members(request: HttpRequest) -> Members:
    """List the members, by name."""
    actor = actor_of(request)
    actor.require(SEE)
    return Members(items=[MemberOut.model_validate(card) for card in people_of(actor.workspace_id)])


def _member(actor: Actor, user_id: UUID) -> MemberOut:
    for card in people_of(actor.workspace_id):
        if card.id == user_id:
            return MemberOut.model_validate(card)
    raise NotFound


@router.post("/members", response={201: MemberOut}, operation_id="addMember", summary="Let a person in")
def post_member(request: HttpRequest, body: MemberIn) -> MemberOut:
    """Let a person into the workspace; a member already stays as they are."""
    actor = actor_of(request)
    user_id = add_member(
        actor=actor,
        email=body.email,
        role=body.role,
        name=body.name,
        language=body.language,
        in_charge=body.in_charge,
        now=clock.now(),
    )
    return _member(actor, user_id)


@router.put(
    "/members/{uuid:user_id}", response=MemberOut, operation_id="changeMember", summary="Change a member"
)
def put_member(request: HttpRequest, user_id: UUID, body: MemberChange) -> MemberOut:
    """Change a member's role, and whether they are in charge by default."""
    actor = actor_of(request)
    change_member(actor=actor, user_id=user_id, role=body.role, in_charge=body.in_charge, now=clock.now())
    return _member(actor, user_id)


@router.delete(
    "/members/{uuid:user_id}", response={204: None}, operation_id="removeMember", summary="Take a person out"
)
def delete_member(request: HttpRequest, user_id: UUID) -> None:
    """Take a person out of the workspace; their next request is refused."""
    remove_member(actor=actor_of(request), user_id=user_id, now=clock.now())


@router.get("/tokens", response=Tokens, auth=ANYONE, operation_id="listTokens", summary="List the keys")
def list_tokens(request: HttpRequest) -> Tokens:
    """List the keys of the workspace, or of the supplier's company, without their secrets."""
    actor = actor_of(request)
    if actor.party is Party.STAFF:
        actor.require(SEE)
    rows = visible_tokens(actor).order_by("-id")[:200]
    for row in rows:
        row.role = key_of(row.role, row.own_role_id)
    return Tokens(items=[TokenOut.model_validate(row) for row in rows])


@router.post(
    "/tokens", response={201: NewTokenOut}, auth=ANYONE, operation_id="createToken", summary="Make a key"
)
def post_token(request: HttpRequest, body: TokenIn) -> NewTokenOut:
    """Make a key. Its secret is in this one answer and is kept nowhere, so an Idempotency-Key has no effect here."""
    withhold_key(request)
    made = create_token(actor=actor_of(request), name=body.name, role=body.role, now=clock.now())
    return NewTokenOut(id=made.id, secret=made.secret)


@router.delete(
    "/tokens/{uuid:token_id}",
    response={204: None},
    auth=ANYONE,
    operation_id="revokeToken",
    summary="Revoke a key",
)
def delete_token(request: HttpRequest, token_id: UUID) -> None:
    """Make a key useless from the next request on."""
    revoke_token(actor=actor_of(request), token_id=token_id, now=clock.now())
