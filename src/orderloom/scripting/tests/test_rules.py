import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.scripting.rules import sku_fault


@pytest.mark.parametrize("code", ["A", "SKU-8KQ2", "a.b_c-9", "9" * 64])
def test_a_plain_code_is_a_sku(code):
    assert sku_fault(code) is None


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (None, "The script must return text, but it returned NoneType."),
        (b"SKU", "The script must return text, but it returned bytes."),
        ({"sku": 1}, "The script must return text, but it returned dict."),
        ("", "The script returned an empty SKU."),
        ("A" * 65, "The script returned a SKU of 65 characters. At most 64 are allowed."),
    ],
)
def test_what_is_no_code_is_refused_in_a_sentence(value, sentence):
    fault = sku_fault(value)
    assert fault is not None
    assert (fault.kind, fault.message) == ("bad_result", sentence)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("=cmd()", "“=”"),
        ("A\n", "U+000A"),
        ("A B", "U+0020"),
        ("A\0", "U+0000"),
        ("é", "“é”"),
        ("货号", "“货”"),
        ("\ud800", "U+D800"),
        ("１", "“１”"),
    ],
)
def test_a_refused_character_is_named(code, shown):
    fault = sku_fault(code)
    assert fault is not None
    assert fault.values["character"] == shown


@given(st.text(max_size=70))
def test_only_the_listed_characters_pass(text):
    allowed = 1 <= len(text) <= 64 and all(c.isascii() and (c.isalnum() or c in "._-") for c in text)
    assert (sku_fault(text) is None) == allowed
