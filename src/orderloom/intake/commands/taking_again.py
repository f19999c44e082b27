"""Read the rows of rejected orders again, as their file was read, and take the orders in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.commands.receive_orders import Received, receive_orders
from orderloom.intake.files import path_of
from orderloom.intake.formats import OrderFormat, Outcome, RawRow, Rejected, Source
from orderloom.intake.mapping.fields import FIELDS
from orderloom.intake.mapping.mapped import MappedFormat
from orderloom.intake.models import ImportProblem, ImportRun
from orderloom.intake.problems import Wrong, write_problems
from orderloom.intake.queries.stores import store_card
from orderloom.intake.reading import format_of, source_of, zone_of
from orderloom.intake.repairs import repaired, repairs_of
from orderloom.kernel.actor import Actor
from orderloom.kernel.tables.moments import order_of
from orderloom.kernel.tables.reading import Document
from orderloom.kernel.tables.table import table_of


@dataclass(frozen=True, slots=True)
class BadOrder:
    """The rows of an order that did not go in; `first` is the problem that keeps them."""

    first: UUID
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]


def take_again(
    actor: Actor, run: ImportRun, orders: Sequence[BadOrder], now: datetime
) -> tuple[Received, list[Wrong]]:
    """Take these orders in as far as they are right now, and note what is wrong with the others.

    Part of the command that calls it, which has locked the run.
    """
    zone, read = store_card(actor, run.store_id).zone, _format(run)
    docs: list[OrderDoc] = []
    wrong: dict[UUID, list[Wrong]] = {}
    whose: dict[int, BadOrder] = {}
    for order in orders:
        for outcome in _read(run, read, order, zone):
            if isinstance(outcome, Rejected):
                wrong.setdefault(order.first, []).append(Wrong.of(outcome))
            else:
                docs.append(outcome)
                whose[id(outcome)] = order
    received = receive_orders(actor=actor, store_id=run.store_id, docs=docs, now=now, run_id=run.id)
    for doc, fault in received.rejected:
        order = whose[id(doc)]
        rows = tuple(row for row in order.rows if row[0] in doc.rows)
        wrong.setdefault(order.first, []).append(Wrong(doc.external_id, rows, (fault,)))
    _settle(run, orders, wrong, now)
    still = [one for found in wrong.values() for one in found]
    _count(run, received, sum(len(one.rows) for one in orders) - sum(len(one.rows) for one in still))
    return received, still


def _settle(
    run: ImportRun, orders: Sequence[BadOrder], wrong: dict[UUID, list[Wrong]], now: datetime
) -> None:
    """Mark the problems of orders that are in as mended; those of the others make place for what is wrong now."""
    of_orders(run, [one.first for one in orders if one.first not in wrong]).update(mended_at=now)
    of_orders(run, list(wrong)).delete()
    for order in orders:
        if order.first in wrong:
            write_problems(run, order.header, wrong[order.first])


def of_orders(run: ImportRun, firsts: Sequence[UUID]) -> QuerySet[ImportProblem]:
    """Return all problems of the orders whose rows these problems keep."""
    found = ImportProblem.objects.filter(workspace_id=run.workspace_id, run_id=run.id)
    return found.filter(Q(id__in=firsts) | Q(raw__first__in=[str(first) for first in firsts]))


def _count(run: ImportRun, received: Received, fewer: int) -> None:
    ImportRun.objects.filter(id=run.id).update(
        rejected_rows=F("rejected_rows") - fewer,
        orders_created=F("orders_created") + received.created,
        orders_updated=F("orders_updated") + received.updated,
        orders_unchanged=F("orders_unchanged") + received.unchanged,
        orders_stale=F("orders_stale") + received.stale,
        lines_created=F("lines_created") + received.lines_created,
    )


def _format(run: ImportRun) -> OrderFormat:
    """Return the run's format, knowing from the whole file whether days or months come first in it."""
    read = format_of(run)
    if (
        not isinstance(read, MappedFormat)
        or read.mapping.date_order is not None
        or not path_of(run.file_key).exists()
    ):
        return read
    columns = {
        column.source for name, column in read.mapping.columns.items() if FIELDS[name].type == "moment"
    }
    source = source_of(run)
    if not columns or isinstance(source, Document):
        return read
    places = [place for place, name in enumerate(source.header) if name in columns]
    order = order_of(cells[place] for cells in source.sample(1000) for place in places)
    return MappedFormat(replace(read.mapping, date_order=order), read.lookups)


def _read(run: ImportRun, read: OrderFormat, order: BadOrder, zone: str) -> list[Outcome]:
    source: Source
    if order.header:
        source = repaired(table_of(order.header, order.rows), repairs_of(run.repairs))
    else:
        source = Document([json.loads(cells[0]) for _, cells in order.rows])
    return list(read.orders(source, zone=zone_of(zone)))
