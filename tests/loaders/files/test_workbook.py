"""Reading files: every kind with true addresses, every broken one with its message, any bytes without a traceback."""

import datetime
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import UserError
from loaders.files import scan_xlsx
from loaders.files.workbook import (
    ExcelError,
    Limits,
    MergedRange,
    RawSheet,
    UncalculatedFormula,
    Workbook,
    column_letter,
    fill_merged,
    find_sheet,
    read_workbook,
)
from tests.bad.good_files import change_zip, make_csv, make_sheet_xml, make_xls, make_xlsb, make_xlsx, make_zip
from tests.bad.make_files import BAD_FILES, BadFile
from tests.loaders.sheets import write_xlsx


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Workbook]:
    """Write bytes under a name and read them as a workbook."""

    def write_and_read(data: bytes, name: str = "表.xlsx", limits: Limits | None = None) -> Workbook:
        path = tmp_path / name
        path.write_bytes(data)
        return read_workbook(path, limits=limits)

    return write_and_read


def test_an_xlsx_keeps_addresses_merges_dates_and_hidden_sheets(read: Callable[..., Workbook]) -> None:
    book = read(make_xlsx())
    sheet = book.sheets[0]
    assert (book.kind, book.encoding, [sheet.name for sheet in book.sheets]) == ("xlsx", None, ["明细", "底稿"])
    assert sheet.rows[3] == ["甲县", 0.0, datetime.date(2021, 3, 1), 0.0]
    assert (sheet.excel_row(3), sheet.letter(2), sheet.address(3, 2)) == (4, "C", "C4")
    assert sheet.merged_ranges == (MergedRange(0, 0, 0, 3),)
    assert sheet.column(0, 3, 5) == ["甲县", "甲县"]
    assert book.sheets[1].is_hidden
    assert book.sheets[1].address(0, 0) == "C5"


def test_an_xls_is_read_with_its_error_cell_and_merges(read: Callable[..., Workbook]) -> None:
    book = read(make_xls(), "旧表.xls")
    sheet = book.sheets[0]
    assert (book.kind, book.file_name, len(book.sha256)) == ("xls", "旧表.xls", 64)
    assert sheet.rows[2] == ["甲县", 1.0, 2.0, 3.0, 4.0, datetime.date(2021, 3, 1), True, "#REF!"]
    assert isinstance(sheet.rows[2][7], ExcelError)
    assert sheet.merged_ranges == (MergedRange(0, 0, 0, 3),)


def test_an_xlsb_is_read_with_its_error_cell(read: Callable[..., Workbook]) -> None:
    cells = ((4, 2, "县"), (4, 3, "金额"), (5, 2, "甲县"), (5, 3, b"\x07"))
    sheet = read(make_xlsb(cells), "二进制.xlsb").sheets[0]
    assert sheet.rows == [["县", "金额"], ["甲县", "#DIV/0!"]]
    assert sheet.address(1, 1) == "D6"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_is_read_in_every_encoding_and_separator(
    read: Callable[..., Workbook], encoding: str, separator: str
) -> None:
    book = read(make_csv(encoding, separator), "资金.csv")
    assert (book.kind, book.encoding, book.separator) == ("csv", encoding, separator)
    assert book.sheets[0].name == "资金"
    assert book.sheets[0].rows[:2] == [["县", "金额(万元)", "备注"], ["凤凰县", "0.0", "按期 完成"]]


def test_csv_rows_are_made_equally_long_and_keep_their_numbers(read: Callable[..., Workbook]) -> None:
    sheet = read('标题\n\n县,"金\n额",备注\n甲县,"1,234"\n'.encode(), "a.csv").sheets[0]
    assert sheet.rows == [["标题", "", ""], ["", "", ""], ["县", "金\n额", "备注"], ["甲县", "1,234", ""]]
    assert sheet.address(3, 1) == "B4"


def test_the_content_decides_and_not_the_extension(read: Callable[..., Workbook]) -> None:
    assert read(make_xlsx(), "改名.xls").kind == "xlsx"
    assert read(make_csv("gb18030"), "改名.xlsx").kind == "csv"
    assert read(make_xls(), "改名.csv").kind == "xls"
    macro = change_zip(make_xlsx(), lambda name, content: content)
    assert read(make_zip({"xl/vbaProject.bin": b"x"} | _parts(macro)), "宏.xlsm").kind == "xlsm"


def _parts(data: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}

    def keep(name: str, content: bytes) -> bytes:
        parts[name] = content
        return content

    change_zip(data, keep)
    return parts


def test_the_shown_name_may_differ_from_the_path(tmp_path: Path) -> None:
    (tmp_path / "upload-17").write_bytes(make_csv())
    assert read_workbook(tmp_path / "upload-17", file_name="资金.csv").file_name == "资金.csv"
    with pytest.raises(UserError, match="找不到这个文件"):
        read_workbook(tmp_path / "nothing", file_name="资金.xlsx")
    with pytest.raises(UserError, match="这是文件夹，不是文件"):
        read_workbook(tmp_path)


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_a_broken_file_gets_its_message(read: Callable[..., Workbook], bad: BadFile) -> None:
    with pytest.raises(UserError) as caught:
        read(bad.make(), bad.name, bad.limits)
    error = caught.value
    assert (error.file, error.rule, error.todo) == (bad.name, bad.rule, bad.todo)
    assert error.came == bad.came if bad.came is not None else error.came
    assert error.message.startswith(f"文件「{bad.name}」：{bad.rule}")


def test_there_are_enough_broken_files_and_no_two_alike() -> None:
    assert len(BAD_FILES) >= 40
    assert len({bad.name for bad in BAD_FILES}) == len(BAD_FILES)


def test_error_cells_and_uncalculated_formulas_are_kept_apart_from_empty_ones(read: Callable[..., Workbook]) -> None:
    cells = (
        '<c r="A1" t="inlineStr"><is><t>县 #1</t></is></c><c r="B1" t="e"><v>#REF!</v></c><c r="C1"><f>SUM(A1:B1)</f></c>'
        '<c r="D1" t="str"><f>IF(A1="","","x")</f><v></v></c><c r="E1"><f>1+1</f><v>2</v></c><c r="F1"><f t="shared" si="0"/></c>'
        '<c r="G1" t="e"><f>NA()</f><v>#N/A</v></c><c r="H1"><v>1</v></c>'
    )
    row = read(make_sheet_xml(f'<row r="1">{cells}</row>')).sheets[0].rows[0]
    assert row == ["县 #1", "#REF!", "=SUM(A1:B1)", "", 2.0, "=", "#N/A", 1.0]
    assert [type(cell) for cell in row[1:7]] == [
        ExcelError,
        UncalculatedFormula,
        str,
        float,
        UncalculatedFormula,
        ExcelError,
    ]


def test_marks_are_found_in_every_part_of_a_long_sheet(read: Callable[..., Workbook]) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(20_000):
        sheet.write_row(row, 0, [row, "文字", 0.5])
        sheet.write_formula(row, 3, "=1/0", None, "#DIV/0!" if row % 1000 == 999 else 7)
    book.close()
    rows = read(target.getvalue()).sheets[0].rows
    assert [index for index, row in enumerate(rows) if isinstance(row[3], ExcelError)] == list(range(999, 20_000, 1000))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="3"><c r="B3"><v>1</v></c><c r="C3"><v>2</v></c></row>',
        "<row r = '3' ><c s='0' r= 'B3'><v>1</v></c><c r='C3'><v>2</v></c></row>",
        '<row/><row></row><row><c r="B3"><v>1</v></c><c><v>2</v></c></row>',
        '<row r="3"><c s="0"\nr="B3"><v>1</v></c><c\tr="C3"><v>2</v></c></row>',
    ],
)
def test_cells_written_in_unusual_ways_keep_their_place(read: Callable[..., Workbook], cells: str) -> None:
    sheet = read(make_sheet_xml(cells), limits=Limits(max_rows=3, max_columns=3)).sheets[0]
    assert (sheet.rows, sheet.address(0, 0)) == ([[1.0, 2.0]], "B3")
    with pytest.raises(UserError, match="不能超过 2 行"):
        read(make_sheet_xml(cells), limits=Limits(max_rows=2))
    with pytest.raises(UserError, match="不能超过 2 列"):
        read(make_sheet_xml(cells), limits=Limits(max_columns=2))


def test_prefixed_xml_is_measured_like_any_other(read: Callable[..., Workbook]) -> None:
    def prefix(name: str, content: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return content
        return (
            content.replace(b"<", b"<x:")
            .replace(b"<x:/", b"</x:")
            .replace(b"<x:?", b"<?")
            .replace(b" xmlns=", b" xmlns:x=")
        )

    data = change_zip(
        make_sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="BZ9" t="e"><v>#REF!</v></c></row>'), prefix
    )
    assert read(data).sheets[0].rows[8][77] == "#REF!"
    with pytest.raises(UserError, match="不能超过 77 列"):
        read(data, limits=Limits(max_columns=77))


def test_coloured_empty_cells_do_not_count_as_content(read: Callable[..., Workbook]) -> None:
    coloured = "".join(f'<c r="{column_letter(column)}1" s="0"/>' for column in range(1, 16_384))
    sheet = read(
        make_sheet_xml(
            f'<row r="1"><c r="A1"><v>1</v></c>{coloured}</row><row r="1048576"><c r="C1048576" s="0"/></row>'
        )
    ).sheets[0]
    assert sheet.rows == [[1.0]]


def test_a_claimed_size_is_not_believed(read: Callable[..., Workbook]) -> None:
    data = make_sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row>', foot='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    data = change_zip(
        data, lambda name, content: content.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    )
    sheet = read(data).sheets[0]
    assert sheet.rows == [[1.0]]
    assert sheet.merged_ranges == (MergedRange(0, 0, 0, 0),)


def test_find_sheet_lists_the_sheets_there_are(read: Callable[..., Workbook]) -> None:
    book = read(make_xlsx())
    assert find_sheet(book, " 底稿 ").name == "底稿"
    with pytest.raises(UserError) as caught:
        find_sheet(book, "汇总")
    assert (
        caught.value.message == "文件「表.xlsx」：没有这张工作表，实际为「汇总」。有内容的工作表是：「明细」、「底稿」"
    )


def test_fill_merged_repeats_vertical_merges_only_and_leaves_the_sheet_alone() -> None:
    rows: list[list[object]] = [
        ["县", "乡", "数"],
        ["甲县", "一乡", 1.0],
        ["", "二乡", 2.0],
        ["", "", ""],
        ["乙县", "", 3.0],
    ]
    merges = (MergedRange(1, 0, 3, 0), MergedRange(4, 0, 4, 1), MergedRange(2, 1, 3, 1))
    sheet = RawSheet("表", rows, merged_ranges=merges)
    assert [row[0] for row in fill_merged(sheet, [0])] == ["县", "甲县", "甲县", "甲县", "乙县"]
    assert [row[1] for row in fill_merged(sheet)] == ["乡", "一乡", "二乡", "二乡", ""]
    assert fill_merged(sheet, start=3)[2][0] == ""
    assert sheet.rows[2][0] == ""


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
)
def test_column_letters(index: int, letters: str) -> None:
    assert column_letter(index) == letters


def _read_anyhow(path: Path, data: bytes) -> Workbook | None:
    """The workbook, or None after a UserError with a message; anything else is raised."""
    path.write_bytes(data)
    try:
        book = read_workbook(path, limits=Limits(max_cells=2_000_000))
    except UserError as error:
        assert error.rule
        assert error.todo
        return None
    assert book.sheets
    return book


@settings(max_examples=160, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf", b"\xff\xfe", b"a,b\n"]
    ),
    rest=st.binary(max_size=2000),
)
def test_random_bytes_give_a_workbook_or_a_message(tmp_path: Path, start: bytes, rest: bytes) -> None:
    _read_anyhow(tmp_path / "乱.xlsx", start + rest)


GOOD = {"xlsx": make_xlsx(), "xls": make_xls(), "xlsb": make_xlsb(), "csv": make_csv("gb18030"), "utf8.csv": make_csv()}


def mutate(data: bytes, seed: int) -> bytes:
    """A copy with a few bits flipped, bytes overwritten, cut out, put in or moved."""
    choose, changed = random.Random(seed), bytearray(data)
    for _ in range(choose.choice((1, 1, 2, 3, 8))):
        at, size = choose.randrange(max(len(changed), 1)), choose.randrange(1, 64)
        action = choose.randrange(7)
        if action <= 1 and changed:
            changed[at] ^= 1 << choose.randrange(8)
        elif action == 2 and changed:
            changed[at] = choose.choice((0, 1, 127, 128, 255))
        elif action == 3:
            del changed[at : at + size]
        elif action == 4:
            changed[at:at] = choose.randbytes(size)
        elif action == 5:
            changed[at : at + 4] = b"\xff\xff\xff\x7f"
        else:
            changed[at : at + size] = changed[:size]
    return bytes(changed)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(sorted(GOOD)), seed=st.integers(0, 2**32), cut=st.floats(0.1, 1.5))
def test_mutated_files_give_a_workbook_or_a_message(tmp_path: Path, kind: str, seed: int, cut: float) -> None:
    data = mutate(GOOD[kind], seed)
    _read_anyhow(tmp_path / f"变.{kind}", data[: int(len(data) * cut)] if cut < 1 else data)


@settings(max_examples=160, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["xlsx", "xlsb"]), seed=st.integers(0, 2**32))
def test_mutated_parts_inside_a_sound_archive_give_a_workbook_or_a_message(
    tmp_path: Path, kind: str, seed: int
) -> None:
    choose = random.Random(seed)
    data = change_zip(GOOD[kind], lambda name, content: mutate(content, seed) if choose.random() < 0.3 else content)
    _read_anyhow(tmp_path / f"变.{kind}", data)


CHARACTERS = st.characters(min_codepoint=33, max_codepoint=0x9FFF, exclude_categories=["Cs", "Cn", "Cc"])
CELLS = st.one_of(st.none(), st.text(CHARACTERS, max_size=8), st.floats(-1e9, 1e9), st.booleans())
PLAIN_TEXTS = {"strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=8),
    row=st.integers(0, 40),
    column=st.integers(0, 800),
)
def test_what_is_written_is_read_back_at_its_address(
    tmp_path: Path, table: list[list[object]], row: int, column: int
) -> None:
    path, cells = tmp_path / "往返.xlsx", {}
    book = xlsxwriter.Workbook(str(path), PLAIN_TEXTS)
    sheet = book.add_worksheet()
    for down, line in enumerate(table):
        for across, value in enumerate(line):
            if value not in (None, ""):
                sheet.write(row + down, column + across, value)
                cells[f"{column_letter(column + across)}{row + down + 1}"] = value
    book.close()
    found: dict[str, object] = {}
    if cells:
        raw = read_workbook(path).sheets[0]
        found = {
            raw.address(i, j): cell for i, line in enumerate(raw.rows) for j, cell in enumerate(line) if cell != ""
        }
    assert found.keys() == cells.keys()
    for address, value in cells.items():
        assert found[address] == (pytest.approx(value, rel=1e-15) if isinstance(value, float) else value)


@pytest.mark.parametrize("far", ["XFD2", "B99999999", "B9000000", "ZZZ1"])
def test_a_far_cell_between_near_ones_is_seen_before_the_sheet_is_laid_out(
    far: str, read: Callable[..., Workbook]
) -> None:
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c><c r="B{at}"><v>2</v></c></row>' for at in range(1, 40))
    data = make_sheet_xml(rows.replace('<c r="B20">', f'<c r="{far}">'))
    with pytest.raises(UserError):
        read(data)


WRITTEN = ("A1", "B20", "Z9", "AZ100", "BA3", "ZZ39", "ZZZ1", "XFD2", "B1048576", "B9000000", "A0", "a1", "1", "A", "")


@pytest.mark.parametrize("last", ["A9", "B39", "Z200", "AZ39", "ZZ10"])
@pytest.mark.parametrize(
    "text", [*(f'<c r="{name}">' for name in WRITTEN), "<c>", "<c/>", '<c\n r="A1">', '<c s="1" r="A1">', "<col>"]
)
def test_the_rough_look_at_many_cells_never_says_less_than_the_close_one(text: str, last: str) -> None:
    """Cell by cell as the reader goes, against the look that only rules out what lies farther."""
    piece = f'<c r="A1"><v>1</v></c>{text}<v>1</v></c><c r="{last}"><v>1</v></c>'.encode()
    rough, close = scan_xlsx.SheetScan(), scan_xlsx.SheetScan()
    is_told = scan_xlsx._widen_roughly(rough, piece)
    is_usual = scan_xlsx._widen(close, piece, scan_xlsx._CELL)
    assert not is_told or (is_usual and rough.rows >= close.rows and rough.columns >= close.columns)
    assert is_told or text != '<c r="A1">'


def test_a_wide_and_long_sheet_within_the_limits_is_read(read: Callable[..., Workbook]) -> None:
    rows = ""
    for at in (1, 9, 10, 99):
        cells = "".join(f'<c r="{name}{at}"><v>{at}</v></c>' for name in ("A", "Z", "AA", "AZ", "BA", "ZZ"))
        rows += f'<row r="{at}">{cells}</row>'
    sheet = read(make_sheet_xml(rows), limits=Limits(max_rows=99, max_columns=702, max_cells=99 * 702)).sheets[0]
    assert (len(sheet.rows), sheet.width) == (99, 702)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("From: <Saved by Windows Internet Explorer>\r\nMIME-Version: 1.0\r\n\r\n<table></table>", "网页（MHTML）"),
        ('<?xml version="1.0"?><o:document xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>', "fods"),
    ],
)
def test_pages_of_one_piece_are_named(text: str, said: str, read: Callable[..., Workbook]) -> None:
    with pytest.raises(UserError) as caught:
        read(text.encode(), "表.xls")
    assert said in caught.value.came and "xlsx" in caught.value.todo


def test_the_columns_of_all_sheets_together_are_limited(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "宽.xlsx", {name: [["县", "甲", "乙"], ["凤凰县", 1, 2]] for name in ("一", "二")})
    assert len(read_workbook(path, limits=Limits(max_headers=6)).sheets) == 2
    with pytest.raises(UserError, match=r"列合计不能超过 5 列.*6 列"):
        read_workbook(path, limits=Limits(max_headers=5))
