"""Whose number this is, while it is typed: the part of the ship sheet that names the carrier."""

from dataclasses import dataclass

from django.utils.translation import get_language

from orderloom.shipping.carriers.carrier import Carrier, Confidence
from orderloom.shipping.carriers.recognition import CARRIERS, TrackingNumberInvalid, check, recognise

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CarrierPart:
    """What the sheet shows of the carrier.

    `chosen` is its code; `recognised` the one that the number tells, as long as nobody has chosen another;
    `warning` says that the number looks like one of `instead`, a code.
    """

    chosen: str
    chosen_name: str
    recognised: str
    choices: Choices
    warning: str = ""
    instead: str = ""
    instead_name: str = ""


def carrier_part(number: str, *, chosen: str = "", recognised: str = "") -> CarrierPart:
    """Return the carrier of a number that is being typed; one chosen by hand stays, with a warning if it cannot be."""
    likely = [match.carrier for match in recognise(number)]
    if chosen in CARRIERS and chosen != recognised:
        warning, instead = _doubt(chosen, number)
        return _part(chosen, "", likely, warning, instead)
    told = _told(number)
    return _part(told, told, likely)


def _told(number: str) -> str:
    """Return the one carrier whose number this is; none when two may be meant."""
    match recognise(number):
        case [first]:
            return first.carrier.code
        case [first, second, *_] if (
            first.confidence > second.confidence and first.confidence > Confidence.SHAPE
        ):
            return first.carrier.code
    return ""


def _doubt(chosen: str, number: str) -> tuple[str, str]:
    """Return what is wrong with the choice, as far as another carrier is seen in the number, and that carrier."""
    try:
        check(chosen, number)
    except TrackingNumberInvalid as refusal:
        return (str(refusal), refusal.suggestion) if refusal.suggestion else ("", "")
    return "", ""


def _part(
    chosen: str, recognised: str, likely: list[Carrier], warning: str = "", instead: str = ""
) -> CarrierPart:
    language = get_language() or "en"
    first = {carrier.code: carrier for carrier in likely}
    rest = {code: carrier for code, carrier in CARRIERS.items() if code not in first}
    choices = [(code, carrier.name(language)) for code, carrier in {**first, **rest}.items()]
    names = dict(choices)
    return CarrierPart(
        chosen, names.get(chosen, ""), recognised, choices, warning, instead, names.get(instead, "")
    )
