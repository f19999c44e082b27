"""Suppliers with what other stages know of them: what they make, how much they have to do, who signs in."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from orderloom.catalog.models import SupplierCategory
from orderloom.catalog.queries import shown_paths
from orderloom.identity.models import CompanyMember
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.links.queries import link_counts
from orderloom.partners.models import Supplier
from orderloom.partners.queries import visible_suppliers
from orderloom.partners.states import SupplierStatus
from orderloom.production.models import OrderTask
from orderloom.production.queries.tasks import visible_tasks
from orderloom.production.states import TASK, TaskStatus
from orderloom.routing.queries.seats import Standing, standings

RECENT_TASKS = 12
FINISHED = [status.value for status in TASK.final]
OVER = {*FINISHED, TaskStatus.SHIPPED.value, TaskStatus.DELIVERED.value}


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """One line of the list of suppliers."""

    id: UUID
    name: str
    code: str
    status: str
    weight: int
    language: str
    region: str
    categories: tuple[str, ...]
    open_tasks: int
    members: int


@dataclass(frozen=True, slots=True)
class MemberCard:
    """A person who signs in for a supplier."""

    id: UUID
    name: str
    email: str
    has_signed_in: bool
    needs_link: bool
    links: int = 0  # how many links to tasks still open something


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task on a supplier's page."""

    id: UUID
    number: int
    order_id: UUID
    order_number: int
    title: str
    quantity: int
    status: str
    due: date | None

    @property
    def is_over(self) -> bool:
        """Test whether the supplier has nothing more to do for it."""
        return self.status in OVER


@dataclass(frozen=True, slots=True)
class PoolLine:
    """What a supplier had in one pool."""

    category: str
    standing: Standing

    @property
    def percent(self) -> str:
        """Return its part of all turns of the pool."""
        return f"{100 * self.standing.share:.1f}"


@dataclass(frozen=True, slots=True)
class SupplierPage:
    """All that a supplier's page shows."""

    supplier: Supplier
    category_ids: tuple[UUID, ...]
    categories: tuple[str, ...]
    members: tuple[MemberCard, ...]
    tasks: tuple[TaskLine, ...]
    open_tasks: int
    pools: tuple[PoolLine, ...]
    created_at: datetime


def supplier_counts(actor: Actor) -> dict[str, int]:
    """Return how many suppliers are in each status, in one statement."""
    rows = visible_suppliers(actor).values_list("status").annotate(n=Count("id")).order_by()
    return {status.value: 0 for status in SupplierStatus} | dict(rows)


def rows_of(actor: Actor, suppliers: Sequence[Mapping[str, Any]]) -> list[SupplierRow]:
    """Return the suppliers of a page with what other stages know of them; four statements."""
    ids = [one["id"] for one in suppliers]
    makes, tasks = _categories(actor, ids), _open_tasks(actor, ids)
    people = _member_counts([one["company_id"] for one in suppliers])
    return [
        SupplierRow(
            one["id"], one["name"], one["code"], one["status"], one["weight"], one["language"], one["region"],
            tuple(makes.get(one["id"], ())), tasks.get(one["id"], 0), people.get(one["company_id"], 0),
        )
        for one in suppliers
    ]  # fmt: skip


def _categories(actor: Actor, supplier_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    links = SupplierCategory.objects.filter(workspace_id=actor.workspace_id, supplier_id__in=supplier_ids)
    links = links.order_by("category__path")
    names = _paths(actor)
    made: dict[UUID, list[str]] = defaultdict(list)
    for supplier_id, category_id in links.values_list("supplier_id", "category_id"):
        made[supplier_id].append(names[category_id])
    return made


def _paths(actor: Actor) -> dict[UUID, str]:
    assert actor.workspace_id is not None
    return shown_paths(actor.workspace_id, get_language() or "en")


def _open_tasks(actor: Actor, supplier_ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = OrderTask.objects.filter(workspace_id=actor.workspace_id, supplier_id__in=supplier_ids)
    counted = rows.exclude(status__in=FINISHED).values_list("supplier_id").annotate(n=Count("id"))
    return {supplier_id: count for supplier_id, count in counted.order_by() if supplier_id}


def _member_counts(company_ids: Collection[UUID]) -> dict[UUID, int]:
    rows = CompanyMember.objects.filter(company_id__in=list(company_ids), user__is_active=True)
    return dict(rows.values_list("company_id").annotate(n=Count("id")).order_by())


def supplier_page(actor: Actor, supplier_id: UUID) -> SupplierPage:
    """Return one supplier with what other stages know of it. Raises NotFound."""
    supplier = visible_suppliers(actor).filter(id=supplier_id).first()
    if supplier is None or actor.workspace_id is None:
        raise NotFound
    links = SupplierCategory.objects.filter(workspace_id=actor.workspace_id, supplier_id=supplier_id)
    names = _paths(actor)
    made = {one: names[one] for one in links.order_by("category__path").values_list("category_id", flat=True)}
    tasks = visible_tasks(actor).filter(supplier_id=supplier_id)
    return SupplierPage(
        supplier=supplier,
        category_ids=tuple(made),
        categories=tuple(made.values()),
        members=tuple(supplier_members(supplier)),
        tasks=tuple(_recent(actor, supplier_id)),
        open_tasks=tasks.exclude(status__in=FINISHED).count(),
        pools=tuple(_pools(actor.workspace_id, supplier_id, names)),
        created_at=supplier.created_at,
    )


def supplier_members(supplier: Supplier) -> list[MemberCard]:
    """Return the people who sign in for the supplier, by name."""
    members = CompanyMember.objects.filter(company_id=supplier.company_id).select_related("user")
    rows = list(members.order_by("user__name", "user_id"))
    links = link_counts(supplier.workspace_id, [row.user_id for row in rows], clock.now())
    return [
        MemberCard(
            row.user_id, str(row.user), row.user.email, (seen := row.user.last_login is not None),
            not seen and not row.user.has_usable_password(), links[row.user_id],
        )
        for row in rows
    ]  # fmt: skip


def _recent(actor: Actor, supplier_id: UUID) -> list[TaskLine]:
    rows = visible_tasks(actor).filter(supplier_id=supplier_id).order_by("-id")[:RECENT_TASKS]
    columns = ("id", "number", "order_id", "order__number", "title", "quantity", "status")
    found = rows.values_list(*columns, Coalesce("promised_date", "requested_date"))
    return [TaskLine(*row) for row in found]


def _pools(workspace_id: UUID, supplier_id: UUID, names: Mapping[UUID, str]) -> list[PoolLine]:
    """Return the pools in which the supplier was ever served, by category."""
    found = standings(workspace_id, supplier_id)
    return sorted(
        (PoolLine(names.get(one.category_id, ""), one) for one in found), key=lambda line: line.category
    )
