"""The pool of sandbox processes: started when first needed, mended after a crash, stopped at exit."""

import atexit
import os
import sys
import threading
from datetime import datetime
from importlib.util import find_spec

from pydantic_monty import Monty, MontySession, OSPolicy, ResourceLimits

FEED_SECONDS = 1.0
MEMORY_BYTES = 32 * 1024 * 1024
RECURSION = 200
# Every refused call (a file, the environment) counts as one; honest scripts make none.
SUSPENSIONS = 20
PROCESSES = 4
WAIT_SECONDS = 30.0
# The last resort, if a worker should not keep its own limits.
KILL_AFTER_SECONDS = 15.0
SESSIONS_PER_PROCESS = 2_000
# Only the script's own top level draws from this; each call is seeded anew.
START_SEED = "orderloom"

if find_spec("opentelemetry") is None:
    # The sandbox looks for it at every feed; a name that is known to be missing is not searched for again.
    sys.modules["opentelemetry"] = None  # type: ignore[assignment]

_lock = threading.Lock()
_pool: Monty | None = None


class SandboxBusy(Exception):
    """No sandbox came free in time. Nothing is wrong with the script: try again later."""


def session(*, now: datetime, zone: str, seconds: float = FEED_SECONDS) -> MontySession:
    """Prepare a sandbox with the fixed limits, a clock that stands at `now` and no sleep.

    `zone` is an IANA name; `seconds` limits each piece of source that is fed. Enter it with `with`.
    """
    limits = ResourceLimits(
        max_feed_duration_secs=seconds,
        max_memory=MEMORY_BYTES,
        max_recursion_depth=RECURSION,
        max_suspensions=SUSPENSIONS,
    )
    # Sleep must be zero: the time limit does not count a sleeping script.
    policy = OSPolicy(datetime=now, timezone=zone, sleep="zero", random_start={"seed": START_SEED})
    return _started().checkout(limits=limits, os_policy=policy)


def stop() -> None:
    """End every sandbox process; the next `session` starts new ones."""
    global _pool
    with _lock:
        if _pool is not None:
            _pool.__exit__(None, None, None)
            _pool = None


def _started() -> Monty:
    global _pool
    with _lock:
        if _pool is None:
            fresh = Monty(
                min_processes=1,
                max_processes=min(PROCESSES, max(2, os.cpu_count() or 2)),
                checkout_timeout=WAIT_SECONDS,
                request_timeout=KILL_AFTER_SECONDS,
                max_checkouts_per_worker=SESSIONS_PER_PROCESS,
            )
            _pool = fresh.__enter__()
        return _pool


atexit.register(stop)
# A forked child must not inherit the pipes to its parent's sandboxes.
os.register_at_fork(before=stop)
