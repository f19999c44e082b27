"""A SKU script tried on the newest order lines: codes and faults, nothing is kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from uuid import UUID

from orderloom.catalog.queries import Maker, Tree, tree
from orderloom.identity.queries import workspace_card
from orderloom.intake.queries.lines import recent_lines
from orderloom.intake.routable import LineToRoute
from orderloom.kernel.actor import Actor
from orderloom.routing.skus import request_of
from orderloom.scripting.sandbox import Setting
from orderloom.scripting.sku import SkuRequest, SkuResult, make_skus

TRIED = 10
NOBODY = Maker(UUID(int=0), UUID(int=0), "SUP", "Supplier", 1, active=True, language="en")
"""Stands in where no supplier makes the line's category, so that the script can be tried all the same."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One line and what the script made of it; `is_repeated` when another line of the trial got the same code."""

    order_id: UUID
    order_number: int
    title: str
    result: SkuResult
    is_repeated: bool

    @property
    def order_name(self) -> str:
        """Return the order's number as people say it."""
        return f"SO-{self.order_number}"


@dataclass(frozen=True, slots=True)
class Trial:
    """What the script made of the newest lines, in how many milliseconds for all of them."""

    lines: tuple[Tried, ...]
    milliseconds: float

    @property
    def failures(self) -> int:
        """Return how many lines got no usable code of their own."""
        return sum(1 for line in self.lines if line.result.fault or line.is_repeated)


def try_script(actor: Actor, source: str, *, now: datetime) -> Trial:
    """Run the script for the newest order lines of the workspace. Raises pool.SandboxBusy."""
    lines, requests, setting = _prepared(actor, now)
    started = perf_counter()
    results = make_skus(source, requests, setting) if requests else []
    spent = (perf_counter() - started) * 1000
    seen = Counter(result.sku for result in results if result.sku)
    tried = [
        Tried(line.order_id, line.order_number, line.title, result, seen[result.sku or ""] > 1)
        for line, result in zip(lines, results, strict=True)
    ]
    return Trial(tuple(tried), spent)


def samples(actor: Actor, *, now: datetime) -> list[SkuRequest]:
    """Return what a script is given for the newest lines, for its proof before it is published."""
    return _prepared(actor, now)[1]


def _prepared(actor: Actor, now: datetime) -> tuple[list[LineToRoute], list[SkuRequest], Setting]:
    assert actor.workspace_id is not None
    lines, zone = recent_lines(actor.workspace_id, TRIED), workspace_card(actor.workspace_id).zone
    known = tree(actor.workspace_id)
    return lines, _requests(known, lines, zone), Setting(now, zone)


def _requests(known: Tree, lines: Sequence[LineToRoute], zone: str) -> list[SkuRequest]:
    return [request_of(line, _maker(known, line), _path(known, line), zone) for line in lines]


def _maker(known: Tree, line: LineToRoute) -> Maker:
    makers = known.pool_of(line.category_id, frozenset())[1] if line.category_id else []
    return next((maker for maker in makers if maker.active), NOBODY)


def _path(known: Tree, line: LineToRoute) -> str:
    return known.path(line.category_id) if line.category_id else line.category_hint
