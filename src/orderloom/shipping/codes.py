"""The bar code of a parcel's label, read from a photo: a photo is looked at again and again, each time in another way.

A straight and sharp one needs 20 to 55 ms; one that is askew, dim or noisy needs more looks.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic
from typing import IO

import zxingcpp
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFilter, ImageOps

from orderloom.kernel.errors import Invalid
from orderloom.kernel.pictures import opened_picture
from orderloom.shipping.carriers.recognition import LONGEST, normalise, recognise

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 12 * 1024 * 1024
NEAR = 2400  # pixels of the longer side that are looked at
MOST_SECONDS = 2.0
PAPER = 255
_WORDS = re.compile(r"[A-Z0-9]{8,40}")
_PLAIN = re.compile(r"(?=[^0-9]*[0-9])[A-Z0-9]{6,40}")
Look = Callable[[Image.Image], Image.Image]


def _turned(degrees: int) -> Look:
    def look(picture: Image.Image) -> Image.Image:
        return picture.rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=PAPER)

    return look


# The reader sees bars within some 15 degrees of upright or level: two turns bring all others there.
LOOKS: tuple[Look, ...] = (
    lambda picture: picture,
    _turned(30),
    _turned(-30),
    lambda picture: picture.filter(ImageFilter.UnsharpMask(radius=3, percent=300, threshold=0)),
    lambda picture: picture.filter(ImageFilter.GaussianBlur(1.5)),
    lambda picture: ImageOps.autocontrast(picture.filter(ImageFilter.UnsharpMask(radius=6, percent=500, threshold=0))),
)  # fmt: skip


def codes_in(photo: Path | IO[bytes], size: int, *, seconds: float = MOST_SECONDS) -> list[str]:
    """Return what the codes on the photo say, none where there is no code; no look is begun after so many seconds.

    Raises Invalid (no photo, too large).
    """
    if size > MOST_BYTES:
        raise Invalid(fields={"photo": _("This photo has more than 12 megabytes. Take a smaller one.")})
    with opened_picture(photo, FORMATS, field="photo", near=NEAR) as picture:
        grey = ImageOps.exif_transpose(picture).convert("L")
    grey.thumbnail((NEAR, NEAR))
    until = monotonic() + seconds
    for look in LOOKS:
        if found := [code.text for code in zxingcpp.read_barcodes(look(grey)) if code.text.strip()]:
            return found
        if monotonic() > until:
            break
    return []


def number_in(texts: Iterable[str]) -> str:
    """Return the tracking number among what codes say: the one whose carrier is surest, else the longest.

    A code may hold more than the number: an address of a page, a form of fields.
    """
    best, rank = "", (0, 0, 0)
    for text in texts:
        whole = normalise(text)
        for one in (whole, *_WORDS.findall(whole)):
            if not _PLAIN.fullmatch(one) or len(one) > LONGEST:
                continue
            surest = max((int(match.confidence) for match in recognise(one)), default=0)
            now = (surest, int(one == whole), len(one))
            if now > rank:
                best, rank = one, now
    return best
