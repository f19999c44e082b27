"""What is said about an order, on its page: the stream, who reads the next message, photos and files."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel.ids import new_id
from orderloom.messages.permissions import WRITE
from orderloom.messages.queries.thread import MessageCard, messages_of_order
from orderloom.messages.queries.unread import unread_of_order
from orderloom.messages.rules import reader_after
from orderloom.partners.queries import visible_suppliers
from orderloom.portals.merchant.undo_links import undo_of
from orderloom.portals.queries.order_page import OrderPage, TaskView
from orderloom.portals.talk import Bubble, bubble_of, files_of, sees_this, stream
from orderloom.portals.timeline import entries
from orderloom.ui.shapes import Segment

SHOWN = ("all", "messages", "changes")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to write to: a task's supplier, or the team alone, whose `key` is empty."""

    key: str
    says: str  # who will read it
    prompt: str  # what stands in the empty field
    chosen: bool


def talk_of(request: AudienceRequest, found: OrderPage) -> dict[str, object]:
    """Return what the page shows of messages and events, in at most four statements, in one when nobody wrote."""
    order_id, shown = found.order.id, _shown(request)
    messages = messages_of_order(request.actor, order_id)
    companies = _companies(request, found, messages)
    bubbles = [_bubble(request, found, one, companies) for one in messages]
    facts = entries(
        request.actor,
        found.events,
        companies=companies,
        undo=undo_of(request, order_id),
        people={str(person.id): person.name for person in found.people},
    )
    pictures, files = files_of(bubbles)
    return {
        "stream": stream(bubbles if shown != "changes" else (), facts if shown != "messages" else ()),
        "shown": shown,
        "segments": _segments(request, shown, len(bubbles)),
        "unread": unread_of_order(request.actor, order_id) if messages else 0,
        "newest": bubbles[0].id if bubbles else None,
        "readers": readers_of(found, messages, asked=request.GET.get("to", "")),
        "once": new_id(),
        "may_write": request.actor.can(WRITE),
        "photos": pictures,
        "files": files,
    }


def _companies(request: AudienceRequest, found: OrderPage, messages: list[MessageCard]) -> dict[UUID, str]:
    """Return the names of the supplier companies that have, or could have, tasks of the order, or read messages of it.

    A task may be with another company by now, and that one make nothing any more: only then they are looked up.
    """
    known = {maker.company_id: maker.name for maker in found.tree.makers.values()}
    missing = {message.company_id for message in messages if message.company_id} - known.keys()
    if not missing:
        return known
    rows = visible_suppliers(request.actor).filter(company_id__in=missing)
    return known | dict(rows.values_list("company_id", "name"))


def readers_of(found: OrderPage, messages: list[MessageCard], *, asked: str = "") -> list[Reader]:
    """Return whom one can write to, the team first.

    Chosen is who read the last message, or whom the address asks for; never by itself somebody more than that.
    """
    tasks = [task for task in found.tasks if task.company_id is not None]
    last = messages[0] if messages and messages[0].company_id else None
    same = [task.id for task in tasks if last and task.company_id == last.company_id]
    default = reader_after(last.task_id if last else None, same)
    chosen = next((task.id for task in tasks if str(task.id) == asked), default)
    names = [task.supplier for task in tasks]
    team = Reader("", sees_this(""), _("Write to your team"), chosen is None)
    return [team, *(_reader(task, names.count(task.supplier) > 1, task.id == chosen) for task in tasks)]


def _reader(task: TaskView, several: bool, chosen: bool) -> Reader:
    name = f"{task.supplier} (T-{task.number})" if several else task.supplier
    return Reader(str(task.id), sees_this(name), _("Write to %(name)s") % {"name": name}, chosen)


def _bubble(
    request: AudienceRequest, found: OrderPage, message: MessageCard, names: dict[UUID, str]
) -> Bubble:
    supplier = names[message.company_id] if message.company_id else ""
    task = next((task for task in found.tasks if task.id == message.task_id), None)

    def address(file_id: UUID) -> str:
        return reverse("merchant:order-file", args=(request.workspace.slug, found.order.id, file_id))

    return bubble_of(
        message,
        who=f"{supplier} ({message.author_name})" if message.from_supplier else message.author_name,
        readers="" if message.from_supplier else sees_this(supplier),
        about=f"T-{task.number}" if task and supplier else "",
        kind="in" if message.from_supplier else "" if message.company_id else "int",
        address=address,
    )


def _shown(request: AudienceRequest) -> str:
    asked = request.GET.get("show", "")
    return asked if asked in SHOWN else SHOWN[0]


def _segments(request: AudienceRequest, shown: str, messages: int) -> list[Segment]:
    words = {"all": _("All"), "messages": _("Messages"), "changes": _("Changes")}
    rest = request.GET.copy()
    rest.pop("to", None)

    def url(code: str) -> str:
        rest.pop("show", None)
        if code != SHOWN[0]:
            rest["show"] = code
        return f"?{rest.urlencode()}"

    return [
        Segment(words[code], url(code), messages if code == "messages" and messages else None, code == shown)
        for code in SHOWN
    ]
