"""The queue of jobs: each comes again after a failure, none is stuck after a kill, what is over does not pile up."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.cache import caches
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from orderloom.config import home
from orderloom.identity import jobs as identity_jobs
from orderloom.kernel import clock
from orderloom.production.factories import Shop, make_shop

from .rows import administrator

pytestmark = pytest.mark.django_db(transaction=True)
# Jobs that need no second try: the clock brings them again.
BY_THE_CLOCK = "rescue"


def fragile(tasks: Iterable[Task[..., Any, Any]]) -> set[str]:
    """Return the names of the jobs that one failure ends for ever."""
    return {
        task.name
        for task in tasks
        if task.retry_strategy is None and task.queue != BY_THE_CLOCK and not task.name.startswith("builtin:")
    }


def test_every_job_comes_again_after_a_failure() -> None:
    assert fragile(app.tasks.values()) == set()
    assert {"notifications.jobs.deliver", "routing.jobs.route_chunk"} <= app.tasks.keys()


def test_what_waits_for_the_clock_is_called_by_it() -> None:
    called = {one.task.name for one in app.periodic_registry.periodic_tasks.values()}
    waits = {task.name for task in app.tasks.values() if task.queue == BY_THE_CLOCK}
    assert waits == called


def test_a_job_without_a_second_try_is_found() -> None:
    """The control."""
    planted = Task(lambda: None, name="planted", queue="default", blueprint=app)
    assert fragile([planted]) == {"planted"}


@pytest.fixture
def admin() -> Iterator[psycopg.Connection]:
    with administrator() as connection:
        connection.autocommit = True
        yield connection


@pytest.fixture
def shop() -> Shop:
    return make_shop({"Mugs": ["Anna"]})


PUT = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, queueing_lock, worker_id)
VALUES (%s, %s, %s, %s::procrastinate_job_status, %s, %s)
"""
LEFT = "SELECT task_name, status::text FROM procrastinate_jobs WHERE queue_name <> 'rescue' ORDER BY id"


def run_by_the_clock(name: str) -> None:
    """Run a job that the clock brings, on the connection that the worker would use."""

    async def run() -> None:
        with app.replace_connector(PsycopgConnector(conninfo=home.database_url("worker"))) as worker:
            async with worker.open_async():
                await worker.tasks[name].func(None, timestamp=0)

    asyncio.run(run())


def test_a_killed_job_whose_like_waits_already_holds_up_no_other(
    shop: Shop, admin: psycopg.Connection
) -> None:
    """Given back, it would take the place that is taken: what waits does its work."""
    admin.execute("DELETE FROM procrastinate_jobs")
    dead = (
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
    )
    (worker,) = admin.execute(dead).fetchone()
    mine, empty = json.dumps({"workspace_id": str(shop.id)}), json.dumps({"timestamp": 0})
    told = json.dumps({"workspace_id": str(shop.id), "delivery_ids": []})
    for row in [
        ("rescue", "kernel.rescue", empty, "doing", "kernel.rescue", worker),
        ("routing", "routing.jobs.route_waiting", mine, "doing", "route waiting", worker),
        ("messages", "notifications.jobs.deliver", told, "doing", None, worker),
        ("routing", "routing.jobs.route_waiting", mine, "todo", "route waiting", None),
        ("rescue", "kernel.rescue", empty, "todo", "kernel.rescue", None),
    ]:
        admin.execute(PUT, row)
    run_by_the_clock("kernel.rescue")
    assert admin.execute(LEFT).fetchall() == [
        ("notifications.jobs.deliver", "todo"),
        ("routing.jobs.route_waiting", "todo"),
    ]


def test_what_is_over_is_forgotten(admin: psycopg.Connection) -> None:
    admin.execute("DELETE FROM procrastinate_jobs")
    for status in ("succeeded", "failed", "aborted"):
        admin.execute(PUT, ("default", "x", "{}", "doing", None, None))
        end = "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE status = 'doing'"
        admin.execute(end, [status])
    admin.execute("UPDATE procrastinate_events SET at = now() - interval '100 days'")
    run_by_the_clock("kernel.clean")
    assert admin.execute(LEFT).fetchall() == []


def test_sessions_that_have_ended_are_forgotten(admin: psycopg.Connection) -> None:
    now = clock.now()
    put = "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, '', %s)"
    admin.execute(put, ["over", now - timedelta(minutes=1)])
    admin.execute(put, ["on", now + timedelta(minutes=1)])
    identity_jobs.forget_sessions(timestamp=int(now.timestamp()))
    assert admin.execute("SELECT session_key FROM django_session").fetchall() == [("on",)]


def test_counts_of_tries_are_not_pushed_out_by_others() -> None:
    """A cache that is full forgets a third of all: sign-in tries at many addresses must not make it so."""
    assert caches["default"]._max_entries >= 20_000
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
