"""The timeline holds under many writers, names whoever tampers with it, and shows a supplier its own facts only."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections, transaction

from orderloom.intake.commands.take_orders import take_orders
from orderloom.kernel.chain import ChainReport, verify_chain
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid
from orderloom.kernel.events import Event, record
from orderloom.kernel.ids import new_id
from orderloom.kernel.models import TimelineEvent, TimelineLink
from orderloom.kernel.tenancy import Hat, wear
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.commands.make import change_date
from orderloom.production.factories import NOW, SOON, Shop, buy, do, look, make_shop, order_of
from orderloom.production.states import DeclineReason

from .rows import administrator


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"]})


def links(shop: Shop) -> int:
    return look(shop, lambda: TimelineLink.objects.filter(workspace_id=shop.id).count())


def test_the_chain_holds_under_many_writers(shop: Shop) -> None:
    before, writers, each = links(shop), 8, 6
    start = threading.Barrier(writers)

    def write(number: int) -> None:
        start.wait()
        for place in range(each):
            doc = order_of(f"C{number}-{place}", ["Mugs", "Lamps"])
            do(take_orders, actor=shop.owner, store_id=shop.store_id, docs=[doc], purchase=True)
        connections.close_all()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    report = verify_chain(shop.id)
    assert (report.links, report.broken_at, report.reason) == (before + writers * each, None, "")
    with administrator() as admin:
        numbers = admin.execute(
            "SELECT number FROM kernel_timelinelink WHERE workspace_id = %s ORDER BY 1", [shop.id]
        ).fetchall()
    assert [number for (number,) in numbers] == list(range(1, report.links + 1))


def test_a_refused_command_leaves_no_fact(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    before = links(shop)
    with pytest.raises(Invalid):
        do(decline_task, actor=shop.holder(task), task_id=task.id, reason=DeclineReason.OTHER, text="")
    assert links(shop) == before
    assert verify_chain(shop.id).broken_at is None


def test_nobody_records_outside_a_command(shop: Shop) -> None:
    with wear(Hat.workspace(shop.id)), transaction.atomic(), pytest.raises(RuntimeError, match="command"):
        record(shop.system, Said(text="x"), at=NOW)


TAMPERING = {
    "a word": ("UPDATE kernel_timelineevent SET data = replace(data, 'Anna', 'Emil') WHERE id = %(event)s",
               "an event was changed"),
    "who did it": ("UPDATE kernel_timelineevent SET actor_name = 'Somebody' WHERE id = %(event)s",
                   "an event was changed"),
    "when": ("UPDATE kernel_timelineevent SET at = at + interval '1 microsecond' WHERE id = %(event)s",
             "an event was changed"),
    "whose it is": ("UPDATE kernel_timelineevent SET company_id = NULL WHERE id = %(event)s",
                    "an event was changed"),
    "taken out": ("DELETE FROM kernel_timelineevent WHERE id = %(event)s",
                  "events are missing or were added"),
    "put in": ("INSERT INTO kernel_timelineevent SELECT gen_random_uuid(), workspace_id, link_number, place + 99, at, "
               "kind, party, actor_id, actor_name, order_id, task_id, subject_id, company_id, data, digest "
               "FROM kernel_timelineevent WHERE id = %(event)s", "events are missing or were added"),
    "two changed places": ("UPDATE kernel_timelineevent SET place = 1000 - place WHERE workspace_id = %(shop)s "
                           "AND link_number = %(link)s", "events were moved or replaced"),
    "a link's digest": ("UPDATE kernel_timelinelink SET digest = sha256(digest) WHERE workspace_id = %(shop)s "
                        "AND number = %(link)s", "events were moved or replaced"),
    "a link's hash": ("UPDATE kernel_timelinelink SET hash = sha256(hash) WHERE workspace_id = %(shop)s "
                      "AND number = %(link)s", "the link does not fit the one before"),
    "a link taken out": ("DELETE FROM kernel_timelinelink WHERE workspace_id = %(shop)s AND number = %(link)s",
                         "a link is missing"),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One link in the middle of the chain with one of its events."""

    event: Any
    link: int


def middle(shop: Shop) -> Place:
    """Return an event of a purchase after which others came."""
    buy(shop, "Mugs", "Mugs")
    buy(shop, "Mugs")
    rows = TimelineEvent.objects.filter(workspace_id=shop.id, kind="TaskOffered").order_by(
        "link_number", "place"
    )
    row = look(shop, rows.first)
    return Place(row.id, row.link_number)


def tamper(shop: Shop, *statements: str, place: Place | None = None) -> ChainReport:
    """Change the stored timeline as somebody who may do everything and puts its guard aside; then check it."""
    with administrator() as admin:
        admin.execute("SET session_replication_role = replica")
        for statement in statements:
            told = {"shop": shop.id, "event": place and place.event, "link": place and place.link}
            assert admin.execute(statement, told).rowcount > 0
    return verify_chain(shop.id)


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found_and_named(shop: Shop, what: str) -> None:
    place, (statement, reason) = middle(shop), TAMPERING[what]
    assert verify_chain(shop.id).broken_at is None
    report = tamper(shop, statement, place=place)
    assert (report.broken_at, report.reason) == (place.link, reason)


def test_a_chain_that_was_cut_at_its_end_is_found(shop: Shop) -> None:
    middle(shop)
    last = links(shop)
    report = tamper(
        shop,
        f"DELETE FROM kernel_timelineevent WHERE workspace_id = %(shop)s AND link_number = {last}",
        f"DELETE FROM kernel_timelinelink WHERE workspace_id = %(shop)s AND number = {last}",
    )
    assert (report.broken_at, report.reason) == (last, "links at the end are missing")


def test_events_after_the_last_link_are_found(shop: Shop) -> None:
    place, last = middle(shop), links(shop)
    report = tamper(shop, TAMPERING["put in"][0].replace("link_number", str(last + 1)), place=place)
    assert (report.broken_at, report.reason) == (last + 1, "events without a link")


def test_one_shops_chain_does_not_depend_on_anothers(shop: Shop) -> None:
    place = middle(shop)
    other = make_shop({"Mugs": ["Cleo"]}, slug="clay")
    tamper(shop, TAMPERING["a word"][0], place=place)
    assert verify_chain(other.id).broken_at is None


VERBS = ("UPDATE {} SET workspace_id = workspace_id", "DELETE FROM {}")


def try_change(connection: Any, shop: Shop, statement: str) -> None:
    with connection.transaction():
        connection.execute("SELECT set_config('app.workspace', %s, true)", [str(shop.id)])
        connection.execute(statement)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("table", ["kernel_timelineevent", "kernel_timelinelink"])
def test_nobody_may_do_more_than_append(
    shop: Shop, worker_connection: Any, owner_connection: Any, table: str, verb: str
) -> None:
    """The tables' owner would first have to take the guard off, which is no accident."""
    statement = verb.format(table)
    with (
        wear(Hat.workspace(shop.id)),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        try_change(worker_connection, shop, statement)
    with pytest.raises(psycopg.Error, match="append"):
        try_change(owner_connection, shop, statement)


def test_a_supplier_sees_its_own_facts_only(shop: Shop) -> None:
    first, second = buy(shop, "Mugs", "Mugs")
    holder, other = shop.holder(first), shop.holder(second)
    do(accept_task, actor=holder, task_id=first.id, promised=SOON)
    do(change_date, actor=holder, task_id=first.id, promised=SOON.replace(day=12), reason="kiln")
    do(decline_task, actor=other, task_id=second.id, reason=DeclineReason.PRICE, text="too low")

    def facts(company: Any) -> list[tuple[Any, str]]:
        with wear(Hat.supplier(company)), transaction.atomic():
            rows = TimelineEvent.objects.order_by("link_number", "place")
            return list(rows.values_list("task_id", "kind"))

    assert facts(holder.company_id) == [
        (first.id, "TaskOffered"), (first.id, "TaskAccepted"), (first.id, "DateChanged"), (second.id, "TaskOffered"),
    ]  # fmt: skip
    assert facts(other.company_id) == [(second.id, "TaskOffered"), (second.id, "TaskDeclined")]
    assert facts(new_id()) == []
    with wear(Hat.supplier(other.company_id)), transaction.atomic():
        assert "too low" not in "".join(
            TimelineEvent.objects.exclude(task_id=second.id).values_list("data", flat=True)
        )
        assert not TimelineLink.objects.exists()


def test_a_fact_of_a_nested_command_that_was_refused_is_forgotten(shop: Shop) -> None:
    """The refusal of an inner command undoes only what is its own, its facts too."""

    @command
    def inner(text: str) -> None:
        record(shop.system, Said(text=text), at=NOW)
        if text == "bad":
            raise Invalid

    @command
    def outer() -> None:
        inner("good")
        with pytest.raises(Invalid):
            inner("bad")
        inner("last")

    before = links(shop)
    with wear(Hat.workspace(shop.id)):
        outer()
    rows = TimelineEvent.objects.filter(workspace_id=shop.id, kind="Said").order_by("place")
    assert look(shop, lambda: list(rows.values_list("data", flat=True))) == [
        '{"text":"good"}',
        '{"text":"last"}',
    ]
    assert links(shop) == before + 1
    assert verify_chain(shop.id).broken_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Event):
    """Something was said, for the tests of facts."""

    text: str
