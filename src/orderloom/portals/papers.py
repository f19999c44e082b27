"""Labels and slips as files: what a browser shows and a printer prints."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.shipping.papers.facts import sheets_of
from orderloom.shipping.papers.paper import SIZES, Paper, pdf_of


def paper_answer(actor: Actor, task_ids: Sequence[UUID], kind: str, size: str) -> HttpResponse:
    """Return the papers of the tasks as one PDF that is shown. Raises Invalid (nothing to print, too many)."""
    if kind not in set(Paper) or size not in SIZES:
        raise Invalid(_("There is no such paper. Choose label or slip."))
    sheets = sheets_of(actor, task_ids)
    if not sheets:
        raise Invalid(_("Nothing can be printed yet: choose tasks that their supplier has accepted."))
    now = clock.now()
    return HttpResponse(
        pdf_of(Paper(kind), sheets, size=size, now=now),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{kind}s-{now:%Y%m%d-%H%M}.pdf"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def ids_of(values: Sequence[str]) -> list[UUID]:
    """Return the ids that a form or an address names. Raises Invalid."""
    try:
        return [UUID(value) for value in values]
    except ValueError as wrong:
        raise Invalid(_("There is no such task.")) from wrong
