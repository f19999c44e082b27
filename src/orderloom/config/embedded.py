"""The database that comes along: PostgreSQL 18, started, shared and stopped by ourselves.

Any number of processes may `attach` at once. The first starts the server, the last one to leave
stops it; a server that was left behind by a killed process is taken over.
"""

import atexit
import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

from orderloom.config import home, stale
from orderloom.config.cluster import data_directory, settings_of

PATIENCE_SECONDS = 300
STOP_SECONDS = 60
TRIES = 20
LOG_LIMIT = 5_000_000
STARTED: list["subprocess.Popen[bytes]"] = []


class DatabaseTrouble(Exception):
    """The embedded database does not start or stop; the message quotes its log."""


@dataclass(frozen=True)
class Server:
    """The embedded server of one home. Without `durable` it is fast and forgets on power loss."""

    place: Path
    durable: bool = True

    @property
    def log(self) -> Path:
        """Return the file that start-up messages go to."""
        return self.place / "postgres.log"

    def running(self) -> tuple[int, int] | None:
        """Return process id and port when the server runs."""
        directory = self.place / "postgres"
        return stale.postmaster(directory) if directory.exists() else None

    def ensure(self, patience: float = PATIENCE_SECONDS) -> int:
        """Start the server unless it runs, wait until it accepts connections, return its port.

        Crash recovery may take minutes and is waited for. Raises DatabaseTrouble.
        """
        with locked(self.place / "postgres.start.lock"):
            return self._ensure(patience)

    def _ensure(self, patience: float) -> int:
        directory = data_directory(self.place)
        deadline = time.monotonic() + patience
        child: subprocess.Popen[bytes] | None = None
        tries = 0
        while not self._accepts():
            if child is not None and child.poll() is not None:
                child = None
            if child is None and self.running() is None:
                tries += 1
                child = self._spawn(directory, tries)
            if time.monotonic() > deadline or tries > TRIES:
                raise DatabaseTrouble(f"The database does not start.\n{self._tail()}")
            time.sleep(0.05)
        return home.embedded_port()

    def _spawn(self, directory: Path, tries: int) -> "subprocess.Popen[bytes]":
        stale.sweep(directory)
        if tries > 1:
            time.sleep(0.25)
            if _taken(home.embedded_port()):
                home.change_embedded_port()
        identity, command = settings_of(directory, home.embedded_port(), durable=self.durable)
        with _rotated(self.log) as log:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                user=identity.uid,
                group=identity.gid,
                extra_groups=None if identity.uid is None else [],
                start_new_session=True,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            )
        # Held for the life of this process: the server is meant to outlive the variable.
        STARTED.append(child)
        return child

    def _accepts(self) -> bool:
        found = self.running()
        if found is None or found[1] != home.embedded_port():
            return False
        try:
            psycopg.connect(home.database_url("admin", "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise DatabaseTrouble(
                    f"{self.place}/secrets.json does not fit the data in {self.place}/postgres. "
                    "Put the right file back, or restore a backup into a new ORDERLOOM_HOME."
                ) from error
            return False
        return True

    def _tail(self, lines: int = 15) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return f"({self.log} cannot be read)"

    def stop(self) -> None:
        """Stop the server in order: running transactions are rolled back, nothing needs recovery."""
        found = self.running()
        if found is None:
            return
        pid = found[0]
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while stale.alive(pid):
            _reap()
            if time.monotonic() > deadline:
                raise DatabaseTrouble(f"The database (process {pid}) does not stop.\n{self._tail()}")
            time.sleep(0.02)
        _reap()


@contextmanager
def attach(server: Server | None = None) -> Iterator[Server]:
    """Keep the embedded server running for as long as the block lasts. Raises DatabaseTrouble."""
    server = server or Server(home.prepared_home())
    with (server.place / "postgres.users.lock").open("a") as users:
        with locked(server.place / "postgres.start.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            server._ensure(PATIENCE_SECONDS)
        try:
            yield server
        finally:
            with locked(server.place / "postgres.start.lock"):
                if _last(users):
                    server.stop()


def _last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time into the block."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _reap() -> None:
    STARTED[:] = [child for child in STARTED if child.poll() is None]


@atexit.register
def _hand_over() -> None:
    """Leave a server that others still use without the warning that it outlives us."""
    for child in STARTED:
        if child.poll() is None:
            child.returncode = 0


def _rotated(log: Path) -> IO[bytes]:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    return log.open("ab")
