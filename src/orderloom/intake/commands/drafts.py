"""Rows that could not go in wait as a draft: until they are mended, come by a later file, or 30 days have passed."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from orderloom.intake.models import ImportProblem, ImportRun

KEPT = timedelta(days=30)
CAME_LATER = """
UPDATE intake_importproblem p SET mended_at = %s
FROM intake_importrun earlier
WHERE p.workspace_id = %s AND p.mended_at IS NULL AND p.run_id <> %s
AND earlier.id = p.run_id AND earlier.workspace_id = p.workspace_id AND earlier.store_id = %s
AND EXISTS (
    SELECT FROM intake_customerorder o JOIN intake_importchange c ON c.order_id = o.id AND c.run_id = %s
    WHERE o.workspace_id = p.workspace_id AND o.store_id = %s AND o.external_id = p.raw ->> 'order')
"""


def settle_earlier(run: ImportRun, now: datetime) -> None:
    """Let no row wait any longer whose order this import has brought: somebody has mended it in the file."""
    with connection.cursor() as cursor:
        store = run.store_id
        cursor.execute(CAME_LATER, [now, run.workspace_id, run.id, store, run.id, store])


def forget_drafts(now: datetime) -> int:
    """Delete the rows of the workspace whose hat is worn that have waited for 30 days; return how many there were."""
    with transaction.atomic():
        found = ImportProblem.objects.filter(run__created_at__lt=now - KEPT)
        number, _by_kind = found.delete()
    return number
