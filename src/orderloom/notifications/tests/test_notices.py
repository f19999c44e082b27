"""Who is told what, in whose language, and where the words lead."""

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.core import mail
from procrastinate.contrib.django import app as jobs

from orderloom.cases.models import Case
from orderloom.catalog.commands.categories import set_category_owners
from orderloom.identity.models import User, Workspace
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.links.models import TaskLink
from orderloom.links.tokens import digest_of
from orderloom.notifications.commands.read import read_notices
from orderloom.notifications.models import Delivery, Notice
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.commands.make import complete_task
from orderloom.production.factories import SOON, Shop, buy, do, look, make_shop, order_of
from orderloom.production.states import DeclineReason
from orderloom.shipping.commands.ship_task import Parcel, ship_task


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"]})


def notices(shop: Shop, kind: str) -> list[Notice]:
    rows = Notice.objects.filter(workspace_id=shop.id, kind=kind).order_by("id")
    return look(shop, lambda: list(rows))


def send_all(shop: Shop) -> None:
    """Do what the worker does with the waiting deliveries."""
    waiting = look(shop, lambda: list(Delivery.objects.filter(status="waiting").order_by("id")))
    ids = [str(row.id) for row in waiting]
    jobs.tasks["notifications.jobs.deliver"](workspace_id=str(shop.id), delivery_ids=ids)


def puts_in_charge(shop: Shop, *actors: Actor) -> None:
    people = [actor.user_id for actor in actors]
    do(set_category_owners, actor=shop.owner, category_id=shop.categories["Mugs"], user_ids=people)


def test_each_supplier_is_told_once_however_many_tasks(shop: Shop) -> None:
    tasks = buy(shop, "Mugs", "Mugs", "Mugs")
    anna, boris = shop.sellers["Anna"].actor, shop.sellers["Boris"].actor
    told = {
        row.user_id: (row.facts["count"], row.company_id, row.task_id)
        for row in notices(shop, "tasks_offered")
    }
    assert told == {
        anna.user_id: (2, anna.company_id, None),
        boris.user_id: (1, boris.company_id, tasks[1].id),
    }


def test_messages_say_it_in_the_readers_language_and_lead_to_the_task(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    holder = shop.holder(task)
    User.objects.filter(id=holder.user_id).update(language="zh-hans")
    send_all(shop)
    (message,) = mail.outbox
    assert message.to == [User.objects.get(id=holder.user_id).email]
    assert message.subject.isascii() is False
    (token,) = re.findall(rf"^{settings.ADDRESS}/s/(.+)/$", message.body, re.MULTILINE)
    (link,) = look(shop, lambda: list(TaskLink.objects.all()))
    assert (link.task_id, link.user_id, link.digest) == (task.id, holder.user_id, digest_of(token))
    assert "Ada Byron" not in message.body


def test_a_name_with_a_line_break_makes_no_header(shop: Shop) -> None:
    look(shop, lambda: Workspace.objects.update(name="Birch\r\nBcc: thief@example.com"))
    buy(shop, "Mugs")
    send_all(shop)
    (message,) = mail.outbox
    assert "\n" not in message.subject
    assert message.recipients() == message.to


def test_a_refusal_is_made_known_to_the_people_in_charge(shop: Shop) -> None:
    puts_in_charge(shop, shop.operator)
    (task,) = buy(shop, "Mugs")
    do(decline_task, actor=shop.holder(task), task_id=task.id, reason=DeclineReason.PRICE, text="")
    (row,) = notices(shop, "task_declined")
    assert (row.user_id, row.level) == (shop.operator.user_id, "know")
    assert (row.order_id, row.task_id) == (task.order_id, task.id)
    assert len(notices(shop, "tasks_offered")) == 2


def test_what_is_refused_tells_nobody(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    before = len(notices(shop, "tasks_offered")), look(shop, Delivery.objects.count)
    stranger = make_shop({"Mugs": ["Cleo"]}, slug="clay")
    with pytest.raises(NotFound):
        do(accept_task, actor=stranger.owner, task_id=task.id, promised=SOON)
    assert (len(notices(shop, "tasks_offered")), look(shop, Delivery.objects.count)) == before


def test_reading_marks_the_persons_own_notices(shop: Shop) -> None:
    puts_in_charge(shop, shop.operator, shop.viewer)
    (task,) = buy(shop, "Mugs")
    do(decline_task, actor=shop.holder(task), task_id=task.id, reason=DeclineReason.PRICE, text="")
    assert do(read_notices, actor=shop.operator) == 1
    assert do(read_notices, actor=shop.operator) == 0
    left = [row.user_id for row in notices(shop, "task_declined") if row.read_at is None]
    assert left == [shop.viewer.user_id]


def test_titles_of_any_form_can_be_told(shop: Shop) -> None:
    title = '100 % "mug" %(x)s {y} 杯子 😀'
    line = replace(order_of("x", ["Mugs"]).lines[0], title=title)
    (task,) = buy(shop, "Mugs", lines=(line,))
    holder = shop.holder(task)
    do(accept_task, actor=holder, task_id=task.id, promised=SOON)
    do(ship_task, actor=holder, task_id=task.id, parcel=Parcel("other", "ABC-12345"))
    do(complete_task, actor=holder, task_id=task.id)
    send_all(shop)
    assert any(title in message.body for message in mail.outbox)


def test_somebody_who_has_left_is_not_written_to_and_is_no_case(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    User.objects.filter(id=shop.holder(task).user_id).update(is_active=False)
    send_all(shop)
    assert mail.outbox == []
    (row,) = look(shop, lambda: list(Delivery.objects.all()))
    assert (row.status, row.tries) == ("given_up", 0)
    assert look(shop, Case.objects.count) == 0
