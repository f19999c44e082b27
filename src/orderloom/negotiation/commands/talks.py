"""The table at which both sides sit: the open negotiations of some subjects, locked, and what is done at it.

Used by the subject's stage in its own command, for one subject or many: what is said is kept in memory and written by
`save` in three statements, however many subjects there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.bulk import insert_rows, update_rows
from orderloom.kernel.ids import new_id
from orderloom.negotiation.models import Negotiation, Version
from orderloom.negotiation.rules import NegotiationOver, ProposalOpen, Talk, after
from orderloom.negotiation.states import Deed, NegotiationStatus, Side
from orderloom.negotiation.terms import Terms, digest_of, terms_of, text_of

_S = NegotiationStatus
NEW = (
    "id", "workspace_id", "subject_kind", "subject_id", "supplier_id", "company_id", "status", "turn", "version_id",
    "version", "standing", "respond_by", "opened_at", "closed_at", "reason",
)  # fmt: skip
MOVED = ("id", "workspace_id", "status", "turn", "version_id", "version", "respond_by", "closed_at", "reason")
SAID = (
    "id", "workspace_id", "negotiation_id", "company_id", "number", "side", "on_behalf", "by_id", "by_name", "at",
    "terms", "digest",
)  # fmt: skip
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and for which side; staff may speak for the supplier."""

    side: Side
    name: str
    user_id: UUID | None
    on_behalf: bool = False


def speaker(actor: Actor, *, for_supplier: bool = False) -> Speaker:
    """Return who speaks: a supplier for itself, staff for the merchant or, when they say so, for the supplier."""
    if actor.party is Party.SUPPLIER:
        return Speaker(Side.SUPPLIER, actor.name, actor.user_id)
    side = Side.SUPPLIER if for_supplier else Side.MERCHANT
    return Speaker(side, actor.name, actor.user_id, on_behalf=for_supplier)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is negotiated about, with whom, and the terms that stand."""

    id: UUID
    supplier_id: UUID
    company_id: UUID
    standing: Terms


class Talks:
    """The locked open negotiations of subjects of one kind, by subject; closed ones leave it at once."""

    def __init__(self, workspace_id: UUID, kind: str, subject_ids: Sequence[UUID], now: datetime) -> None:
        rows = Negotiation.objects.select_for_update().filter(
            workspace_id=workspace_id, subject_kind=kind, subject_id__in=subject_ids, status=_S.OPEN.value
        )
        self.workspace_id, self.kind, self.now = workspace_id, kind, now
        self.open = {row.subject_id: row for row in rows.order_by("id")}
        heads = Version.objects.filter(
            workspace_id=workspace_id, id__in=[row.version_id for row in self.open.values()]
        )
        self._heads = {head.id: head for head in heads} if self.open else {}
        self._new: list[Negotiation] = []
        self._moved: dict[UUID, Negotiation] = {}
        self._said: list[Version] = []

    def of(self, subject_id: UUID) -> Negotiation:
        """Return the subject's open negotiation. Raises NegotiationOver."""
        found = self.open.get(subject_id)
        if found is None:
            raise NegotiationOver
        return found

    def on_table(self, subject_id: UUID) -> Terms:
        """Return the terms of the version on the table. Raises NegotiationOver."""
        return terms_of(self._heads[self.of(subject_id).version_id].terms)

    def said_by(self, subject_id: UUID) -> Side:
        """Return the side whose version is on the table. Raises NegotiationOver."""
        return Side(self._heads[self.of(subject_id).version_id].side)

    def propose(
        self, subject: Subject, terms: Terms, who: Speaker, respond_by: datetime | None
    ) -> Negotiation:
        """Put the first version on the table; the other side answers. Raises ProposalOpen."""
        if subject.id in self.open:
            raise ProposalOpen
        row = Negotiation(
            id=new_id(), workspace_id=self.workspace_id, subject_kind=self.kind, subject_id=subject.id,
            supplier_id=subject.supplier_id, company_id=subject.company_id, turn=who.side.other.value,
            standing=text_of(subject.standing), respond_by=respond_by, opened_at=self.now,
        )  # fmt: skip
        row.version_id = self._say(row, terms, who, b"")
        self.open[subject.id] = row
        self._new.append(row)
        return row

    def counter(
        self, subject_id: UUID, version_id: UUID, terms: Terms, who: Speaker, respond_by: datetime | None
    ) -> Negotiation:
        """Answer with another version. Raises NegotiationOver, StaleVersion, NotYourTurn."""
        row = self.of(subject_id)
        new = after(_talk(row), who.side, Deed.COUNTER, version_id, new_id())
        before = bytes(self._heads[row.version_id].digest)
        row.version += 1
        row.version_id = self._say(row, terms, who, before)
        row.turn, row.respond_by = new.turn.value, respond_by
        self._moved[row.id] = row
        return row

    def check(self, subject_id: UUID, version_id: UUID, deed: Deed, who: Speaker) -> Negotiation:
        """Return the negotiation if this may be done now. Raises NegotiationOver, StaleVersion, NotYourTurn."""
        row = self.of(subject_id)
        after(_talk(row), who.side, deed, version_id, new_id())
        return row

    def end(
        self, subject_id: UUID, version_id: UUID, deed: Deed, who: Speaker, reason: str = ""
    ) -> Negotiation:
        """Accept, reject or take back the version. Raises NegotiationOver, StaleVersion, NotYourTurn."""
        row = self.of(subject_id)
        new = after(_talk(row), who.side, deed, version_id)
        return self._close(row, new.status, reason)

    def accept_by_itself(self, subject_id: UUID) -> Negotiation:
        """Accept the version on the table, which lies within what the other side tolerates. Raises NegotiationOver."""
        return self._close(self.of(subject_id), _S.ACCEPTED, "")

    def lapse(self, subject_id: UUID, status: NegotiationStatus) -> Negotiation:
        """Let the negotiation end without an answer: its time is up, or its subject is. Raises NegotiationOver."""
        return self._close(self.of(subject_id), status, "")

    def _close(self, row: Negotiation, status: NegotiationStatus, reason: str) -> Negotiation:
        row.status, row.closed_at, row.respond_by = status.value, self.now, None
        row.reason = reason[:LONGEST_REASON]
        del self.open[row.subject_id]
        self._moved[row.id] = row
        return row

    def _say(self, row: Negotiation, terms: Terms, who: Speaker, before: bytes) -> UUID:
        text = text_of(terms)
        said = Version(
            id=new_id(), workspace_id=self.workspace_id, negotiation_id=row.id, company_id=row.company_id,
            number=row.version, side=who.side.value, on_behalf=who.on_behalf, by_id=who.user_id, by_name=who.name[:200],
            at=self.now, terms=text, digest=digest_of(before, row.version, who.side, text),
        )  # fmt: skip
        self._said.append(said)
        self._heads[said.id] = said
        return said.id

    def save(self) -> None:
        """Write what was said and done since the last time."""
        new = {row.id for row in self._new}
        moved = [row for row in self._moved.values() if row.id not in new]
        insert_rows(
            "negotiation_negotiation", NEW, [[getattr(row, name) for name in NEW] for row in self._new]
        )
        update_rows(
            "negotiation_negotiation", MOVED, [[getattr(row, name) for name in MOVED] for row in moved]
        )
        insert_rows(
            "negotiation_version", SAID, [[getattr(row, name) for name in SAID] for row in self._said]
        )
        self._new, self._moved, self._said = [], {}, []


def _talk(row: Negotiation) -> Talk:
    return Talk(NegotiationStatus(row.status), Side(row.turn), row.version_id)
