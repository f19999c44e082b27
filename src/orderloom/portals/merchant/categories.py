"""The page of categories: the tree, one category at a time, and the rules that give a line its category."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orderloom.catalog.commands.categories import (
    CategoryInUse,
    add_category,
    change_category,
    remove_category,
    set_category_owners,
)
from orderloom.catalog.commands.rules import add_rule, order_rules, remove_rule
from orderloom.catalog.permissions import MANAGE
from orderloom.catalog.rules import Node
from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.queries import people_of
from orderloom.kernel import clock
from orderloom.kernel.errors import NotFound, Refusal
from orderloom.portals.merchant.category_fields import category_choices, in_tree_order
from orderloom.portals.merchant.category_forms import LOOKS_AT, CategoryForm, OwnersForm, RuleForm
from orderloom.portals.merchant.setup_pages import carry_out, go, here, page, redraw
from orderloom.portals.queries.categories import Branch, branch, branches, makers, rule_lines
from orderloom.ui.toast import toast

TEMPLATE = "categories"


@require_GET
def categories(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show the tree, with a form for a new category."""
    return page(request, TEMPLATE, _facts(request))


@require_GET
def category(request: AudienceRequest, slug: str, category_id: UUID) -> HttpResponse:
    """Show the tree with one category open."""
    return page(request, TEMPLATE, _facts(request, category_id))


def _facts(
    request: AudienceRequest, category_id: UUID | None = None, **forms_with_faults: forms.BaseForm
) -> dict[str, object]:
    known = branches(request.actor)
    nodes = [found.node for found in known.values()]
    facts: dict[str, object] = {
        "rows": [(known[node.id], depth) for node, depth in in_tree_order(nodes)],
        "rules": rule_lines(request.actor),
        "fields": dict(LOOKS_AT),
        "may_manage": request.actor.can(MANAGE),
        "rule_form": RuleForm(nodes=nodes, initial={"category": category_id or ""}),
        "add_form": CategoryForm(nodes=nodes, prefix="new", initial={"parent": category_id or ""}),
        "open": None,
    }
    if category_id is not None:
        if category_id not in known:
            raise NotFound
        facts |= _open(request, known[category_id], nodes)
    return {**facts, **forms_with_faults}


def _open(request: AudienceRequest, found: Branch, nodes: Sequence[Node]) -> dict[str, object]:
    return {
        "open": found,
        "open_path": dict(category_choices(nodes))[str(found.node.id)],
        "makers": makers(request.actor, found.node.id),
        "form": CategoryForm(nodes=nodes, own=found.node, initial=_initial(found.node)),
        "owners_form": OwnersForm(
            people=people_of(request.workspace.id),
            initial={"people": [str(one) for one, _name in found.owners]},
        ),
    }


def _initial(node: Node) -> dict[str, object]:
    return {"name": node.name, "name_zh": node.name_zh, "code": node.code, "parent": node.parent_id or ""}


def _nodes(request: AudienceRequest) -> list[Node]:
    return [found.node for found in branches(request.actor).values()]


@require_POST
def add(request: AudienceRequest, slug: str) -> HttpResponse:
    """Add a category."""
    form = CategoryForm(request.POST, nodes=_nodes(request), prefix="new")
    if form.is_valid():
        made = carry_out(form, lambda: add_category(actor=request.actor, now=clock.now(), **form.values()))
        if made is not None:
            toast(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
            return go(request, "category", made)
    request.actor.require(MANAGE)
    return redraw(request, TEMPLATE, _facts(request, add_form=form))


@require_POST
def change(request: AudienceRequest, slug: str, category_id: UUID) -> HttpResponse:
    """Rename or move a category."""
    found = branch(request.actor, category_id)
    form = CategoryForm(request.POST, nodes=_nodes(request), own=found.node)
    if form.is_valid() and carry_out(form, lambda: _change(request, category_id, form)):
        toast(request, _("Saved."))
        return go(request, "category", category_id)
    return redraw(request, TEMPLATE, _facts(request, category_id, form=form))


def _change(request: AudienceRequest, category_id: UUID, form: CategoryForm) -> bool:
    change_category(actor=request.actor, category_id=category_id, now=clock.now(), **form.values())
    return True


@require_POST
def remove(request: AudienceRequest, slug: str, category_id: UUID) -> HttpResponse:
    """Remove a category that nothing belongs to."""
    path = branch(request.actor, category_id).node.path
    try:
        remove_category(actor=request.actor, category_id=category_id, now=clock.now())
    except CategoryInUse as used:
        toast(request, str(used), failed=True)
        return go(request, "category", category_id)
    toast(request, _("%(name)s is removed.") % {"name": path})
    return go(request, "categories")


@require_POST
def owners(request: AudienceRequest, slug: str, category_id: UUID) -> HttpResponse:
    """Choose who is in charge of the orders of a category."""
    branch(request.actor, category_id)
    form = OwnersForm(request.POST, people=people_of(request.workspace.id))
    if form.is_valid() and carry_out(form, lambda: _choose(request, category_id, form)):
        toast(request, _("Saved."))
        return go(request, "category", category_id)
    return redraw(request, TEMPLATE, _facts(request, category_id, owners_form=form))


def _choose(request: AudienceRequest, category_id: UUID, form: OwnersForm) -> bool:
    set_category_owners(
        actor=request.actor, category_id=category_id, user_ids=form.user_ids(), now=clock.now()
    )
    return True


@require_POST
def rule_add(request: AudienceRequest, slug: str) -> HttpResponse:
    """Add a rule at the end."""
    form = RuleForm(request.POST, nodes=_nodes(request))
    if form.is_valid():
        told = form.cleaned_data
        made = carry_out(
            form,
            lambda: add_rule(
                actor=request.actor, field=told["field"], text=told["text"], category_id=UUID(told["category"]),
                now=clock.now(),
            ),
        )  # fmt: skip
        if made is not None:
            return _to_rules(request)
    return redraw(request, TEMPLATE, _facts(request, rule_form=form))


@require_POST
def rule_remove(request: AudienceRequest, slug: str, rule_id: UUID) -> HttpResponse:
    """Remove a rule."""
    remove_rule(actor=request.actor, rule_id=rule_id, now=clock.now())
    toast(request, _("The rule is removed."))
    return _to_rules(request)


@require_POST
def rule_up(request: AudienceRequest, slug: str, rule_id: UUID) -> HttpResponse:
    """Let a rule be tried one place earlier."""
    ids = [rule.id for rule in rule_lines(request.actor)]
    if rule_id not in ids:
        raise NotFound
    place = ids.index(rule_id)
    if place:
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
    try:
        order_rules(actor=request.actor, rule_ids=ids, now=clock.now())
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, str(refused), failed=True)
    return _to_rules(request)


def _to_rules(request: AudienceRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(here(request, "categories") + "#rules")
