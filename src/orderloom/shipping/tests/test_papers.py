"""Labels and slips are drawn, and read back from the file: their words, their bars, and what is not on them."""

import io
from datetime import UTC, datetime

import pypdfium2
import pytest

from orderloom.intake.shapes import Address, Piece
from orderloom.shipping.codes import codes_in
from orderloom.shipping.papers.facts import Good, Sender, Sheet
from orderloom.shipping.papers.font import font_path
from orderloom.shipping.papers.paper import Paper, pdf_of

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
SENDER = Sender(("Birch & Clay", "白桦陶坊"), "en")
TO = Address(
    name="李雷 Zoë Żółć",
    lines=["深圳市南山区科技园 1001 号"],
    city="深圳",
    postal="518000",
    country="中国",
    phone="+86 138",
)
PIECES = (Piece(label="Name", value="Nana  Ruth\n☕", kind="text"),)
GOOD = Good("T-1024", "Ceramic mug 马克杯", "White / 350ml", "MUG-W-350", 3, PIECES)
SHEET = Sheet(SENDER, TO, (GOOD,), "SF1234567890123", "SF Express")


def words(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def code_on(pdf: bytes, place: int = 0) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        out = io.BytesIO()
        document[place].render(scale=4).to_pil().save(out, "PNG")
    finally:
        document.close()
    size = out.tell()
    out.seek(0)
    return codes_in(out, size)


def test_a_label_says_where_it_goes_and_its_bars_are_the_tracking_number():
    pdf = pdf_of(Paper.LABEL, [SHEET], now=NOW)
    (text,) = words(pdf)
    for one in (
        "Birch & Clay",
        "白桦陶坊",
        "李雷 Zoë Żółć",
        "深圳市南山区科技园",
        "518000",
        "SF Express",
        "T-1024 × 3",
    ):
        assert one in text, one
    assert code_on(pdf) == ["SF1234567890123"]


@pytest.mark.parametrize(
    "code", ["T-7", "9400111206206406260787", "1001921334250001000300779017972697", "JD0002257639032011"]
)
def test_the_bars_of_every_number_are_read_back(code):
    for paper in Paper:
        assert code_on(pdf_of(paper, [Sheet(SENDER, TO, (GOOD,), code)], now=NOW)) == [code]


@pytest.mark.parametrize(("size", "width"), [("a6", 105), ("a5", 148)])
def test_a_slip_lists_the_goods_on_its_paper_and_never_a_price(size, width):
    pdf = pdf_of(Paper.SLIP, [SHEET], size=size, now=NOW)
    (text,) = words(pdf)
    for one in (
        "Packing slip",
        "3 ×",
        "Ceramic mug 马克杯",
        "White / 350ml · MUG-W-350 · T-1024",
        "Name: Nana",
    ):
        assert one in text, one
    document = pypdfium2.PdfDocument(pdf)
    assert round(document[0].get_width() / 72 * 25.4) == width
    document.close()


def test_a_sign_that_the_font_lacks_is_a_box():
    (text,) = words(pdf_of(Paper.SLIP, [SHEET], now=NOW))
    assert "□" in text


def test_a_paper_speaks_the_language_of_its_workspace():
    chinese = Sheet(Sender(("白桦陶坊",), "zh-hans"), TO, (GOOD,), "T-1")
    (text,) = words(pdf_of(Paper.SLIP, [chinese], now=NOW))
    assert "装箱单" in text
    assert "Packing" not in text


def test_an_address_that_is_hidden_is_nowhere_in_the_file():
    hidden = Sheet(SENDER, None, (GOOD,), "T-1024")
    for paper in Paper:
        pdf = pdf_of(paper, [hidden], now=NOW)
        assert not any(part in "".join(words(pdf)) for part in ("李雷", "深圳", "518000", "138"))
    (label,) = words(pdf_of(Paper.LABEL, [hidden], now=NOW))
    assert "The merchant gives the address." in label


def test_long_words_and_many_goods_stay_on_the_paper():
    long = Good("T-1", "Wunder" * 60, "", "", 1, ())
    pdf = pdf_of(Paper.SLIP, [Sheet(SENDER, TO, (long, *[GOOD] * 14), "T-1")], now=NOW)
    pages = words(pdf)
    assert len(pages) > 2
    assert sum(text.count("Ceramic mug") for text in pages) == 14
    assert code_on(pdf, len(pages) - 1) == ["T-1"]


def test_only_the_signs_that_are_used_are_in_the_file():
    pdf = pdf_of(Paper.LABEL, [SHEET] * 50, now=NOW)
    assert len(pdf) < font_path().stat().st_size / 20
    assert b"WenQuanYi" in pdf


def test_an_installation_may_name_its_own_font(monkeypatch, tmp_path):
    own = tmp_path / "own.ttf"
    own.write_bytes(b"font")
    monkeypatch.setenv("ORDERLOOM_FONT", str(own))
    font_path.cache_clear()
    try:
        assert font_path() == own
    finally:
        font_path.cache_clear()
