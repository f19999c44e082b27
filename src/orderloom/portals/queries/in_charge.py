"""Who is in charge of each of many orders: chosen for the order, else for its category, else for the workspace."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from orderloom.catalog.queries import category_owners
from orderloom.identity.queries import PersonCard
from orderloom.intake.models import OrderLine, OrderOwner
from orderloom.kernel.actor import Actor
from orderloom.kernel.permissions import Role


def in_charge(
    actor: Actor, order_ids: Sequence[UUID], members: Sequence[PersonCard]
) -> dict[UUID, list[PersonCard]]:
    """Return for each order those of the members who are in charge; at most four statements.

    Who is no member any more is passed over, as if nobody had chosen them.
    """
    people = {person.id: person for person in members}
    own: dict[UUID, list[UUID]] = defaultdict(list)
    rows = OrderOwner.objects.filter(workspace_id=actor.workspace_id, order_id__in=order_ids).order_by("id")
    for order_id, user_id in rows.values_list("order_id", "user_id"):
        if user_id in people:
            own[order_id].append(user_id)
    by_category = _by_category(actor, order_ids, people)
    everybody = _workspaces(people)
    return {
        order_id: [people[one] for one in own.get(order_id) or by_category.get(order_id) or everybody]
        for order_id in order_ids
    }


def _by_category(actor: Actor, order_ids: Sequence[UUID], people: Collection[UUID]) -> dict[UUID, list[UUID]]:
    lines = OrderLine.objects.filter(workspace_id=actor.workspace_id, order_id__in=order_ids)
    first: dict[UUID, UUID] = {}
    for order_id, category_id in (
        lines.exclude(category=None).order_by("position").values_list("order_id", "category_id")
    ):
        if category_id:
            first.setdefault(order_id, category_id)
    owners = category_owners(actor.workspace_id, set(first.values()))
    return {
        order_id: [one for one in owners.get(category_id, ()) if one in people]
        for order_id, category_id in first.items()
    }


def _workspaces(people: Mapping[UUID, PersonCard]) -> list[UUID]:
    chosen = [person.id for person in people.values() if person.in_charge]
    return chosen or [person.id for person in people.values() if person.role == Role.OWNER.value]
