"""What can go wrong with a script, in words that a merchant understands.

A fault keeps codes and figures, not sentences, so that it can be stored and read later in any language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext_lazy as _

FaultKind = Literal["timeout", "memory", "error", "bad_result", "syntax"]

EXCERPT_CHARS = 1_000

SENTENCES = {
    "timeout": _(
        "The script was stopped after %(seconds)s s. "
        "Look for a loop that does not end, or do less for each line."
    ),
    "not_tried": _(
        "The script was not run for this line, because lines before it had used up the time. "
        "Mend the script, then run it again."
    ),
    "memory": _(
        "The script used more memory than the %(megabytes)s MB that it may have. "
        "Look for text or a list that grows without end."
    ),
    "printed": _("The script printed more than the %(kilobytes)s kB that it may print. Print less."),
    "recursion": _("The script calls itself too deeply. Look for a function that calls itself."),
    "crashed": _("The script brought down its sandbox. Make it simpler, then try again."),
    "forbidden": _(
        "A script may not use files, the network or the system (%(detail)s). "
        "Use only what it is given and what it can work out."
    ),
    "no_module": _("The module “%(name)s” is not available to scripts. Do without it."),
    "unsupported": _("Scripts cannot use this part of Python: %(detail)s. Write it another way."),
    "syntax": _("This is not valid Python: %(detail)s."),
    "too_big": _("The script is longer than %(characters)s characters. Shorten it."),
    "missing": _("The script must define a function named “%(name)s”."),
    "error": _("The script failed: %(detail)s."),
    "not_text": _("The script must return text, but it returned %(type)s."),
    "not_plain": _("The script must return text, a number, yes/no or nothing, not %(type)s."),
    "result_too_long": _("The script returned far too much text."),
    "sku_empty": _("The script returned an empty SKU."),
    "sku_too_long": _("The script returned a SKU of %(length)s characters. At most %(limit)s are allowed."),
    "sku_characters": _(
        "The script returned a SKU with %(character)s in it. "
        "Only the letters A-Z and a-z, digits, “.”, “_” and “-” are allowed."
    ),
}

AT_LINE = _("Line %(line)s: %(sentence)s")


@dataclass(frozen=True, slots=True)
class ScriptFault:
    """Why a script gave no usable result.

    `reason` is a stable code and `values` its figures; `line` counts from 1 in the script as written;
    `excerpt` is the traceback through the script's own lines, cut to 1,000 characters.
    """

    kind: FaultKind
    reason: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    line: int | None = None
    excerpt: str = ""

    @property
    def message(self) -> str:
        """This will say what is wrong and what to do, in the language of whoever reads it."""
        sentence = str(SENTENCES[self.reason]) % self.values
        if self.line is None:
            return sentence
        return str(AT_LINE) % {"line": self.line, "sentence": sentence}
