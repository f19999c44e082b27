"""Where a message leads: a supplier to each task by a link of its own; everybody else to the page."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from orderloom.identity.queries import workspace_card
from orderloom.kernel.actor import Actor
from orderloom.links.commands.issue import issue_link
from orderloom.notifications.models import Notice
from orderloom.notifications.words import Words
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus

MOST_LINKED = 10  # tasks of one message that have a link each; the list, after signing in, has them all
MOMENTS = {"tasks_offered": "offered_at", "tasks_reminded": "reminded_at"}


def led(actor: Actor, notice: Notice, said: Words, now: datetime) -> tuple[Words, str]:
    """Return the words and the address that they lead to; words about several tasks get a link to each.

    A link is made as the message goes out, since its secret is kept nowhere.
    """
    if notice.company_id is None:
        return said, _of_staff(notice)
    inbox = f"{settings.ADDRESS}/supplier/"
    if notice.task_id:
        return said, _link(actor, notice, notice.task_id, now) or inbox
    links = [
        f"T-{number}: {address}"
        for task_id, number in _tasks(notice)
        if (address := _link(actor, notice, task_id, now))
    ]
    return Words(said.subject, "\n\n".join([said.text, "\n".join(links)]) if links else said.text), inbox


def _link(actor: Actor, notice: Notice, task_id: UUID, now: datetime) -> str:
    return issue_link(
        actor=actor, company_id=notice.company_id, user_id=notice.user_id, task_id=task_id, now=now
    )


def _tasks(notice: Notice) -> list[tuple[UUID, int]]:
    """Return the tasks that the notice is about: those that were offered, or reminded of, at its moment."""
    moment = MOMENTS.get(notice.kind)
    if moment is None:
        return []
    rows = OrderTask.objects.filter(workspace_id=notice.workspace_id, company_id=notice.company_id)
    open_ones = rows.exclude(status__in=[TaskStatus.DONE, TaskStatus.CANCELLED]).filter(**{moment: notice.at})
    return list(open_ones.order_by("number").values_list("id", "number")[:MOST_LINKED])


def _of_staff(notice: Notice) -> str:
    if notice.order_id:
        slug = workspace_card(notice.workspace_id).slug
        return f"{settings.ADDRESS}/merchant/{slug}/orders/{notice.order_id}/"
    return f"{settings.ADDRESS}/"
