"""Who is in charge of an order."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import QuerySet

from orderloom.catalog.queries import category_owners
from orderloom.identity.models import Member
from orderloom.identity.queries import in_charge_of
from orderloom.intake.models import OrderOwner


def people_in_charge(workspace_id: UUID, order_id: UUID | None, category_id: UUID | None) -> list[UUID]:
    """Return the people in charge: those of the order, else those of the category, else the workspace's choice.

    Who has left the workspace, or signs in no more, is not among them.
    """
    if order_id and (people := list(own_people(workspace_id, order_id).values_list("user_id", flat=True))):
        return people
    if category_id:
        people = category_owners(workspace_id, [category_id]).get(category_id, [])
        if people := still_here(workspace_id, people):
            return people
    return in_charge_of(workspace_id)


def people_in_charge_of_all(
    workspace_id: UUID, places: Collection[tuple[UUID, UUID | None]]
) -> dict[tuple[UUID, UUID | None], list[UUID]]:
    """Return the people in charge of each order and category, in four statements however many there are."""
    chosen: dict[UUID, list[UUID]] = defaultdict(list)
    rows = OrderOwner.objects.filter(
        workspace_id=workspace_id, order_id__in={order for order, _category in places}
    )
    for order_id, user_id in rows.order_by("id").values_list("order_id", "user_id"):
        chosen[order_id].append(user_id)
    theirs = category_owners(workspace_id, sorted({category for _order, category in places if category}))
    here = set(_members(workspace_id))
    usual = in_charge_of(workspace_id)
    found = {}
    for order_id, category_id in places:
        ways = (chosen[order_id], theirs.get(category_id, []) if category_id else [])
        there = ([person for person in people if person in here] for people in ways)
        found[order_id, category_id] = next((people for people in there if people), usual)
    return found


def own_people(workspace_id: UUID, order_id: UUID) -> QuerySet[OrderOwner]:
    """Return those who were put in charge of the order and are members still, in the order in which they were."""
    chosen = OrderOwner.objects.filter(workspace_id=workspace_id, order_id=order_id)
    return chosen.filter(user_id__in=_members(workspace_id)).order_by("id")


def still_here(workspace_id: UUID, user_ids: Sequence[UUID]) -> list[UUID]:
    """Return those of the people who are members of the workspace and may sign in."""
    if not user_ids:
        return []
    here = set(_members(workspace_id).filter(user_id__in=user_ids))
    return [user_id for user_id in user_ids if user_id in here]


def _members(workspace_id: UUID) -> QuerySet[Member, UUID]:
    members = Member.objects.filter(workspace_id=workspace_id, user__is_active=True)
    return members.values_list("user_id", flat=True)
