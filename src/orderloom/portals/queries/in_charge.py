"""Who is in charge of each of many orders: chosen for the order, else for its category, else for the workspace."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from orderloom.identity.queries import PersonCard
from orderloom.kernel.actor import Actor
from orderloom.kernel.permissions import Role
from orderloom.portals.queries.order_extras import OrderExtras, extras_of


def in_charge(
    actor: Actor, order_ids: Sequence[UUID], members: Sequence[PersonCard], known: OrderExtras | None = None
) -> dict[UUID, list[PersonCard]]:
    """Return for each order those of the members who are in charge; at most two statements.

    Who is no member any more is passed over, as if nobody had chosen them.
    """
    people = {person.id: person for person in members}
    extras = known or extras_of(actor, order_ids, people=True)
    everybody, chosen = _workspaces(people), extras.chosen(actor, order_ids)

    def members_among(chosen: Sequence[UUID]) -> list[UUID]:
        return [one for one in chosen if one in people]

    return {
        order_id: [
            people[one]
            for one in members_among(extras.own[order_id])
            or members_among(chosen.get(order_id, ()))
            or everybody
        ]
        for order_id in order_ids
    }


def _workspaces(people: Mapping[UUID, PersonCard]) -> list[UUID]:
    chosen = [person.id for person in people.values() if person.in_charge]
    return chosen or [person.id for person in people.values() if person.role == Role.OWNER.value]
