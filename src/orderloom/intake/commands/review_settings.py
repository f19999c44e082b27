"""Switch rules of review, and keep the list of blocked buyers; the orders that wait are looked at again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.intake.models import BlockedBuyer, ReviewRule
from orderloom.intake.permissions import BLOCK, REVIEW
from orderloom.intake.queries.review_book import book
from orderloom.intake.review.events import BuyerBlocked, BuyerUnblocked, ReviewRuleSet
from orderloom.intake.review.kinds import ADDRESS_PARTS, DEFAULTS, BlockedBy, ReviewKind
from orderloom.intake.review.seen import folded
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Conflict, Invalid, NotFound
from orderloom.kernel.events import record
from orderloom.kernel.jobs import defer

MOST_HOURS = 24 * 90
MOST_LIMITS = 20
MOST_DIGITS = 14
MOST_VALUE = 300
LEAST = {BlockedBy.NAME: 2, BlockedBy.EMAIL: 3, BlockedBy.PHONE: 5, BlockedBy.ADDRESS: 5}
"""The fewest characters by which a buyer can be told from others."""
Params = dict[str, Any]


@command
def set_review_rule(
    *, actor: Actor, kind: ReviewKind, is_on: bool, params: Mapping[str, Any], now: datetime
) -> bool:
    """Switch a rule and set its parameters; return whether anything is different.

    Parameters that are left out stay as they are by default. Raises NotAllowed, Invalid.
    """
    actor.require(REVIEW)
    checked = {**DEFAULTS[kind], **CHECKS[kind](params)} if kind in CHECKS else {}
    here, before = actor.workspace_id, book(actor.workspace_id)
    was_on, old = kind in before.rules, {**before.rules, **before.off}[kind]
    row = ReviewRule.objects.filter(workspace_id=here, kind=kind.value).first()
    if row is not None and (row.is_on, row.params) == (is_on, checked):
        return False
    if row is None:
        row = ReviewRule(workspace_id=here, kind=kind.value)
    row.is_on, row.params, row.changed_at = is_on, checked, now
    row.save()
    changes: dict[str, tuple[object, object]] = {"is_on": (was_on, is_on)} if was_on != is_on else {}
    changes |= {name: (old.get(name), value) for name, value in checked.items() if old.get(name) != value}
    record(actor, ReviewRuleSet(rule=kind.value, changes=changes), at=now)
    _look_again(here)
    return True


def _look_again(workspace_id: UUID) -> None:
    """Have the orders that wait looked at once more, however often somebody saves."""
    defer("intake.jobs.review_waiting", queueing_lock=f"review {workspace_id}", workspace_id=workspace_id)


def _hours(params: Mapping[str, Any]) -> Params:
    hours = params.get("hours", DEFAULTS[ReviewKind.DUPLICATE]["hours"])
    if isinstance(hours, bool) or not isinstance(hours, int) or not 1 <= hours <= MOST_HOURS:
        raise _wrong("hours", _("Between 1 hour and 90 days."))
    return {"hours": hours}


def _unknown(params: Mapping[str, Any]) -> Params:
    return {"unknown": bool(params.get("unknown", False))}


def _needs(params: Mapping[str, Any]) -> Params:
    wanted = params.get("needs", DEFAULTS[ReviewKind.ADDRESS]["needs"])
    if not isinstance(wanted, list) or not wanted or not set(wanted) <= set(ADDRESS_PARTS):
        raise _wrong("needs", _("Choose at least one part of an address."))
    return {"needs": [part for part in ADDRESS_PARTS if part in wanted]}


def _limits(params: Mapping[str, Any]) -> Params:
    limits = params.get("limits", {})
    if not isinstance(limits, dict) or len(limits) > MOST_LIMITS:
        raise _wrong("limits", _("One amount for each currency, at most 20."))
    return {"limits": {str(code): _limit(str(code), told) for code, told in sorted(limits.items())}}


def _limit(currency: str, told: object) -> str:
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise _wrong("limits", _("A currency is written with three letters, such as USD."))
    try:
        value = Decimal(str(told))
    except InvalidOperation as wrong:
        raise _wrong("limits", _("Write an amount, such as 500 or 499.90.")) from wrong
    if not value.is_finite() or value < 0 or value.adjusted() >= MOST_DIGITS:
        raise _wrong("limits", _("Write an amount, such as 500 or 499.90."))
    return f"{value:f}"


def _wrong(field: str, words: Any) -> Invalid:
    return Invalid(words, fields={field: words})


CHECKS: Mapping[ReviewKind, Callable[[Mapping[str, Any]], Params]] = {
    ReviewKind.DUPLICATE: _hours,
    ReviewKind.UNPAID: _unknown,
    ReviewKind.ADDRESS: _needs,
    ReviewKind.AMOUNT: _limits,
}


@command
def block_buyer(*, actor: Actor, by: BlockedBy, value: str, why: str, now: datetime) -> UUID:
    """Put a sign of a buyer on the list and return its id.

    Raises NotAllowed, Invalid, Conflict when it is there already.
    """
    actor.require(BLOCK)
    shown, compared = " ".join(value.split()), folded(by, value)
    if len(compared) < LEAST[by] or len(shown) > MOST_VALUE or "\0" in value + why:
        raise _wrong("value", _("Too short, or too long, to tell one buyer from others."))
    row = BlockedBuyer(
        workspace_id=actor.workspace_id, by=by.value, value=shown, folded=compared, why=why.strip()[:MOST_VALUE],
        added_by=actor.name[:200], created_at=now,
    )  # fmt: skip
    made = BlockedBuyer.objects.bulk_create([row], ignore_conflicts=True)
    if not BlockedBuyer.objects.filter(workspace_id=actor.workspace_id, id=made[0].id).exists():
        raise Conflict(_("This is on the list already."), fields={"value": _("On the list already.")})
    record(actor, BuyerBlocked(subject_id=row.id, by=row.by, value=row.value, why=row.why), at=now)
    _look_again(actor.workspace_id)
    return row.id


@command
def unblock_buyer(*, actor: Actor, blocked_id: UUID, now: datetime) -> None:
    """Take a sign of a buyer off the list. Raises NotAllowed, NotFound."""
    actor.require(BLOCK)
    found = BlockedBuyer.objects.filter(workspace_id=actor.workspace_id, id=blocked_id)
    row = found.select_for_update().first()
    if row is None:
        raise NotFound
    row.delete()
    record(actor, BuyerUnblocked(subject_id=blocked_id, by=row.by, value=row.value), at=now)
    _look_again(actor.workspace_id)
