"""Rules that give a line its category."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.catalog.events import CategoryRulesChanged
from orderloom.catalog.models import Category, CategoryRule
from orderloom.catalog.permissions import MANAGE
from orderloom.kernel.actor import Actor
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
    text = text.strip()
    if field not in FIELDS:
        raise Invalid(fields={"field": _("Choose what the rule looks at.")})
    if not 1 <= len(text) <= 200:
        raise Invalid(fields={"text": _("Give 1 to 200 characters.")})
    if not Category.objects.filter(workspace_id=actor.workspace_id, id=category_id).exists():
        raise NotFound
    rules = CategoryRule.objects.filter(workspace_id=actor.workspace_id)
    if rules.filter(field=field, text__iexact=text).exists():
        raise Invalid(fields={"text": _("There is a rule for this already.")})
    last = rules.order_by("-position").values_list("position", flat=True).first() or 0
    row = CategoryRule.objects.create(
        workspace_id=actor.workspace_id, position=last + 1, field=field, text=text, category_id=category_id
    )
    record(actor, CategoryRulesChanged(subject_id=row.id, text=text, change="added"), at=now)
    return row.id


@command
def remove_rule(*, actor: Actor, rule_id: UUID, now: datetime) -> None:
    """Remove a rule. Raises NotAllowed, NotFound."""
    actor.require(MANAGE)
    row = CategoryRule.objects.filter(workspace_id=actor.workspace_id, id=rule_id).first()
    if row is None:
        raise NotFound
    text = row.text
    row.delete()
    record(actor, CategoryRulesChanged(subject_id=rule_id, text=text, change="removed"), at=now)


@command
def order_rules(*, actor: Actor, rule_ids: Sequence[UUID], now: datetime) -> None:
    """Put the rules in this order; the first that fits a line wins. Raises NotAllowed, Invalid."""
    actor.require(MANAGE)
    rules = {rule.id: rule for rule in CategoryRule.objects.filter(workspace_id=actor.workspace_id)}
    if set(rules) != set(rule_ids) or len(rules) != len(rule_ids):
        raise Invalid(fields={"rules": _("The rules have changed meanwhile. Look at them again.")})
    for position, rule_id in enumerate(rule_ids, 1):
        rules[rule_id].position = position
        rules[rule_id].save(update_fields=["position"])
    record(actor, CategoryRulesChanged(subject_id=rule_ids[0], text="", change="ordered"), at=now)
