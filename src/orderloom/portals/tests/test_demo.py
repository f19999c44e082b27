"""The demo is made by the product's own commands, and everything in it holds."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from orderloom.identity.queries import workspace_by_slug
from orderloom.intake.models import CustomerOrder
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.demo import create

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_the_demo_shows_every_stage():
    accounts = create(now=NOW)
    assert len(accounts) == 3
    workspace = workspace_by_slug("demo")
    with wear(Hat.workspace(workspace.id)), transaction.atomic():
        stages = set(CustomerOrder.objects.values_list("stage", flat=True))
        assert {"review", "purchasing", "production", "ready", "shipped", "completed"} <= stages
        assert CustomerOrder.objects.count() == 64
    assert verify_chain(workspace.id).broken_at is None
