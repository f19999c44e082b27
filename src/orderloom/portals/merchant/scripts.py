"""The SKU script: keep a draft, try it, publish it, throw it away, go back to an earlier version."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.portals.merchant.automation import facts
from orderloom.portals.merchant.automation_forms import ScriptForm
from orderloom.portals.merchant.setup_pages import carry_out, here, page, put_on, redraw
from orderloom.routing.queries.trial import samples, try_script
from orderloom.scripting.commands import discard_draft, publish_draft, revert_to, save_draft
from orderloom.scripting.permissions import EDIT
from orderloom.scripting.pool import SandboxBusy
from orderloom.scripting.queries import versions
from orderloom.ui.toast import toast


@require_POST
def script(request: AudienceRequest, slug: str) -> HttpResponse:
    """Do with the text in the editor what the pressed button says: keep it, try it, or publish it."""
    request.actor.require(EDIT)
    form = ScriptForm(request.POST)
    if not form.is_valid():
        return _again(request, form)
    action = {"try": _try, "publish": _publish}.get(request.POST.get("do", ""), _save)
    return action(request, form)


def _again(request: AudienceRequest, form: ScriptForm, **more: object) -> HttpResponse:
    return redraw(request, "automation", facts(request, step="sku", script_form=form, **more))


def _to_editor(request: AudienceRequest) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": f"{here(request, 'automation')}?step=sku"})


def _save(request: AudienceRequest, form: ScriptForm) -> HttpResponse:
    source = form.cleaned_data["source"]
    number = carry_out(form, lambda: save_draft(actor=request.actor, source=source, now=clock.now()))
    if number is None:
        return _again(request, form)
    toast(request, _("Kept as draft v%(number)d. It does not run yet.") % {"number": number})
    return _to_editor(request)


def _try(request: AudienceRequest, form: ScriptForm) -> HttpResponse:
    try:
        trial = try_script(request.actor, form.cleaned_data["source"], now=clock.now())
    except SandboxBusy:
        form.add_error(None, _busy())
        return _again(request, form)
    shown = ScriptForm(initial={"source": form.cleaned_data["source"]})
    return page(request, "automation", facts(request, step="sku", script_form=shown, trial=trial))


def _busy() -> str:
    return _("All sandboxes are busy. Nothing is wrong with the script: try again in a moment.")


def _publish(request: AudienceRequest, form: ScriptForm) -> HttpResponse:
    try:
        with transaction.atomic():  # a script that is not published is not kept either
            number = _save_and_publish(request, form)
    except SandboxBusy:
        form.add_error(None, _busy())
        return _again(request, form)
    except Invalid as wrong:
        put_on(form, wrong)
        form.line = wrong.facts.get("line")
        return _again(request, form)
    toast(request, _("Version %(number)d runs from now on.") % {"number": number})
    return _to_editor(request)


def _save_and_publish(request: AudienceRequest, form: ScriptForm) -> int:
    now = clock.now()
    save_draft(actor=request.actor, source=form.cleaned_data["source"], now=now)
    proof = samples(request.actor, now=now)
    return publish_draft(actor=request.actor, now=now, zone=request.workspace.zone, samples=proof)


@require_POST
def discard(request: AudienceRequest, slug: str) -> HttpResponse:
    """Throw the draft away."""
    discard_draft(actor=request.actor, now=clock.now())
    toast(request, _("The draft is gone; the published version runs as before."))
    return _to_editor(request)


@require_POST
def revert(request: AudienceRequest, slug: str, version_id: UUID) -> HttpResponse:
    """Make an earlier version the draft."""
    number = next((one.number for one in versions(request.actor) if one.id == version_id), None)
    if number is None:
        raise NotFound
    made = revert_to(actor=request.actor, number=number, now=clock.now())
    told = {"number": number, "draft": made}
    toast(request, _("Version %(number)d is now draft v%(draft)d. Publish it to let it run.") % told)
    return _to_editor(request)
