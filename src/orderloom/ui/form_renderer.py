"""How forms draw their widgets: by Django's templates, but lists of choices by Python, an option at a time.

Django includes two templates for each option: a page with a few lists of a hundred suppliers does little else.
"""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """Draws all widgets of the product."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """Return the markup of a widget or form."""
        if template_name == SELECT:
            return select(context["widget"])
        return SafeString(super().render(template_name, context, request))


def select(widget: dict[str, Any]) -> SafeString:
    """Return the list of choices that the widget's context tells of."""
    groups = [_group(label, options) for label, options, _place in widget["optgroups"]]
    inner = SafeString("\n".join(groups))
    return format_html('<select name="{}"{}>\n{}\n</select>', widget["name"], flatatt(widget["attrs"]), inner)


def _group(label: str | None, options: list[dict[str, Any]]) -> SafeString:
    drawn = SafeString("\n".join(map(_option, options)))
    return format_html('<optgroup label="{}">\n{}\n</optgroup>', label, drawn) if label else drawn


def _option(option: dict[str, Any]) -> str:
    attrs = flatatt(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{escape(option["value"])}"{attrs}>{conditional_escape(option["label"])}</option>'
