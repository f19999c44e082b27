"""Begin a workspace and change its settings."""

import re
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from babel.numbers import is_currency
from django.utils.translation import gettext_lazy as _

from orderloom.identity.calendars import CalendarInput, checked_calendar
from orderloom.identity.commands.people import person_with
from orderloom.identity.events import MemberAdded, WorkspaceChanged, WorkspaceCreated
from orderloom.identity.models import LANGUAGES, Member, SlugIndex, Workspace
from orderloom.identity.permissions import SETTINGS
from orderloom.identity.sharing import MOMENTS, SHARED
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, Text
from orderloom.kernel.events import record
from orderloom.kernel.ids import new_id
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear
from orderloom.ui.accents import HEX, lowest_contrast, nearest, passes

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
LONGEST_SENDER, MOST_SENDER_LINES = 300, 5
CHANGEABLE = ("name", "zone", "currency", "language", *SHARED, "sender", "accent", "accent_dark")


@command
def create_workspace(
    *,
    name: str,
    slug: str,
    owner_email: str,
    now: datetime,
    owner_name: str = "",
    owner_password: str | None = None,
    zone: str = "UTC",
    currency: str = "USD",
    language: str = "en",
) -> UUID:
    """Begin a workspace with its owner and return its id. Raises Invalid (a taken name, an unknown zone ...)."""
    check_settings({"name": name, "zone": zone, "currency": currency, "language": language})
    if not SLUG.fullmatch(slug):
        raise Invalid(fields={"slug": _("Use 1 to 40 small letters, digits and hyphens.")})
    workspace_id = new_id()
    with wear(Hat.workspace(workspace_id)):
        _place, free = SlugIndex.objects.get_or_create(slug=slug, defaults={"workspace_id": workspace_id})
        if not free:
            raise Invalid(fields={"slug": _("This address is taken. Choose another.")})
        Workspace.objects.create(
            id=workspace_id, slug=slug, name=name.strip(), zone=zone, currency=currency, language=language,
            created_at=now,
        )  # fmt: skip
        owner, _new = person_with(owner_email, name=owner_name, language=language, password=owner_password)
        Member.objects.create(
            workspace_id=workspace_id, user=owner, role=Role.OWNER.value, in_charge=True, created_at=now
        )
        actor = system(workspace_id)
        record(actor, WorkspaceCreated(subject_id=workspace_id, name=name.strip()), at=now)
        record(actor, MemberAdded(subject_id=owner.id, person=str(owner), role=Role.OWNER.value), at=now)
    return workspace_id


@command
def change_workspace(*, actor: Actor, changes: dict[str, str], now: datetime) -> None:
    """Change settings of the workspace, any of CHANGEABLE. Raises NotAllowed, Invalid."""
    actor.require(SETTINGS)
    check_settings(changes)
    row = Workspace.objects.select_for_update().get(id=actor.workspace_id)
    changed = {
        field: [getattr(row, field), value.strip()]
        for field, value in changes.items()
        if getattr(row, field) != value.strip()
    }
    _write(actor, row, changed, now)


def _write(actor: Actor, row: Workspace, changed: dict[str, list[Any]], now: datetime) -> None:
    if not changed:
        return
    for field, (_old, new) in changed.items():
        setattr(row, field, new)
    row.save(update_fields=list(changed))
    told = {field: [_plain(old), _plain(new)] for field, (old, new) in changed.items()}
    record(actor, WorkspaceChanged(subject_id=row.id, changes=told), at=now)


def _plain(value: Any) -> Any:
    return f"{value:%H:%M}" if isinstance(value, time) else value


@command
def change_calendar(*, actor: Actor, told: CalendarInput, now: datetime) -> None:
    """Change the working days of the workspace. Raises NotAllowed, Invalid."""
    actor.require(SETTINGS)
    values = checked_calendar(told)
    row = Workspace.objects.select_for_update().get(id=actor.workspace_id)
    changed = {name: [getattr(row, name), new] for name, new in values.items() if getattr(row, name) != new}
    _write(actor, row, changed, now)


def check_settings(values: dict[str, str]) -> None:
    """Check settings before they are stored. Raises Invalid, naming each field."""
    wrong: dict[str, Text] = {
        field: _("There is no such setting.") for field in values if field not in CHANGEABLE
    }
    if "name" in values and not 1 <= len(values["name"].strip()) <= 120:
        wrong["name"] = _("Give a name of at most 120 characters.")
    if "zone" in values and values["zone"] not in available_timezones():
        wrong["zone"] = _("This time zone is not known, use one like Asia/Shanghai.")
    if "currency" in values and not is_currency(values["currency"]):
        wrong["currency"] = _("This is not a currency code, use one like USD.")
    if "language" in values and values["language"] not in dict(LANGUAGES):
        wrong["language"] = _("Choose English or Chinese.")
    for field in SHARED:
        if field in values and values[field] not in MOMENTS:
            wrong[field] = _("Choose when suppliers see this.")
    if not is_sender(values.get("sender", "")):
        wrong["sender"] = _("Give at most 5 lines and 300 characters.")
    wrong |= _wrong_accents(values)
    if wrong:
        raise Invalid(fields=wrong)


def is_sender(text: str) -> bool:
    """Tell whether the text fits on a label as its sender."""
    return len(text) <= LONGEST_SENDER and len(text.strip().splitlines()) <= MOST_SENDER_LINES


def _wrong_accents(values: dict[str, str]) -> dict[str, Text]:
    """Return what cannot be read of the accents, with the nearest colour that can; a blank one is ours."""
    wrong: dict[str, Text] = {}
    for field, theme in (("accent", "light"), ("accent_dark", "dark")):
        colour = values.get(field, "").strip()
        if colour and not HEX.fullmatch(colour):
            wrong[field] = _("Give a colour like #3346A8.")
        elif colour and not passes(colour, theme):
            told = {"ratio": f"{lowest_contrast(colour, theme):.1f}", "colour": nearest(colour, theme)}
            wrong[field] = (
                _(
                    "Too close to the ground: %(ratio)s to 1, and 4.5 is needed. The nearest to be read is %(colour)s."
                )
                % told
            )
    return wrong
