"""What a SKU code must look like, whoever or whatever made it."""

import re

from orderloom.scripting.faults import ScriptFault

SKU_LENGTH = 64
_REFUSED = re.compile(r"[^A-Za-z0-9._-]")


def sku_fault(value: object) -> ScriptFault | None:
    """Say why `value` cannot be a SKU, or None when it can.

    A SKU is text of 1 to 64 characters out of `A-Z a-z 0-9 . _ -`; being ASCII it is always in Unicode's
    form NFC. A value that breaks the rule is refused, never repaired: a repaired code could meet another's.
    """
    if type(value) is not str:
        return _bad("not_text", type=type(value).__name__)
    if not value:
        return _bad("sku_empty")
    if len(value) > SKU_LENGTH:
        return _bad("sku_too_long", length=len(value), limit=SKU_LENGTH)
    refused = _REFUSED.search(value)
    if refused:
        return _bad("sku_characters", character=_name(refused.group()))
    return None


def _bad(reason: str, **values: str | int) -> ScriptFault:
    return ScriptFault(kind="bad_result", reason=reason, values=values)


def _name(character: str) -> str:
    """Show the character itself if it can be seen, else its code point."""
    visible = character.isprintable() and not character.isspace()
    return f"“{character}”" if visible else f"U+{ord(character):04X}"
