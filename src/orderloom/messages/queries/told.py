"""What a notice says of a message between the two sides of a task."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from orderloom.messages.models import Attachment, Message
from orderloom.messages.states import Audience

MOST = 280  # characters of the message that a notice repeats


@dataclass(frozen=True, slots=True)
class Notice:
    """The facts of a notice: whose task, which one, and how the message begins."""

    facts: dict[str, Any]


def message_told(workspace_id: UUID, message_id: UUID) -> Notice:
    """Return the facts of a message that the supplier of its task reads too."""
    row = Message.objects.select_related("task__supplier").get(
        workspace_id=workspace_id, id=message_id, audience=Audience.SUPPLIER
    )
    assert row.task is not None, "a message to a supplier is about a task"
    text = row.text if len(row.text) <= MOST else f"{row.text[: MOST - 1].rstrip()}…"
    return Notice(
        {
            "number": row.task.number,
            "supplier": row.task.supplier.name if row.task.supplier else "",
            "text": text,
            "files": Attachment.objects.filter(workspace_id=workspace_id, message_id=message_id).count(),
        }
    )
