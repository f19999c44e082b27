"""`{% load cells %}`: fields of an order that are changed where they are read.

`{% cell "due" order %}` draws the field, as a link to its editor where the reader may change it. The page has
`{% cell_forms "due" people=people categories=categories %}` once: the editors of those kinds, and what opens them.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from orderloom.intake.rules import UNBOUGHT
from orderloom.intake.states import OPEN, OrderStatus
from orderloom.portals.merchant.cell_kinds import KINDS
from orderloom.portals.merchant.cell_values import HELD, owners_held, ship_by
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
    owners: Sequence[UUID] | None = None,
) -> SafeString:
    """Draw a field of an order or of its line.

    `people` are those in charge, or their names; `owners` those who were chosen for a row of a list; `shown` is the
    category or the address in words.
    """
    words = _words(context, name, order, line, people, shown)
    if not _may(context, name, order):
        return words or NOTHING
    zone = timezone.get_current_timezone_name()
    value, seen = HELD[name](order, line, zone) if owners is None else owners_held(owners)
    label, thing = escape(KINDS[name].label), line.id if line else order.id
    text = words or SafeString(f'<span class="vh">{label}: </span>{NOTHING}')
    block = " adr" if name in ("address", "note") else ""
    return mark_safe(  # noqa: S308  all pieces are escaped
        f'<a class="cell-e{block}" id="c-{name}-{thing}" href="{_url(context, name, order.id, line)}" '
        f'data-cell="{name}" data-v="{escape(value)}" data-seen="{seen}" title="{label}">{text}</a>'
    )


@register.inclusion_tag("portals/merchant/parts/cell_forms.html")
def cell_forms(
    *kinds: str | Sequence[str], people: Sequence[Any] = (), categories: Sequence[Any] = ()
) -> dict[str, Any]:
    """Draw the editors of these kinds of cells, each a name or a list of names, and load what opens them in place."""
    named = [name for kind in kinds for name in ([kind] if isinstance(kind, str) else kind)]
    return {"kinds": named, "people": people, "categories": categories}


def _may(context: Context, name: str, order: Any) -> bool:
    may = context.get("may_edit", (context.get("may") or {}).get("edit"))
    until_bought = name == "quantity" or (name == "due" and not hasattr(order, "ship_by"))
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
        return SafeString(escape(_(", ").join(getattr(one, "name", one) for one in people)))
    if name == "tags":
        return format_html_join(
            "", '<span class="tag">{}</span>', ((tag,) for tag in order.tags.splitlines())
        )
    return SafeString(escape(order.note if name == "note" else shown))
