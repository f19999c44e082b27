"""Proposals about tasks over the API, and answers to many tasks at once, for both sides."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from orderloom.identity.api_auth import ANYONE, STAFF, actor_of
from orderloom.kernel import clock
from orderloom.kernel.wire import Amount, Count, Currency, Day, Shown, Text, Told, Yes, amount
from orderloom.negotiation.commands.tolerate import set_tolerance
from orderloom.negotiation.queries.talks import TalkCard, band_of, talks_of
from orderloom.negotiation.rules import Band
from orderloom.negotiation.states import Deed, NegotiationStatus, Rest, Side
from orderloom.negotiation.terms import MOST_PARTS, Part, Terms
from orderloom.production.api import Attempt
from orderloom.production.commands.answer import Answer, answer_tasks
from orderloom.production.commands.lapse import KIND
from orderloom.production.commands.many import Outcome
from orderloom.production.commands.propose import (
    Proposal,
    Reply,
    answer_change,
    answer_changes,
    propose_change,
    propose_changes,
)
from orderloom.production.queries.tasks import visible_task
from orderloom.production.states import DeclineReason

router = Router(tags=["proposals"], auth=ANYONE)
MOST = 200
Pieces = Annotated[int, Field(strict=True, ge=0, le=2_000_000_000)]
Percent = Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$")]


class PartShape(Told):
    """So many of the pieces, by this day."""

    quantity: Count
    day: Day


class TermsIn(Told):
    """Everything that the task should be: pieces, day or parts by day, price for one, substitute.

    0 pieces calls it off. `rest` says what becomes of pieces that are left out; only the merchant chooses it.
    """

    quantity: Pieces
    day: Day | None = None
    split: Annotated[list[PartShape], Field(max_length=MOST_PARTS)] = []
    unit_price: Amount | None = None
    currency: Currency | None = None
    substitute: Text = ""
    rest: Rest = Rest.ROUTE
    note: Text = ""

    def terms(self) -> Terms:
        """Return the terms as the negotiation keeps them."""
        return Terms(
            quantity=self.quantity,
            unit_price=None if self.unit_price is None else Decimal(self.unit_price),
            currency=self.currency or "",
            day=self.day,
            split=tuple(Part(part.quantity, part.day) for part in self.split),
            substitute=self.substitute.strip(),
            rest=self.rest,
            note=self.note.strip(),
        )


class Proposed(Told):
    """Other terms for a task; staff may speak `for_supplier`, which the timeline tells."""

    terms: TermsIn
    attempt: Attempt | None = None
    for_supplier: Yes = False


class Replied(Told):
    """The answer to the version that was seen: a counter has terms, a rejection may have a reason."""

    version_id: UUID
    deed: Deed
    terms: TermsIn | None = None
    reason: Text = ""
    for_supplier: Yes = False


class TaskProposal(Told):
    """One of many proposals."""

    task_id: UUID
    terms: TermsIn
    attempt: Attempt | None = None


class TaskReply(Told):
    """One of many replies."""

    task_id: UUID
    version_id: UUID
    deed: Deed
    terms: TermsIn | None = None
    reason: Text = ""


class TaskAnswer(Told):
    """One of many answers: with a day the task is accepted, or so many of its pieces; else it is given back."""

    task_id: UUID
    promised: Day | None = None
    quantity: Count | None = None
    reason: DeclineReason | None = None
    text: Text = ""
    attempt: Attempt | None = None


class ManyProposals(Told):
    """Proposals for many tasks."""

    proposals: Annotated[list[TaskProposal], Field(min_length=1, max_length=MOST)]
    for_supplier: Yes = False


class ManyReplies(Told):
    """Replies to many proposals."""

    replies: Annotated[list[TaskReply], Field(min_length=1, max_length=MOST)]
    for_supplier: Yes = False


class ManyAnswers(Told):
    """Answers to many offers."""

    answers: Annotated[list[TaskAnswer], Field(min_length=1, max_length=MOST)]


class OutcomeOut(Shown):
    """What came of one row: without a code it was done."""

    task_id: UUID
    code: str
    message: str


class Outcomes(Shown):
    """What came of each row, in the order in which they were sent."""

    items: list[OutcomeOut]


class PartOut(Shown):
    """So many of the pieces, by this day."""

    quantity: int
    day: date


class TermsOut(Shown):
    """What a version says."""

    quantity: int
    day: date | None
    split: list[PartOut]
    unit_price: str | None
    currency: str
    substitute: str
    rest: Rest
    note: str


class ChangeOut(Shown):
    """One thing that differs from the version before."""

    field: str
    before: str
    after: str


class ProposalVersionOut(Shown):
    """A version; `digest` covers its terms, its side and the version before it."""

    id: UUID
    number: int
    side: Side
    on_behalf: bool
    at: datetime
    terms: TermsOut
    changes: list[ChangeOut]
    digest: str


class NegotiationOut(Shown):
    """A negotiation about a task, with all its versions; `turn` has to answer the last one by `respond_by`."""

    id: UUID
    task_id: UUID
    status: NegotiationStatus
    turn: Side
    respond_by: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    reason: str
    standing: TermsOut
    versions: list[ProposalVersionOut]


class Negotiations(Shown):
    """The negotiations about a task, the newest first."""

    items: list[NegotiationOut]


class Tolerance(Told):
    """How far a supplier's proposal may be worse than what stands and still accept itself."""

    price_percent: Percent = "0"
    days: Annotated[int, Field(strict=True, ge=0, le=90)] = 0
    quantity_percent: Percent = "0"


class ToleranceShape(Told):
    """The band, or null where nothing accepts itself."""

    tolerance: Tolerance | None


def _terms(terms: Terms) -> TermsOut:
    return TermsOut(
        quantity=terms.quantity, day=terms.day, split=[PartOut.model_validate(part) for part in terms.split],
        unit_price=amount(terms.unit_price, terms.currency), currency=terms.currency, substitute=terms.substitute,
        rest=terms.rest, note=terms.note,
    )  # fmt: skip


def _negotiation(talk: TalkCard) -> NegotiationOut:
    versions = [
        ProposalVersionOut(
            id=one.id, number=one.number, side=one.side, on_behalf=one.on_behalf, at=one.at, terms=_terms(one.terms),
            changes=[ChangeOut.model_validate(change) for change in one.changes], digest=one.digest,
        )
        for one in talk.versions
    ]  # fmt: skip
    return NegotiationOut(
        id=talk.id, task_id=talk.subject_id, status=talk.status, turn=talk.turn, respond_by=talk.respond_by,
        opened_at=talk.opened_at, closed_at=talk.closed_at, reason=talk.reason, standing=_terms(talk.standing),
        versions=versions,
    )  # fmt: skip


def _all(request: HttpRequest, task_id: UUID) -> Negotiations:
    actor = actor_of(request)
    visible_task(actor, task_id)
    found = talks_of(actor, KIND, [task_id]).get(task_id, [])
    return Negotiations(items=[_negotiation(one) for one in found])


def _outcomes(found: list[Outcome]) -> Outcomes:
    return Outcomes(
        items=[
            OutcomeOut(
                task_id=one.task_id,
                code=one.refusal.code if one.refusal else "",
                message=str(one.refusal) if one.refusal else "",
            )
            for one in found
        ]
    )


@router.get(
    "/tasks/{uuid:task_id}/proposals",
    response=Negotiations,
    operation_id="listProposals",
    summary="List the proposals about a task",
)
def list_proposals(request: HttpRequest, task_id: UUID) -> Negotiations:
    """List the negotiations about a task with all their versions, the newest first."""
    return _all(request, task_id)


@router.post(
    "/tasks/{uuid:task_id}/proposals",
    response=Negotiations,
    operation_id="proposeChange",
    summary="Propose a change",
)
def propose(request: HttpRequest, task_id: UUID, body: Proposed) -> Negotiations:
    """Propose other terms for a task; within the workspace's tolerance they are accepted at once."""
    propose_change(
        actor=actor_of(request),
        task_id=task_id,
        terms=body.terms.terms(),
        attempt=body.attempt,
        for_supplier=body.for_supplier,
        now=clock.now(),
    )
    return _all(request, task_id)


@router.post(
    "/tasks/{uuid:task_id}/proposals/answer",
    response=Negotiations,
    operation_id="answerProposal",
    summary="Answer a proposal",
)
def answer(request: HttpRequest, task_id: UUID, body: Replied) -> Negotiations:
    """Accept, reject, counter or take back the version that was seen; a stale one is refused."""
    terms = body.terms.terms() if body.terms else None
    reply = Reply(task_id, body.version_id, body.deed, terms, body.reason)
    answer_change(actor=actor_of(request), reply=reply, for_supplier=body.for_supplier, now=clock.now())
    return _all(request, task_id)


@router.post(
    "/tasks/answer", response=Outcomes, operation_id="answerTasks", summary="Accept or decline many tasks"
)
def answer_many(request: HttpRequest, body: ManyAnswers) -> Outcomes:
    """Accept or decline up to 200 tasks; each row has its own outcome."""
    answers = [
        Answer(one.task_id, one.promised, one.quantity, one.reason, one.text, one.attempt)
        for one in body.answers
    ]
    return _outcomes(answer_tasks(actor=actor_of(request), answers=answers, now=clock.now()))


@router.post(
    "/proposals", response=Outcomes, operation_id="proposeChanges", summary="Propose changes of many tasks"
)
def propose_many(request: HttpRequest, body: ManyProposals) -> Outcomes:
    """Propose other terms for up to 200 tasks; each row has its own outcome."""
    told = [Proposal(one.task_id, one.terms.terms(), one.attempt) for one in body.proposals]
    found = propose_changes(
        actor=actor_of(request), proposals=told, for_supplier=body.for_supplier, now=clock.now()
    )
    return _outcomes(found)


@router.post(
    "/proposals/answer", response=Outcomes, operation_id="answerProposals", summary="Answer many proposals"
)
def reply_many(request: HttpRequest, body: ManyReplies) -> Outcomes:
    """Answer up to 200 proposals; each row has its own outcome."""
    told = [
        Reply(one.task_id, one.version_id, one.deed, one.terms.terms() if one.terms else None, one.reason)
        for one in body.replies
    ]
    found = answer_changes(
        actor=actor_of(request), replies=told, for_supplier=body.for_supplier, now=clock.now()
    )
    return _outcomes(found)


@router.get(
    "/proposals/tolerance",
    response=ToleranceShape,
    auth=STAFF,
    operation_id="getTolerance",
    summary="Show the tolerance",
)
def get_tolerance(request: HttpRequest) -> ToleranceShape:
    """Show how far suppliers may change tasks without being asked."""
    return _tolerance(band_of(actor_of(request).workspace_id, KIND))


@router.put(
    "/proposals/tolerance",
    response=ToleranceShape,
    auth=STAFF,
    operation_id="setTolerance",
    summary="Set the tolerance",
)
def put_tolerance(request: HttpRequest, body: ToleranceShape) -> ToleranceShape:
    """Set how far suppliers may change tasks without being asked, or that they may not."""
    told = body.tolerance
    band = Band(Decimal(told.price_percent), told.days, Decimal(told.quantity_percent)) if told else None
    set_tolerance(actor=actor_of(request), kind=KIND, band=band, now=clock.now())
    return _tolerance(band)


def _tolerance(band: Band | None) -> ToleranceShape:
    if band is None:
        return ToleranceShape(tolerance=None)
    told = Tolerance(
        price_percent=f"{band.price_percent:.2f}",
        days=band.days,
        quantity_percent=f"{band.quantity_percent:.2f}",
    )
    return ToleranceShape(tolerance=told)
