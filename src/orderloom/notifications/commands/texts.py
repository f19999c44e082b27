"""Write the workspace's own words for notices, or go back to ours."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from orderloom.identity.models import LANGUAGES
from orderloom.identity.permissions import SETTINGS
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound, Text
from orderloom.kernel.events import record
from orderloom.kernel.ids import new_id
from orderloom.notifications.events import MessageTextChanged
from orderloom.notifications.models import MessageText
from orderloom.notifications.words import PLACEHOLDER, SUBJECTS, Words, default_words, placeholders

LONGEST = {"subject": 200, "text": 2000}


@command
def set_message_text(*, actor: Actor, kind: str, language: str, told: Words, now: datetime) -> None:
    """Make the words the workspace's own for the kind of notice; ours again is no change of its own.

    Raises NotAllowed, NotFound (no such kind or language), Invalid (blank, too long, an unknown placeholder).
    """
    actor.require(SETTINGS)
    _check_kind(kind, language)
    new = Words(_clean(told.subject), _clean(told.text))
    check_message_text(kind, new)
    row = _locked(actor, kind, language)
    before = Words(row.subject, row.text) if row else default_words(kind, language)
    if before == new:
        return
    row = row or MessageText(
        id=new_id(), workspace_id=actor.workspace_id, kind=kind, language=language, changed_at=now
    )
    row.subject, row.text, row.changed_at = new.subject, new.text, now
    row.save()
    _tell(actor, row, before, new, now)


@command
def reset_message_text(*, actor: Actor, kind: str, language: str, now: datetime) -> None:
    """Go back to our words. Raises NotAllowed, NotFound."""
    actor.require(SETTINGS)
    _check_kind(kind, language)
    row = _locked(actor, kind, language)
    if row is not None:
        _tell(actor, row, Words(row.subject, row.text), default_words(kind, language), now)
        row.delete()


def check_message_text(kind: str, told: Words) -> None:
    """Check words that are to become the workspace's own. Raises Invalid, naming each field."""
    wrong: dict[str, Text] = {}
    known = set(placeholders(kind))
    for field, text in (("subject", told.subject), ("text", told.text)):
        unknown = [name for name in PLACEHOLDER.findall(text) if name not in known]
        rest = PLACEHOLDER.sub("", text)
        if not text or len(text) > LONGEST[field]:
            wrong[field] = _("Write 1 to %(longest)d characters.") % {"longest": LONGEST[field]}
        elif unknown:
            wrong[field] = _("There is nothing called {%(name)s} here.") % {"name": unknown[0]}
        elif "{" in rest or "}" in rest:
            wrong[field] = _("Curly brackets only stand around the name of a placeholder.")
    if wrong:
        raise Invalid(fields=wrong)


def _check_kind(kind: str, language: str) -> None:
    if kind not in SUBJECTS or language not in dict(LANGUAGES):
        raise NotFound


def _clean(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()


def _locked(actor: Actor, kind: str, language: str) -> MessageText | None:
    rows = MessageText.objects.select_for_update().filter(workspace_id=actor.workspace_id)
    return rows.filter(kind=kind, language=language).first()


def _tell(actor: Actor, row: MessageText, old: Words, new: Words, now: datetime) -> None:
    changes = {
        field: [getattr(old, field), getattr(new, field)]
        for field in ("subject", "text")
        if getattr(old, field) != getattr(new, field)
    }
    if changes:
        event = MessageTextChanged(
            subject_id=row.id, message=row.kind, language=row.language, changes=changes
        )
        record(actor, event, at=now)
