"""Cases: what could not be done by itself, each with the step that solves it."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderloom.cases.commands.keep import MOST_WORDS, solve_case
from orderloom.cases.permissions import SOLVE
from orderloom.cases.queries.cases import CaseRow, visible_cases
from orderloom.catalog.commands.rules import add_rule
from orderloom.catalog.permissions import MANAGE
from orderloom.catalog.queries import nodes_of, tree
from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.edit_order import categorise_lines
from orderloom.intake.permissions import EDIT
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.keyset import MOST_COUNTED
from orderloom.portals.lists.listing import Matching
from orderloom.portals.lists.page import ListPage
from orderloom.portals.merchant.case_listing import CASES
from orderloom.portals.merchant.category_fields import Choices, category_choices
from orderloom.portals.merchant.order_questions import AssignForm
from orderloom.portals.merchant.setup_pages import carry_out, go, here, page, redraw
from orderloom.portals.merchant.told_counts import told_count
from orderloom.portals.queries.case_lines import lines_hinted, open_case_row
from orderloom.production.queries.tasks import visible_task
from orderloom.routing.commands.again import try_waiting_again
from orderloom.routing.commands.assign import assign_task
from orderloom.routing.permissions import ASSIGN
from orderloom.ui.shapes import Tab
from orderloom.ui.toast import toast


class CloseForm(forms.Form):
    """What was done about the case."""

    words = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays on the timeline."),
    )


class CategoryForm(forms.Form):
    """Which category the words of a file mean, for the lines that wait, and from now on."""

    category = forms.ChoiceField(label=gettext_lazy("Category"))
    from_now_on = forms.BooleanField(
        label=gettext_lazy("Do the same for new lines"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Adds a rule, which can be removed under Categories."),
    )

    def __init__(self, *args: object, choices: Choices, may_rule: bool, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]
        if not may_rule:
            del self.fields["from_now_on"]


@require_GET
def cases(request: AudienceRequest, slug: str) -> HttpResponse:
    """List what could not be done, the most urgent first, or show one of the panels of the list's bar."""
    at = ListPage.of(request, CASES)
    if (panel := at.panel()) is not None:
        return panel
    status, found = at.asked.meant("status"), visible_cases(request.actor)
    counted = found.filter(status="open").values("id")[: MOST_COUNTED + 1].count()
    alone = not at.asked.filters()
    facts = {
        **at.bar(),
        **at.table(lambda: Matching.of(counted) if alone else None),
        "status": status,
        "tabs": [
            Tab(
                _("Open"),
                at.base + at.asked.but(status="").query(),
                told_count(counted),
                "hot",
                status == "open",
            ),
            Tab(_("Solved"), at.base + at.asked.but(status="solved").query(), current=status == "solved"),
        ],
        "may_solve": request.actor.can(SOLVE),
        "may_route": request.actor.can(ASSIGN),
    }
    return page(request, "cases", facts)


@require_POST
def route_again(request: AudienceRequest, slug: str) -> HttpResponse:
    """Try all waiting tasks again."""
    routed = try_waiting_again(actor=request.actor, now=clock.now())
    out = ngettext("%(n)d task went out.", "%(n)d tasks went out.", routed.offered) % {"n": routed.offered}
    left = ngettext("%(n)d still waits.", "%(n)d still wait.", routed.waiting) % {"n": routed.waiting}
    toast(request, " ".join([out, left] if routed.waiting else [out]), failed=not routed.offered)
    return go(request, "cases")


@require_http_methods(["GET", "POST"])
def close(request: AudienceRequest, slug: str, case_id: UUID) -> HttpResponse:
    """Close a case by hand, with words. Raises NotAllowed, NotFound."""
    request.actor.require(SOLVE)
    case = open_case_row(request.actor, case_id)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        solve_case(actor=request.actor, case_id=case_id, solution="by_hand", words=words, now=clock.now())
        toast(request, _("Case C-%(n)d is closed.") % {"n": case.number})
        return go(request, "cases")
    return _step(request, case, form, pgettext("case", "Close"))


@require_http_methods(["GET", "POST"])
def category(request: AudienceRequest, slug: str, case_id: UUID) -> HttpResponse:
    """Say which category the words of a file mean; the lines that wait for it go out by themselves.

    Raises NotAllowed, NotFound.
    """
    request.actor.require(EDIT)
    case = open_case_row(request.actor, case_id)
    hint = str(case.facts.get("hint", ""))
    waiting = lines_hinted(request.actor, hint)
    may_rule = bool(hint.strip()) and request.actor.can(MANAGE)
    choices = category_choices(nodes_of(request.workspace.id), blank=_("Choose"))
    form = CategoryForm(
        request.POST if request.method == "POST" else None, choices=choices, may_rule=may_rule
    )
    if form.is_valid():
        category_id = UUID(form.cleaned_data["category"])
        line_ids = [line.id for line in waiting]
        done = carry_out(form, lambda: _categorise(request, line_ids, category_id, hint, form))
        if done is not None:
            words = ngettext("%(n)d line has its category now.", "%(n)d lines have their category now.", done)
            toast(request, words % {"n": done} + " " + _("The tasks go out in a moment."))
            return go(request, "cases")
    return _step(request, case, form, _("Give category"), lines=waiting[:8], more=max(0, len(waiting) - 8))


def _categorise(
    request: AudienceRequest, line_ids: list[UUID], category_id: UUID, hint: str, form: CategoryForm
) -> int:
    now = clock.now()
    if form.cleaned_data.get("from_now_on"):
        try:
            add_rule(actor=request.actor, field="category", text=hint, category_id=category_id, now=now)
        except Invalid as refusal:
            why = next(iter(refusal.fields.values()), str(refusal))
            raise Invalid(fields={"from_now_on": why}) from refusal
    return len(categorise_lines(actor=request.actor, line_ids=line_ids, category_id=category_id, now=now))


@require_http_methods(["GET", "POST"])
def assign(request: AudienceRequest, slug: str, case_id: UUID) -> HttpResponse:
    """Give the case's task to a supplier by hand. Raises NotAllowed, NotFound."""
    request.actor.require(ASSIGN)
    case = open_case_row(request.actor, case_id)
    if case.task_id is None:
        raise NotFound
    task = visible_task(request.actor, case.task_id)
    data = request.POST if request.method == "POST" else None
    form = AssignForm(data, tree=tree(request.workspace.id), category_id=task.category_id)
    if form.is_valid():
        told = form.cleaned_data
        given = carry_out(
            form,
            lambda: assign_task(
                actor=request.actor,
                task_id=task.id,
                supplier_id=UUID(told["supplier"]),
                reason=told["reason"],
                now=clock.now(),
            ),
        )
        if given is not None:
            toast(request, _("T-%(n)d is offered again.") % {"n": task.number})
            return go(request, "cases")
    return _step(request, case, form, _("Assign by hand"))


def _step(
    request: AudienceRequest, case: CaseRow, form: forms.Form, submit: str, **more: object
) -> HttpResponse:
    facts = {"case": case, "form": form, "submit": submit, "cancel_url": here(request, "cases"), **more}
    return redraw(request, "case_step", facts) if form.is_bound else page(request, "case_step", facts)
