"""What the list of orders is narrowed down to, read from an address or a form and written back into one."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode
from uuid import UUID

from orderloom.intake.queries.orders import OrderFilters
from orderloom.intake.states import OrderStage, Payment, Platform, WaitsOn

NAMES = {"text": "q"}
"""A field's name in addresses, where it differs."""
DUE = ("late", "today", "3", "7")
"""Past, by the end of today, within so many days."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as texts; blank does not narrow. `exception` and `held` are "1" or blank."""

    text: str = ""
    stage: str = ""
    store: str = ""
    platform: str = ""
    payment: str = ""
    waits: str = ""
    due: str = ""
    category: str = ""
    owner: str = ""
    held: str = ""
    exception: str = ""

    def filters(self) -> OrderFilters:
        """Return what needs no look-up as the query takes it; the rest is up to `orders_list.filters_of`."""
        return OrderFilters(
            text=self.text,
            store_ids=(UUID(self.store),) if self.store else (),
            platforms=(self.platform,) if self.platform else (),
            payments=(self.payment,) if self.payment else (),
            waits_on=(self.waits,) if self.waits else (),
            category_ids=(UUID(self.category),) if self.category else (),
            owner_id=UUID(self.owner) if self.owner else None,
            is_held=True if self.held else None,
            has_exception=True if self.exception else None,
        )

    def but(self, **changes: str) -> "Asked":
        """Return the same filters with some of them changed."""
        return replace(self, **changes)

    def told(self) -> list[tuple[str, str]]:
        """Return what narrows, by its name in addresses."""
        values = [(NAMES.get(one.name, one.name), str(getattr(self, one.name))) for one in fields(self)]
        return [(name, value) for name, value in values if value]

    def query(self, **more: str) -> str:
        """Return what follows the path of the list's address."""
        told = urlencode([*self.told(), *more.items()])
        return f"?{told}" if told else ""


def asked_of(values: Mapping[str, str]) -> Asked:
    """Read the filters; what makes no sense does not narrow."""
    given = {one.name: str(values.get(NAMES.get(one.name, one.name), "")).strip() for one in fields(Asked)}

    def among(name: str, known: object) -> str:
        return given[name] if given[name] in set(known) else ""  # type: ignore[call-overload]

    return Asked(
        text=" ".join(given["text"].replace("\0", "").split())[:10_000],
        stage=among("stage", OrderStage),
        store=_id(given["store"]),
        platform=among("platform", Platform),
        payment=among("payment", Payment),
        waits=among("waits", WaitsOn),
        due=among("due", DUE),
        category=_id(given["category"]),
        owner=_id(given["owner"]),
        held="1" if given["held"] else "",
        exception="1" if given["exception"] else "",
    )


def _id(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""
