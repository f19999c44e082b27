"""Who comes by a link, how it stands, and what a person has of them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from orderloom.identity.models import CompanyMember
from orderloom.kernel.actor import Actor, Party
from orderloom.links.models import LinkDevice, TaskLink
from orderloom.links.states import Purpose, Standing, purpose_of
from orderloom.production.models import OrderTask


@dataclass(frozen=True, slots=True)
class Visit:
    """A link as somebody comes by it: whom it was sent to, what for, how it stands now."""

    id: UUID
    workspace_id: UUID
    company_id: UUID
    user_id: UUID
    task_id: UUID
    name: str
    email: str
    language: str
    purpose: Purpose
    standing: Standing
    next_purpose: Purpose  # what a fresh link would be for; READ when there is nothing left to do

    def actor(self) -> Actor:
        """Return the member, who may touch the one task."""
        return Actor(
            Party.SUPPLIER, self.name, self.user_id, company_id=self.company_id, link_id=self.id,
            task_id=self.task_id,
        )  # fmt: skip


def link_with(digest: str) -> TaskLink | None:
    """Return the link with this digest, whose hat is worn; how it stands is not looked at."""
    return TaskLink.objects.filter(digest=digest).first()


def visit_of(link: TaskLink, now: datetime) -> Visit | None:
    """Return the visit, read in the hat of the link's company; None when its person is no member any more."""
    members = CompanyMember.objects.filter(company_id=link.company_id, user_id=link.user_id)
    member = members.filter(user__is_active=True).select_related("user").first()
    if member is None:
        return None
    tasks = OrderTask.objects.filter(company_id=link.company_id, id=link.task_id, attempt=link.attempt)
    status = tasks.values_list("status", flat=True).first()
    person, purpose = member.user, Purpose(link.purpose)
    after = purpose_of(status) if status else Purpose.READ
    return Visit(
        link.id, link.workspace_id, link.company_id, link.user_id, link.task_id, str(person), person.email,
        person.language, purpose, _standing(link, status, now), after,
    )  # fmt: skip


def _standing(link: TaskLink, status: str | None, now: datetime) -> Standing:
    if link.revoked_at:
        return Standing.REVOKED
    if status is None:
        return Standing.OVER
    if link.expires_at <= now:
        return Standing.EXPIRED
    has_gone_on = link.used_at is not None or purpose_of(status) != link.purpose
    return Standing.PASSED if has_gone_on and link.purpose != Purpose.READ else Standing.LIVE


def devices_of(company_id: UUID, user_id: UUID) -> list[LinkDevice]:
    """Return the devices that are known to be the person's, newest first; a supplier's hat sees all merchants'."""
    return list(LinkDevice.objects.filter(company_id=company_id, user_id=user_id).order_by("-id"))


def living(now: datetime) -> Q:
    """Return the condition under which a link still opens something."""
    return Q(revoked_at__isnull=True, expires_at__gt=now)


def link_count(company_id: UUID, user_id: UUID, now: datetime) -> int:
    """Return how many living links the person has, in the hat that is worn."""
    return TaskLink.objects.filter(living(now), company_id=company_id, user_id=user_id).count()


def link_counts(workspace_id: UUID, user_ids: Collection[UUID], now: datetime) -> Counter[UUID]:
    """Return how many living links to the workspace's tasks each of the people has."""
    rows = TaskLink.objects.filter(living(now), workspace_id=workspace_id, user_id__in=user_ids)
    return Counter(rows.values_list("user_id", flat=True))
