"""What suppliers may see of the orders behind their tasks: the one query that pages, programs, papers and mails use."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from decimal import Decimal
from uuid import UUID

from orderloom.intake.shapes import Address
from orderloom.kernel.reading import fetched

SHOWN = """
SELECT task_id, email, phone, note, sale_price, currency, platform, store, order_number,
    name, company, lines, city, region, postal, country, country_code
FROM production_shown(%s::uuid[])
"""
OWN = 9  # the columns before the address


@dataclass(frozen=True, slots=True)
class OrderShown:
    """The fields of a task's order that its workspace shows to the supplier now; the others are blank.

    The name in `ship_to` is the recipient's, and the buyer's where the order names no other; so is the phone.
    """

    task_id: UUID
    email: str
    phone: str
    note: str
    sale_price: Decimal | None
    currency: str
    platform: str
    store: str
    order_number: str
    ship_to: Address | None


OF_ORDER = tuple(field.name for field in fields(OrderShown) if field.name != "task_id")
NOTHING = OrderShown(UUID(int=0), "", "", "", None, "", "", "", "", None)


def shown_of(task_ids: Collection[UUID]) -> dict[UUID, OrderShown]:
    """Return what is shown of those tasks that the hat which is worn sees; for staff, what their suppliers are shown.

    One statement, however many tasks. The database decides (`production_shown`): no policy lets a supplier's hat read
    orders, so that what is hidden here can be read nowhere else.
    """
    if not task_ids:
        return {}
    rows = fetched(SHOWN, [list(task_ids)])
    return {row[0]: OrderShown(*(*row[:OWN], _address(row[2], *row[OWN:]))) for row in rows}


def _address(
    phone: str,
    name: str,
    company: str,
    lines: str,
    city: str,
    region: str,
    postal: str,
    country: str,
    code: str,
) -> Address | None:
    told = Address(
        name=name, company=company, lines=lines.splitlines(), city=city, region=region, postal=postal,
        country=country, country_code=code, phone=phone,
    )  # fmt: skip
    return told if told != Address() else None
