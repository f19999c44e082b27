"""Pictures that people send: read, turned upright, and written anew without what the camera noted (time and place)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from orderloom.kernel.errors import Invalid
from orderloom.messages.rules import MOST_PIXELS

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}

QUALITY = 92
SMALL = 640  # pixels of the longer side of the small copy
UPRIGHT = 1
ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Size:
    """The pixels of a picture."""

    width: int
    height: int


def write_clean(source: Path, target: Path, small: Path, kind: str) -> Size:
    """Write the picture anew without any note of the camera, and a small WebP copy, and return its size.

    Pixels and colours stay; a JPEG that need not be turned keeps its tables. Raises Invalid (broken, or too large).
    """
    with _opened(source, kind) as picture:
        turned = picture.getexif().get(ORIENTATION, UPRIGHT) != UPRIGHT
        whole = ImageOps.exif_transpose(picture)
        as_it_is = kind == "image/jpeg" and not turned and picture.format == "JPEG"
        options = {**_kept(picture), "quality": "keep" if as_it_is else QUALITY}
        (picture if as_it_is else whole).save(target, FORMATS[kind], **options)
        size = Size(whole.width, whole.height)
        whole.thumbnail((SMALL, SMALL))
        whole.convert("RGBA" if whole.has_transparency_data else "RGB").save(small, "WEBP", quality=80)
        return size


@contextmanager
def _opened(source: Path, kind: str) -> Iterator[Image.Image]:
    """Open the picture; whatever is wrong with it becomes a refusal."""
    try:
        with Image.open(source, formats=(FORMATS[kind],)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid(fields={"files": _("This picture has too many pixels. Send a smaller one.")})
            picture.load()
            yield picture
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as wrong:
        raise Invalid(fields={"files": _("This picture cannot be read. Send it as JPEG or PNG.")}) from wrong


def _kept(picture: Image.Image) -> dict[str, Any]:
    """Return what is kept beside the pixels: the colours' profile and how large it prints; no EXIF, no comment."""
    known = {name: picture.info.get(name) for name in ("icc_profile", "dpi", "transparency")}
    return {
        "exif": b"",
        "xmp": b"",
        "comment": b"",
        **{name: value for name, value in known.items() if value is not None},
    }
