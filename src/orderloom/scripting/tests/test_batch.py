import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderloom.scripting.batch import run_batch
from orderloom.scripting.sandbox import CHUNK, Call, Script, Setting, run_script

SETTING = Setting(now=datetime(2026, 3, 4, 5, 6, tzinfo=UTC), zone="Asia/Shanghai")
MIXED = Script(
    """
import random
START = random.random()

def act(number):
    if number % 7 == 3:
        return {}["missing " + str(number % 2)]
    if number % 11 == 5:
        return b"odd"
    return str(START) + str(number) + str(random.random())
""",
    "act",
)


def calls(numbers):
    return [Call(f"line-{number}:1", [number]) for number in numbers]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 1000), max_size=30))
def test_a_batch_gives_what_single_calls_give(numbers):
    alone = [run_script(MIXED, call, SETTING) for call in calls(numbers)]
    assert run_batch(MIXED, calls(numbers), SETTING) == alone


def test_a_call_that_loops_spoils_no_other():
    script = Script("def act(n):\n    while n == 3: pass\n    return n", "act")
    started = time.monotonic()
    outcomes = run_batch(script, calls(range(40)), SETTING)
    assert [outcome.value for outcome in outcomes] == [n if n != 3 else None for n in range(40)]
    assert outcomes[3].fault.reason == "timeout"
    assert time.monotonic() - started < 8


def test_a_call_that_bursts_spoils_no_other():
    script = Script("def act(n):\n    return 'x' * (10**9 if n == 3 else 1)", "act")
    outcomes = run_batch(script, calls(range(CHUNK + 10)), SETTING)
    assert [n for n, outcome in enumerate(outcomes) if outcome.fault] == [3]
    assert outcomes[3].fault.kind == "memory"


def test_trouble_ends_when_its_time_is_used_up():
    script = Script("def act(n):\n    while True: pass", "act")
    started = time.monotonic()
    outcomes = run_batch(script, calls(range(3 * CHUNK)), SETTING, trouble_seconds=6.5)
    assert time.monotonic() - started < 15
    reasons = [outcome.fault.reason for outcome in outcomes]
    assert reasons[0] == "timeout"
    assert set(reasons[10:]) == {"not_tried"}


@pytest.mark.parametrize(
    "source", ["def act(", "import socket\ndef act(n): return 1", "def other(n): return 1"]
)
def test_a_source_that_cannot_be_read_fails_every_call_at_once(source):
    started = time.monotonic()
    outcomes = run_batch(Script(source, "act"), calls(range(5 * CHUNK)), SETTING)
    assert {outcome.fault.reason for outcome in outcomes} <= {"syntax", "no_module", "missing"}
    assert time.monotonic() - started < 2


def test_the_same_failure_everywhere_is_traced_once():
    script = Script("def act(n):\n    return n.nothing", "act")
    started = time.monotonic()
    outcomes = run_batch(script, calls(range(5 * CHUNK)), SETTING)
    assert {outcome.fault.line for outcome in outcomes} == {2}
    assert time.monotonic() - started < 3


def test_prints_do_not_break_a_batch():
    script = Script("def act(n):\n    print('x' * 1000)\n    return n", "act")
    assert [outcome.value for outcome in run_batch(script, calls(range(CHUNK)), SETTING)] == list(
        range(CHUNK)
    )


def test_an_empty_batch_is_empty():
    assert run_batch(MIXED, [], SETTING) == []
