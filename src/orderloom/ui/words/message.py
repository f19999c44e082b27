"""A text that is to be translated, and how it is found in Python code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

# function name -> positions of context, singular and plural among its arguments
SHAPES: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One msgid with its plural and its context ("" when there is none)."""

    singular: str
    plural: str = ""
    context: str = ""


def _literal(call: ast.Call, position: int | None) -> str | None:
    if position is None:
        return ""
    if position >= len(call.args):
        return None
    node = call.args[position]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def in_python(source: str) -> Iterator[Message]:
    """Yield the messages of a Python file: gettext, ngettext, pgettext, npgettext, their lazy kin and `_`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or _name(node) not in SHAPES:
            continue
        context, singular, plural = (_literal(node, position) for position in SHAPES[_name(node)])
        if singular and context is not None and plural is not None:
            yield Message(singular, plural, context)
