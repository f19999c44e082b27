"""The home directory keeps secrets to itself, and decides where the database is."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orderloom.config import home

OUTSIDE = "postgresql://admin:a%20b@db.example:5433/orders?sslmode=require"


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORDERLOOM_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ORDERLOOM_DATABASE_URL", raising=False)
    monkeypatch.delenv("ORDERLOOM_DATABASE_NAME", raising=False)
    return tmp_path / "home"


def test_only_the_owner_reads_the_secrets(own_home: Path) -> None:
    found = home.secrets()
    assert stat.S_IMODE((own_home / "secrets.json").stat().st_mode) == 0o600
    assert {"admin", "owner", "app", "worker", "backup", "secret_key"} == set(found)
    assert len(set(found.values())) == len(found)


def test_first_of_many_writers_decides_the_secrets(own_home: Path) -> None:
    path = home.prepared_home() / "once"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: home.write_once(path, str(number)), range(40)))
    first = path.read_text()
    home.write_once(path, "late")
    assert path.read_text() == first
    assert [entry.name for entry in own_home.iterdir()] == ["once"]


def test_secrets_stay_the_same(own_home: Path) -> None:
    assert home.secrets() == json.loads((own_home / "secrets.json").read_text())


def test_each_role_signs_in_to_the_external_server_as_itself(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERLOOM_DATABASE_URL", OUTSIDE)
    assert home.database_url("admin") == OUTSIDE
    entries = home.django_database("app")
    assert entries == {
        "NAME": "orders",
        "USER": "orderloom_app",
        "PASSWORD": home.secrets()["app"],
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_embedded_port_is_remembered(own_home: Path) -> None:
    assert home.embedded_port() == home.embedded_port()
    assert f"@127.0.0.1:{home.embedded_port()}/orderloom" in home.database_url("owner")


def test_home_that_cannot_be_made_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ORDERLOOM_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(home.HomeUnusable, match="Set ORDERLOOM_HOME"):
        home.prepared_home()
