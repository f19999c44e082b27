"""Jobs: deferred with the change or not at all, run in one shop's hat, given back when a worker is killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs

from orderloom.kernel import clock
from orderloom.kernel.jobs import defer
from orderloom.kernel.tenancy import Hat, HatMissing, wear
from orderloom.notifications.models import Delivery
from orderloom.partners.commands import resume_supplier
from orderloom.production.factories import Shop, add_seller, again, buy, do, look, make_shop
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus

SOURCE = Path(__file__).parents[3]


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"], "Lamps": []})


SETTING_UP = "routing.jobs.route_waiting"  # what the shop's new suppliers have put on the queue


def queue(worker_connection: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Return name, status and arguments of every job, the oldest first."""
    return worker_connection.execute(
        "SELECT task_name, status::text, args FROM procrastinate_jobs ORDER BY id"
    ).fetchall()


def buy_and_fail(shop: Shop) -> None:
    with wear(Hat.workspace(shop.id)), transaction.atomic():
        buy(shop, "Mugs")
        raise KeyError


def test_what_is_rolled_back_puts_nothing_on_the_queue(shop: Shop, worker_connection: Any) -> None:
    with pytest.raises(KeyError):
        buy_and_fail(shop)
    assert [name for name, *_ in queue(worker_connection)] == [SETTING_UP]
    buy(shop, "Mugs")
    assert [(name, status) for name, status, _ in queue(worker_connection)] == [
        (SETTING_UP, "todo"),
        ("notifications.jobs.deliver", "todo"),
    ]


def test_jobs_carry_ids_only(shop: Shop, worker_connection: Any) -> None:
    buy(shop, "Mugs", "Lamps")
    add_seller(shop, "Fred", ["Lamps"])
    told = queue(worker_connection)
    assert {name for name, *_ in told} == {"notifications.jobs.deliver", "routing.jobs.route_waiting"}
    text = json.dumps([arguments for *_, arguments in told])
    for secret in ("Ada", "Springfield", "Anna", "Mugs", "example.com"):
        assert secret not in text


def test_waiting_tasks_are_tried_once_however_often_it_is_asked(shop: Shop, worker_connection: Any) -> None:
    for _time in range(3):
        add_seller(shop, f"Fred{_time}", ["Lamps"])
    do(resume_supplier, actor=shop.owner, supplier_id=shop.sellers["Anna"].supplier_id)
    assert [name for name, *_ in queue(worker_connection)] == ["routing.jobs.route_waiting"]


def test_a_second_lock_does_not_break_the_callers_transaction(shop: Shop) -> None:
    def twice() -> int:
        for _time in range(2):
            defer("routing.jobs.route_waiting", queueing_lock="x", workspace_id=shop.id)
        return OrderTask.objects.count()

    assert look(shop, twice) == 0


def test_a_job_sees_its_shop_and_no_other(shop: Shop) -> None:
    other = make_shop({"Lamps": []}, slug="clay")
    (ours,), (theirs,) = buy(shop, "Lamps"), buy(other, "Lamps")
    add_seller(shop, "Fred", ["Lamps"])
    add_seller(other, "Gina", ["Lamps"])
    jobs.tasks["routing.jobs.route_waiting"](workspace_id=str(shop.id))
    assert again(shop, ours).status == TaskStatus.OFFERED
    assert again(other, theirs).status == TaskStatus.QUEUED


def test_what_runs_after_the_commit_counts_right_in_a_hat_and_not_at_all_without(shop: Shop) -> None:
    buy(shop, "Mugs", "Mugs")
    counted: list[int] = []

    def count() -> None:
        with wear(Hat.workspace(shop.id)), transaction.atomic():
            counted.append(OrderTask.objects.count())

    with transaction.atomic():
        transaction.on_commit(count)
    assert counted == [2]
    with pytest.raises(HatMissing):
        OrderTask.objects.count()
    with pytest.raises(HatMissing), wear(Hat.workspace(shop.id)):
        OrderTask.objects.count()
    with pytest.raises(HatMissing), transaction.atomic():
        OrderTask.objects.count()


class Post:
    """A mail server on the loopback; while it is silent it takes connections and never answers."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.silent = True
        self.callers: list[socket.socket] = []
        self.letters: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _address = self.door.accept()
            except OSError:
                return
            self.callers.append(caller)
            if not self.silent:
                self._talk(caller)

    def _talk(self, caller: socket.socket) -> None:
        with caller.makefile("rw", encoding="utf-8", newline="\r\n") as talk:
            self._say(talk, "220 here")
            for said in talk:
                line = said.upper()
                if line.startswith("DATA"):
                    self._say(talk, "354 go on")
                    self.letters.append("".join(iter(talk.readline, ".\r\n")))
                self._say(talk, "221 bye" if line.startswith("QUIT") else "250 fine")
                if line.startswith("QUIT"):
                    return

    @staticmethod
    def _say(talk: Any, words: str) -> None:
        talk.write(f"{words}\n")
        talk.flush()

    def close(self) -> None:
        for one in (self.door, *self.callers):
            one.close()


@pytest.fixture
def post() -> Iterator[Post]:
    made = Post()
    yield made
    made.close()


@pytest.fixture
def start_worker(post: Post) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Return what starts a worker, as the role that runs jobs, which stops when the queue is empty."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "ORDERLOOM_ROLE": "worker",
            "ORDERLOOM_MAIL_URL": f"smtp://127.0.0.1:{post.port}",
            "DJANGO_SETTINGS_MODULE": "orderloom.config.settings",
            "PYTHONPATH": str(SOURCE),
        }
        command = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"]
        started.append(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for worker in started:
        if worker.poll() is None:
            worker.kill()
        worker.wait()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def test_the_job_of_a_killed_worker_is_given_back_and_ends_once(
    shop: Shop, worker_connection: Any, post: Post, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    buy(shop, "Mugs", now=clock.now())  # the worker runs the clock, too
    worker = start_worker()
    until(lambda: bool(post.callers))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert ("notifications.jobs.deliver", "doing") in {job[:2] for job in queue(worker_connection)}
    # The worker's heart stopped long ago; a clock that runs would need half a minute for that.
    worker_connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    post.silent = False
    with transaction.atomic():
        defer("kernel.rescue", queueing_lock="kernel.rescue", timestamp=0)
    assert start_worker().wait(30) == 0
    ends = {name: status for name, status, _ in queue(worker_connection)}
    assert ends["notifications.jobs.deliver"] == "succeeded"
    assert len(post.letters) == 1
    (row,) = look(shop, lambda: list(Delivery.objects.all()))
    assert (row.status, row.tries) == ("sent", 1)
    assert connection.settings_dict["USER"] == "orderloom_app"
