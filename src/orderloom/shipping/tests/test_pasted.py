"""What people paste: two columns in whatever way a spreadsheet, a mail or a chat gives them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from orderloom.shipping.carriers.names import carrier_named
from orderloom.shipping.pasted import Pasted, read_pasted

PLAIN = [("SO-10001", "SF1380000001234", ""), ("T-20002", "YT8842109733520", "")]
NAMED = [("SO-10001", "SF1380000001234", "顺丰"), ("#3318", "1Z999AA10123456784", "UPS")]
TEXTS = {
    "tabs": ("SO-10001\tSF1380000001234\nT-20002\tYT8842109733520\n", PLAIN),
    "carriage returns": ("SO-10001\tSF1380000001234\r\nT-20002\tYT8842109733520\r\n\r\n", PLAIN),
    "commas": ("SO-10001,SF1380000001234\nT-20002, YT8842109733520", PLAIN),
    "full-width commas": ("SO-10001，SF1380000001234\nT-20002，YT8842109733520", PLAIN),
    "semicolons": ("SO-10001;SF1380000001234\n\nT-20002;YT8842109733520", PLAIN),
    "blanks": ("SO-10001   SF1380000001234\nT-20002     YT8842109733520", PLAIN),
    "one blank": ("SO-10001 SF1380000001234\nT-20002 YT8842109733520", PLAIN),
    "full-width blanks and digits": ("ＳＯ－１０００１　SF１３８００００００１２３４\nT-20002　YT8842109733520", PLAIN),
    "heading": ("Order no.\tTracking number\nSO-10001\tSF1380000001234\nT-20002\tYT8842109733520", PLAIN),
    "heading turned round": ("运单号\t订单号\nSF1380000001234\tSO-10001\nYT8842109733520\tT-20002", PLAIN),
    "unknown heading": ("Bestellung\tSendung\nSO-10001\tSF1380000001234\nT-20002\tYT8842109733520", PLAIN),
    "columns between": (
        "订单号\t客户\t快递公司\t运单号\nSO-10001\t王芳\t顺丰\tSF1380000001234\n#3318\tRuth\tUPS\t1Z999AA10123456784",
        NAMED,
    ),
    "carrier last": ("SO-10001\tSF1380000001234\t顺丰\n#3318\t1Z999AA10123456784\tUPS", NAMED),
    "carrier between": ("SO-10001,顺丰,SF1380000001234\n#3318,UPS,1Z999AA10123456784", NAMED),
    "quoted": ('"SO-10001","SF1380000001234"\n"T-20002","YT8842109733520"', PLAIN),
    "a lone mark": ('SO-10001\t"SF1380000001234\nT-20002\tYT8842109733520', PLAIN),
    "gaps in the number": ("#3318 1Z 999 AA1 01 2345 6784 UPS", [("#3318", "1Z 999 AA1 01 2345 6784", "UPS")]),
    "one column": ("SO-10001\nSO-10002", [("SO-10001", "", ""), ("SO-10002", "", "")]),
    "nothing": (" \n\t\n", []),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_pasted_columns_are_read(name: str) -> None:
    text, rows = TEXTS[name]
    assert read_pasted(text) == [Pasted(*row) for row in rows]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("顺丰", "sf"), ("顺丰速运", "sf"), ("SF Express", "sf"), ("sf", "sf"), ("中通快递", "zto"), ("圆通", "yto"),
        ("ＵＰＳ", "ups"), ("FedEx", "fedex"), ("", ""), ("nobody knows", ""), ("Express", ""),
    ],
)  # fmt: skip
def test_carriers_are_known_by_name(text: str, code: str) -> None:
    assert carrier_named(text) == code


word = some.from_regex(r"[A-Z]{0,3}-?[0-9]{3,14}", fullmatch=True)


@given(
    some.lists(some.tuples(word, word), min_size=1, max_size=40),
    some.sampled_from(["\t", ",", ";", "   ", " "]),
    some.sampled_from(["", "Order{}Tracking\n", "订单号{}快递单号\n"]),
    some.sampled_from(["\n", "\r\n", "\n\n"]),
)
def test_every_row_comes_back_in_its_place(
    rows: list[tuple[str, str]], mark: str, heading: str, end: str
) -> None:
    text = heading.format(mark) + end.join(mark.join(row) for row in rows)
    assert [(row.reference, row.number) for row in read_pasted(text)] == rows


@given(some.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    for row in read_pasted(text):
        assert row.reference or row.number or row.carrier
        assert "\n" not in f"{row.reference}{row.number}{row.carrier}"
