"""Working days, brand and own roles of the workspace over the API: more of the router of the workspace."""

from base64 import b64decode
from datetime import date, time
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints

from orderloom.identity.api import RoleOut, router
from orderloom.identity.api_auth import actor_of
from orderloom.identity.calendars import LONGEST_MAKING, MOST_DAYS, CalendarInput, OwnDay
from orderloom.identity.commands.brand import remove_logo, set_logo
from orderloom.identity.commands.roles import change_role, create_role, remove_role
from orderloom.identity.commands.workspaces import change_calendar, change_workspace
from orderloom.identity.models import Workspace
from orderloom.identity.permissions import SEE
from orderloom.identity.pictures import LARGEST
from orderloom.identity.roles import role_named
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.kernel.wire import Day, Name, Short, Shown, Text, Told, Yes

__all__ = ["router"]
Weekday = Annotated[int, Field(strict=True, ge=1, le=7)]
Colour = Annotated[
    str, StringConstraints(pattern=r"^(#[0-9A-Fa-f]{6})?$"), Field(description="Like #3346A8; blank: ours.")
]


class OwnDayOut(Shown):
    """An exception: a day off, or a day that is worked although it would be free."""

    day: date
    name: str
    is_worked: bool


class CalendarOut(Shown):
    """When the workspace works; 1 is Monday. `country` is the one whose public holidays are free."""

    weekdays: list[int]
    cut_off: time | None
    country: str
    days: list[OwnDayOut]
    make_days: int


class OwnDayIn(Told):
    """An exception: a day off, or with `is_worked` a day that is worked although it would be free."""

    day: Day
    name: Short = ""
    is_worked: Yes = False


class CalendarIn(Told):
    """The whole calendar; a blank country has no public holidays."""

    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)]
    cut_off: time | None = None
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    days: Annotated[list[OwnDayIn], Field(max_length=MOST_DAYS)] = []
    make_days: Annotated[int, Field(strict=True, ge=0, le=LONGEST_MAKING)] = 0


class BrandOut(Shown):
    """The accents of both themes, blank where they are ours, and the digest of the logo, blank without one."""

    accent: str
    accent_dark: str
    logo: str


class BrandIn(Told):
    """The accents of both themes; each is refused where it cannot be read, with the nearest that can."""

    accent: Colour
    accent_dark: Colour


class LogoIn(Told):
    """A picture, base64: PNG, WebP or SVG."""

    picture: Annotated[str, StringConstraints(min_length=1, max_length=LARGEST * 4 // 3 + 8)]


class RoleIn(Told):
    """A role of the workspace's own; nobody can give what they do not hold."""

    name: Annotated[Name, Field(max_length=60)]
    permissions: Annotated[list[Text], Field(min_length=1, max_length=100)]


def _calendar(actor: Actor) -> CalendarOut:
    actor.require(SEE)
    row = Workspace.objects.get(id=actor.workspace_id)
    return CalendarOut(
        weekdays=[int(digit) for digit in row.weekdays],
        cut_off=row.cut_off,
        country=row.holidays_of,
        days=[OwnDayOut(day=day, name=name, is_worked=is_worked) for day, name, is_worked in row.days],
        make_days=row.make_days,
    )


@router.get(
    "/workspace/calendar", response=CalendarOut, operation_id="getCalendar", summary="Show the working days"
)
def get_calendar(request: HttpRequest) -> CalendarOut:
    """Show when the workspace works."""
    return _calendar(actor_of(request))


@router.put(
    "/workspace/calendar", response=CalendarOut, operation_id="setCalendar", summary="Set the working days"
)
def put_calendar(request: HttpRequest, body: CalendarIn) -> CalendarOut:
    """Set when the workspace works, as a whole."""
    actor = actor_of(request)
    days = [OwnDay(one.day, one.name, one.is_worked) for one in body.days]
    told = CalendarInput(sorted(set(body.weekdays)), body.cut_off, body.country, days, body.make_days)
    change_calendar(actor=actor, told=told, now=clock.now())
    return _calendar(actor)


def _brand(actor: Actor) -> BrandOut:
    actor.require(SEE)
    return BrandOut.model_validate(Workspace.objects.get(id=actor.workspace_id))


@router.get("/workspace/brand", response=BrandOut, operation_id="getBrand", summary="Show accents and logo")
def get_brand(request: HttpRequest) -> BrandOut:
    """Show the accents and the logo's digest."""
    return _brand(actor_of(request))


@router.put("/workspace/brand", response=BrandOut, operation_id="setBrand", summary="Set the accents")
def put_brand(request: HttpRequest, body: BrandIn) -> BrandOut:
    """Set the accents of both themes."""
    actor = actor_of(request)
    changes = {"accent": body.accent.upper(), "accent_dark": body.accent_dark.upper()}
    change_workspace(actor=actor, changes=changes, now=clock.now())
    return _brand(actor)


@router.put("/workspace/logo", response=BrandOut, operation_id="setLogo", summary="Set the logo")
def put_logo(request: HttpRequest, body: LogoIn) -> BrandOut:
    """Make a picture the workspace's logo."""
    actor = actor_of(request)
    try:
        content = b64decode(body.picture, validate=True)
    except ValueError as wrong:  # also of letters that no base64 has
        raise Invalid(fields={"picture": _("This is not base64.")}) from wrong
    set_logo(actor=actor, content=content, now=clock.now())
    return _brand(actor)


@router.delete(
    "/workspace/logo", response={204: None}, operation_id="removeLogo", summary="Take the logo away"
)
def delete_logo(request: HttpRequest) -> None:
    """Take the logo away."""
    remove_logo(actor=actor_of(request), now=clock.now())


def _role(actor: Actor, role_id: UUID) -> RoleOut:
    role = role_named(actor.workspace_id, str(role_id))
    return RoleOut(key=role.key, name=role.name, permissions=sorted(role.permissions))


@router.post("/roles", response={201: RoleOut}, operation_id="createRole", summary="Make an own role")
def post_role(request: HttpRequest, body: RoleIn) -> RoleOut:
    """Make a role from permissions."""
    actor = actor_of(request)
    made = create_role(actor=actor, name=body.name, permissions=body.permissions, now=clock.now())
    return _role(actor, made)


@router.put(
    "/roles/{uuid:role_id}", response=RoleOut, operation_id="changeRole", summary="Change an own role"
)
def put_role(request: HttpRequest, role_id: UUID, body: RoleIn) -> RoleOut:
    """Change a role's name and permissions; who holds it may do so from their next request on."""
    actor = actor_of(request)
    change_role(actor=actor, role_id=role_id, name=body.name, permissions=body.permissions, now=clock.now())
    return _role(actor, role_id)


@router.delete(
    "/roles/{uuid:role_id}", response={204: None}, operation_id="removeRole", summary="Remove an own role"
)
def delete_role(request: HttpRequest, role_id: UUID) -> None:
    """Remove a role that nobody holds."""
    remove_role(actor=actor_of(request), role_id=role_id, now=clock.now())
