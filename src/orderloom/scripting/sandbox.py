"""The door to the sandbox: a script and plain values in, a plain value or a fault out (many: see `batch`).

Limits of one call: 1 s, 32 MB, 200 calls deep, 64 kB printed; no files, network, environment or sleep; the
clock stands still and chance is seeded, so that the same call gives the same result when it is repeated.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_monty import (
    CollectString,
    MontyCrashedError,
    MontyError,
    MontyRuntimeError,
    MontySyntaxError,
)

from orderloom.scripting import inside, pool, reading
from orderloom.scripting.faults import ScriptFault

SOURCE_CHARS = 50_000
# At the pace of 10 ms a call, which is ten times slower than an honest script.
CHUNK = 500
CHUNK_SECONDS = 5.0

Plain = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Script:
    """A source text and the function in it that is called.

    `prelude` is our own source that is read first: helpers, and `_build(*arguments)`, which turns the plain
    arguments of a call into what the function takes.
    """

    source: str
    entry: str
    prelude: str = ""

    def __post_init__(self) -> None:
        if not self.entry.isidentifier():
            raise ValueError(f"{self.entry!r} cannot be the name of a function")


@dataclass(frozen=True, slots=True)
class Setting:
    """The instant (aware) at which a script's clock stands, and its IANA time zone."""

    now: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call: values that JSON can hold, and what its chance is seeded with."""

    seed: str
    arguments: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call returned, or its fault, and what it printed (never in a batch)."""

    value: Plain = None
    fault: ScriptFault | None = None
    printed: str = ""


def run_script(script: Script, call: Call, setting: Setting) -> Outcome:
    """Call the script once in a sandbox of its own. Raises pool.SandboxBusy."""
    text = text_of([call.seed, call.arguments])
    printed = CollectString(max_bytes=reading.PRINT_BYTES)
    try:
        answer = feed(script, inside.ONE, text, setting, printed)
    except MontyError as error:
        return Outcome(fault=reading.fault_of(error), printed=reading.visible(printed.output))
    return outcome_of(script, answer, reading.visible(printed.output))


def text_of(value: object) -> str:
    """Write `value` as JSON; half a surrogate pair, which is no character, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False).encode(errors="replace").decode()


def feed(script: Script, runner: str, text: str, setting: Setting, printed: CollectString) -> Any:
    """Run one call or chunk and give the driver's answer, or the fault of a source that cannot be read.

    A sandbox that was lost is replaced once, as that need not be the script's doing.
    Raises MontyError, pool.SandboxBusy.
    """
    if len(script.source) > SOURCE_CHARS:
        return ScriptFault("syntax", "too_big", {"characters": SOURCE_CHARS})
    try:
        return _feed_once(script, runner, text, setting, printed)
    except MontyCrashedError as error:
        if error.timed_out:
            raise
        return _feed_once(script, runner, text, setting, printed)


def _feed_once(script: Script, runner: str, text: str, setting: Setting, printed: CollectString) -> Any:
    single = runner == inside.ONE
    seconds = pool.FEED_SECONDS if single else CHUNK_SECONDS
    prelude = inside.DRIVER + script.prelude + ("" if single else inside.SILENCE)
    try:
        with pool.session(now=setting.now, zone=setting.zone, seconds=seconds) as session:
            session.feed_run(prelude, print_callback=printed)
            try:
                session.feed_run(script.source, print_callback=printed)
            except (MontySyntaxError, MontyRuntimeError) as error:
                return reading.fault_of(error, seconds=seconds)
            call = inside.calling(script.entry, runner)
            return session.feed_run(call, inputs={"_text": text}, print_callback=printed)
    except TimeoutError as error:
        raise pool.SandboxBusy from error


def outcome_of(script: Script, answer: object, printed: str) -> Outcome:
    """Read the driver's answer; a script that has tampered with the driver gets a plain refusal."""
    match answer:
        case ["ok", value] if value is None or isinstance(value, str | int | float):
            return Outcome(value=value, printed=printed)
        case ["missing", None]:
            fault = ScriptFault("error", "missing", {"name": script.entry})
        case ScriptFault():
            fault = answer
        case ["long", int()]:
            fault = ScriptFault("bad_result", "result_too_long")
        case ["odd", str(kind)]:
            fault = ScriptFault("bad_result", "not_plain", {"type": _type_name(kind)})
        case _:
            fault = ScriptFault("error", "crashed")
    return Outcome(fault=fault, printed=printed)


def _type_name(shown: str) -> str:
    """Take `dict` out of `<class 'dict'>`."""
    return reading.clean(shown.removeprefix("<class '").removesuffix("'>"))[:40]
