"""What labels and slips say, from tasks and what is shown of their orders: never more than their supplier may see."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.identity.models import Workspace
from orderloom.intake.shapes import Address, Piece, pieces
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.production.models import OrderTask
from orderloom.production.queries.shown import shown_of
from orderloom.production.queries.tasks import visible_tasks
from orderloom.production.states import LIVE
from orderloom.shipping.queries.parcels import ParcelRow, parcels_of

MOST = 200  # tasks that one file is made of


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: what the workspace has chosen, else its name; the supplier is never named. And its language."""

    lines: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Good:
    """A thing in a parcel, without any price."""

    number: str
    title: str
    variant: str
    sku: str
    quantity: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One parcel or one task as a paper shows it; `code` is what its bars say, `carrier` whose number that is."""

    sender: Sender
    to: Address | None
    goods: tuple[Good, ...]
    code: str
    carrier: str = ""


def sheets_of(actor: Actor, task_ids: Sequence[UUID]) -> list[Sheet]:
    """Return a sheet for each parcel of the tasks, in the order of their numbers; a task without one has a sheet too.

    Tasks that the actor may not see, or that nobody has accepted, have none. Four statements, however many tasks.
    Raises Invalid (too many).
    """
    if len(task_ids) > MOST:
        raise Invalid(_("Print at most 200 tasks at once."))
    rows = visible_tasks(actor).filter(id__in=task_ids, status__in=[state.value for state in LIVE])
    tasks = list(rows.order_by("workspace_id", "number"))
    shown = shown_of([task.id for task in tasks])
    senders = _senders({task.workspace_id for task in tasks})
    parcels: dict[UUID, list[ParcelRow]] = {}
    for parcel in parcels_of(actor, [task.id for task in tasks]):
        parcels.setdefault(parcel.task_id, []).append(parcel)
    found = [
        sheet
        for task in tasks
        for sheet in _sheets(
            task, shown[task.id].ship_to, senders[task.workspace_id], parcels.get(task.id, [])
        )
    ]
    return _together(tasks, found)


def _senders(workspace_ids: set[UUID]) -> Mapping[UUID, Sender]:
    rows = Workspace.objects.filter(id__in=workspace_ids).values_list("id", "name", "sender", "language")
    return {
        id_: Sender(tuple((sender.strip() or name).splitlines()), language)
        for id_, name, sender, language in rows
    }


def _sheets(task: OrderTask, to: Address | None, sender: Sender, parcels: Sequence[ParcelRow]) -> list[Sheet]:
    numbered = [parcel for parcel in parcels if parcel.tracking_number]
    if not numbered:
        return [
            Sheet(
                sender, to, (_good(task, task.quantity - task.shipped or task.quantity),), f"T-{task.number}"
            )
        ]
    return [
        Sheet(sender, to, (_good(task, one.quantity),), one.tracking_number, _carrier(one, sender.language))
        for one in numbered
    ]


def _carrier(parcel: ParcelRow, language: str) -> str:
    return parcel.carrier_name_zh if language.startswith("zh") else parcel.carrier_name


def _good(task: OrderTask, quantity: int) -> Good:
    told = pieces(json.loads(task.personalisation or "[]"))
    return Good(
        number=f"T-{task.number}",
        title=task.title,
        variant=task.variant,
        sku=task.sku or "",
        quantity=quantity,
        pieces=tuple(piece for piece in told if piece.kind in ("text", "choice")),
    )


def _together(tasks: Sequence[OrderTask], sheets: Sequence[Sheet]) -> list[Sheet]:
    """Bring what goes into one parcel onto one sheet: the same tracking number, or the same group before it has one."""
    groups = {f"T-{task.number}": (task.workspace_id, task.ship_group) for task in tasks}
    found: dict[object, Sheet] = {}
    for place, sheet in enumerate(sheets):
        workspace_id, group = groups[sheet.goods[0].number]
        key = (
            (workspace_id, sheet.code)
            if sheet.carrier
            else (workspace_id, group or f"alone {place}", sheet.to)
        )
        known = found.get(str(key))
        found[str(key)] = (
            sheet
            if known is None
            else Sheet(known.sender, known.to, known.goods + sheet.goods, known.code, known.carrier)
        )
    return list(found.values())
