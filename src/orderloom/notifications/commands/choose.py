"""A person says what they want to be told, how soon and when not."""

from datetime import datetime
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.commands.ways import person_of
from orderloom.notifications.models import Preference, Way
from orderloom.notifications.pacing import LEVELS, Choice
from orderloom.notifications.words import SUBJECTS


@command
def choose(*, actor: Actor, told: Choice, now: datetime) -> None:
    """Keep the person's choice. Raises Invalid."""
    user_id = person_of(actor)
    if told.zone and told.zone not in available_timezones():
        raise Invalid(fields={"zone": _("This time zone is not known.")})
    if (told.quiet_from is None) != (told.quiet_to is None):
        raise Invalid(fields={"quiet_to": _("Quiet hours have a beginning and an end.")})
    if set(told.levels) - set(SUBJECTS) or set(told.levels.values()) - set(LEVELS):
        raise Invalid(fields={"levels": _("This choice is not known.")})
    with wear(Hat.person(user_id)):
        if not told.mail and not Way.objects.filter(user_id=user_id).exists():
            raise Invalid(fields={"mail": _("Add another address first, or nothing reaches you.")})
        Preference.objects.update_or_create(
            user_id=user_id,
            defaults={
                "zone": told.zone,
                "quiet_from": told.quiet_from,
                "quiet_to": told.quiet_to,
                "mail": told.mail,
                "levels": told.levels,
            },
        )
