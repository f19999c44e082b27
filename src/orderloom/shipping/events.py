"""What happens to parcels after they have left."""

from dataclasses import dataclass
from uuid import UUID

from orderloom.production.events import TaskEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelVoided(TaskEvent):
    """The parcel was reported by mistake: it has not left."""

    subject_id: UUID
    carrier: str
    tracking_number: str
    no_tracking_reason: str
    quantity: int
