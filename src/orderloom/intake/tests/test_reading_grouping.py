from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.intake import grouping
from orderloom.intake.grouping import grouped_rows
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.table import table_of


def groups(keys):
    table = table_of(["order", "line"], [(number, (key, str(number))) for number, key in enumerate(keys, 2)])
    return [(group.key, [row[0] for row in group.rows]) for group in grouped_rows(table, 0)]


def test_rows_that_stand_together():
    assert groups(["A", "A", "B", "C", "C"]) == [("A", [2, 3]), ("B", [4]), ("C", [5, 6])]


def test_blank_rows_continue_the_row_above():
    assert groups(["", "A", "", " ", "B", ""]) == [("", [2]), ("A", [3, 4, 5]), ("B", [6, 7])]


def test_scattered_rows_make_one_order_when_the_last_has_come():
    assert groups(["A", "B", "A", "C", "B", "D"]) == [("A", [2, 4]), ("C", [5]), ("B", [3, 6]), ("D", [7])]


@given(st.lists(st.sampled_from(["A", "B", "C", "D", " A", "B "]), max_size=30))
def test_every_order_comes_once_with_all_its_rows(keys):
    found = groups(keys)
    assert len({key for key, _rows in found}) == len(found)
    assert Counter(key.strip() for key in keys) == Counter({key: len(rows) for key, rows in found})
    assert all(rows == sorted(rows) for _key, rows in found)


def test_a_shelf_that_is_full_refuses_the_file():
    shelf = grouping._Shelf({"A": 3})
    group = shelf.begin("A")
    group.rows = [(1, ["A"], None)] * (grouping.MAX_HELD_ROWS + 1)
    with pytest.raises(FileRefused) as refused:
        shelf.is_whole(group)
    assert refused.value.code == "file_unsorted"
