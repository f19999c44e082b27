"""Suppliers from a file: the good rows go in, each bad one says what, where and what to do."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from orderloom.catalog.commands.categories import add_path
from orderloom.catalog.commands.makers import set_supplier_categories
from orderloom.catalog.queries import categoriser
from orderloom.catalog.supplier_columns import BadCell, columns_of, read_row
from orderloom.identity.queries import company_people
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.reading import read_table
from orderloom.kernel.tables.table import Table
from orderloom.partners.commands import (
    OthersSignIn,
    SharedCompany,
    SupplierInput,
    add_supplier_member,
    change_supplier,
    create_supplier,
    pause_supplier,
    resume_supplier,
)
from orderloom.partners.models import Supplier
from orderloom.partners.permissions import MANAGE
from orderloom.partners.states import SupplierStatus

CHECKED = 1000
"""So many rows are tried before the import; the rest of a longer file is told when it is in."""


@dataclass(frozen=True, slots=True)
class SupplierProblem:
    """A row that could not go in, in the reader's language."""

    row: int
    column: str
    value: str
    reason: str
    fix: str


@dataclass(slots=True)
class SupplierImport:
    """What a file of suppliers brought."""

    rows_read: int = 0
    suppliers_created: int = 0
    suppliers_updated: int = 0
    suppliers_unchanged: int = 0
    categories_created: int = 0
    members_added: int = 0
    rejected_rows: int = 0
    problems: list[SupplierProblem] = field(default_factory=list)
    seconds: float = 0.0


def import_suppliers(
    *,
    actor: Actor,
    path: Path | Table,
    now: datetime,
    create_categories: bool = True,
    most: int | None = None,
) -> SupplierImport:
    """Read suppliers from a CSV or XLSX file; a row that names a known code or name updates that supplier.

    Each row is one transaction; `most` ends after so many. Raises NotAllowed, and FileRefused when it is no table of
    suppliers.
    """
    actor.require(MANAGE)
    began = time.perf_counter()
    table = path if isinstance(path, Table) else read_table(path)
    columns = columns_of(table.header)
    if "name" not in columns:
        raise FileRefused("no_name_column")
    done = SupplierImport()
    for number, cells, _flaws in islice(table.rows(), most):
        done.rows_read += 1
        values = {field: cells[index] for field, index in columns.items()}
        problem = _try_row(actor, values, create_categories, now, done)
        if problem:
            column, value, reason, fix = problem
            heading = table.header[columns[column]] if column in columns else column
            done.rejected_rows += 1
            done.problems.append(SupplierProblem(number, heading, value, reason, fix))
    done.seconds = round(time.perf_counter() - began, 3)
    return done


def check_suppliers(
    *, actor: Actor, table: Table, now: datetime, create_categories: bool = True, most: int = CHECKED
) -> SupplierImport:
    """Tell what importing the table would do, by doing it and leaving nothing of it.

    Must be called inside a transaction. Raises NotAllowed, FileRefused.
    """
    with transaction.atomic():
        done = import_suppliers(
            actor=actor, path=table, now=now, create_categories=create_categories, most=most
        )
        transaction.set_rollback(True)
    return done


def _try_row(
    actor: Actor, values: Mapping[str, str], create_categories: bool, now: datetime, done: SupplierImport
) -> tuple[str, str, str, str] | None:
    """Take one row in, or return its column, value, reason and what to do."""
    try:
        take_supplier(actor=actor, values=values, create_categories=create_categories, now=now, done=done)
    except BadCell as bad:
        return bad.column, values.get(bad.column, ""), str(bad.reason), str(bad.fix)
    except SharedCompany as shared:
        fix = _("Leave only those in the cell who sign in for it already.")
        if isinstance(shared, OthersSignIn):
            fix = _("Put the e-mail addresses of all of them into the cell.")
        return "members", values.get("members", ""), str(shared), str(fix)
    except Invalid as wrong:
        name, reason = next(iter(wrong.fields.items()))
        return name, values.get(name, ""), str(reason), str(_("Correct the cell and import the file again."))
    return None


@command
def take_supplier(
    *, actor: Actor, values: Mapping[str, str], create_categories: bool, now: datetime, done: SupplierImport
) -> None:
    """Add or update the supplier of one row, with its categories and members. Raises BadCell, Invalid, NotAllowed."""
    row = read_row(values)
    category_ids, made = _categories(actor, row.categories, create_categories, now)
    known = _known(actor, row.supplier)
    if known is None:
        supplier_id = create_supplier(actor=actor, supplier=row.supplier, now=now)
        joined = len(row.supplier.members)
        changed = False
    else:
        supplier_id = known.id
        changed = _update(actor, known, row.supplier, row.said, now)
        joined = _join(actor, known, row.supplier, now)
    if "categories" in row.said:
        added, removed = set_supplier_categories(
            actor=actor, supplier_id=supplier_id, category_ids=set(category_ids), now=now
        )
        changed = changed or bool(added or removed)
    done.categories_created += made
    done.members_added += joined
    done.suppliers_created += known is None
    done.suppliers_updated += known is not None and (changed or bool(joined))
    done.suppliers_unchanged += known is not None and not changed and not joined


def _known(actor: Actor, supplier: SupplierInput) -> Supplier | None:
    rows = Supplier.objects.filter(workspace_id=actor.workspace_id)
    if supplier.code and (found := rows.filter(code__iexact=supplier.code).first()):
        return found
    return rows.filter(name__iexact=supplier.name).first()


def _categories(actor: Actor, names: tuple[str, ...], create: bool, now: datetime) -> tuple[list[UUID], int]:
    named = categoriser(actor.workspace_id).named
    found, made = [], 0
    for name in names:
        category_id = named(name)
        if category_id is None and not create:
            raise BadCell(
                "categories",
                _("There is no category “%(name)s”.") % {"name": name},
                _("Add it under Categories, or let the import create categories."),
            )
        if category_id is None:
            category_id, new = add_path(actor=actor, path=name, now=now)
            made += new
        found.append(category_id)
    return found, made


def _update(
    actor: Actor, known: Supplier, wanted: SupplierInput, said: frozenset[str], now: datetime
) -> bool:
    changes: dict[str, Any] = {
        name: getattr(wanted, name)
        for name in (
            "name",
            "weight",
            "language",
            "contact_name",
            "email",
            "phone",
            "wechat",
            "region",
            "note",
        )
        if name in said and getattr(known, name) != getattr(wanted, name)
    }
    if changes:
        change_supplier(actor=actor, supplier_id=known.id, changes=changes, now=now)
    if "status" in said and known.status != wanted.status:
        move = pause_supplier if wanted.status == SupplierStatus.PAUSED else resume_supplier
        move(actor=actor, supplier_id=known.id, now=now)
        return True
    return bool(changes)


def _join(actor: Actor, known: Supplier, wanted: SupplierInput, now: datetime) -> int:
    before = set(company_people(known.company_id))
    joined = {
        add_supplier_member(actor=actor, supplier_id=known.id, email=email, now=now)
        for email in wanted.members
    }
    return len(joined - before)


def problems_of(done: SupplierImport, most: int) -> Iterator[dict[str, object]]:
    """Give the first problems as plain values."""
    for problem in done.problems[:most]:
        yield {
            "row": problem.row, "column": problem.column, "value": problem.value, "reason": problem.reason,
            "fix": problem.fix,
        }  # fmt: skip
