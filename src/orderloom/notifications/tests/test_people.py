"""What people chose is kept to: levels, quiet hours, digests, one message per task in half an hour, own addresses."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection, transaction

from orderloom.cases.models import Case
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.commands.post import tell_other_side
from orderloom.notifications.commands.choose import choose
from orderloom.notifications.commands.deliver import MOST_TRIES, deliver
from orderloom.notifications.commands.ways import add_way, remove_way, try_way
from orderloom.notifications.models import Delivery, Notice, Preference, Way
from orderloom.notifications.pacing import Choice
from orderloom.notifications.queries.people import own
from orderloom.notifications.tests.sink import Sink, listening
from orderloom.production.factories import NOW, Shop, buy, do, later, look, make_shop

SECRET = "s3cret-" * 4


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna"]})


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    settings.OUTWARD_LOOPBACK = True
    with listening() as made:
        yield made


def anna(shop: Shop) -> Actor:
    return shop.sellers["Anna"].actor


def chooses(actor: Actor, **told: Any) -> None:
    choose(actor=actor, told=Choice(**told), now=NOW)


def hook(actor: Actor, sink: Sink) -> UUID:
    to = {"address": f"{sink.url}/in", "secret": SECRET}
    return add_way(actor=actor, channel="webhook", to=to, now=NOW)


def rows(shop: Shop) -> list[Delivery]:
    return look(shop, lambda: list(Delivery.objects.order_by("id")))


def send(shop: Shop, now: datetime, ids: list[UUID] | None = None) -> list[UUID]:
    some = ids or [row.id for row in rows(shop)]
    with wear(Hat.workspace(shop.id)):
        return deliver(actor=system(shop.id), delivery_ids=some, now=now)


def write(shop: Shop, task_id: UUID, text: str, hours: float) -> None:
    do(tell_other_side, actor=shop.owner, task_id=task_id, text=text, now=later(hours))


def test_without_a_choice_it_goes_out_by_mail_at_once(shop: Shop) -> None:
    buy(shop, "Mugs")
    assert [(row.channel, row.due_at) for row in rows(shop)] == [("email", None)]


def test_what_is_for_the_timeline_only_is_told_to_nobody(shop: Shop) -> None:
    chooses(anna(shop), levels={"tasks_offered": "log"})
    buy(shop, "Mugs")
    assert rows(shop) == []
    assert look(shop, Notice.objects.count) == 0


def test_in_quiet_hours_it_waits_for_their_end_and_what_is_urgent_does_not(shop: Shop) -> None:
    night = {"quiet_from": time(8), "quiet_to": time(11), "zone": "UTC"}
    chooses(anna(shop), **night)
    buy(shop, "Mugs")
    (row,) = rows(shop)
    assert row.due_at == later(2)
    assert send(shop, later(1.9)) == []
    assert mail.outbox == []
    send(shop, later(2))
    assert len(mail.outbox) == 1
    chooses(anna(shop), **night, levels={"tasks_offered": "urgent"})
    buy(shop, "Mugs")
    assert rows(shop)[1].due_at is None


def test_a_digest_is_one_message_however_many_notices(shop: Shop, worker_connection: Any) -> None:
    chooses(anna(shop), zone="Asia/Shanghai", levels={"tasks_offered": "know"})
    for _time in range(3):
        buy(shop, "Mugs")
    found = rows(shop)
    assert {row.due_at for row in found} == {datetime(2026, 3, 3, 1, tzinfo=UTC)}  # 9:00 there
    query = "SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'notifications.jobs.deliver'"
    assert worker_connection.execute(query).fetchall() == [(found[0].due_at,)]
    assert send(shop, datetime(2026, 3, 3, 1, tzinfo=UTC), [found[0].id]) == []
    (letter,) = mail.outbox
    assert letter.subject == "3 notices from Birch"
    assert letter.body.count("1 new task from Birch") == 3
    assert {row.status for row in rows(shop)} == {"sent"}


def test_no_more_than_one_message_about_a_task_in_half_an_hour(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    send(shop, NOW)
    for minutes, text in ((6, "first"), (12, "second")):
        write(shop, task.id, text, minutes / 60)
        assert send(shop, later(minutes / 60)) == []
    assert len(mail.outbox) == 1
    waiting = [row for row in rows(shop) if row.status == "waiting"]
    assert {row.due_at for row in waiting} == {later(0.5)}
    send(shop, later(0.5), [waiting[0].id])
    assert len(mail.outbox) == 2
    assert mail.outbox[1].subject == "2 notices from Birch"
    assert all(text in mail.outbox[1].body for text in ("first", "second"))
    assert {row.status for row in rows(shop)} == {"sent"}


def test_a_person_may_have_it_elsewhere_than_in_the_mail(shop: Shop, sink: Sink) -> None:
    hook(anna(shop), sink)
    chooses(anna(shop), mail=False)
    buy(shop, "Mugs")
    (row,) = rows(shop)
    assert (row.channel, row.address) == ("webhook", "127.0.0.1 …0/in"[:11] + sink.url[-1] + "/in")
    assert send(shop, NOW) == []
    assert mail.outbox == []
    assert sink.came[0][1]["webhook-id"] == str(row.id)
    assert b"1 new task from Birch" in sink.came[0][2]


def test_hours_without_the_other_side_lose_nothing_and_send_nothing_twice(shop: Shop, sink: Sink) -> None:
    hook(anna(shop), sink)
    chooses(anna(shop), mail=False)
    buy(shop, "Mugs")
    (row,) = rows(shop)
    sink.status = 503
    for hours in range(MOST_TRIES - 1):
        assert send(shop, later(hours)) == [row.id]
    names = {head["webhook-id"] for _path, head, _body in sink.came}
    assert names == {str(row.id)}  # the receiver knows them for one
    sink.status = 204
    assert send(shop, later(20)) == []
    assert send(shop, later(21)) == []
    assert len(sink.came) == MOST_TRIES
    assert [(one.status, one.tries) for one in rows(shop)] == [("sent", MOST_TRIES)]


def test_the_merchant_sees_on_the_order_what_was_not_delivered(shop: Shop, sink: Sink) -> None:
    hook(anna(shop), sink)
    chooses(anna(shop), mail=False)
    (task,) = buy(shop, "Mugs")
    sink.status, sink.answer = 500, f"no {SECRET}".encode()
    look(shop, lambda: Delivery.objects.update(tries=MOST_TRIES - 1))
    assert send(shop, NOW) == []
    (row,) = rows(shop)
    assert (row.status, row.error) == ("given_up", "500 no …")
    (case,) = look(shop, lambda: list(Case.objects.all()))
    assert (case.kind, case.order_id) == ("not_delivered", task.order_id)
    told = TimelineEvent.objects.filter(order_id=task.order_id, kind="CaseOpened")
    assert look(shop, told.count) == 1


def test_an_address_that_is_gone_is_forgotten_and_is_no_case(shop: Shop, sink: Sink) -> None:
    hook(anna(shop), sink)
    buy(shop, "Mugs")
    sink.status = 410
    assert send(shop, NOW) == []
    assert sorted(row.status for row in rows(shop)) == ["given_up", "sent"]
    assert look(shop, Case.objects.count) == 0
    assert own(anna(shop).user_id)[1] == []


def test_what_was_to_go_to_an_address_taken_away_is_not_sent(shop: Shop, sink: Sink) -> None:
    way_id = hook(anna(shop), sink)
    buy(shop, "Mugs")
    remove_way(actor=anna(shop), way_id=way_id, now=NOW)
    assert send(shop, NOW) == []
    assert sink.came == []
    assert look(shop, Case.objects.count) == 0


@pytest.mark.parametrize("level", ["act", "know"])
def test_two_workers_at_once_deliver_once(shop: Shop, sink: Sink, level: str) -> None:
    hook(anna(shop), sink)
    chooses(anna(shop), mail=False, levels={"tasks_offered": level})
    for _time in range(2):
        buy(shop, "Mugs")
    first, second = (row.id for row in rows(shop))
    start = threading.Barrier(2)

    def work(ids: list[UUID]) -> None:
        start.wait(10)
        send(shop, NOW + timedelta(days=1), ids)
        connection.close()

    workers = [threading.Thread(target=work, args=(ids,)) for ids in ([first, second], [second, first])]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert {row.status for row in rows(shop)} == {"sent"}
    assert len(sink.came) == (1 if level == "know" else 2)


def test_addresses_are_sealed_and_seen_by_nobody_else(shop: Shop, sink: Sink, owner_connection: Any) -> None:
    hook(anna(shop), sink)
    (kept,) = owner_connection.execute("SELECT sealed || shown || digest FROM notifications_way").fetchone()
    assert SECRET not in kept
    assert f"{sink.url}/in" not in kept
    other = make_shop({"Mugs": ["Cleo"]}, slug="clay")
    with wear(Hat.workspace(other.id)), transaction.atomic():
        assert not Way.objects.exists()
    with wear(Hat.person(other.owner.user_id or other.id)), transaction.atomic():
        assert not Way.objects.exists()
    with wear(Hat.workspace(shop.id)), transaction.atomic():
        assert Way.objects.count() == 1
        assert Way.objects.all().delete()[0] == 0  # a workspace sends there, and changes nothing


def test_a_trial_says_what_the_provider_answered(shop: Shop, sink: Sink) -> None:
    way_id = hook(anna(shop), sink)
    tried = try_way(actor=anna(shop), way_id=way_id, link="https://x.example/", now=NOW)
    assert (tried.is_sent, tried.answer[:3]) == (True, "200")
    sink.status, sink.answer = 403, b"who are you"
    tried = try_way(actor=anna(shop), way_id=way_id, link="https://x.example/", now=NOW)
    assert (tried.is_sent, tried.answer) == (False, "403 who are you")
    assert try_way(actor=anna(shop), way_id=None, link="", now=NOW).is_sent
    assert len(mail.outbox) == 1
    with pytest.raises(NotFound):
        try_way(actor=shop.owner, way_id=way_id, link="", now=NOW)


def test_the_same_address_again_takes_the_new_secret(shop: Shop, sink: Sink) -> None:
    assert hook(anna(shop), sink) == hook(anna(shop), sink)


def test_wrong_choices_are_refused(shop: Shop) -> None:
    for told in (
        {"zone": "Moon/Base"},
        {"quiet_from": time(22)},
        {"levels": {"no_such": "act"}},
        {"levels": {"task_done": "shout"}},
        {"mail": False},
    ):
        with pytest.raises(Invalid):
            chooses(anna(shop), **told)
    with wear(Hat.person(anna(shop).user_id)), transaction.atomic():
        assert not Preference.objects.exists()
