"""A link in a message: one task, one purpose, one member; nothing twice, nothing for anybody else."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from procrastinate.contrib.django import app as jobs

from orderloom.identity.models import User
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tenancy import Hat, wear
from orderloom.links.commands.use import LinkUsed
from orderloom.links.models import LinkCode, LinkDevice, TaskLink
from orderloom.links.queries import visit_of
from orderloom.partners.commands import add_supplier_member, remove_supplier_member
from orderloom.partners.models import Supplier
from orderloom.portals.tests.link_world import (
    facts,
    here,
    link_for,
    mailed_code,
    opened,
    phone,
    rows,
    run_job,
    stored,
)
from orderloom.portals.tests.supplier_world import World
from orderloom.production.commands.answer import decline_task
from orderloom.production.commands.make import finish_task
from orderloom.production.states import DeclineReason, TaskStatus

BOTS = (
    "WhatsApp/2.23.20.0", "TelegramBot (like TwitterBot)", "Slackbot-LinkExpanding 1.0",
    "facebookexternalhit/1.1", "Mozilla/5.0 (compatible; MSIE 9.0) SafeLinks", "MicroMessenger preview",
)  # fmt: skip
DAY = timedelta(days=1)


def soon():
    return (clock.now() + 3 * DAY).date()


@pytest.fixture
def bought(world: World) -> World:
    world.buy(1, 2)
    return world


@pytest.fixture
def task(bought: World):
    return bought.first.tasks()[0]


@pytest.fixture
def link(bought: World, task) -> str:
    return link_for(bought, task, bought.first.user)


def accept(client, task, **more):
    return client.post(here(task, "accept/"), {"promised": soon(), "attempt": task.attempt, **more})


def test_a_link_opens_its_task_and_the_answer_is_the_members_own_by_that_link(bought: World, task, link):
    client = phone()
    answer = client.get(link)
    assert (answer.status_code, answer.headers["Location"]) == (302, here(task))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert link.strip("/s") not in str(answer.cookies)
    page = opened(link, client).get(here(task))
    html = page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Sign in for everything else" in html
    assert link not in html
    assert "/live/" not in html
    assert 'href="/supplier/' not in html
    done = accept(client, task)
    assert (done.status_code, done.headers["Location"]) == (302, here(task))
    assert bought.first.task(task.id).status == TaskStatus.ACCEPTED
    fact = next(row for row in facts(bought, task) if row.kind == "TaskAccepted")
    (used,) = [row for row in rows(bought, TaskLink) if row.used_at]
    assert (fact.party, fact.actor_id) == ("supplier", bought.first.user.id)
    assert json.loads(fact.data)["link"] == str(used)


@pytest.mark.parametrize("agent", BOTS)
def test_a_preview_changes_nothing_and_uses_nothing_up(bought: World, task, link, agent: str):
    before = stored(bought)
    for _time in range(2):
        for method in ("get", "head"):
            bot = phone(**{"user-agent": agent})
            for path in (link, here(task), here(task, "accept/"), here(task, "refuse/"), here(task, "here/")):
                getattr(bot, method)(path)
    assert stored(bought) == before
    accept(opened(link), task)
    assert bought.first.task(task.id).status == TaskStatus.ACCEPTED


def test_a_double_tap_and_a_second_use_do_it_once(bought: World, task, link):
    client = opened(link)
    before = client.cookies["loom-pass"].value
    accept(client, task)
    accept(client, task)
    client.cookies["loom-pass"] = before  # the tap before the answer came
    accept(client, task)
    client.post(here(task, "refuse/"), {"reason": "price"})
    kinds = [row.kind for row in facts(bought, task)]
    assert kinds.count("TaskAccepted") == 1
    assert "TaskDeclined" not in kinds
    again = opened(link, client).get(here(task)).content.decode()
    assert "This link has done its work." in again
    assert "/finish/" not in again
    assert client.post(here(task, "finish/")).headers["Location"].startswith("/accounts/login/")
    assert bought.first.task(task.id).status == TaskStatus.ACCEPTED


def test_the_same_browser_goes_on_with_the_next_step_and_the_link_in_the_mail_does_not(
    bought: World, task, link
):
    client = opened(link)
    accept(client, task)
    assert "/finish/" in client.get(here(task)).content.decode()
    client.post(here(task, "finish/"))
    assert bought.first.task(task.id).status == TaskStatus.READY_TO_SHIP
    sent = {"tracking_number": "SF1380000001234", "quantity": 4, "shipped": 0, "attempt": task.attempt}
    client.post(here(task, "ship/"), sent)
    client.post(here(task, "done/"))
    assert bought.first.task(task.id).status == TaskStatus.DONE
    purposes = [(row.purpose, row.used_at is not None) for row in rows(bought, TaskLink)]
    assert purposes == [("answer", True), ("make", True), ("ship", True), ("ship", True)]
    told = {
        row.kind: json.loads(row.data).get("link") for row in facts(bought, task) if row.party == "supplier"
    }
    assert len(set(told.values())) == 4
    assert None not in told.values()


def test_a_receipt_brings_the_link_for_the_next_step(bought: World, task, link):
    accept(opened(link), task)
    used = next(row for row in rows(bought, TaskLink) if row.used_at)
    run_job("send_link", bought, link_id=used.id)
    (letter,) = mail.outbox
    assert letter.to == [bought.first.user.email]
    assert f"T-{task.number} is accepted" in letter.subject
    assert rows(bought, TaskLink)[-1].purpose == "make"


def test_another_tasks_id_is_refused(bought: World, task, link):
    bought.buy(3, 4)
    client = opened(link)
    for other in (*bought.first.tasks()[1:], *bought.second.tasks()):
        assert client.get(here(other)).headers["Location"].startswith("/accounts/login/")
        assert accept(client, other).headers["Location"].startswith("/accounts/login/")
        assert other.status == TaskStatus.OFFERED
    assert rows(bought, LinkDevice)[0].kind == "iPhone"


def test_a_late_acceptance_of_an_attempt_that_is_over_is_refused(bought: World, task, link):
    client = opened(link)
    with wear(Hat.supplier(bought.first.company_id)):
        decline_task(
            actor=bought.first.actor(), task_id=task.id, reason=DeclineReason.PRICE, text="", now=clock.now()
        )
    assert accept(client, task).headers["Location"] == here(task)
    page = client.get(here(task))
    assert page.status_code == 410
    assert task.title not in page.content.decode()
    assert "no longer with you" in page.content.decode()
    client.post(here(task, "again/"))
    assert not any(row.asked_at for row in rows(bought, TaskLink))
    assert bought.second.task(task.id).status == TaskStatus.OFFERED


def test_an_expired_link_says_so_and_mails_one_fresh_link_in_five_minutes(bought: World, task, link):
    client = opened(link)
    with time_machine.travel(clock.now() + 15 * DAY, tick=False) as moment:
        late = phone()
        page = late.get(link, follow=True)
        assert page.status_code == 410
        assert "h•••@example.com" in page.content.decode()
        assert accept(late, task).headers["Location"] == here(task)
        for _time in range(3):
            assert "on its way" in late.post(here(task, "again/")).content.decode()
        asked = [row for row in rows(bought, TaskLink) if row.asked_at]
        run_job("send_link", bought, link_id=asked[0].id)
        assert len(asked) == len(mail.outbox) == 1
        moment.shift(timedelta(minutes=6))
        late.post(here(task, "again/"))
        assert next(row for row in rows(bought, TaskLink) if row.asked_at).asked_at == clock.now()
        fresh = mail.outbox[0].body.split("http://127.0.0.1:8000")[1].split()[0]
        accept(opened(fresh, client), task)
    assert bought.first.task(task.id).status == TaskStatus.ACCEPTED


def test_a_stranger_with_a_forwarded_link_needs_the_members_mail(bought: World, task, link):
    opened(link)
    stranger = phone(**{"user-agent": "Mozilla/5.0 (Linux; Android 14)"})
    page = stranger.get(link, follow=True)
    assert page.redirect_chain[-1][0] == here(task, "code/")
    assert task.title not in page.content.decode()
    assert accept(stranger, task).headers["Location"] == here(task, "code/")
    for _time in range(2):
        stranger.post(here(task, "code/"))
    code = mailed_code(bought)
    assert len(mail.outbox) == 1
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _time in range(5):
        assert stranger.post(here(task, "code/"), {"code": wrong}).status_code == 422
    assert stranger.post(here(task, "code/"), {"code": code}).status_code == 422
    assert bought.first.task(task.id).status == TaskStatus.OFFERED
    assert [row.kind for row in facts(bought, task)][-1] == "OtherDeviceAsked"


def test_the_members_second_device_is_known_once_confirmed(bought: World, task, link):
    opened(link)
    second = phone()
    second.get(link, follow=True)
    second.post(here(task, "code/"))
    code = mailed_code(bought)
    assert bought.first.user.email in mail.outbox[0].to
    done = second.post(here(task, "code/"), {"code": f"{code[:3]} {code[3:]}"})
    assert done.headers["Location"] == here(task)
    accept(second, task)
    assert bought.first.task(task.id).status == TaskStatus.ACCEPTED
    assert [row.known_by for row in rows(bought, LinkDevice)] == ["first", "code"]
    assert "OtherDeviceConfirmed" in [row.kind for row in facts(bought, task)]


def test_where_the_member_is_signed_in_no_code_is_asked_for(bought: World, task, link):
    opened(link)
    accept(opened(link, bought.first.client), task)
    assert bought.first.task(task.id).status == TaskStatus.ACCEPTED
    assert {row.known_by for row in rows(bought, LinkDevice)} == {"first", "sign_in"}


def member(bought: World, email: str):
    with wear(Hat.workspace(bought.workspace_id)):
        actor = system(bought.workspace_id)
        supplier = rows(bought, Supplier)[0]
        told = {"actor": actor, "supplier_id": supplier.id, "now": clock.now()}
        return told, add_supplier_member(**told, email=email)


def test_two_members_have_a_link_each_and_one_answer_counts(bought: World, task, link):
    _told, user_id = member(bought, "wang@example.com")
    second = User.objects.get(id=user_id)
    theirs = opened(link_for(bought, task, second))
    mine = opened(link)
    accept(theirs, task)
    accept(mine, task)
    accepted = [row for row in facts(bought, task) if row.kind == "TaskAccepted"]
    assert [row.actor_name for row in accepted] == ["wang"]
    assert "This link has done its work." in mine.get(here(task)).content.decode()


def test_a_removed_members_link_is_dead_and_stays_so(bought: World, task):
    told, user_id = member(bought, "wang@example.com")
    path = link_for(bought, task, User.objects.get(id=user_id))
    client = opened(path)
    with wear(Hat.workspace(bought.workspace_id)):
        remove_supplier_member(**told, user_id=user_id)
    assert client.get(here(task)).headers["Location"].startswith("/accounts/login/")
    accept(client, task)
    member(bought, "wang@example.com")
    assert phone().get(path, follow=True).status_code == 410
    accept(client, task)
    assert bought.first.task(task.id).status == TaskStatus.OFFERED


def test_codes_are_forgotten_after_a_day_and_links_90_days_after_their_end(bought: World, task, link):
    opened(link)
    phone().get(link)
    other = phone()
    other.get(link, follow=True)
    other.post(here(task, "code/"))
    now = clock.now()
    for days, left in ((0.5, (1, 1)), (2, (0, 1)), (103, (0, 1)), (105, (0, 0))):
        jobs.tasks["links.forget"](timestamp=int((now + days * DAY).timestamp()))
        assert (len(rows(bought, LinkCode)), len(rows(bought, TaskLink))) == left


def test_past_the_door_too_a_used_link_does_nothing_more(bought: World, task, link):
    accept(opened(link), task)
    used = next(row for row in rows(bought, TaskLink) if row.used_at)
    with wear(Hat.supplier(bought.first.company_id)):
        with transaction.atomic():
            visit = visit_of(used, clock.now())
        assert visit
        with pytest.raises(LinkUsed):
            finish_task(actor=visit.actor(), task_id=task.id, now=clock.now())
        with pytest.raises(NotFound):
            finish_task(actor=replace(visit.actor(), task_id=used.id), task_id=task.id, now=clock.now())
    assert bought.first.task(task.id).status == TaskStatus.ACCEPTED
