"""Links as members get them, and the browsers that they are opened with."""

import re
from uuid import UUID

from django.core import mail
from django.db import transaction
from django.test import Client
from procrastinate.contrib.django import app as jobs

from orderloom.identity.models import User
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.links.commands.issue import issue_link
from orderloom.links.models import LinkCode, LinkDevice, TaskLink
from orderloom.portals.tests.supplier_world import World
from orderloom.production.models import OrderTask

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148"
TOKEN = re.compile(r"/s/([A-Za-z0-9_-]{44})/")


def link_for(world: World, task: OrderTask, user: User) -> str:
    """Return the path of a fresh link, as it stands in a message."""
    with wear(Hat.workspace(world.workspace_id)):
        told = {"company_id": task.company_id, "user_id": user.id, "task_id": task.id, "now": clock.now()}
        address = issue_link(actor=system(world.workspace_id), **told)
    found = TOKEN.search(address)
    assert found
    return found[0]


def phone(**headers: str) -> Client:
    return Client(headers={"user-agent": PHONE, **headers})


def opened(path: str, client: Client | None = None) -> Client:
    """Open the link as a browser does: follow it, and run the page's script, which says that it is here."""
    made = client or phone()
    page = made.get(path, follow=True)
    assert page.status_code == 200, page.status_code
    said = re.search(r'hx-post="(/s/tasks/[^"]+/here/)"', page.content.decode())
    if said:
        assert made.post(said[1]).status_code == 204
    return made


def here(task: OrderTask, page: str = "") -> str:
    return f"/s/tasks/{task.id}/{page}"


def rows(world: World, model: type) -> list:
    with wear(Hat.workspace(world.workspace_id)), transaction.atomic():
        return list(model.objects.order_by("id"))


def stored(world: World) -> list[tuple[list, list, list, list, list]]:
    """Return all that a link could have changed."""
    kinds = (OrderTask, TaskLink, LinkDevice, LinkCode, TimelineEvent)
    return [
        [tuple(sorted(vars(row).items(), key=lambda one: one[0])[1:]) for row in rows(world, kind)]
        for kind in kinds
    ]


def facts(world: World, task: OrderTask) -> list[TimelineEvent]:
    return [row for row in rows(world, TimelineEvent) if row.task_id == task.id]


def run_job(name: str, world: World, **ids: UUID) -> None:
    """Do what the worker does with a job."""
    told = {key: str(value) for key, value in ids.items()}
    jobs.tasks[f"links.jobs.{name}"](workspace_id=str(world.workspace_id), **told)


def mailed_code(world: World) -> str:
    """Let the worker mail the newest code, and return what the mail says."""
    run_job("send_code", world, code_id=rows(world, LinkCode)[-1].id)
    found = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    assert found
    return found[0]
