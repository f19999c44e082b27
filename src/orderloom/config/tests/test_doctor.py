"""The doctor sees what is wrong: each check is shown a sound and a broken installation."""

from pathlib import Path

import psycopg
import pytest

from orderloom.config import home
from orderloom.config.doctor import contents, machine, server
from orderloom.config.doctor.finding import Finding

Connection = psycopg.Connection[tuple[object, ...]]


def test_readable_secrets_are_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERLOOM_HOME", str(tmp_path / "home"))
    place = home.prepared_home()
    home.secrets()
    assert machine.home_rights(place).level == "good"
    (place / "secrets.json").chmod(0o644)
    finding = machine.home_rights(place)
    assert (finding.level, finding.mend) == ("bad", f"chmod 600 {place}/secrets.json")


@pytest.mark.django_db(transaction=True)
def test_sound_database_gets_no_complaint(owner_connection: Connection) -> None:
    checks = (server.version, server.checksums, server.role_powers, server.wide_roles, server.policies)
    found = [check(owner_connection) for check in checks]
    assert [finding.check for finding in found if finding.level == "bad"] == []
    assert contents.migrations().level == "good"


@pytest.mark.django_db(transaction=True)
def test_table_without_a_policy_is_bad(owner_connection: Connection) -> None:
    owner_connection.execute("CREATE TABLE unfenced (workspace_id uuid)")
    try:
        finding: Finding = server.policies(owner_connection)
    finally:
        owner_connection.execute("DROP TABLE unfenced")
    assert finding.level == "bad"
    assert "unfenced" in finding.what


@pytest.mark.django_db(transaction=True)
def test_missing_worker_is_bad(owner_connection: Connection) -> None:
    assert server.worker(owner_connection).level == "bad"
    owner_connection.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    assert server.worker(owner_connection).level == "good"
