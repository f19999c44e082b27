"""Suppliers from a file: what came in, and what is wrong with each row that did not."""

from pathlib import Path

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from orderloom.catalog.commands.import_suppliers import SupplierImport, import_suppliers
from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.partners.permissions import MANAGE
from orderloom.portals.merchant.setup_pages import carry_out, page, redraw
from orderloom.portals.merchant.supplier_forms import SupplierFileForm

COLUMNS = (
    (pgettext_lazy("of a thing", "Name"), "name"),
    (_("Code"), "code"),
    (_("Makes"), "categories: Mugs > Ceramic; Totes"),
    (_("Weight"), "weight"),
    (_("Status"), "status: active, paused"),
    (_("Language"), "language: zh, en"),
    (_("Who signs in"), "members"),
    (_("Contact"), "contact, email, phone, wechat, region, note"),
)


@require_http_methods(["GET", "POST"])
def import_file(request: AudienceRequest, slug: str) -> HttpResponse:
    """Take a table of suppliers and tell what became of each row."""
    request.actor.require(MANAGE)
    if request.method == "GET":
        return page(request, "suppliers_import", _facts(SupplierFileForm()))
    form = SupplierFileForm(request.POST, request.FILES)
    if form.is_valid():
        done = carry_out(form, lambda: _take(request, form))
        if done is not None:
            return page(request, "suppliers_import", _facts(SupplierFileForm(), done))
    return redraw(request, "suppliers_import", _facts(form))


def _facts(form: SupplierFileForm, done: SupplierImport | None = None) -> dict[str, object]:
    return {"form": form, "done": done, "columns": COLUMNS}


def _take(request: AudienceRequest, form: SupplierFileForm) -> SupplierImport:
    path = Path(form.cleaned_data["file"].temporary_file_path())
    return import_suppliers(actor=request.actor, path=path, now=clock.now())
