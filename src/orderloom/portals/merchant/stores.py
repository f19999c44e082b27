"""Settings: the shops of the workspace."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderloom.catalog.queries import nodes_of
from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.stores import add_store, change_store
from orderloom.intake.permissions import STORES
from orderloom.intake.queries.stores import StoreCard, store_card, store_rows
from orderloom.kernel import clock
from orderloom.portals.merchant.category_forms import picked
from orderloom.portals.merchant.settings_forms import StoreForm
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import carry_out, go, page, redraw
from orderloom.ui.toast import toast


def _facts(request: AudienceRequest, form: StoreForm, one: StoreCard | None = None) -> dict[str, object]:
    return {
        "form": form,
        "one": one,
        "pages": tabs(request, "settings-stores"),
        "rows": store_rows(request.actor),
        "may": request.actor.can(STORES),
    }


@require_http_methods(["GET", "POST"])
def stores(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the stores and add one."""
    nodes = nodes_of(request.workspace.id)
    if request.method == "GET":
        form = StoreForm(nodes=nodes, initial={"zone": request.workspace.zone})
        return page(request, "settings_stores", _facts(request, form))
    form = StoreForm(request.POST, nodes=nodes)
    if form.is_valid() and carry_out(form, lambda: _add(request, form)) is not None:
        toast(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
        return go(request, "settings-stores")
    return redraw(request, "settings_stores", _facts(request, form))


def _add(request: AudienceRequest, form: StoreForm) -> StoreCard:
    told = form.cleaned_data
    return add_store(
        actor=request.actor,
        name=told["name"],
        platform=told["platform"],
        zone=told["zone"],
        default_category_id=picked(told["category"]),
        now=clock.now(),
    )


@require_http_methods(["GET", "POST"])
def store(request: AudienceRequest, slug: str, store_id: UUID) -> HttpResponse:
    """Change one store."""
    one = store_card(request.actor, store_id)
    initial = {"name": one.name, "zone": one.zone, "category": one.default_category_id or ""}
    data = request.POST if request.method == "POST" else None
    form = StoreForm(data, nodes=nodes_of(request.workspace.id), is_new=False, initial=initial)
    if data is None:
        return page(request, "settings_stores", _facts(request, form, one))
    if form.is_valid() and carry_out(form, lambda: _change(request, store_id, form)) is not None:
        toast(request, _("Saved."))
        return go(request, "settings-stores")
    return redraw(request, "settings_stores", _facts(request, form, one))


def _change(request: AudienceRequest, store_id: UUID, form: StoreForm) -> StoreCard:
    told = form.cleaned_data
    category = picked(told["category"])
    return change_store(
        actor=request.actor, store_id=store_id, name=told["name"], zone=told["zone"], default_category_id=category,
        now=clock.now(),
    )  # fmt: skip
