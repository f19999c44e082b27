"""Charts drawn on the server."""

import pytest

from orderloom.ui.charts import Bar, Day, bars, ceiling, flow, spark


@pytest.mark.parametrize(
    ("top", "axis"), [(0, (4, 1)), (3, (4, 1)), (5, (6, 2)), (131, (150, 50)), (1284, (1500, 500))]
)
def test_the_axis_is_round_and_holds_the_highest(top, axis):
    assert ceiling(top) == axis
    assert ceiling(top)[0] >= top


def test_flow_has_a_label_tips_and_a_table():
    html = flow([Day("21 Nov", 131, 117), Day("22 <Nov>", 74, 61)])
    assert 'role="img"' in html
    assert "<Nov>" not in html
    assert html.count('class="hit"') == 2
    assert "<td>131</td><td>117</td>" in html


def test_charts_of_nothing_are_still_charts():
    assert "<svg" in flow([])
    assert "<svg" in flow([Day("22 Nov", 0, 0)])
    assert spark([]) == ""
    assert "<path" in spark([5])
    assert "<path" in spark([3, 3, 3])


def test_a_bar_below_its_target_is_striped_and_not_only_coloured():
    html = bars("Fair?", [Bar("Lihe", "44%", 44, 50, below=True, note="−6")])
    assert 'class="lo"' in html or "class=lo" in html
    assert '<caption class="vh">Fair?</caption>' in html
