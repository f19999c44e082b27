"""The pages that people look at all day, with many orders in the database: server time and number of statements."""

import importlib
import os
import statistics
import time
from collections.abc import Callable

import psycopg

from bench.intake import ORDERS, write_orders
from bench.site import HOME, import_orders, orderloom, site

WARM, TIMES = 10, 60
LIST = """
    SELECT id, number, buyer_name, stage, total, placed_at FROM intake_customerorder
    WHERE workspace_id = %s AND stage = 'purchasing' ORDER BY placed_at DESC, id DESC LIMIT 50
"""


def measure(scale: str) -> dict[str, object]:
    """Return for each page the 95th percentile in milliseconds and its statements, and the list's bare SQL."""
    with site() as owner:
        path = HOME / "orders.csv"
        write_orders(path, min(ORDERS.get(scale, ORDERS["small"]), 100_000))
        import_orders(path)
        orderloom("purchase", "--workspace", "bench", "--json")
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(
                "VACUUM ANALYZE"
            )  # as the server does by itself, some minutes after so many rows
            found = connection.execute(
                "SELECT workspace_id, order_id FROM production_ordertask LIMIT 1"
            ).fetchone()
            company = connection.execute("SELECT company_id FROM production_ordertask LIMIT 1").fetchone()
            assert found is not None
            assert company is not None
            floor = p95(lambda: connection.execute(LIST, (found[0],)).fetchall())
            return {"floor_list_ms": floor, **pages(str(found[1]), str(company[0]))}


def pages(order_id: str, company_id: str) -> dict[str, object]:
    """Ask for the pages in this process, as the merchant and as a supplier."""
    os.environ["ORDERLOOM_ROLE"] = "app"
    importlib.import_module("orderloom.config.wsgi")  # as the web process starts
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from orderloom.identity.models import CompanyMember, User
    from orderloom.kernel.clock import now
    from orderloom.kernel.tenancy import Hat, wear

    merchant, supplier = Client(), Client()
    merchant.force_login(User.objects.get(email="bench@shop.example"))
    person = User.objects.create_user("supplier@shop.example", name="Supplier")
    from orderloom.identity.queries import workspace_by_slug

    workspace = workspace_by_slug("bench")
    assert workspace is not None
    with wear(Hat.workspace(workspace.id)), transaction.atomic():
        CompanyMember.objects.create(company_id=company_id, user=person, created_at=now())
    supplier.force_login(person)
    figures: dict[str, object] = {}
    for name, client, address in (
        ("list", merchant, "/merchant/bench/orders/?stage=purchasing"),
        ("order", merchant, f"/merchant/bench/orders/{order_id}/"),
        ("today", merchant, "/merchant/bench/"),
        ("supplier_tasks", supplier, "/supplier/"),
    ):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)
        figures[f"{name}_ms"] = p95(lambda client=client, address=address: client.get(address, follow=True))  # type: ignore[misc]
        with CaptureQueriesContext(connection) as statements:
            client.get(address, follow=True)
        figures[f"{name}_statements"] = len(statements)
    return figures


def p95(act: Callable[[], object]) -> float:
    """Return the 95th percentile of the time that the act takes, in milliseconds."""
    for _time in range(WARM):
        act()
    took = []
    for _time in range(TIMES):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.quantiles(took, n=20)[18], 1)
