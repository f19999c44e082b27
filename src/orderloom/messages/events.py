"""What happens to messages."""

from dataclasses import dataclass
from uuid import UUID

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted(Event):
    """Somebody wrote; the words are kept with the message, and `digest` proves them.

    `company_id` is the supplier company that reads it; the team's own messages have none.
    """

    order_id: UUID
    task_id: UUID | None
    company_id: UUID | None
    subject_id: UUID
    audience: str
    digest: str
    files: int
