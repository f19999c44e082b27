"""A shop with two suppliers, each of which has a task of the same order, and files to send."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from orderloom.production.factories import Shop, buy, make_shop


@pytest.fixture
def shop(db) -> Shop:
    return make_shop({"Mugs": ["Anna"], "Totes": ["Boris"]})


@pytest.fixture
def both(shop):
    """The tasks of one order: Anna's and Boris's."""
    return buy(shop, "Mugs", "Totes")


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def photo(name: str = "kiln.jpg", *, turned: int = 6, size: tuple[int, int] = (80, 40)) -> SimpleUploadedFile:
    """Return a JPEG as a phone sends it: on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (23.0, 30.0, 15.0)
    out = BytesIO()
    Image.new("RGB", size, "tomato").save(
        out, "JPEG", exif=exif, comment=b"SecretComment", xmp=b"SecretPlace"
    )
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def text_file(name: str = "../artwork.svg", body: bytes = b"<svg onload=alert(1)>") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, "image/svg+xml")
