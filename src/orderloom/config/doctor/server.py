"""Checks of the database server and its roles, made as the schema's owner."""

import psycopg

from orderloom.config.doctor.finding import Finding, bad, good, warning

Connection = psycopg.Connection[tuple[object, ...]]
OLDEST = 15
# Known before anybody wears a hat: which workspace an address names. A slug is no secret.
OPEN = ["identity_slugindex"]
# The newest minor releases when this version of Orderloom was made.
NEWEST = {15: 18, 16: 14, 17: 10, 18: 4}


def version(connection: Connection) -> Finding:
    """Check that the server is new enough and has the latest known fixes."""
    major, minor = divmod(connection.info.server_version, 10000)
    what = f"PostgreSQL {major}.{minor}"
    if major < OLDEST:
        return bad("version", f"{what} is too old.", f"Move to PostgreSQL {OLDEST} or newer.")
    if minor < NEWEST.get(major, 0):
        newest = f"{major}.{NEWEST[major]}"
        return warning("version", f"{what} lacks fixes that are out.", f"Update the server to {newest}.")
    return good("version", what)


def checksums(connection: Connection) -> Finding:
    """Check that the server notices a damaged page."""
    row = connection.execute("SELECT current_setting('data_checksums')").fetchone()
    if row == ("on",):
        return good("checksums", "Pages carry checksums.")
    return warning(
        "checksums", "The server cannot notice damaged pages.", "Stop it and run pg_checksums --enable."
    )


def durability(connection: Connection) -> Finding:
    """Check that what was acknowledged survives a power cut."""
    row = connection.execute(
        "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
        " current_setting('synchronous_commit') <> 'off'"
    ).fetchone()
    if row == ("on", "on", True):
        return good("durability", "Every commit reaches the disk.")
    return bad(
        "durability",
        "A power cut may lose what was acknowledged.",
        "Set fsync, full_page_writes and synchronous_commit to on.",
    )


def role_powers(connection: Connection) -> Finding:
    """Check that the roles of the application are bound by row-level security."""
    rows = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname IN ('orderloom_app', 'orderloom_worker')"
        " AND (rolsuper OR rolbypassrls OR rolcreaterole OR pg_has_role(oid, 'orderloom_owner', 'MEMBER'))"
    ).fetchall()
    if not rows:
        return good("roles", "The application's roles see one workspace at a time.")
    names = ", ".join(str(row[0]) for row in rows)
    return bad(
        "roles", f"{names} may see all workspaces.", f"ALTER ROLE ... NOSUPERUSER NOBYPASSRLS for {names}"
    )


def wide_roles(connection: Connection) -> Finding:
    """Check that migrations and backups reach every row, which row-level security would hide from them."""
    rows = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname IN ('orderloom_owner', 'orderloom_backup')"
        " AND NOT rolbypassrls AND NOT rolsuper ORDER BY 1"
    ).fetchall()
    if not rows:
        return good("wide roles", "Migrations and backups reach every row.")
    names = [str(row[0]) for row in rows]
    mend = "As the server's administrator: " + " ".join(f"ALTER ROLE {name} BYPASSRLS;" for name in names)
    return bad("wide roles", f"{', '.join(names)} cannot see all rows: backups would be incomplete.", mend)


def policies(connection: Connection) -> Finding:
    """Check that every table with a workspace's rows is under forced row-level security with a policy."""
    rows = connection.execute(
        "SELECT relname FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attname = 'workspace_id'"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT attisdropped"
        " AND NOT (relrowsecurity AND relforcerowsecurity"
        " AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)) AND relname <> ALL (%s)",
        (OPEN,),
    ).fetchall()
    if not rows:
        return good("policies", "Every workspace's rows are fenced off.")
    names = ", ".join(sorted(str(row[0]) for row in rows))
    return bad(
        "policies", f"Not fenced off: {names}.", "orderloom migrate; if it stays so, report it as a defect."
    )


def worker(connection: Connection) -> Finding:
    """Check that background jobs are being run and none is given up or waits for long."""
    row = connection.execute(
        "SELECT (SELECT max(last_heartbeat) > now() - interval '1 minute' FROM procrastinate_workers),"
        " count(*) FILTER (WHERE status = 'failed'),"
        " count(*) FILTER (WHERE status = 'todo'"
        " AND coalesce(scheduled_at, now()) < now() - interval '10 minutes')"
        " FROM procrastinate_jobs"
    ).fetchone()
    beats, failed, late = row or (None, 0, 0)
    if not beats:
        return bad(
            "worker", "No worker runs: nobody is told of anything.", "orderloom up, or orderloom worker."
        )
    if failed or late:
        mend = "Look for the reason in orderloom.log. More workers (orderloom worker) help when many wait."
        return warning("worker", f"{failed} jobs were given up, {late} wait for more than ten minutes.", mend)
    return good("worker", "Background jobs are being run.")
