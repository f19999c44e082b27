"""Messages between a supplier and the merchant, on the page of a task."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.ids import new_id
from orderloom.messages.commands.post import tell_other_side
from orderloom.messages.commands.read import read_task
from orderloom.messages.queries.thread import MessageCard, messages_of_task, visible_file, visible_files
from orderloom.messages.queries.unread import unread_of_tasks
from orderloom.messages.serving import answer_with
from orderloom.portals.supplier.frame import is_swap, to_task, words_of
from orderloom.portals.talk import Bubble, bubble_of, id_of, sees_this
from orderloom.ui.toast import toast

FileAddress = Callable[[UUID], str]


def talk_of(
    actor: Actor, task_id: UUID, merchant: str, address: FileAddress | None = None
) -> dict[str, object]:
    """Return what a task's page shows of its messages, the oldest first, in three statements at most.

    `address` makes the address of a file, for a reader who is not the supplier itself.
    """

    def own(file_id: UUID) -> str:
        return reverse("supplier:file", args=(task_id, file_id))

    def bubble(message: MessageCard) -> Bubble:
        return bubble_of(
            message,
            who=message.author_name if message.from_supplier else merchant,
            readers="",
            about="",
            kind="" if message.from_supplier else "in",
            address=address or own,
        )

    found = [bubble(message) for message in reversed(messages_of_task(actor, task_id))]
    unread = unread_of_tasks(actor).get(task_id)
    return {
        "bubbles": found,
        "newest": found[-1].id if found else None,
        "new": unread[1] if unread else 0,
        "readers": sees_this(merchant),
        "once": new_id(),
    }


@require_POST
def write(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Send a message to the merchant, with photos and files. Raises NotFound, Invalid."""
    try:
        tell_other_side(
            actor=request.actor,
            task_id=task_id,
            text=request.POST.get("text", ""),
            files=request.FILES.getlist("files"),
            once=id_of(request.POST.get("once", "")),
            now=clock.now(),
        )
    except Invalid as refusal:
        if is_swap(request):  # what was typed stays in the field
            raise
        toast(request, words_of(refusal), failed=True)
    else:
        if not is_swap(request):
            toast(request, _("Sent."))
    return to_task(request, task_id)


@require_POST
def read(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Note that the person has seen the task's messages. Raises NotFound."""
    read_task(actor=request.actor, task_id=task_id, now=clock.now())
    return HttpResponse(status=204)


@require_GET
def file(request: AudienceRequest, task_id: UUID, file_id: UUID) -> HttpResponseBase:
    """Hand out a file of a message about the task; a picture is shown. Raises NotFound."""
    if not visible_files(request.actor).filter(id=file_id, message__task_id=task_id).exists():
        raise NotFound
    workspace_id, found = visible_file(request.actor, file_id)
    return answer_with(workspace_id, found, small="small" in request.GET, shown=True)
