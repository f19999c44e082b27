"""A mail server that is down: every try is kept, the job comes back, and at last a person knows."""

import socket
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from procrastinate.contrib.django import app as jobs

from orderloom.cases.models import Case
from orderloom.kernel.actor import system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.commands.deliver import MOST_TRIES, deliver
from orderloom.notifications.jobs import NotYetDelivered
from orderloom.notifications.models import Delivery, Notice
from orderloom.production.factories import NOW, Shop, buy, look, make_shop


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"]})


@pytest.fixture
def dead_server(settings: Any) -> None:
    """Point the mail at a port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def deliveries(shop: Shop) -> list[Delivery]:
    return look(shop, lambda: list(Delivery.objects.filter(workspace_id=shop.id).order_by("id")))


def run_job(shop: Shop) -> None:
    ids = [str(row.id) for row in deliveries(shop)]
    jobs.tasks["notifications.jobs.deliver"](workspace_id=str(shop.id), delivery_ids=ids)


def test_each_message_goes_out_once_however_often_the_job_runs(shop: Shop) -> None:
    buy(shop, "Mugs", "Mugs")
    for _run in range(3):
        run_job(shop)
    assert len(mail.outbox) == 2
    assert {(row.status, row.tries, row.error) for row in deliveries(shop)} == {("sent", 1, "")}


def test_a_server_that_is_down_is_tried_again(shop: Shop, dead_server: None) -> None:
    buy(shop, "Mugs", "Mugs")
    for tries in (1, 2):
        with pytest.raises(NotYetDelivered, match="2 of 2"):
            run_job(shop)
        assert {(row.status, row.tries) for row in deliveries(shop)} == {("waiting", tries)}
    assert all("refused" in row.error for row in deliveries(shop))


def test_when_it_comes_back_only_what_waits_is_sent(shop: Shop, dead_server: None, settings: Any) -> None:
    buy(shop, "Mugs")
    with pytest.raises(NotYetDelivered):
        run_job(shop)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run_job(shop)
    (row,) = deliveries(shop)
    assert (row.status, row.tries, row.error) == ("sent", 2, "")


def test_at_last_it_is_one_case_for_the_person_and_no_message(shop: Shop, dead_server: None) -> None:
    buy(shop, "Mugs")
    buy(shop, "Mugs")
    buy(shop, "Mugs")
    for _run in range(MOST_TRIES - 1):
        with pytest.raises(NotYetDelivered):
            run_job(shop)
    run_job(shop)
    rows = deliveries(shop)
    assert {(row.status, row.tries) for row in rows} == {("given_up", MOST_TRIES)}
    found = look(shop, lambda: list(Case.objects.filter(workspace_id=shop.id).order_by("id")))
    people = {
        row.notice.user_id for row in look(shop, lambda: list(Delivery.objects.select_related("notice")))
    }
    assert {case.kind for case in found} == {"not_delivered"}
    assert {case.subject_id for case in found} == people
    assert len(found) == 2
    assert all(case.owner_id for case in found)
    assert found[0].facts["address"] == rows[0].address
    assert not look(shop, lambda: Notice.objects.filter(kind="case_opened").exists())
    run_job(shop)
    assert {row.tries for row in deliveries(shop)} == {MOST_TRIES}


def test_one_bad_address_does_not_hold_up_the_others(shop: Shop) -> None:
    buy(shop, "Mugs", "Mugs")
    first = deliveries(shop)[0]
    look(shop, lambda: Delivery.objects.filter(id=first.id).update(address="a@b\r\nBcc: thief@example.com"))
    with pytest.raises(NotYetDelivered, match="1 of 2"):
        run_job(shop)
    assert len(mail.outbox) == 1
    assert sorted(row.status for row in deliveries(shop)) == ["sent", "waiting"]


def test_a_job_of_one_shop_touches_no_delivery_of_another(shop: Shop) -> None:
    other = make_shop({"Mugs": ["Cleo"]}, slug="clay")
    buy(other, "Mugs")
    ids = [row.id for row in deliveries(other)]
    with wear(Hat.workspace(shop.id)):
        assert deliver(actor=system(shop.id), delivery_ids=ids, now=NOW + timedelta(hours=1)) == []
    assert mail.outbox == []
    assert {row.status for row in deliveries(other)} == {"waiting"}


def test_no_message_is_given_up_without_its_case(shop: Shop, dead_server: None) -> None:
    """A crash while the case is opened leaves the message waiting, for the job to try again."""
    buy(shop, "Mugs")
    look(shop, lambda: Delivery.objects.update(tries=MOST_TRIES - 1))

    def crash(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "cases_case" in sql and "INSERT" in sql:
            raise ConnectionResetError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(crash), pytest.raises(ConnectionResetError):
        run_job(shop)
    assert [row.status for row in deliveries(shop)] == ["waiting"]
    run_job(shop)
    assert [row.status for row in deliveries(shop)] == ["given_up"]
    assert look(shop, Case.objects.count) == 1
