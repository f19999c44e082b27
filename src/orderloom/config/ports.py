"""Which loopback port a server may have, and who sits on it when it is taken."""

import os
import socket
from contextlib import closing
from pathlib import Path

LISTENING = "0A"
ATTEMPTS = 200


class PortTaken(Exception):
    """Another process listens on the wanted port; the message says who and what to do."""


def chosen(host: str, wanted: str, default: int) -> int:
    """Return a port that is free, and whose next is free too. Raises PortTaken.

    `wanted` is a number, `auto` for the first free pair, or empty for the default.
    """
    if wanted == "auto":
        for port in range(default, default + 2 * ATTEMPTS, 2):
            if free(host, port) and free(host, port + 1):
                return port
        raise PortTaken(f"No two neighbouring ports from {default} on are free.")
    first = int(wanted or default)
    for port in (first, first + 1):
        if not free(host, port):
            raise PortTaken(
                f"Port {port} is taken{_by(port)}. Stop that, or take another: "
                "orderloom up --port auto (make run PORT=auto)."
            )
    return first


def free(host: str, port: int) -> bool:
    """Say whether a server could listen there now."""
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _by(port: int) -> str:
    pid = holder(port)
    if pid is None:
        return ""
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return f" by process {pid} ({command.strip()[:80]})"


def holder(port: int) -> int | None:
    """Return the process that listens on a port, where the system lets us see it."""
    inodes = {f"socket:[{inode}]" for inode in _listeners(port)}
    for entry in Path("/proc").glob("[0-9]*/fd/*") if inodes else ():
        try:
            if os.readlink(entry) in inodes:
                return int(entry.parts[2])
        except OSError:
            continue
    return None


def _listeners(port: int) -> list[str]:
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = [line.split() for line in Path(table).read_text().splitlines()[1:]]
        except OSError:
            continue
        found += [
            row[9] for row in rows if row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port
        ]
    return found
