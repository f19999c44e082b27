"""All checks, one after another; a check that cannot be made is a finding too."""

from collections.abc import Callable, Iterator
from uuid import UUID

import psycopg

from orderloom.config import home
from orderloom.config.doctor import contents, machine, server
from orderloom.config.doctor.finding import Finding, bad

SERVER_CHECKS = (
    server.version,
    server.checksums,
    server.durability,
    server.role_powers,
    server.wide_roles,
    server.policies,
    server.worker,
)


def examine() -> Iterator[Finding]:
    """Make every check; Django must be set up and the database reachable as the app."""
    place = home.prepared_home()
    yield _tried("home", lambda: machine.home_rights(place))
    yield _tried("disk", lambda: machine.disk_space(place))
    yield _tried("mail", machine.mail)
    with psycopg.connect(home.database_url("owner"), autocommit=True) as connection:
        for check in SERVER_CHECKS:
            yield _tried(check.__name__, lambda check=check: check(connection))  # type: ignore[misc]
        tables = _tried("migrations", contents.migrations)
        yield tables
        if tables.level == "good":
            yield from contents.chains(_workspaces(connection))


def _workspaces(connection: server.Connection) -> list[tuple[UUID, str]]:
    rows = connection.execute("SELECT id, slug FROM identity_workspace ORDER BY slug").fetchall()
    return [(UUID(str(row[0])), str(row[1])) for row in rows]


def _tried(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except (OSError, psycopg.Error) as error:
        return bad(name, f"This could not be checked: {error}", "Mend what the message names and ask again.")
