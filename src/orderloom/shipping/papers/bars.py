"""Bars of Code 128, drawn as lines so that they are sharp at any size."""

from collections.abc import Iterator
from itertools import groupby

import zxingcpp
from fpdf import FPDF

WIDEST = 0.5  # millimetres of one module; a scanner wants at least 0.19
QUIET = 10  # modules that stay white at each end


def bars(text: str) -> Iterator[tuple[int, int]]:
    """Walk the bars of a Code 128 as (first module, modules), and the last one's end as (modules in all, 0)."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(add_quiet_zones=False)
    pixels = memoryview(drawn)  # type: ignore[arg-type]  # a buffer, though its stubs do not say so
    row, at = pixels[0:1].tobytes(), 0  # every row of the picture is the same
    for is_white, run in groupby(row, key=bool):
        wide = len(list(run))
        if not is_white:
            yield at, wide
        at += wide
    yield at, 0


def draw_bars(page: FPDF, text: str, *, x: float, y: float, width: float, height: float) -> None:
    """Draw the code in a box of the page, in millimetres, in its middle."""
    *black, (modules, _none) = bars(text)
    module = min(WIDEST, width / (modules + 2 * QUIET))
    left = x + (width - modules * module) / 2
    page.set_fill_color(0)
    for at, wide in black:
        page.rect(left + at * module, y, wide * module, height, style="F")
