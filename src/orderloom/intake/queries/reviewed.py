"""Stored orders as the rules of review look at them, and what was found about them before."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from orderloom.intake.models import CustomerOrder, OrderLine, ReviewFinding
from orderloom.intake.review.seen import Seen, SeenAddress, SeenLine
from orderloom.intake.rows import SHIP_TO

OWN = (
    "id", "number", "placed_at", "payment", "currency", "total", "buyer_name", "buyer_email", "buyer_phone", "note",
)  # fmt: skip
STANDING = ("status", "upstream_state", "exception", "provenance")
REVIEWED = ("received", "confirmed")


@dataclass(frozen=True, slots=True)
class Stored:
    """An order, where it stands, and its findings: the open ones by kind, and what was approved by kind and facts."""

    seen: Seen
    status: str
    upstream_state: str
    exception: str
    open: dict[str, ReviewFinding]
    approved: frozenset[tuple[str, str]]

    @property
    def is_reviewed(self) -> bool:
        """Tell whether rules may hold it: it is not bought yet, and its shop says that it may be."""
        return self.status in REVIEWED and self.upstream_state == "ready"


def has_findings(workspace_id: UUID, order_ids: Sequence[UUID]) -> bool:
    """Tell whether anything is open about any of the orders."""
    found = ReviewFinding.objects.filter(workspace_id=workspace_id, order_id__in=order_ids, settled_at=None)
    return found.exists()


def stored_orders(workspace_id: UUID, order_ids: Sequence[UUID]) -> list[Stored]:
    """Return the orders, which are locked for it, in three statements."""
    orders = CustomerOrder.objects.filter(workspace_id=workspace_id, id__in=order_ids).order_by("id")
    rows = list(orders.select_for_update(no_key=True).values(*OWN, *STANDING, *SHIP_TO))
    ids = [row["id"] for row in rows]
    lines = _lines(workspace_id, ids)
    open_ones: dict[UUID, dict[str, ReviewFinding]] = defaultdict(dict)
    approved: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    for finding in ReviewFinding.objects.filter(workspace_id=workspace_id, order_id__in=ids):
        if finding.settled_at is None:
            open_ones[finding.order_id][finding.kind] = finding
        elif finding.settled == "approved":
            approved[finding.order_id].add((finding.kind, finding.facts))
    return [
        Stored(
            _seen(row, lines[row["id"]]),
            row["status"],
            row["upstream_state"],
            row["exception"],
            open_ones[row["id"]],
            frozenset(approved[row["id"]]),
        )
        for row in rows
    ]


def _lines(workspace_id: UUID, order_ids: Sequence[UUID]) -> dict[UUID, list[SeenLine]]:
    found: dict[UUID, list[SeenLine]] = defaultdict(list)
    rows = OrderLine.objects.filter(workspace_id=workspace_id, order_id__in=order_ids)
    columns = ("order_id", "ref", "sku", "title", "variant", "category_id")
    for order_id, ref, sku, title, variant, category_id in rows.order_by("order_id", "position").values_list(
        *columns
    ):
        found[order_id].append(SeenLine(ref, sku, title, variant, has_category=category_id is not None))
    return found


def _seen(row: dict[str, Any], lines: Sequence[SeenLine]) -> Seen:
    to = {name.removeprefix("ship_"): row[name] for name in SHIP_TO}
    own = {name: row[name] for name in OWN}
    if _is_ours(row["provenance"], "note"):
        own["note"] = ""
    return Seen(address=SeenAddress(street=to.pop("lines"), **to), lines=tuple(lines), **own)


def _is_ours(provenance: str, part: str) -> bool:
    """Tell whether staff have rewritten the part: then it is not the buyer's any more."""
    return bool(provenance) and part in json.loads(provenance).get("kept", {})
