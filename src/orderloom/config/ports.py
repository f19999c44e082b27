"""Which loopback port a server may have, and who sits on it when it is taken."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

HELD = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}  # the state of a socket that holds its port
ATTEMPTS = 200


class PortTaken(Exception):
    """Another process listens on the wanted port; the message says who and what to do."""


@contextmanager
def claimed(host: str, wanted: str, default: int) -> Iterator[int]:
    """Give a port that is free and whose next is free too, and keep both for us as long as the block lasts.

    `wanted` is a number, `auto` for the first free pair, or empty for the default. Raises PortTaken.
    """
    with ExitStack() as claims:
        yield (
            _auto(host, default, claims) if wanted == "auto" else _named(host, int(wanted or default), claims)
        )


def _auto(host: str, default: int, claims: ExitStack) -> int:
    for port in range(default, default + 2 * ATTEMPTS, 2):
        with ExitStack() as pair:
            if _claim(host, port, pair) and _claim(host, port + 1, pair):
                claims.enter_context(pair.pop_all())
                return port
    raise PortTaken(f"No two neighbouring ports from {default} on are free.")


def _named(host: str, first: int, claims: ExitStack) -> int:
    for port in (first, first + 1):
        if not _claim(host, port, claims):
            raise PortTaken(
                f"Port {port} is taken{_by(port)}. Stop that, or take another: "
                "orderloom up --port auto (make run PORT=auto)."
            )
    return first


def _claim(host: str, port: int, claims: ExitStack) -> bool:
    """Keep the port from other installations until the claim ends, and say whether it was to be had.

    The web servers listen only when the database is ready, and share a port with whoever listens there already: that
    is how their workers share it. So its number is held by UDP from now on, which the system gives to one alone and
    takes back from a process that was killed.
    """
    with ExitStack() as held:
        mark = held.enter_context(closing(socket.socket(_family(host), socket.SOCK_DGRAM)))
        try:
            mark.bind((host, port))
        except OSError:
            return False
        if not free(host, port):
            return False
        claims.enter_context(held.pop_all())
    return True


def free(host: str, port: int) -> bool:
    """Say whether a server could listen there now."""
    with closing(socket.socket(_family(host))) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _by(port: int) -> str:
    pid = holder(port)
    if pid is None:
        return ""
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return f" by process {pid} ({command.strip()[:80]})"


def holder(port: int) -> int | None:
    """Return the process that holds a port, where the system lets us see it."""
    inodes = {f"socket:[{inode}]" for inode in _held(port)}
    for entry in Path("/proc").glob("[0-9]*/fd/*") if inodes else ():
        try:
            if os.readlink(entry) in inodes:
                return int(entry.parts[2])
        except OSError:
            continue
    return None


def _held(port: int) -> list[str]:
    found = []
    for table, state in HELD.items():
        try:
            rows = [line.split() for line in Path("/proc/net", table).read_text().splitlines()[1:]]
        except OSError:
            continue
        found += [row[9] for row in rows if row[3] == state and int(row[1].rpartition(":")[2], 16) == port]
    return found
