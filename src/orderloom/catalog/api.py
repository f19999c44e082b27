"""Categories over the API: the tree, who makes what, and the rules that give a line its category."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from orderloom.catalog.commands.categories import add_category, change_category, remove_category
from orderloom.catalog.commands.makers import set_supplier_categories
from orderloom.catalog.commands.rules import add_rule, remove_rule
from orderloom.catalog.models import CategoryRule
from orderloom.catalog.queries import nodes_of, tree, visible_categories
from orderloom.catalog.rules import Node
from orderloom.identity.api_auth import actor_of
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.wire import Name, Shown, Text, Told
from orderloom.partners.queries import visible_suppliers

router = Router(tags=["categories"])
Code = Annotated[Text, Field(max_length=60)]
NameZh = Annotated[Text, Field(max_length=120)]


class CategoryIn(Told):
    """A new category, below another or at the top."""

    name: Name
    name_zh: NameZh = ""
    code: Code = ""
    parent_id: UUID | None = None


class CategoryChange(Told):
    """What changes; what is left out stays. A null `parent_id` moves the category to the top."""

    name: Name | None = None
    name_zh: NameZh | None = None
    code: Code | None = None
    parent_id: UUID | None = None


class CategoryOut(Shown):
    """A node of the tree; `path` holds the names from the root."""

    id: UUID
    parent_id: UUID | None
    name: str
    name_zh: str
    code: str
    path: str


class Categories(Shown):
    """The whole tree, by path."""

    items: list[CategoryOut]


class MakesIn(Told):
    """All categories that a supplier makes."""

    category_ids: Annotated[list[UUID], Field(max_length=500)]


class Makes(Shown):
    """The categories that a supplier makes, by path."""

    items: list[CategoryOut]


class CategoryRuleIn(Told):
    """Lines whose field contains the text belong to the category."""

    field: Literal["title", "sku", "vendor", "category"]
    text: Annotated[Text, Field(min_length=1, max_length=200)]
    category_id: UUID


class CategoryRuleOut(Shown):
    """A rule; the lowest position that fits a line wins."""

    id: UUID
    position: int
    field: str
    text: str
    category_id: UUID


class CategoryRules(Shown):
    """The rules in their order."""

    items: list[CategoryRuleOut]


@router.get("/categories", response=Categories, operation_id="listCategories", summary="List the categories")
def list_categories(request: HttpRequest) -> Categories:
    """List the whole tree, by path."""
    actor = actor_of(request)
    return Categories(items=[CategoryOut.model_validate(node) for node in nodes_of(actor.workspace_id)])


@router.get(
    "/categories/{uuid:category_id}",
    response=CategoryOut,
    operation_id="getCategory",
    summary="Show a category",
)
def get_category(request: HttpRequest, category_id: UUID) -> CategoryOut:
    """Show one category."""
    return _shown(actor_of(request), category_id)


def _shown(actor: Actor, category_id: UUID) -> CategoryOut:
    row = visible_categories(actor).filter(id=category_id).first()
    if row is None:
        raise NotFound
    return CategoryOut.model_validate(row)


@router.post(
    "/categories", response={201: CategoryOut}, operation_id="createCategory", summary="Add a category"
)
def create(request: HttpRequest, body: CategoryIn) -> CategoryOut:
    """Add a category below another, or at the top."""
    actor = actor_of(request)
    category_id = add_category(
        actor=actor,
        name=body.name,
        name_zh=body.name_zh,
        code=body.code,
        parent_id=body.parent_id,
        now=clock.now(),
    )
    return _shown(actor, category_id)


@router.patch(
    "/categories/{uuid:category_id}",
    response=CategoryOut,
    operation_id="changeCategory",
    summary="Change a category",
)
def change(request: HttpRequest, category_id: UUID, body: CategoryChange) -> CategoryOut:
    """Rename or move a category with all below it."""
    actor = actor_of(request)
    before, told = _shown(actor, category_id), body.model_dump(exclude_unset=True)
    change_category(
        actor=actor,
        category_id=category_id,
        name=told.get("name") or before.name,
        name_zh=before.name_zh if told.get("name_zh") is None else told["name_zh"],
        code=before.code if told.get("code") is None else told["code"],
        parent_id=told.get("parent_id", before.parent_id),
        now=clock.now(),
    )
    return _shown(actor, category_id)


@router.delete(
    "/categories/{uuid:category_id}",
    response={204: None},
    operation_id="removeCategory",
    summary="Remove a category",
)
def remove(request: HttpRequest, category_id: UUID) -> None:
    """Remove a category that nothing belongs to."""
    remove_category(actor=actor_of(request), category_id=category_id, now=clock.now())


@router.get(
    "/suppliers/{uuid:supplier_id}/categories",
    response=Makes,
    operation_id="listSupplierCategories",
    summary="List what a supplier makes",
)
def list_makes(request: HttpRequest, supplier_id: UUID) -> Makes:
    """List the categories that a supplier makes, by path."""
    return _makes(actor_of(request), supplier_id)


def _makes(actor: Actor, supplier_id: UUID) -> Makes:
    if not visible_suppliers(actor).filter(id=supplier_id).exists():
        raise NotFound
    known = tree(actor.workspace_id)
    made: list[Node] = [
        node
        for node in known.nodes.values()
        if any(maker.supplier_id == supplier_id for maker in known.makers_of(node.id))
    ]
    return Makes(items=[CategoryOut.model_validate(node) for node in made])


@router.put(
    "/suppliers/{uuid:supplier_id}/categories",
    response=Makes,
    operation_id="setSupplierCategories",
    summary="Say what a supplier makes",
)
def set_makes(request: HttpRequest, supplier_id: UUID, body: MakesIn) -> Makes:
    """Say which categories a supplier makes; tasks that wait for one of them go out by themselves."""
    actor = actor_of(request)
    set_supplier_categories(
        actor=actor, supplier_id=supplier_id, category_ids=body.category_ids, now=clock.now()
    )
    return _makes(actor, supplier_id)


@router.get(
    "/category-rules", response=CategoryRules, operation_id="listCategoryRules", summary="List the rules"
)
def list_rules(request: HttpRequest) -> CategoryRules:
    """List the rules that give a line its category, in their order."""
    rows = CategoryRule.objects.filter(workspace_id=actor_of(request).workspace_id).order_by("position", "id")
    return CategoryRules(items=[CategoryRuleOut.model_validate(row) for row in rows])


@router.post(
    "/category-rules",
    response={201: CategoryRuleOut},
    operation_id="createCategoryRule",
    summary="Add a rule",
)
def create_rule(request: HttpRequest, body: CategoryRuleIn) -> CategoryRuleOut:
    """Add a rule at the end of the list."""
    actor = actor_of(request)
    rule_id = add_rule(
        actor=actor, field=body.field, text=body.text, category_id=body.category_id, now=clock.now()
    )
    return CategoryRuleOut.model_validate(
        CategoryRule.objects.get(workspace_id=actor.workspace_id, id=rule_id)
    )


@router.delete(
    "/category-rules/{uuid:rule_id}",
    response={204: None},
    operation_id="removeCategoryRule",
    summary="Remove a rule",
)
def delete_rule(request: HttpRequest, rule_id: UUID) -> None:
    """Remove a rule; lines that have their category keep it."""
    remove_rule(actor=actor_of(request), rule_id=rule_id, now=clock.now())
