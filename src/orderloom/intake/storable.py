"""What cannot be stored of a document, whoever wrote it: said before the database has to refuse it."""

from collections.abc import Iterator
from decimal import Decimal

from orderloom.intake.canonical import LENGTHS, OrderDoc, too_long
from orderloom.kernel.money import MAX_AMOUNT
from orderloom.kernel.tables.faults import RowError

MOST_PIECES = 2_000_000_000


def fault_of(doc: OrderDoc, *, is_measured: bool = False) -> RowError | None:
    """Return the first thing for which the document cannot be stored, or None.

    `is_measured` says that the lengths of its texts are known to be right.
    """
    found = _fault(doc, is_measured=is_measured)
    if found is None:
        return None
    column, value, code, params = found
    return RowError(doc.rows[0] if doc.rows else 0, column, _printable(value), code, params)


Found = tuple[str, str, str, dict[str, str]]


def _fault(doc: OrderDoc, *, is_measured: bool) -> Found | None:
    if not doc.external_id.strip():
        return "external_id", doc.external_id, "order_number_missing", {}
    excess = None if is_measured else too_long(doc)
    if excess:
        return excess[0], excess[1][:200], "text_too_long", {"limit": str(LENGTHS[excess[0]])}
    if doc.currency and not (len(doc.currency) == 3 and doc.currency.isascii()):
        return "currency", doc.currency, "currency_unknown", {}
    return _bad_text(doc) or _bad_line(doc) or _bad_amount(doc)


def _bad_text(doc: OrderDoc) -> Found | None:
    """Find a zero byte or half a character; joined, the texts take one look."""
    whole = "".join(filter(None, _texts(doc)))
    try:
        whole.encode()
    except UnicodeEncodeError:
        return "", _culprit(doc), "text_control", {}
    return ("", _culprit(doc), "text_control", {}) if "\0" in whole else None


def _culprit(doc: OrderDoc) -> str:
    for text in filter(None, _texts(doc)):
        if _printable(text) != text:
            return text[:200]
    return ""


def _printable(text: str) -> str:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _texts(doc: OrderDoc) -> Iterator[str | None]:
    buyer, to = doc.buyer, doc.ship_to
    yield from (doc.external_id, doc.number, doc.note, buyer.name, buyer.email, buyer.phone)
    yield from doc.tags or ()
    if to is not None:
        yield from (to.name, to.company, to.city, to.region, to.postal, to.country, to.country_code, to.phone)
        yield from to.lines
    for line in doc.lines or ():
        yield from (line.ref, line.sku, line.title, line.variant, line.category_hint, line.vendor, line.image)
        for label, value, _kind in line.personalisation:
            yield label
            yield value


def _bad_line(doc: OrderDoc) -> Found | None:
    refs: set[str] = set()
    for line in doc.lines or ():
        if not 1 <= line.quantity <= MOST_PIECES:
            return "quantity", str(line.quantity), "quantity_not_positive", {}
        if not (line.title or line.sku):
            return "title", "", "product_missing", {}
        if line.ref in refs:
            return "ref", line.ref, "line_repeated", {}
        refs.add(line.ref)
    pieces = sum(line.quantity for line in doc.lines or ())
    return ("quantity", str(pieces), "quantity_invalid", {}) if pieces > MOST_PIECES else None


def _bad_amount(doc: OrderDoc) -> Found | None:
    money = doc.totals
    for amount in (money.goods, money.shipping, money.tax, money.discount, money.total):
        if _is_beyond(amount):
            return "total", str(amount), "number_huge", {}
    for line in doc.lines or ():
        if _is_beyond(line.unit_price):
            return "unit_price", str(line.unit_price), "number_huge", {}
    return None


def _is_beyond(amount: Decimal | None) -> bool:
    return amount is not None and not (amount.is_finite() and abs(amount) <= MAX_AMOUNT)
