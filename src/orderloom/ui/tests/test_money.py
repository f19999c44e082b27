"""Money and counts in words."""

from decimal import Decimal

import pytest
from django.utils import translation

from orderloom.ui.money import count_words, money_words, symbol


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("218.8", "USD", "$\u2009218.80"),
        ("1200", "CNY", "¥\u20091,200.00"),
        ("1200", "JPY", "JP¥\u20091,200"),
        ("1.5", "KWD", "KWD\u20091.500"),
        ("-0.5", "EUR", "\u2212€\u20090.50"),
        ("0", "GBP", "£\u20090.00"),
        ("12345678.995", "CAD", "CA$\u200912,345,679.00"),
    ],
)
def test_money_shows_sign_space_and_minor_digits(amount, currency, words):
    assert money_words(Decimal(amount), currency) == words


def test_a_float_is_not_money():
    with pytest.raises(TypeError, match="Decimal"):
        money_words(1.1, "USD")  # type: ignore[arg-type]


def test_a_sign_means_one_currency_in_every_language():
    dollars = ("USD", "CAD", "AUD", "NZD", "HKD", "TWD", "SGD", "MXN", "CNY", "JPY")
    signs = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            signs.append([symbol(currency) for currency in dollars])
    assert signs[0] == signs[1]
    assert len(set(signs[0])) == len(dollars)


def test_counts_say_when_they_were_cut_off():
    assert count_words(1284) == "1,284"
    assert count_words(10000, capped=True) == "10,000+"
