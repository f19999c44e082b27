"""Buttons and form fields, with everything that a keyboard and a screen reader need."""

from __future__ import annotations

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from orderloom.ui.marks import icon as draw_icon

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def button(
    label: object,
    icon: str = "",
    kind: str = "",
    url: str = "",
    why: object = "",
    only_icon: bool = False,
    **attributes: object,
) -> SafeString:
    """Return a button, or a link that looks like one when `url` is given.

    `kind`: "pri" (one per view), "quiet", "danger", "sm", "full", or several of them. `why` disables it
    and says why to everybody. Other names become attributes: `hx_post=url` is hx-post.
    """
    attrs: dict[str, object] = {name.replace("_", "-"): value for name, value in attributes.items()}
    attrs["class"] = " ".join(filter(None, ("btn", kind, "ic" if only_icon else "")))
    if only_icon:
        attrs |= {"aria-label": label, "title": label}
    inner = format_html("{}{}", draw_icon(icon) if icon else "", "" if only_icon else label)
    if why:
        attrs |= {"aria-disabled": "true", "title": why, "type": "button"}
        return format_html('<button{}>{}<span class="vh">: {}</span></button>', flatatt(attrs), inner, why)
    if url:
        return format_html("<a{}>{}</a>", flatatt({"href": url, **attrs}), inner)
    attrs.setdefault("type", "button" if _acts(attrs) else "submit")
    return format_html("<button{}>{}</button>", flatatt(attrs), inner)


def _acts(attrs: dict[str, object]) -> bool:
    """Say whether the button opens or closes something instead of sending its form."""
    return any(
        name.startswith(("data-open", "data-close", "data-clear", "popovertarget", "hx-")) for name in attrs
    )


def field(
    bound: BoundField, cls: str = "", bare: bool = False, optional: bool = True, **attributes: object
) -> SafeString:
    """Return a form field: label above, help or error below, wired by aria-describedby.

    `bare` draws the control alone; `optional=False` hides the word "optional". Other names become attributes
    of the control.
    """
    widget = bound.field.widget
    group = isinstance(widget, GROUPS)
    tick = isinstance(widget, forms.CheckboxInput)
    own = "cb" if tick or group else "inp"
    attrs = {
        name.replace("_", "-"): value if isinstance(value, bool) else str(value)
        for name, value in attributes.items()
    }
    attrs["class"] = " ".join(filter(None, (own, str(widget.attrs.get("class", "")), cls)))
    control = bound.as_widget(attrs=attrs)
    if group:  # the look is for each box; Django gives it to the frame around them as well
        control = SafeString(control.replace(f' class="{attrs["class"]}"', "", 1))
    if bare or bound.is_hidden:
        return control
    facts = {"field": bound, "control": control, "group": group, "tick": tick, "optional": optional}
    return render_to_string("ui/parts/field.html", facts)
