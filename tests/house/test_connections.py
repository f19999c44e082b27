"""Many requests of many tenants over few connections: each reply holds what is its caller's, and nothing of another's.

ORDERLOOM_REQUESTS says how many; the control sets hats for the session instead of the transaction.
"""

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.test import Client

from orderloom.config import home

from .probes import BREAK_AFTER
from .rows import administrator
from .world import Company, Place

ROOT = Path(__file__).parents[2]
REQUESTS = int(os.environ.get("ORDERLOOM_REQUESTS", "1000"))
CONNECTIONS = 4
BROKEN, LEFT, WRITES, PAGES = 0.06, 0.05, 0.04, 0.06  # of all requests
HIDDEN = ("HIDDEN", "7331.1")  # what no supplier may see of an order


@contextmanager
def server(**told: str) -> Iterator[int]:
    """Serve the product as `orderloom up` does, by one process of few threads; give its port."""
    port = home.free_port()
    command = [
        sys.executable, "-m", "granian", "--host", "127.0.0.1", "--port", str(port), "--interface", "wsgi",
        "--workers", "1", "--blocking-threads", str(CONNECTIONS), "--no-ws", "--log-level", "error",
        "orderloom.config.wsgi:application",
    ]  # fmt: skip
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.house.probed_settings", "ORDERLOOM_ROLE": "app",
        "ORDERLOOM_LOG": "CRITICAL", "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), **told,
    }  # fmt: skip
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while not _listens(port):
            assert process.poll() is None, "the server has ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True)
class Caller:
    """Somebody who asks again and again, with what must be in every reply, and what may never be."""

    name: str
    own: str
    paths: Sequence[str]
    headers: dict[str, str]
    forbidden: Sequence[str]
    writes: bool = False


def callers(place: Place, other: Place) -> list[Caller]:
    """Return a program and a person of the staff, and a program and a person of each supplier."""
    order = place.ids["order_id"]
    api = [
        "/api/v1/orders",
        f"/api/v1/orders/{order}",
        "/api/v1/suppliers",
        "/api/v1/tasks",
        "/api/v1/categories",
    ]
    pages = [
        f"/merchant/{place.slug}/orders/",
        f"/merchant/{place.slug}/orders/{order}/",
        f"/merchant/{place.slug}/",
    ]
    token = {"Authorization": f"Bearer {place.tokens['operator']}"}
    foreign = (other.mark,)
    found = [
        Caller(f"{place.mark} program", place.mark, api, token, foreign, writes=True),
        Caller(f"{place.mark} operator", place.mark, pages, session(place.people["operator"]), foreign),
    ]
    for company in place.companies:
        found += sellers(
            company, (*foreign, *HIDDEN, *(one.mark for one in place.companies if one is not company))
        )
    return found


def sellers(company: Company, foreign: Sequence[str]) -> list[Caller]:
    task, title = company.task_ids[0], company.titles[0]
    token = {"Authorization": f"Bearer {company.token}"}
    api = ["/api/v1/tasks", f"/api/v1/tasks/{task}"]
    pages = ["/supplier/", f"/supplier/tasks/{task}/"]
    own = title.split()[0]
    return [
        Caller(f"{company.mark} program", own, api, token, foreign),
        Caller(f"{company.mark} person", own, pages, session(company.user), foreign),
    ]


def session(user: object) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"}


@dataclass
class Line:
    """One connection of a browser or program, over which all sorts of callers ask one after the other."""

    port: int
    chance: random.Random
    programs: Sequence[Caller]
    persons: Sequence[Caller]
    name: str
    findings: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    wire: http.client.HTTPConnection | None = None

    def ask(self, times: int) -> None:
        for number in range(times):
            kind, fate = self.chance.random(), self.chance.random()
            caller = self.chance.choice(self.persons if kind < PAGES else self.programs)
            if caller.writes and kind > 1 - WRITES * 3:
                self._say(caller, "POST", "/api/v1/orders", fate, order(caller.own, f"{self.name}-{number}"))
            else:
                self._say(caller, "GET", self.chance.choice(caller.paths), fate)
            if number % 8 == 0:
                self._look()
        if self.wire is not None:
            self.wire.close()

    def _say(self, caller: Caller, method: str, path: str, fate: float, body: bytes = b"") -> None:
        headers = dict(caller.headers) | ({"Content-Type": "application/json"} if body else {})
        if fate < BROKEN:
            headers[BREAK_AFTER] = str(self.chance.randint(1, 5))
        answer = self._send(method, path, headers, body)
        if BROKEN < fate < BROKEN + LEFT:
            self._leave()
            return
        text, status = answer.read().decode(), answer.status
        self.seen[str(status)] += 1
        if status not in {200, 201, 500} or (status == 500 and fate >= BROKEN):
            self.findings.append(f"{caller.name}: {method} {path}: {status} {text[:200]}")
        elif status != 500 and caller.own not in text:
            self.findings.append(f"{caller.name}: {method} {path}: nothing of its own")
        self.findings += [
            f"{caller.name}: {method} {path}: shows {mark}" for mark in caller.forbidden if mark in text
        ]

    def _send(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> http.client.HTTPResponse:
        if self.wire is None:
            self.wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.wire.request(method, path, body or None, headers)
        return self.wire.getresponse()

    def _leave(self) -> None:
        """Hang up before the reply is read."""
        self.seen["left"] += 1
        if self.wire is not None:
            self.wire.close()
        self.wire = None

    def _look(self) -> None:
        """See what is left for somebody without a hat."""
        left = json.loads(self._send("GET", "/remembered/", {}).read())
        self.seen["looked"] += 1
        if any(left["hats"]) or left["orders"]:
            self.findings.append(f"{self.name}: a connection remembers {left}")


def order(mark: str, name: str) -> bytes:
    lines = [{"title": f"{mark} plate", "quantity": 1, "category": f"{mark} mugs"}]
    told = {"store": f"{mark} store", "external_id": f"{mark}-R-{name}", "lines": lines, "purchase": True}
    return json.dumps(told).encode()


def ask_many(port: int, ours: Place, theirs: Place, requests: int) -> tuple[list[str], Counter[str]]:
    """Send the requests over few connections at once; return what was wrong, and what came back how often."""
    everybody = [*callers(ours, theirs), *callers(theirs, ours)]
    programs = [one for one in everybody if "Cookie" not in one.headers]
    persons = [one for one in everybody if "Cookie" in one.headers]
    lines = [Line(port, random.Random(seed), programs, persons, f"L{seed}") for seed in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda line: line.ask(requests // CONNECTIONS), lines))
    return [one for line in lines for one in line.findings], sum((line.seen for line in lines), Counter())


def strays() -> int:
    """Return how many orders that were sent lie in another workspace than their sender's."""
    query = (
        "SELECT count(*) FROM intake_customerorder o JOIN identity_workspace w ON w.id = o.workspace_id"
        " WHERE o.external_id LIKE '%-R-%' AND split_part(lower(o.external_id), '-', 1) <> w.slug"
    )
    with administrator() as connection:
        return int(connection.execute(query).fetchone()[0])


def test_each_reply_holds_its_callers_things_only(ours: Place, theirs: Place) -> None:
    with server() as port:
        findings, seen = ask_many(port, ours, theirs, REQUESTS)
    assert findings == []
    assert strays() == 0
    assert seen["201"] > REQUESTS * 0.01, seen
    assert seen["500"] > REQUESTS * BROKEN / 2, seen
    assert seen["left"] > REQUESTS * LEFT / 2, seen
    assert seen["looked"] > REQUESTS / 10, seen


def test_a_hat_that_outlasts_its_transaction_is_found(ours: Place, theirs: Place) -> None:
    """The control."""
    with server(ORDERLOOM_HAT_LASTS="session") as port:
        findings, _seen = ask_many(port, ours, theirs, 60)
    assert any("remembers" in one for one in findings), findings


SLOW = b"POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n"


def test_clients_that_never_finish_their_heading_hold_up_nobody(ours: Place) -> None:
    """More of them than there are threads, and some whose body nobody reads: they show no token."""
    with server() as port, ExitStack() as stack:
        token = f"Authorization: Bearer {ours.tokens['operator']}\r\n".encode()
        for number in range(CONNECTIONS * 3):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            slow.sendall(SLOW + (b'\r\n{"store": ' if number % 2 else token))
        time.sleep(0.3)
        begun = time.monotonic()
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        wire.request("GET", "/api/v1/orders", headers={"Authorization": f"Bearer {ours.tokens['operator']}"})
        assert wire.getresponse().status == 200
        wire.close()
        assert time.monotonic() - begun < 5
