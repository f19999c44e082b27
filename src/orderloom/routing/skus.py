"""SKU codes for a run: the workspace's script in one batch, unique in the workspace whatever it returns."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from orderloom.catalog.queries import Maker
from orderloom.intake.routable import LineToRoute
from orderloom.kernel.reading import fetched
from orderloom.production.queries.progress import known_skus
from orderloom.scripting.queries import Published
from orderloom.scripting.sandbox import Setting
from orderloom.scripting.sku import (
    DEFAULT_SOURCE,
    LineInput,
    OrderInput,
    SkuRequest,
    SupplierInput,
    make_skus,
)

TRIES = 4
FEW = 50  # codes that are kept one by one


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the workspace's script was not used for some lines."""

    version: int
    lines: int
    fault: str
    example: str


@dataclass(frozen=True, slots=True)
class Made:
    """A code for every line, the script's version, and what went wrong, if anything."""

    codes: dict[UUID, str]
    version: int
    failure: Failure | None


def request_of(line: LineToRoute, maker: Maker, category: str, zone: str, attempt: int = 0) -> SkuRequest:
    """Return what the script is given for one line."""
    told = json.loads(line.personalisation) if line.personalisation != "[]" else ()
    fields = tuple((item[0], item[1]) for item in told)
    return SkuRequest(
        line_id=line.line_id,
        attempt=attempt,
        order=OrderInput(
            number=f"SO-{line.order_number}",
            channel=line.platform,
            store=line.store,
            placed_date=line.placed_at.astimezone(ZoneInfo(zone)).date(),
            country=line.country_code,
        ),
        line=LineInput(line.title, line.variant, category, line.quantity, line.sku, fields),
        supplier=SupplierInput(maker.name, maker.code),
    )


def make_codes(
    workspace_id: UUID,
    script: Published,
    requests: Sequence[SkuRequest],
    *,
    zone: str,
    now: datetime,
    taken: frozenset[str] = frozenset(),
) -> Made:
    """Make a code for every request: by the workspace's script, and where it gives nothing usable, by the default.

    A code that another task bears, or that came up twice in this run, is made again a few times with another seed.
    Nobody else gives these codes in this workspace until the transaction ends, so that they stay unique.
    """
    version, source = script
    setting = Setting(now, zone)
    codes, faults = _attempt(workspace_id, source, requests, setting, taken)
    left = [request for request in requests if request.line_id not in codes]
    if not left:
        return Made(codes, version, None)
    failure = Failure(version, len(left), faults or "not_unique", str(left[0].line.title))
    spare, _none = _attempt(workspace_id, DEFAULT_SOURCE, left, setting, taken | set(codes.values()))
    return Made({**codes, **spare}, version, failure)


def _attempt(
    workspace_id: UUID,
    source: str,
    requests: Sequence[SkuRequest],
    setting: Setting,
    taken: frozenset[str],
) -> tuple[dict[UUID, str], str]:
    codes: dict[UUID, str] = {}
    used, fault, left = set(taken), "", list(requests)
    for attempt in range(TRIES):
        tried = [replace(request, attempt=attempt) for request in left] if attempt else left
        made = make_skus(source, tried, setting)
        fault = fault or next((str(result.fault.reason) for result in made if result.fault), "")
        usable = [result.sku for result in made if result.sku]
        blocked = used | _taken(workspace_id, usable) if usable else used
        again: list[SkuRequest] = []
        for request, result in zip(left, made, strict=True):
            if result.sku and result.sku not in blocked:
                codes[request.line_id] = result.sku
                blocked.add(result.sku)
            elif result.sku:
                again.append(request)  # taken: another seed may help; a fault would only repeat itself
        used, left = blocked, again
        if not left or len({result.sku for result in made}) == 1 < len(made):
            break  # a constant stays one, whatever the seed
    return codes, fault


def _taken(workspace_id: UUID, codes: Sequence[str]) -> set[str]:
    """Return those of the codes that cannot be given: tasks bear them, or another transaction is about to give them.

    The others are kept for this transaction. A run of many codes keeps all others out instead, and waits for them:
    locks of single codes would fill the table.
    """
    if len(codes) <= FEW:
        return {code for (code,) in fetched(KEEP_EACH, [workspace_id, list(codes)])}
    fetched(KEEP_ALL, [str(workspace_id)])
    return known_skus(workspace_id, codes)


KEEP_ALL = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))"
KEEP_EACH = "SELECT routing_keep_codes(%s, %s::text[])"
