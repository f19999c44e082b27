"""Proposals in words: what is different, in a sentence and field by field, for both sides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.negotiation.queries.talks import TalkCard, VersionCard
from orderloom.negotiation.states import NegotiationStatus, Rest, Side
from orderloom.negotiation.terms import Change, Terms
from orderloom.ui.due import day_words
from orderloom.ui.money import money_words

LABELS: dict[str, str | Promise] = {
    "quantity": gettext_lazy("Quantity"),
    "price": gettext_lazy("Price for one"),
    "day": gettext_lazy("Leaves by"),
    "split": gettext_lazy("In parts"),
    "substitute": gettext_lazy("Made of or with instead"),
}
ENDS: dict[NegotiationStatus, str | Promise] = {
    NegotiationStatus.OPEN: pgettext_lazy("proposal", "Open"),
    NegotiationStatus.ACCEPTED: pgettext_lazy("proposal", "Accepted"),
    NegotiationStatus.REJECTED: pgettext_lazy("proposal", "Rejected"),
    NegotiationStatus.WITHDRAWN: pgettext_lazy("proposal", "Taken back"),
    NegotiationStatus.EXPIRED: pgettext_lazy("proposal", "Nobody answered in time"),
    NegotiationStatus.SUPERSEDED: pgettext_lazy("proposal", "Overtaken: the task went on"),
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One line of a difference."""

    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One version of a proposal with who said it and what is different in it."""

    number: int
    who: str
    at: datetime
    note: str
    changes: tuple[ShownChange, ...]


@dataclass(frozen=True, slots=True)
class ShownTalk:
    """A negotiation as one side's page draws it; `is_mine`: the reader has to answer."""

    task_id: UUID
    version_id: UUID
    is_open: bool
    is_mine: bool
    turn: Side
    who: str
    sentence: str
    note: str
    end: str | Promise
    reason: str
    respond_by: datetime | None
    changes: tuple[ShownChange, ...]
    versions: tuple[ShownVersion, ...]
    head: Terms


def value_words(name: str, text: str, today: date) -> str:
    """Return the value of a field of a change, which is kept as plain text, as people read it."""
    if not text:
        return ""
    if name == "day":
        return day_words(date.fromisoformat(text), today)
    if name == "price":
        amount, currency = text.split(" ")
        return money_words(Decimal(amount), currency)
    if name == "split":
        return _(", ").join(_part_words(one, today) for one in text.split(" + "))
    return text


def _part_words(part: str, today: date) -> str:
    quantity, day = part.split(" ")
    return _("%(n)s by %(day)s") % {"n": quantity, "day": day_words(date.fromisoformat(day), today)}


def change_lines(changes: Iterable[Change], today: date) -> tuple[ShownChange, ...]:
    """Return the differences line by line."""
    return tuple(
        ShownChange(
            LABELS[one.field],
            value_words(one.field, one.before, today),
            value_words(one.field, one.after, today),
        )
        for one in changes
    )


def sentence(changes: Iterable[Change], terms: Terms, today: date) -> str:
    """Say in one phrase what is proposed: "80 instead of 100, by 5 Dec"."""
    told = {one.field: one for one in changes}
    if "quantity" in told and terms.quantity == 0:
        return _("to call it off") if terms.rest is Rest.DROP else _("to give all of it to somebody else")
    parts = []
    if one := told.get("quantity"):
        parts.append(_("%(new)s instead of %(old)s") % {"new": one.after, "old": one.before})
    if one := told.get("split"):
        parts.append(value_words("split", one.after, today) or _("all at once"))
    if (one := told.get("day")) and not terms.split:
        parts.append(_("by %(day)s") % {"day": value_words("day", one.after, today)})
    if one := told.get("price"):
        price = value_words("price", one.after, today)
        parts.append(_("at %(price)s for one") % {"price": price} if price else _("without a price"))
    if one := told.get("substitute"):
        parts.append(_("with %(other)s") % {"other": one.after} if one.after else _("as ordered at first"))
    return _(", ").join(parts)


def shown_talk(talk: TalkCard, reader: Side, today: date, names: dict[Side, str]) -> ShownTalk:
    """Return the negotiation as the reader's side sees it; `names` are those of the sides.

    A supplier learns that the merchant said something, and not who of its people.
    """
    head = talk.head
    return ShownTalk(
        task_id=talk.subject_id,
        version_id=head.id,
        is_open=talk.is_open,
        is_mine=talk.is_open and talk.turn is reader,
        turn=talk.turn,
        who=_who(head, reader, names),
        sentence=sentence(talk.changes, head.terms, today),
        note=head.terms.note,
        end=ENDS[talk.status],
        reason=talk.reason,
        respond_by=talk.respond_by,
        changes=change_lines(talk.changes, today),
        versions=tuple(
            ShownVersion(
                one.number, _who(one, reader, names), one.at, one.terms.note, change_lines(one.changes, today)
            )
            for one in reversed(talk.versions)
        ),
        head=head.terms,
    )


def _who(version: VersionCard, reader: Side, names: dict[Side, str]) -> str:
    """Return whose version it is, and where the reader may know it, which person's."""
    side = names[version.side]
    if version.on_behalf:
        teller = names[Side.MERCHANT] if reader is Side.SUPPLIER else version.by_name
        return for_words(teller, side)
    return side


def for_words(who: str, supplier: str) -> str:
    """Return who spoke in the supplier's place."""
    return _("%(who)s for %(supplier)s") % {"who": who, "supplier": supplier}
