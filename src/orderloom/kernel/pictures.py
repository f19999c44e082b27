"""Pictures that people send, opened safely: of the kinds that are asked for, with no more pixels than fit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image

from orderloom.kernel.errors import Invalid

MOST_PIXELS = 50_000_000  # the photo of a phone of today has 48 million
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@contextmanager
def opened_picture(
    source: Path | IO[bytes], formats: Sequence[str], *, field: str, near: int | None = None
) -> Iterator[Image.Image]:
    """Open a picture for the block; whatever is wrong with it becomes a refusal of the field.

    With `near` a JPEG is read at about that many pixels of its longer side, which is much quicker. Raises Invalid.
    """
    try:
        with Image.open(source, formats=tuple(formats)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid(fields={field: _("This picture has too many pixels. Send a smaller one.")})
            if near:
                picture.draft("L", (near, near))
            picture.load()
            yield picture
    except _BROKEN as wrong:
        raise Invalid(fields={field: _("This picture cannot be read. Send it as JPEG or PNG.")}) from wrong
