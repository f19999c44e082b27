"""Live updates reach those who may hear them, and nobody else."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from orderloom.config import home, hub, live
from orderloom.identity.models import Member, User, Workspace
from orderloom.kernel.ids import new_id
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
SECONDS = 20


class Listener:
    """A browser that holds a stream open: what it was sent, and a way to leave."""

    def __init__(self, query: str, **headers: str) -> None:
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": "/live/",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        self.left = asyncio.Event()
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        await self.sent.put(dict(message))

    async def text(self) -> str:
        return (await asyncio.wait_for(self.sent.get(), SECONDS)).get("body", b"").decode()


@pytest.fixture
def member() -> tuple[str, UUID]:
    """Return a member's session cookie and the member's workspace."""
    workspace_id = new_id()
    with transaction.atomic():
        user = User.objects.create_user("mai@example.com", "a long password", name="Mai")
    with wear(Hat.workspace(workspace_id)), transaction.atomic():
        Workspace.objects.create(id=workspace_id, slug="loom", name="Loom", created_at=NOW)
        Member.objects.create(
            workspace_id=workspace_id, user_id=user.id, role=Role.OPERATOR.value, created_at=NOW
        )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; other=1", workspace_id


async def status(query: str, **headers: str) -> int:
    listener = Listener(query, **headers)
    await asyncio.wait_for(live.app(listener.scope, listener.receive, listener.send), SECONDS)
    return int((await listener.sent.get())["status"])


def test_member_hears_the_workspace_and_leaves_nothing_behind(member: tuple[str, UUID]) -> None:
    cookie, workspace_id = member

    async def listen() -> str:
        party = f"workspace:{workspace_id}"
        listener = Listener(f"as={party}", cookie=cookie)
        stream = asyncio.create_task(live.app(listener.scope, listener.receive, listener.send))
        start = await asyncio.wait_for(listener.sent.get(), SECONDS)
        assert start["status"] == 200
        assert (await listener.text()).startswith("retry: ")
        heard = asyncio.create_task(listener.text())
        while not heard.done():
            notify(party="workspace:another", orders=["no"])
            notify(party=party, orders=["1"])
            await asyncio.wait({heard}, timeout=0.1)
        listener.left.set()
        await asyncio.wait_for(stream, SECONDS)
        assert live.hub.queues == {}
        return heard.result()

    event = asyncio.run(listen())
    assert json.loads(event.removeprefix("data: ")) == {"party": f"workspace:{workspace_id}", "orders": ["1"]}


def notify(**payload: object) -> None:
    with psycopg.connect(home.database_url("app"), autocommit=True) as connection:
        connection.execute("SELECT pg_notify(%s, %s)", (hub.CHANNEL, json.dumps(payload)))


def test_strangers_hear_nothing(member: tuple[str, UUID]) -> None:
    cookie, workspace_id = member
    own = f"as=workspace:{workspace_id}"
    assert asyncio.run(status(own)) == 403
    assert asyncio.run(status(own, cookie=f"{settings.SESSION_COOKIE_NAME}=invented")) == 403
    assert asyncio.run(status(f"as=workspace:{new_id()}", cookie=cookie)) == 403
    assert asyncio.run(status(f"as=supplier:{workspace_id}", cookie=cookie)) == 403
    assert asyncio.run(status("as=workspace:nonsense", cookie=cookie)) == 403
    assert asyncio.run(status("", cookie=cookie)) == 403


def test_pages_of_other_sites_may_not_listen(member: tuple[str, UUID]) -> None:
    cookie, workspace_id = member
    own = f"as=workspace:{workspace_id}"
    for origin in ("https://evil.example", "http://localhost:9999", "null"):
        assert asyncio.run(status(own, cookie=cookie, origin=origin, host="localhost:8001")) == 403


def test_slow_listener_is_told_that_it_missed_something() -> None:
    queue: hub.Queue = asyncio.Queue(3)
    for number in range(4):
        hub.put(queue, str(number))
    assert queue.get_nowait() == hub.MISSED
    assert queue.empty()
