"""Migration operations that put a table under row-level security, tie its rows to one workspace, and grant rights."""

from collections.abc import Mapping, Sequence

from django.db.migrations.operations import RunSQL

APP_ROLES = "orderloom_app, orderloom_worker"
WORKSPACE = "(SELECT nullif(current_setting('app.workspace', true), '')::uuid)"
SUPPLIER = "(SELECT nullif(current_setting('app.supplier', true), '')::uuid)"
PERSON = "(SELECT nullif(current_setting('app.person', true), '')::uuid)"
TOKEN = "(SELECT nullif(current_setting('app.token', true), ''))"  # noqa: S105  a setting's name

ALL_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def grant(table: str, rights: Sequence[str] = ALL_RIGHTS) -> str:
    """Return the SQL that lets the app and the worker use a table."""
    return f"GRANT {', '.join(rights)} ON {table} TO {APP_ROLES};"


def guard(
    table: str,
    *,
    parents: Mapping[str, str] | None = None,
    is_parent: bool = False,
    workspace: str = "workspace_id",
    readers: Mapping[str, str] | None = None,
    rights: Sequence[str] = ALL_RIGHTS,
    root: bool = False,
) -> RunSQL:
    """Return the migration that makes a table safe for many tenants.

    `parents` maps a foreign key column to the table it names: the key becomes composite with the workspace, so that no
    row can name another tenant's row (keys ignore row-level security). `is_parent` adds the unique pair such keys need.
    `readers` maps a policy's name to a condition under which other hats may read. `root` ties the row to its workspace.
    """
    sql = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
        f"CREATE POLICY workspace_hat ON {table} USING ({workspace} = {WORKSPACE})",
        f"WITH CHECK ({workspace} = {WORKSPACE});",
        grant(table, rights),
    ]
    for name, condition in (readers or {}).items():
        sql.append(f"CREATE POLICY {name} ON {table} FOR SELECT USING ({condition});")
    if is_parent:
        sql.append(f"ALTER TABLE {table} ADD CONSTRAINT {table}_of_workspace UNIQUE (workspace_id, id);")
    if root:
        sql.append(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_workspace_fk FOREIGN KEY (workspace_id) "
            "REFERENCES identity_workspace (id);"
        )
    for column, parent in (parents or {}).items():
        sql.append(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_fk FOREIGN KEY (workspace_id, {column}) "
            f"REFERENCES {parent} (workspace_id, id);"
        )
    return RunSQL("\n".join(sql), reverse_sql=RunSQL.noop)


def append_only(table: str) -> RunSQL:
    """Return the migration that refuses to change or delete the table's rows, for every role."""
    return RunSQL(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();",
        reverse_sql=RunSQL.noop,
    )
