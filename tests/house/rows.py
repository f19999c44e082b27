"""What is really stored of a tenant, seen past all walls, as one hash for each table."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from orderloom.config import home

TENANT_TABLES = """
SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND c.column_name = 'workspace_id' AND t.table_type = 'BASE TABLE' ORDER BY 1
"""
# Made anew by looking, and no part of what a tenant has said: when a key was used last.
UNCOUNTED = {"identity_apitoken": "last_used_at"}


@contextmanager
def administrator() -> Iterator[psycopg.Connection]:
    """Connect past row-level security."""
    with psycopg.connect(home.database_url("admin")) as connection:
        yield connection


def tenant_tables(connection: psycopg.Connection) -> list[str]:
    return [row[0] for row in connection.execute(TENANT_TABLES).fetchall()]


def hashes(column: str, value: object) -> dict[str, str]:
    """Return a hash of each table's rows whose column has the value, whatever their order."""
    found = {}
    with administrator() as connection:
        for table in tenant_tables(connection):
            columns = {
                row[0]
                for row in connection.execute(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
                ).fetchall()
            }
            if column not in columns:
                continue
            query = sql.SQL(
                "SELECT coalesce(md5(string_agg(h, '' ORDER BY h)), '') FROM ("
                "SELECT md5((to_jsonb(t) - {})::text) AS h FROM {} t WHERE {} = %s) AS rows"
            ).format(sql.Literal(UNCOUNTED.get(table, "")), sql.Identifier(table), sql.Identifier(column))
            found[table] = connection.execute(query, [value]).fetchone()[0]
    return found


TEXT_COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
WHERE c.table_schema = 'public' AND c.data_type IN ('text', 'character varying', 'json', 'jsonb')
AND c.table_name = ANY(%s) ORDER BY 1, 2
"""


def unmarked_columns(mark: str, workspace_id: object) -> set[str]:
    """Return the text columns in which no row of the workspace carries its mark."""
    found = set()
    with administrator() as connection:
        tables = tenant_tables(connection)
        for table, column in connection.execute(TEXT_COLUMNS, [tables]).fetchall():
            query = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE workspace_id = %s AND {}::text ILIKE %s)")
            query = query.format(sql.Identifier(table), sql.Identifier(column))
            if not connection.execute(query, [workspace_id, f"%{mark}%"]).fetchone()[0]:
                found.add(f"{table}.{column}")
    return found
