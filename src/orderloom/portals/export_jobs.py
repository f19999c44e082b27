"""Write long lists to files."""

from secrets import token_hex
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import override

from orderloom.identity.models import User
from orderloom.identity.queries import staff_actor
from orderloom.kernel import clock
from orderloom.kernel.jobs import job
from orderloom.portals.commands.export_list import note_export, path_of
from orderloom.portals.lists.reader import Reader
from orderloom.portals.lists.tables import headings, rows
from orderloom.portals.merchant.listings import LISTINGS
from orderloom.portals.models import ListExport
from orderloom.portals.table_out import WRITERS


@job(queue="default")
def write_export(*, workspace_id: str, export_id: str, slug: str) -> None:
    """Write the file on behalf of the person who asked, with their rights of now, and tell them where it is.

    Repeated after an interruption, it writes the file anew.
    """
    with transaction.atomic():
        export = ListExport.objects.get(workspace_id=UUID(workspace_id), id=UUID(export_id))
        person = User.objects.get(id=export.user_id)
    actor, workspace = staff_actor(person, slug)
    key = f"exports/{workspace_id}/{export.id}.{export.kind}"
    place = path_of(key)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{token_hex(8)}")
    reader, listing = Reader(actor, workspace, clock.now()), LISTINGS[export.list]
    asked = listing.asked(QueryDict(export.query))
    try:
        with override(export.language):
            told = rows(listing, reader, asked, transaction.atomic)
            count = WRITERS[export.kind](
                draft, (row for part in ([headings(listing, asked)], told) for row in part)
            )
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    note_export(
        export_id=export.id, workspace_id=export.workspace_id, file_key=key, rows=count - 1, now=clock.now()
    )
