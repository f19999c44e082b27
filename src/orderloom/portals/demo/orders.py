"""The orders of the demo: made up the same way each time, placed over the last days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from orderloom.intake.canonical import Address, Buyer, LineDoc, OrderDoc, Personalisation, Totals
from orderloom.portals.demo.catalogue import BUYERS, PRODUCTS, WORDS, Product

STORES = (
    ("Etsy", "etsy"),
    ("Amazon US", "amazon"),
    ("Shopify", "shopify"),
    ("birchandclay.example", "woocommerce"),
)
SEED = 20_261_124
COUNT = 64


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """A document with the store it comes from and how far the demo takes it, from 0 (just in) to 7 (done)."""

    store: str
    doc: OrderDoc
    reach: int


def demo_orders(now: datetime, count: int = COUNT) -> Iterator[DemoOrder]:
    """Give the orders, oldest first; `reach` grows with age."""
    chance = Random(SEED)  # noqa: S311  a demo needs the same chance each time, not a secret one
    for place in range(count):
        age = timedelta(minutes=(count - place) * 145 * COUNT // count + chance.randrange(90))
        store, platform = STORES[place % len(STORES)]
        doc = _doc(chance, place, platform, now - age)
        reach = max(0, 7 - place * 8 // count) if place < count - count // 6 else chance.choice((0, 0, 1))
        yield DemoOrder(store, doc, min(reach, 7))


def _doc(chance: Random, place: int, platform: str, placed_at: datetime) -> OrderDoc:
    name, street, city, region, postal, country, code = chance.choice(BUYERS)
    lines = tuple(_line(chance, position) for position in range(chance.choice((1, 1, 1, 2, 2, 3))))
    goods = sum(((line.unit_price or Decimal(0)) * line.quantity for line in lines), Decimal(0))
    number = {
        "etsy": f"{3_318_204_500 + place * 37}",
        "amazon": f"112-{4_400_000 + place * 7_919:07d}-{8_100_000 + place * 104_729 % 999_999:07d}",
        "shopify": f"#{1_400 + place}",
    }.get(platform, str(8_800 + place))
    return OrderDoc(
        external_id=number.lstrip("#"),
        number=number,
        state="ready",
        placed_at=placed_at,
        updated_at=placed_at,
        paid=place % 13 != 0,
        currency="USD",
        totals=Totals(goods=goods, shipping=Decimal("4.50"), total=goods + Decimal("4.50")),
        buyer=Buyer(name=name, email=f"buyer{place}@shoppers.example", phone="+1 503 555 0100"),
        ship_to=Address(name, "", (street,), city, region, postal, country, code, "+1 503 555 0100"),
        note="A gift: no invoice in the parcel." if place % 9 == 4 else "",
        gift=place % 9 == 4,
        lines=lines,
        ship_by=placed_at + timedelta(days=6),
    )


def _line(chance: Random, position: int) -> LineDoc:
    product: Product = chance.choice(PRODUCTS)
    variant = chance.choice(product.variants)
    asked: tuple[Personalisation, ...] = (
        ((product.asks, chance.choice(WORDS), "text"),) if product.asks else ()
    )
    return LineDoc(
        ref=str(position + 1),
        quantity=chance.choice((1, 1, 1, 2, 4, 12)),
        sku=f"{product.sku}-{variant[:3].upper().strip()}",
        title=product.title,
        variant=variant,
        unit_price=Decimal(product.price),
        category_hint=product.category,
        personalisation=asked,
    )
