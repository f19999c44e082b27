"""The roles that may touch the database, each allowed no more than its part of the work."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from orderloom.config import home
from orderloom.config.home import ROLES, Role

OLDEST = 150000
LIMITS = {
    "app": {"statement_timeout": "5min", "idle_in_transaction_session_timeout": "5min"},
    "worker": {"idle_in_transaction_session_timeout": "15min"},
    "backup": {"default_transaction_read_only": "on"},
}


class RolesMissing(Exception):
    """The sign-in given may not create roles; the message holds the SQL for someone who may."""


class ServerTooOld(Exception):
    """The PostgreSQL given is older than 15."""


@dataclass(frozen=True)
class Powers:
    """What the sign-in that prepares the database may do."""

    superuser: bool
    create_roles: bool
    create_databases: bool
    bypass_rls: bool


def prepare(admin_url: str, name: str) -> None:
    """Create the database and its roles where they are missing. Raises RolesMissing, ServerTooOld."""
    with _server(admin_url) as connection:
        if connection.info.server_version < OLDEST:
            raise ServerTooOld(
                f"PostgreSQL 15 or newer is needed, this is {connection.info.server_version // 10000}."
            )
        powers = powers_of(connection)
        connection.execute("SELECT pg_advisory_lock(hashtext('orderloom roles'))")
        _prepare_roles(connection, powers)
        _prepare_database(connection, name, powers)
    with psycopg.connect(home.with_database(admin_url, name), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('orderloom roles'))")
        _prepare_schema(connection, name)


def _server(admin_url: str) -> "psycopg.Connection[tuple[object, ...]]":
    """Connect to the database named in the URL, or to the one that every server has."""
    try:
        return psycopg.connect(admin_url, autocommit=True)
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise
        return psycopg.connect(home.with_database(admin_url, "postgres"), autocommit=True)


def powers_of(connection: "psycopg.Connection[tuple[object, ...]]") -> Powers:
    """Return what the connected role may do."""
    row = connection.execute(
        "SELECT rolsuper, rolsuper OR rolcreaterole, rolsuper OR rolcreatedb, rolsuper OR rolbypassrls"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None:
        return Powers(superuser=False, create_roles=False, create_databases=False, bypass_rls=False)
    return Powers(*(bool(value) for value in row))


def _existing(connection: "psycopg.Connection[tuple[object, ...]]") -> set[str]:
    rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'orderloom%'")
    return {str(row[0]) for row in rows}


def _prepare_roles(connection: "psycopg.Connection[tuple[object, ...]]", powers: Powers) -> None:
    there = _existing(connection)
    missing = [role for role in ROLES if f"orderloom_{role}" not in there]
    if not powers.create_roles:
        _refuse(connection, missing)
        return
    for role in missing:
        connection.execute(sql.SQL("CREATE ROLE {}").format(_role(role)))
    for role in ROLES:
        if role in missing or _password_differs(role):
            connection.execute(_attributes(role, bypass=powers.bypass_rls))
    if "backup" in missing:
        _let_read_all(connection)
    for limited, limits in LIMITS.items():
        for key, value in limits.items():
            change = sql.SQL("ALTER ROLE {} SET {} = {}")
            connection.execute(change.format(_role(limited), sql.Identifier(key), sql.Literal(value)))


def _role(role: str) -> sql.Identifier:
    return sql.Identifier(f"orderloom_{role}")


def _password_differs(role: Role) -> bool:
    """Say whether the role exists with a password that is not in this home's secrets."""
    try:
        psycopg.connect(home.database_url(role, "postgres"), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return "password authentication failed" in str(error)
    return False


def _attributes(role: Role, *, bypass: bool) -> sql.Composed:
    wide = role in {"owner", "backup"} and bypass
    rls = sql.SQL("BYPASSRLS" if wide else "NOBYPASSRLS" if bypass else "")
    password = sql.Literal(home.secrets()[role])
    return sql.SQL("ALTER ROLE {} LOGIN NOCREATEDB NOCREATEROLE {} PASSWORD {}").format(
        _role(role), rls, password
    )


def _let_read_all(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    try:
        connection.execute("GRANT pg_read_all_data TO orderloom_backup")
    except psycopg.errors.InsufficientPrivilege:
        # A managed server may keep this role to itself; `orderloom doctor` reports it.
        return


def _refuse(connection: "psycopg.Connection[tuple[object, ...]]", missing: list[Role]) -> None:
    if not missing:
        return
    lines = [
        part
        for role in missing
        for part in (
            sql.SQL("CREATE ROLE {};").format(_role(role)).as_string(connection),
            _attributes(role, bypass=True).as_string(connection) + ";",
        )
    ]
    lines.append("GRANT pg_read_all_data TO orderloom_backup;")
    lines.append(f'GRANT orderloom_owner TO "{connection.info.user}";')
    raise RolesMissing(
        "This sign-in may not create roles. Let an administrator of the server run:\n\n" + "\n".join(lines)
    )


def _prepare_database(
    connection: "psycopg.Connection[tuple[object, ...]]", name: str, powers: Powers
) -> None:
    if powers.create_roles and not powers.superuser:
        connection.execute("GRANT orderloom_owner TO CURRENT_USER")
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
    if not found:
        create = sql.SQL("CREATE DATABASE {} OWNER orderloom_owner TEMPLATE template0 ENCODING 'UTF8'")
        statement = create.format(sql.Identifier(name))
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege as error:
            raise RolesMissing(
                "This sign-in may not create databases. Let an administrator of the server run:\n\n"
                f"{statement.as_string(connection)};"
            ) from error


def _prepare_schema(connection: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    database = sql.Identifier(name)
    for statement in (
        "ALTER DATABASE {} OWNER TO orderloom_owner",
        "REVOKE ALL ON DATABASE {} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {} TO orderloom_app, orderloom_worker, orderloom_backup",
        "ALTER SCHEMA public OWNER TO orderloom_owner",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO orderloom_app, orderloom_worker, orderloom_backup",
    ):
        connection.execute(sql.SQL(statement).format(database))


def signed_in_as(url: str) -> str:
    """Return the user name in a database URL."""
    return unquote(urlsplit(url).username or "")
