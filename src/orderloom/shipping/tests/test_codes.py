"""Labels are drawn, spoiled as a phone spoils them, and read back."""

import io
import random

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from orderloom.kernel.errors import Invalid
from orderloom.shipping.codes import MOST_BYTES, codes_in, number_in

NUMBER = "SF1234567890123"
FORMAT = zxingcpp.BarcodeFormat
TABLE = 170  # the grey on which the label lies


def bars(text: str, kind=FORMAT.Code128, scale: int = 3) -> Image.Image:
    pixels = memoryview(zxingcpp.create_barcode(text, kind).to_image(scale=scale))
    height, width = pixels.shape
    return Image.frombytes("L", (width, height), pixels.tobytes())


def label(code: Image.Image) -> Image.Image:
    paper = Image.new("L", (1000, 760), 248)
    draw, chance = ImageDraw.Draw(paper), random.Random(1)
    for top in range(40, 300, 34):
        draw.rectangle((40, top, chance.randint(300, 900), top + 14), fill=40)
    paper.paste(code, ((1000 - code.width) // 2, 360))
    table = Image.new("L", (1600, 1200), TABLE)
    table.paste(paper, (300, 220))
    return table


def turned(picture, degrees):
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=TABLE)


def blurred(picture, radius):
    return picture.filter(ImageFilter.GaussianBlur(radius))


def noisy(picture, strength):
    return ImageChops.add(picture, Image.effect_noise(picture.size, strength), scale=1, offset=-128)


def pressed(picture, quality):
    with io.BytesIO() as out:
        picture.save(out, "JPEG", quality=quality)
        return Image.open(io.BytesIO(out.getvalue())).convert("L")


def askew(picture, share):
    """Draw the picture as if it lay away from the camera, its far edge shorter by `share`."""
    w, h = picture.size
    slant, fall = share / w, share / h
    plane = (1 + share, share / 2, -share * w / 4, 0, 1 + share, 0, slant / 2, fall / 2)
    return picture.transform(
        (w, h), Image.Transform.PERSPECTIVE, plane, Image.Resampling.BICUBIC, fillcolor=TABLE
    )


def sent(picture: Image.Image, kind: str = "JPEG") -> tuple[io.BytesIO, int]:
    out = io.BytesIO()
    picture.save(out, kind)
    size = out.tell()
    out.seek(0)
    return out, size


SPOILED = [
    *((turned, degrees) for degrees in (4, 18, 33, 45, 61, 90, 135, 180, 270)),
    *((blurred, radius) for radius in (1, 2)),
    *((noisy, strength) for strength in (20, 35)),
    *((pressed, quality) for quality in (40, 10)),
    *((askew, share) for share in (0.1, 0.25)),
]


@pytest.mark.parametrize(("how", "much"), SPOILED, ids=[f"{how.__name__} {much}" for how, much in SPOILED])
def test_a_label_is_read_however_the_phone_was_held(how, much):
    assert codes_in(*sent(how(label(bars(NUMBER)), much))) == [NUMBER]


def test_a_label_is_read_with_all_of_it_at_once():
    spoiled = pressed(noisy(blurred(askew(turned(label(bars(NUMBER, scale=4)), 20), 0.1), 1), 12), 45)
    assert codes_in(*sent(spoiled)) == [NUMBER]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_of_each_kind_are_read(kind):
    assert codes_in(*sent(label(bars(NUMBER)), kind)) == [NUMBER]


@pytest.mark.parametrize("kind", [FORMAT.Code39, FORMAT.QRCode, FORMAT.DataMatrix, FORMAT.PDF417])
def test_other_codes_are_read(kind):
    assert codes_in(*sent(label(bars(NUMBER, kind)))) == [NUMBER]


def test_a_photo_that_was_taken_sideways_is_read():
    picture = label(bars(NUMBER)).rotate(90, expand=True)
    notes = Image.Exif()
    notes[0x0112] = 6
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=notes)
    size = out.tell()
    out.seek(0)
    assert codes_in(out, size) == [NUMBER]


def test_a_photo_without_a_code_has_none():
    assert codes_in(*sent(label(Image.new("L", (300, 100), 248)))) == []


def test_no_further_look_is_begun_when_the_time_is_over():
    askew_for_one_look = label(bars(NUMBER)).rotate(40, expand=True, fillcolor=TABLE)
    assert codes_in(*sent(askew_for_one_look), seconds=-1) == []
    assert codes_in(*sent(askew_for_one_look)) == [NUMBER]


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0 cut off", b"GIF89a" + b"\0" * 30])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(Invalid) as caught:
        codes_in(io.BytesIO(content), len(content))
    assert "photo" in caught.value.fields


def test_too_many_bytes_or_pixels_are_refused_before_anything_is_read():
    with pytest.raises(Invalid):
        codes_in(io.BytesIO(b"never read"), MOST_BYTES + 1)
    with pytest.raises(Invalid):
        codes_in(*sent(Image.new("1", (10_000, 6_000)), "PNG"))


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        ([NUMBER], NUMBER),
        ([" sf 1234-5678 90123 "], NUMBER),
        (["755WA-021", NUMBER], NUMBER),  # the sorting code stands above the number
        (["https://example.com/q?mailno=SF1234567890123&x=1"], NUMBER),
        (["MMM={'k1':'755W','k5':'SF1234567890123','k7':'abc'}"], NUMBER),
        (["420941079400111206206406260787"], "420941079400111206206406260787"),
        (["AB-1234-XYZ"], "AB1234XYZ"),
        (["hello", "https://example.com/"], ""),
        ([], ""),
    ],
)
def test_the_number_is_found_among_what_codes_say(texts, number):
    assert number_in(texts) == number


def test_order_of_the_codes_does_not_matter():
    texts = ["6901234567892", NUMBER, "755WA-021"]
    assert {number_in(texts), number_in(texts[::-1])} == {NUMBER}
