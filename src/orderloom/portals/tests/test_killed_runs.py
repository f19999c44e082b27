"""Runs whose process is killed in the middle of it, again and again: what is done is done once, the rest follows."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import orderloom
from orderloom.intake.models import CustomerOrder
from orderloom.kernel import clock
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.bulk import commands
from orderloom.portals.bulk.commands import begin_run
from orderloom.portals.bulk.runner import run_to_end
from orderloom.portals.models import BulkRun
from orderloom.portals.tests.setup_world import Shop
from orderloom.portals.tests.test_bulk_runs import operator

ORDERS, PIECE, KILLS = 400, 4, 3
WORKER = """
import sys, django
django.setup()
from orderloom.portals.jobs import run_bulk
run_bulk.func(workspace_id=sys.argv[1], run_id=sys.argv[2])
"""


def as_it_is(shop: Shop, run: BulkRun) -> BulkRun:
    return shop.see(lambda: BulkRun.objects.get(id=run.id))


def killed_after(shop: Shop, run: BulkRun, done: int) -> BulkRun:
    """Let a process go on with the run, and kill it as soon as so many orders are done."""
    told = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "orderloom.config.settings",
        "PYTHONPATH": str(Path(orderloom.__file__).parents[1]),
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER, str(shop.id), str(run.id)], env=told)
    while as_it_is(shop, run).done < done and process.poll() is None:
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    return as_it_is(shop, run)


def test_a_run_survives_kills_and_does_nothing_twice(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(commands, "PIECE", PIECE)
    ids = shop.receive(*range(ORDERS))
    actor, workspace = operator(shop)
    with wear(Hat.workspace(shop.id)):
        run = begin_run(
            actor=actor, list_name="orders", move="hold", argument="", query="", ids=ids, now=clock.now()
        )
    for kill in range(1, KILLS + 1):
        left = killed_after(shop, run, kill * 40)
        assert left.status == "running"
        assert kill * 40 <= left.done < ORDERS
        held = shop.see(lambda: CustomerOrder.objects.filter(held=True).count())
        assert held == left.done  # a piece is done and counted, or neither
    with wear(Hat.workspace(shop.id)):
        run_to_end(actor, workspace, run.id)
    ended = as_it_is(shop, run)
    assert (ended.status, ended.done, ended.left) == ("done", ORDERS, 0)
    facts = shop.see(
        lambda: list(TimelineEvent.objects.filter(kind="OrderHeld").values_list("order_id", flat=True))
    )
    assert sorted(facts) == sorted(ids)
    assert verify_chain(shop.id).broken_at is None
