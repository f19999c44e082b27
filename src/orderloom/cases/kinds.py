"""The kinds of case: what went wrong in words, the next step, and how long it may wait."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CaseKind(StrEnum):
    """What could not be done."""

    NO_CATEGORY = "no_category"
    NO_SUPPLIER = "no_supplier"
    ALL_DECLINED = "all_declined"
    SKU_SCRIPT = "sku_script"
    CHANGED_UPSTREAM = "changed_upstream"
    CANCELLED_UPSTREAM = "cancelled_upstream"
    NOT_DELIVERED = "not_delivered"
    NO_ANSWER = "no_answer"
    LATE_PREDICTED = "late_predicted"


@dataclass(frozen=True, slots=True)
class KindWords:
    """How a kind is said: a short label, a sentence with facts, and the next step."""

    label: str | Promise
    sentence: str | Promise
    next_step: str | Promise
    within: timedelta


KINDS = {
    CaseKind.NO_CATEGORY: KindWords(
        _("No category"),
        _("Nobody knows which category “%(hint)s” is, so no supplier can be found."),
        _("Give the lines a category, or add a rule that does."),
        timedelta(hours=4),
    ),
    CaseKind.NO_SUPPLIER: KindWords(
        _("No supplier"),
        _("No active supplier makes %(category)s."),
        _("Add a supplier to the category or resume a paused one; the tasks then go out by themselves."),
        timedelta(hours=4),
    ),
    CaseKind.ALL_DECLINED: KindWords(
        _("All suppliers refused"),
        _("Every supplier who could make task T-%(number)s has refused it or did not answer."),
        _("Assign it by hand, or talk to one of them."),
        timedelta(hours=2),
    ),
    CaseKind.NO_ANSWER: KindWords(
        _("No answer"),
        _("%(supplier)s has not answered for task T-%(number)s in time."),
        _("Give the task to another supplier, or talk to this one."),
        timedelta(hours=4),
    ),
    CaseKind.LATE_PREDICTED: KindWords(
        _("Will be late"),
        _("As it stands %(supplier)s cannot send task T-%(number)s before %(forecast)s; promised is %(promised)s."),
        _("Ask the supplier for a new day, or tell the customer."),
        timedelta(hours=8),
    ),
    CaseKind.SKU_SCRIPT: KindWords(
        _("SKU script fails"),
        _("Version %(version)s of the SKU script gave no usable code (%(fault)s), for example for “%(example)s”. "
          "The default code was used."),
        _("Mend the script under Automations and publish it."),
        timedelta(hours=24),
    ),
    CaseKind.CHANGED_UPSTREAM: KindWords(
        _("Changed by the customer"),
        _("The shop changed the order after purchasing had started."),
        _("Compare the change, tell the supplier, and close the case."),
        timedelta(hours=4),
    ),
    CaseKind.CANCELLED_UPSTREAM: KindWords(
        _("Cancelled by the customer"),
        _("The shop cancelled the order after purchasing had started."),
        _("Ask the supplier to stop, or keep the goods."),
        timedelta(hours=2),
    ),
    CaseKind.NOT_DELIVERED: KindWords(
        _("Message not delivered"),
        _("A message to %(address)s could not be delivered: %(error)s"),
        _("Correct the address, or tell them another way."),
        timedelta(hours=4),
    ),
}  # fmt: skip


def sentence(kind: str, facts: dict[str, Any]) -> str:
    """Return what went wrong, in the reader's language."""
    return str(KINDS[CaseKind(kind)].sentence) % {"hint": "", "category": "", **facts}
