"""What is known of a carrier."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Self
from urllib.parse import quote

from orderloom.shipping.carriers.checksums import Checksum


class Confidence(IntEnum):
    """How surely a number that fits a format is that carrier's."""

    SHAPE = 1  # a count of digits that many carriers share
    LIKELY = 2  # a check digit, or a beginning of its own
    SURE = 3  # both, or a form that no other carrier has


@dataclass(frozen=True, slots=True)
class Format:
    """One form of a carrier's numbers, normalised: capitals and digits without blanks and dashes.

    With a checksum, the pattern's groups `serial` and `check` are what it is worked out from.
    """

    code: str
    pattern: re.Pattern[str]
    example: str
    confidence: Confidence
    checksum: Checksum | None = None

    @classmethod
    def of(
        cls, code: str, pattern: str, example: str, confidence: Confidence, checksum: Checksum | None = None
    ) -> Self:
        """Build a format from the source of its pattern, in which `\\d` is 0-9 only."""
        return cls(code, re.compile(pattern, re.ASCII), example, confidence, checksum)

    def has_shape(self, number: str) -> bool:
        """Tell whether a normalised number has this form, whatever its check digit."""
        return self.pattern.fullmatch(number) is not None

    def fits(self, number: str) -> bool:
        """Tell whether a normalised number has this form and its check digit is right."""
        match = self.pattern.fullmatch(number)
        if match is None:
            return False
        return self.checksum is None or self.checksum(match["serial"], match["check"])


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier: names in English and Chinese, where a parcel is followed, and the forms of its numbers."""

    code: str
    name_en: str
    name_zh: str
    tracking_page: str
    formats: tuple[Format, ...]

    def name(self, language: str) -> str:
        """Give the name in a language, named as Django names it: Chinese for `zh-hans`, else English."""
        return self.name_zh if language.startswith("zh") else self.name_en

    def tracking_url(self, number: str) -> str:
        """Give the address at which a parcel can be followed, or nothing when the carrier has none."""
        return self.tracking_page.replace("{number}", quote(number, safe=""))
