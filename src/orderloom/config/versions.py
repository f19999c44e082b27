"""Whether the database has the tables that this version needs, without loading the application."""

import hashlib
from importlib import metadata
from pathlib import Path

import psycopg

from orderloom.config import home

PACKAGES = Path(__file__).resolve().parents[1]


def wanted() -> str:
    """Return a hash of all migrations: our own files, and the versions of packages that bring some."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGES.glob("*/migrations/**/*.py")):
        digest.update(path.relative_to(PACKAGES).as_posix().encode() + path.read_bytes())
    for name in ("django", "django-allauth", "procrastinate"):
        digest.update(f"{name} {metadata.version(name)}".encode())
    return digest.hexdigest()


def applied() -> str:
    """Return a hash of the migrations that the database has had, or an empty text when it is new."""
    with psycopg.connect(home.database_url("owner")) as connection:
        table = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
        if table is None or table[0] is None:
            return ""
        row = connection.execute(
            "SELECT md5(string_agg(app || '.' || name, ' ' ORDER BY app, name)) FROM django_migrations"
        ).fetchone()
        return str(row[0]) if row else ""


def _record() -> Path:
    return home.home() / f"migrated-{home.database_name()}"


def up_to_date() -> bool:
    """Say whether the last `migrate` was by this version and for the database as it is now."""
    try:
        noted = _record().read_text()
    except OSError:
        return False
    return noted == f"{wanted()} {applied()}"


def note() -> None:
    """Remember that the database has now all that this version needs."""
    _record().write_text(f"{wanted()} {applied()}")
