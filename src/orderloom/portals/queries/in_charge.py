"""Who is in charge of each of many orders: chosen for the order, else for its category, else for the workspace."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from orderloom.catalog.models import CategoryOwner
from orderloom.catalog.queries import Tree
from orderloom.identity.queries import PersonCard
from orderloom.intake.queries.order_detail import OrderDetail
from orderloom.kernel.actor import Actor
from orderloom.kernel.permissions import Role
from orderloom.portals.queries.order_extras import OrderExtras

People = Mapping[UUID, PersonCard]


def in_charge(
    actor: Actor, order_ids: Sequence[UUID], members: Sequence[PersonCard], extras: OrderExtras
) -> dict[UUID, list[PersonCard]]:
    """Return for each order those of the members who are in charge; at most one statement.

    Who is no member any more is passed over, as if nobody had chosen them.
    """
    people = _by_id(members)
    chosen = extras.chosen(actor, order_ids)
    return {
        order_id: _members_among(people, extras.own[order_id])
        or _members_among(people, chosen.get(order_id, ()))
        or _workspaces(people)
        for order_id in order_ids
    }


def in_charge_of(
    actor: Actor, order: OrderDetail, members: Sequence[PersonCard], known: Tree
) -> list[PersonCard]:
    """Return the same for one order whose page is shown; at most one statement."""
    people = _by_id(members)
    return (
        _members_among(people, [owner.id for owner in order.owners])
        or _members_among(people, _categorys(actor, order, known))
        or _workspaces(people)
    )


def _categorys(actor: Actor, order: OrderDetail, known: Tree) -> Sequence[UUID]:
    """Return who is chosen for the category of the order's first line, or for the nearest one above it."""
    made = [(line.id, line.category_id) for line in order.lines if line.category_id]
    way = known.upwards(min(made)[1]) if made else []
    rows = CategoryOwner.objects.filter(workspace_id=actor.workspace_id, category_id__in=way).order_by("id")
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for category_id, user_id in rows.values_list("category_id", "user_id"):
        found[category_id].append(user_id)
    return next((found[one] for one in way if one in found), ())


def _by_id(members: Sequence[PersonCard]) -> People:
    return {person.id: person for person in members}


def _members_among(people: People, chosen: Sequence[UUID]) -> list[PersonCard]:
    return [people[one] for one in chosen if one in people]


def _workspaces(people: People) -> list[PersonCard]:
    chosen = [person for person in people.values() if person.in_charge]
    return chosen or [person for person in people.values() if person.role == Role.OWNER.value]
