"""Let orders go out in one parcel, and apart again. They stay orders of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.intake.models import CustomerOrder, ShipGroup, ShipGroupOrder
from orderloom.intake.permissions import EDIT
from orderloom.intake.queries.together import MOST_TOGETHER, UNSHIPPED, place_key
from orderloom.intake.review.events import GroupsChanged, ShippedApart, ShippedTogether
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.counters import take_numbers
from orderloom.kernel.errors import Conflict, IllegalMove, Invalid, NotFound, Text
from orderloom.kernel.events import announce_at_end, fact_of, gather

NAME = "group"  # of its counter


class AlreadyUnderWay(IllegalMove):
    """Something of the order has left, or nothing of it ever will."""

    code = "already_under_way"
    message = _("Only orders of which nothing has left yet can go out together.")


@dataclass(frozen=True, slots=True)
class Grouped:
    """The group and the orders that are in it now."""

    group_id: UUID
    number: int
    order_ids: tuple[UUID, ...]


@command
def ship_together(*, actor: Actor, order_ids: Sequence[UUID], now: datetime) -> Grouped:
    """Let the orders go out in one parcel; those of one group take the others into it.

    Raises NotAllowed, NotFound, Invalid (too few, or other addresses), AlreadyUnderWay, Conflict (in two groups).
    """
    actor.require(EDIT)
    orders = _locked(actor, order_ids)
    _check(orders)
    members = ShipGroupOrder.objects.filter(
        workspace_id=actor.workspace_id, order_id__in=[o.id for o in orders]
    )
    present = dict(members.values_list("order_id", "group_id"))
    groups = set(present.values())
    if len(groups) > 1:
        raise Conflict(_("These orders go out with others already. Part them first."))
    group = _group(actor, next(iter(groups), None), now)
    new = [one for one in orders if one.id not in present]
    rows = [
        ShipGroupOrder(workspace_id=actor.workspace_id, group_id=group.id, order_id=one.id) for one in new
    ]
    ShipGroupOrder.objects.bulk_create(rows)
    whole = _members(actor, group.id)
    if len(whole) > MOST_TOGETHER:
        raise _wrong(_("At most 50 orders go out together."))
    if new:
        _tell(actor, group.number, whole, [one.id for one in new], now)
    return Grouped(group.id, group.number, tuple(whole))


def _locked(actor: Actor, order_ids: Sequence[UUID]) -> list[CustomerOrder]:
    wanted = set(order_ids)
    found = CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id__in=wanted)
    orders = list(found.order_by("id").select_for_update(no_key=True))
    if len(orders) != len(wanted):
        raise NotFound
    return orders


def _check(orders: Sequence[CustomerOrder]) -> None:
    if not 2 <= len(orders) <= MOST_TOGETHER:
        raise _wrong(_("Choose 2 to 50 orders."))
    if any(one.stage not in UNSHIPPED for one in orders):
        raise AlreadyUnderWay
    places = {_place(one) for one in orders}
    if len(places) != 1 or "" in places:
        raise _wrong(_("Only orders to the same address can go out together."))


def _place(order: CustomerOrder) -> str:
    return place_key(order.ship_lines, order.ship_city, order.ship_postal, order.ship_country_code)


def _wrong(words: Text) -> Invalid:
    return Invalid(words, fields={"ids": words})


def _group(actor: Actor, group_id: UUID | None, now: datetime) -> ShipGroup:
    if group_id is not None:
        return ShipGroup.objects.select_for_update().get(workspace_id=actor.workspace_id, id=group_id)
    number = take_numbers(actor.workspace_id, NAME, 1)
    group = ShipGroup(
        workspace_id=actor.workspace_id, number=number, created_at=now, created_by=actor.name[:200]
    )
    group.save()
    return group


def _members(actor: Actor, group_id: UUID) -> dict[UUID, int]:
    """Return the numbers of the group's orders by their ids."""
    rows = ShipGroupOrder.objects.filter(workspace_id=actor.workspace_id, group_id=group_id)
    return dict(rows.order_by("order__number").values_list("order_id", "order__number"))


def _tell(actor: Actor, group: int, whole: dict[UUID, int], new: Sequence[UUID], now: datetime) -> None:
    facts = [
        fact_of(
            actor,
            ShippedTogether(
                order_id=order_id,
                group=group,
                others=tuple(number for other, number in whole.items() if other != order_id),
            ),
            now,
        )
        for order_id in new
    ]
    gather(facts)
    announce_at_end(actor, GroupsChanged(order_ids=tuple(whole)), at=now)


@command
def ship_apart(*, actor: Actor, order_ids: Sequence[UUID], now: datetime) -> tuple[UUID, ...]:
    """Take the orders out of their groups and return those that are in none any more.

    An order that would be left alone in its group leaves it, too. Raises NotAllowed.
    """
    actor.require(EDIT)
    found = ShipGroupOrder.objects.filter(workspace_id=actor.workspace_id, order_id__in=order_ids)
    groups = sorted(set(found.values_list("group_id", flat=True)))
    return part(actor, order_ids, groups, now=now)


@command
def dissolve_group(*, actor: Actor, group_id: UUID, now: datetime) -> tuple[UUID, ...]:
    """Let all orders of the group go out apart, and return them. Raises NotAllowed, NotFound."""
    actor.require(EDIT)
    if not ShipGroup.objects.filter(workspace_id=actor.workspace_id, id=group_id).exists():
        raise NotFound
    return part(actor, list(_members(actor, group_id)), [group_id], now=now)


def part(
    actor: Actor, order_ids: Sequence[UUID], group_ids: Sequence[UUID], *, now: datetime
) -> tuple[UUID, ...]:
    """Take the orders out of these groups; part of the command that calls it."""
    locked = ShipGroup.objects.filter(workspace_id=actor.workspace_id, id__in=group_ids).order_by("id")
    numbers = dict(locked.select_for_update().values_list("id", "number"))
    leaving = set(order_ids)
    facts, gone, over = [], [], []
    for group_id, number in numbers.items():
        members = list(_members(actor, group_id))
        out = [one for one in members if one in leaving]
        if len(members) - len(out) < 2:
            out = members
            over.append(group_id)
        gone += out
        facts += [fact_of(actor, ShippedApart(order_id=one, group=number), now) for one in out]
    rows = ShipGroupOrder.objects.filter(workspace_id=actor.workspace_id, group_id__in=numbers)
    rows.filter(order_id__in=gone).delete()
    ShipGroup.objects.filter(workspace_id=actor.workspace_id, id__in=over).delete()
    gather(facts)
    if gone:
        announce_at_end(actor, GroupsChanged(order_ids=tuple(gone)), at=now)
    return tuple(gone)
