"""A person adds an address to be told at, tries it, and takes it away; it is kept sealed and never shown again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderloom.identity.queries import readers
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.ids import new_id
from orderloom.kernel.sealing import seal
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.channels import CHANNELS
from orderloom.notifications.models import Way
from orderloom.notifications.queries.people import opened
from orderloom.notifications.words import Words

MOST = 20  # addresses of one person
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a trial message."""

    is_sent: bool
    answer: str


def person_of(actor: Actor) -> UUID:
    """Return the person who acts. Raises NotFound for programs."""
    if actor.user_id is None:
        raise NotFound
    return actor.user_id


@command
def add_way(*, actor: Actor, channel: str, to: Mapping[str, str], now: datetime) -> UUID:
    """Keep the address for the person and return its id; one that is kept already takes the new secret.

    Raises Invalid, NotFound.
    """
    user_id = person_of(actor)
    if channel not in CHANNELS or channel == "email":
        raise NotFound
    told = {name: text.strip() for name, text in to.items() if text.strip()}
    if any(len(text) > LONGEST for text in told.values()) or not told.get("address"):
        raise Invalid(fields={"address": gettext_lazy("The provider's address is not complete.")})
    shown = CHANNELS[channel].check(told)[:200]
    with wear(Hat.person(user_id)):
        if Way.objects.filter(user_id=user_id).count() >= MOST:
            raise Invalid(fields={"address": gettext_lazy("No more addresses than 20; remove one.")})
        made, _is_new = Way.objects.update_or_create(
            user_id=user_id,
            digest=hashlib.sha256(f"{channel} {told['address']}".encode()).hexdigest(),
            defaults={"channel": channel, "shown": shown, "sealed": seal(json.dumps(told))},
            create_defaults={
                "id": new_id(), "channel": channel, "shown": shown, "sealed": seal(json.dumps(told)), "created_at": now,
            },
        )  # fmt: skip
    return made.id


@command
def remove_way(*, actor: Actor, way_id: UUID, now: datetime) -> None:
    """Forget the address; what was to go there is not sent any more. Raises NotFound."""
    user_id = person_of(actor)
    with wear(Hat.person(user_id)):
        gone, _tables = Way.objects.filter(user_id=user_id, id=way_id).delete()
    if not gone:
        raise NotFound


def try_way(*, actor: Actor, way_id: UUID | None, link: str, now: datetime) -> Tried:
    """Send a message that says it is a trial, and return what the provider answered; without a way, by e-mail.

    Raises NotFound.
    """
    user_id = person_of(actor)
    channel, to = "email", {"address": readers([user_id])[0].email}
    if way_id is not None:
        with wear(Hat.person(user_id)), transaction.atomic():
            way = Way.objects.filter(user_id=user_id, id=way_id).first()
            found = opened(way_id) if way else None
        if way is None or found is None:
            raise NotFound
        channel, to = way.channel, found
    said = Words(_("A trial message from Orderloom"), _("If you read this, notices reach you here."))
    try:
        return Tried(True, CHANNELS[channel].send(to, said, link, f"trial-{new_id()}"))
    except (OSError, ValueError) as trouble:
        return Tried(False, safe(str(trouble), to))


def safe(answer: str, to: Mapping[str, str]) -> str:
    """Return the provider's answer without the address and its secret, should it repeat them."""
    for name, secret in to.items():
        if name not in ("address", "name") or not secret.partition("@")[2]:
            answer = answer.replace(secret, "…")
    return answer.replace("\0", "")[:500]
