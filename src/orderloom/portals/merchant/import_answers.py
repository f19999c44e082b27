"""What a person answers about like cells of a file, as the check and the page of an import ask it."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orderloom.catalog.commands.rules import add_rule
from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.mend_problem import mend_alike
from orderloom.intake.commands.repair_import import repair_import
from orderloom.intake.remedies import CATEGORY
from orderloom.intake.repairs import Repair
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.ui.toast import toast

DATES = "moment_ambiguous"


def answer_of(request: AudienceRequest) -> tuple[str, Repair]:
    """Return what was asked and the answer. Raises Invalid."""
    told = request.POST
    code, to = told.get("code", ""), told.get("to", "").strip()
    kind = "dates" if code == DATES else "value"
    if not to:
        raise Invalid(fields={"to": _("Say what it stands for.")})
    value = "" if kind == "dates" else told.get("value", "")
    return code, Repair.from_json({"column": told.get("column", ""), "kind": kind, "value": value, "to": to})


def take_answer(request: AudienceRequest, run_id: UUID) -> None:
    """Keep the answer with the import; what a word means as a category is kept for all that comes in."""
    try:
        if request.POST.get("code") == CATEGORY:
            _name_category(request)
            return
        _code, repair = answer_of(request)
        repair_import(actor=request.actor, run_id=run_id, repair=repair, now=clock.now())
    except Invalid as wrong:
        toast(request, " ".join(str(text) for text in wrong.fields.values()) or str(wrong), failed=True)


def _name_category(request: AudienceRequest) -> None:
    told, to = request.POST.get("value", ""), request.POST.get("to", "")
    try:
        category_id = UUID(to)
    except ValueError as wrong:
        raise Invalid(fields={"to": _("Choose a category.")}) from wrong
    add_rule(actor=request.actor, field="category", text=told, category_id=category_id, now=clock.now())
    toast(request, _("“%(name)s” is known from now on.") % {"name": told})


def mend_all(request: AudienceRequest, run_id: UUID) -> None:
    """Let the answer mend all like rows that wait, and tell what came of it."""
    try:
        code, repair = answer_of(request)
        done = mend_alike(actor=request.actor, run_id=run_id, code=code, repair=repair, now=clock.now())
    except Invalid as wrong:
        toast(request, " ".join(str(text) for text in wrong.fields.values()) or str(wrong), failed=True)
        return
    told = ngettext("%(n)d order is in.", "%(n)d orders are in.", done.taken) % {"n": done.taken}
    if done.left:
        still = ngettext("%(n)d still needs a hand.", "%(n)d still need a hand.", done.left) % {
            "n": done.left
        }
        told = f"{told} {still}"
    if done.more:
        told = f"{told} {_('There are more like these: answer once more.')}"
    toast(request, told, failed=bool(done.left))
