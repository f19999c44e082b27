"""What routing would do with an order: matched, chosen and coded without a lock, a write or a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from time import perf_counter
from uuid import UUID

from django.utils.translation import get_language

from orderloom.catalog.queries import Maker, Tree, tree
from orderloom.identity.queries import Reader, company_people, readers, workspace_card
from orderloom.intake.queries.lines import lines_of_order
from orderloom.intake.queries.order_detail import OrderDetail, order_detail
from orderloom.intake.routable import LineToRoute
from orderloom.kernel.actor import Actor
from orderloom.kernel.workdays import WorkCalendar
from orderloom.partners.clocks import clocks
from orderloom.production.queries.progress import known_skus
from orderloom.routing.due import requested_date
from orderloom.routing.queries.seats import Seats, seats_now
from orderloom.routing.rotation import Rotation
from orderloom.routing.skus import request_of
from orderloom.scripting.queries import published
from orderloom.scripting.sandbox import Setting
from orderloom.scripting.sku import SkuResult, make_sku

MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A supplier of the pool: what it had before, its part of all turns, and how many turns it is owed."""

    name: str
    had: int
    share: float
    owed: float
    chosen: bool

    @property
    def percent(self) -> str:
        """Return its part of all turns with one decimal."""
        return f"{100 * self.share:.1f}"

    @property
    def owed_words(self) -> str:
        """Return the turns it is owed with a sign; whole where they are whole."""
        owed = round(self.owed, 1)
        if not owed:
            return "0"
        sign = "+" if owed > 0 else "\N{MINUS SIGN}"
        return f"{sign}{abs(owed):g}"


@dataclass(frozen=True, slots=True)
class LinePreview:
    """What would become of one line. `reason` says why nobody is asked: no_category or no_supplier."""

    title: str
    quantity: int
    category: str
    hint: str
    reason: str
    pool: str
    is_nearest: bool
    candidates: tuple[Candidate, ...]
    paused: tuple[str, ...]
    chosen: str
    language: str
    told: tuple[Reader, ...]
    sku: SkuResult | None
    sku_is_taken: bool
    due: date | None
    respond_by: datetime | None
    milliseconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Preview:
    """One order, played through. `blocked_by` is the code of what keeps it from being bought, or empty."""

    order: OrderDetail
    blocked_by: str
    lines: tuple[LinePreview, ...]
    more: int
    version: int


@dataclass(slots=True)
class Play:
    """What one preview reads once."""

    workspace_id: UUID
    tree: Tree
    zone: str
    now: datetime
    source: str
    work: WorkCalendar
    seats: dict[UUID, Seats]
    rotations: dict[UUID, Rotation]


def preview(actor: Actor, order_id: UUID, *, now: datetime, source: str | None = None) -> Preview:
    """Play the order through with the published script, or with `source`. Raises NotFound, pool.SandboxBusy."""
    order = order_detail(actor, order_id)
    assert actor.workspace_id is not None
    version, live = published(actor.workspace_id)
    lines = lines_of_order(actor.workspace_id, order_id)
    card = workspace_card(actor.workspace_id)
    play = Play(card.id, tree(card.id), card.zone, now, live if source is None else source, card.work, {}, {})
    return Preview(
        order=order,
        blocked_by=order.blocked_by,
        lines=tuple(_line(play, line) for line in lines[:MOST_LINES]),
        more=max(0, len(lines) - MOST_LINES),
        version=version,
    )


def _line(play: Play, line: LineToRoute) -> LinePreview:
    started = perf_counter()
    pool, makers = (
        (None, []) if line.category_id is None else play.tree.pool_of(line.category_id, frozenset())
    )
    matched = perf_counter()
    candidates, maker = _choice(play, pool, makers)
    chosen = perf_counter()
    sku = _sku(play, line, maker) if maker else None
    coded = perf_counter()
    told = readers(company_people(maker.company_id)) if maker else []
    return LinePreview(
        title=line.title,
        quantity=line.quantity,
        category=_shown(play, line.category_id),
        hint=line.category_hint,
        reason=_reason(line, pool),
        pool=_shown(play, pool),
        is_nearest=pool == line.category_id,
        candidates=candidates,
        paused=tuple(one.name for one in makers if not one.active) or _paused_above(play, line, pool),
        chosen=maker.name if maker else "",
        language=maker.language if maker else "",
        told=tuple(told),
        sku=sku,
        sku_is_taken=bool(sku and sku.sku and known_skus(play.workspace_id, [sku.sku])),
        due=requested_date(play.work, line.ship_by, line.placed_at),
        respond_by=_respond_by(play, maker) if maker else None,
        milliseconds={
            "match": (matched - started) * 1000,
            "choose": (chosen - matched) * 1000,
            "sku": (coded - chosen) * 1000,
        },
    )


def _respond_by(play: Play, maker: Maker) -> datetime:
    """Return until when the supplier would have to answer."""
    found = clocks(play.workspace_id, [maker.supplier_id], play.work)
    return found.offer_times(maker.supplier_id, play.now).respond_by


def _shown(play: Play, category_id: UUID | None) -> str:
    return play.tree.shown_path(category_id, get_language() or "en") if category_id else ""


def _reason(line: LineToRoute, pool: UUID | None) -> str:
    if line.category_id is None:
        return "no_category"
    return "" if pool else "no_supplier"


def _paused_above(play: Play, line: LineToRoute, pool: UUID | None) -> tuple[str, ...]:
    """Return the paused makers that leave a line without anybody."""
    if pool or line.category_id is None:
        return ()
    above = play.tree.upwards(line.category_id)
    return tuple(maker.name for node in above for maker in play.tree.makers_of(node) if not maker.active)


def _choice(
    play: Play, pool: UUID | None, makers: Sequence[Maker]
) -> tuple[tuple[Candidate, ...], Maker | None]:
    """Serve the next turn of the pool in memory, so that the order's lines see one another's turns."""
    if pool is None:
        return (), None
    if pool not in play.seats:
        play.seats[pool] = seats_now(play.workspace_id, pool, makers)
        play.rotations[pool] = Rotation(play.seats[pool].seats, play.seats[pool].turns)
    before, rotation = play.seats[pool], play.rotations[pool]
    had = dict(rotation.served)
    chosen = rotation.turn()
    by_id = {maker.supplier_id: maker for maker in makers}
    return tuple(_candidates(before, had, by_id, chosen)), by_id[chosen]


def _candidates(
    before: Seats, had: Mapping[UUID, int], by_id: Mapping[UUID, Maker], chosen: UUID
) -> list[Candidate]:
    weights, total = sum(seat.weight for seat in before.seats), sum(had.values())
    levels = {seat.supplier_id: had[seat.supplier_id] + Fraction(seat.adjustment) for seat in before.seats}
    given = sum(levels.values(), Fraction(0))
    found = [
        Candidate(
            name=by_id[seat.supplier_id].name,
            had=had[seat.supplier_id],
            share=had[seat.supplier_id] / total if total else 0.0,
            owed=float(given * seat.weight / weights - levels[seat.supplier_id]),
            chosen=seat.supplier_id == chosen,
        )
        for seat in before.seats
    ]
    return sorted(found, key=lambda one: (not one.chosen, -one.owed, one.name))


def _sku(play: Play, line: LineToRoute, maker: Maker) -> SkuResult:
    category = play.tree.path(line.category_id) if line.category_id else ""
    return make_sku(play.source, request_of(line, maker, category, play.zone), Setting(play.now, play.zone))
