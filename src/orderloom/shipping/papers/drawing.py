"""Draws the papers: small pages, black on white, with words that wrap and never run off the paper.

Read only when something is printed (`pdf_of`): the library takes as long to read as half of a start.
"""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, WrapMode, XPos, YPos
from fpdf.fonts import TTFFont

from orderloom.intake.shapes import Address
from orderloom.shipping.papers.bars import draw_bars
from orderloom.shipping.papers.facts import Good, Sheet
from orderloom.shipping.papers.font import font_path
from orderloom.shipping.papers.paper import Paper

FONT, MISSING = "paper", "□"
UNSEEN = {"Cc", "Cf", "Mn"}
EDGE = 7.0  # millimetres


def drawn(paper: Paper, sheets: Sequence[Sheet], size: tuple[float, float], now: datetime) -> bytes:
    """Return one file with a page or more of this size, in millimetres, for each sheet."""
    page = _Pages(size, now)
    draw: Callable[[_Pages, Sheet], None] = _label if paper is Paper.LABEL else _slip
    for sheet in sheets:
        with override(sheet.sender.language):
            page.add_page()
            draw(page, sheet)
    return bytes(page.output())


class _Pages(FPDF):
    """Pages of one size, with the one font."""

    def __init__(self, size: tuple[float, float], now: datetime) -> None:
        super().__init__(unit="mm", format=size)
        self.add_font(FONT, fname=font_path())
        font = self.fonts[FONT]
        self.known = frozenset(font.cmap) if isinstance(font, TTFFont) else frozenset()
        self.set_margins(EDGE, EDGE, EDGE)
        self.set_auto_page_break(True, margin=EDGE)
        self.set_creation_date(now)

    def say(self, text: str, points: float, *, grey: int = 0, align: str = "L") -> None:
        """Write a paragraph; a word that is longer than the line is broken."""
        self.set_font(FONT, size=points)
        self.set_text_color(grey)
        text = self.drawable(text)
        wrap = WrapMode.WORD if text.isascii() else WrapMode.CHAR
        self.multi_cell(
            0, points * 0.46, text, align=align, wrapmode=wrap, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def drawable(self, text: str) -> str:
        """Return the text with a box for each sign that the font lacks; what is no sign of its own is left out."""
        return "".join(
            sign if sign == "\n" or ord(sign) in self.known else MISSING
            for sign in unicodedata.normalize("NFC", text)
            if sign == "\n" or unicodedata.category(sign) not in UNSEEN
        )

    def rule(self, gap: float = 2.0) -> None:
        """Draw a line across the page."""
        self.ln(gap)
        self.set_draw_color(120)
        self.set_line_width(0.2)
        self.line(EDGE, self.get_y(), self.w - EDGE, self.get_y())
        self.ln(gap)

    def lines(self, text: str, points: float) -> int:
        """Return how many lines the text takes."""
        self.set_font(FONT, size=points)
        wrap = WrapMode.WORD if text.isascii() else WrapMode.CHAR
        found = self.multi_cell(
            0, points * 0.46, self.drawable(text), wrapmode=wrap, dry_run=True, output=MethodReturnValue.LINES
        )
        return len(found) if isinstance(found, list) else 1


def _label(page: _Pages, sheet: Sheet) -> None:
    page.say("\n".join(sheet.sender.lines), 8, grey=90)
    page.rule()
    page.say(_("Ship to"), 8, grey=90)
    if sheet.to is None:
        page.say(_("The merchant gives the address."), 13)
    else:
        _address(page, sheet.to, 13 if len(_words(sheet.to)) < 9 else 11)
    bottom = page.h - EDGE - 42
    page.set_auto_page_break(False)
    page.set_y(max(page.get_y() + 2, bottom))
    _bars(page, sheet, 20)
    page.rule(1.5)
    page.say(_contents(sheet), 8, grey=60)
    page.set_auto_page_break(True, margin=EDGE)


def _slip(page: _Pages, sheet: Sheet) -> None:
    page.say(_("Packing slip"), 15)
    page.say("\n".join(sheet.sender.lines), 9, grey=90)
    if sheet.to is not None:
        page.rule()
        page.say(_("Ship to"), 8, grey=90)
        _address(page, sheet.to, 10)
    page.rule()
    for good in sheet.goods:
        _good(page, good)
    if page.get_y() > page.h - EDGE - 28:
        page.add_page()
    page.rule()
    _bars(page, sheet, 13)


def _words(to: Address) -> list[str]:
    place = " ".join(part for part in (to.city, to.region, to.postal) if part)
    every = [to.name, to.company, *to.lines, place, to.country, to.phone]
    return [line.strip() for line in every if line.strip()]


def _address(page: _Pages, to: Address, points: float) -> None:
    page.say("\n".join(_words(to)), points)


def _bars(page: _Pages, sheet: Sheet, height: float) -> None:
    if sheet.carrier:
        page.say(sheet.carrier, 10, align="C")
        page.ln(1)
    draw_bars(page, sheet.code, x=EDGE, y=page.get_y(), width=page.w - 2 * EDGE, height=height)
    page.set_y(page.get_y() + height + 1)
    page.say(sheet.code, 11, align="C")


def _contents(sheet: Sheet) -> str:
    shown = "  ".join(f"{good.number} × {good.quantity}" for good in sheet.goods[:8])
    more = len(sheet.goods) - 8
    return f"{shown}  +{more}" if more > 0 else shown


def _good(page: _Pages, good: Good) -> None:
    about = " · ".join(part for part in (good.variant, good.sku, good.number) if part)
    told = [f"{piece.label}: {piece.value}" for piece in good.pieces]
    head = f"{good.quantity} ×  {good.title}"
    need = page.lines(head, 11) * 5.1 + page.lines("\n".join([about, *told]), 9) * 4.2 + 3
    if page.get_y() + need > page.h - EDGE and need < page.h - 2 * EDGE:
        page.add_page()
    page.say(head, 11)
    page.say("\n".join([about, *told]), 9, grey=70)
    page.ln(2)
