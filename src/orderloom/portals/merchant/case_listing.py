"""The list of cases, as the pattern of all lists needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.cases.kinds import KINDS, CaseKind, sentence
from orderloom.cases.models import Case
from orderloom.cases.queries.cases import CaseRow, visible_cases
from orderloom.kernel.keyset import Sort, Values, moment
from orderloom.portals.lists import reads
from orderloom.portals.lists.asked import Asked, Shape, read_values
from orderloom.portals.lists.columns import ListColumn
from orderloom.portals.lists.filters import Filter, Words
from orderloom.portals.lists.groups import Grouping
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.case_ways import Way, way_of
from orderloom.portals.merchant.order_narrowing import DUE, people
from orderloom.portals.queries.numbers import called, orders_called

USUAL = ("number", "kind", "why", "owner", "due", "actions")
FURTHER = ("opened", "solved")
SHAPE = Shape(
    {
        "status": reads.one_of(["open", "solved"]),
        "q": reads.words,
        "kind": reads.some_of([kind.value for kind in CaseKind]),
        "owner": reads.ids,
        "due": reads.one_of(list(DUE)),
        "due_from": reads.day,
        "due_to": reads.day,
        **reads.shown(("due", "number", "new"), (*USUAL, *FURTHER), (), ("kind", "owner", "due")),
    },
    tab="status",
    usual={"status": "open", "sort": "due", "size": "50", "cols": ",".join(USUAL)},
)


@dataclass(frozen=True, slots=True)
class CasesAsked(Asked):
    """What the list of cases is asked for."""

    shape: Shape = field(default=SHAPE, repr=False)


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case with what its cells show: the step that solves it, and what was done."""

    row: CaseRow
    way: Way
    words: str
    reader: Reader

    def local(self, at: datetime | None) -> datetime | None:
        """Return the moment on the workspace's clock, as files have it."""
        return at.astimezone(self.reader.zone).replace(tzinfo=None, microsecond=0) if at else None


def _kinds(reader: Reader) -> Words:
    return {kind.value: KINDS[kind].label for kind in CaseKind}


COLUMNS: dict[str, ListColumn] = {
    "number": ListColumn(gettext_lazy("Case"), lambda one: f"C-{one.row.number}", "w-no", sort="number"),
    "kind": ListColumn(gettext_lazy("What"), lambda one: one.row.label, "w-200"),
    "why": ListColumn(gettext_lazy("Why and what to do"), lambda one: one.row.sentence),
    "owner": ListColumn(gettext_lazy("Waiting on"), lambda one: one.row.owner, "w-who"),
    "due": ListColumn(gettext_lazy("Due"), lambda one: one.local(one.row.due_at), "w-due", sort="due"),
    "actions": ListColumn(gettext_lazy("Next step"), lambda one: one.row.next_step, "w-200"),
    "opened": ListColumn(
        pgettext_lazy("case", "Opened"),
        lambda one: one.local(one.row.opened_at),
        "w-due",
        sort="new",
        usual=False,
        greatest_first=True,
    ),
    "solved": ListColumn(
        gettext_lazy("Solved"), lambda one: one.local(one.row.solved_at), "w-due", usual=False
    ),
}
FILTERS = (
    Filter("q", gettext_lazy("Search"), "text"),
    Filter("kind", gettext_lazy("What"), "many", _kinds),
    Filter("owner", gettext_lazy("In charge"), "many", people),
    Filter("due", gettext_lazy("Due"), "days", lambda reader: DUE),
)


@dataclass(frozen=True, slots=True)
class CaseListing:
    """All cases of a workspace."""

    name = "cases"
    columns = COLUMNS
    filters = FILTERS
    sorts = {"due": Sort("due_at", moment), "number": Sort("number", int), "new": Sort("id", str)}
    groups = {
        "kind": Grouping(gettext_lazy("What"), "kind", _kinds),
        "owner": Grouping(gettext_lazy("In charge"), "owner_id", people),
        "due": Grouping(gettext_lazy("Due"), "due_at", zoned=True),
    }
    reads = (
        "number", "kind", "facts", "subject_id", "order_id", "task_id", "owner_id", "status", "opened_at", "due_at",
        "solved_at",
    )  # fmt: skip
    joined: Mapping[str, Any] = field(default_factory=lambda: {"owner_name": F("owner__name")})
    layouts = ("table",)

    def asked(self, values: Mapping[str, str]) -> CasesAsked:
        """Read what an address or a form asks for."""
        return CasesAsked(values=read_values(SHAPE, values))

    def narrowed(self, reader: Reader, asked: Asked) -> "QuerySet[Case]":
        """Return the cases that fit; at most one statement before they are read."""
        found = visible_cases(reader.actor).filter(status=asked.meant("status"))
        if kinds := asked.many("kind"):
            found = found.filter(kind__in=kinds)
        if owners := asked.many("owner"):
            found = found.filter(owner_id__in=[UUID(one) for one in owners])
        if preset := asked.get("due"):
            days = {"late": None, "today": 1}.get(preset, 1 + int(preset) if preset.isdigit() else 0)
            before = reader.now if days is None else reader.midnight(reader.today + timedelta(days=days))
            found = found.filter(due_at__lt=before)
        if low := asked.get("due_from"):
            found = found.filter(due_at__gte=reader.midnight(datetime.fromisoformat(low).date()))
        if high := asked.get("due_to"):
            after = datetime.fromisoformat(high).date() + timedelta(days=1)
            found = found.filter(due_at__lt=reader.midnight(after))
        if asked.text:
            numbered = Q(number__in=[*called(asked.text).cases, *called(asked.text).orders])
            found = found.filter(numbered | Q(order_id__in=orders_called(reader.actor, asked.text)))
        return found

    def shown(self, reader: Reader, rows: Sequence[Values], keys: Sequence[str]) -> list[ShownCase]:
        """Return the cases as their cells need them, in words."""
        return [_shown(reader, row) for row in rows]


def _shown(reader: Reader, row: Values) -> ShownCase:
    kind = CaseKind(row["kind"])
    case = CaseRow(
        row["id"], row["number"], kind, str(KINDS[kind].label), sentence(kind, row["facts"]),
        str(KINDS[kind].next_step), row["facts"], row["subject_id"], row["order_id"], row["task_id"],
        row["owner_id"], row["owner_name"] or "", row["status"], row["opened_at"], row["due_at"], row["solved_at"],
    )  # fmt: skip
    return ShownCase(case, way_of(reader, case), str(row["facts"].get("words", "")), reader)


CASES = CaseListing()
