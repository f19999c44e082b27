"""`{% load cells %}`: fields of an order that are changed where they are read.

`{% cell "due" order %}` draws the field, as a link to its editor where the reader may change it. The page includes
`portals/merchant/parts/cell_forms.html` once, in its block `after`: the editors, and what opens them in place.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from orderloom.intake.rules import UNBOUGHT
from orderloom.intake.states import OPEN, OrderStatus
from orderloom.portals.merchant.cell_kinds import KINDS
from orderloom.portals.merchant.cell_values import HELD, ship_by
from orderloom.ui.money import count_words
from orderloom.ui.templatetags.loom import due

register = template.Library()
OPEN_STATUSES = frozenset({*(one.value for one in OPEN), OrderStatus.DRAFT.value})
NOTHING = SafeString('<span class="mute">–</span>')


@register.simple_tag(takes_context=True)
def cell(
    context: Context,
    name: str,
    order: Any,
    line: Any = None,
    people: Sequence[Any] = (),
    shown: str = "",
    fixed: bool = False,
) -> SafeString:
    """Draw a field of an order or of its line.

    `people` are those in charge; `shown` is the category in words; `fixed` draws what nobody may change.
    """
    words = _words(context, name, order, line, people, shown)
    if fixed or not _may(context, name, order):
        return words or NOTHING
    value, seen = HELD[name](order, line, timezone.get_current_timezone_name())
    label, thing = escape(KINDS[name].label), line.id if line else order.id
    text = words or SafeString(f'<span class="vh">{label}: </span>{NOTHING}')
    block = " adr" if name in ("address", "note") else ""
    return mark_safe(  # noqa: S308  all pieces are escaped
        f'<a class="cell-e{block}" id="c-{name}-{thing}" href="{_url(context, name, order.id, line)}" '
        f'data-cell="{name}" data-v="{escape(value)}" data-seen="{seen}" title="{label}">{text}</a>'
    )


def _may(context: Context, name: str, order: Any) -> bool:
    may = context.get("may_edit", (context.get("may") or {}).get("edit"))
    until_bought = name == "quantity" or (name == "due" and not hasattr(order, "ship_by"))
    if name == "owner" and not hasattr(order, "owners"):
        return False
    return bool(may) and order.status in (UNBOUGHT if until_bought else OPEN_STATUSES)


def _url(context: Context, name: str, order_id: UUID, line: Any) -> str:
    base = context.render_context.get("cells")
    if base is None:
        base = context.render_context["cells"] = reverse("merchant:orders", args=(context["slug"],))
    inner = f"lines/{line.id}/" if line else ""
    return f"{base}{order_id}/{inner}cells/{name}/"


def _words(
    context: Context, name: str, order: Any, line: Any, people: Sequence[Any], shown: str
) -> SafeString:
    """Return what is read in the cell."""
    if name == "due":
        return SafeString(due(context, ship_by(order)))
    if name == "quantity":
        return SafeString(count_words(line.quantity))
    if name == "owner":
        return SafeString(escape(_(", ").join(one.name for one in people)))
    if name == "tags":
        return SafeString(escape(_(", ").join(order.tags.split("\n"))))
    return SafeString(escape(order.note if name == "note" else shown))
