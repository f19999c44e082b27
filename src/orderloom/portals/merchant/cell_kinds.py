"""The fields of an order that are changed where they are read: what a cell shows, holds, and how it is saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orderloom.intake.canonical import Address
from orderloom.intake.commands.edit_line import LineEdit, edit_line
from orderloom.intake.commands.edit_order import OrderEdit, edit_order, set_order_owners
from orderloom.intake.countries import country_code
from orderloom.intake.field_merge import read_seen
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.portals.merchant.order_forms import ADDRESS, END_OF_WORK, plain

SHIP_TO = (*(f"ship_{name}" for name in ADDRESS), "ship_country_code")
TAG_BREAKS = str.maketrans({",": "\n", "\N{FULLWIDTH COMMA}": "\n", "\N{IDEOGRAPHIC COMMA}": "\n"})


@dataclass(frozen=True, slots=True)
class Save:
    """What somebody wants to have in a cell; `country` is that of the order as it is stored, and its code."""

    actor: Actor
    order_id: UUID
    line_id: UUID | None
    told: Mapping[str, str]
    zone: str
    country: tuple[str, str]
    now: datetime

    @property
    def value(self) -> str:
        """Return what was typed, with the line ends that are stored."""
        return plain(self.told.get("value", ""))

    @property
    def seen(self) -> str:
        """Return the marks of what was seen."""
        return self.told.get("seen", "")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of cell: its label, and how it is saved."""

    name: str
    label: str | Promise
    save: Callable[[Save], object]
    of_line: bool = False


def tag_list(text: str) -> tuple[str, ...]:
    """Return the tags of a text that sets them apart by commas or lines, each once."""
    found = (" ".join(piece.split()) for piece in text.translate(TAG_BREAKS).split("\n"))
    return tuple(dict.fromkeys(tag for tag in found if tag))


def _edit(save: Save, edit: OrderEdit) -> object:
    seen = read_seen(save.seen)
    return edit_order(actor=save.actor, order_id=save.order_id, edit=edit, seen=seen, now=save.now)


def _due(save: Save) -> object:
    if not save.value:
        return _edit(save, OrderEdit(has_no_ship_by=True))
    try:
        day = date.fromisoformat(save.value)
    except ValueError as wrong:
        raise Invalid(_("This is not a day.")) from wrong
    return _edit(save, OrderEdit(ship_by=datetime.combine(day, END_OF_WORK, ZoneInfo(save.zone))))


def _tags(save: Save) -> object:
    return _edit(save, OrderEdit(tags=tag_list(save.value)))


def _note(save: Save) -> object:
    return _edit(save, OrderEdit(note=save.value))


def _address(save: Save) -> object:
    told = {name: save.told.get(f"to_{name}", "").strip() for name in ADDRESS}
    lines = tuple(line.strip() for line in told.pop("lines").splitlines() if line.strip())
    stored, code = save.country
    if told["country"] not in (stored, save.told.get("was_country")):
        code = country_code(told["country"])
    return _edit(save, OrderEdit(ship_to=Address(lines=lines, country_code=code, **told)))


def _owner(save: Save) -> object:
    people: Sequence[UUID] = [_id(save.value)] if save.value else []
    seen = read_seen(save.seen).get("owners", "")
    return set_order_owners(actor=save.actor, order_id=save.order_id, owners=people, seen=seen, now=save.now)


def _line(save: Save, edit: LineEdit) -> object:
    assert save.line_id is not None
    return edit_line(
        actor=save.actor,
        order_id=save.order_id,
        line_id=save.line_id,
        edit=edit,
        seen=read_seen(save.seen),
        now=save.now,
    )


def _category(save: Save) -> object:
    return _line(save, LineEdit(category_id=_id(save.value)))


def _quantity(save: Save) -> object:
    if not save.value.strip().isdecimal():
        raise Invalid(_("This is not a number of pieces."))
    return _line(save, LineEdit(quantity=int(save.value)))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Invalid(_("Choose one.")) from wrong


KINDS = {
    kind.name: kind
    for kind in (
        Kind("due", _("Ship by"), _due),
        Kind("tags", _("Tags"), _tags),
        Kind("note", _("Note"), _note),
        Kind("address", _("Address"), _address),
        Kind("owner", _("In charge"), _owner),
        Kind("category", _("Category"), _category, of_line=True),
        Kind("quantity", _("Qty"), _quantity, of_line=True),
    )
}
