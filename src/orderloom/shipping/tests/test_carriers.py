import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.shipping.carriers import checksums
from orderloom.shipping.carriers.carrier import Confidence
from orderloom.shipping.carriers.recognition import (
    CARRIERS,
    TrackingNumberInvalid,
    check,
    normalise,
    recognise,
)

ROOT = Path(__file__).parents[4]
FOLDER = (
    Path(os.environ.get("ORDERLOOM_DATA", ROOT.parent / "shared" / "data"))
    / "3_logistics/tracking_numbers/couriers"
)
needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real data is absent")


def recorded():
    """Yield (carrier, format's name, number, whether it is valid) of every recorded number."""
    for path in sorted(FOLDER.glob("*.json")):
        courier = json.loads(path.read_text())
        carrier = "postal" if courier["courier_code"] == "s10" else courier["courier_code"]
        for form in courier["tracking_numbers"]:
            for validity in ("valid", "invalid"):
                for number in form["test_numbers"][validity]:
                    yield carrier, form["name"], number, validity == "valid"


def refusal(carrier, number):
    with pytest.raises(TrackingNumberInvalid) as caught:
        check(carrier, number)
    return caught.value


@needs_data
def test_every_recorded_number_is_recognised_by_its_carrier():
    valid = [(carrier, number) for carrier, _, number, is_valid in recorded() if is_valid]
    assert len(valid) == 192
    for carrier, number in valid:
        assert carrier in {match.carrier.code for match in recognise(number)}, number
        assert check(carrier, number) == normalise(number)


@needs_data
def test_every_recorded_mistake_is_refused():
    numbers = list(recorded())
    good = {(carrier, normalise(number)): name for carrier, name, number, is_valid in numbers if is_valid}
    refused, of_another_format = 0, []
    for carrier, name, number, is_valid in numbers:
        if is_valid:
            continue
        if (carrier, normalise(number)) in good:
            of_another_format.append((number, name))
        else:
            assert refusal(carrier, number).code in {"tracking_number_format", "tracking_number_check_digit"}
            refused += 1
    # One is a mistake in one format of its carrier and a good number in another; it fits the latter only.
    assert (refused, of_another_format) == (87, [("331426749957", "Purolator (alpha + 9)")])
    assert refused + len(of_another_format) == 88
    alpha = next(form for form in CARRIERS["purolator"].formats if form.code == "alpha")
    assert not alpha.has_shape("331426749957")


@needs_data
def test_the_true_carrier_is_seldom_far_down():
    for carrier, _, number, is_valid in recorded():
        if is_valid:
            matches = recognise(number)
            mine = next(match for match in matches if match.carrier.code == carrier)
            assert mine.confidence == matches[0].confidence or carrier in {"postal", "amazon", "dhl"}, number


@pytest.mark.parametrize(
    ("carrier", "number"),
    [
        ("sf", "SF1234567890123"),
        ("sf", "123456789012"),
        ("yto", "YT1234567890123"),
        ("zto", "73123456789012"),
        ("sto", "7712345678901"),
        ("yunda", "431234567890123"),
        ("ems", "EA123456785CN"),
        ("china_post", "RR123456785CN"),
        ("jt", "JT1234567890123"),
        ("jd", "JDVA12345678901-1-1-"),
        ("yunexpress", "YT2229521272164446"),
        ("fourpx", "4PX3000123456789CN"),
        ("yanwen", "UH123456789YP"),
        ("cainiao", "LP00123456789012"),
        ("royal_mail", "RR123456785GB"),
        ("la_poste", "6A12345678901"),
    ],
)
def test_a_number_of_the_carrier_passes(carrier, number):
    assert check(carrier, number) == normalise(number)
    assert carrier in {match.carrier.code for match in recognise(number)}


@pytest.mark.parametrize("carrier", CARRIERS.values(), ids=list(CARRIERS))
def test_a_carrier_is_described_in_full(carrier):
    assert carrier.name("en")
    assert carrier.name("zh-hans")
    assert len({form.code for form in carrier.formats}) == len(carrier.formats)
    for form in carrier.formats:
        assert form.fits(normalise(form.example)), form
        assert check(carrier.code, form.example) == normalise(form.example)
    if carrier.formats:
        assert carrier.tracking_url("A 1").startswith("https://")
        assert carrier.tracking_url("A&1").count("A%261") == 1


@pytest.mark.parametrize(
    "typed",
    [
        " 1z 5r89 3903 5756 7127 ",
        "1Z-5R8-93903-5756-7127",
        "１Ｚ5R89390357567127",
        "1Z5R89390357567127\u200b",
        "1Z5R89390357567127\n",
        "1Z5R8939\u20130357567127",
    ],
)
def test_a_number_is_taken_as_people_type_it(typed):
    assert check("ups", typed) == "1Z5R89390357567127"
    assert recognise(typed)[0].carrier.code == "ups"


def test_a_number_of_another_carrier_brings_a_question():
    error = refusal("yto", "SF1234567890123")
    assert (error.code, error.suggestion) == ("tracking_number_format", "sf")
    assert (
        str(error)
        == "This looks like a number of SF Express, but you chose YTO Express. Change to SF Express?"
    )
    assert refusal("yunexpress", "YT1234567890123").suggestion == "yto"
    assert refusal("sf", "RR123456785GB").suggestion == "royal_mail"


def test_a_mistyped_number_is_told_from_a_foreign_one():
    error = refusal("ups", "1Z5R89390357567128")
    assert (error.code, error.suggestion) == ("tracking_number_check_digit", None)
    assert "check digit" in str(error)


def test_rubbish_brings_an_example():
    error = refusal("ups", "hello")
    assert "1Z5R89390357567127 or K1506235620" in str(error)
    assert error.fields["tracking_number"] == str(error)


@pytest.mark.parametrize("number", ["", "   ", "-", "\u200b"])
def test_nothing_is_no_number(number):
    assert refusal("ups", number).code == "tracking_number_empty"
    assert refusal("other", number).code == "tracking_number_empty"
    assert recognise(number) == []


@pytest.mark.parametrize(
    ("typed", "kept"), [("ab-12/3", "ab-12/3"), (" X 1 2 3 ", "X123"), ("１２３４", "1234")]
)
def test_another_carrier_takes_almost_anything(typed, kept):
    assert check("other", typed) == kept


@pytest.mark.parametrize(
    "number", ["abc", "abcdef", "123", "1" * 41, "12<34>", "http://x.y/1 ?", "单号123456"]
)
def test_another_carrier_takes_no_rubbish(number):
    assert refusal("other", number).code == "tracking_number_format"


def test_a_carrier_that_is_not_in_the_catalogue_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        check("nobody", "1")


@given(st.text(max_size=200), st.sampled_from(sorted(CARRIERS)))
def test_any_text_is_either_stored_normalised_or_refused(text, carrier):
    try:
        kept = check(carrier, text)
    except TrackingNumberInvalid:
        return
    assert check(carrier, kept) == kept
    assert len(kept) <= 64


@given(st.from_regex(r"\A[A-Z0-9]{15}\Z"), st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(serial, place, shift):
    fits = checksums.mod10(1, 3)
    serial = "".join(sign if sign.isdigit() else str(ord(sign) % 10) for sign in serial)
    right = next(digit for digit in "0123456789" if fits(serial, digit))
    wrong = serial[:place] + str((int(serial[place]) + shift) % 10) + serial[place + 1 :]
    assert not fits(wrong, right)


@given(st.from_regex(r"\A[0-9]{14}\Z"))
def test_every_serial_number_has_exactly_one_check_character(serial):
    for fits in (checksums.luhn, checksums.mod7, checksums.mod10(1, 2), checksums.mod37_36):
        signs = checksums.ALPHABET if fits is checksums.mod37_36 else "0123456789"
        assert sum(fits(serial, sign) for sign in signs) == 1


def test_confidence_orders_what_is_found():
    confidences = [match.confidence for match in recognise("73123456789012")]
    assert confidences == sorted(confidences, reverse=True)
    assert recognise("SF1234567890123")[0].confidence is Confidence.SURE
