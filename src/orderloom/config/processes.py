"""The parts of a running installation, started, watched and stopped as one.

A part that dies is started again, later and later while it keeps dying. Parts die with the
supervisor; what a `kill -9` leaves behind is found by its mark and ended at the next start.
"""

import ctypes
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from orderloom.config import stale

MARK = "ORDERLOOM_RUN"
GRACE_SECONDS = 15
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
SOUND_AFTER_SECONDS = 20
LOG_LIMIT = 20_000_000
PR_SET_PDEATHSIG = 1
Say = Callable[[str], None]
Held = TypeVar("Held")


@dataclass
class Part:
    """One process of the installation and how its last starts went."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0
    pause: float = FIRST_PAUSE
    due: float = 0

    def start(self, mark: str, log: Path) -> None:
        """Start the process in a group of its own, to die with this one."""
        self.started = time.monotonic()
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment, MARK: mark},
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )

    def dead(self) -> bool:
        """Say whether the process has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def signal(self, how: signal.Signals) -> None:
        """Send a signal to the process and to all that it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, how)
            except (ProcessLookupError, PermissionError):
                return


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps parts running until it is told to stop; the last part started is the first to stop."""

    def __init__(self, place: Path, parts: list[Part], say: Say) -> None:
        """Take the parts in starting order; `keep` mends what they stand on and says if it had to move."""
        self.place, self.parts, self.say = place, parts, say
        self.keep: Callable[[], bool] = lambda: False
        self.mark = secrets.token_hex(16)
        self.stopping = False
        self.ground = ExitStack()

    def open(self, manager: AbstractContextManager[Held]) -> Held:
        """Enter what the parts stand on; it is left by `close`, after they have stopped."""
        return self.ground.enter_context(manager)

    def close(self) -> None:
        """Leave what the parts stood on."""
        self.ground.close()

    def start(self) -> None:
        """Start every part, and note down which processes are ours."""
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        signal.signal(signal.SIGHUP, self._ask_to_stop)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        for part in self.parts:
            part.start(self.mark, self.log)
        record = {"supervisor": os.getpid(), "born": born(os.getpid()), "mark": self.mark}
        draft = self.place / "processes.json.new"
        draft.write_text(json.dumps(record))
        draft.replace(self.place / "processes.json")

    @property
    def log(self) -> Path:
        """Return the file that all parts write to."""
        return self.place / "orderloom.log"

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def watch(self) -> None:
        """Restart what dies, until a signal asks to stop; then stop everything in order."""
        try:
            while not self.stopping:
                self.look_once()
                time.sleep(0.2)
        finally:
            self.stop()

    def look_once(self) -> None:
        """Mend what has died since the last look."""
        if self.keep():
            for part in self.parts:
                part.signal(signal.SIGTERM)
        now = time.monotonic()
        for part in self.parts:
            if part.dead() and part.process is not None:
                self._plan(part, part.process.returncode, now)
            if part.process is None and now >= part.due and not self.stopping:
                part.start(self.mark, self.log)

    def _plan(self, part: Part, code: int, now: float) -> None:
        part.signal(signal.SIGKILL)
        if now - part.started > SOUND_AFTER_SECONDS:
            part.pause = FIRST_PAUSE
        self.say(f"{part.name} ended ({code}), starting it again in {part.pause:.1f} s. See {self.log}")
        part.process, part.due = None, now + part.pause
        part.pause = min(part.pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """Stop the parts one after another, the last started first."""
        for part in reversed(self.parts):
            part.signal(signal.SIGTERM)
            if part.process is not None:
                try:
                    part.process.wait(GRACE_SECONDS)
                except subprocess.TimeoutExpired:
                    self.say(f"{part.name} does not stop, ending it.")
            part.signal(signal.SIGKILL)
            if part.process is not None:
                part.process.wait()
        (self.place / "processes.json").unlink(missing_ok=True)


def born(pid: int) -> str:
    """Return when a process started, in a form that tells it from a later one of the same number."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "?"


def earlier(place: Path) -> int | None:
    """Return the process id of a supervisor that works on this home now, or None.

    Processes that a killed supervisor left behind are ended on the way.
    """
    try:
        record = json.loads((place / "processes.json").read_text())
        pid, mark = int(record["supervisor"]), str(record["mark"])
    except (OSError, ValueError, KeyError):
        return None
    if stale.alive(pid) and born(pid) == record.get("born"):
        return pid
    end_marked(mark)
    (place / "processes.json").unlink(missing_ok=True)
    return None


def end_marked(mark: str, patience: float = 5) -> None:
    """End every process that carries a supervisor's mark, at last by force."""
    deadline = time.monotonic() + patience
    while left := marked(mark):
        how = signal.SIGKILL if time.monotonic() > deadline else signal.SIGTERM
        for pid in left:
            try:
                os.kill(pid, how)
            except ProcessLookupError:
                continue
        time.sleep(0.1)


def marked(mark: str) -> list[int]:
    """Return the living processes that a supervisor started, directly or not."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0") and stale.alive(int(entry.name)):
                found.append(int(entry.name))
        except OSError:
            continue
    return found
