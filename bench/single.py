"""One order of two lines by the API until its tasks are assigned, 8 clients at once, beside plain INSERTs."""

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench.site import CATEGORIES, environment, import_orders, metered, orderloom, site

CLIENTS, SECONDS = 8, {"small": 8, "full": 30, "million": 30}
FLOOR_TABLES = ("intake_customerorder", "intake_orderline", "production_ordertask", "routing_assignment")


def body(number: int) -> bytes:
    """Return an order of two lines that is to be bought at once."""
    lines = [
        {"title": f"Thing {place}", "quantity": 1, "unit_price": "9.50", "category": f"Category {place}"}
        for place in ((number * 2) % CATEGORIES, (number * 2 + 1) % CATEGORIES)
    ]
    told = {
        "store": "Shop", "external_id": f"S-{number}", "paid": True, "currency": "USD", "lines": lines,
        "totals": {"total": "19.00"}, "purchase": True,
    }  # fmt: skip
    return json.dumps(told).encode()


@contextmanager
def server() -> Iterator[int]:
    """Serve the application as `orderloom up` does: granian, two workers; give its port."""
    from orderloom.config.home import free_port

    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--host", "127.0.0.1", "--port", str(port), "--interface", "wsgi",
        "--workers", "2", "--blocking-threads", "8", "--no-ws", "--log-level", "error",
        "orderloom.config.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment() | {"ORDERLOOM_ROLE": "app"})
    try:
        for _attempt in range(200):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/api/v1/openapi.json")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def client(port: int, token: str, first: int, until: float, took: list[float], wrong: list[str]) -> None:
    """Send one order after the other until the time is over."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    number = first
    while time.perf_counter() < until:
        began = time.perf_counter()
        connection.request("POST", "/api/v1/orders", body(number), headers)
        answer = connection.getresponse()
        text = answer.read()
        took.append(time.perf_counter() - began)
        if answer.status != 201:
            wrong.append(text.decode()[:200])
        number += CLIENTS


def measure(scale: str) -> dict[str, object]:
    """Return orders a second, the 95th percentile in milliseconds, the floor's rate and their ratio.

    `cpu_ms` are the processors' milliseconds for each order, those of the clients and the database among them.
    """
    with site() as owner, psycopg.connect(owner, autocommit=True) as connection:
        add_store()
        token = str(orderloom("token", "--workspace", "bench", "--name", "bench", "--json")["token"])
        with server() as port:
            run(port, token, 6, 10_000_000)  # warm: every connection prepares its statements
            with metered() as meter:
                took, wrong = run(port, token, SECONDS.get(scale, 8), 0)
        stored = connection.execute(
            "SELECT count(*) FROM production_ordertask WHERE status = 'offered' AND sku IS NOT NULL"
        ).fetchone()
        floor = floor_rate(owner)
    rate = len(took) / meter.seconds
    return {
        "orders": len(took),
        "refused": len(wrong),
        "first_refusal": wrong[0] if wrong else "",
        "tasks_offered": stored[0] if stored else None,
        "orders_per_second": round(rate, 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[18] * 1000, 1),
        "cpu_ms": round(meter.cpu_seconds / len(took) * 1000, 1),
        "floor_per_second": round(floor, 1),
        "ratio": round(floor / rate, 2),
    }


def add_store() -> None:
    """Make the store `Shop` through the product's own import of one order."""
    from bench.intake import write_orders
    from bench.site import HOME

    path = HOME / "one.csv"
    write_orders(path, 1)
    import_orders(path)


def run(port: int, token: str, seconds: float, first: int) -> tuple[list[float], list[str]]:
    """Let the clients send for so long; return how long each order took, and what was refused."""
    took: list[float] = []
    wrong: list[str] = []
    began = time.perf_counter()
    threads = [
        threading.Thread(target=client, args=(port, token, first + place, began + seconds, took, wrong))
        for place in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, wrong


def floor_rate(owner: str) -> float:
    """Return how many orders a second go in by bare INSERTs of the same rows, committed one by one, by one client."""
    with psycopg.connect(owner) as connection:
        rows = {
            table: connection.execute(
                f"SELECT to_jsonb(t) - %s::text[] FROM {table} t LIMIT 400",
                [list(generated(connection, table))],
            ).fetchall()
            for table in FLOOR_TABLES
        }
        connection.execute(f"TRUNCATE {', '.join(FLOOR_TABLES)} CASCADE")
        connection.commit()
        orders = {row[0]["id"]: row[0] for row in rows["intake_customerorder"]}
        began, done = time.perf_counter(), 0
        for order in orders.values():
            insert(connection, "intake_customerorder", order)
            for (line,) in rows["intake_orderline"]:
                if line["order_id"] == order["id"]:
                    insert(connection, "intake_orderline", line)
            connection.commit()
            done += 1
        return done / (time.perf_counter() - began)


def generated(connection: psycopg.Connection[tuple[object, ...]], table: str) -> Iterator[str]:
    """Give the names of the columns that the server works out itself."""
    query = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attgenerated <> ''"
    for (name,) in connection.execute(query, [table]):
        yield str(name)


def insert(connection: psycopg.Connection[tuple[object, ...]], table: str, row: dict[str, object]) -> None:
    """Insert one row given as JSON."""
    names = ", ".join(f'"{name}"' for name in row)
    connection.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s::jsonb)",
        [json.dumps(row)],
    )
