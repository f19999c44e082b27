"""Make links: for a message, and for somebody who has just done what their last one was for."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.tenancy import Hat, wear
from orderloom.links.models import TaskLink
from orderloom.links.queries import Visit
from orderloom.links.states import Purpose, purpose_of
from orderloom.links.tokens import digest_of, make_token
from orderloom.production.models import OrderTask


@command
def issue_link(*, actor: Actor, company_id: UUID | None, user_id: UUID, task_id: UUID, now: datetime) -> str:
    """Make a link to the task for what is to be done next, and return its address: it is told this once.

    Returns a blank when the task is with another supplier by now.
    """
    task = OrderTask.objects.filter(workspace_id=actor.workspace_id, id=task_id).first()
    if task is None or company_id is None or task.company_id != company_id:
        return ""
    token = make_token()
    _add(task, company_id, user_id, digest_of(token), now)
    return f"{settings.ADDRESS}{reverse('link', args=(token,))}"


@command
def hand_over(*, actor: Actor, visit: Visit, now: datetime) -> str:
    """Give whoever has just used their link up one for the next step, and return its digest, or a blank.

    Nobody ever learns its secret: it lives in the pass of this one browser.
    """
    with wear(Hat.workspace(visit.workspace_id)):
        rows = TaskLink.objects.filter(workspace_id=visit.workspace_id, id=visit.id)
        if not rows.filter(used_at__isnull=False, revoked_at__isnull=True).exists():
            return ""
        task = OrderTask.objects.filter(workspace_id=visit.workspace_id, id=visit.task_id).first()
        if task is None or task.company_id != visit.company_id or purpose_of(task.status) is Purpose.READ:
            return ""
        digest = digest_of(make_token())
        _add(task, visit.company_id, visit.user_id, digest, now)
        return digest


def _add(task: OrderTask, company_id: UUID, user_id: UUID, digest: str, now: datetime) -> None:
    TaskLink.objects.create(
        workspace_id=task.workspace_id, company_id=company_id, user_id=user_id, task_id=task.id,
        attempt=task.attempt, purpose=purpose_of(task.status).value, digest=digest, created_at=now,
        expires_at=now + timedelta(days=settings.LINK_DAYS),
    )  # fmt: skip
