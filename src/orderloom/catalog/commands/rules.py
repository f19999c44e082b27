"""Rules that give a line its category."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.catalog.events import CategoryRulesChanged
from orderloom.catalog.models import Category, CategoryRule
from orderloom.catalog.permissions import MANAGE
from orderloom.catalog.queries import lock_tree
from orderloom.kernel.actor import NOWHERE, Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.events import record

FIELDS = ("title", "sku", "vendor", "category")


@command
def add_rule(*, actor: Actor, field: str, text: str, category_id: UUID, now: datetime) -> UUID:
    """Add a rule at the end: lines whose field contains the text belong to the category; return its id.

    Raises NotAllowed, NotFound, Invalid.
    """
    actor.require(MANAGE)
    lock_tree(actor.workspace_id)
    text = text.strip()
    _check(actor, field, text, category_id)
    rules = CategoryRule.objects.filter(workspace_id=actor.workspace_id)
    last = rules.order_by("-position").values_list("position", flat=True).first() or 0
    row = CategoryRule.objects.create(
        workspace_id=actor.workspace_id, position=last + 1, field=field, text=text, category_id=category_id
    )
    record(actor, CategoryRulesChanged(subject_id=row.id, text=str(row), change="added"), at=now)
    return row.id


@command
def change_rule(
    *, actor: Actor, rule_id: UUID, field: str, text: str, category_id: UUID, now: datetime
) -> None:
    """Let a rule look for something else or give another category; it keeps its place.

    Raises NotAllowed, NotFound, Invalid.
    """
    actor.require(MANAGE)
    lock_tree(actor.workspace_id)
    row = _rule(actor, rule_id)
    wanted = (field, text.strip(), category_id)
    _check(actor, *wanted, besides=rule_id)
    if (row.field, row.text, row.category_id) == wanted:
        return
    before = str(row)
    row.field, row.text, row.category_id = wanted
    row.save(update_fields=["field", "text", "category"])
    event = CategoryRulesChanged(subject_id=rule_id, text=str(row), change="changed", before=before)
    record(actor, event, at=now)


@command
def remove_rule(*, actor: Actor, rule_id: UUID, now: datetime) -> None:
    """Remove a rule. Raises NotAllowed, NotFound."""
    actor.require(MANAGE)
    row = _rule(actor, rule_id)
    text = str(row)
    row.delete()
    record(actor, CategoryRulesChanged(subject_id=rule_id, text=text, change="removed"), at=now)


@command
def order_rules(*, actor: Actor, rule_ids: Sequence[UUID], now: datetime) -> None:
    """Put the rules in this order; the first that fits a line wins. Raises NotAllowed, Invalid."""
    actor.require(MANAGE)
    lock_tree(actor.workspace_id)
    rules = CategoryRule.objects.filter(workspace_id=actor.workspace_id).order_by("position", "id")
    rows = {rule.id: rule for rule in rules}
    if set(rows) != set(rule_ids) or len(rows) != len(rule_ids):
        raise Invalid(fields={"rules": _("The rules have changed meanwhile. Look at them again.")})
    if list(rows) == list(rule_ids):
        return
    for position, rule_id in enumerate(rule_ids, 1):
        rows[rule_id].position = position
        rows[rule_id].save(update_fields=["position"])
    first = rows[rule_ids[0]]
    record(actor, CategoryRulesChanged(subject_id=first.id, text=str(first), change="ordered"), at=now)


def _rule(actor: Actor, rule_id: UUID) -> CategoryRule:
    rules = CategoryRule.objects.select_for_update(of=("self",)).select_related("category")
    row = rules.filter(workspace_id=actor.workspace_id, id=rule_id).first()
    if row is None:
        raise NotFound
    return row


def _check(actor: Actor, field: str, text: str, category_id: UUID, besides: UUID = NOWHERE) -> None:
    """Check what a rule is to look for. Raises NotFound (no such category) and Invalid."""
    if field not in FIELDS:
        raise Invalid(fields={"field": _("Choose what the rule looks at.")})
    if not 1 <= len(text) <= 200:
        raise Invalid(fields={"text": _("Give 1 to 200 characters.")})
    if not Category.objects.filter(workspace_id=actor.workspace_id, id=category_id).exists():
        raise NotFound
    others = CategoryRule.objects.filter(workspace_id=actor.workspace_id).exclude(id=besides)
    if others.filter(field=field, text__iexact=text).exists():
        raise Invalid(fields={"text": _("There is a rule for this already.")})
