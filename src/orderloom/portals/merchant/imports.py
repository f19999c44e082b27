"""Import pages: choose a file, match its columns, check it, bring it in, and mend what could not go in."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderloom.catalog.permissions import MANAGE
from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.repair_import import take_off_repair
from orderloom.intake.commands.start_import import (
    choose_import_format,
    queue_import,
    start_import,
    stop_import,
)
from orderloom.intake.commands.stores import add_store, save_mapping
from orderloom.intake.mapping.mapping import Mapping
from orderloom.intake.permissions import IMPORT, STORES
from orderloom.intake.queries.import_check import check_import, file_columns, mapping_to_edit
from orderloom.intake.queries.imports import ImportCard, import_card, import_rows, rows_left
from orderloom.intake.queries.stores import store_rows
from orderloom.intake.remedies import COUNTRY, countries
from orderloom.intake.repairs import Repair
from orderloom.kernel import clock
from orderloom.kernel.tables.faults import FileRefused
from orderloom.portals.merchant.import_answers import take_answer
from orderloom.portals.merchant.import_encodings import InUtf8, KeptFile, Question, answered, question_of
from orderloom.portals.merchant.import_forms import NEW_STORE, ColumnsForm, FileForm
from orderloom.portals.merchant.import_stages import has_begun, is_open, wait_of
from orderloom.portals.merchant.setup_pages import carry_out, go, here, page, redraw
from orderloom.ui.shapes import Step
from orderloom.ui.toast import toast

CHOOSE, MATCH, CHECK, IMPORT_STEP = range(4)


def wizard(now: int) -> list[Step]:
    """Return the four steps of an import with the one that is at hand."""
    names = [_("Choose a file"), _("Match columns"), _("Check"), _("Import")]
    states = ["ok" if place < now else "now" if place == now else "todo" for place in range(len(names))]
    return [Step(name, state=state) for name, state in zip(names, states, strict=True)]


@require_http_methods(["GET", "POST"])
def imports(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the imports and take a new file."""
    kept = answered(request) if request.method == "POST" else None
    form = _file_form(request, needs_file=kept is None)
    question: list[Question] = []
    if request.method == "POST" and form.is_valid():
        card = carry_out(form, lambda: _start(request, form, kept, question))
        if card is not None:
            return go(request, "import-check" if card.format_key else "import-columns", card.id)
    runs = import_rows(request.actor)
    left = rows_left(request.actor, [run.id for run in runs])
    facts = {
        "form": form,
        "steps": wizard(CHOOSE),
        "runs": [(run, left.get(run.id, 0), wait_of(run)) for run in runs],
        "may_import": request.actor.can(IMPORT),
        "is_open": any(is_open(run) for run in runs),
        "question": question[0] if question else None,
    }
    return redraw(request, "imports", facts) if form.is_bound else page(request, "imports", facts)


def _file_form(request: AudienceRequest, *, needs_file: bool) -> FileForm:
    stores, may_add = store_rows(request.actor), request.actor.can(STORES)
    if request.method == "POST":
        return FileForm(request.POST, request.FILES, stores=stores, may_add=may_add, needs_file=needs_file)
    initial = {"store": request.GET.get("store", "") or _last_store(request)}
    return FileForm(stores=stores, may_add=may_add, initial=initial)


def _last_store(request: AudienceRequest) -> str:
    """Return the store of the newest import: the next file mostly belongs to it, too."""
    runs = import_rows(request.actor, limit=1)
    return str(runs[0].store_id) if runs else ""


def _start(
    request: AudienceRequest, form: FileForm, kept: InUtf8 | None, question: list[Question]
) -> ImportCard:
    """Begin the import, in a new store where that was chosen; what has to be asked first goes into `question`."""
    request.actor.require(IMPORT)
    told, now = form.cleaned_data, clock.now()
    store = _new_store(request, form) if told["store"] == NEW_STORE else UUID(told["store"])
    upload = kept.upload if kept else told["file"]
    name = upload.name if isinstance(upload, KeptFile) else told["file"].name
    file = kept or (InUtf8(upload, told["encoding"]) if told["encoding"] else upload)
    try:
        return start_import(actor=request.actor, store_id=store, file=file, file_name=name, now=now)
    except FileRefused as refused:
        if refused.candidates:
            question.append(question_of(request, upload, name, refused))
        raise


def _new_store(request: AudienceRequest, form: FileForm) -> UUID:
    """Add the store that the form names and return its id. Raises NotAllowed, Invalid, Conflict."""
    told = form.cleaned_data
    zone = request.workspace.zone
    return add_store(
        actor=request.actor, name=told["store_name"], platform=told["platform"], zone=zone, now=clock.now()
    ).id


@require_GET
def imported(request: AudienceRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Lead to the step at which the import is, or show how it went."""
    card = import_card(request.actor, run_id)
    if has_begun(card):
        return go(request, "import-run", run_id)
    return go(request, "import-check" if card.format_key else "import-columns", run_id)


@require_http_methods(["GET", "POST"])
def columns(request: AudienceRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Match the columns of a file of no known format."""
    card = import_card(request.actor, run_id)
    if has_begun(card):
        return go(request, "import-run", run_id)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        columns=file_columns(request.actor, run_id),
        mapping=mapping_to_edit(request.actor, run_id),
        name=_shape_name(card),
    )
    facts = {"form": form, "card": card, "steps": wizard(MATCH), "may_import": request.actor.can(IMPORT)}
    if request.method == "GET":
        return page(request, "import_columns", facts)
    if form.is_valid() and carry_out(form, lambda: _match(request, card, form)) is not None:
        return go(request, "import-check", run_id)
    return redraw(request, "import_columns", facts)


def _shape_name(card: ImportCard) -> str:
    """Return the name under which the matches are remembered: the one they have, else the file's without its day."""
    told = str((card.mapping or {}).get("title") or "")
    plain = card.file_name.rpartition(".")[0].rstrip("0123456789-_. ")
    return (told or plain or card.store)[:80]


def _match(request: AudienceRequest, card: ImportCard, form: ColumnsForm) -> ImportCard:
    rules: Mapping = form.result()
    told, now = rules.as_json(), clock.now()
    name = form.cleaned_data["remember"].strip()
    if name:
        told["title"] = name
        save_mapping(actor=request.actor, name=name, rules=told, now=now)
    return choose_import_format(actor=request.actor, run_id=card.id, mapping=told, now=now)


@require_http_methods(["GET", "POST"])
def check(request: AudienceRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Show the file as it would go in, and begin the import."""
    card = import_card(request.actor, run_id)
    if has_begun(card):
        return go(request, "import-run", run_id)
    if not card.format_key:
        return go(request, "import-columns", run_id)
    if request.method == "POST":
        return _begin(request, run_id)
    actor = request.actor
    facts: dict[str, object] = {
        "card": card,
        "steps": wizard(CHECK),
        "may_import": actor.can(IMPORT),
        "may_categorise": actor.can(MANAGE),
    }
    try:
        facts["check"] = found = check_import(request.actor, run_id, language=get_language() or "en")
        if any(one.code == COUNTRY for one in found.likes):
            facts["countries"] = countries().values()
    except FileRefused as refused:
        facts["refused"] = refused
    return page(request, "import_check", facts)


def _begin(request: AudienceRequest, run_id: UUID) -> HttpResponseRedirect:
    queue_import(actor=request.actor, run_id=run_id, now=clock.now())
    return HttpResponseRedirect(here(request, "import-run", run_id) + "?begun=1")


@require_POST
def repair(request: AudienceRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Answer for all like rows what a cell means, and check the file again."""
    take_answer(request, run_id)
    return go(request, "import-check", run_id)


@require_POST
def unrepair(request: AudienceRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Take an answer back, and check the file again."""
    take_off_repair(
        actor=request.actor, run_id=run_id, repair=Repair.from_json(request.POST.dict()), now=clock.now()
    )
    return go(request, "import-check", run_id)


@require_POST
def stop(request: AudienceRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Stop the import; what is in stays in."""
    stop_import(actor=request.actor, run_id=run_id, now=clock.now())
    toast(request, _("Stopped. The orders that are in stay in."))
    return go(request, "import-run", run_id)


@require_POST
def resume(request: AudienceRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Go on with an import that was stopped or could not be read."""
    return _begin(request, run_id)
