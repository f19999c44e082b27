"""Say how long suppliers may take, and what the clock does when they take longer."""

from dataclasses import asdict
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from orderloom.identity.permissions import SETTINGS
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, Text
from orderloom.kernel.events import record
from orderloom.partners.clock_rules import ClockRules
from orderloom.partners.clocks import clock_rules
from orderloom.partners.events import ClockPolicyChanged
from orderloom.partners.models import ClockPolicy
from orderloom.partners.states import FailOver

MOST_HOURS, MOST_DAYS = 240, 90


@command
def set_clock_policy(*, actor: Actor, told: ClockRules, now: datetime) -> None:
    """Change the clock's policy; it counts for what is offered and accepted from now on. Raises NotAllowed, Invalid."""
    actor.require(SETTINGS)
    _check(told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 14))", [str(actor.workspace_id)])
    before, after = asdict(clock_rules(actor.workspace_id)), asdict(told)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return
    ClockPolicy.objects.update_or_create(
        workspace_id=actor.workspace_id, defaults={**after, "changed_at": now}
    )
    record(actor, ClockPolicyChanged(subject_id=actor.workspace_id, changes=changes), at=now)


def _check(told: ClockRules) -> None:
    wrong: dict[str, Text] = {}
    for name, in_days in (("answer", told.answer_in_days), ("start", told.start_in_days)):
        most = MOST_DAYS if in_days else MOST_HOURS
        if not 1 <= getattr(told, name) <= most:
            wrong[name] = _("Give 1 to %(most)d.") % {"most": most}
    for name, most in (
        ("produce_days", MOST_DAYS), ("ship_days", MOST_DAYS), ("remind_before", MOST_HOURS),
        ("remind_after", MOST_HOURS), ("second_after", MOST_HOURS), ("merchant_after", MOST_HOURS),
        ("grace", MOST_HOURS),
    ):  # fmt: skip
        if not 0 <= getattr(told, name) <= most:
            wrong[name] = _("Give 0 to %(most)d.") % {"most": most}
    if told.fail_over not in set(FailOver):
        wrong["fail_over"] = _("Choose what happens to an offer that nobody answers.")
    if wrong:
        raise Invalid(fields=wrong)
