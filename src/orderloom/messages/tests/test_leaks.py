"""What the team writes to itself reaches no supplier by any way: live, timeline, notice, mail, job or file."""

import json
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from orderloom.config import home
from orderloom.kernel.live import CHANNEL
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.commands.post import tell_other_side, tell_team
from orderloom.messages.tests.conftest import text_file
from orderloom.notifications.commands.deliver import deliver
from orderloom.notifications.models import Delivery, Notice
from orderloom.production.factories import NOW, buy, do, look, make_shop

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "Orangutan"


@pytest.fixture
def heard():
    """Return what is told live from now on, as a function."""
    with psycopg.connect(home.database_url("app"), autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        yield lambda: [json.loads(found.payload) for found in connection.notifies(timeout=0.2)]


def test_a_team_message_reaches_no_supplier(transactional_db, heard):
    shop = make_shop({"Mugs": ["Anna"], "Totes": ["Boris"]})
    mugs, totes = buy(shop, "Mugs", "Totes")
    heard()
    do(
        tell_team,
        actor=shop.operator,
        order_id=mugs.order_id,
        text=SECRET,
        files=[text_file(f"{SECRET}.txt")],
    )
    told = heard()
    assert {one["party"] for one in told} == {f"workspace:{shop.id}"}
    do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="For Anna")
    told = heard()
    assert {one["party"] for one in told} == {f"workspace:{shop.id}", f"supplier:{mugs.company_id}"}
    assert "For Anna" not in json.dumps(told)  # a live message says what changed, never what it says
    send_all(shop)
    for one in mail.outbox:
        assert SECRET not in f"{one.subject} {one.body}"
        assert "For Anna" not in one.body or one.to[0].startswith("anna@")
    assert any("For Anna" in one.body for one in mail.outbox)
    for company_id in (mugs.company_id, totes.company_id):
        with wear(Hat.supplier(company_id)), transaction.atomic():
            rows = [
                *Notice.objects.values_list("facts", flat=True),
                *TimelineEvent.objects.values_list("data", flat=True),
            ]
            assert SECRET not in str(rows)
    with wear(Hat.supplier(totes.company_id)), transaction.atomic():
        assert "For Anna" not in str(list(Notice.objects.values_list("facts", flat=True)))


def test_no_message_lies_on_the_queue_and_no_file_has_a_name_that_tells(transactional_db, owner_connection):
    shop = make_shop({"Mugs": ["Anna"]})
    (mugs,) = buy(shop, "Mugs")
    do(
        tell_team,
        actor=shop.operator,
        order_id=mugs.order_id,
        text=SECRET,
        files=[text_file(f"{SECRET}.txt")],
    )
    jobs = owner_connection.execute(f"SELECT args::text FROM {ProcrastinateJob._meta.db_table}").fetchall()
    assert SECRET not in str(jobs)
    names = [path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(names) == 1
    assert SECRET not in names[0]


def send_all(shop) -> None:
    waiting = look(shop, lambda: list(Delivery.objects.values_list("id", flat=True)))
    with wear(Hat.workspace(shop.id)):
        assert deliver(actor=shop.system, delivery_ids=waiting, now=NOW) == []
