"""Negotiations with their versions, as pages and programs show them; both hats read here, each its own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from orderloom.kernel.actor import Actor, Party
from orderloom.negotiation.models import Negotiation, Policy, Version
from orderloom.negotiation.rules import Band
from orderloom.negotiation.states import NegotiationStatus, Side
from orderloom.negotiation.terms import Change, Terms, differences, terms_of


@dataclass(frozen=True, slots=True)
class VersionCard:
    """One version: who said it, what it says, and how that differs from what came before it."""

    id: UUID
    number: int
    side: Side
    on_behalf: bool
    by_name: str
    at: datetime
    terms: Terms
    changes: tuple[Change, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class TalkCard:
    """A negotiation with all its versions, the first one first; `changes` compares the newest with what stood."""

    id: UUID
    workspace_id: UUID
    subject_id: UUID
    status: NegotiationStatus
    turn: Side
    respond_by: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    reason: str
    standing: Terms
    versions: tuple[VersionCard, ...]

    @property
    def head(self) -> VersionCard:
        """Return the version on the table, or the one that it ended with."""
        return self.versions[-1]

    @property
    def is_open(self) -> bool:
        """Test whether an answer is due."""
        return self.status is NegotiationStatus.OPEN

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return how the newest version differs from what stood when the negotiation began."""
        return differences(self.standing, self.head.terms)


def visible_talks(actor: Actor, kind: str) -> QuerySet[Negotiation]:
    """Return the negotiations of a kind that the actor may see: staff their workspace's, a supplier its own."""
    rows = Negotiation.objects.filter(subject_kind=kind)
    if actor.party is Party.SUPPLIER:
        return rows.filter(company_id=actor.company_id)
    return rows.filter(workspace_id=actor.workspace_id)


def talks_of(actor: Actor, kind: str, subject_ids: Sequence[UUID]) -> dict[UUID, list[TalkCard]]:
    """Return the negotiations of each subject that the actor may see, the newest first, in two statements."""
    if not subject_ids:
        return {}
    rows = list(visible_talks(actor, kind).filter(subject_id__in=subject_ids).order_by("-id"))
    said: dict[UUID, list[Version]] = defaultdict(list)
    if rows:
        ids = [row.id for row in rows]
        for one in Version.objects.filter(negotiation_id__in=ids).order_by("number"):
            said[one.negotiation_id].append(one)
    found: dict[UUID, list[TalkCard]] = defaultdict(list)
    for row in rows:
        found[row.subject_id].append(_card(row, said[row.id]))
    return found


def _card(row: Negotiation, said: Sequence[Version]) -> TalkCard:
    standing = before = terms_of(row.standing)
    versions = []
    for one in said:
        told = terms_of(one.terms)
        versions.append(
            VersionCard(
                one.id, one.number, Side(one.side), one.on_behalf, one.by_name, one.at, told,
                differences(before, told), bytes(one.digest).hex(),
            )
        )  # fmt: skip
        before = told
    return TalkCard(
        row.id, row.workspace_id, row.subject_id, NegotiationStatus(row.status), Side(row.turn), row.respond_by,
        row.opened_at, row.closed_at, row.reason, standing, tuple(versions),
    )  # fmt: skip


def band_of(workspace_id: UUID, kind: str) -> Band | None:
    """Return how far proposals about this kind may go and still accept themselves, or None when none does."""
    row = Policy.objects.filter(workspace_id=workspace_id, subject_kind=kind).first()
    return Band(row.price_percent, row.days, row.quantity_percent) if row else None


def overdue(workspace_id: UUID, kind: str, turn: Side, now: datetime) -> list[UUID]:
    """Return the subjects whose open negotiation should have been answered by this side before now."""
    rows = Negotiation.objects.filter(
        workspace_id=workspace_id, subject_kind=kind, turn=turn.value, status="open", respond_by__lt=now
    )
    return list(rows.order_by("respond_by").values_list("subject_id", flat=True))
