"""Lists as files: what the list shows, at once, or by a job when it is long."""

from io import BytesIO
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.permissions import SEE
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.keyset import MOST_COUNTED
from orderloom.portals.commands.export_list import ask_for_export, path_of
from orderloom.portals.lists.listing import count_of
from orderloom.portals.lists.page import reader_of
from orderloom.portals.lists.tables import headings, rows
from orderloom.portals.merchant.listings import LISTINGS
from orderloom.portals.merchant.setup_pages import here
from orderloom.portals.models import ListExport
from orderloom.portals.table_out import TYPES, csv_response, file_headers, write_xlsx
from orderloom.ui.toast import toast

AT_ONCE = 5000  # rows that are written while somebody waits; more are the worker's
assert AT_ONCE < MOST_COUNTED


@require_POST
def export(request: AudienceRequest, slug: str, name: str) -> HttpResponseBase:
    """Send the list as a file, or have it written when it is long. Raises NotFound, NotAllowed, Invalid."""
    listing, kind = LISTINGS.get(name), request.POST.get("kind", "")
    if listing is None:
        raise NotFound
    if kind not in TYPES:
        raise Invalid(_("There is no such kind of file."))
    asked, reader = listing.asked(request.POST), reader_of(request)
    matching = count_of(listing.narrowed(reader, asked))
    if matching.count > AT_ONCE:
        ask_for_export(
            actor=request.actor,
            list_name=name,
            query=asked.query().removeprefix("?"),
            kind=kind,
            language=get_language() or "en",
            slug=slug,
            now=reader.now,
        )
        toast(request, _("The file is being written. You are told when it is there."))
        return HttpResponseRedirect(here(request, name) + asked.query())
    table = (row for part in ([headings(listing, asked)], rows(listing, reader, asked)) for row in part)
    file_name = f"{name}-{reader.today.isoformat()}.{kind}"
    if kind == "csv":
        return csv_response(file_name, table)
    out = BytesIO()
    write_xlsx(out, table)
    return HttpResponse(out.getvalue(), headers=file_headers(file_name, kind))


@require_GET
def download(request: AudienceRequest, slug: str, export_id: UUID) -> HttpResponseBase:
    """Send a file that a job has written, to members who may see lists. Raises NotAllowed, NotFound."""
    request.actor.require(SEE)
    found = ListExport.objects.filter(workspace_id=request.workspace.id, id=export_id, status="done").first()
    if found is None or not path_of(found.file_key).is_file():
        raise NotFound(_("This file is no longer kept. Export the list again."))
    name = f"{found.list}-{found.created_at:%Y-%m-%d}.{found.kind}"
    return FileResponse(path_of(found.file_key).open("rb"), headers=file_headers(name, found.kind))
