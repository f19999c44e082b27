"""The products that were sold: the list, and what kind of thing each is."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from orderloom.catalog.permissions import MANAGE
from orderloom.catalog.queries import nodes_of
from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.map_product import map_product, visible_product, waiting_lines, words_of
from orderloom.intake.models import SoldProduct
from orderloom.intake.permissions import EDIT
from orderloom.kernel import clock
from orderloom.kernel.errors import NotFound
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.listing import Matching
from orderloom.portals.lists.page import ListPage
from orderloom.portals.merchant.cases import CategoryForm
from orderloom.portals.merchant.category_fields import category_choices
from orderloom.portals.merchant.product_listing import PRODUCTS
from orderloom.portals.merchant.setup_pages import carry_out, go, here, page, redraw
from orderloom.portals.merchant.told_counts import told_count
from orderloom.portals.queries.product_list import product_counts
from orderloom.ui.shapes import Tab
from orderloom.ui.toast import toast


@require_GET
def products(request: AudienceRequest, slug: str) -> HttpResponse:
    """List what was sold, or show one of the panels of the list's bar. Raises NotAllowed, Invalid."""
    at = ListPage.of(request, PRODUCTS)
    if (panel := at.panel()) is not None:
        return panel
    counts = product_counts(at.reader)
    facts = {
        **at.bar(),
        **at.table(lambda: _known(at.asked, counts)),
        "tabs": _tabs(at.base, at.asked, counts),
        "may_map": request.actor.can(EDIT),
    }
    return page(request, "products", facts)


def _known(asked: Asked, counts: dict[str, int]) -> Matching | None:
    """Return how many products fit where a tab says it already."""
    if {name for name, _value in asked.filters()} - {"state"}:
        return None
    return Matching.of(counts[asked.tab])


def _tabs(base: str, asked: Asked, counts: dict[str, int]) -> list[Tab]:
    kinds = (
        ("", _("All"), ""),
        ("unmapped", _("Without category"), "warm"),
        ("mapped", _("With category"), ""),
    )
    return [
        Tab(words, base + asked.but(state=code).query(), told_count(counts[code]), heat, code == asked.tab)
        for code, words, heat in kinds
    ]


@require_http_methods(["GET", "POST"])
def category(request: AudienceRequest, slug: str) -> HttpResponse:
    """Say which category a product has, for its lines that wait, and from now on. Raises NotAllowed, NotFound."""
    request.actor.require(EDIT)
    product = visible_product(request.actor, _asked_for(request))
    data = request.POST if request.method == "POST" else None
    choices = category_choices(nodes_of(request.workspace.id), blank=_("Choose"))
    form = CategoryForm(data, choices=choices, may_rule=request.actor.can(MANAGE))
    if "from_now_on" in form.fields:
        form.fields["from_now_on"].help_text = _rule_told(product)
    if form.is_valid():
        done = carry_out(form, lambda: _map(request, product, form))
        if done is not None:
            words = ngettext("%(n)d line has its category now.", "%(n)d lines have their category now.", done)
            toast(request, words % {"n": done})
            return go(request, "products")
    facts = {
        "product": product,
        "waiting": len(waiting_lines(request.actor, product)),
        "form": form,
        "submit": _("Give category"),
        "cancel_url": here(request, "products"),
    }
    return (
        page(request, "product_category", facts)
        if data is None
        else redraw(request, "product_category", facts)
    )


def _asked_for(request: AudienceRequest) -> UUID:
    try:
        return UUID(request.GET.get("product", ""))
    except ValueError as wrong:
        raise NotFound from wrong


def _rule_told(product: SoldProduct) -> str:
    rule = words_of(product)
    told = _("New lines whose SKU contains “%(text)s” get it too: a rule that goes before all others.")
    if rule.field == "title":
        told = _("New lines whose title contains “%(text)s” get it too: a rule that goes before all others.")
    return told % {"text": rule.text}


def _map(request: AudienceRequest, product: SoldProduct, form: CategoryForm) -> int:
    told = form.cleaned_data
    return map_product(
        actor=request.actor,
        product_id=product.id,
        category_id=UUID(told["category"]),
        from_now_on=bool(told.get("from_now_on")),
        now=clock.now(),
    )
