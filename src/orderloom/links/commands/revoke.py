"""End links: by the merchant, by the person they were sent to, and when that person leaves the supplier."""

from datetime import datetime
from uuid import UUID

from orderloom.identity.models import User
from orderloom.identity.queries import company_people, merchants_of
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import NotFound
from orderloom.kernel.events import record
from orderloom.kernel.tenancy import Hat, wear
from orderloom.links.events import LinksRevoked
from orderloom.links.models import LinkDevice, TaskLink
from orderloom.links.queries import living
from orderloom.partners.models import Supplier
from orderloom.partners.permissions import MANAGE


@command
def revoke_links(*, actor: Actor, supplier_id: UUID, user_id: UUID, now: datetime) -> int:
    """End all links that the workspace has sent to a member of a supplier, and return how many that were.

    Their devices are asked for a code again or begin anew. Raises NotAllowed, NotFound.
    """
    actor.require(MANAGE)
    supplier = Supplier.objects.filter(workspace_id=actor.workspace_id, id=supplier_id).first()
    if supplier is None or user_id not in company_people(supplier.company_id):
        raise NotFound
    return _end(actor, supplier, user_id, now)


@command
def revoke_own_links(*, actor: Actor, now: datetime) -> int:
    """End all links that any merchant has sent to the person who asks, and return how many that were."""
    count = 0
    if actor.user_id is None:
        return count
    for workspace_id in merchants_of(actor.company_id):
        with wear(Hat.workspace(workspace_id)):
            supplier = Supplier.objects.get(workspace_id=workspace_id, company_id=actor.company_id)
            count += _end(actor, supplier, actor.user_id, now)
    return count


def revoke_of_leavers(actor: Actor, supplier_id: UUID, now: datetime) -> None:
    """End the links of those who have left the supplier: they stay dead when somebody comes back."""
    supplier = Supplier.objects.get(workspace_id=actor.workspace_id, id=supplier_id)
    mine = {"workspace_id": actor.workspace_id, "company_id": supplier.company_id}
    people = company_people(supplier.company_id)
    TaskLink.objects.filter(**mine, revoked_at=None).exclude(user_id__in=people).update(revoked_at=now)
    LinkDevice.objects.filter(**mine).exclude(user_id__in=people).delete()


def _end(actor: Actor, supplier: Supplier, user_id: UUID, now: datetime) -> int:
    mine = {"workspace_id": supplier.workspace_id, "company_id": supplier.company_id, "user_id": user_id}
    count = TaskLink.objects.filter(living(now), **mine).update(revoked_at=now)
    devices, _by_model = LinkDevice.objects.filter(**mine).delete()
    if count or devices:
        person = str(User.objects.get(id=user_id))
        told = LinksRevoked(subject_id=supplier.id, supplier=supplier.name, person=person, count=count)
        record(actor, told, at=now)
    return count
