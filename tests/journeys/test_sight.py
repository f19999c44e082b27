"""All parts as people see them who tell red and green not apart, and who use the system's own colours."""

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from orderloom.ui.contrast import GRAPHIC, PART, ratio
from tests.journeys.browser import visitor
from tests.journeys.sight import LOOK, unseen

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
SIGHTS = ("deuteranopia", "protanopia")
MARKS = ".ct .c1, .ct .pt, .ct .ln, .sp .done, .sp .risk, .track > i, svg.g"
RED, GREEN = "#B04A3A", "#5A7A2E"
ADD = "html => document.body.insertAdjacentHTML('afterbegin', html)"
SWATCH = '<i style="width:9px;height:9px;background:{}"></i>'.format
SWATCHES = f'<div id="swatches" style="display:flex">{SWATCH(RED)}{SWATCH(GREEN)}</div>'
BARE = (
    '<ul><li><svg class="g" width="14" height="14"></svg></li></ul>'
    '<input style="border:0 !important;outline:0 !important" class="inp" id="bare">'
)
LOST = (
    '<div style="width:40px;overflow:hidden;white-space:nowrap">A text that is too long</div>'
    '<div style="position:relative"><p style="margin:0">Below here</p>'
    '<b style="position:absolute;left:0;top:0">Above here</b></div>'
)
BOXES = f"""[...document.querySelectorAll("{MARKS}")].map(e => [e, e.getBoundingClientRect()])
    .filter(([e, b]) => {{
        for (let at = e.parentElement; at && at !== document.body; at = at.parentElement) {{
            const o = at.getBoundingClientRect(), s = getComputedStyle(at);
            if (s.overflowY !== "visible" && (b.bottom > o.bottom || b.top < o.top || b.right > o.right)) return false;
        }}
        return b.width > 3;
    }})
    .map(([e, b]) => [e.outerHTML.slice(0, 90), Math.round(b.left + scrollX), Math.round(b.top + scrollY),
        Math.round(b.right + scrollX), Math.round(b.bottom + scrollY)])"""


@pytest.fixture(params=["light", "dark"])
def guide(chromium: Browser, live_server, request) -> Any:
    one = visitor(chromium, live_server.url, "sight", "en", 1440, 900)
    one.page.emulate_media(color_scheme=request.param)
    one.go("/styleguide/")
    yield one.page
    one.page.context.close()


def drawn(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")


def code(colour: Any) -> str:
    return "#{:02X}{:02X}{:02X}".format(*colour)


def test_marks_are_seen_by_people_who_do_not_tell_red_and_green_apart(guide: Page):
    guide.evaluate(ADD, SWATCHES)
    devtools = guide.context.new_cdp_session(guide)
    swatches = guide.evaluate("document.getElementById('swatches').getBoundingClientRect().toJSON()")
    boxes = guide.evaluate(BOXES)
    assert len(boxes) > 50

    def apart(picture: Image.Image) -> int:
        y = round(swatches["top"]) + 4
        one, other = (picture.getpixel((round(swatches["left"]) + x, y)) for x in (4, 13))
        return sum(abs(a - b) for a, b in zip(one, other, strict=True))

    usual = apart(drawn(guide))
    for sight in SIGHTS:
        devtools.send("Emulation.setEmulatedVisionDeficiency", {"type": sight})
        picture = drawn(guide)
        assert apart(picture) < usual / 2, "nothing is emulated"
        found = [(contrast_in(picture, box), name) for name, *box in boxes]
        assert [one for one in found if one[0] < GRAPHIC * PART] == [], sight


def contrast_in(picture: Image.Image, box: list[int]) -> float:
    """Return the contrast of the ground around a mark with what differs most from it in the mark."""
    left, top, right, bottom = box
    colours = picture.crop((left - 3, top - 3, right + 3, bottom + 3)).getcolors(100_000) or []
    ground = code(picture.getpixel((max(0, left - 3), max(0, top - 3))))
    return max(ratio(ground, code(colour)) for _count, colour in colours)


def test_edges_and_glyphs_remain_with_the_systems_own_colours(guide: Page):
    assert unseen(guide) == []


def test_a_glyph_alone_and_a_field_without_an_edge_are_noticed(guide: Page):
    guide.evaluate(ADD, BARE)
    found = " ".join(unseen(guide))
    assert "no word" in found
    assert 'id="bare"' in found


def test_cut_off_covered_and_untranslated_texts_are_noticed(guide: Page):
    guide.evaluate(LOOK)
    guide.evaluate(ADD, LOST)
    assert any("too long" in fault for fault in guide.evaluate("sight.clipped()"))
    assert any("Below here" in fault for fault in guide.evaluate("sight.covered()"))
    assert "Below here" in [text for text, _where in guide.evaluate("sight.bare()")]
