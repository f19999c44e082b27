"""Several notices as one message."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import ngettext, override

from orderloom.identity.queries import Reader, workspace_card
from orderloom.kernel.actor import Actor
from orderloom.notifications.commands.lead import led
from orderloom.notifications.models import Notice
from orderloom.notifications.queries.texts import own_words
from orderloom.notifications.words import Words, words

MOST_TOLD = 20  # notices that one message spells out; the application has them all


def told_together(
    actor: Actor, notices: Sequence[Notice], reader: Reader, now: datetime
) -> tuple[Words, str]:
    """Return the words and the address of one message about all the notices, in the reader's language."""
    own = own_words(notices[0].workspace_id, reader.language)
    parts = [
        led(actor, one, words(one.kind, one.facts, reader.language, own.get(one.kind)), now)
        for one in notices[:MOST_TOLD]
    ]
    if len(notices) == 1:
        return parts[0]
    with override(reader.language):
        count, name = len(notices), workspace_card(notices[0].workspace_id).name
        subject = ngettext(
            "%(count)d notice from %(workspace)s", "%(count)d notices from %(workspace)s", count
        )
        told = Words(
            subject % {"count": count, "workspace": name},
            "\n\n".join(f"{said.subject}\n{said.text}\n{link}" for said, link in parts),
        )
    return told, _lead(notices[0], {link for _said, link in parts})


def _lead(notice: Notice, links: set[str]) -> str:
    if len(links) == 1:
        return links.pop()
    if notice.company_id:
        return f"{settings.ADDRESS}/supplier/"
    return f"{settings.ADDRESS}/merchant/{workspace_card(notice.workspace_id).slug}/notices/"
