"""How words find a category."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.catalog.rules import REMEMBERED, Categoriser, Node, TextRule, folded, folded_path, names_in
from orderloom.kernel.ids import new_id

MUGS, CERAMIC, ENAMEL, PLATES, OLD = (new_id() for _ in range(5))
NODES = (
    Node(MUGS, None, "Mugs", "杯类", "M-1", "Mugs"),
    Node(CERAMIC, MUGS, "Ceramic", "陶瓷杯", "", "Mugs > Ceramic"),
    Node(ENAMEL, MUGS, "Enamel", "", "EN", "Mugs > Enamel"),
    Node(PLATES, None, "Plates", "盘", "", "Plates"),
    Node(OLD, PLATES, "Ceramic", "瓷盘", "Mugs", "Plates > Ceramic"),
)
RULES = (
    TextRule("title", "Camping", ENAMEL),
    TextRule("vendor", "dehua", CERAMIC),
    TextRule("title", "cam", PLATES),
)


def find(hint: str = "", title: str = "", sku: str = "", vendor: str = "", default=None):
    return Categoriser(NODES, RULES).find(hint, title, sku, vendor, default)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("m-1", MUGS),
        ("Mugs > Ceramic", CERAMIC),
        ("MUGS/ceramic", CERAMIC),
        (" mugs  >ceramic > ", CERAMIC),
        ("Ｍｕｇｓ＞Ceramic", CERAMIC),
        ("杯类／陶瓷杯", CERAMIC),
        ("杯类 > Enamel", ENAMEL),
        ("enamel", ENAMEL),
        ("陶瓷杯", CERAMIC),
        ("Ceramic", None),  # two have this name
        ("Plates > Ceramic", OLD),
        ("mugs", OLD),  # a code goes before a path and a name
        ("Mug", None),
    ],
)
def test_a_category_is_named_by_code_path_or_sole_name(words: str, found):
    assert Categoriser(NODES, ()).named(words) == found
    assert find(words) == found


def test_a_name_of_one_and_the_chinese_name_of_another_names_neither():
    both = (Node(MUGS, None, "杯", "", "", "杯"), Node(PLATES, MUGS, "Cups", "杯", "", "杯 > Cups"))
    assert Categoriser(both, ()).named("Cups") == PLATES
    assert Categoriser(both, ()).named("杯") == MUGS  # its whole path
    twins = (
        Node(OLD, None, "X", "", "", "X"),
        Node(MUGS, OLD, "杯", "", "", "X > 杯"),
        Node(PLATES, MUGS, "Cups", "杯", "", "X > 杯 > Cups"),
    )
    assert Categoriser(twins, ()).named("杯") is None


def test_the_hint_goes_before_the_rules_and_the_first_rule_that_fits_before_the_default():
    assert find("Plates", "camping mug") == PLATES
    assert find("", "CAMPING mug", default=MUGS) == ENAMEL
    assert find("", "camera mug") == PLATES
    assert find("", "mug", vendor="Dehua Baici") == CERAMIC
    assert find("", "mug", default=MUGS) == MUGS
    assert find("", "mug") is None


def test_an_unknown_hint_is_not_the_default_but_may_fit_a_rule():
    assert find("Teapots", "pot", default=MUGS) is None
    assert find("Teapots", "camping pot", default=MUGS) == ENAMEL
    assert find("  ", "pot", default=MUGS) == MUGS


def test_what_is_remembered_has_an_end():
    finder = Categoriser(NODES, RULES)
    for place in range(REMEMBERED + 100):
        assert finder.find("", f"camping {place}", "", "", None) == ENAMEL
    assert len(finder._found) <= REMEMBERED


@given(
    st.lists(st.text("aB杯 １", min_size=1).filter(str.strip), min_size=1),
    st.sampled_from([">", "/", "＞", " › "]),
)
def test_the_separator_makes_no_difference(names: list[str], between: str):
    assert folded_path(between.join(names)) == "\n".join(folded(name) for name in names)
    assert len(names_in(between.join(names))) == len(names)
