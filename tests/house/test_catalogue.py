"""What the database itself says of the walls between tenants: every table, role, function, key and view."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from orderloom.config import home

from .rows import administrator, hashes, tenant_tables

pytestmark = pytest.mark.django_db(transaction=True)

# Tables without row-level security, each with the reason why it may be so.
OPEN_TABLES = {
    "account_emailaddress": "allauth's own; the sign-in reads it before anybody's hat is known",
    "account_emailconfirmation": "as account_emailaddress",
    "auth_group": "Django's own, empty: roles are ours",
    "auth_group_permissions": "as auth_group",
    "auth_permission": "names of models",
    "django_content_type": "names of models",
    "django_migrations": "names of migrations",
    "django_session": "signed, and found only by its secret key",
    "identity_slugindex": "which workspace an address names: known to all who know the address",
    "identity_user": "people belong to no single workspace; the sign-in reads them before a hat is known",
    "orderloom_cache": "counts of sign-in tries, under keys of allauth",
    "procrastinate_events": "the app has no right on the queue; ids only",
    "procrastinate_jobs": "as procrastinate_events",
    "procrastinate_periodic_defers": "as procrastinate_events",
    "procrastinate_workers": "as procrastinate_events",
}
# Functions that run with their owner's rights, each with the reason.
FUNCTIONS = {
    "procrastinate_defer_jobs_v1": "the app puts jobs on a queue that it may not read",
    "kernel_next_numbers": "it may make the sequence of a workspace, whose hat it asks for; it returns numbers",
    "kernel_note_growth": "the app has the statistics of a table refreshed that it has filled; it returns nothing",
}
# Keys between tenants' tables that do not name the workspace, each with the reason.
SIMPLE_KEYS = {
    ("identity_apitoken", "identity_company"): "a company belongs to no workspace",
    ("identity_companymember", "identity_company"): "a company belongs to no workspace",
    ("partners_supplier", "identity_company"): "a company belongs to no workspace",
}

TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped),
    EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid),
    EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('*', 'a', 'w') AND p.polwithcheck IS NULL)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
"""
ROLES = """
SELECT rolname, rolsuper, rolbypassrls, pg_has_role(oid, 'orderloom_owner', 'MEMBER')
FROM pg_roles WHERE rolname IN ('orderloom_app', 'orderloom_worker')
"""
GRANTS = """
SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants
WHERE table_schema = 'public' AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')
AND grantee IN ('orderloom_app', 'orderloom_worker', 'PUBLIC')
"""
QUEUE_GRANTS = """
SELECT table_name FROM information_schema.role_table_grants
WHERE table_name LIKE 'procrastinate%' AND grantee IN ('orderloom_app', 'PUBLIC')
"""
DEFINERS = """
SELECT p.proname, coalesce(array_to_string(p.proconfig, ','), '') FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
"""
KEYS = """
SELECT con.conrelid::regclass::text, con.confrelid::regclass::text, con.conname,
    ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = con.conrelid AND a.attnum = ANY(con.conkey))
FROM pg_constraint con
JOIN pg_class here ON here.oid = con.conrelid JOIN pg_class there ON there.oid = con.confrelid
WHERE con.contype = 'f' AND here.relrowsecurity AND there.relrowsecurity
"""
VIEWS = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm'
    OR relkind = 'v' AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false))
"""
FLOATS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('double precision', 'real', 'money')
"""


def findings(connection: psycopg.Connection) -> set[str]:
    """Return everything that breaks a wall, one sentence each."""
    return {*of_tables(connection), *of_rights(connection), *of_keys_and_columns(connection)}


def rows(connection: psycopg.Connection, query: str) -> list[tuple]:
    return connection.execute(query).fetchall()


def of_tables(connection: psycopg.Connection) -> Iterator[str]:
    for name, enabled, forced, has_workspace, has_policy, unchecked in rows(connection, TABLES):
        if name in OPEN_TABLES and (not has_workspace or name == "identity_slugindex"):
            continue
        if not (enabled and forced):
            yield f"{name}: row-level security is not enabled and forced"
        if not has_policy:
            yield f"{name}: no policy"
        if unchecked:
            yield f"{name}: a policy without WITH CHECK"


def of_rights(connection: psycopg.Connection) -> Iterator[str]:
    for name, *powers in rows(connection, ROLES):
        if any(powers):
            yield f"{name}: is superuser, passes row-level security, or is the owner"
    for role, table, right in rows(connection, GRANTS):
        yield f"{role}: {right} on {table}"
    for (table,) in rows(connection, QUEUE_GRANTS):
        yield f"{table}: the app may read the queue"
    for name, options in rows(connection, DEFINERS):
        if name not in FUNCTIONS or "search_path=" not in options:
            yield f"{name}: SECURITY DEFINER without a reason or a pinned search_path"


def of_keys_and_columns(connection: psycopg.Connection) -> Iterator[str]:
    for here, there, name, columns in rows(connection, KEYS):
        if "workspace_id" not in columns and (here, there) not in SIMPLE_KEYS:
            yield f"{here}: key {name} to {there} does not name the workspace"
    for (name,) in rows(connection, VIEWS):
        yield f"{name}: a view that does not ask as its reader"
    for table, column in rows(connection, FLOATS):
        yield f"{table}.{column}: not exact"


def test_every_wall_stands(owner_connection):
    assert findings(owner_connection) == set()


def test_the_lists_of_exceptions_hold_nothing_that_is_gone(owner_connection):
    names = {row[0] for row in owner_connection.execute(TABLES).fetchall()}
    assert OPEN_TABLES.keys() - names - {"auth_group", "auth_group_permissions"} == set()


HOLES = {
    "forgot: row-level security is not enabled and forced": "CREATE TABLE forgot (workspace_id uuid)",
    "forgot: no policy": "CREATE TABLE forgot (workspace_id uuid)",
    "half: row-level security is not enabled and forced": (
        "CREATE TABLE half (workspace_id uuid); ALTER TABLE half ENABLE ROW LEVEL SECURITY"
    ),
    "loose: a policy without WITH CHECK": (
        "CREATE TABLE loose (workspace_id uuid); ALTER TABLE loose ENABLE ROW LEVEL SECURITY;"
        "ALTER TABLE loose FORCE ROW LEVEL SECURITY; CREATE POLICY p ON loose USING (true)"
    ),
    "orderloom_app: TRUNCATE on intake_store": "GRANT TRUNCATE ON intake_store TO orderloom_app",
    "procrastinate_jobs: the app may read the queue": "GRANT SELECT ON procrastinate_jobs TO orderloom_app",
    "sneak: SECURITY DEFINER without a reason or a pinned search_path": (
        "CREATE FUNCTION sneak() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
    ),
    "shops: a view that does not ask as its reader": "CREATE VIEW shops AS SELECT * FROM intake_store",
    "prices.amount: not exact": "CREATE TABLE prices (amount float8)",
    "intake_orderline: key bare to intake_store does not name the workspace": (
        "ALTER TABLE intake_orderline ADD COLUMN store_id uuid CONSTRAINT bare REFERENCES intake_store (id)"
    ),
}


@pytest.mark.parametrize("sentence", HOLES)
def test_a_hole_is_reported(owner_connection, sentence):
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute(HOLES[sentence])
        assert sentence in findings(owner_connection)


INSERT_CASE = (
    "INSERT INTO intake_customerorder (id, workspace_id, store_id, platform, number, external_id, external_number, "
    "content_hash, upstream_state, status, stage, payment, held, hold_reason, exception, waits_on, waits_name, "
    "placed_at, received_at, currency, buyer_name, buyer_email, buyer_phone, ship_name, ship_company, ship_lines, "
    "ship_city, ship_region, ship_postal, ship_country, ship_country_code, ship_phone, note, gift, tags, lines_count, "
    "units, first_title, row_version, provenance) "
    "SELECT gen_random_uuid(), %s, %s, platform, 999999, 'stolen', '', '', upstream_state, status, stage, payment, "
    "false, '', '', waits_on, '', placed_at, received_at, '', '', '', '', '', '', '', '', '', '', '', '', '', '', "
    "false, '', 0, 0, '', 1, '' FROM intake_customerorder WHERE workspace_id = %s LIMIT 1"
)


def as_app() -> psycopg.Connection:
    """Connect as the role of the web processes, past Django."""
    return psycopg.connect(home.database_url("app"))


def wear(connection: psycopg.Connection, kind: str, value: object) -> None:
    connection.execute("SELECT set_config(%s, %s, true)", (f"app.{kind}", str(value)))


def test_a_row_cannot_name_another_tenants_row(ours, theirs):
    with as_app() as connection:
        wear(connection, "workspace", ours.id)
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute(INSERT_CASE, (ours.id, theirs.ids["store_id"], ours.id))


def test_a_row_cannot_be_put_into_another_tenant(ours, theirs):
    with as_app() as connection:
        wear(connection, "workspace", ours.id)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(INSERT_CASE, (theirs.id, theirs.ids["store_id"], ours.id))


def orders(connection: psycopg.Connection) -> int:
    return connection.execute("SELECT count(*) FROM intake_customerorder").fetchone()[0]


@pytest.mark.parametrize("kind", ["workspace", "supplier", "person", "token"])
def test_without_a_hat_nothing_is_seen(ours, kind):
    with as_app() as connection:
        assert orders(connection) == 0
        wear(connection, kind, "")
        assert orders(connection) == 0


def test_rubbish_for_a_hat_is_an_error_and_never_an_answer(ours):
    with as_app() as connection:
        wear(connection, "workspace", "rubbish")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            orders(connection)


def test_a_hat_ends_with_its_transaction_and_with_its_savepoint(ours, theirs):
    with as_app() as connection:
        wear(connection, "workspace", ours.id)
        assert orders(connection) == 6
        with connection.transaction(force_rollback=True):
            wear(connection, "workspace", theirs.id)
            assert (
                connection.execute("SELECT min(external_id) FROM intake_customerorder").fetchone()[0]
                > "Theirs"
            )
        assert connection.execute("SELECT max(external_id) FROM intake_customerorder").fetchone()[0] < "P"
        connection.commit()
        assert orders(connection) == 0


def test_a_supplier_reads_its_own_tasks_and_writes_nothing(ours):
    first = ours.companies[0]
    with as_app() as connection:
        wear(connection, "supplier", first.company_id)
        seen = {row[0] for row in connection.execute("SELECT id FROM production_ordertask").fetchall()}
        assert seen == set(first.task_ids)
        assert orders(connection) == 0
        assert connection.execute("UPDATE production_ordertask SET title = 'mine'").rowcount == 0


def test_the_timeline_cannot_be_changed_by_anybody(ours, owner_connection):
    owner_connection.execute("SELECT set_config('app.workspace', %s, false)", (str(ours.id),))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner_connection.execute("UPDATE kernel_timelineevent SET actor_name = 'nobody'")
    with as_app() as connection:
        wear(connection, "workspace", ours.id)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM kernel_timelineevent")


def test_to_delete_all_of_one_tenant_leaves_the_other_as_it_was(ours, theirs):
    before = hashes("workspace_id", ours.id)
    assert sum(1 for digest in before.values() if digest) > 20
    with administrator() as connection:
        gone = [table for table in tenant_tables(connection) if table != "identity_workspace"]
        connection.execute("ALTER TABLE kernel_timelineevent DISABLE TRIGGER USER")
        connection.execute("ALTER TABLE kernel_timelinelink DISABLE TRIGGER USER")
        while gone:
            gone = [table for table in gone if not deleted(connection, table, theirs.id)]
        connection.execute("ALTER TABLE kernel_timelineevent ENABLE TRIGGER USER")
        connection.execute("ALTER TABLE kernel_timelinelink ENABLE TRIGGER USER")
    assert hashes("workspace_id", ours.id) == before
    assert set(hashes("workspace_id", theirs.id).values()) == {""}


def deleted(connection, table, workspace_id):
    """Delete the tenant's rows of a table, unless rows of another table still name them."""
    try:
        with connection.transaction():
            connection.execute(
                sql.SQL("DELETE FROM {} WHERE workspace_id = %s").format(sql.Identifier(table)),
                [workspace_id],
            )
    except psycopg.errors.ForeignKeyViolation:
        return False
    return True
