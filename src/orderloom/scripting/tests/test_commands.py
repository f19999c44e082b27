"""Drafts are read, tried before they are published, and every version is kept."""

import json
from threading import Thread
from time import sleep

import pytest
from django.db import DatabaseError, connection, transaction

from orderloom.identity.factories import DAY, make_workspace, staff
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear
from orderloom.scripting.commands import (
    discard_draft,
    ensure_default_script,
    publish_draft,
    revert_to,
    save_draft,
)
from orderloom.scripting.queries import draft, published, versions
from orderloom.scripting.sku import DEFAULT_SOURCE

GOOD = 'def sku(order, line, supplier):\n    return supplier.code + "-" + rand(6)\n'
OTHER = GOOD.replace("6", "9")


@pytest.fixture
def owner(transactional_db):
    actor = staff(make_workspace())
    with wear(Hat.workspace(actor.workspace_id)):
        yield actor


def save(owner, source: str = GOOD) -> int:
    return save_draft(actor=owner, source=source, now=DAY)


def publish(owner, source: str = GOOD) -> int:
    save(owner, source)
    return publish_draft(actor=owner, now=DAY)


def kept(owner) -> list[tuple[int, str, str]]:
    with transaction.atomic():
        return [(one.number, one.status, one.source) for one in versions(owner)]


def running(owner) -> tuple[int, str]:
    with transaction.atomic():
        return published(owner.workspace_id)


def facts() -> list[tuple[int, int]]:
    with transaction.atomic():
        rows = TimelineEvent.objects.filter(kind="ScriptPublished").order_by("link_number", "place")
        told = [json.loads(data) for data in rows.values_list("data", flat=True)]
    return [(fact["before"], fact["number"]) for fact in told]


def test_a_draft_is_one_and_does_not_run(owner):
    assert save(owner) == save(owner, OTHER) == 1
    assert kept(owner) == [(1, "draft", OTHER)]
    assert running(owner) == (0, DEFAULT_SOURCE)
    with transaction.atomic():
        found = draft(owner)
    assert found is not None
    assert found.source == OTHER
    discard_draft(actor=owner, now=DAY)
    discard_draft(actor=owner, now=DAY)
    assert (kept(owner), facts()) == ([], [])


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("def sku(order, line, supplier):\n    return (1\n", None, "This is not valid Python"),
        ("x = 1\ndef sku(order line):\n    pass\n", 2, "Line 2: This is not valid Python"),
        ("", None, "1 to 20,000 characters"),
        ("x" * 20_001, None, "1 to 20,000 characters"),
        ("x = '\0'", None, "1 to 20,000 characters"),
    ],
)
def test_what_is_no_python_is_not_kept_and_says_where(owner, source, line, words):
    save(owner)
    with pytest.raises(Invalid) as refused:
        save(owner, source)
    assert words in str(refused.value.fields["source"])
    if line:
        assert refused.value.facts["line"] == line
    assert kept(owner) == [(1, "draft", GOOD)]


@pytest.mark.parametrize(
    "source",
    [
        "def sku(order, line, supplier):\n    return 1 / 0\n",
        "def sku(order, line, supplier):\n    while True:\n        pass\n",
        "def other():\n    pass\n",
        "def sku(order, line, supplier):\n    return 'no blanks please'\n",
        "N = [0]\n\n\ndef sku(order, line, supplier):\n    N[0] += 1\n    return 'A' + str(N[0])\n",
    ],
)
def test_what_gives_no_usable_and_steady_code_is_kept_as_a_draft_and_never_runs(owner, source):
    publish(owner)
    save(owner, source)
    with pytest.raises(Invalid) as refused:
        publish_draft(actor=owner, now=DAY)
    assert list(refused.value.fields) == ["source"]
    assert kept(owner) == [(2, "draft", source), (1, "published", GOOD)]
    assert (running(owner), facts()) == ((1, GOOD), [(0, 1)])


def test_versions_follow_each_other_and_an_earlier_one_comes_back(owner):
    assert (publish(owner), publish(owner, OTHER)) == (1, 2)
    assert kept(owner) == [(2, "published", OTHER), (1, "retired", GOOD)]
    assert revert_to(actor=owner, number=1, now=DAY) == 3
    assert running(owner) == (2, OTHER)
    assert publish_draft(actor=owner, now=DAY) == 3
    assert (running(owner), facts()) == ((3, GOOD), [(0, 1), (1, 2), (2, 3)])
    for act in (
        lambda: publish_draft(actor=owner, now=DAY),
        lambda: revert_to(actor=owner, number=9, now=DAY),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_default_is_published_where_nothing_runs(owner):
    save(owner)
    first = ensure_default_script(actor=owner, now=DAY)
    assert kept(owner) == [(2, "published", DEFAULT_SOURCE), (1, "draft", GOOD)]
    assert ensure_default_script(actor=owner, now=DAY, source=OTHER) == first
    assert (running(owner), facts()) == ((2, DEFAULT_SOURCE), [(0, 2)])


def test_two_first_drafts_at_once_are_one(owner):
    trouble: list[Refusal | DatabaseError] = []

    def other() -> None:
        try:
            with wear(Hat.workspace(owner.workspace_id)):
                save(owner, OTHER)
        except (Refusal, DatabaseError) as wrong:
            trouble.append(wrong)
        finally:
            connection.close()

    thread = Thread(target=other)
    with transaction.atomic():
        save(owner)
        thread.start()
        while thread.is_alive() and not somebody_waits():
            sleep(0.01)
    thread.join(30)
    assert trouble == []
    assert kept(owner) == [(1, "draft", OTHER)]


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE])
def test_who_may_not_edit_changes_nothing(owner, role):
    publish(owner)
    save(owner, OTHER)
    before, other = kept(owner), staff(owner.workspace_id, role)
    for act in (
        lambda: save(other),
        lambda: publish_draft(actor=other, now=DAY),
        lambda: discard_draft(actor=other, now=DAY),
        lambda: revert_to(actor=other, number=1, now=DAY),
        lambda: ensure_default_script(actor=other, now=DAY),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (kept(owner), facts()) == (before, [(0, 1)])
