"""Which server process a data directory belongs to, and what a killed one leaves behind."""

import os
import signal
import time
from pathlib import Path

PORT_LINE = 3


def alive(pid: int) -> bool:
    """Say whether a process runs; one that only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid) not in {"Z", "X"}


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return "?"


def works_in(pid: int, directory: Path) -> bool:
    """Say whether a process has its working directory there, as every PostgreSQL process has."""
    if not Path("/proc/self").exists():
        return True
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == directory.resolve()
    except OSError:
        return False


def postmaster(directory: Path) -> tuple[int, int] | None:
    """Return process id and port of the server that runs on a data directory, or None."""
    try:
        lines = (directory / "postmaster.pid").read_text().splitlines()
        pid, port = int(lines[0]), int(lines[PORT_LINE])
    except (OSError, ValueError, IndexError):
        return None
    return (pid, port) if alive(pid) and works_in(pid, directory) else None


def sweep(directory: Path, patience: float = 10) -> None:
    """Remove the pid file of a dead server, after its last child is gone.

    PostgreSQL does this by itself unless the dead one is still a zombie or its number was given
    to another process; with children still writing the file must stay.
    """
    if postmaster(directory) is not None:
        return
    deadline = time.monotonic() + patience
    while left := leftovers(directory):
        late = time.monotonic() > deadline
        for pid in left:
            _end(pid, signal.SIGKILL if late else signal.SIGQUIT)
        time.sleep(0.05)
    (directory / "postmaster.pid").unlink(missing_ok=True)


def leftovers(directory: Path) -> list[int]:
    """Return the living processes that work in a data directory."""
    numbers = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return [pid for pid in numbers if alive(pid) and works_in(pid, directory) and pid != os.getpid()]


def _end(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except (ProcessLookupError, PermissionError):
        return
