"""What a notice says, in its reader's language."""

import re
from collections.abc import Mapping
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
    "tasks_reminded": ngettext_lazy(
        "%(workspace)s reminds you of %(count)d task", "%(workspace)s reminds you of %(count)d tasks", "count"
    ),
    "clock_before": ngettext_lazy(
        "%(workspace)s expects %(what)s soon: %(count)d task",
        "%(workspace)s expects %(what)s soon: %(count)d tasks",
        "count",
    ),
    "clock_after": ngettext_lazy(
        "%(workspace)s is still waiting for %(what)s: %(count)d task",
        "%(workspace)s is still waiting for %(what)s: %(count)d tasks",
        "count",
    ),
    "clock_second": ngettext_lazy(
        "Nobody has reacted yet, %(workspace)s is waiting for %(what)s: %(count)d task",
        "Nobody has reacted yet, %(workspace)s is waiting for %(what)s: %(count)d tasks",
        "count",
    ),
    "clock_merchant": _("%(supplier)s is late with %(what)s: T-%(number)s"),
    "task_done": _("T-%(number)s is done"),
    "task_declined": _("T-%(number)s was refused"),
    "proposals_from_supplier": ngettext_lazy(
        "%(supplier)s proposes a change of %(count)d task",
        "%(supplier)s proposes changes of %(count)d tasks",
        "count",
    ),
    "proposals_from_merchant": ngettext_lazy(
        "%(workspace)s proposes a change of %(count)d task",
        "%(workspace)s proposes changes of %(count)d tasks",
        "count",
    ),
    "proposals_answered_by_supplier": ngettext_lazy(
        "%(supplier)s settled the proposal for %(count)d task",
        "%(supplier)s settled the proposals for %(count)d tasks",
        "count",
    ),
    "proposals_answered_by_merchant": ngettext_lazy(
        "%(workspace)s settled the proposal for %(count)d task",
        "%(workspace)s settled the proposals for %(count)d tasks",
        "count",
    ),
    "message_from_supplier": _("%(supplier)s wrote about T-%(number)s"),
    "message_from_merchant": _("%(workspace)s wrote about T-%(number)s"),
    "case_opened": _("A case waits on you: C-%(case_number)s"),
    "list_exported": ngettext_lazy(
        "Your file with %(count)d row is there", "Your file with %(count)d rows is there", "count"
    ),
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
    "orders_unassign": ngettext_lazy(
        "%(count)d order is back where it was", "%(count)d orders are back where they were", "count"
    ),
    "tasks_unassign": ngettext_lazy(
        "%(count)d task is back where it was", "%(count)d tasks are back where they were", "count"
    ),
    "orders_uncharge": ngettext_lazy(
        "%(count)d order has its former person in charge again",
        "%(count)d orders have their former people in charge again",
        "count",
    ),
    "orders_hold": ngettext_lazy("%(count)d order on hold", "%(count)d orders on hold", "count"),
    "orders_release": ngettext_lazy("%(count)d order released", "%(count)d orders released", "count"),
    "orders_charge": ngettext_lazy(
        "%(count)d order has its person in charge", "%(count)d orders have their person in charge", "count"
    ),
}
IN_BULK = _("What you asked for is done. Left as they were: %(left)d.")
DUE_WORDS = {
    "accept": _("an answer"),
    "start": _("the start of production"),
    "produced": _("the finished goods"),
    "shipped": _("the parcel"),
}
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
NUMBERS = {"count": 987_654_321, "left": 987_654_323}
SAID_BY_FACTS = frozenset({"case_opened", "message_from_supplier", "message_from_merchant"})
TEXTS = {
    "tasks_offered": ngettext_lazy(
        "%(workspace)s asks you to make %(count)d order task. Accept or refuse it in your list.",
        "%(workspace)s asks you to make %(count)d order tasks. Accept or refuse them in your list.",
        "count",
    ),
    "tasks_reminded": ngettext_lazy(
        "%(workspace)s is waiting for it: %(tasks)s. Say in your list how far it is.",
        "%(workspace)s is waiting for them: %(tasks)s. Say in your list how far they are.",
        "count",
    ),
    "clock_before": _("It is due soon for %(tasks)s. Open your list and say how far it is."),
    "clock_after": _("It was due for %(tasks)s. Open your list and say how far it is."),
    "clock_second": _(
        "Your colleagues were reminded of %(tasks)s and have not reacted. Open the list and see to it."
    ),
    "clock_merchant": _(
        "%(supplier)s was reminded of T-%(number)s (order SO-%(order)s) and has not reacted."
    ),
    "proposals_from_supplier": _("Accept, reject or propose something else: %(tasks)s."),
    "proposals_from_merchant": _("Accept, reject or propose something else: %(tasks)s."),
    "proposals_answered_by_supplier": _("Open %(tasks)s to see what stands now."),
    "proposals_answered_by_merchant": _("Open %(tasks)s to see what stands now."),
    "list_exported": _("Download it from your notifications. It is kept for 7 days."),
    "task_done": _("%(supplier)s marked T-%(number)s done: %(title)s (order SO-%(order)s)."),
    "task_declined": _("%(supplier)s refused T-%(number)s. The next supplier has it now, if there is one."),
}


def words(kind: str, facts: Mapping[str, Any], language: str, own: Words | None = None) -> Words:
    """Return the notice's words in the language; the workspace's own, with {placeholders}, stand in for ours."""
    told = dict(facts)
    if "milestone" in told:
        with override(language):
            told["what"] = str(DUE_WORDS[told["milestone"]])
    if own is None:
        return our_words(kind, told, language)
    if "{what}" in own.text and kind in SAID_BY_FACTS:
        told["what"] = our_words(kind, told, language).text
    return Words(filled(own.subject, told), filled(own.text, told))


def filled(text: str, facts: Mapping[str, Any]) -> str:
    """Return the text with each {placeholder} replaced by its fact; what is not known is left out."""
    return PLACEHOLDER.sub(lambda found: str(facts.get(found[1], "")), text)


class _Names(dict[str, Any]):
    """Facts that are their own names, and numbers no text holds by chance."""

    def __missing__(self, name: str) -> Any:
        return NUMBERS.get(name, f"{{{name}}}")


def default_words(kind: str, language: str) -> Words:
    """Return our words with {placeholders} in place of facts; what other words make up is {what}."""
    with override(language):
        facts = _Names()
        text = "{what}" if kind in SAID_BY_FACTS else str((TEXTS.get(kind) or IN_BULK) % facts)
        return Words(_named(str(SUBJECTS[kind] % facts)), _named(text))


def _named(text: str) -> str:
    for name, number in NUMBERS.items():
        text = text.replace(str(number), f"{{{name}}}")
    return text


def placeholders(kind: str) -> list[str]:
    """Return the names that texts of the kind may hold, in the order in which ours do."""
    ours = default_words(kind, "en")
    return list(dict.fromkeys(PLACEHOLDER.findall(f"{ours.subject} {ours.text}")))


def our_words(kind: str, facts: dict[str, Any], language: str) -> Words:
    """Return our own words for the notice."""
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
