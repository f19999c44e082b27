"""A year of orders from a month of them: older copies, further along, made inside the database."""

import psycopg

ORDER = """CASE WHEN {n} < 3 THEN 'in_fulfilment' ELSE 'completed' END"""
STAGE = """CASE WHEN {n} = 1 THEN 'production' WHEN {n} = 2 THEN 'shipped' ELSE 'completed' END"""
WAITS = """CASE WHEN {n} = 1 THEN 'supplier' WHEN {n} = 2 THEN 'carrier' ELSE 'nobody' END"""
TASK = """CASE WHEN {n} = 1 THEN 'in_production' WHEN {n} = 2 THEN 'shipped' ELSE 'done' END"""
SENT = "CASE WHEN {n} = 1 THEN 0 ELSE quantity END"
EARLIER = "{column} - {n} * interval '20 days'"
CHANGED = {
    "intake_customerorder": {
        "external_id": "external_id || '-{n}'",
        "external_number": "external_number || '-{n}'",
        "status": ORDER,
        "stage": STAGE,
        "waits_on": WAITS,
        "exception": "CASE WHEN {n} = 1 AND number % 50 = 0 THEN 'no_tracking' ELSE '' END",
    },
    "intake_orderline": {},
    "production_ordertask": {"status": TASK, "sku": "sku || '-{n}'", "produced": SENT, "shipped": SENT},
    "routing_assignment": {"status": "'accepted'"},
}
AGED = (
    """
    UPDATE intake_customerorder SET
        status = CASE WHEN number % 10 < 5 THEN 'completed' WHEN number % 10 < 8 THEN 'in_fulfilment' ELSE status END,
        stage = CASE WHEN number % 10 < 5 THEN 'completed' WHEN number % 10 = 5 THEN 'shipped'
            WHEN number % 10 < 8 THEN 'production' ELSE stage END,
        waits_on = CASE WHEN number % 10 < 5 THEN 'nobody' WHEN number % 10 = 5 THEN 'carrier' ELSE waits_on END,
        exception = CASE WHEN number % 500 = 6 THEN 'no_tracking' ELSE exception END
    """,
    """
    UPDATE production_ordertask task SET
        status = CASE WHEN o.number % 10 < 5 THEN 'done' WHEN o.number % 10 = 5 THEN 'shipped'
            WHEN o.number % 10 < 8 THEN 'in_production' ELSE task.status END,
        produced = CASE WHEN o.number % 10 < 6 THEN quantity ELSE 0 END,
        shipped = CASE WHEN o.number % 10 < 6 THEN quantity ELSE 0 END,
        shipped_at = CASE WHEN o.number % 10 < 6 THEN now() - o.number / 10 % 20 * interval '1 day' END,
        promised_date = CASE WHEN o.number % 10 < 8 THEN current_date - 20 + (o.number / 10 % 25)::int END,
        first_promised_date = CASE WHEN o.number % 10 < 8 THEN current_date - 20 + (o.number / 10 % 25)::int END,
        respond_by = CASE WHEN o.number % 10 >= 8 THEN now() + (24 - o.number / 10 % 50) * interval '1 hour' END
    FROM intake_customerorder o WHERE o.id = task.order_id
    """,
)
VERSION = 7  # of the ids; copies bear another, so that they sort as what they are copied from
IDS = ("id", "order_id", "line_id", "task_id")
COLUMNS = """
    SELECT attname, atttypid::regtype::text FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


def age(admin: str) -> None:
    """Let half of the orders be done, a tenth on its way, a fifth in production, the rest offered; many are late."""
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in AGED:
            connection.execute(statement)


def multiply(admin: str, times: int) -> None:
    """Let each order stand in the database so many times with its lines, tasks and assignments, ever older.

    Keys are neither checked nor do triggers run: the copies are as sound as what they are copied from.
    """
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for table, changed in CHANGED.items():
            columns = [(str(name), str(kind)) for name, kind in connection.execute(COLUMNS, (table,))]
            names = ", ".join(f'"{name}"' for name, _kind in columns)
            connection.execute(f"CREATE TEMP TABLE first AS SELECT {names} FROM {table}")
            for n in range(1, times):
                told = ", ".join(_told(name, kind, changed, n) for name, kind in columns)
                connection.execute(f"INSERT INTO {table} ({names}) SELECT {told} FROM first")
            connection.execute("DROP TABLE first")


def _told(name: str, kind: str, changed: dict[str, str], n: int) -> str:
    """Return what stands in the column in the n-th copy; ids keep their time and their noise."""
    if name in changed:
        return changed[name].format(n=n)
    if name in IDS:
        return f"overlay({name}::text placing '{(VERSION + n) % 16:x}' from 15 for 1)::uuid"
    if name in ("number", "turn"):
        return f'"{name}" + {n} * 10000000'
    if kind == "timestamp with time zone" and name.endswith("_at"):
        return EARLIER.format(column=name, n=n)
    return f'"{name}"'
