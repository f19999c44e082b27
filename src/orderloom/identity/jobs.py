"""Forget what is kept for a while only."""

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from procrastinate.contrib.django import app

from orderloom.identity.models import IdempotentReply, SlugIndex
from orderloom.kernel.tenancy import Hat, wear

KEPT = timedelta(days=30)


@app.periodic(cron="41 3 * * *")
@app.task(name="identity.forget_replies", queue="rescue", queueing_lock="identity.forget_replies")
def forget_replies(timestamp: int) -> None:
    """Delete the answers of requests with a key that are older than 30 days, workspace by workspace."""
    before = datetime.fromtimestamp(timestamp, UTC) - KEPT
    for workspace_id in SlugIndex.objects.values_list("workspace_id", flat=True):
        with wear(Hat.workspace(workspace_id)), transaction.atomic():
            IdempotentReply.objects.filter(workspace_id=workspace_id, created_at__lt=before).delete()


@app.periodic(cron="43 3 * * *")
@app.task(name="identity.forget_sessions", queue="rescue", queueing_lock="identity.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Delete the sessions that have ended."""
    Session.objects.filter(expire_date__lt=datetime.fromtimestamp(timestamp, UTC)).delete()
