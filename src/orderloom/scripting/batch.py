"""Calls one script for many things at once, with the results that `run_script` would give for each alone."""

import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pydantic_monty import CollectString, MontyError

from orderloom.scripting import inside, reading
from orderloom.scripting.faults import ScriptFault
from orderloom.scripting.sandbox import (
    CHUNK,
    Call,
    Outcome,
    Script,
    Setting,
    feed,
    outcome_of,
    run_script,
    text_of,
)

TROUBLE_SECONDS = 60.0
# Two sandboxes keep two processors busy.
AT_ONCE = 2
# How many failing calls of a batch are run again alone to learn the line.
TRACED = 20


def run_batch(
    script: Script,
    calls: Sequence[Call],
    setting: Setting,
    *,
    trouble_seconds: float = TROUBLE_SECONDS,
) -> list[Outcome]:
    """Call the script once for each of `calls`, in their order; each result is as `run_script` gives it.

    Calls go to the sandbox by the chunk. A chunk that breaks a limit is run again call by call, so that a
    bad one spoils no other; once that has taken `trouble_seconds`, what is left fails as `not_tried`.
    A script that keeps something between two calls may differ from `run_script`. Raises pool.SandboxBusy.
    """
    batch = _Batch(script, setting, trouble_seconds)
    chunks = [calls[start : start + CHUNK] for start in range(0, len(calls), CHUNK)]
    if len(chunks) == 1:
        return list(batch.outcomes(calls, batch.answers(calls)))
    with ThreadPoolExecutor(AT_ONCE) as threads:
        try:
            answers = threads.map(batch.answers, chunks)
            return [one for chunk in chunks for one in batch.outcomes(chunk, next(answers))]
        finally:
            threads.shutdown(cancel_futures=True)


class _Batch:
    """One batch on its way: what trouble may still cost, and which failures are known."""

    def __init__(self, script: Script, setting: Setting, trouble_seconds: float) -> None:
        self.script = script
        self.setting = setting
        self.left = trouble_seconds
        self.traced: dict[str, ScriptFault] = {}

    def answers(self, calls: Sequence[Call]) -> list[Any] | float:
        """Give an answer for each call, or the seconds lost when the chunk as a whole failed."""
        if self.left <= 0:
            return 0.0
        started = time.monotonic()
        text = text_of([[call.seed, call.arguments] for call in calls])
        printed = CollectString(max_bytes=reading.PRINT_BYTES)
        try:
            answer = feed(self.script, inside.MANY, text, self.setting, printed)
        except MontyError:
            return time.monotonic() - started
        return _read(answer, len(calls)) or 0.0

    def outcomes(self, calls: Sequence[Call], answers: list[Any] | float) -> Iterator[Outcome]:
        """Yield the outcome of each call of a chunk; a chunk that failed is run call by call."""
        if isinstance(answers, float):
            self.left -= answers
            yield from map(self._alone, calls)
            return
        for call, answer in zip(calls, answers, strict=True):
            yield self._outcome(call, answer)

    def _alone(self, call: Call) -> Outcome:
        if self.left <= 0:
            return Outcome(fault=ScriptFault("timeout", "not_tried"))
        started = time.monotonic()
        try:
            return run_script(self.script, call, self.setting)
        finally:
            self.left -= time.monotonic() - started

    def _outcome(self, call: Call, answer: object) -> Outcome:
        match answer:
            case str():
                return Outcome(value=answer)
            case ["err", str(text)]:
                return self._failed(call, text)
        return outcome_of(self.script, answer, "")

    def _failed(self, call: Call, text: str) -> Outcome:
        """Find the line of a failure that is new, by running its call again alone."""
        if text in self.traced:
            return Outcome(fault=self.traced[text])
        if len(self.traced) >= TRACED:
            return Outcome(fault=reading.failure(text))
        outcome = self._alone(call)
        if outcome.fault:
            self.traced[text] = outcome.fault
        return outcome


def _read(answer: object, count: int) -> list[Any] | None:
    """Read the driver's answers; None when the script has meddled with them."""
    if not isinstance(answer, str):
        return [answer] * count
    try:
        answers = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return answers if isinstance(answers, list) and len(answers) == count else None
