"""A workspace's own accent can be read on every ground, or is refused with the nearest colour that can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.ui.accents import lowest_contrast, nearest, other_theme, passes, stylesheet, variables
from orderloom.ui.contrast import TEXT, ratio, themes

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
THEMES = ("light", "dark")


def test_golden_colours():
    assert passes("#3346A8", "light")
    assert not passes("#3346A8", "dark")
    assert not passes("#FF7A00", "light")
    assert nearest("#FF7A00", "light") == "#B25500"
    assert nearest("#3346a8", "light") == "#3346A8"
    assert other_theme("#3346A8") == "#707EC2"


@given(colour=COLOURS, theme=st.sampled_from(THEMES))
def test_what_is_proposed_can_be_read_and_is_no_further_than_needed(colour: str, theme: str):
    found = nearest(colour, theme)
    assert lowest_contrast(found, theme) >= TEXT
    assert found == colour if passes(colour, theme) else lowest_contrast(found, theme) < 4.75


@given(colour=COLOURS, theme=st.sampled_from(THEMES))
def test_every_pair_of_an_accent_can_be_read(colour: str, theme: str):
    told = variables(nearest(colour, theme), theme)
    assert ratio(told.on, told.accent) >= TEXT
    assert ratio(told.on, told.hover) >= TEXT
    assert ratio(told.accent, told.soft) >= TEXT
    assert ratio(told.accent, themes()[theme]["bg"]) >= TEXT


def test_the_sheet_sets_four_variables_a_theme_and_nothing_else():
    sheet = stylesheet("#1F6F54", "#7FD3A1")
    assert sheet.count("--") == 12
    assert sheet.startswith(":root{--accent:#1F6F54;")
    assert ':root[data-theme="dark"]{--accent:#7FD3A1;' in sheet
    assert stylesheet("", "") == ""


@pytest.mark.parametrize("theme", THEMES)
def test_our_own_accent_passes(theme: str):
    assert passes(themes()[theme]["accent"], theme)
