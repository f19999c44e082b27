"""The embedded database survives what happens to it: kill -9, two starts at once, a taken port."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from orderloom.config import archive, embedded, home, roles, stale

pytestmark = pytest.mark.xdist_group("embedded")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDERLOOM_HOME", str(tmp_path_factory.mktemp("embedded") / "home"))
        patch.delenv("ORDERLOOM_DATABASE_URL", raising=False)
        patch.setenv("ORDERLOOM_DATABASE_NAME", "orderloom")
        with embedded.attach() as server:
            roles.prepare(home.database_url("admin"), "orderloom")
            yield server
        assert server.running() is None
        directory = server.place / "postgres"
        if directory.is_symlink():
            subprocess.run(("rm", "-rf", str(directory.resolve())), check=True)


def one(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
        return row[0] if row else None


def kill(server: embedded.Server) -> None:
    found = server.running()
    assert found is not None
    os.kill(found[0], signal.SIGKILL)


def test_acknowledged_rows_survive_kill_9(server: embedded.Server) -> None:
    with psycopg.connect(home.database_url("owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 20000) AS number")
    kill(server)
    server.ensure()
    assert one(home.database_url("owner"), "SELECT count(*) FROM kept") == 20000


def test_it_is_durable_checked_and_closed_to_strangers(server: embedded.Server) -> None:
    admin = home.database_url("admin")
    for name, value in {
        "fsync": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
    }.items():
        assert one(admin, f"SELECT current_setting('{name}')") == value, name
    assert one(admin, "SELECT bool_and(auth_method = 'scram-sha-256') FROM pg_hba_file_rules") is True
    assert one(admin, "SELECT upper('äé') || datlocprovider::text FROM pg_database LIMIT 1") == "ÄÉb"


def test_wrong_password_is_refused(server: embedded.Server) -> None:
    url = home.database_url("app").replace(home.secrets()["app"], "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_roles_hold_no_more_power_than_they_need(server: embedded.Server) -> None:
    with psycopg.connect(home.database_url("admin")) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname LIKE 'orderloom%' AND rolname <> 'orderloom_admin' ORDER BY 1"
        ).fetchall()
    assert rows == [
        ("orderloom_app", False, False, False, False),
        ("orderloom_backup", False, True, False, False),
        ("orderloom_owner", False, True, False, False),
        ("orderloom_worker", False, False, False, False),
    ]


@pytest.mark.parametrize("role", ["app", "worker", "backup"])
def test_only_the_owner_makes_tables(server: embedded.Server, role: home.Role) -> None:
    refused = pytest.raises(psycopg.Error, match=r"permission denied|read-only")
    with psycopg.connect(home.database_url(role)) as connection, refused:
        connection.execute("CREATE TABLE mine (id int)")


def test_backup_reads_all_and_writes_nothing(server: embedded.Server) -> None:
    with psycopg.connect(home.database_url("owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS seen AS SELECT 1 AS number")
    with psycopg.connect(home.database_url("backup"), autocommit=True) as connection:
        assert connection.execute("SELECT number FROM seen").fetchone() == (1,)
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM seen")


def test_preparing_again_changes_nothing(server: embedded.Server) -> None:
    roles.prepare(home.database_url("admin"), "orderloom")
    assert one(home.database_url("app"), "SELECT current_user") == "orderloom_app"


def test_changed_password_is_mended(server: embedded.Server) -> None:
    with psycopg.connect(home.database_url("admin"), autocommit=True) as connection:
        connection.execute("ALTER ROLE orderloom_app PASSWORD 'other'")
    roles.prepare(home.database_url("admin"), "orderloom")
    assert one(home.database_url("app"), "SELECT current_user") == "orderloom_app"


def test_two_starts_at_once_make_one_server(server: embedded.Server) -> None:
    kill(server)
    script = "from orderloom.config import embedded\nwith embedded.attach() as s: print(s.running()[0])"
    environment = {**os.environ, "PYTHONPATH": str(Path(home.__file__).parents[2])}
    both = [
        subprocess.Popen((sys.executable, "-c", script), env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = {process.communicate(timeout=60)[0].strip() for process in both}
    found = server.running()
    assert found is not None
    assert answers == {str(found[0])}


def test_taken_port_is_exchanged(server: embedded.Server) -> None:
    before = home.embedded_port()
    server.stop()
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", before))
        stranger.listen()
        assert server.ensure() != before
    assert one(home.database_url("app"), "SELECT 1") == 1


def test_pid_file_that_names_another_process_does_not_block(server: embedded.Server) -> None:
    server.stop()
    (server.place / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n/x\n1\n1\n\n127.0.0.1\n0 0\n")
    server.ensure()
    assert one(home.database_url("app"), "SELECT 1") == 1


def test_zombie_does_not_count_as_alive() -> None:
    child = subprocess.Popen((sys.executable, "-c", ""))
    deadline = threading.Event()
    while stale.alive(child.pid):
        deadline.wait(0.02)
    assert child.wait() == 0


def test_backup_comes_back_and_the_old_database_is_kept(server: embedded.Server, tmp_path: Path) -> None:
    with psycopg.connect(home.database_url("owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE fenced AS SELECT generate_series(1, 500) AS number")
        connection.execute("ALTER TABLE fenced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        connection.execute("GRANT SELECT ON fenced TO orderloom_app")
    archive.back_up(tmp_path / "backup")
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    with psycopg.connect(home.database_url("owner"), autocommit=True) as connection:
        connection.execute("DELETE FROM fenced")
    kept = archive.bring_back(tmp_path / "backup", datetime(2026, 11, 24, tzinfo=UTC))
    assert one(home.database_url("owner"), "SELECT count(*) FROM fenced") == 500
    assert one(home.database_url("app"), "SELECT count(*) FROM fenced") == 0
    assert one(home.database_url("owner", kept), "SELECT count(*) FROM fenced") == 0


def test_broken_backup_changes_nothing(server: embedded.Server, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"PGDMP nonsense")
    with pytest.raises(archive.ArchiveTrouble, match="pg_restore"):
        archive.bring_back(tmp_path / "broken", datetime(2026, 11, 24, tzinfo=UTC))
    assert one(home.database_url("app"), "SELECT current_database()") == "orderloom"
