"""Refusals: errors that the person who asked can understand and act on."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Refusal(Exception):
    """A request that was understood and not carried out; nothing has changed.

    `code` is stable and goes to API clients; the message is shown to people and says what to do;
    `fields` names what was wrong with each input.
    """

    code = "refused"
    status = 409
    message: Text = _("This is not possible now.")

    def __init__(
        self, message: Text | None = None, *, fields: Mapping[str, Text] | None = None, **facts: Any
    ) -> None:
        self.text: Text = message if message is not None else self.message
        self.fields = dict(fields or {})
        self.facts = facts
        super().__init__(self.text)

    def __str__(self) -> str:
        return str(self.text)


class NotAllowed(Refusal):
    """The actor lacks the permission."""

    code = "not_allowed"
    status = 403
    message = _("You may not do this. Ask the owner of the workspace for the permission.")


class NotFound(Refusal):
    """The thing does not exist, or the actor may not know that it does."""

    code = "not_found"
    status = 404
    message = _("There is no such thing here, or it is not yours to see.")


class IllegalMove(Refusal):
    """The state machine has no such move from the current state."""

    code = "illegal_move"
    message = _("This has moved on. Look at its present state and decide again.")


class Invalid(Refusal):
    """The input does not make sense; `fields` says where and why."""

    code = "invalid"
    status = 422
    message = _("Some of the input cannot be used.")


class Conflict(Refusal):
    """Somebody else changed the thing in between."""

    code = "conflict"
    message = _("Somebody else changed this in the meantime. Nothing of yours was saved yet.")
