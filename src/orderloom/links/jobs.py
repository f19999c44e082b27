"""Mail a code or a fresh link to the member, in the background; what fails is tried again. Forget what is over."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from orderloom.identity.models import SlugIndex
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.jobs import job
from orderloom.kernel.tenancy import Hat, wear
from orderloom.links.commands.codes import draw_code
from orderloom.links.commands.issue import issue_link
from orderloom.links.mail import mail_code, mail_link
from orderloom.links.models import LinkCode, TaskLink
from orderloom.links.queries import visit_of

CODES_KEPT, LINKS_KEPT = timedelta(days=1), timedelta(days=90)


@job(queue="messages")
def send_code(*, workspace_id: str, code_id: str) -> None:
    """Draw the code and mail it; a mail that fails leaves no code behind."""
    with transaction.atomic():
        drawn = draw_code(actor=system(UUID(workspace_id)), code_id=UUID(code_id), now=clock.now())
        if drawn:
            row, code = drawn
            mail_code(row.user, code)


@job(queue="messages")
def send_link(*, workspace_id: str, link_id: str) -> None:
    """Mail the member of the link a fresh one for what is to be done next, while they are a member and it is theirs."""
    with transaction.atomic():
        row = TaskLink.objects.select_related("user", "task").get(workspace_id=workspace_id, id=link_id)
        now = clock.now()
        if row.revoked_at or visit_of(row, now) is None:
            return
        actor = system(UUID(workspace_id))
        address = issue_link(
            actor=actor, company_id=row.company_id, user_id=row.user_id, task_id=row.task_id, now=now
        )
        if address:
            mail_link(row.user, row.task, address)


@app.periodic(cron="53 3 * * *")
@app.task(name="links.forget", queue="rescue", queueing_lock="links.forget")
def forget(timestamp: int) -> None:
    """Delete codes after a day and links 90 days after they have ended, workspace by workspace."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for workspace_id in SlugIndex.objects.values_list("workspace_id", flat=True):
        with wear(Hat.workspace(workspace_id)), transaction.atomic():
            LinkCode.objects.filter(workspace_id=workspace_id, created_at__lt=now - CODES_KEPT).delete()
            TaskLink.objects.filter(workspace_id=workspace_id, expires_at__lt=now - LINKS_KEPT).delete()
