"""What a notice says, in its reader's language."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy, override

from orderloom.cases.kinds import sentence


@dataclass(frozen=True, slots=True)
class Words:
    """The subject and the sentence of one notice."""

    subject: str
    text: str


SUBJECTS = {
    "tasks_offered": ngettext_lazy(
        "%(count)d new task from %(workspace)s", "%(count)d new tasks from %(workspace)s", "count"
    ),
    "task_done": _("T-%(number)s is done"),
    "task_declined": _("T-%(number)s was refused"),
    "message_from_supplier": _("%(supplier)s wrote about T-%(number)s"),
    "message_from_merchant": _("%(workspace)s wrote about T-%(number)s"),
    "case_opened": _("A case waits on you: C-%(case_number)s"),
    "orders_confirm": ngettext_lazy("%(count)d order confirmed", "%(count)d orders confirmed", "count"),
    "orders_purchase": ngettext_lazy(
        "Purchasing started for %(count)d order", "Purchasing started for %(count)d orders", "count"
    ),
    "orders_approve": ngettext_lazy("%(count)d order approved", "%(count)d orders approved", "count"),
    "orders_send_back": ngettext_lazy(
        "%(count)d order waits for review again", "%(count)d orders wait for review again", "count"
    ),
    "orders_assign": ngettext_lazy(
        "%(count)d order is with the supplier now", "%(count)d orders are with the supplier now", "count"
    ),
    "tasks_assign": ngettext_lazy(
        "%(count)d task is with the supplier now", "%(count)d tasks are with the supplier now", "count"
    ),
    "orders_hold": ngettext_lazy("%(count)d order on hold", "%(count)d orders on hold", "count"),
    "orders_release": ngettext_lazy("%(count)d order released", "%(count)d orders released", "count"),
    "orders_charge": ngettext_lazy(
        "%(count)d order has its person in charge", "%(count)d orders have their person in charge", "count"
    ),
}
IN_BULK = _("What you asked for is done. Left as they were: %(left)d.")
TEXTS = {
    "tasks_offered": ngettext_lazy(
        "%(workspace)s asks you to make %(count)d order task. Accept or refuse it in your list.",
        "%(workspace)s asks you to make %(count)d order tasks. Accept or refuse them in your list.",
        "count",
    ),
    "task_done": _("%(supplier)s marked T-%(number)s done: %(title)s (order SO-%(order)s)."),
    "task_declined": _("%(supplier)s refused T-%(number)s. The next supplier has it now, if there is one."),
}


def words(kind: str, facts: dict[str, Any], language: str) -> Words:
    """Return the notice's words in the language."""
    with override(language):
        if kind.startswith("message_"):
            return Words(str(SUBJECTS[kind] % facts), written(facts))
        subject = str(SUBJECTS[kind] % facts)
        if kind == "case_opened":
            return Words(subject, sentence(facts["case"], facts))
        if kind.startswith(("orders_", "tasks_")) and "left" in facts:
            return Words(subject, str(IN_BULK % facts))
        return Words(subject, str(TEXTS[kind] % facts))


def written(facts: dict[str, Any]) -> str:
    """Return the beginning of what somebody wrote, and how many files came with it."""
    files = facts["files"]
    words = ngettext("%(n)d file", "%(n)d files", files) % {"n": files} if files else ""
    return "\n".join(part for part in (facts["text"], words) if part)
