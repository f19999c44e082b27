"""The rules of review, each a pure function of what is seen: what it found, or nothing."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from orderloom.intake.review.kinds import Book, ReviewKind
from orderloom.intake.review.seen import Known, Seen, signs_of
from orderloom.intake.states import Payment

MOST_NAMED = 5  # things that a reason names; of more it tells how many there are
MOST_WORDS = 300
UNPAID = frozenset({Payment.UNPAID.value, Payment.PART_PAID.value, Payment.REFUNDED.value})
Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A reason to look at an order: `params` say it in words, `facts` is the digest of what was looked at."""

    kind: ReviewKind
    params: dict[str, Any]
    facts: str


def digest(*facts: object) -> str:
    """Return a short digest of what a rule has looked at."""
    text = json.dumps(facts, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def blocked(seen: Seen, params: Params, known: Known) -> Found | None:
    """Find a buyer whom staff have put on their list."""
    hits = {sign: known.blocked[sign] for sign in signs_of(seen) if sign in known.blocked}
    if not hits:
        return None
    first = next(iter(hits.values()))
    told = {"by": first.by, "value": first.value, "why": first.why}
    return Found(ReviewKind.BLOCKED, told, digest(sorted(hits)))


def duplicate(seen: Seen, params: Params, known: Known) -> Found | None:
    """Find an earlier order of the same customer for one of the same things, placed within so many hours."""
    within, customer = timedelta(hours=float(params["hours"])), seen.customer
    if not customer:
        return None
    items = {line.item for line in seen.lines}
    found = [
        twin
        for twin in known.twins.get(customer, ())
        if twin.number < seen.number and abs(twin.placed_at - seen.placed_at) <= within and items & twin.items
    ]
    if not found:
        return None
    found.sort(key=lambda twin: -twin.number)
    shared = next(line for line in seen.lines if line.item in found[0].items)
    told = {
        "number": found[0].number,
        "order_id": str(found[0].id),
        "item": (shared.title or shared.sku)[:MOST_WORDS],
        "others": [str(twin.id) for twin in found[:MOST_NAMED]],
        "hours": params["hours"],
    }
    return Found(ReviewKind.DUPLICATE, told, digest(sorted(twin.number for twin in found)))


def unpaid(seen: Seen, params: Params, known: Known) -> Found | None:
    """Find an order without its money; one whose shop says nothing of payment only when that is asked for."""
    missing = UNPAID | ({Payment.UNKNOWN.value} if params["unknown"] else frozenset())
    if seen.payment not in missing:
        return None
    return Found(ReviewKind.UNPAID, {"payment": seen.payment}, digest(seen.payment))


def address(seen: Seen, params: Params, known: Known) -> Found | None:
    """Find an address that lacks something it needs."""
    to = seen.address
    parts = {
        "name": to.name or to.company,
        "street": to.street,
        "city": to.city,
        "region": to.region,
        "postal": to.postal,
        "country": to.country or to.country_code,
        "phone": to.phone or seen.buyer_phone,
    }
    missing = [part for part, value in parts.items() if part in params["needs"] and not value.strip()]
    return Found(ReviewKind.ADDRESS, {"missing": missing}, digest(missing, parts)) if missing else None


def unmapped(seen: Seen, params: Params, known: Known) -> Found | None:
    """Find lines whose category nobody knows, so that no supplier can be asked."""
    bare = [line for line in seen.lines if not line.has_category]
    if not bare:
        return None
    names = list(dict.fromkeys(line.title or line.sku for line in bare))
    told = {"items": [name[:MOST_WORDS] for name in names[:MOST_NAMED]], "count": len(bare)}
    return Found(ReviewKind.UNMAPPED, told, digest(sorted({(line.sku, line.title) for line in bare})))


def amount(seen: Seen, params: Params, known: Known) -> Found | None:
    """Find an order that is worth more than the limit of its currency."""
    limit = params["limits"].get(seen.currency)
    if limit is None or seen.total is None or seen.total <= Decimal(str(limit)):
        return None
    total = f"{seen.total.normalize():f}"
    told = {"total": total, "currency": seen.currency, "limit": str(limit)}
    return Found(ReviewKind.AMOUNT, told, digest(total, seen.currency))


def note(seen: Seen, params: Params, known: Known) -> Found | None:
    """Find words of the buyer, which may ask for something that no field holds."""
    words = seen.note.strip()
    return Found(ReviewKind.NOTE, {"note": words[:MOST_WORDS]}, digest(words)) if words else None


RULES: Mapping[ReviewKind, Callable[[Seen, Params, Known], Found | None]] = {
    ReviewKind.BLOCKED: blocked,
    ReviewKind.DUPLICATE: duplicate,
    ReviewKind.UNPAID: unpaid,
    ReviewKind.ADDRESS: address,
    ReviewKind.UNMAPPED: unmapped,
    ReviewKind.AMOUNT: amount,
    ReviewKind.NOTE: note,
}


def look(seen: Seen, book: Book, known: Known, kinds: Sequence[ReviewKind] | None = None) -> list[Found]:
    """Return what the rules of the book, or those of the kinds, find about the order, the weightiest first."""
    asked = book.asked if kinds is None else [kind for kind in book.asked if kind in kinds]
    found = (RULES[kind](seen, book.rules[kind], known) for kind in asked)
    return [one for one in found if one is not None]
