"""The controls of the sandbox's limits: with a limit taken away, what it stops goes through."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orderloom.scripting import pool, reading
from orderloom.scripting.tests.test_sandbox import run

COUNT = "x = 0\nfor i in range(2000000): x += i\nreturn x"
DEEP = "def down(n):\n    return 0 if n == 0 else 1 + down(n - 1)\nreturn down(400)"
ASK = "n = 0\nfor i in range(60):\n    try:\n        open('/x')\n    except Exception: n += 1\nreturn n"

Limit = tuple[Any, str, float, float]


@pytest.mark.parametrize(
    ("body", "limit", "value"),
    [
        (COUNT, (pool, "FEED_SECONDS", 0.02, 10.0), 1_999_999_000_000),
        ("return len('a' * 60000000)", (pool, "MEMORY_BYTES", pool.MEMORY_BYTES, 1 << 28), 60_000_000),
        (DEEP, (pool, "RECURSION", pool.RECURSION, 900), 400),
        (ASK, (pool, "SUSPENSIONS", pool.SUSPENSIONS, 1000), 60),
        ("print('x' * 100000)\nreturn 1", (reading, "PRINT_BYTES", reading.PRINT_BYTES, 1 << 20), 1),
    ],
    ids=["time", "memory", "depth", "calls", "prints"],
)
def test_each_limit_is_what_stops_it(
    monkeypatch: pytest.MonkeyPatch, body: str, limit: Limit, value: int
) -> None:
    place, name, ours, wide = limit
    monkeypatch.setattr(place, name, ours)
    stopped = run(body)
    assert stopped.fault is not None
    monkeypatch.setattr(place, name, wide)
    assert run(body).value == value


OUTSIDE: list[Callable[[], Any]] = [
    lambda: ().__class__.__bases__,
    lambda: Path("/etc/passwd").read_text(),
    lambda: os.environ["PATH"],
    lambda: os.listdir("/"),
    lambda: os.urandom(4),
    lambda: globals()["os"],
]


@pytest.mark.parametrize("reach", OUTSIDE, ids=range(len(OUTSIDE)))
def test_plain_python_reaches_what_the_sandbox_refuses(reach: Callable[[], Any]) -> None:
    assert reach()
