"""The demo is made by the product's own commands, and everything in it holds."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import authenticate
from django.db import transaction

from orderloom.cases.models import Case
from orderloom.identity.models import User
from orderloom.identity.queries import workspace_by_slug
from orderloom.intake.models import CustomerOrder
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.errors import Invalid
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.demo import create
from orderloom.production.models import OrderTask

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_the_demo_shows_every_stage():
    accounts = create(now=NOW)
    assert len(accounts) == 3
    for account in accounts:
        assert authenticate(username=account.email, password=account.password), account.who
    workspace = workspace_by_slug("demo")
    with wear(Hat.workspace(workspace.id)), transaction.atomic():
        stages = set(CustomerOrder.objects.values_list("stage", flat=True))
        assert {"review", "purchasing", "production", "ready", "shipped", "completed"} <= stages
        assert CustomerOrder.objects.count() == 64
        assert Case.objects.filter(status="open").exists()
        being_made = OrderTask.objects.filter(status__in=("accepted", "in_production", "ready_to_ship"))
        assert being_made.filter(promised_date__lt=NOW.date()).exists(), "something is late"
        facts = list(OrderTask.objects.order_by("number").values_list("number", "status", "supplier__code"))
    assert verify_chain(workspace.id).broken_at is None
    with pytest.raises(Invalid):
        create(now=NOW)
    with wear(Hat.workspace(workspace.id)), transaction.atomic():
        again = list(OrderTask.objects.order_by("number").values_list("number", "status", "supplier__code"))
    assert again == facts
    assert User.objects.filter(email__endswith="@demo.example").count() == 5
