"""The words for codes that orders bear: payment, exceptions, why something was not done."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.cases.kinds import KINDS, CaseKind
from orderloom.intake.queries.order_detail import OrderDetail
from orderloom.intake.states import Payment
from orderloom.portals.merchant.review_words import reason_label
from orderloom.production.commands.remind import NOT_THEIRS, RemindedAlready

Words = str | Promise

PAYMENTS: dict[str, Words] = {
    Payment.PAID.value: pgettext_lazy("payment", "Paid"),
    Payment.PART_PAID.value: pgettext_lazy("payment", "Part paid"),
    Payment.UNPAID.value: pgettext_lazy("payment", "Unpaid"),
    Payment.REFUNDED.value: pgettext_lazy("payment", "Refunded"),
    Payment.UNKNOWN.value: pgettext_lazy("payment", "Not known"),
}
PAYMENT_LOOKS = {
    Payment.PAID.value: ("done", "done"),
    Payment.PART_PAID.value: ("work", "make"),
    Payment.REFUNDED.value: ("idle", "cancel"),
}
"""Tone and glyph; the rest is idle."""

_STATUS_OF_STAGE = {"review": "received", "production": "in_production", "ready": "ready_to_ship"}

REFUSALS: dict[str, Words] = {
    "held": gettext_lazy("on hold"),
    "upstream_pending": gettext_lazy("the shop waits for the payment"),
    "upstream_fulfilled": gettext_lazy("the shop has shipped it"),
    "upstream_cancelled": gettext_lazy("the shop has cancelled it"),
    "no_lines": gettext_lazy("has no lines"),
    "not_found": gettext_lazy("no longer here"),
    "not_confirmed": gettext_lazy("not confirmed yet"),
    "changed_upstream": gettext_lazy("changed by the customer"),
    "cancelled_upstream": gettext_lazy("cancelled by the customer"),
    "not_held": gettext_lazy("not on hold"),
    "already_received": gettext_lazy("waits for review"),
    "already_confirmed": gettext_lazy("reviewed already"),
    "already_purchasing": gettext_lazy("bought already"),
    "already_in_fulfilment": gettext_lazy("bought already"),
    "already_completed": gettext_lazy("completed already"),
    "already_cancelled": gettext_lazy("cancelled already"),
    "accepted": gettext_lazy("a supplier has accepted it"),
    "theirs": gettext_lazy("is with this supplier already"),
    "given_again": gettext_lazy("given to another supplier since"),
    "former_paused": gettext_lazy("the former supplier takes no tasks now"),
    "chosen_again": gettext_lazy("somebody else was put in charge since"),
    "no_task": gettext_lazy("no supplier is asked yet"),
    "not_bought": gettext_lazy("is not being bought any more"),
    RemindedAlready.code: gettext_lazy("reminded less than 30 minutes ago"),
    NOT_THEIRS: gettext_lazy("waits on no supplier"),
}


def shown_status(stage: str, held: bool) -> str:
    """Return the code of the status that a list shows for an order."""
    return "on_hold" if held else _STATUS_OF_STAGE.get(stage, stage)


def exception_words(code: str) -> str:
    """Return the short words for an order's exception, or an empty text."""
    if not code:
        return ""
    if code in set(CaseKind):
        return str(KINDS[CaseKind(code)].label)
    return reason_label(code) or code


def flag_words(code: str, reasons: Sequence[str]) -> str:
    """Return the short words for an order's exception, and how many more reasons for review there are."""
    words, more = exception_words(code), len(reasons) - 1
    return f"{words} +{more}" if more > 0 and reason_label(code) else words


def refusal_words(code: str) -> str:
    """Return why an order was left as it is."""
    return str(REFUSALS.get(code) or reason_label(code) or _("has moved on already"))


def why_left(codes: Iterable[str]) -> str:
    """Return all reasons with how many orders each of them concerns."""
    counted = Counter(refusal_words(code) for code in codes)
    return _(", ").join(f"{words} {count}" for words, count in counted.most_common())


def address_words(order: OrderDetail) -> str:
    """Return where an order goes as the lines of a label."""
    town = " ".join(part for part in (order.ship_postal, order.ship_city, order.ship_region) if part)
    parts = (
        order.ship_name,
        order.ship_company,
        order.ship_lines,
        town,
        order.ship_country or order.ship_country_code,
        order.ship_phone,
    )
    return "\n".join(part for part in parts if part)
