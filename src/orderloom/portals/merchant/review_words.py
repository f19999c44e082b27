"""Why an order waits for review, in words, each with the step that solves it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from orderloom.intake.queries.findings import FindingCard
from orderloom.intake.review.kinds import BlockedBy, ReviewKind, kind_of
from orderloom.intake.states import Payment
from orderloom.ui.money import money_words

Params = Mapping[str, Any]
LABELS: Mapping[str, str | Promise] = {
    ReviewKind.BLOCKED.value: gettext_lazy("Blocked buyer"),
    ReviewKind.DUPLICATE.value: gettext_lazy("Possible duplicate"),
    ReviewKind.UNPAID.value: gettext_lazy("Not paid"),
    ReviewKind.ADDRESS.value: gettext_lazy("Address incomplete"),
    ReviewKind.UNMAPPED.value: gettext_lazy("No category"),
    ReviewKind.AMOUNT.value: gettext_lazy("High amount"),
    ReviewKind.NOTE.value: gettext_lazy("Buyer’s note"),
}
HINTS: Mapping[str, str | Promise] = {
    ReviewKind.BLOCKED.value: gettext_lazy("Cancel the order, or approve it if it is fine."),
    ReviewKind.DUPLICATE.value: gettext_lazy("Cancel one of them, or approve both."),
    ReviewKind.UNPAID.value: gettext_lazy("It goes on by itself when the shop tells the payment."),
    ReviewKind.ADDRESS.value: gettext_lazy("Complete the address; then it goes on by itself."),
    ReviewKind.UNMAPPED.value: gettext_lazy(
        "Choose a category for each line, so that suppliers can be asked."
    ),
    ReviewKind.AMOUNT.value: gettext_lazy("Check it, then approve it."),
    ReviewKind.NOTE.value: gettext_lazy("Do what the buyer asks for, then approve it."),
}
PARTS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("Recipient"),
    "street": gettext_lazy("Street and house"),
    "city": gettext_lazy("City"),
    "region": gettext_lazy("State or region"),
    "postal": gettext_lazy("Postal code"),
    "country": gettext_lazy("Country"),
    "phone": pgettext_lazy("contact", "Phone"),
}
SIGNS: Mapping[str, str | Promise] = {
    BlockedBy.NAME.value: pgettext_lazy("of a person", "Name"),
    BlockedBy.EMAIL.value: gettext_lazy("E-mail"),
    BlockedBy.PHONE.value: pgettext_lazy("contact", "Phone"),
    BlockedBy.ADDRESS.value: gettext_lazy("Address"),
}
UNPAID: Mapping[str, str | Promise] = {
    Payment.UNPAID.value: gettext_lazy("The customer has not paid yet."),
    Payment.PART_PAID.value: gettext_lazy("The customer has paid only a part."),
    Payment.REFUNDED.value: gettext_lazy("The customer has got the money back."),
    Payment.UNKNOWN.value: gettext_lazy("The shop does not say whether it is paid."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to look at an order: what was found, what to do, and what else it names."""

    kind: str
    label: str
    sentence: str
    hint: str
    params: Params


def reason_label(exception: str) -> str:
    """Return the short words for the mark of a reason that an order bears, or an empty text."""
    kind = kind_of(exception)
    return str(LABELS[kind.value]) if kind else ""


def labels_of(kinds: Sequence[str]) -> str:
    """Return the short words for several kinds."""
    return _(", ").join(str(LABELS.get(kind, kind)) for kind in kinds)


def reason_of(card: FindingCard) -> Reason:
    """Return the reason in words."""
    sentence = SENTENCES[card.kind](card.params)
    return Reason(card.kind, str(LABELS[card.kind]), sentence, str(HINTS[card.kind]), card.params)


def _blocked(params: Params) -> str:
    told = _("“%(value)s” is on your list of blocked buyers.") % {"value": params["value"]}
    return f"{told} {params['why']}".strip()


def _duplicate(params: Params) -> str:
    words = _("SO-%(number)s is for the same customer and the same item, “%(item)s”.")
    return words % {"number": params["number"], "item": params["item"]}


def _unpaid(params: Params) -> str:
    return str(UNPAID.get(params["payment"], UNPAID[Payment.UNPAID.value]))


def _address(params: Params) -> str:
    missing = _(", ").join(str(PARTS[part]) for part in params["missing"])
    return _("Missing: %(parts)s.") % {"parts": missing}


def _unmapped(params: Params) -> str:
    count, items = params["count"], _(", ").join(params["items"])
    words = ngettext(
        "%(n)d line has no category: %(items)s", "%(n)d lines have no category: %(items)s", count
    )
    return words % {"n": count, "items": items}


def _amount(params: Params) -> str:
    currency = params["currency"]
    total, limit = (money_words(Decimal(params[name]), currency) for name in ("total", "limit"))
    return _("%(total)s is more than your limit of %(limit)s.") % {"total": total, "limit": limit}


def _note(params: Params) -> str:
    return _("The buyer wrote: “%(note)s”") % {"note": params["note"]}


SENTENCES: Mapping[str, Callable[[Params], str]] = {
    ReviewKind.BLOCKED.value: _blocked,
    ReviewKind.DUPLICATE.value: _duplicate,
    ReviewKind.UNPAID.value: _unpaid,
    ReviewKind.ADDRESS.value: _address,
    ReviewKind.UNMAPPED.value: _unmapped,
    ReviewKind.AMOUNT.value: _amount,
    ReviewKind.NOTE.value: _note,
}
