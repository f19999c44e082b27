"""From a file of orders to assigned tasks with SKUs and timeline, beside COPY of the same rows and a round robin."""

import resource
import tempfile
from pathlib import Path

import psycopg

from bench.site import CATEGORIES, HOME, Meter, import_orders, metered, orderloom, site

ORDERS = {"small": 10_000, "full": 100_000, "million": 500_000}
TABLES = (
    "intake_customerorder",
    "intake_orderline",
    "production_ordertask",
    "routing_assignment",
    "kernel_timelineevent",
    "kernel_timelinelink",
)
HEADER = (
    "order number,order date,paid at,currency,order total,buyer name,buyer email,ship name,address,city,postal code,"
    "country,sku,title,variant,quantity,unit price,category,personalisation"
)
ROUND_ROBIN = """
    SELECT count(*), max(place) FROM (
        SELECT task.id, row_number() OVER (PARTITION BY task.category_id ORDER BY task.number)
            % (SELECT count(*) FROM catalog_suppliercategory made WHERE made.category_id = task.category_id) AS place
        FROM production_ordertask task) AS dealt
"""
SPREAD = """
    SELECT coalesce(max(most - least), 0) FROM (
        SELECT max(tasks) AS most, min(tasks) AS least FROM (
            SELECT made.category_id, made.supplier_id, count(given.id) AS tasks
            FROM catalog_suppliercategory made LEFT JOIN routing_assignment given
                ON given.supplier_id = made.supplier_id AND given.category_id = made.category_id
            GROUP BY 1, 2) AS counted GROUP BY category_id) AS spread
"""


def write_orders(path: Path, orders: int) -> None:
    """Write a file of orders of two lines each, the same every time."""
    with path.open("w", encoding="utf-8") as out:
        out.write(HEADER + "\n")
        for order in range(orders):
            day = f"2026-11-{1 + order % 20:02d}"
            common = (
                f"B{order:08d},{day} 10:{order % 60:02d}:00,{day} 10:59:00,"
                f"USD,{20 + order % 80}.50,Buyer {order % 5000},b{order % 5000}@shoppers.example,Buyer {order % 5000},"
                f"{order % 900} Main Street,Portland,97{order % 1000:03d},US"
            )
            for line in range(2):
                shift = order // CATEGORIES * 7  # so that no day has its own categories
                place = (order * 2 + line + shift) % CATEGORIES
                out.write(
                    f"{common},SKU-{place:03d},Thing number {place},Blue,{1 + order % 3},10.25,Category {place},"
                    f"Name {order}\n"
                )


def measure(scale: str) -> dict[str, object]:
    """Return seconds, the floor's seconds, their ratio, the peak memory of a command, and the spread per category.

    `cpu_ratio` compares the processors' seconds instead of the clock's.
    """
    orders = ORDERS.get(scale, ORDERS["small"])
    with site() as owner:
        path = HOME / "orders.csv"
        write_orders(path, orders)
        with metered() as importing:
            read = import_orders(path)
        with metered() as purchasing:
            bought = orderloom("purchase", "--workspace", "bench", "--json")
        rss = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        with psycopg.connect(owner) as connection:
            spread = connection.execute(SPREAD).fetchone()
            floor = floor_of(connection)
    seconds = importing.seconds + purchasing.seconds
    cpu_seconds = importing.cpu_seconds + purchasing.cpu_seconds
    return {
        "orders": read.get("orders_created"),
        "lines": read.get("lines_created"),
        "tasks": bought.get("tasks"),
        "unassigned": bought.get("unassigned"),
        "seconds": round(seconds, 2),
        "import_seconds": round(importing.seconds, 2),
        "purchase_seconds": round(purchasing.seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "floor_seconds": round(floor.seconds, 2),
        "floor_cpu_seconds": round(floor.cpu_seconds, 2),
        "ratio": round(seconds / floor.seconds, 2),
        "cpu_ratio": round(cpu_seconds / floor.cpu_seconds, 2),
        "peak_mb": rss,
        "spread": spread[0] if spread else None,
    }


def floor_of(connection: psycopg.Connection[tuple[object, ...]]) -> Meter:
    """Return what COPY takes to bring the same rows into the same tables, and one statement to deal them out.

    Each table's statistics are taken before the next one: without them the checks of its keys would take hours.
    """
    with tempfile.TemporaryDirectory(dir=HOME) as place, connection.cursor() as cursor:
        files = {table: Path(place) / table for table in TABLES}
        for table, path in files.items():
            with path.open("wb") as out, cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
                for block in copy:
                    out.write(block)
        connection.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        connection.commit()
        with metered() as meter:
            for table, path in files.items():
                with path.open("rb") as rows, cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                    while block := rows.read(1 << 20):
                        copy.write(block)
                connection.execute(f"ANALYZE {table}")
            connection.execute(ROUND_ROBIN)
            connection.commit()
        return meter
