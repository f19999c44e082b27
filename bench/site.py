"""An installation of its own for the benchmarks: durable, in `.orderloom-bench`, a fresh database each time."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".orderloom-bench"
CATEGORIES, SUPPLIERS = 20, 100


def environment() -> dict[str, str]:
    """Return the environment in which commands reach the benchmark's database."""
    return {
        **os.environ,
        "ORDERLOOM_HOME": str(HOME),
        "ORDERLOOM_DATABASE_NAME": f"bench_{os.getpid()}",
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "orderloom.config.settings",
    }


def orderloom(*arguments: str) -> dict[str, object]:
    """Run one command of the product and return the JSON that it prints."""
    command = [sys.executable, "-m", "orderloom.config.cli", *arguments]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
    text = done.stdout.strip().splitlines()
    found: dict[str, object] = json.loads(text[-1]) if text and text[-1].startswith("{") else {}
    return found


def import_orders(path: Path) -> dict[str, object]:
    """Read a file of orders into the store `Shop`, which the first file makes."""
    place = ("--workspace", "bench", "--store", "Shop", "--mapping", "guess", "--json")
    return orderloom("import", "orders", str(path), *place)


@dataclass(slots=True)
class Meter:
    """What a block took: seconds of the clock, and of processors in all our processes and the database server.

    On a machine that others use, too, the processors' seconds say more than the clock.
    """

    seconds: float = 0.0
    cpu_seconds: float = 0.0


@contextmanager
def metered() -> Iterator[Meter]:
    """Measure the block."""
    meter = Meter()
    began, busy = time.perf_counter(), _busy()
    try:
        yield meter
    finally:
        meter.seconds = time.perf_counter() - began
        meter.cpu_seconds = _busy() - busy


def _busy() -> float:
    """Return the processor seconds so far of this process, of the database, and of all that they have started."""
    postmaster = int((HOME / "postgres" / "postmaster.pid").read_text().split()[0])
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended, and counts with its parent from now on
        parents[int(place.name)] = int(fields[1])
        ticks[int(place.name)] = sum(map(int, fields[11:15]))
    ours = {os.getpid(), postmaster}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(ticks.get(pid, 0) for pid in ours) / os.sysconf("SC_CLK_TCK")


@contextmanager
def site() -> Iterator[str]:
    """Give the owner's URL of a fresh, migrated database with a workspace `bench`, its categories and suppliers."""
    os.environ.update(environment())
    from orderloom.config import embedded, home

    name = environment()["ORDERLOOM_DATABASE_NAME"]
    with embedded.attach():
        try:
            orderloom("migrate")
            orderloom(
                "workspace",
                "create",
                "Bench",
                "--slug",
                "bench",
                "--owner-email",
                "bench@shop.example",
                "--no-demo",
                "--json",
            )
            path = HOME / "suppliers.csv"
            path.write_text(suppliers())
            orderloom("import", "suppliers", str(path), "--workspace", "bench", "--json")
            yield home.database_url("owner")
        finally:
            (HOME / f"migrated-{name}").unlink(missing_ok=True)
            with psycopg.connect(home.database_url("admin", "postgres"), autocommit=True) as admin:
                admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def suppliers() -> str:
    """Return a file of suppliers, five for each category."""
    rows = [f"Supplier {place},Category {place % CATEGORIES},1" for place in range(SUPPLIERS)]
    return "name,categories,weight\n" + "\n".join(rows) + "\n"
