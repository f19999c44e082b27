"""What happens to links."""

from dataclasses import dataclass
from uuid import UUID

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEvent(Event):
    """A fact about a link to a task; its supplier sees it too."""

    order_id: UUID
    task_id: UUID
    company_id: UUID
    number: int
    person: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDeviceAsked(LinkEvent):
    """A link was opened on a device that is not known; a code went to the member's e-mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDeviceConfirmed(LinkEvent):
    """The code was right: the device is the member's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksRevoked(Event):
    """All links of a person to this workspace's tasks have ended, and their devices are forgotten."""

    subject_id: UUID | None  # the supplier
    supplier: str
    person: str
    count: int
