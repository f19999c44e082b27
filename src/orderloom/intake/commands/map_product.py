"""Say what kind of thing a product is: for its lines that wait, and by a rule for those to come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from orderloom.catalog.commands.rules import add_rule, change_rule, order_rules
from orderloom.catalog.models import CategoryRule
from orderloom.intake.commands.edit_order import categorise_lines
from orderloom.intake.models import OrderLine, SoldProduct
from orderloom.intake.permissions import EDIT
from orderloom.intake.rules import UNBOUGHT
from orderloom.intake.states import OPEN
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import NotFound

LONGEST = 200  # characters that a rule looks for


@dataclass(frozen=True, slots=True)
class Words:
    """What a rule for a product looks for, and where."""

    field: str
    text: str


def words_of(product: SoldProduct) -> Words:
    """Return what tells the product's lines: its SKU, else the beginning of its title."""
    if product.sku.strip():
        return Words("sku", product.sku.strip()[:LONGEST])
    return Words("title", product.title.strip()[:LONGEST].strip())


def visible_product(actor: Actor, product_id: UUID) -> SoldProduct:
    """Return a product of the workspace. Raises NotFound."""
    found = SoldProduct.objects.filter(workspace_id=actor.workspace_id, id=product_id).first()
    if found is None:
        raise NotFound
    return found


def waiting_lines(actor: Actor, product: SoldProduct) -> list[UUID]:
    """Return its lines that no supplier works by: of orders that are not bought, or that wait for a category."""
    named = Q(sku=product.name_key) | Q(sku="", title=product.name_key)
    open_ones = Q(order__status__in=UNBOUGHT) | Q(
        category_id=None, order__status__in=[one.value for one in OPEN]
    )
    lines = OrderLine.objects.filter(
        named,
        open_ones,
        workspace_id=actor.workspace_id,
        order__store_id=product.store_id,
        variant=product.variant,
    )
    return list(lines.order_by("order_id", "position").values_list("id", flat=True))


@command
def map_product(
    *, actor: Actor, product_id: UUID, category_id: UUID, from_now_on: bool, now: datetime
) -> int:
    """Give the product's waiting lines the category and return how many had another.

    With `from_now_on` the first of the workspace's rules gives it to new lines whose SKU, or title, contains the
    product's. Raises NotAllowed, NotFound.
    """
    actor.require(EDIT)
    product = visible_product(actor, product_id)
    if from_now_on:
        _put_rule_first(actor, words_of(product), category_id, now)
    lines = waiting_lines(actor, product)
    return len(categorise_lines(actor=actor, line_ids=lines, category_id=category_id, now=now))


def _put_rule_first(actor: Actor, words: Words, category_id: UUID, now: datetime) -> None:
    rules = CategoryRule.objects.filter(workspace_id=actor.workspace_id)
    known = rules.filter(field=words.field, text__iexact=words.text).values_list("id", flat=True).first()
    field, text = words.field, words.text
    if known:
        change_rule(actor=actor, rule_id=known, field=field, text=text, category_id=category_id, now=now)
    else:
        known = add_rule(actor=actor, field=field, text=text, category_id=category_id, now=now)
    others = rules.exclude(id=known).order_by("position", "id").values_list("id", flat=True)
    order_rules(actor=actor, rule_ids=[known, *others], now=now)
