"""Pictures that people send: read, turned upright, and written anew without what the camera noted (time and place)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from orderloom.kernel.pictures import opened_picture

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
    with opened_picture(source, (FORMATS[kind],), field="files") as picture:
        turned = picture.getexif().get(ORIENTATION, UPRIGHT) != UPRIGHT
        whole = ImageOps.exif_transpose(picture)
        as_it_is = kind == "image/jpeg" and not turned and picture.format == "JPEG"
        options = {**_kept(picture), "quality": "keep" if as_it_is else QUALITY}
        (picture if as_it_is else whole).save(target, FORMATS[kind], **options)
        size = Size(whole.width, whole.height)
        whole.thumbnail((SMALL, SMALL))
        whole.convert("RGBA" if whole.has_transparency_data else "RGB").save(small, "WEBP", quality=80)
        return size


def _kept(picture: Image.Image) -> dict[str, Any]:
    """Return what is kept beside the pixels: the colours' profile and how large it prints; no EXIF, no comment."""
    known = {name: picture.info.get(name) for name in ("icc_profile", "dpi", "transparency")}
    return {
        "exif": b"",
        "xmp": b"",
        "comment": b"",
        **{name: value for name, value in known.items() if value is not None},
    }
