"""Pages of suppliers: the list, one supplier, a new one, and those who sign in for it."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderloom.catalog.commands.makers import create_supplier_with_categories, set_supplier_categories
from orderloom.catalog.queries import nodes_of
from orderloom.identity.links import LinkRefused, sign_in_token
from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import NotFound
from orderloom.partners.commands import (
    SupplierInput,
    add_supplier_member,
    change_supplier,
    pause_supplier,
    remove_supplier_member,
    resume_supplier,
)
from orderloom.partners.permissions import MANAGE
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.listing import Matching
from orderloom.portals.lists.page import ListPage
from orderloom.portals.merchant.setup_pages import carry_out, go, here, page, redraw
from orderloom.portals.merchant.supplier_forms import CONTACTS, MemberForm, SupplierForm
from orderloom.portals.merchant.supplier_listing import SUPPLIERS
from orderloom.portals.queries.suppliers import SupplierPage, supplier_counts, supplier_page
from orderloom.ui.shapes import Tab
from orderloom.ui.toast import toast

EDITED = ("name", "code", "weight", "language", *CONTACTS, "note")


@require_GET
def suppliers(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the suppliers as the address says, or show one of the panels of the list's bar."""
    at = ListPage.of(request, SUPPLIERS)
    if (panel := at.panel()) is not None:
        return panel
    counts = supplier_counts(request.actor)
    facts = {
        **at.bar(),
        **at.table(lambda: _known(at.asked, counts)),
        "tabs": _tabs(at.base, at.asked, counts),
        "may_manage": request.actor.can(MANAGE),
    }
    return page(request, "suppliers", facts)


def _known(asked: Asked, counts: dict[str, int]) -> Matching | None:
    """Return how many suppliers fit where a tab says it already."""
    if {name for name, _value in asked.filters()} - {"status"}:
        return None
    return Matching.of(counts.get(asked.tab, 0) if asked.tab else sum(counts.values()))


def _tabs(base: str, asked: Asked, counts: dict[str, int]) -> list[Tab]:
    kinds = (
        ("", _("All"), sum(counts.values())),
        ("active", _("Active"), counts["active"]),
        ("paused", _("Paused"), counts["paused"]),
    )
    return [
        Tab(words, base + asked.but(status=code).query(), count, current=code == asked.tab)
        for code, words, count in kinds
    ]


@require_http_methods(["GET", "POST"])
def new_supplier(request: AudienceRequest, slug: str) -> HttpResponse:
    """Add a supplier with what it makes and who signs in for it."""
    request.actor.require(MANAGE)
    data = request.POST if request.method == "POST" else None
    form = SupplierForm(
        data, nodes=nodes_of(request.workspace.id), with_members=True, initial=_defaults(request)
    )
    facts = {"form": form, "cancel_url": here(request, "suppliers")}
    if data is None:
        return page(request, "supplier_form", facts)
    if form.is_valid():
        supplier_id = carry_out(form, lambda: _create(request, form))
        if supplier_id is not None:
            toast(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
            return _handed_over(request, supplier_id)
    return redraw(request, "supplier_form", facts)


def _handed_over(request: AudienceRequest, supplier_id: UUID) -> HttpResponse:
    """Show the new supplier, at once with the link for the first person who has never signed in."""
    facts = _page_facts(request, supplier_id)
    found = facts["found"]
    assert isinstance(found, SupplierPage)
    newcomer = next((one for one in found.members if one.needs_link), None)
    if newcomer is None:
        return go(request, "supplier", supplier_id)
    return _with_link(request, facts, newcomer.id)


def _defaults(request: AudienceRequest) -> dict[str, object]:
    chosen = request.GET.get("category", "")
    known = {node.id.hex: str(node.id) for node in nodes_of(request.workspace.id)}
    return {"language": "zh-hans", "weight": 1, "categories": [known[chosen]] if chosen in known else []}


def _create(request: AudienceRequest, form: SupplierForm) -> UUID:
    told = SupplierInput(**form.own_fields(), members=form.cleaned_data["members"])
    return create_supplier_with_categories(
        actor=request.actor, supplier=told, category_ids=form.category_ids(), now=clock.now()
    )


@require_GET
def supplier(request: AudienceRequest, slug: str, supplier_id: UUID) -> HttpResponse:
    """Show one supplier."""
    return page(request, "supplier", _page_facts(request, supplier_id))


def _page_facts(request: AudienceRequest, supplier_id: UUID) -> dict[str, object]:
    found = supplier_page(request.actor, supplier_id)
    return {
        "found": found,
        "one": found.supplier,
        "contacts": _contacts(found),
        "open_words": _("%(n)d open") % {"n": found.open_tasks} if found.open_tasks else "",
        "member_form": MemberForm(),
        "may_manage": request.actor.can(MANAGE),
    }


def _contacts(found: SupplierPage) -> list[tuple[str, str]]:
    one = found.supplier
    told = [
        (_("Contact"), one.contact_name),
        (_("E-mail"), one.email),
        (pgettext("contact", "Phone"), one.phone),
        (_("WeChat"), one.wechat),
        (_("Region"), one.region),
        (_("Language"), one.get_language_display()),
        (_("Weight"), str(one.weight)),
    ]
    return [(label, value) for label, value in told if value]


@require_http_methods(["GET", "POST"])
def edit_supplier(request: AudienceRequest, slug: str, supplier_id: UUID) -> HttpResponse:
    """Change a supplier and what it makes."""
    request.actor.require(MANAGE)
    found = supplier_page(request.actor, supplier_id)
    initial = {name: getattr(found.supplier, name) for name in EDITED}
    initial["categories"] = [str(category_id) for category_id in found.category_ids]
    data = request.POST if request.method == "POST" else None
    form = SupplierForm(data, nodes=nodes_of(request.workspace.id), with_members=False, initial=initial)
    facts = {"form": form, "one": found.supplier, "cancel_url": here(request, "supplier", supplier_id)}
    if data is None:
        return page(request, "supplier_form", facts)
    if form.is_valid() and carry_out(form, lambda: _change(request, supplier_id, form)):
        toast(request, _("Saved."))
        return go(request, "supplier", supplier_id)
    return redraw(request, "supplier_form", facts)


def _change(request: AudienceRequest, supplier_id: UUID, form: SupplierForm) -> bool:
    now = clock.now()
    change_supplier(actor=request.actor, supplier_id=supplier_id, changes=form.own_fields(), now=now)
    set_supplier_categories(
        actor=request.actor, supplier_id=supplier_id, category_ids=form.category_ids(), now=now
    )
    return True


@require_POST
def pause(request: AudienceRequest, slug: str, supplier_id: UUID) -> HttpResponse:
    """Give the supplier no new tasks for now."""
    pause_supplier(actor=request.actor, supplier_id=supplier_id, now=clock.now())
    undo = here(request, "supplier-resume", supplier_id)
    toast(request, _("Paused: no new tasks. The open ones stay."), undo=undo)
    return go(request, "supplier", supplier_id)


@require_POST
def resume(request: AudienceRequest, slug: str, supplier_id: UUID) -> HttpResponse:
    """Give the supplier tasks again."""
    resume_supplier(actor=request.actor, supplier_id=supplier_id, now=clock.now())
    undo = here(request, "supplier-pause", supplier_id)
    toast(request, _("Active: takes part in the rotation again."), undo=undo)
    return go(request, "supplier", supplier_id)


@require_POST
def invite(request: AudienceRequest, slug: str, supplier_id: UUID) -> HttpResponse:
    """Let a person sign in for the supplier and show the link to hand over."""
    form = MemberForm(request.POST)
    if form.is_valid():
        user_id = carry_out(form, lambda: _add(request, supplier_id, form))
        if user_id is not None:
            toast(request, _("%(email)s may sign in now.") % {"email": form.cleaned_data["email"]})
            return go(request, "supplier", supplier_id)
    return redraw(request, "supplier", {**_page_facts(request, supplier_id), "member_form": form})


def _add(request: AudienceRequest, supplier_id: UUID, form: MemberForm) -> UUID:
    told = form.cleaned_data
    return add_supplier_member(
        actor=request.actor, supplier_id=supplier_id, email=told["email"], name=told["name"], now=clock.now()
    )


@require_POST
def remove_member(request: AudienceRequest, slug: str, supplier_id: UUID, user_id: UUID) -> HttpResponse:
    """End a person's sign-in for the supplier."""
    remove_supplier_member(actor=request.actor, supplier_id=supplier_id, user_id=user_id, now=clock.now())
    toast(request, _("Removed. They can no longer sign in for this supplier."))
    return go(request, "supplier", supplier_id)


@require_POST
def member_link(request: AudienceRequest, slug: str, supplier_id: UUID, user_id: UUID) -> HttpResponse:
    """Show a link that signs a person in once, to be handed over; it is not stored."""
    request.actor.require(MANAGE)
    facts = _page_facts(request, supplier_id)
    return _with_link(request, facts, user_id)


def _with_link(request: AudienceRequest, facts: dict[str, object], user_id: UUID) -> HttpResponse:
    found = facts["found"]
    assert isinstance(found, SupplierPage)
    member = next((one for one in found.members if one.id == user_id), None)
    if member is None:
        raise NotFound
    try:
        token = sign_in_token(user_id, found.supplier.company_id)
    except LinkRefused as refused:
        toast(request, str(refused), failed=True)
        return go(request, "supplier", found.supplier.id)
    link = request.build_absolute_uri(reverse("sign-in-link", args=(token,)))
    return page(request, "supplier", {**facts, "link": link, "link_for": member})
