"""Settings: what notices say, in the workspace's own words."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.models import LANGUAGES
from orderloom.identity.permissions import SETTINGS
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.notifications.commands.texts import check_message_text, reset_message_text, set_message_text
from orderloom.notifications.queries.texts import own_words
from orderloom.notifications.words import SUBJECTS, Words, default_words, filled, our_words, placeholders
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import carry_out, go, page, put_on, redraw
from orderloom.ui.toast import toast

NAMES: dict[str, str | Promise] = {
    "tasks_offered": gettext_lazy("New tasks, to a supplier"),
    "tasks_reminded": gettext_lazy("Reminder, to a supplier"),
    "clock_before": gettext_lazy("Due soon, to a supplier"),
    "clock_after": gettext_lazy("Overdue, to a supplier"),
    "clock_second": gettext_lazy("Overdue, to a supplier's second person"),
    "clock_merchant": gettext_lazy("Supplier is late"),
    "message_from_merchant": gettext_lazy("Message, to a supplier"),
    "message_from_supplier": gettext_lazy("Message from a supplier"),
    "proposals_from_merchant": gettext_lazy("Proposal, to a supplier"),
    "proposals_from_supplier": gettext_lazy("Proposal from a supplier"),
    "proposals_answered_by_merchant": gettext_lazy("Proposal settled, to a supplier"),
    "proposals_answered_by_supplier": gettext_lazy("Proposal settled by a supplier"),
    "task_done": gettext_lazy("Task done"),
    "task_declined": gettext_lazy("Task refused"),
    "case_opened": gettext_lazy("Case opened"),
    "list_exported": gettext_lazy("Exported list is ready"),
}
SAMPLE: dict[str, object] = {
    "count": 3, "number": 1042, "supplier": "Hongyun Cups", "title": "Ceramic mug 330 ml", "order": 815, "left": 2,
    "case": "no_supplier", "category": "Mugs", "case_number": 17, "tasks": "T-1042, T-1043, T-1050", "text": "…",
    "files": 0, "hint": "Mugs", "milestone": "accept",
}  # fmt: skip


class TextForm(forms.Form):
    """Subject and text of one notice."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of notice in one language, and whether the workspace wrote it itself."""

    kind: str
    name: str
    language: str
    subject: str
    is_own: bool


def kind_name(kind: str) -> str:
    """Return what a kind of notice is called: a result of work on many orders by its own subject."""
    return str(NAMES.get(kind) or _("Result: %(what)s") % {"what": default_words(kind, "en").subject})


@require_GET
def messages(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the kinds of notices in both languages."""
    groups = []
    for language, name in LANGUAGES:
        own = own_words(request.workspace.id, language)
        kinds = sorted(
            SUBJECTS, key=lambda kind: (kind not in NAMES, list(NAMES).index(kind) if kind in NAMES else 0)
        )
        lines = [
            Line(
                kind,
                kind_name(kind),
                language,
                (own.get(kind) or default_words(kind, language)).subject,
                kind in own,
            )
            for kind in kinds
        ]
        groups.append((language, name, lines))
    return page(request, "settings_messages", {"groups": groups, "pages": tabs(request, "settings-messages")})


@require_http_methods(["GET", "POST"])
def message(request: AudienceRequest, slug: str, kind: str, language: str) -> HttpResponse:
    """Show one text with a preview, and change it."""
    if kind not in SUBJECTS or language not in dict(LANGUAGES):
        raise NotFound
    ours = default_words(kind, language)
    own = own_words(request.workspace.id, language).get(kind)
    now_said = own or ours
    form = TextForm(
        request.POST if request.method == "POST" else None,
        initial={"subject": now_said.subject, "text": now_said.text},
    )
    told = now_said
    if request.method == "POST" and form.is_valid():
        told = Words(form.cleaned_data["subject"], form.cleaned_data["text"])
        if "preview" in request.POST:
            _check(form, kind, told)
        elif carry_out(form, lambda: _set(request, kind, language, told)):
            toast(request, _("Saved."))
            return go(request, "settings-messages")
    facts: dict[str, object] = {
        "form": form, "kind": kind, "language": language, "title": kind_name(kind), "is_own": own is not None,
        "ours": ours, "preview": _preview(request, kind, language, told), "names": placeholders(kind),
        "language_name": dict(LANGUAGES)[language], "pages": tabs(request, "settings-messages"),
        "may": request.actor.can(SETTINGS), "lang": "zh-Hans" if language != "en" else "en",
    }  # fmt: skip
    wrong = form.is_bound and form.errors
    return redraw(request, "settings_message", facts) if wrong else page(request, "settings_message", facts)


def _set(request: AudienceRequest, kind: str, language: str, told: Words) -> bool:
    set_message_text(actor=request.actor, kind=kind, language=language, told=told, now=clock.now())
    return True


def _check(form: TextForm, kind: str, told: Words) -> None:
    try:
        check_message_text(kind, told)
    except Invalid as refused:
        put_on(form, refused)


def _preview(request: AudienceRequest, kind: str, language: str, told: Words) -> Words:
    """Return the words with made-up facts."""
    facts: dict[str, object] = {**SAMPLE, "workspace": request.workspace.name}
    facts["what"] = our_words(kind, facts, language).text
    return Words(filled(told.subject, facts), filled(told.text, facts))


@require_POST
def message_reset(request: AudienceRequest, slug: str, kind: str, language: str) -> HttpResponse:
    """Go back to our words."""
    reset_message_text(actor=request.actor, kind=kind, language=language, now=clock.now())
    toast(request, _("The text is ours again."))
    return go(request, "settings-messages")
