"""The pages that people look at all day, with many orders in the database: server time and number of statements."""

import importlib
import itertools
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import psycopg

from bench.copies import age, multiply
from bench.intake import ORDERS, write_orders
from bench.site import HOME, environment, import_orders, metered, orderloom, site

if TYPE_CHECKING:
    from django.test import Client

WARM, TIMES = 10, 60
LIST = """
    SELECT id, number, buyer_name, stage, total, placed_at FROM intake_customerorder
    WHERE workspace_id = %s AND stage = 'purchasing' ORDER BY placed_at DESC, id DESC LIMIT 50
"""


def measure(scale: str) -> dict[str, object]:
    """Return for each page the 95th percentile in milliseconds and its statements, and the list's bare SQL."""
    with site() as owner:
        from orderloom.config import home

        path = HOME / "orders.csv"
        write_orders(path, min(ORDERS.get(scale, ORDERS["small"]), 100_000))
        import_orders(path)
        orderloom("purchase", "--workspace", "bench", "--json")
        admin = home.database_url("admin", environment()["ORDERLOOM_DATABASE_NAME"])
        age(admin)
        if scale == "million":
            multiply(admin, 10)
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # as the server does some minutes after so many rows
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
        ("tasks", merchant, "/merchant/bench/tasks/"),
        ("jump", merchant, "/merchant/bench/find/?q=77777"),
        ("supplier_tasks", supplier, "/supplier/"),
    ):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)
        with metered() as meter:
            figures[f"{name}_ms"] = p95(partial(client.get, address, follow=True))
        figures[f"{name}_cpu_ms"] = round(meter.cpu_seconds / (WARM + TIMES) * 1000, 1)
        with CaptureQueriesContext(connection) as statements:
            client.get(address, follow=True)
        figures[f"{name}_statements"] = len(statements)
    return figures | {"today_first_ms": today_anew(merchant)} | narrowed(merchant)


def today_anew(merchant: "Client") -> float:
    """Ask for Today when nothing of it is kept, ten times; tell the median."""
    from orderloom.portals.queries import performance

    took = []
    for _time in range(10):
        performance.FORTNIGHTS.forget()
        began = time.perf_counter()
        merchant.get("/merchant/bench/")
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took), 1)


def narrowed(merchant: "Client") -> dict[str, object]:
    """Ask for the list of orders under every two of its filters, each five times; tell the slowest, by their median."""
    from django.db import transaction

    from orderloom.catalog.models import Category
    from orderloom.identity.queries import workspace_by_slug
    from orderloom.intake.models import Store
    from orderloom.kernel.tenancy import Hat, wear
    from orderloom.partners.models import Supplier

    workspace = workspace_by_slug("bench")
    assert workspace is not None
    with wear(Hat.workspace(workspace.id)), transaction.atomic():
        store, supplier = Store.objects.get().id, Supplier.objects.order_by("id")[0].id
        category = Category.objects.order_by("id")[0].id
    filters = [
        "stage=review", "stage=production", "stage=completed", f"store={store}", "platform=other", "payment=paid",
        "payment=unpaid", "waits=merchant", "waits=supplier", "waits=nobody", "due=late", "placed=7",
        f"supplier={supplier}", f"category={category}", "amount_from=90", "amount_from=5000", "tag=vip", "country=US",
        "country=JP", "held=1", "exception=1", "q=buyer 49", "q=SO-77777",
    ]  # fmt: skip
    medians: dict[str, float] = {}
    for one, other in itertools.combinations(filters, 2):
        if one.partition("=")[0] == other.partition("=")[0]:
            continue
        took = []
        for _time in range(5):
            began = time.perf_counter()
            answer = merchant.get(f"/merchant/bench/orders/?{one}&{other}")
            took.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (one, other)
        medians[f"{one} {other}"] = round(statistics.median(took), 1)
    slowest = sorted(medians, key=lambda pair: -medians[pair])[:5]
    return {
        "pairs": len(medians),
        "pairs_p95_ms": round(statistics.quantiles(medians.values(), n=20)[18], 1),
        "slowest_pairs_ms": {pair: medians[pair] for pair in slowest},
    }


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
