"""An installation of its own for the benchmarks: durable, in `.orderloom-bench`, a fresh database each time."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
                "--json",
            )
            path = HOME / "suppliers.csv"
            path.write_text(suppliers())
            orderloom("import", "suppliers", str(path), "--workspace", "bench", "--json")
            yield home.database_url("owner")
        finally:
            with psycopg.connect(home.database_url("admin", "postgres"), autocommit=True) as admin:
                admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def suppliers() -> str:
    """Return a file of suppliers, five for each category."""
    rows = [f"Supplier {place},Category {place % CATEGORIES},1" for place in range(SUPPLIERS)]
    return "name,categories,weight\n" + "\n".join(rows) + "\n"
