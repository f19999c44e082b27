"""Background jobs: deferred in the transaction of the change, run by the worker in the hat of one workspace."""

import functools
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import procrastinate
from django.db import transaction
from procrastinate.contrib.django import app as django_app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.retry import RetryStrategy
from procrastinate.tasks import Task

from orderloom.kernel.tenancy import Hat, wear

Job = Task[..., Any, Any]
RETRY = RetryStrategy(max_attempts=10, exponential_wait=3)
STALLED_AFTER = 30.0  # seconds without a heartbeat
DONE_KEPT, GIVEN_UP_KEPT = 24 * 7, 24 * 90  # hours


def job(
    *, queue: str = "default", retry: RetryStrategy = RETRY, **options: Any
) -> Callable[[Callable[..., Any]], Job]:
    """Register a background job whose first argument is the workspace's id; it runs in that workspace's hat."""

    def register(function: Callable[..., Any]) -> Job:
        @functools.wraps(function)
        def run(**ids: Any) -> Any:
            with wear(Hat.workspace(UUID(ids["workspace_id"]))):
                return function(**ids)

        name = f"{function.__module__.removeprefix('orderloom.')}.{function.__name__}"
        register_job: Callable[..., Any] = django_app.task
        registered: Job = register_job(name=name, queue=queue, retry=retry, **options)(run)
        return registered

    return register


def defer(
    task: Job | str, *, queueing_lock: str | None = None, at: datetime | None = None, **ids: Any
) -> None:
    """Put the job on the queue when the running transaction commits; ids only, as text.

    A job of the same stage may be named (`notifications.jobs.deliver`), so that commands need not import their jobs.
    With a `queueing_lock` the job is put there only when none with this lock waits already; `at` is the moment before
    which no worker takes it.
    """
    found = django_app.tasks[task] if isinstance(task, str) else task
    arguments = {name: str(value) if isinstance(value, UUID) else value for name, value in ids.items()}
    options: dict[str, Any] = {} if at is None else {"schedule_at": at}
    if queueing_lock is None:
        found.configure(**options).defer(**arguments)
        return
    # A savepoint: the refusal of the second would otherwise end the caller's whole transaction.
    with suppress(AlreadyEnqueued), transaction.atomic():
        found.configure(queueing_lock=queueing_lock, **options).defer(**arguments)


def ready(app: procrastinate.App) -> None:
    """Add the periodic job that gives stalled jobs back; a worker that was killed cannot do it itself."""

    @app.periodic(cron="* * * * * */20")
    @app.task(name="kernel.rescue", queue="rescue", queueing_lock="kernel.rescue", pass_context=True)
    async def rescue(context: procrastinate.JobContext, timestamp: int) -> None:
        for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
            try:
                await app.job_manager.retry_job(stalled)
            except UniqueViolation:
                # Another with the same queueing lock waits already and does the work of both.
                await app.job_manager.finish_job(stalled, Status.ABORTED, delete_job=True)

    @app.periodic(cron="17 3 * * *")
    @app.task(name="kernel.clean", queue="rescue", queueing_lock="kernel.clean", pass_context=True)
    async def clean(context: procrastinate.JobContext, timestamp: int) -> None:
        await app.job_manager.delete_old_jobs(nb_hours=DONE_KEPT)
        await app.job_manager.delete_old_jobs(
            nb_hours=GIVEN_UP_KEPT, include_failed=True, include_cancelled=True, include_aborted=True
        )
