import codecs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orderloom.kernel.tables.faults import FileRefused, RowError, declared
from orderloom.kernel.tables.reading import read_source, read_table
from orderloom.kernel.tables.table import header_names, table_of

CHINESE = (
    "订单编号,商品名称,收货地址\nA1,定制相框,上海市浦东新区世纪大道100号\nA2,刻字钢笔,广东省深圳市南山区\n"
)


def written(path, content, encoding="utf-8"):
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def cells_of(path, **choices):
    return [cells for _number, cells, _flaws in read_table(path, **choices).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(tmp_path, encoding, separator, end):
    text = CHINESE.replace(",", separator).replace("\n", end)
    table = read_table(written(tmp_path / "a.csv", text, encoding))
    assert table.header == ("订单编号", "商品名称", "收货地址")
    assert [(number, cells[0]) for number, cells, _flaws in table.rows()] == [(2, "A1"), (3, "A2")]
    assert [cells[1] for _n, cells, _f in table.rows()] == ["定制相框", "刻字钢笔"]
    assert table.delimiter == separator


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("order,name\n1,Müller\n2,Jürgen\n", "cp1252"),
        ("order,name\n1,café ñandú\n", "latin-1"),
        ("訂單編號,商品名稱\n1,客製化相框與禮物盒\n2,香港九龍尖沙咀廣東道\n", "big5"),
        ("注文番号,商品\n1,名入れボールペン\n2,プレゼント用マグカップ\n", "shift_jis"),
        ("주문번호,상품명\n1,맞춤형액자\n2,서울특별시강남구테헤란로\n", "euc_kr"),
    ],
)
def test_an_uncertain_encoding_is_asked_with_a_preview(tmp_path, text, encoding):
    path = written(tmp_path / "a.csv", text, encoding)
    with pytest.raises(FileRefused) as refused:
        read_table(path)
    assert refused.value.code == "file_encoding_unsure"
    shown = dict(refused.value.candidates)
    name = "cp1252" if encoding == "latin-1" else encoding
    assert any(line and line in shown[name] for line in text.split("\n") if not line.isascii())
    assert cells_of(path, encoding=encoding)[0][0] == "1"


def test_one_line_in_another_encoding_is_not_read_wrong(tmp_path):
    mixed = "order,name\n1,定制\n".encode() + "2,Zoë Müller\n".encode("cp1252")
    with pytest.raises(FileRefused):
        read_table(written(tmp_path / "a.csv", mixed))


def test_a_short_chinese_file_is_read(tmp_path):
    assert cells_of(written(tmp_path / "a.csv", "编号\n鑫\n", "gbk")) == [["鑫"]]


def test_a_named_encoding_that_does_not_fit_says_where(tmp_path):
    path = written(tmp_path / "a.csv", b"a,b\n1,2\n\xff\xff,3\n")
    with pytest.raises(FileRefused) as refused:
        read_table(path, encoding="utf-8")
    assert refused.value.params["line"] == "3"
    with pytest.raises(FileRefused):
        read_table(path, encoding="klingon")


def test_quoted_lines_and_separators_inside_quotes(tmp_path):
    text = 'Name;Note, with comma;Price\n"Ann ""A""";"two\nlines; here";"1,50"\nBob;;2,00\n'
    table = read_table(written(tmp_path / "a.csv", text))
    assert list(table.rows()) == [
        (2, ['Ann "A"', "two\nlines; here", "1,50"], None),
        (3, ["Bob", "", "2,00"], None),
    ]


def test_marks_of_inches_in_a_report_without_quoting(tmp_path):
    text = 'order\ttitle\tqty\n1\t5" pipe\t2\n2\t"half\t1\n'
    assert cells_of(written(tmp_path / "a.txt", text)) == [["1", '5" pipe', "2"], ["2", '"half', "1"]]
    quoted = 'order\ttitle\n1\t"two\nlines"\n'
    assert cells_of(written(tmp_path / "b.txt", quoted)) == [["1", "two\nlines"]]


@pytest.mark.parametrize("tail", ['2,"never closed,5\n3,c,7\n4,d,8\n', '2,"never closed' + "x" * 140_000])
def test_a_quotation_mark_that_never_closes_is_refused(tmp_path, tail):
    path = written(tmp_path / "a.csv", "a,b,c\n1,x,9\n" + tail)
    with pytest.raises(FileRefused) as refused:
        cells_of(path)
    assert refused.value.code == "file_quotes"
    assert refused.value.params["row"] == "3"


def test_headings_short_rows_and_blank_rows(tmp_path):
    text = "\nName , ,Name,Qty,,\nAnn,x\n,,,\n   ,\nBob,,,3,,\n"
    table = read_table(written(tmp_path / "a.csv", text))
    assert table.header == ("Name", "(B)", "Name (2)", "Qty")
    assert list(table.rows()) == [(3, ["Ann", "x", "", ""], None), (6, ["Bob", "", "", "3"], None)]


def test_more_cells_than_the_heading_is_damage(tmp_path):
    (row,) = read_table(written(tmp_path / "a.csv", "a,b\n1,2,3\n")).rows()
    assert row[2] is not None
    assert row[2][0].code == "cell_overflow"


@pytest.mark.parametrize(
    "text", ["a\tb\n\n1\t2\n \t4\n5\n", "a,b\n\n1,2\n ,4\n5\n", 'a,b\n\n1,"2"\n ,4\n5\n']
)
def test_one_column_is_the_same_in_every_way_of_reading(tmp_path, text):
    table = read_table(written(tmp_path / "a.csv", text))
    for index, expected in ((0, ["1", "5"]), (1, ["2", "4"])):
        assert [cell.strip() for cell in table.column(index) if cell.strip()] == expected
        assert [cells[index].strip() for _n, cells, _f in table.rows() if cells[index].strip()] == expected


def test_the_separator_that_the_file_names(tmp_path):
    assert cells_of(written(tmp_path / "a.csv", "sep=;\na;b\n1,5;2\n")) == [["1,5", "2"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"  \r\n", "file_empty"),
        (b"%PDF-1.7 ...", "file_not_table"),
        (b"\x89PNG\r\n\x1a\n", "file_not_table"),
        (b"\xff\xd8\xff\xe0 JFIF", "file_not_table"),
        (b"\x1f\x8b\x08", "file_not_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_old_excel"),
        (b"<html><table><tr><td>order</td></tr></table></html>", "file_web_page"),
        ("\ufeff<?xml version='1.0'?><Workbook/>".encode(), "file_web_page"),
        ("<html>".encode("utf-16"), "file_web_page"),
        (b"a,b\n1,x\0y\n", "file_nul"),
        ("a,b\n1,2\n".encode("utf-16-le"), "file_nul"),
        (codecs.BOM_UTF8 + b'{"a": 1}', "file_not_table"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(tmp_path, content, code):
    with pytest.raises(FileRefused) as refused:
        read_table(written(tmp_path / "orders.xls", content))
    assert refused.value.code == code
    assert refused.value.reason
    assert refused.value.fix


def test_a_folder_or_nothing(tmp_path):
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(FileRefused) as refused:
            read_table(path)
        assert refused.value.code == "file_missing"


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": ', "[" * 100_000, '{"a": ' + "9" * 5000 + "}"])
def test_json_that_is_not_sound(tmp_path, text):
    with pytest.raises(FileRefused) as refused:
        read_source(written(tmp_path / "a.json", text))
    assert refused.value.code == "file_json"


def test_every_code_has_words_and_unknown_ones_do_too():
    for code in declared():
        facts = dict.fromkeys(
            [
                "limit",
                "line",
                "row",
                "kind",
                "encoding",
                "column",
                "sheet",
                "sheets",
                "memory",
                "seconds",
                "rows",
                "columns",
                "cells",
                "value",
                "other",
            ],
            "7",
        )
        error = RowError(3, "Qty", "x", code, facts)
        assert error.reason
        assert error.fix
    assert RowError(3, "Qty", "x", "no_such_code").reason


cell = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)
heading = ["a", "b", "c"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(cell, cell, cell), max_size=6), st.sampled_from([",", ";", "\t", "|"]))
@example([("", "", "0\n")], "\t")
def test_what_a_writer_quotes_is_read_back(tmp_path_factory, rows, separator):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    lines = [heading, *rows]
    text = "\r\n".join(separator.join('"' + one.replace('"', '""') + '"' for one in line) for line in lines)
    path.write_bytes(text.encode())
    read = cells_of(path, delimiter=separator, encoding="utf-8")
    assert read == [list(row) for row in rows if "".join(row).strip()]


@given(st.lists(st.text(max_size=5), max_size=8))
def test_column_names_are_unique(cells):
    names = header_names(cells)
    assert len(set(names)) == len(cells)
    assert all(name.strip() for name in names)


def test_a_table_of_rows_at_hand():
    table = table_of(["a", "b"], [(7, ("1",))])
    assert list(table.rows()) == list(table.rows()) == [(7, ["1", ""], None)]
