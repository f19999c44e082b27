"""The order as a program sends it, and how it becomes the document that every source is read into."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from orderloom.intake.canonical import LENGTHS, Buyer, Kind, LineDoc, OrderDoc, Totals
from orderloom.intake.canonical import Address as AddressDoc
from orderloom.kernel.wire import NO_CONTROLS, Amount, Count, Currency, Exact, Moment, Told, Yes, decimal

MOST_LINES = 500


def _up_to(name: str, *, least: int = 0) -> StringConstraints:
    return StringConstraints(pattern=NO_CONTROLS, min_length=least, max_length=LENGTHS[name])


class BuyerIn(Told):
    """Who bought; what is left out is not known."""

    name: Annotated[str, _up_to("name")] | None = None
    email: Annotated[str, _up_to("email")] | None = None
    phone: Annotated[str, _up_to("phone")] | None = None
    account: Annotated[str, _up_to("account")] | None = None


class AddressIn(Told):
    """Where the order goes; `country_code` is ISO 3166-1 alpha-2."""

    name: Annotated[str, _up_to("name")] = ""
    company: Annotated[str, _up_to("company")] = ""
    lines: Annotated[list[Annotated[str, _up_to("name")]], Field(max_length=8)] = Field(default_factory=list)
    city: Annotated[str, _up_to("city")] = ""
    region: Annotated[str, _up_to("region")] = ""
    postal: Annotated[str, _up_to("postal")] = ""
    country: Annotated[str, _up_to("country")] = ""
    country_code: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    phone: Annotated[str, _up_to("phone")] = ""


class TotalsIn(Told):
    """Amounts of the whole order."""

    goods: Amount | None = None
    shipping: Amount | None = None
    tax: Amount | None = None
    discount: Amount | None = None
    total: Amount | None = None


class PieceIn(Told):
    """A piece of personalisation; its value is kept byte for byte."""

    label: Annotated[str, _up_to("variant")] = ""
    value: Exact
    kind: Kind = "text"


class LineIn(Told):
    """One product; `ref` is the shop's own id of the line, else its place in the order."""

    ref: Annotated[str, _up_to("ref")] = ""
    quantity: Count
    sku: Annotated[str, _up_to("sku")] = ""
    title: Annotated[str, _up_to("title", least=1)]
    variant: Annotated[str, _up_to("variant")] = ""
    unit_price: Amount | None = None
    category: Annotated[str, _up_to("category_hint")] = ""
    vendor: Annotated[str, _up_to("vendor")] = ""
    personalisation: Annotated[list[PieceIn], Field(max_length=50)] = Field(default_factory=list)
    image: Annotated[str, _up_to("image")] = ""


class OrderIn(Told):
    """One order as the shop tells it; what is left out is not known, and wipes nothing that was known."""

    external_id: Annotated[
        str, StringConstraints(pattern=r"^[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$", max_length=120)
    ]
    number: Annotated[str, _up_to("number")] = ""
    state: Literal["pending", "ready", "cancelled", "fulfilled"] | None = None
    placed_at: Moment | None = None
    updated_at: Moment | None = None
    paid: Yes | None = None
    paid_at: Moment | None = None
    ship_by: Moment | None = None
    currency: Currency | None = None
    totals: TotalsIn = Field(default_factory=TotalsIn)
    buyer: BuyerIn = Field(default_factory=BuyerIn)
    ship_to: AddressIn | None = None
    note: Annotated[str, StringConstraints(pattern=NO_CONTROLS, max_length=10_000)] | None = None
    gift: Yes | None = None
    tags: Annotated[list[Annotated[str, _up_to("company")]], Field(max_length=50)] | None = None
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)] | None = None


def document(order: OrderIn) -> OrderDoc:
    """Return the order as every source is read into it."""
    to, totals = order.ship_to, order.totals
    return OrderDoc(
        external_id=order.external_id,
        number=order.number or order.external_id,
        state=order.state,
        placed_at=order.placed_at,
        updated_at=order.updated_at,
        paid=order.paid,
        paid_at=order.paid_at,
        currency=order.currency,
        totals=Totals(**{name: decimal(getattr(totals, name)) for name in TotalsIn.model_fields}),
        buyer=Buyer(**{name: getattr(order.buyer, name) for name in BuyerIn.model_fields}),
        ship_to=AddressDoc(**{**to.__dict__, "lines": tuple(to.lines)}) if to else None,
        note=order.note,
        gift=order.gift,
        lines=None
        if order.lines is None
        else tuple(_line(line, place) for place, line in enumerate(order.lines, start=1)),
        tags=None if order.tags is None else tuple(order.tags),
        ship_by=order.ship_by,
    )


def _line(line: LineIn, place: int) -> LineDoc:
    return LineDoc(
        ref=line.ref or str(place),
        quantity=line.quantity,
        sku=line.sku,
        title=line.title,
        variant=line.variant,
        unit_price=decimal(line.unit_price),
        category_hint=line.category,
        vendor=line.vendor,
        personalisation=tuple((piece.label, piece.value, piece.kind) for piece in line.personalisation),
        image=line.image,
    )
