"""Who somebody is, and where they belong."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from orderloom.identity.models import ApiToken, CompanyMember, Member, SlugIndex, User, Workspace
from orderloom.identity.roles import key_of, permissions_of
from orderloom.identity.sharing import SHARED
from orderloom.kernel.actor import NOWHERE, Actor, Party
from orderloom.kernel.errors import NotFound
from orderloom.kernel.permissions import Role
from orderloom.kernel.reading import fetched
from orderloom.kernel.tenancy import Hat, wear
from orderloom.kernel.workdays import EVERY_DAY, WorkCalendar, calendar_of


@dataclass(frozen=True, slots=True)
class WorkspaceCard:
    """A workspace as pages need it."""

    id: UUID
    slug: str
    name: str
    zone: str
    currency: str
    language: str
    role: str = ""
    address_shared: str = ""  # when suppliers may see a shopper's address: never, accepted, or offered
    accent: str = ""
    accent_dark: str = ""
    logo: str = ""  # its digest
    held: frozenset[str] = frozenset()  # what the person who asked may do there
    work: WorkCalendar = EVERY_DAY


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A member as lists and pickers need it."""

    id: UUID
    name: str
    email: str
    role: str
    in_charge: bool


def workspaces_of(user_id: UUID) -> list[WorkspaceCard]:
    """Return the workspaces that the person is a member of, by name, in one statement."""
    with wear(Hat.person(user_id)), transaction.atomic():
        return [
            replace(WorkspaceCard(*told), held=permissions_of(code, json.loads(own) if own else None))
            for code, own, *told in fetched(PLACES, [user_id])
        ]


PLACES = """
SELECT m.role, r.permissions::text, w.id, w.slug, w.name, w.zone, w.currency, w.language,
    coalesce(m.own_role_id::text, m.role), w.address_shared, w.accent, w.accent_dark, w.logo
FROM identity_member m JOIN identity_workspace w ON w.id = m.workspace_id
LEFT JOIN identity_ownrole r ON r.id = m.own_role_id AND r.workspace_id = m.workspace_id
WHERE m.user_id = %s ORDER BY w.name, w.id
"""


def places_of(user: User) -> list[WorkspaceCard]:
    """Return the workspaces that the person is a member of, by name, read once for this object."""
    kept: dict[str, list[WorkspaceCard]] = user.__dict__
    if "_places" not in kept:
        kept["_places"] = workspaces_of(user.id)
    return kept["_places"]


def companies_of(user_id: UUID) -> list[UUID]:
    """Return the supplier companies that the person signs in for, oldest membership first."""
    with wear(Hat.person(user_id)), transaction.atomic():
        return list(
            CompanyMember.objects.filter(user_id=user_id).order_by("id").values_list("company_id", flat=True)
        )


def merchants_of(company_id: UUID) -> list[UUID]:
    """Return the workspaces that the company supplies; of the others a merchant learns only that there are some."""
    with wear(Hat.supplier(company_id)), transaction.atomic():
        return list(Workspace.objects.order_by("id").values_list("id", flat=True))


def staff_actor(user: User, slug: str) -> tuple[Actor, WorkspaceCard]:
    """Return the person as staff of the workspace. Raises NotFound when they are no member of it."""
    for card in places_of(user):
        if card.slug == slug:
            return Actor(Party.STAFF, str(user), user.id, card.id, permissions=card.held), card
    raise NotFound


def supplier_actor(user: User) -> Actor:
    """Return the person as a member of their supplier company. Raises NotFound when there is none."""
    companies = companies_of(user.id)
    if not companies:
        raise NotFound
    return Actor(Party.SUPPLIER, str(user), user.id, company_id=companies[0])


def token_digest(secret: str) -> str:
    """Return what is stored of an API token: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def enter(digest: str) -> Actor | None:
    """Return the program that holds the living API token with this digest, and put its hat on in the database.

    The running transaction wears no hat yet; who calls wears `hat_of` the actor for the rest of it.
    """
    for token_id, workspace_id, company_id, name, role, own in fetched(
        "SELECT * FROM identity_enter(%s)", [digest]
    ):
        if workspace_id:
            held = permissions_of(role, json.loads(own) if own else None)  # comes as text here
            return Actor(Party.STAFF, name, None, workspace_id, permissions=held, token_id=token_id)
        return Actor(Party.SUPPLIER, name, None, company_id=company_id or NOWHERE, token_id=token_id)
    return None


def token_actor(secret: str) -> Actor:
    """Return the program that holds the API token. Raises NotFound when there is no such living token."""
    with wear(None), transaction.atomic():
        holder = enter(token_digest(secret))
    if holder is None:
        raise NotFound
    return holder


def hat_of(actor: Actor) -> Hat:
    """Return the hat that the actor wears."""
    return (
        Hat.supplier(actor.company_id) if actor.party is Party.SUPPLIER else Hat.workspace(actor.workspace_id)
    )


def may_hear(user_id: UUID, party: str) -> bool:
    """Test whether the person may listen to the live updates of `workspace:<id>` or `supplier:<id>`."""
    kind, _, value = party.partition(":")
    if kind == "workspace":
        return value in {str(card.id) for card in workspaces_of(user_id)}
    return kind == "supplier" and value in {str(company) for company in companies_of(user_id)}


def workspace_by_slug(slug: str) -> Workspace | None:
    """Return the workspace that an address or a command line names: a slug is no secret."""
    found = SlugIndex.objects.filter(slug=slug).first()
    if found is None:
        return None
    with wear(Hat.workspace(found.workspace_id)), transaction.atomic():
        return Workspace.objects.filter(id=found.workspace_id).first()


def workspace_card(workspace_id: UUID) -> WorkspaceCard:
    """Return the workspace whose hat is worn, with its working days. Raises NotFound."""
    for row in fetched(WORKSPACE, [workspace_id]):
        return replace(WorkspaceCard(*row[:OWN]), work=calendar_of(*row[OWN:]))
    raise NotFound


CALENDAR = "w.zone, w.weekdays, w.cut_off, w.holidays_of, w.days::text, w.make_days"
"""What `calendar_of` takes, as columns of the workspace `w`."""
WORKSPACE = f"""
SELECT w.id, w.slug, w.name, w.zone, w.currency, w.language, '', w.address_shared, w.accent, w.accent_dark, w.logo,
    {CALENDAR}
FROM identity_workspace w WHERE w.id = %s
"""  # noqa: S608  constants of ours are put in; values are parameters
OWN = 11  # columns before those of the calendar


def work_calendar(workspace_id: UUID) -> WorkCalendar:
    """Return the working days of the workspace whose hat is worn. Raises NotFound."""
    return workspace_card(workspace_id).work


def people_of(workspace_id: UUID) -> list[PersonCard]:
    """Return the members of the workspace, by name."""
    rows = Member.objects.filter(workspace_id=workspace_id, user__is_active=True).select_related("user")
    return [
        PersonCard(
            row.user_id, str(row.user), row.user.email, key_of(row.role, row.own_role_id), row.in_charge
        )
        for row in rows.order_by("user__name", "user_id")
    ]


def in_charge_of(workspace_id: UUID) -> list[UUID]:
    """Return the workspace's own choice of people in charge; without a choice, its owners."""
    rows = list(Member.objects.filter(workspace_id=workspace_id, user__is_active=True).order_by("id"))
    chosen = [row.user_id for row in rows if row.in_charge]
    return chosen or [row.user_id for row in rows if row.role == Role.OWNER.value]


def company_people(company_id: UUID) -> list[UUID]:
    """Return the people who sign in for the company."""
    rows = CompanyMember.objects.filter(company_id=company_id, user__is_active=True)
    return list(rows.order_by("id").values_list("user_id", flat=True))


def person_called(email: str) -> UUID:
    """Return the id of the person who signs in with the address. Raises NotFound."""
    found = User.objects.filter(email=email.strip().lower()).values_list("id", flat=True).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class CompanyReader:
    """A person who signs in for a company, as somebody who is written to."""

    company_id: UUID
    reader: "Reader"


def company_readers(company_ids: Sequence[UUID]) -> list[CompanyReader]:
    """Return those who can be written to at the companies, in the order of their ids."""
    return [
        CompanyReader(company_id, Reader(user_id, name or email, email, language))
        for company_id, user_id, name, email, language in fetched(COMPANY_READERS, [list(company_ids)])
    ]


COMPANY_READERS = """
SELECT m.company_id, u.id, u.name, u.email, u.language
FROM identity_companymember m JOIN identity_user u ON u.id = m.user_id
WHERE m.company_id = ANY(%s) AND u.is_active ORDER BY m.company_id, u.id
"""


def sharing_of(workspace_id: UUID) -> dict[str, str]:
    """Return for each of SHARED when suppliers may see it: never, accepted, or offered."""
    return dict(Workspace.objects.filter(id=workspace_id).values(*SHARED).get())


def sender_of(workspace_id: UUID) -> str:
    """Return who sends on labels and slips; blank when it is the workspace by its name."""
    return Workspace.objects.values_list("sender", flat=True).get(id=workspace_id)


@dataclass(frozen=True, slots=True)
class Reader:
    """A person as somebody who is written to."""

    id: UUID
    name: str
    email: str
    language: str


def readers(user_ids: Iterable[UUID]) -> list[Reader]:
    """Return the people who can be written to, in id order."""
    rows = User.objects.filter(id__in=list(user_ids), is_active=True).order_by("id")
    return [Reader(row.id, str(row), row.email, row.language) for row in rows]


def visible_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the keys of the workspace, or of the supplier's company."""
    if actor.party is Party.SUPPLIER:
        return ApiToken.objects.filter(company_id=actor.company_id)
    return ApiToken.objects.filter(workspace_id=actor.workspace_id)


def all_slugs() -> list[str]:
    """Return the short names of all workspaces of this installation, for its administrator."""
    return list(SlugIndex.objects.order_by("slug").values_list("slug", flat=True))
