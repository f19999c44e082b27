"""The supervisor keeps its parts alive, stops them in order, and cleans up after one that was killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from orderloom.config import home, ports, processes, stale

SCRIPT = """
import sys
from pathlib import Path
from orderloom.config.processes import Part, Supervisor
place = Path(sys.argv[1])
body = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()} ')\\nwhile True: time.sleep(1)"
parts = [Part(name, [sys.executable, "-c", body, str(place / name)]) for name in ("first", "second")]
supervisor = Supervisor(place, parts, print)
supervisor.start()
supervisor.watch()
"""


def until(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def supervisor(tmp_path: Path) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(Path(home.__file__).parents[2])}
    process = subprocess.Popen((sys.executable, "-c", SCRIPT, str(tmp_path)), env=environment)
    until(lambda: pids(tmp_path, "first") and pids(tmp_path, "second"))
    until(lambda: (tmp_path / "processes.json").exists())
    return process


def pids(place: Path, name: str) -> list[int]:
    path = place / name
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def test_killed_part_is_started_again(tmp_path: Path, supervisor: "subprocess.Popen[bytes]") -> None:
    os.kill(pids(tmp_path, "first")[0], signal.SIGKILL)
    until(lambda: len(pids(tmp_path, "first")) == 2)
    assert len(pids(tmp_path, "second")) == 1
    supervisor.terminate()
    assert supervisor.wait(20) == 0
    assert not any(stale.alive(pid) for name in ("first", "second") for pid in pids(tmp_path, name))


def test_parts_die_with_a_killed_supervisor(tmp_path: Path, supervisor: "subprocess.Popen[bytes]") -> None:
    assert processes.earlier(tmp_path) == supervisor.pid
    supervisor.kill()
    supervisor.wait()
    until(lambda: not any(stale.alive(pid) for pid in (*pids(tmp_path, "first"), *pids(tmp_path, "second"))))
    assert processes.earlier(tmp_path) is None


def test_what_a_killed_supervisor_left_is_ended(tmp_path: Path) -> None:
    mark = "0123456789abcdef"
    left = subprocess.Popen(
        (sys.executable, "-c", "import time; time.sleep(60)"),
        env={processes.MARK: mark},
        start_new_session=True,
    )
    (tmp_path / "processes.json").write_text(
        f'{{"supervisor": {left.pid}, "born": "another", "mark": "{mark}"}}'
    )
    until(lambda: processes.marked(mark))
    assert processes.earlier(tmp_path) is None
    assert left.wait(10) == -signal.SIGTERM


def test_taken_port_names_its_holder_and_the_way_out() -> None:
    port = home.free_port()
    serve = f"import socket, time\ns = socket.create_server(('127.0.0.1', {port}))\ntime.sleep(60)"
    with subprocess.Popen((sys.executable, "-c", serve)) as holder:
        until(lambda: not ports.free("127.0.0.1", port))
        with pytest.raises(ports.PortTaken) as refusal, ports.claimed("127.0.0.1", str(port), 8000):
            pass
        assert f"Port {port} is taken by process {holder.pid}" in str(refusal.value)
        assert "--port auto" in str(refusal.value)
        with ports.claimed("127.0.0.1", "auto", port) as other:
            assert other > port
        holder.kill()


def test_a_port_belongs_to_one_installation_before_anything_listens_there() -> None:
    """Two that start at once both prepare their databases before their servers listen."""
    host, start = "127.0.0.1", home.free_port()
    with ports.claimed(host, "auto", start) as first:
        with ports.claimed(host, "auto", start) as second:
            assert second > first + 1
        for wanted in (first, first + 1, first - 1):
            with pytest.raises(ports.PortTaken) as refusal, ports.claimed(host, str(wanted), start):
                pass
            assert f"is taken by process {os.getpid()}" in str(refusal.value)
    with ports.claimed(host, str(first), start) as again:
        assert again == first


def test_servers_listen_on_the_port_that_is_kept_for_them() -> None:
    """As the workers of a web server do, which share the port."""
    with ports.claimed("127.0.0.1", "auto", home.free_port()) as port, ExitStack() as servers:
        for _worker in range(2):
            server = servers.enter_context(socket.socket())
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            server.bind(("127.0.0.1", port))
            server.listen()
        assert not ports.free("127.0.0.1", port)
