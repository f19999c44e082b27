"""A sheet: a form that rises over the list or the task, and stays with a sentence when something in it is wrong."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel.errors import NotAllowed, NotFound, Refusal
from orderloom.portals.supplier import queries
from orderloom.portals.supplier.cards import Card, card_of
from orderloom.portals.supplier.forms import SheetForm
from orderloom.portals.supplier.frame import PASSED, back, draw, is_swap
from orderloom.portals.supplier.tasks import task_page
from orderloom.production.queries.tasks import visible_task
from orderloom.ui.toast import toast

F = TypeVar("F", bound=SheetForm)
T = TypeVar("T")


def seen_card(request: AudienceRequest, task_id: UUID) -> Card:
    """Return the task as a card. Raises NotFound."""
    return card_of(visible_task(request.actor, task_id), queries.merchants_of(request.actor))


def show_sheet(
    request: AudienceRequest, task: Card, name: str, facts: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """Draw the sheet alone for a swap, else over its task."""
    told = {
        "task": task,
        "tab": request.POST.get("tab") or request.GET.get("tab", ""),
        "sheet": f"portals/supplier/sheets/{name}.html",
        **facts,
    }
    if is_swap(request):
        return draw(request, "sheet", told, status=status)
    return task_page(request, task.id, told, status=status)


def answered(
    request: AudienceRequest,
    task: Card,
    form: F,
    act: Callable[[F], T],
    said: Callable[[T], str],
    again: Callable[[], HttpResponse],
    undo: Callable[[], str] = lambda: "",
) -> HttpResponse:
    """Carry out what the form asks for and go back; wrong input draws the sheet `again`, with what was typed.

    `undo` gives the address that takes it back. Raises NotFound, NotAllowed.
    """
    if not form.is_valid():
        return again()
    try:
        with transaction.atomic():  # whatever it did before the refusal is undone
            done = act(form)
    except (NotFound, NotAllowed):
        raise
    except PASSED as refusal:
        toast(request, str(refusal), failed=True)
        return back(request, task.id)
    except Refusal as refusal:
        put_on(form, refusal)
        return again()
    toast(request, said(done), undo=undo())
    return back(request, task.id)


def put_on(form: SheetForm, refusal: Refusal) -> None:
    """Write the refusal on the form: beside its fields, else above them."""
    for name, text in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(text))
    if not refusal.fields:
        form.add_error(None, str(refusal))
