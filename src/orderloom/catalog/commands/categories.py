"""Grow and prune the tree of categories."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orderloom.catalog.events import (
    CategoryAdded,
    CategoryChanged,
    CategoryMoved,
    CategoryOwnersChosen,
    CategoryRemoved,
)
from orderloom.catalog.models import Category, CategoryOwner
from orderloom.catalog.permissions import MANAGE
from orderloom.catalog.queries import Uses, lock_tree, locked_category, nodes_of, uses_of
from orderloom.catalog.rules import BETWEEN, folded, names_in
from orderloom.identity.queries import people_of
from orderloom.kernel.actor import NOWHERE, Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, Refusal, Text
from orderloom.kernel.events import record

LONGEST_PATH = 700
LONGEST = {"name": 120, "name_zh": 120, "code": 60}


class CategoryInUse(Refusal):
    """Something still belongs to the category."""

    code = "category_in_use"


@command
def add_category(
    *,
    actor: Actor,
    name: str,
    now: datetime,
    parent_id: UUID | None = None,
    name_zh: str = "",
    code: str = "",
) -> UUID:
    """Add a category below another, or at the top, and return its id. Raises NotAllowed, NotFound, Invalid."""
    actor.require(MANAGE)
    lock_tree(actor.workspace_id)
    parent = locked_category(actor, parent_id) if parent_id else None
    told = {"name": name.strip(), "name_zh": name_zh.strip(), "code": code.strip()}
    _check(actor, told)
    row = Category.objects.create(
        workspace_id=actor.workspace_id, parent=parent, path=_path(actor, parent, told["name"]), created_at=now, **told
    )  # fmt: skip
    record(actor, CategoryAdded(subject_id=row.id, path=row.path), at=now)
    return row.id


@command
def add_path(*, actor: Actor, path: str, now: datetime) -> tuple[UUID, int]:
    """Add the categories of a path (`Mugs > Ceramic`) that are missing; return the last one's id and how many were new.

    A name in either language finds the category that has it. Raises NotAllowed, Invalid.
    """
    actor.require(MANAGE)
    lock_tree(actor.workspace_id)
    nodes, at, made = nodes_of(actor.workspace_id), None, 0
    for name in names_in(path):
        wanted = folded(name)
        found = (
            node.id
            for node in nodes
            if node.parent_id == at and wanted in (folded(node.name), folded(node.name_zh))
        )
        known = next(found, None)
        if known is None:
            known = add_category(actor=actor, name=name, now=now, parent_id=at)
            made += 1
        at = known
    if at is None:
        raise Invalid(fields={"path": _("Give at least one name.")})
    return at, made


@command
def change_category(
    *,
    actor: Actor,
    category_id: UUID,
    name: str,
    name_zh: str,
    code: str,
    parent_id: UUID | None,
    now: datetime,
) -> None:
    """Rename or move a category with all below it. Raises NotAllowed, NotFound, Invalid (a circle, a taken name)."""
    actor.require(MANAGE)
    lock_tree(actor.workspace_id)
    row = locked_category(actor, category_id)
    parent = locked_category(actor, parent_id) if parent_id else None
    if parent and (parent.id == row.id or parent.path.startswith(row.path + BETWEEN)):
        raise Invalid(fields={"parent": _("A category cannot lie below itself.")})
    told = {"name": name.strip(), "name_zh": name_zh.strip(), "code": code.strip()}
    _check(actor, told, besides=row.id)
    changes = {
        field: [getattr(row, field), text] for field, text in told.items() if getattr(row, field) != text
    }
    before, row.path = row.path, _path(actor, parent, told["name"], besides=row.id)
    if row.path != before:
        _carry_along(actor, before, row.path)
        record(actor, CategoryMoved(subject_id=row.id, before=before, path=row.path), at=now)
        changes.pop("name", None)  # the path tells it
    if changes:
        record(actor, CategoryChanged(subject_id=row.id, path=row.path, changes=changes), at=now)
    row.parent, row.name, row.name_zh, row.code = parent, told["name"], told["name_zh"], told["code"]
    row.save()


@command
def remove_category(*, actor: Actor, category_id: UUID, now: datetime) -> None:
    """Remove a category that nothing belongs to. Raises NotAllowed, NotFound, CategoryInUse (which says by what)."""
    actor.require(MANAGE)
    lock_tree(actor.workspace_id)
    row = locked_category(actor, category_id)
    used = uses_of(actor.workspace_id, category_id)
    if used != Uses():
        raise CategoryInUse(_("These still belong here: %(what)s. Move them first.") % {"what": _said(used)})
    path = row.path
    row.delete()
    record(actor, CategoryRemoved(subject_id=category_id, path=path), at=now)


@command
def set_category_owners(*, actor: Actor, category_id: UUID, user_ids: Sequence[UUID], now: datetime) -> None:
    """Choose who is in charge of the orders of a category. Raises NotAllowed, NotFound, Invalid (no member)."""
    actor.require(MANAGE)
    row = locked_category(actor, category_id)
    people = {person.id for person in people_of(actor.workspace_id)}
    if not people.issuperset(user_ids):
        raise Invalid(fields={"people": _("Choose among the members of the workspace.")})
    _put_in_charge(actor, row, list(dict.fromkeys(user_ids)), now)


@command
def forget_owner(*, actor: Actor, user_id: UUID, now: datetime) -> None:
    """Put nobody in charge who has left the workspace: the category's others are, else those of the one above it."""
    held = CategoryOwner.objects.filter(workspace_id=actor.workspace_id, user_id=user_id)
    for category_id in held.order_by("category_id").values_list("category_id", flat=True):
        row = locked_category(actor, category_id)
        rest = CategoryOwner.objects.filter(workspace_id=actor.workspace_id, category=row).order_by("id")
        _put_in_charge(actor, row, list(rest.exclude(user_id=user_id).values_list("user_id", flat=True)), now)


def _put_in_charge(actor: Actor, row: Category, user_ids: list[UUID], now: datetime) -> None:
    owners = CategoryOwner.objects.filter(workspace_id=actor.workspace_id, category=row)
    before = {owner.user_id: str(owner.user) for owner in owners.select_related("user").order_by("id")}
    if list(before) == user_ids:
        return
    owners.delete()
    for user_id in user_ids:
        CategoryOwner.objects.create(workspace_id=actor.workspace_id, category=row, user_id=user_id)
    after = owners.select_related("user").order_by("id")
    event = CategoryOwnersChosen(
        subject_id=row.id,
        path=row.path,
        before=tuple(before.values()),
        people=tuple(str(owner.user) for owner in after),
    )
    record(actor, event, at=now)


def _said(used: Uses) -> str:
    """Return what uses a category, in words."""
    said = [
        (used.categories, ngettext("%(n)d category", "%(n)d categories", used.categories)),
        (used.suppliers, ngettext("%(n)d supplier", "%(n)d suppliers", used.suppliers)),
        (used.rules, ngettext("%(n)d rule", "%(n)d rules", used.rules)),
        (used.others, _("orders or stores")),
    ]
    return _(", ").join(words % {"n": count} for count, words in said if count)


def _carry_along(actor: Actor, before: str, after: str) -> None:
    """Give all categories below their new path. Raises Invalid when one would become too long."""
    below = Category.objects.filter(workspace_id=actor.workspace_id, path__startswith=before + BETWEEN)
    longest = max((len(path) for path in below.values_list("path", flat=True)), default=0)
    if longest - len(before) + len(after) > LONGEST_PATH:
        raise Invalid(fields={"name": _("The tree is too deep here.")})
    below.update(path=Concat(Value(after), Substr("path", len(before) + 1)))


def _check(actor: Actor, told: dict[str, str], besides: UUID = NOWHERE) -> None:
    """Check names and code. Raises Invalid, naming each field."""
    wrong: dict[str, Text] = {
        field: _("Use at most %(longest)d characters.") % {"longest": longest}
        for field, longest in LONGEST.items()
        if len(told[field]) > longest
    }
    if not told["name"] or ">" in told["name"]:
        wrong["name"] = _("Give a name of at most 120 characters, without “>”.")
    others = Category.objects.filter(workspace_id=actor.workspace_id).exclude(id=besides)
    if told["code"] and others.filter(code__iexact=told["code"]).exists():
        wrong["code"] = _("Another category has this code already.")
    if wrong:
        raise Invalid(fields=wrong)


def _path(actor: Actor, parent: Category | None, name: str, besides: UUID = NOWHERE) -> str:
    """Return the path that a category of this name has there. Raises Invalid."""
    path = f"{parent.path}{BETWEEN}{name}" if parent else name
    if len(path) > LONGEST_PATH:
        raise Invalid(fields={"name": _("The tree is too deep here.")})
    taken = Category.objects.filter(workspace_id=actor.workspace_id, path__iexact=path).exclude(id=besides)
    if taken.exists():
        raise Invalid(fields={"name": _("There is a category of this name here already.")})
    return path
