"""The proposals about a supplier's tasks, as its phone shows them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from orderloom.kernel.actor import Actor
from orderloom.negotiation.queries.talks import talks_of
from orderloom.negotiation.states import Side
from orderloom.portals.supplier.cards import Card
from orderloom.portals.talk_words import ShownTalk, shown_talk
from orderloom.production.commands.lapse import KIND


def talks_on(actor: Actor, cards: Sequence[Card], today: date) -> dict[UUID, list[ShownTalk]]:
    """Return all proposals about the tasks, the newest first, in two statements at most."""
    merchants = {card.id: card.merchant for card in cards}
    found = talks_of(actor, KIND, list(merchants))
    return {
        task_id: [shown_talk(one, Side.SUPPLIER, today, _names(merchants[task_id])) for one in talks]
        for task_id, talks in found.items()
    }


def _names(merchant: str) -> dict[Side, str]:
    return {Side.MERCHANT: merchant, Side.SUPPLIER: _("You")}


def with_talks(actor: Actor, cards: Sequence[Card], today: date) -> list[Card]:
    """Return the cards with the open proposals about them; nothing is asked where there is none."""
    asked = [card for card in cards if card.talk_turn]
    found = talks_on(actor, asked, today) if asked else {}
    return [
        replace(card, talk=next((one for one in found.get(card.id, []) if one.is_open), None))
        for card in cards
    ]
