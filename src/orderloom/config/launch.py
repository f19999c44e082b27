"""`orderloom up`: from an empty directory, or from whatever a crash has left, to a running installation."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

from orderloom.config import embedded, home, ports, processes, roles, versions
from orderloom.config.processes import Part, Supervisor

DEFAULT_PORT = 8000
READY_SECONDS = 60
# Addresses that mean every network of this machine, and how the machine itself reaches them.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104
Say = Callable[[str], None]


class AlreadyRunning(Exception):
    """Another supervisor works on this home; the message says where to find it."""


class PreparationFailed(Exception):
    """A step before the start failed; the message is what it said."""


@dataclass(frozen=True)
class Wish:
    """What `orderloom up` was asked for."""

    host: str = "127.0.0.1"
    port: str = ""
    demo: bool = True
    workers: int = 2

    def address(self, port: int) -> str:
        """Return where a browser finds the application."""
        shown = "localhost" if self.host in EVERYWHERE or self.host in {"127.0.0.1", "::1"} else self.host
        return f"http://{shown}:{port}/"


def up(wish: Wish, say: Say) -> None:
    """Run the installation until a signal asks to stop. Raises AlreadyRunning, PortTaken and others."""
    place = home.prepared_home()
    with ExitStack() as claim:
        with embedded.locked(place / "up.lock"):
            if (pid := processes.earlier(place)) is not None:
                raise AlreadyRunning(f"Orderloom runs here already (process {pid}) at {_noted(place)}")
            port = claim.enter_context(ports.claimed(wish.host, wish.port, DEFAULT_PORT))
            supervisor = _started(wish, port, say)
        try:
            _announce(wish, port, supervisor, say)
            supervisor.watch()
        finally:
            supervisor.close()
            say("Orderloom has stopped.")


def _started(wish: Wish, port: int, say: Say) -> Supervisor:
    place = home.prepared_home()
    supervisor = Supervisor(place, parts(wish, port), say)
    try:
        if home.external_url() is None:
            server = supervisor.open(embedded.attach())
            supervisor.keep = lambda: keep(server, say)
        prepare(wish, say)
        (place / "address").write_text(wish.address(port))
        supervisor.start()
    except BaseException:
        supervisor.stop()
        supervisor.close()
        raise
    return supervisor


def _noted(place: Path) -> str:
    try:
        return (place / "address").read_text()
    except OSError:
        return "an address that it has not noted yet"


def parts(wish: Wish, port: int) -> list[Part]:
    """Return the processes of an installation, in the order in which they start."""
    shared = {
        "DJANGO_SETTINGS_MODULE": "orderloom.config.settings",
        "ORDERLOOM_ADDRESS": os.environ.get("ORDERLOOM_ADDRESS", wish.address(port).rstrip("/")),
        "ORDERLOOM_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    serve = [sys.executable, "-m", "granian", "--host", wish.host, "--no-ws", "--respawn-failed-workers"]
    # Open streams of live updates do not end by themselves.
    serve += ["--workers-kill-timeout", "5"]
    web = [
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        str(wish.workers),
        "--blocking-threads",
        "8",
    ]
    live = ["--interface", "asgi", "--port", str(port + 1), "--workers", "1"]
    worker = [sys.executable, "-m", "orderloom.config.cli", "worker"]
    as_app = {**shared, "ORDERLOOM_ROLE": "app"}
    return [
        Part("worker", worker, {**shared, "ORDERLOOM_ROLE": "worker"}),
        Part("live", [*serve, *live, "orderloom.config.live:app"], as_app),
        Part("web", [*serve, *web, "orderloom.config.wsgi:application"], as_app),
    ]


def keep(server: embedded.Server, say: Say) -> bool:
    """Start the database again when it has died; return whether it has moved to another port."""
    if server.running() is not None:
        return False
    before = home.embedded_port()
    say("The database has died, starting it again.")
    try:
        server.ensure(patience=5)
    except embedded.DatabaseTrouble as trouble:
        say(str(trouble))
        return False
    say("The database is back.")
    return home.embedded_port() != before


def prepare(wish: Wish, say: Say) -> None:
    """Bring roles, tables and the demo up to date. Raises PreparationFailed, RolesMissing."""
    admin = home.database_url("admin")
    roles.prepare(admin, home.database_name())
    if not versions.up_to_date():
        say("Bringing the database up to date ...")
        run_step("migrate")
        versions.note()
    if wish.demo and find_spec("orderloom.portals.demo") and is_new():
        say("Setting up the demo workspace ...")
        run_step("demo")


def is_new() -> bool:
    """Say whether nobody has an account here yet."""
    with psycopg.connect(home.database_url("owner")) as connection:
        table = connection.execute("SELECT to_regclass('identity_user')").fetchone()
        if table is None or table[0] is None:
            return False
        found = connection.execute("SELECT EXISTS (SELECT FROM identity_user)").fetchone()
        return found is not None and not found[0]


def run_step(name: str) -> None:
    """Run one of our own commands in a process of its own. Raises PreparationFailed."""
    command = (sys.executable, "-m", "orderloom.config.cli", name)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
    if done.returncode != 0:
        raise PreparationFailed(f"orderloom {name} failed:\n{done.stdout}{done.stderr}")


def _announce(wish: Wish, port: int, supervisor: Supervisor, say: Say) -> None:
    """Wait until the application answers, then say where it is and who may sign in."""
    deadline = time.monotonic() + READY_SECONDS
    while not answers(wish.host, port):
        if supervisor.stopping:
            return
        if time.monotonic() > deadline:
            say(f"The application does not answer yet. See {supervisor.log}")
            return
        supervisor.look_once()
        time.sleep(0.05)
    say(f"\n  Orderloom runs at {wish.address(port)}\n")
    for line in sign_ins(home.home()):
        say(f"  {line}")
    say("\n  Ctrl-C stops it.")


def answers(host: str, port: int) -> bool:
    """Say whether the web application answers requests."""
    reachable = EVERYWHERE.get(host, host)
    try:
        with urllib.request.urlopen(f"http://{reachable}:{port}/healthz", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def sign_ins(place: Path) -> list[str]:
    """Return one line for each account of the demo, as long as the demo is there."""
    try:
        accounts = json.loads((place / "demo.json").read_text())
    except (OSError, ValueError):
        return []
    return [f"{account['who']:<28} {account['email']:<32} {account['password']}" for account in accounts]
