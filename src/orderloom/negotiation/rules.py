"""Who may do what about the version on the table, and what is so little that it accepts itself: plain Python."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Refusal
from orderloom.negotiation.states import ENDS, Deed, NegotiationStatus, Side
from orderloom.negotiation.terms import Terms

OPEN = NegotiationStatus.OPEN


class NegotiationOver(Refusal):
    """There is nothing to answer any more."""

    code = "negotiation_over"
    message = _("This proposal has been answered or taken back already. Look at what stands now.")


class StaleVersion(Refusal):
    """The version that was answered is not the one on the table."""

    code = "stale_version"
    message = _("There is a newer version of this proposal. Look at it and decide again.")


class NotYourTurn(Refusal):
    """The other side has the ball."""

    code = "not_your_turn"
    message = _("The other side has to answer now. Until then only your own proposal can be taken back.")


class ProposalOpen(Refusal):
    """Another proposal about the same thing is open."""

    code = "proposal_open"
    message = _("A proposal about this waits for an answer already.")


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a negotiation stands: whose turn it is, and the version on the table."""

    status: NegotiationStatus
    turn: Side
    version_id: UUID


def opened(side: Side, version_id: UUID) -> Talk:
    """Return the talk that begins with a side's first version: the other one answers."""
    return Talk(OPEN, side.other, version_id)


def after(talk: Talk, side: Side, deed: Deed, version_id: UUID, new_id: UUID | None = None) -> Talk:
    """Return where the deed leads. `version_id` is what the side has seen; `new_id` names the counter's version.

    Whose turn it is may counter, accept or reject; the other side may only take its own version back.
    Raises NegotiationOver, StaleVersion, NotYourTurn.
    """
    if talk.status is not OPEN:
        raise NegotiationOver(status=talk.status.value)
    if version_id != talk.version_id:
        raise StaleVersion(version_id=str(talk.version_id))
    if (talk.turn is side) == (deed is Deed.WITHDRAW):
        raise NotYourTurn
    if deed is Deed.COUNTER:
        if new_id is None:
            raise ValueError("A counter has a version of its own.")
        return Talk(OPEN, side.other, new_id)
    return Talk(ENDS[deed], talk.turn, talk.version_id)


@dataclass(frozen=True, slots=True)
class Band:
    """How far a supplier's proposal may be worse than what stands and still accept itself."""

    price_percent: Decimal = Decimal(0)
    days: int = 0
    quantity_percent: Decimal = Decimal(0)


def within(band: Band, standing: Terms, told: Terms) -> bool:
    """Test whether the merchant's side would take the terms without looking: in no respect further than the band.

    Cheaper, sooner and the same are always within; more pieces, another thing, another currency, and what cannot be
    compared never are.
    """
    if told.substitute != standing.substitute or told.quantity < 1:
        return False
    return _price(band, standing, told) and _quantity(band, standing, told) and _days(band, standing, told)


def _price(band: Band, standing: Terms, told: Terms) -> bool:
    if told.unit_price is None or standing.unit_price is None:
        return told.unit_price == standing.unit_price
    dearer = told.unit_price - standing.unit_price
    return told.currency == standing.currency and dearer * 100 <= standing.unit_price * band.price_percent


def _quantity(band: Band, standing: Terms, told: Terms) -> bool:
    fewer = standing.quantity - told.quantity
    return fewer >= 0 and fewer * 100 <= standing.quantity * band.quantity_percent


def _days(band: Band, standing: Terms, told: Terms) -> bool:
    if told.day is None or standing.day is None:
        return told.day == standing.day
    last: date = standing.day + timedelta(days=band.days)
    return all(day <= last for day in (told.day, *(part.day for part in told.split)))
