"""A bulk action over 10,000 orders as the worker does it, beside a plain UPDATE of them and COPY of the same facts."""

import importlib
import os

import psycopg

from bench.intake import TABLES, write_orders
from bench.site import HOME, Meter, environment, import_orders, metered, site

ORDERS = {"small": 10_000, "full": 10_000, "million": 100_000}
FACTS = ("kernel_timelineevent", "kernel_timelinelink")
BACK = "UPDATE intake_customerorder SET status = 'received', stage = 'review'"
FORTH = """
    UPDATE intake_customerorder SET status = 'confirmed', stage = 'confirmed',
        row_version = row_version + 1
    WHERE status = 'received'
"""


def measure(scale: str) -> dict[str, object]:
    """Return the seconds of approving all that waits for review, the floor's, their ratio, and rows a second."""
    orders = ORDERS.get(scale, ORDERS["small"])
    with site() as owner:
        from orderloom.config import home

        path = HOME / "orders.csv"
        write_orders(path, orders)
        import_orders(path)
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
        done, left, run = approve_all()
        with psycopg.connect(
            home.database_url("admin", environment()["ORDERLOOM_DATABASE_NAME"])
        ) as connection:
            floor = floor_of(connection)
    return {
        "orders": orders,
        "done": done,
        "left": left,
        "seconds": round(run.seconds, 2),
        "cpu_seconds": round(run.cpu_seconds, 2),
        "orders_per_second": round(done / run.seconds),
        "floor_seconds": round(floor.seconds, 2),
        "ratio": round(run.seconds / floor.seconds, 2),
        "cpu_ratio": round(run.cpu_seconds / max(floor.cpu_seconds, 0.01), 2),
    }


def approve_all() -> tuple[int, int, Meter]:
    """Begin the run as the list's bar does and take it to its end as the worker does; return what it did and left."""
    os.environ["ORDERLOOM_ROLE"] = "app"
    importlib.import_module("orderloom.config.wsgi")  # as the web process starts
    from django.db import transaction

    from orderloom.identity.models import User
    from orderloom.identity.queries import staff_actor
    from orderloom.kernel import clock
    from orderloom.kernel.tenancy import Hat, wear
    from orderloom.portals.bulk.commands import begin_run
    from orderloom.portals.bulk.runner import run_to_end
    from orderloom.portals.models import BulkRun

    actor, workspace = staff_actor(User.objects.get(email="bench@shop.example"), "bench")
    with wear(Hat.workspace(workspace.id)), metered() as meter:
        run = begin_run(
            actor=actor, list_name="orders", move="approve", argument="", query="?stage=review", ids=None,
            now=clock.now(),
        )  # fmt: skip
        run_to_end(actor, workspace, run.id)
    with wear(Hat.workspace(workspace.id)), transaction.atomic():
        ended = BulkRun.objects.get(id=run.id)
    assert ended.status == "done", (ended.status, ended.failure)
    return ended.done, ended.left, meter


def floor_of(connection: psycopg.Connection[tuple[object, ...]]) -> Meter:
    """Return what one UPDATE of the same orders takes, with COPY of the very facts of their approval."""
    connection.execute("SET session_replication_role = replica")  # facts are not to be removed, but for this
    kept = {}
    with connection.cursor() as cursor:
        for table in FACTS:
            which = "kind = 'OrderConfirmed'" if table == FACTS[0] else LINKS
            with cursor.copy(f"COPY (SELECT * FROM {table} WHERE {which}) TO STDOUT (FORMAT binary)") as copy:
                kept[table] = b"".join(copy)
        connection.execute(f"DELETE FROM kernel_timelinelink WHERE {LINKS}")
        connection.execute("DELETE FROM kernel_timelineevent WHERE kind = 'OrderConfirmed'")
        connection.execute(BACK)
        connection.commit()
        connection.execute("SET session_replication_role = origin")
        connection.commit()
        with metered() as meter:
            connection.execute(FORTH)
            for table in FACTS:
                with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                    copy.write(kept[table])
            connection.commit()
    return meter


LINKS = "number IN (SELECT link_number FROM kernel_timelineevent WHERE kind = 'OrderConfirmed')"
