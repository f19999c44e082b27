"""Tells whose number this is, and whether it is one of the carrier that was chosen."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orderloom.kernel.errors import Refusal
from orderloom.shipping.carriers import china, europe, north_america, posts
from orderloom.shipping.carriers.carrier import Carrier, Confidence

LONGEST = 64
OTHER = Carrier("other", "Another carrier", "其他物流公司", "", ())

CARRIERS: dict[str, Carrier] = {
    carrier.code: carrier
    for carrier in (
        *china.CARRIERS,
        *north_america.CARRIERS,
        *europe.CARRIERS,
        *posts.CARRIERS,
        OTHER,
    )
}

_FREE = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9._/-]{3,39}", re.ASCII)
# Blanks, format characters (such as a zero-width space that came with a copied number), dashes.
_LEFT_OUT = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"}


@dataclass(frozen=True, slots=True)
class Match:
    """A carrier to which a number may belong, by which of its formats, and how surely."""

    carrier: Carrier
    format: str
    confidence: Confidence


class TrackingNumberInvalid(Refusal):
    """The number is none of the chosen carrier's.

    `code` ends in `empty`, `format` or `check_digit`; `suggestion` is the code of the carrier to which the
    number seems to belong, if there is one.
    """

    status = 422

    def __init__(self, reason: str, message: str, *, suggestion: str | None = None) -> None:
        self.code = f"tracking_number_{reason}"
        self.suggestion = suggestion
        super().__init__(message, fields={"tracking_number": message}, suggestion=suggestion)


def normalise(number: str) -> str:
    """Give a number as carriers store it: capitals and digits of normal width, without blanks and dashes."""
    signs = unicodedata.normalize("NFKC", number[: 4 * LONGEST])
    return "".join(sign for sign in signs if unicodedata.category(sign) not in _LEFT_OUT).upper()


def recognise(number: str) -> list[Match]:
    """List the carriers to which `number` may belong, the surest first, each with its best format."""
    plain = normalise(number)
    if not plain or len(plain) > LONGEST:
        return []
    found = [match for carrier in CARRIERS.values() if (match := _best(carrier, plain))]
    return sorted(found, key=lambda match: -match.confidence)


def check(carrier_code: str, number: str) -> str:
    """Give `number` as it is stored, if it is one of that carrier's.

    For `other` any 4 to 40 letters, digits and `. _ / -` with a digit among them will do, as written.
    Raises TrackingNumberInvalid, and KeyError for a carrier that is not in the catalogue.
    """
    carrier = CARRIERS[carrier_code]
    plain = normalise(number)
    if not plain:
        raise TrackingNumberInvalid("empty", _("Enter the tracking number."))
    if carrier is OTHER:
        return _check_free(number)
    if _best(carrier, plain):
        return plain
    raise _refusal(carrier, plain)


def _check_free(number: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", number[: 4 * LONGEST]).split())
    if not _FREE.fullmatch(plain):
        message = _(
            "A tracking number has 4 to 40 letters, digits or “.”, “_”, “/”, “-”, at least one digit."
        )
        raise TrackingNumberInvalid("format", message)
    return plain


def _best(carrier: Carrier, plain: str) -> Match | None:
    fitting = [form for form in carrier.formats if form.fits(plain)]
    if not fitting:
        return None
    form = max(fitting, key=lambda form: form.confidence)
    return Match(carrier, form.code, form.confidence)


def _likeliest(plain: str) -> Carrier | None:
    """Name the carrier whose number this seems to be; a guess that two carriers share is none."""
    match recognise(plain):
        case [Match(confidence=Confidence.SURE) as first, *_]:
            return first.carrier
        case [Match(confidence=Confidence.LIKELY) as first, *rest]:
            return None if any(other.confidence == first.confidence for other in rest) else first.carrier
    return None


def _refusal(carrier: Carrier, plain: str) -> TrackingNumberInvalid:
    """Say what is expected, and whose number it seems to be instead."""
    mistyped = any(form.has_shape(plain) for form in carrier.formats)
    reason = "check_digit" if mistyped else "format"
    other = _likeliest(plain)
    language = get_language() or "en"
    names = {"carrier": carrier.name(language), "other": other.name(language) if other else ""}
    if other and not mistyped:
        message = _("This looks like a number of %(other)s, but you chose %(carrier)s. Change to %(other)s?")
        return TrackingNumberInvalid(reason, message % names, suggestion=other.code)
    if mistyped:
        message = _(
            "The check digit of this %(carrier)s number is wrong. "
            "Compare it with the label: was a character mistyped?"
        )
        return TrackingNumberInvalid(reason, message % names, suggestion=other.code if other else None)
    examples = _(" or ").join(form.example for form in carrier.formats[:3])
    message = _("This is not a number of %(carrier)s. Its numbers look like %(examples)s.")
    return TrackingNumberInvalid(reason, message % {**names, "examples": examples})
