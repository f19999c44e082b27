"""Grow and prune the tree of categories."""

from datetime import datetime
from uuid import UUID

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from orderloom.catalog.events import CategoryAdded, CategoryMoved, CategoryOwnersChosen, CategoryRemoved
from orderloom.catalog.models import Category, CategoryOwner, SupplierCategory
from orderloom.catalog.permissions import MANAGE
from orderloom.identity.queries import people_of
from orderloom.kernel.actor import NOWHERE, Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound, Refusal
from orderloom.kernel.events import record

BETWEEN = " > "
LONGEST_NAME, LONGEST_PATH = 120, 700


class CategoryInUse(Refusal):
    """Something still belongs to the category."""

    code = "category_in_use"
    message = _("Categories, suppliers or orders still belong here. Move them first.")


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
    parent = _locked(actor, parent_id) if parent_id else None
    path = _path(actor, parent, name)
    row = Category.objects.create(
        workspace_id=actor.workspace_id, parent=parent, name=name.strip(), name_zh=name_zh.strip(),
        code=code.strip(), path=path, created_at=now,
    )  # fmt: skip
    record(actor, CategoryAdded(subject_id=row.id, path=path), at=now)
    return row.id


@command
def add_path(*, actor: Actor, path: str, now: datetime) -> tuple[UUID, int]:
    """Add the categories of a path (`Mugs > Ceramic`) that are missing; return the last one's id and how many were new.

    Raises NotAllowed, Invalid.
    """
    actor.require(MANAGE)
    names = [part.strip() for part in path.replace("/", ">").split(">") if part.strip()]
    if not names:
        raise Invalid(fields={"path": _("Give at least one name.")})
    at: Category | None = None
    made = 0
    for name in names:
        whole = f"{at.path}{BETWEEN}{name}" if at else name
        found = Category.objects.filter(workspace_id=actor.workspace_id, path__iexact=whole).first()
        if found is None:
            found = Category.objects.get(
                id=add_category(actor=actor, name=name, now=now, parent_id=at.id if at else None)
            )
            made += 1
        at = found
    assert at is not None
    return at.id, made


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
    row = _locked(actor, category_id)
    parent = _locked(actor, parent_id) if parent_id else None
    above = parent
    while above is not None:
        if above.id == row.id:
            raise Invalid(fields={"parent": _("A category cannot lie below itself.")})
        above = above.parent
    before = row.path
    moved = (row.parent_id, row.name) != (parent_id, name.strip())
    row.path = _path(actor, parent, name, besides=row.id) if moved else row.path
    row.parent, row.name, row.name_zh, row.code = parent, name.strip(), name_zh.strip(), code.strip()
    row.save()
    if not moved:
        return
    for below in Category.objects.filter(workspace_id=actor.workspace_id, path__startswith=before + BETWEEN):
        below.path = row.path + below.path[len(before) :]
        below.save(update_fields=["path"])
    record(actor, CategoryMoved(subject_id=row.id, before=before, path=row.path), at=now)


@command
def remove_category(*, actor: Actor, category_id: UUID, now: datetime) -> None:
    """Remove a category that nothing belongs to. Raises NotAllowed, NotFound, CategoryInUse."""
    actor.require(MANAGE)
    row = _locked(actor, category_id)
    if SupplierCategory.objects.filter(workspace_id=actor.workspace_id, category=row).exists():
        raise CategoryInUse
    path = row.path
    try:
        row.delete()
    except ProtectedError as used:
        raise CategoryInUse from used
    record(actor, CategoryRemoved(subject_id=category_id, path=path), at=now)


@command
def set_category_owners(*, actor: Actor, category_id: UUID, user_ids: list[UUID], now: datetime) -> None:
    """Choose who is in charge of the orders of a category. Raises NotAllowed, NotFound, Invalid (no member)."""
    actor.require(MANAGE)
    row = _locked(actor, category_id)
    people = {person.id: person.name for person in people_of(actor.workspace_id)}
    if any(user_id not in people for user_id in user_ids):
        raise Invalid(fields={"people": _("Choose among the members of the workspace.")})
    CategoryOwner.objects.filter(workspace_id=actor.workspace_id, category=row).delete()
    for user_id in dict.fromkeys(user_ids):
        CategoryOwner.objects.create(workspace_id=actor.workspace_id, category=row, user_id=user_id)
    names = tuple(people[user_id] for user_id in dict.fromkeys(user_ids))
    record(actor, CategoryOwnersChosen(subject_id=row.id, path=row.path, people=names), at=now)


def _locked(actor: Actor, category_id: UUID) -> Category:
    row = Category.objects.select_for_update(of=("self",)).filter(
        workspace_id=actor.workspace_id, id=category_id
    )
    found = row.first()
    if found is None:
        raise NotFound
    return found


def _path(actor: Actor, parent: Category | None, name: str, besides: UUID = NOWHERE) -> str:
    """Return the path that a category of this name has there. Raises Invalid."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or ">" in name:
        raise Invalid(fields={"name": _("Give a name of at most 120 characters, without “>”.")})
    path = f"{parent.path}{BETWEEN}{name}" if parent else name
    if len(path) > LONGEST_PATH:
        raise Invalid(fields={"name": _("The tree is too deep here.")})
    taken = Category.objects.filter(workspace_id=actor.workspace_id, path__iexact=path).exclude(id=besides)
    if taken.exists():
        raise Invalid(fields={"name": _("There is a category of this name here already.")})
    return path
