"""Which browsers are a member's own: the first, what a code from their mail has confirmed, and where they sign in."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.tenancy import Hat, wear
from orderloom.links.models import LinkDevice
from orderloom.links.queries import Visit, devices_of
from orderloom.links.states import Known

KINDS = ("MicroMessenger", "iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
NAMES = {"MicroMessenger": "WeChat", "Macintosh": "Mac"}


def kind_of(user_agent: str) -> str:
    """Return what a browser says of the machine it runs on, or a blank."""
    found = next((name for name in KINDS if name in user_agent), "")
    return NAMES.get(found, found)


@command
def bind_device(
    *, actor: Actor, visit: Visit, digest: str, kind: str, signed_in: bool, now: datetime
) -> bool:
    """Take a browser for the member's own and tell whether it is: the first one, or one where they have signed in.

    Two at once cannot both be the first.
    """
    lock_person(visit.user_id)
    known = devices_of(visit.company_id, visit.user_id)
    if any(one.digest == digest for one in known):
        return True
    if known and not signed_in:
        return False
    remember(visit, digest, kind, Known.SIGN_IN if signed_in else Known.FIRST, now)
    return True


def lock_person(user_id: UUID) -> None:
    """Let one at a time change which devices and codes a person has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('links ' || %s, 0))", [str(user_id)])


def remember(visit: Visit, digest: str, kind: str, how: Known, now: datetime) -> None:
    """Note a device of the person's, in the hat of the workspace whose link brought it."""
    with wear(Hat.workspace(visit.workspace_id)):
        LinkDevice.objects.create(
            workspace_id=visit.workspace_id, company_id=visit.company_id, user_id=visit.user_id,
            digest=digest, kind=kind, known_by=how.value, created_at=now,
        )  # fmt: skip
