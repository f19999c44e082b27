"""Back up the database into one file, and make a database of such a file again."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from orderloom.config import binaries, home, roles
from orderloom.config.home import Role


class ArchiveTrouble(Exception):
    """A backup could not be made or brought back; the message is what the program said."""


def back_up(target: Path) -> int:
    """Write the whole database into a file that only its owner may read; return its size in bytes.

    Files that were uploaded lie in `files` under the home and are copied by other means.
    Raises ArchiveTrouble; then there is no file of this name that was not there before.
    """
    draft = target.with_name(f"{target.name}.partial")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.close(handle)
    try:
        _run("backup", home.database_name(), "pg_dump", ("--format=custom", f"--file={draft}"))
        _run("backup", "", "pg_restore", ("--list", str(draft)))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def bring_back(source: Path, now: datetime) -> str | None:
    """Replace the database by the contents of a backup and return the name the old one is kept under.

    The backup is unpacked beside the present database, which stays untouched until all is there.
    Raises ArchiveTrouble.
    """
    name = home.database_name()
    draft, kept = f"{name}_incoming", f"{name}_until_{now:%Y%m%d_%H%M%S}"
    admin = home.database_url("admin", "postgres")
    _drop(admin, draft)
    roles.prepare(home.database_url("admin", draft), draft)
    try:
        options = ("--no-owner", "--exit-on-error", "--single-transaction")
        _run("owner", draft, "pg_restore", (*options, str(source)))
    except ArchiveTrouble:
        _drop(admin, draft)
        raise
    return _exchange(admin, name, draft, kept)


def _exchange(admin: str, name: str, draft: str, kept: str) -> str | None:
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with psycopg.connect(admin, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        if there:
            connection.execute(rename.format(sql.Identifier(name), sql.Identifier(kept)))
        connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))
    roles.prepare(home.database_url("admin"), name)
    return kept if there else None


def _drop(admin: str, name: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(role: Role, database: str, program: str, options: Sequence[str]) -> None:
    """Run a PostgreSQL program; the password goes by the environment, where no one else sees it."""
    environment = {**os.environ}
    target: tuple[str, ...] = ()
    if database:
        parts = urlsplit(home.database_url(role, database))
        environment["PGPASSWORD"] = unquote(parts.password or "")
        address = f"{parts.username}@{parts.hostname}:{parts.port or 5432}"
        target = ("--dbname", urlunsplit((parts.scheme, address, parts.path, parts.query, "")))
    command = (_program(program), *target, *options)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ArchiveTrouble(f"{program}: {done.stderr.strip()}")


def _program(name: str) -> str:
    try:
        return str(binaries.installed() / "bin" / name)
    except binaries.DatabaseNotInstalled:
        if found := shutil.which(name):
            return found
        raise ArchiveTrouble(f"{name} is missing: apt-get install -y postgresql-client") from None
