"""What can be done to suppliers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from orderloom.identity.commands.people import ADDRESS, person_with
from orderloom.identity.models import LANGUAGES, CompanyMember, User
from orderloom.identity.queries import companies_of, company_people, merchants_of
from orderloom.kernel.actor import NOWHERE, Actor, Party
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound, Refusal, Text
from orderloom.kernel.events import record
from orderloom.kernel.ids import new_id
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.events import (
    SupplierAdded,
    SupplierChanged,
    SupplierMemberAdded,
    SupplierMemberRemoved,
    SupplierPaused,
    SupplierResumed,
)
from orderloom.partners.models import Supplier
from orderloom.partners.permissions import MANAGE
from orderloom.partners.states import SUPPLIER, SupplierStatus

HEAVIEST = 1000
TEXTS = {"contact_name": 120, "email": 254, "phone": 40, "wechat": 60, "region": 120, "note": 5000}
CHANGEABLE = ("name", "code", "weight", "language", *TEXTS)


class SharedCompany(Refusal):
    """The company supplies other merchants too: whoever joins it would see their tasks, whoever leaves it could not."""

    code = "shared_company"
    message = _(
        "This supplier works for other merchants as well, so one merchant cannot change who signs in for it. "
        "Ask whoever runs this installation."
    )


class OthersSignIn(SharedCompany):
    """The company that is to be taken on has people of whom the merchant may know nothing."""

    message = _(
        "Other people sign in for this supplier, too, and would see your tasks. Ask the supplier who they are, and "
        "give the e-mail addresses of all of them."
    )


@dataclass(frozen=True, slots=True)
class SupplierInput:
    """What is known of a new supplier; an empty code is made from the number of suppliers."""

    name: str
    code: str = ""
    weight: int = 1
    status: str = SupplierStatus.ACTIVE.value
    language: str = "zh-hans"
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    wechat: str = ""
    region: str = ""
    note: str = ""
    members: tuple[str, ...] = ()


@command
def create_supplier(*, actor: Actor, supplier: SupplierInput, now: datetime) -> UUID:
    """Add a supplier to the workspace, with the people who sign in for it, and return its id.

    A person who signs in for a supplier company already brings that company along, with all who do. Raises NotAllowed,
    Invalid, SharedCompany (others are to join a company that works for other merchants) and OthersSignIn.
    """
    actor.require(MANAGE)
    _lock_names(actor.workspace_id)
    values = {name: getattr(supplier, name) for name in CHANGEABLE}
    values["code"] = supplier.code.strip() or _next_code(actor.workspace_id)
    check_supplier(actor, values)
    if supplier.status not in set(SupplierStatus):
        raise Invalid(fields={"status": _("A supplier is active or paused.")})
    if any(not ADDRESS.fullmatch(email.strip()) for email in supplier.members):
        raise Invalid(fields={"members": _("This is not an e-mail address.")})
    people = {
        person.id: person
        for person, _new in (person_with(email, language=supplier.language) for email in supplier.members)
    }
    company_id = _company(supplier.name, list(people), now)
    if Supplier.objects.filter(workspace_id=actor.workspace_id, company_id=company_id).exists():
        raise Invalid(fields={"members": _("This person signs in for another supplier of yours.")})
    row = Supplier.objects.create(
        workspace_id=actor.workspace_id,
        company_id=company_id,
        status=supplier.status,
        created_at=now,
        **{name: value.strip() if isinstance(value, str) else value for name, value in values.items()},
    )
    record(actor, SupplierAdded(subject_id=row.id, supplier=row.name, code=row.code), at=now)
    for person in people.values():
        _join(actor, row, person, now)
    return row.id


@command
def change_supplier(*, actor: Actor, supplier_id: UUID, changes: Mapping[str, Any], now: datetime) -> None:
    """Change fields of a supplier (name, code, weight, language, contacts, note); old and new go on the timeline.

    Raises NotAllowed, NotFound, Invalid.
    """
    actor.require(MANAGE)
    _lock_names(actor.workspace_id)
    row = locked_supplier(actor, supplier_id)
    wanted = {name: value.strip() if isinstance(value, str) else value for name, value in changes.items()}
    check_supplier(actor, wanted, besides=row.id)
    changed = {
        name: [getattr(row, name), value] for name, value in wanted.items() if getattr(row, name) != value
    }
    if not changed:
        return
    for name, (_old, new) in changed.items():
        setattr(row, name, new)
    row.save(update_fields=list(changed))
    record(actor, SupplierChanged(subject_id=row.id, supplier=row.name, changes=changed), at=now)


@command
def pause_supplier(*, actor: Actor, supplier_id: UUID, now: datetime) -> None:
    """Give the supplier no new tasks until it is resumed. Raises NotAllowed, NotFound; a paused one stays so."""
    _move(actor, supplier_id, "pause", now)


@command
def resume_supplier(*, actor: Actor, supplier_id: UUID, now: datetime) -> None:
    """Give the supplier tasks again. Raises NotAllowed, NotFound; an active one stays so."""
    _move(actor, supplier_id, "resume", now)


def _move(actor: Actor, supplier_id: UUID, move: str, now: datetime) -> None:
    row = locked_supplier(actor, supplier_id)
    target = SUPPLIER.moves[move].target
    if row.status == target:
        actor.require(MANAGE)
        return
    row.status = SUPPLIER.after(actor, move, SupplierStatus(row.status)).value
    row.save(update_fields=["status"])
    event = SupplierPaused if move == "pause" else SupplierResumed
    record(actor, event(subject_id=row.id, supplier=row.name), at=now)


@command
def add_supplier_member(
    *, actor: Actor, supplier_id: UUID, email: str, now: datetime, name: str = ""
) -> UUID:
    """Let a person sign in for the supplier and return their id; a member already stays as they are.

    Raises NotAllowed, NotFound, Invalid, SharedCompany.
    """
    actor.require(MANAGE)
    row = locked_supplier(actor, supplier_id)
    person, new = person_with(email, name=name, language=row.language)
    if not new and any(company != row.company_id for company in companies_of(person.id)):
        raise Invalid(fields={"email": _("This person signs in for another supplier company.")})
    _join(actor, row, person, now)
    return person.id


@command
def remove_supplier_member(*, actor: Actor, supplier_id: UUID, user_id: UUID, now: datetime) -> None:
    """End a person's sign-in for the supplier; their next request is refused.

    Raises NotAllowed, NotFound, SharedCompany.
    """
    actor.require(MANAGE)
    row = locked_supplier(actor, supplier_id)
    members = CompanyMember.objects.filter(company_id=row.company_id, user_id=user_id).select_related("user")
    found = members.first()
    if found is None:
        raise NotFound
    _keep_to_own_company(actor, row)
    person = str(found.user)
    found.delete()
    record(actor, SupplierMemberRemoved(subject_id=row.id, supplier=row.name, person=person), at=now)


def locked_supplier(actor: Actor, supplier_id: UUID) -> Supplier:
    """Lock a supplier of the workspace and return it. Raises NotFound."""
    rows = Supplier.objects.filter(workspace_id=actor.workspace_id, id=supplier_id)
    row = rows.select_for_update(no_key=True).first()  # a key that names it need not wait
    if row is None:
        raise NotFound
    return row


def check_supplier(actor: Actor, values: Mapping[str, Any], besides: UUID = NOWHERE) -> None:
    """Check what is to be stored of a supplier. Raises Invalid, naming each field."""
    wrong: dict[str, Text] = {name: _("There is no such field.") for name in values if name not in CHANGEABLE}
    wrong |= _wrong_names(actor, values, besides)
    if not isinstance(values.get("weight", 1), int) or not 1 <= values.get("weight", 1) <= HEAVIEST:
        wrong["weight"] = _("The weight is a whole number from 1 to 1,000.")
    if values.get("language", "en") not in dict(LANGUAGES):
        wrong["language"] = _("Choose English or Chinese.")
    for name, longest in TEXTS.items():
        if len(str(values.get(name, ""))) > longest:
            wrong[name] = _("Use at most %(longest)d characters.") % {"longest": longest}
    if values.get("email") and not ADDRESS.fullmatch(str(values["email"])):
        wrong["email"] = _("This is not an e-mail address.")
    if wrong:
        raise Invalid(fields=wrong)


def _wrong_names(actor: Actor, values: Mapping[str, Any], besides: UUID) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    others = Supplier.objects.filter(workspace_id=actor.workspace_id).exclude(id=besides)
    for name, longest in {"name": 120, "code": 20}.items():
        text = str(values.get(name, "-")).strip()
        if not 1 <= len(text) <= longest:
            wrong[name] = _("Give 1 to %(longest)d characters.") % {"longest": longest}
        elif name in values and others.filter(**{f"{name}__iexact": text}).exists():
            wrong[name] = _("Another supplier has this already.")
    return wrong


def _lock_names(workspace_id: UUID) -> None:
    """Let one at a time give names and codes in the workspace: two who take the same one lock no row in common."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 6))", [str(workspace_id)])


def _next_code(workspace_id: UUID) -> str:
    codes = Supplier.objects.filter(workspace_id=workspace_id).values_list("code", flat=True)
    taken = {code.upper() for code in codes}
    number = len(taken) + 1
    while f"S{number:03d}" in taken:
        number += 1
    return f"S{number:03d}"


def _company(name: str, people: Sequence[UUID], now: datetime) -> UUID:
    """Return the company that the first person signs in for, or a new one.

    Raises Invalid when others have another, and OthersSignIn when there are people besides these.
    """
    known = [company for person_id in people for company in companies_of(person_id)]
    if len(set(known)) > 1 or (known and not companies_of(people[0])):
        raise Invalid(fields={"members": _("One of these people signs in for another supplier company.")})
    if known:
        _lock_company(known[0])
        with wear(Hat.supplier(known[0])):
            if not set(company_people(known[0])) <= set(people):
                raise OthersSignIn
        return known[0]
    company_id = new_id()
    with connection.cursor() as cursor:
        # Not by the ORM: it would read the row back, which this workspace may only once it is linked to a supplier.
        cursor.execute(
            "INSERT INTO identity_company (id, name, created_at) VALUES (%s, %s, %s)",
            [company_id, name.strip(), now],
        )
    return company_id


def _join(actor: Actor, supplier: Supplier, person: User, now: datetime) -> None:
    if person.id in company_people(supplier.company_id):
        return
    _keep_to_own_company(actor, supplier)
    _row, made = CompanyMember.objects.get_or_create(
        company_id=supplier.company_id, user=person, defaults={"created_at": now}
    )
    if made:
        event = SupplierMemberAdded(subject_id=supplier.id, supplier=supplier.name, person=str(person))
        record(actor, event, at=now)


def _lock_company(company_id: UUID) -> None:
    """Let one merchant at a time change for whom the company works, or who signs in for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 10))", [str(company_id)])


def _keep_to_own_company(actor: Actor, supplier: Supplier) -> None:
    """Refuse a merchant's hand on a company that serves others; whoever runs the installation may."""
    _lock_company(supplier.company_id)
    if actor.party is not Party.SYSTEM and merchants_of(supplier.company_id) != [actor.workspace_id]:
        raise SharedCompany
