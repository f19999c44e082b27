"""Turns what the interpreter reports into a `ScriptFault`."""

import re

from pydantic_monty import MontyCrashedError, MontyError, MontyRuntimeError, MontySyntaxError

from orderloom.scripting.faults import EXCERPT_CHARS, ScriptFault
from orderloom.scripting.inside import DETAIL_CHARS
from orderloom.scripting.pool import FEED_SECONDS, KILL_AFTER_SECONDS, MEMORY_BYTES

PRINT_BYTES = 65_536
# The session's second feed: the first is our driver, the third the call.
SCRIPT_FILE = "<python-input-1>"

_UNSUPPORTED = re.compile(r"does not yet support (.+)$", re.MULTILINE)
_NO_MODULE = re.compile(r"No module named '([^']*)'")
_SYSTEM = ("PermissionError", "'os.", "suspension limit")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def fault_of(error: MontyError, *, seconds: float = FEED_SECONDS) -> ScriptFault:
    """Explain the interpreter's `error`; `seconds` is the time that the script had."""
    text = clean(str(error))
    if isinstance(error, MontySyntaxError):
        return ScriptFault("syntax", "syntax", {"detail": text}, *_place(error))
    if isinstance(error, MontyCrashedError) and error.timed_out:
        return ScriptFault("timeout", "timeout", {"seconds": f"{KILL_AFTER_SECONDS:g}"})
    if not isinstance(error, MontyRuntimeError):
        return ScriptFault("error", "crashed")
    return _limit(text, seconds) or _failure(text, *_place(error))


def failure(text: str) -> ScriptFault:
    """Explain an exception of which only `Type: message` is known."""
    return _failure(clean(text), None, "")


def _limit(text: str, seconds: float) -> ScriptFault | None:
    if text.startswith("TimeoutError: feed time limit"):
        return ScriptFault("timeout", "timeout", {"seconds": f"{seconds:g}"})
    if text.startswith("MemoryError"):
        if f"> {PRINT_BYTES} bytes" in text:
            return ScriptFault("memory", "printed", {"kilobytes": PRINT_BYTES // 1024})
        return ScriptFault("memory", "memory", {"megabytes": MEMORY_BYTES // 1024**2})
    return None


def _failure(text: str, line: int | None, excerpt: str) -> ScriptFault:
    if text.startswith("RecursionError"):
        return ScriptFault("error", "recursion", {}, line, excerpt)
    if found := _NO_MODULE.search(text):
        return ScriptFault("error", "no_module", {"name": found[1]}, line, excerpt)
    if found := _UNSUPPORTED.search(text):
        return ScriptFault("syntax", "unsupported", {"detail": found[1]}, line, excerpt)
    reason = "forbidden" if any(mark in text for mark in _SYSTEM) else "error"
    return ScriptFault("error", reason, {"detail": text.rstrip(".")}, line, excerpt)


def _place(error: MontySyntaxError | MontyRuntimeError) -> tuple[int | None, str]:
    """Give the script's own deepest line, and the way there."""
    frames = [frame for frame in error.traceback() if frame.filename in {SCRIPT_FILE, "main.py"}]
    shown = [f"{frame.line}: {(frame.source_line or '')[:200].strip()}" for frame in frames[-8:]]
    excerpt = "\n".join([*shown, clean(str(error))])[:EXCERPT_CHARS]
    return (frames[-1].line if frames else None), visible(excerpt)


def clean(text: str) -> str:
    """Cut `text` to what fits a sentence, without characters that cannot be shown or stored."""
    return visible(text[:DETAIL_CHARS])


def visible(text: str) -> str:
    """Replace the characters of `text` that cannot be shown or stored."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)
