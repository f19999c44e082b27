"""Set how far a supplier's proposal may go and still accept itself."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, Text
from orderloom.kernel.events import record
from orderloom.negotiation.events import ToleranceChanged
from orderloom.negotiation.models import Policy
from orderloom.negotiation.permissions import TOLERATE
from orderloom.negotiation.rules import Band

MOST_DAYS = 90


@command
def set_tolerance(*, actor: Actor, kind: str, band: Band | None, now: datetime) -> None:
    """Let proposals about this kind of subject accept themselves within the band; without one, none does.

    Raises NotAllowed and Invalid (below 0, above 100 percent, more than 90 days).
    """
    actor.require(TOLERATE)
    if band is not None and (wrong := _wrong(band)):
        raise Invalid(fields=wrong)
    rows = Policy.objects.select_for_update().filter(workspace_id=actor.workspace_id, subject_kind=kind)
    row = rows.first()
    before = _words(row)
    if band is None:
        rows.delete()
    else:
        row = row or Policy(workspace_id=actor.workspace_id, subject_kind=kind)
        row.price_percent, row.days = band.price_percent, band.days
        row.quantity_percent = band.quantity_percent
        row.save()
    after = _words(row if band else None)
    if after != before:
        record(actor, ToleranceChanged(kind=kind, before=before, after=after), at=now)


def _wrong(band: Band) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    for name, percent in (("price_percent", band.price_percent), ("quantity_percent", band.quantity_percent)):
        if not Decimal(0) <= percent <= 100:
            wrong[name] = _("Give 0 to 100 percent.")
    if not 0 <= band.days <= MOST_DAYS:
        wrong["days"] = _("Give 0 to 90 days.")
    return wrong


def _words(row: Policy | None) -> str:
    """Return the band as the timeline keeps it: percent of the price, days, percent of the quantity."""
    if row is None:
        return ""
    return f"{Decimal(row.price_percent):.2f} % / {row.days} d / {Decimal(row.quantity_percent):.2f} %"
