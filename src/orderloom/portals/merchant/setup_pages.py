"""What the set-up pages share: addresses, drawing, and a command's refusal shown where it belongs."""

from collections.abc import Callable
from typing import Protocol, TypeVar
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.queries import WorkspaceCard
from orderloom.kernel.errors import NotAllowed, NotFound, Refusal

T = TypeVar("T")
NAMESPACE = "merchant"
WRONG_INPUT = 422


class Placed(Protocol):
    """A request, or whoever else is in a workspace."""

    @property
    def workspace(self) -> WorkspaceCard:
        """Return the workspace."""


def here(request: Placed, name: str, *rest: UUID | str | int) -> str:
    """Return the address of a page of this workspace."""
    return reverse(f"{NAMESPACE}:{name}", args=(request.workspace.slug, *rest))


def go(request: AudienceRequest, name: str, *rest: UUID | str | int) -> HttpResponseRedirect:
    """Send the browser to a page of this workspace."""
    return HttpResponseRedirect(here(request, name, *rest))


def page(
    request: AudienceRequest, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """Draw one of the set-up templates; `slug` is for its addresses."""
    facts = {"slug": request.workspace.slug, **context}
    return render(request, f"portals/merchant/{template}.html", facts, status=status)


def redraw(request: AudienceRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """Draw the page again with what is wrong in its form."""
    return page(request, template, context, status=WRONG_INPUT)


def carry_out(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """Return what the command answers; a refusal goes on the form, by field where it names one, and gives None.

    Raises NotAllowed, NotFound.
    """
    try:
        with transaction.atomic():  # whatever it did before the refusal is undone
            return act()
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        put_on(form, refusal)
        return None


def put_on(form: forms.BaseForm, refusal: Refusal) -> None:
    """Write the refusal on the form: beside its fields, else above them."""
    known = {name: text for name, text in refusal.fields.items() if name in form.fields}
    for name, text in known.items():
        form.add_error(name, str(text))
    rest = [str(text) for name, text in refusal.fields.items() if name not in known]
    if not known:
        form.add_error(None, " ".join([str(refusal), *rest]))
