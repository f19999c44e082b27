"""The secret of a link: nobody makes one, and no letter of it may be another."""

import string

from hypothesis import given
from hypothesis import strategies as st

from orderloom.links.tokens import LENGTH, digest_of, is_ours, make_token

LETTERS = string.ascii_letters + string.digits + "-_"
TOKEN = make_token()


def test_tokens_are_ours_and_never_the_same():
    made = {make_token() for _one in range(500)}
    assert len(made) == 500
    assert all(is_ours(token) and len(token) == LENGTH for token in made)
    assert not any(digest_of(token).startswith(token[:6]) for token in made)


def test_every_letter_counts_at_every_place():
    for place in range(LENGTH):
        for letter in LETTERS:
            changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
            assert is_ours(changed) == (changed == TOKEN), (place, letter)


@given(place=st.integers(0, LENGTH - 1), letter=st.characters())
def test_any_letter_at_any_place_breaks_the_seal(place: int, letter: str):
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    assert is_ours(changed) == (changed == TOKEN)


@given(st.text(max_size=60))
def test_what_somebody_makes_up_is_not_ours(text: str):
    assert not is_ours(text)


@given(st.text(LETTERS, min_size=LENGTH, max_size=LENGTH))
def test_what_looks_like_one_is_not_ours(text: str):
    assert not is_ours(text)
