"""Take the demo data out of a workspace, set by set, and nothing else.

What belongs to an order is found in the database's own keys, so that a new table is never forgotten. The timeline
stays: it can only be added to.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from orderloom.identity.permissions import SETTINGS
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.events import record
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.models import Supplier
from orderloom.portals.events import DemoRemoved
from orderloom.portals.models import DemoThing, Start

CHILDREN = """
SELECT con.conrelid::regclass::text, a.attname, has_table_privilege(con.conrelid, 'DELETE')
FROM pg_constraint con CROSS JOIN LATERAL unnest(con.conkey, con.confkey) AS pair (mine, theirs)
JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = pair.mine
JOIN pg_attribute b ON b.attrelid = con.confrelid AND b.attnum = pair.theirs
WHERE con.contype = 'f' AND con.confrelid = %s::regclass AND con.conrelid <> con.confrelid AND b.attname = 'id'
ORDER BY 1, 2
"""
ORDERS = "intake_customerorder"
MARKED = "SELECT thing_id FROM portals_demothing WHERE workspace_id = %(here)s AND kind = %(kind)s"
PARENTS = "SELECT parent_id FROM catalog_category WHERE workspace_id = %(here)s AND parent_id IS NOT NULL"
# What is a part of a thing and goes with it; rows of every other table that name it keep it.
OWN_PARTS = {
    "partners_supplier": (
        "catalog_suppliercategory",
        "routing_poolseat",
        "partners_suppliercalendar",
        "partners_supplierdaysoff",
    ),
    "catalog_category": ("catalog_categoryowner", "routing_rotationpool"),
    "intake_store": (),
}


@dataclass(frozen=True, slots=True)
class Removed:
    """How many of each went, and the names of what stays because own things need it."""

    orders: int
    suppliers: int
    categories: int
    stores: int
    kept: tuple[str, ...]


@command
def remove_demo(*, actor: Actor, now: datetime) -> Removed:
    """Remove all demo data of the workspace; what own things use stays as the workspace's own. Raises NotAllowed."""
    actor.require(SETTINGS)
    here = actor.workspace_id
    marked = DemoThing.objects.select_for_update().filter(workspace_id=here)
    if not list(marked.values_list("id", flat=True)):
        return Removed(0, 0, 0, 0, ())
    orders = _remove_orders(here)
    companies = _companies(here)
    suppliers = _remove_unused(here, "partners_supplier", "supplier")
    _remove_companies(companies)
    stores = _remove_unused(here, "intake_store", "store")
    categories = 0
    while gone := _remove_unused(here, "catalog_category", "category"):
        categories += gone  # the innermost first
    kept = tuple(_names(here))
    marked.delete()
    Start.objects.filter(workspace_id=here).update(trial_order_id=None)
    record(actor, DemoRemoved(orders=orders, suppliers=suppliers, kept=kept), at=now)
    return Removed(orders, suppliers, categories, stores, kept)


def _companies(here: UUID) -> list[UUID]:
    """Return the companies of the marked suppliers."""
    marked = DemoThing.objects.filter(workspace_id=here, kind="supplier").values("thing_id")
    rows = Supplier.objects.filter(workspace_id=here, id__in=marked).order_by("id")
    return list(rows.values_list("company_id", flat=True))


def _remove_companies(companies: Sequence[UUID]) -> None:
    """Remove those of the companies that supply nobody any more: the database lets no other go."""
    for company_id in companies:
        with wear(Hat.supplier(company_id)), connection.cursor() as cursor:
            cursor.execute("DELETE FROM identity_company WHERE id = %s", [company_id])


def _remove_orders(here: UUID) -> int:
    """Remove the marked orders with all that hangs on them, but for those with something that nobody may delete."""
    fixed = " ".join(f"AND id NOT IN ({ids})" for ids in _fixed(ORDERS))
    going = f"id IN ({MARKED}) {fixed}"
    return _remove(ORDERS, going, {"here": here, "kind": "order"})


def _fixed(table: str) -> Iterator[str]:
    """Give statements that find the table's rows on which something hangs that may not be deleted."""
    for child, column, may_delete in _children(table):
        if not may_delete:
            yield f"SELECT {column} FROM {child} WHERE workspace_id = %(here)s AND {column} IS NOT NULL"  # noqa: S608  names from the catalogue
        for ids in _fixed(child):
            yield (
                f"SELECT {column} FROM {child} WHERE workspace_id = %(here)s "  # noqa: S608  names from the catalogue
                f"AND {column} IS NOT NULL AND id IN ({ids})"
            )


def _remove(table: str, going: str, facts: dict[str, Any], only: Collection[str] | None = None) -> int:
    """Remove rows and first all that hang on them, or only those of the tables named; return how many rows went."""
    for child, column, may_delete in _children(table):
        if may_delete and (only is None or child in only):
            ids = f"SELECT id FROM {table} WHERE workspace_id = %(here)s AND {going}"  # noqa: S608  names from the catalogue
            _remove(child, f"{column} IN ({ids})", facts)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE workspace_id = %(here)s AND {going}", facts)  # noqa: S608  names from the catalogue
        return int(cursor.rowcount)


def _remove_unused(here: UUID, table: str, kind: str) -> int:
    """Remove the marked rows that no row of another table names, but for their own parts."""
    parts = OWN_PARTS[table]
    used = [
        f"AND id NOT IN (SELECT {column} FROM {child} WHERE workspace_id = %(here)s AND {column} IS NOT NULL)"  # noqa: S608  names from the catalogue
        for child, column, _may_delete in _children(table)
        if child not in parts
    ]
    if table == "catalog_category":
        used.append(f"AND id NOT IN ({PARENTS})")
    return _remove(table, f"id IN ({MARKED}) {' '.join(used)}", {"here": here, "kind": kind}, parts)


def _names(here: UUID) -> list[str]:
    """Return the names of what is marked and still there."""
    found: list[str] = []
    for table, column, kind in (
        (ORDERS, "'SO-' || number", "order"),
        ("partners_supplier", "name", "supplier"),
        ("intake_store", "name", "store"),
        ("catalog_category", "path", "category"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {column} FROM {table} WHERE workspace_id = %(here)s AND id IN ({MARKED}) ORDER BY 1",  # noqa: S608  names from the catalogue
                {"here": here, "kind": kind},
            )
            found += [str(name) for (name,) in cursor.fetchall()]
    return found


@lru_cache(maxsize=64)
def _children(table: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the tables that name the table's rows, by which column, and whether their rows may be deleted."""
    with connection.cursor() as cursor:
        cursor.execute(CHILDREN, [table])
        return tuple((str(child), str(column), bool(may)) for child, column, may in cursor.fetchall())
