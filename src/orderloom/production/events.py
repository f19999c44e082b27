"""What happens to order tasks."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvent(Event):
    """A fact about one task; its supplier sees it too."""

    order_id: UUID
    task_id: UUID
    company_id: UUID | None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGrouped(TaskEvent):
    """The task goes into one parcel with the others of its group; without one it goes by itself again."""

    group: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAccepted(TaskEvent):
    """The supplier took the task and promised a date."""

    supplier_id: UUID
    attempt: int
    promised: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDeclined(TaskEvent):
    """The supplier gave the task back, with a reason; the next supplier gets it."""

    supplier_id: UUID
    attempt: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionStarted(TaskEvent):
    """The supplier began to make it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionProgressed(TaskEvent):
    """So many pieces are made now."""

    before: int
    produced: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChanged(TaskEvent):
    """The promised date moved; the first promise stays as it was."""

    before: date | None
    promised: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReady(TaskEvent):
    """All pieces are made and wait for the carrier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskShipped(TaskEvent):
    """A parcel left the supplier."""

    carrier: str
    tracking_number: str
    no_tracking_reason: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDelivered(TaskEvent):
    """The customer has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(TaskEvent):
    """The supplier marked the task done: the person in charge is told."""

    supplier_id: UUID
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCancelled(TaskEvent):
    """The task will not be made."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReminded(TaskEvent):
    """Somebody asked the supplier again for what it has not done yet."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A task that its supplier is reminded of."""

    task_id: UUID
    company_id: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksReminded(Event):
    """Announced once for all tasks of one request, so that a supplier hears once. Not a fact of its own."""

    reminders: tuple[Reminder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksDeclined(Event):
    """Announced once for all tasks that one request gives back, so that they are routed together. Not a fact."""

    declines: tuple[TaskDeclined, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEvent(TaskEvent):
    """A fact about a proposal to change the task: which version, whose, and whether staff spoke for the supplier."""

    subject_id: UUID
    version: int
    side: str
    on_behalf: bool
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProposed(ChangeEvent):
    """One side proposed other terms; `changes` hold what stood and what is proposed."""

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCountered(ChangeEvent):
    """The side that had to answer proposed something else; `changes` compare it with the version before."""

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAccepted(ChangeEvent):
    """The proposal was accepted and is what stands now; `by_itself`: it lay within what the merchant tolerates."""

    by_itself: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRejected(ChangeEvent):
    """The proposal was rejected; what stood stands on."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWithdrawn(ChangeEvent):
    """Its own side took the proposal back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLapsed(ChangeEvent):
    """The proposal ended without an answer: `end` is "expired", or "superseded" because the task went on."""

    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesSaid(Event):
    """Announced once for all that one request said about proposals. Not a fact of its own."""

    said: tuple[ChangeEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSplit(TaskEvent):
    """Pieces left the task for tasks of their own: `parts` hold the number and the quantity of each."""

    before: int
    kept: int
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOpened(TaskEvent):
    """The task was made of pieces of another one."""

    whole: int
    quantity: int
    promised: date | None


@dataclass(frozen=True, slots=True)
class OpenedPart:
    """A task that was made of another's pieces; `stays` with the same supplier, or looks for one."""

    task_id: UUID
    whole_id: UUID
    whole_attempt: int
    supplier_id: UUID
    stays: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsOpened(Event):
    """Announced once for all parts of one request: those that look for a supplier are routed. Not a fact of its own."""

    parts: tuple[OpenedPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskExpired(TaskEvent):
    """Nobody answered the offer in time: it is over, and the next supplier is asked."""

    supplier_id: UUID
    supplier: str
    attempt: int
    due: str


@dataclass(frozen=True, slots=True)
class ExpiredOffer:
    """An offer that is over."""

    task_id: UUID
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OffersExpired(Event):
    """Announced once for all offers that are over. Not a fact of its own."""

    offers: tuple[ExpiredOffer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferUnanswered(TaskEvent):
    """Nobody answered the offer in time, and a person has to decide who gets it."""

    supplier_id: UUID
    supplier: str
    attempt: int
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneChased(TaskEvent):
    """The clock reminded somebody: of what, before or after it was due, and whom."""

    milestone: str
    stage: str
    due: str


@dataclass(frozen=True, slots=True)
class Chase:
    """A milestone that somebody is reminded of; the stage says whom."""

    task_id: UUID
    order_id: UUID
    supplier_id: UUID
    company_id: UUID
    number: int
    milestone: str
    stage: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestonesChased(Event):
    """Announced once for all that one tick reminds of. Not a fact of its own."""

    chases: tuple[Chase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePredicted(TaskEvent):
    """As far as it is now the task cannot leave on the day that was promised."""

    supplier: str
    milestone: str
    promised: date
    forecast: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused(TaskEvent):
    """The order is on hold: nothing of the task is due until it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(TaskEvent):
    """The order goes on: what was left of the time runs again."""

    paused: str
