"""Suppliers from a file: choose it, see what would come in and what is wrong with each bad cell, import it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from orderloom.catalog.commands.import_suppliers import (
    CHECKED,
    SupplierImport,
    check_suppliers,
    import_suppliers,
)
from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.repairs import Repair
from orderloom.kernel import clock
from orderloom.partners.permissions import MANAGE
from orderloom.portals.merchant.setup_pages import carry_out, go, page, redraw
from orderloom.portals.merchant.supplier_check import Kept, keep, kept_file, likes_of, remember
from orderloom.portals.merchant.supplier_forms import SupplierFileForm
from orderloom.ui.shapes import Step

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


def wizard(now: int) -> list[Step]:
    """Return the three steps with the one that is at hand."""
    names = [_now("Choose a file"), _now("Check"), _now("Import")]
    states = ["ok" if place < now else "now" if place == now else "todo" for place in range(len(names))]
    return [Step(name, state=state) for name, state in zip(names, states, strict=True)]


@require_http_methods(["GET", "POST"])
def import_file(request: AudienceRequest, slug: str) -> HttpResponse:
    """Take a table of suppliers; nothing of it is stored yet."""
    request.actor.require(MANAGE)
    if request.method == "GET":
        return page(request, "suppliers_import", _facts(SupplierFileForm()))
    form = SupplierFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        if carry_out(form, lambda: keep(request, file, file.name)) is not None:
            return go(request, "suppliers-check")
    return redraw(request, "suppliers_import", _facts(form))


def _facts(form: SupplierFileForm, done: SupplierImport | None = None) -> dict[str, object]:
    return {"form": form, "done": done, "columns": COLUMNS, "steps": wizard(2 if done else 0)}


@require_http_methods(["GET", "POST"])
def check(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show what the file would bring; take answers about its cells, and import it."""
    request.actor.require(MANAGE)
    kept = kept_file(request)
    if kept is None:
        return go(request, "suppliers-import")
    if request.method == "POST":
        return ACTS.get(request.POST.get("act", "answer"), _answer)(request, kept)
    found = check_suppliers(
        actor=request.actor, table=kept.table(), now=clock.now(), create_categories=kept.adds
    )
    facts = {
        "kept": kept,
        "check": found,
        "likes": likes_of(found.problems),
        "good": found.rows_read - found.rejected_rows,
        "is_whole": found.rows_read < CHECKED,
        "steps": wizard(1),
    }
    return page(request, "suppliers_check", facts)


def _answer(request: AudienceRequest, kept: Kept) -> HttpResponse:
    told = request.POST
    answer = {"column": told.get("column", ""), "kind": "value", "value": told.get("value", "")}
    remember(request, kept.with_answer(Repair.from_json({**answer, "to": told.get("to", "").strip()})))
    return go(request, "suppliers-check")


def _categories(request: AudienceRequest, kept: Kept) -> HttpResponse:
    remember(request, Kept(kept.key, kept.name, kept.repairs, adds=not kept.adds))
    return go(request, "suppliers-check")


def _import(request: AudienceRequest, kept: Kept) -> HttpResponse:
    done = import_suppliers(
        actor=request.actor, path=kept.table(), now=clock.now(), create_categories=kept.adds
    )
    remember(request, None)
    return page(request, "suppliers_import", _facts(SupplierFileForm(), done))


ACTS: dict[str, Callable[[AudienceRequest, Kept], HttpResponse]] = {
    "answer": _answer,
    "categories": _categories,
    "import": _import,
}
