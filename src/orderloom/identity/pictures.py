"""Is an uploaded picture what it says it is, and harmless? PNG, WebP and SVG of a small size."""

import re
import struct
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Invalid, Text

LARGEST = 200 * 1024
MOST_PIXELS = 2048
MOST_ELEMENTS = 2000
PNG = b"\x89PNG\r\n\x1a\n"
KINDS = {"png": "image/png", "webp": "image/webp", "svg": "image/svg+xml"}

PLAIN_ELEMENTS = """svg g path rect circle ellipse line polyline polygon title desc defs linearGradient radialGradient
    stop clipPath mask symbol use text tspan"""
PLAIN_ATTRIBUTES = """id class x y x1 x2 y1 y2 cx cy r rx ry fx fy width height viewBox d points fill stroke
    stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset stroke-opacity
    fill-opacity fill-rule clip-rule clip-path mask opacity transform gradientTransform gradientUnits spreadMethod
    offset stop-color stop-opacity preserveAspectRatio version xmlns xmlns:xlink href xlink:href role aria-label
    aria-hidden focusable color font-family font-size font-weight text-anchor dominant-baseline xml:space
    clipPathUnits maskUnits overflow shape-rendering vector-effect"""
ELEMENTS, ATTRIBUTES = frozenset(PLAIN_ELEMENTS.split()), frozenset(PLAIN_ATTRIBUTES.split())
OWN_REFERENCE = re.compile(r"#[\w.-]+|url\(#[\w.-]+\)")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was found to be one."""

    kind: str
    content: bytes


def checked_picture(content: bytes) -> Picture:
    """Return the picture. Raises Invalid (too large, no picture, or an SVG that could do more than be looked at)."""
    if not content or len(content) > LARGEST:
        raise _wrong(_("Use a picture of at most 200 KB."))
    if content.startswith(PNG):
        _check_png(content)
        return Picture("png", content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        _check_webp(content)
        return Picture("webp", content)
    if b"<svg" in content[:4096].lower():
        _Svg().read(content)
        return Picture("svg", content)
    raise _wrong(_("Use a PNG, WebP or SVG picture."))


def _wrong(text: Text) -> Invalid:
    return Invalid(fields={"logo": text})


def _check_size(width: int, height: int) -> None:
    if not (1 <= width <= MOST_PIXELS and 1 <= height <= MOST_PIXELS):
        raise _wrong(_("Use a picture of at most 2,048 by 2,048 pixels."))


def _check_png(content: bytes) -> None:
    """Walk the chunks: each has its length and checksum, IHDR comes first and IEND last."""
    at, names = len(PNG), []
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        end = at + 12 + length
        if end > len(content) or zlib.crc32(name + data) != int.from_bytes(content[end - 4 : end], "big"):
            raise _wrong(_("This picture is damaged. Save it again."))
        if name == b"IHDR":
            _check_size(*struct.unpack(">II", data[:8]))
        names.append(name)
        at = end
    if at != len(content) or not names or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names:
        raise _wrong(_("This picture is damaged. Save it again."))


def _check_webp(content: bytes) -> None:
    (length,) = struct.unpack("<I", content[4:8])
    kind, head = content[12:16], content[20:30]
    if length + 8 > len(content) + 1 or len(head) < 10:
        raise _wrong(_("This picture is damaged. Save it again."))
    if kind == b"VP8X":
        size = int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    elif kind == b"VP8L" and head[0] == 0x2F:
        bits = int.from_bytes(head[1:5], "little")
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        size = int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    else:
        raise _wrong(_("This picture is damaged. Save it again."))
    _check_size(*size)


class _Svg:
    """Reads an SVG and refuses all that a drawing does not need: scripts, styles, links, entities."""

    def __init__(self) -> None:
        self.elements = 0

    def read(self, content: bytes) -> None:
        """Raise Invalid when it is no plain drawing."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._element
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        try:
            parser.Parse(content, True)
        except expat.ExpatError as wrong:
            raise _wrong(_("This picture is damaged. Save it again.")) from wrong

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if (self.elements == 0) != (name == "svg") or name not in ELEMENTS or self.elements > MOST_ELEMENTS:
            raise _wrong(_("A logo may not hold “%(what)s”. Export it as a plain SVG.") % {"what": name})
        self.elements += 1
        for attribute, value in attributes.items():
            if not _is_plain(attribute, value):
                raise _wrong(
                    _("A logo may not hold “%(what)s”. Export it as a plain SVG.") % {"what": attribute}
                )

    def _doctype(self, *_declaration: object) -> None:
        raise _wrong(_("A logo may not hold “%(what)s”. Export it as a plain SVG.") % {"what": "DOCTYPE"})

    def _instruction(self, target: str, _data: str) -> None:
        raise _wrong(_("A logo may not hold “%(what)s”. Export it as a plain SVG.") % {"what": f"?{target}"})


def _is_plain(attribute: str, value: str) -> bool:
    if attribute not in ATTRIBUTES and not attribute.startswith("data-"):
        return False
    if attribute in ("href", "xlink:href") or "url(" in value.lower():
        return bool(OWN_REFERENCE.fullmatch(value.strip()))
    return True
