"""What travels over the API: texts that can be stored, exact amounts, pages."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from orderloom.kernel.money import minor_digits

T = TypeVar("T")
MOST_ITEMS = 200
FIRST_YEAR, LAST_YEAR = 1970, 2200


def _in_this_age(moment: datetime) -> datetime:
    """Refuse instants that no calendar of a shop holds, before the database has to."""
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise ValueError(f"The year lies between {FIRST_YEAR} and {LAST_YEAR}.")
    return moment


def _on_this_day(day: date) -> date:
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise ValueError(f"The year lies between {FIRST_YEAR} and {LAST_YEAR}.")
    return day


NO_CONTROLS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
NO_ZERO = r"^[^\x00]*$"

Name = Annotated[str, StringConstraints(pattern=NO_CONTROLS, min_length=1, max_length=120)]
Short = Annotated[str, StringConstraints(pattern=NO_CONTROLS, max_length=120)]
Text = Annotated[str, StringConstraints(pattern=NO_CONTROLS, max_length=500)]
Long = Annotated[str, StringConstraints(pattern=NO_CONTROLS, max_length=10_000)]
Exact = Annotated[str, StringConstraints(pattern=NO_ZERO, max_length=10_000)]  # kept byte for byte
Amount = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,14}(\.[0-9]{1,4})?$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Cursor = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]*$", max_length=200)]
Count = Annotated[int, Field(strict=True, ge=1, le=2_000_000_000)]
Yes = Annotated[bool, Field(strict=True)]
Day = Annotated[date, AfterValidator(_on_this_day)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_this_age)]
Limit = Annotated[int, Field(ge=1, le=MOST_ITEMS)]


class Told(BaseModel):
    """What a program sends: unknown fields are refused, so that a typing error is not taken for silence."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What a program gets, read from a dataclass of a query."""

    model_config = ConfigDict(from_attributes=True)


class Refused(Shown):
    """A thing for which a request was not carried out, and the code of the reason."""

    id: UUID
    code: str


class Page(Shown, Generic[T]):
    """A page of a list; `next_cursor` leads to the next one and is null on the last."""

    items: list[T]
    next_cursor: str | None


class Problem(BaseModel):
    """Problem details (RFC 9457); `code` is stable, `title` is for people."""

    type: str
    title: str
    status: int
    code: str
    errors: list[dict[str, str]] | None = None
    facts: dict[str, object] | None = None


def decimal(amount: str | None) -> Decimal | None:
    """Return the amount that a program sent."""
    return None if amount is None else Decimal(amount)


def amount(value: Decimal | None, currency: str) -> str | None:
    """Return the amount with at least as many decimals as the currency has, and no more zeros than that."""
    if value is None:
        return None
    whole, _, part = f"{value:f}".partition(".")
    part = part.rstrip("0").ljust(minor_digits(currency or "USD"), "0")
    return f"{whole}.{part}" if part else whole
