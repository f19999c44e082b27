"""The supplier's open tasks as a spreadsheet: download it, fill it in, send it back."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.reading import read_table
from orderloom.portals.supplier import queries
from orderloom.portals.supplier.frame import WRONG_INPUT, draw, today_of
from orderloom.portals.table_out import file_headers, write_xlsx
from orderloom.portals.task_file.columns import MOST, OPEN, rows_of
from orderloom.portals.task_file.doing import Done, carry_out
from orderloom.portals.task_file.reading import wishes_in
from orderloom.production.queries.tasks import visible_tasks

SHOWN = 100


@require_GET
def download(request: AudienceRequest) -> HttpResponse:
    """Send the open tasks as a workbook, those that are due first; a task more than the file takes is left out."""
    merchants = queries.merchants_of(request.actor)
    rows = visible_tasks(request.actor).filter(status__in=[state.value for state in OPEN])
    out = BytesIO()
    write_xlsx(out, rows_of(rows.order_by("due_key", "id")[:MOST], merchants))
    name = f"tasks-{today_of(request, merchants).isoformat()}.xlsx"
    return HttpResponse(out.getvalue(), headers=file_headers(name, "xlsx"))


@require_http_methods(["GET", "POST"])
def table(request: AudienceRequest) -> HttpResponse:
    """Explain the file, take it filled in, and tell what became of each row."""
    facts: dict[str, object] = {}
    if request.method == "POST":
        try:
            done = _taken(request, request.FILES.get("file"))
        except (Invalid, FileRefused) as refused:
            facts = {"refused": refused, "fix": getattr(refused, "fix", "")}
        else:
            facts = {
                "done": done,
                "problems": done.problems[:SHOWN],
                "more": max(0, len(done.problems) - SHOWN),
            }
    facts["back_url"] = ".."
    return draw(request, "table", facts, here="tasks", status=WRONG_INPUT if "refused" in facts else 200)


def _taken(request: AudienceRequest, file: "UploadedFile[bytes] | None") -> Done:
    if file is None:
        raise FileRefused("file_missing")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tasks"
        with path.open("wb") as out:
            for piece in file.chunks():
                out.write(piece)
        wishes = list(wishes_in(read_table(path)))
    return carry_out(request.actor, wishes, clock.now())
