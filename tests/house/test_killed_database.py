"""The database is killed in the middle of the work, again and again: nothing acknowledged is lost, every job is done.

ORDERLOOM_KILLS says how often; then the rescue of stalled jobs comes by the clock, within a minute.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from orderloom.config import archive, binaries, embedded, home

from .test_crash import SENT_BY, WHOLE

pytestmark = pytest.mark.xdist_group("embedded")

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("ORDERLOOM_KILLS", "2"))
BETWEEN = 4  # orders that are acknowledged between two kills
OPEN_JOBS = (
    "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queue_name <> 'rescue'"
)
# The hearts of killed workers stopped long ago; a clock that runs would need a minute to notice and to act.
NOTICED = """
WITH gone AS (UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'
    WHERE id < (SELECT max(id) FROM procrastinate_workers) RETURNING id)
INSERT INTO procrastinate_jobs (queue_name, task_name, args) SELECT 'rescue', 'kernel.rescue', '{"timestamp": 0}'
WHERE EXISTS (SELECT FROM gone)
"""
DAY = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass
class Site:
    """An installation of its own: its home, its database, and what tells its processes apart."""

    home: Path
    server: embedded.Server
    told: dict[str, str]

    def acknowledged(self) -> list[str]:
        path = Path(self.told["file"])
        return path.read_text().split() if path.exists() else []

    def run(self, what: str) -> "subprocess.Popen[bytes]":
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "orderloom.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        script = str(Path(__file__).parent / "killed_database.py")
        with (self.home / f"{what}.out").open("wb") as out:
            command = [sys.executable, script, what, json.dumps(self.told)]
            return subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)

    def read(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(home.database_url("admin")) as connection:
            return connection.execute(query, parameters).fetchall()

    def write(self, query: str) -> None:
        with psycopg.connect(home.database_url("admin")) as connection:
            connection.execute(query)


@pytest.fixture
def site(django_db_setup: None, tmp_path: Path) -> Iterator[Site]:
    """Make a durable database of its own from the tests' empty one."""
    try:
        binaries.installed()
    except binaries.DatabaseNotInstalled:
        pytest.skip("the embedded database is not installed")
    archive.back_up(tmp_path / "empty")
    place = tmp_path / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDERLOOM_HOME", str(place))
        patch.delenv("ORDERLOOM_DATABASE_URL", raising=False)
        patch.setenv("ORDERLOOM_DATABASE_NAME", "orderloom")
        with embedded.attach() as server:
            archive.bring_back(tmp_path / "empty", DAY)
            yield Site(place, server, {"file": str(tmp_path / "told"), "home": str(place)})
        directory = place / "postgres"
        if directory.is_symlink():
            subprocess.run(("rm", "-rf", str(directory.resolve())), check=True)


def until(condition: Callable[[], object], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def kill(site: Site) -> None:
    """Kill the database after some more orders."""
    before = len(site.acknowledged())
    until(lambda: len(site.acknowledged()) >= before + BETWEEN, 120, "no more orders come in")
    found = site.server.running()
    assert found is not None
    os.kill(found[0], signal.SIGKILL)


def test_nothing_acknowledged_is_lost_and_every_job_is_done(site: Site) -> None:
    installation = site.run("installation")
    try:
        for _time in range(KILLS):
            kill(site)
        before = len(site.acknowledged())
        until(lambda: len(site.acknowledged()) >= before + BETWEEN, 120, "it does not recover")
        Path(site.told["file"]).with_suffix(".stop").touch()
        if "ORDERLOOM_KILLS" not in os.environ:
            site.write(NOTICED)
        until(lambda: site.read(OPEN_JOBS) == [(0,)], 150, "jobs are left over")
        expect_all(site)
    finally:
        installation.terminate()
        installation.wait(60)


def expect_all(site: Site) -> None:
    shop = json.loads(Path(site.told["file"]).with_suffix(".shop").read_text())["id"]
    rows, acknowledged = site.read(WHOLE, shop), site.acknowledged()
    names = [row[0] for row in rows]
    assert len(names) == len(set(names))
    assert set(acknowledged) <= set(names)
    assert len(names) - len(acknowledged) <= KILLS + 1
    assert {row[1:] for row in rows} == {("purchasing", 3, 2, 3)}
    assert {count for _delivery, count in site.read(SENT_BY, shop)} == {1}
    assert site.read("SELECT status::text, count(*) FROM notifications_delivery GROUP BY 1")[0][0] == "sent"
    ends = dict(site.read("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1"))
    assert ends.keys() <= {"succeeded", "todo"}, ends  # `todo` are those that come by the clock
    assert site.run("teller").wait(120) == 0
    told = json.loads((site.home / "teller.out").read_text())
    assert told["broken_at"] is None
    assert told["spread"] <= 1
