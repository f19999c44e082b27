"""Six digits by e-mail, for whoever comes from a device that is not known."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Refusal
from orderloom.kernel.events import record
from orderloom.kernel.jobs import defer
from orderloom.kernel.tenancy import Hat, wear
from orderloom.links.commands.devices import lock_person, remember
from orderloom.links.events import LinkEvent, OtherDeviceAsked, OtherDeviceConfirmed
from orderloom.links.models import LinkCode
from orderloom.links.queries import Visit
from orderloom.links.states import Known
from orderloom.production.models import OrderTask

LASTS = timedelta(minutes=10)
PAUSE = timedelta(minutes=1)  # between two codes
MOST_TRIES, MOST_CODES = 5, 5  # of one code; in an hour
SALT = "orderloom.links.codes"


class CodeTooSoon(Refusal):
    """A code was asked for a moment ago, or too many were in the last hour."""

    code = "code_too_soon"
    status = 429
    message = _("A code is on its way already. Wait a minute, then ask for another.")


@command
def ask_code(*, actor: Actor, visit: Visit, digest: str, kind: str, now: datetime) -> None:
    """Mail a code to the member, and put on the timeline that another device has come. Raises CodeTooSoon."""
    with wear(Hat.workspace(visit.workspace_id)):
        lock_person(visit.user_id)
        lately = LinkCode.objects.filter(
            workspace_id=visit.workspace_id, user_id=visit.user_id, created_at__gt=now - timedelta(hours=1)
        )
        times = list(lately.order_by("-id").values_list("created_at", flat=True)[:MOST_CODES])
        if len(times) == MOST_CODES or (times and times[0] > now - PAUSE):
            raise CodeTooSoon
        row = LinkCode.objects.create(
            workspace_id=visit.workspace_id, company_id=visit.company_id, user_id=visit.user_id,
            link_id=visit.id, device=digest, created_at=now,
        )  # fmt: skip
        record(actor, _told(OtherDeviceAsked, visit, kind), at=now)
        defer("links.jobs.send_code", workspace_id=visit.workspace_id, code_id=row.id)


@command
def draw_code(*, actor: Actor, code_id: UUID, now: datetime) -> tuple[LinkCode, str] | None:
    """Draw the six digits, keep their digest, and return the row with them; None when nobody waits for them."""
    rows = LinkCode.objects.select_for_update(of=("self",)).select_related("user")
    row = rows.filter(workspace_id=actor.workspace_id, id=code_id, used_at=None).first()
    if row is None or row.created_at + LASTS <= now:
        return None
    code = f"{secrets.randbelow(1_000_000):06d}"
    row.digest = _digest(row.id, code)
    row.save(update_fields=["digest"])
    return row, code


@command
def confirm_code(*, actor: Actor, visit: Visit, digest: str, kind: str, code: str, now: datetime) -> bool:
    """Take the device for the member's own when the code is the one that was mailed to them; tell whether it was.

    A wrong one counts; after five the code is worth nothing.
    """
    with wear(Hat.workspace(visit.workspace_id)):
        lock_person(visit.user_id)
        rows = LinkCode.objects.filter(
            workspace_id=visit.workspace_id, user_id=visit.user_id, device=digest, used_at=None,
            created_at__gt=now - LASTS, tries__lt=MOST_TRIES,
        )  # fmt: skip
        row = rows.exclude(digest="").order_by("-id").first()
        if row is None:
            return False
        row.tries += 1
        is_right = constant_time_compare(row.digest, _digest(row.id, code))
        row.used_at = now if is_right else None
        row.save(update_fields=["tries", "used_at"])
        if is_right:
            record(actor, _told(OtherDeviceConfirmed, visit, kind), at=now)
            remember(visit, digest, kind, Known.CODE, now)
        return is_right


def _digest(code_id: UUID, code: str) -> str:
    return salted_hmac(SALT, f"{code_id}{code}", algorithm="sha256").hexdigest()


def _told(event: type[LinkEvent], visit: Visit, kind: str) -> LinkEvent:
    task = OrderTask.objects.values("order_id", "number").get(
        workspace_id=visit.workspace_id, id=visit.task_id
    )
    return event(**task, task_id=visit.task_id, company_id=visit.company_id, person=visit.name, device=kind)
