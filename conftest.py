"""The tests' own PostgreSQL: a fresh database per run, reached as the role that the product uses.

The server lives in `.orderloom-test/` (or is the one in ORDERLOOM_DATABASE_URL). Migrations run
once per state of the migration files, into a template that every run copies.
"""

import functools
import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "src"))

from orderloom.config import embedded, home, roles, stale  # noqa: E402

# The same examples on every run of CI: what a search finds at random belongs into a test of its own.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
NAME = f"orderloom_test_{os.getpid()}_{WORKER}_{secrets.token_hex(3)}"
os.environ["ORDERLOOM_DATABASE_NAME"] = NAME
Connection = psycopg.Connection[tuple[object, ...]]


def only_loopback(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every connection that would leave the machine."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise RuntimeError(f"tests may not reach {address[0]}")


sys.addaudithook(only_loopback)


def fingerprint() -> str:
    """Return a short hash of all that decides what an empty, migrated database looks like."""
    files = [
        *(ROOT / "src").glob("orderloom/*/migrations/**/*.py"),
        *(ROOT / "src/orderloom/config").glob("settings*.py"),
        ROOT / "src/orderloom/config/roles.py",
        ROOT / "requirements/runtime.lock",
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def admin() -> Iterator[Connection]:
    """Connect to the server as the one who may create databases."""
    with psycopg.connect(home.database_url("admin", "postgres"), autocommit=True) as connection:
        yield connection


def create_database() -> None:
    """Create this run's database from the template, which is built first when it is missing."""
    with admin() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('orderloom tests'))")
        template = f"orderloom_template_{fingerprint()}"
        if template not in databases(connection, "orderloom_template_%"):
            build_template(connection, template)
        copy = "CREATE DATABASE {} TEMPLATE {} OWNER orderloom_owner STRATEGY FILE_COPY"
        connection.execute(sql.SQL(copy).format(sql.Identifier(NAME), sql.Identifier(template)))
    roles.prepare(home.database_url("admin"), NAME)


def databases(connection: Connection, pattern: str) -> list[str]:
    """Return the names of the server's databases that look like this."""
    rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (pattern,))
    return [str(row[0]) for row in rows]


def drop(connection: Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def build_template(connection: Connection, template: str) -> None:
    """Migrate an empty database and keep it under the template's name; forget older ones."""
    for old in [*databases(connection, "orderloom_template_%"), *abandoned(connection)]:
        drop(connection, old)
    draft = f"{template}_draft"
    roles.prepare(home.database_url("admin", draft), draft)
    environment = {
        **os.environ,
        "ORDERLOOM_DATABASE_NAME": draft,
        "ORDERLOOM_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "orderloom.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = (sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=0")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.exit(f"The migrations do not run:\n{done.stdout}{done.stderr}", returncode=3)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(template)))


def abandoned(connection: Connection) -> list[str]:
    """Return the databases of test runs that were killed, where that can be known."""
    if home.external_url():
        return []
    names = databases(connection, "orderloom_test_%")
    return [name for name in names if not stale.alive(int(name.split("_")[2]))]


@pytest.fixture(autouse=True)
def plain_language() -> Iterator[None]:
    """Leave no test the language in which the last one asked for a page: Django keeps it for the thread."""
    from django.utils import translation

    translation.activate("en")
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """Return the name of this run's own database, which exists until the run ends."""
    with ExitStack() as stack:
        if not home.external_url():
            stack.enter_context(embedded.attach(embedded.Server(home.prepared_home(), durable=False)))
        create_database()
        try:
            yield NAME
        finally:
            with admin() as connection:
                drop(connection, NAME)


@pytest.fixture(scope="session")
def django_db_setup(database: str, django_db_blocker: object) -> Iterator[None]:
    """Point Django at this run's database, as the role that the web processes use."""
    from django.db import connections
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = wipe_as_administrator
    connection = connections["default"]
    connection.settings_dict.update(home.django_database("app"))
    with django_db_blocker.unblock():
        refuse_power(connection)
        REFERENCE.update(filled())
        yield
        connections.close_all()
        inside().close()


def refuse_power(connection: object) -> None:
    """Stop the run when the tests' role could see past the policies that they are to prove."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR pg_has_role(oid, 'orderloom_owner', 'MEMBER'), rolname"
            " FROM pg_roles WHERE rolname = current_user"
        )
        powerful, name = cursor.fetchone()
    connection.close()
    if powerful:
        pytest.exit(f"Tests may not run as {name}: it is not bound by row-level security.", returncode=3)


REFERENCE: set[str] = set()
OPEN: list[Connection] = []


def inside() -> Connection:
    """Return the run's one connection to its own database as its administrator, opened anew where it was lost."""
    if OPEN and (OPEN[0].closed or OPEN[0].broken):
        OPEN.clear()
    if not OPEN:
        OPEN.append(psycopg.connect(home.database_url("admin"), autocommit=True))
    return OPEN[0]


@functools.cache
def tables() -> list[str]:
    """Return the names of all tables of this run's database, as its migrations have made them."""
    rows = inside().execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT relispartition"
    )
    return sorted(str(row[0]) for row in rows)


def filled() -> list[str]:
    """Return those tables that hold rows."""
    probe = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    probes = [probe.format(sql.Literal(name), sql.Identifier(name)) for name in tables()]
    return [str(row[0]) for row in inside().execute(sql.SQL(" UNION ALL ").join(probes), prepare=True)]


def wipe_as_administrator(_case: object) -> None:
    """Empty what a test has filled; the product's role may neither delete a timeline nor truncate.

    What the migrations themselves put in (kinds of content, permissions) stays.
    """
    left = [name for name in filled() if name not in REFERENCE]
    if not left:
        return
    connection = inside()
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SET LOCAL lock_timeout = '20s'")
        for name in left:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))


@pytest.fixture
def owner_connection(django_db_setup: None) -> Iterator[Connection]:
    """Connect as the schema's owner, past row-level security, to see what is really stored."""
    with psycopg.connect(home.database_url("owner"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def worker_connection(django_db_setup: None) -> Iterator[Connection]:
    """Connect as the role that runs background jobs."""
    with psycopg.connect(home.database_url("worker"), autocommit=True) as connection:
        yield connection
