"""Cells to values and problems: a table of what is read and what is not, a column like its cells, no exception ever."""

import math
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.cells.parse import (
    PROBLEM_KINDS,
    ColumnParser,
    Parsed,
    column_parser,
    decide_percent_scale,
    id_check_digit,
    is_missing,
    parse_boolean,
    parse_choice,
    parse_code,
    parse_column,
    parse_date,
    parse_id_number,
    parse_integer,
    parse_money,
    parse_month,
    parse_number,
    parse_percent,
    parse_text,
    parse_year,
)
from loaders.files.workbook import ExcelError, UncalculatedFormula

CHOICES = {"中央": ("中央财政衔接资金", "中央资金"), "省级": ("省",), "其他": ()}


def kind(parsed: Parsed) -> str:
    assert parsed.value is None
    return parsed.problem.kind if parsed.problem else "missing"


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        "—",
        "－",
        "-",
        "--",
        "——",
        "/",
        "\\",
        "无",
        "无数据",
        "暂无",
        "未填",
        "…",
        "NA",
        "N/A",
        "null",
        "NaN",
        "#N/A",
        None,
    ],
)
def test_missing_marks_are_missing_and_no_problem(cell: object) -> None:
    assert is_missing(cell)
    for parse in (
        parse_number,
        parse_integer,
        parse_percent,
        parse_code,
        parse_date,
        parse_month,
        parse_year,
        parse_id_number,
    ):
        assert parse(cell) == Parsed(None)
    assert parse_money(cell, "万元") == Parsed(None)


def test_no_is_an_answer_in_texts_and_truth_values_only() -> None:
    assert (parse_text("无").value, parse_boolean("无").value, parse_number("无")) == ("无", False, Parsed(None))
    assert (parse_text("/"), parse_boolean("—"), parse_choice("—", CHOICES)) == (Parsed(None),) * 3


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (3, 3.0),
        (2.5, 2.5),
        ("12.5", 12.5),
        ("１２．５", 12.5),
        ("1,234", 1234.0),
        ("1，234，567.8", 1234567.8),
        ("12 345", 12345.0),
        ("+7", 7.0),
        ("-7", -7.0),
        ("－7", -7.0),
        ("−7", -7.0),
        ("(123)", -123.0),
        ("（1,234.5）", -1234.5),
        (" 8 ", 8.0),
        (".5", 0.5),
        ("8.", 8.0),
        ("1.2E+3", 1200.0),
        ("3.2万", 32000.0),
        ("￥100", 100.0),
        ("0", 0.0),
        ("1\u00a0234", 1234.0),
    ],
)
def test_numbers_as_people_write_them(cell: object, value: float) -> None:
    assert parse_number(cell) == Parsed(value)


@pytest.mark.parametrize(
    ("cell", "problem", "expected"),
    [
        ("约120", "not_a_number", "准确的数，不是约数"),
        ("120左右", "not_a_number", "准确的数，不是约数"),
        ("100余户", "not_a_number", "准确的数，不是约数"),
        (">50", "not_a_number", "准确的数，不是约数"),
        ("12-15", "not_a_number", "一个数，不是范围"),
        ("12～15", "not_a_number", "一个数，不是范围"),
        ("1,23", "not_a_number", "千分位逗号每三位一个，如 1,234"),
        ("12,34,567", "not_a_number", "千分位逗号每三位一个，如 1,234"),
        ("2021-11-20", "not_a_number", "数字，不是日期"),
        ("1.2.3", "not_a_number", "数字"),
        ("三", "not_a_number", "数字"),
        ("12。5", "not_a_number", "数字"),
        ("１０²", "unit_unknown", "认识的单位，不是“²”"),
        ("①", "not_a_number", "数字"),
        ("½", "not_a_number", "数字"),
        ("-(5)", "not_a_number", "数字"),
        (True, "not_a_number", "数字，不是 TRUE 或 FALSE"),
        (math.inf, "not_a_number", "有限的数"),
        (math.nan, "not_a_number", "有限的数"),
        ("1e999", "not_a_number", "有限的数"),
        ("1e99999999", "not_a_number", "数字"),
        ("12箱", "unit_unknown", "认识的单位，不是“箱”"),
        (date(2021, 1, 2), "not_a_number", "数字；这一格被设成了日期或时间格式，请改为数值格式"),
        (time(7), "not_a_number", "数字；这一格被设成了日期或时间格式，请改为数值格式"),
        ("#REF!", "error_cell", "公式算出的数；请改正公式"),
        (ExcelError("#DIV/0!"), "error_cell", "公式算出的数；请改正公式"),
        (UncalculatedFormula("=SUM(A1:A9)"), "formula_without_value", "公式算出的数；请用表格软件打开、保存一次"),
        ("七百二十", "not_a_number", "数字"),
    ],
)
def test_what_is_no_number_says_why(cell: object, problem: str, expected: str) -> None:
    parsed = parse_number(cell)
    assert parsed.problem is not None
    assert (parsed.value, parsed.problem.kind, parsed.problem.expected) == (None, problem, expected)


def test_numbers_with_units() -> None:
    assert parse_number("11525户") == Parsed(11525.0, None, "户")
    assert parse_number("11525户", "户") == Parsed(11525.0, None, "户")
    assert parse_number("1.2万人", "人") == Parsed(12000.0, None, "人")
    assert parse_number("3000人", "万人") == Parsed(0.3, None, "万人")
    assert parse_number("1.2万", "人") == Parsed(12000.0, None, "人")
    assert kind(parse_number("3公里", "户")) == "unit_mismatch"
    assert parse_number("3", "户") == Parsed(3.0)


@pytest.mark.parametrize(
    ("cell", "value"),
    [(2018.0, 2018), ("2,018", 2018), ("11525户", 11525), (3.0000000000000004, 3), ("-3", -3), (0, 0)],
)
def test_whole_numbers(cell: object, value: int) -> None:
    parsed = parse_integer(cell)
    assert (parsed.value, type(parsed.value)) == (value, int)


@pytest.mark.parametrize(
    ("cell", "problem"), [(12.5, "not_whole"), ("0.3", "not_whole"), ("约3", "not_a_number"), (1e30, "not_a_number")]
)
def test_what_is_no_whole_number(cell: object, problem: str) -> None:
    assert kind(parse_integer(cell)) == problem


@pytest.mark.parametrize(
    ("cell", "unit", "yuan"),
    [
        (12.5, "万元", 125_000.0),
        ("0.1万元", "元", 1000.0),
        (0.07, "万元", 700.0),
        ("3358372.87元", "万元", 3_358_372.87),
        ("3.2亿元", "元", 320_000_000.0),
        ("3.2亿", "万元", 320_000_000.0),
        ("1,234.56", "元", 1234.56),
        (1.1, "亿元", 110_000_000.0),
        (12345.678901, "亿元", 1_234_567_890_100.0),
        ("(5)", "千元", -5000.0),
        ("5百元", "元", 500.0),
        ("2万", "元", 20_000.0),
    ],
)
def test_money_is_exact_yuan(cell: object, unit: str, yuan: float) -> None:
    assert parse_money(cell, unit).value == yuan
    assert parse_column([cell], column_parser("money", unit=unit))[0] == [yuan]


def test_money_needs_a_unit_of_money() -> None:
    assert kind(parse_money(12.5, "")) == "unit_unknown"
    assert kind(parse_money(12.5, "户")) == "unit_unknown"
    assert kind(parse_money("12户", "万元")) == "unit_mismatch"
    assert parse_money("12万元", "").value == 120_000.0


@pytest.mark.parametrize(
    ("cell", "in_header", "stored_as", "value"),
    [
        ("85%", False, "", 0.85),
        ("85％", True, "", 0.85),
        ("0.5%", True, "fraction", 0.005),
        ("105.57%", False, "", 1.0557),
        (85.0, True, "", 0.85),
        (105.57, True, "", 1.0557),
        (96.74, True, "", 0.9674),
        (0.85, False, "", 0.85),
        (1, False, "", 1.0),
        (85.0, False, "percent", 0.85),
        (1.0557, False, "fraction", 1.0557),
        (0.0, False, "ambiguous", 0.0),
        ("3‰", False, "", 0.003),
        (1.1, True, "", 0.011),
    ],
)
def test_rates_become_fractions(cell: object, in_header: bool, stored_as: str, value: float) -> None:
    assert parse_percent(cell, in_header, stored_as).value == value
    parser = column_parser("percent", unit="%" if in_header else "", scale=stored_as)
    assert parse_column([cell], parser)[0] == [value]


def test_rates_whose_scale_is_not_clear_are_problems() -> None:
    assert kind(parse_percent(85.0)) == "percent_unclear"
    assert kind(parse_percent(-0.2)) == "percent_unclear"
    assert kind(parse_percent(0.85, True, "ambiguous")) == "percent_unclear"
    assert kind(parse_percent("12个百分点")) == "unit_mismatch"


@pytest.mark.parametrize(
    ("values", "in_header", "scale"),
    [
        ([0.85, 0.9, 1.0557], False, "ambiguous"),
        ([85.0, 90.2, 105.57], False, "percent"),
        ([0.85, 85.0], False, "ambiguous"),
        ([0.0, 85.0, 90.0], False, "percent"),
        ([1.2], False, "ambiguous"),
        ([5000.0], False, "ambiguous"),
        ([], False, "fraction"),
        (["85%", "—", ""], False, "fraction"),
        ([0.5, 85.0], True, "percent"),
        ([0.85, 1.0], True, "ambiguous"),
        ([], True, "percent"),
        (["85", "90"], False, "percent"),
        ([0.0, 0.0], True, "percent"),
        (["85%", 0.9], False, "ambiguous"),
        ([math.nan, "约3", 0.5], False, "ambiguous"),
    ],
)
def test_the_scale_of_a_rate_column_is_decided_together(values: list[object], in_header: bool, scale: str) -> None:
    assert decide_percent_scale(values, in_header) == scale


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (621102.0, "621102"),
        ("621102.0", "621102"),
        (433123, "433123"),
        ("４３３１２３", "433123"),
        (" 433123 ", "433123"),
        ('="0123"', "0123"),
        ("'0123", "0123"),
        ("XM-2021-001", "XM-2021-001"),
        ("0012", "0012"),
        (123456789012345.0 - 0.0, "123456789012345"),
    ],
)
def test_codes_are_texts(cell: object, code: str) -> None:
    assert parse_code(cell) == Parsed(code)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (4.33123199001011e17, "digits_lost"),
        ("4.33123E+17", "digits_lost"),
        ("1E5", "digits_lost"),
        (12.5, "not_a_code"),
        (-3.0, "not_a_code"),
        (True, "not_a_code"),
        (date(2021, 1, 1), "not_a_code"),
        (math.nan, "not_a_code"),
        ("#NAME?", "error_cell"),
    ],
)
def test_codes_that_lost_digits_are_problems(cell: object, problem: str) -> None:
    assert kind(parse_code(cell)) == problem


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime(2021, 11, 20, 8, 30), date(2021, 11, 20)),
        (date(2021, 11, 20), date(2021, 11, 20)),
        ("2021年11月20日", date(2021, 11, 20)),
        ("2021-11-20", date(2021, 11, 20)),
        ("2021/1/2", date(2021, 1, 2)),
        ("2021.11.20", date(2021, 11, 20)),
        ("20211120", date(2021, 11, 20)),
        (20211120.0, date(2021, 11, 20)),
        (44520.0, date(2021, 11, 20)),
        ("２０２１年１１月２０号", date(2021, 11, 20)),
        ("2021-11-20 08:30:00", date(2021, 11, 20)),
    ],
)
def test_days(cell: object, day: date) -> None:
    parsed = parse_date(cell)
    assert (parsed.value, type(parsed.value)) == (day, date)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2021年11月", "到日的日期，如 2021-11-20，不能只到月"),
        ("202111", "到日的日期，如 2021-11-20，不能只到月"),
        ("2021-02-30", "存在的日期；没有这一天"),
        ("20211301", "存在的日期；没有这一天"),
        ("2020-03-25通报", "日期，如 2021-11-20"),
        ("21.11.20", "日期，如 2021-11-20"),
        ("44520", "日期，如 2021-11-20"),
        (5.0, "日期，如 2021-11-20"),
        (True, "日期，如 2021-11-20"),
        (time(7), "日期，如 2021-11-20"),
        ("1600-01-01", "1900 年至 2100 年之间的日期"),
        (date(1899, 12, 31), "1900 年至 2100 年之间的日期"),
        (timedelta(days=2), "日期，如 2021-11-20"),
    ],
)
def test_what_is_no_day_says_why(cell: object, expected: str) -> None:
    parsed = parse_date(cell)
    assert parsed.problem is not None
    assert (parsed.problem.kind, parsed.problem.expected) == ("not_a_date", expected)


@pytest.mark.parametrize(
    "cell",
    [
        "202111",
        202111.0,
        "2021-11",
        "2021/11",
        "2021.11",
        "2021年11月",
        "2021年11月份",
        "2021-11-20",
        datetime(2021, 11, 1),
        date(2021, 11, 30),
        "20211120",
        44520.0,
    ],
)
def test_months(cell: object) -> None:
    assert parse_month(cell) == Parsed("2021-11")


@pytest.mark.parametrize(
    "cell", ["11月", "2021", 2021.1, "2021.1", "2021-13", "202100", "2021年13月", True, "十一月", "2021-11-31"]
)
def test_what_is_no_month(cell: object) -> None:
    assert kind(parse_month(cell)) == "not_a_month"


@pytest.mark.parametrize("cell", ["2018", 2018.0, 2018, "2018.0", "2018年", "2018年度", date(2018, 5, 1), "２０１８"])
def test_years(cell: object) -> None:
    assert parse_year(cell) == Parsed("2018")


@pytest.mark.parametrize("cell", ["18年", 18.0, "2018-2019", 2018.5, "1800", True, "2021年11月"])
def test_what_is_no_year(cell: object) -> None:
    assert kind(parse_year(cell)) == "not_a_year"


def test_truth_values_and_choices() -> None:
    assert [parse_boolean(cell).value for cell in ("是", "√", 1.0, "Y", "已", "有", True, "１")] == [True] * 8
    assert [parse_boolean(cell).value for cell in ("否", "×", 0.0, "n", "未", "无", False, "尚未实施")] == [False] * 8
    assert kind(parse_boolean("部分")) == "not_yes_no"
    assert kind(parse_boolean(2.0)) == "not_yes_no"
    assert [parse_choice(cell, CHOICES).value for cell in ("中央", "中央资金 ", "省", " 省 级")] == [
        "中央",
        "中央",
        "省级",
        "省级",
    ]
    assert parse_choice("中央资金 ", CHOICES, is_open=True).value == "中央"
    assert [parse_choice(cell, CHOICES, is_open=True).value for cell in (" 市级 ", "—")] == ["市级", None]
    refused = parse_choice("市级", CHOICES)
    assert refused.problem == ("not_a_choice", "市级", "中央、省级、其他")


def test_texts_lose_blanks_and_invisible_characters_only() -> None:
    assert parse_text(" 甲县\r\n一乡\u200b\x07 ").value == "甲县\n一乡"
    assert (parse_text(12.0).value, parse_text(1.5).value, parse_text(True).value) == ("12", "1.5", "TRUE")
    assert parse_text(datetime(2021, 11, 20)).value == "2021-11-20"
    assert kind(parse_text("长" * 5001)) == "text_too_long"
    assert kind(parse_text(ExcelError("#REF!"))) == "error_cell"


def make_id(first: str) -> str:
    return first + id_check_digit(first)


GOOD_ID = make_id("43312319900101101")


def test_id_numbers_are_checked_and_never_quoted() -> None:
    assert parse_id_number("11010519491231002X").value == "11010519491231002X"
    assert parse_id_number(" 11010519491231002x ").value == "11010519491231002X"
    assert parse_id_number(GOOD_ID + "44").value == GOOD_ID + "44"
    assert parse_id_number(GOOD_ID + "11B1").value == GOOD_ID + "11B1"
    wrong = GOOD_ID[:17] + ("0" if GOOD_ID[17] != "0" else "1")
    for cell in (
        wrong,
        GOOD_ID[:15],
        GOOD_ID + "99",
        make_id("43312319900231101"),
        make_id("03312319900101101"),
        float(GOOD_ID[:17] + "0"),
    ):
        parsed = parse_id_number(cell)
        assert parsed.problem is not None
        assert parsed.problem.kind in ("not_an_id", "digits_lost")
        assert GOOD_ID[6:14] not in str(parsed)
    lost = parse_id_number("4.33123E+17").problem
    assert lost is not None
    assert (lost.kind, lost.came) == ("digits_lost", "***********")


def test_a_column_of_id_numbers_is_checked_at_once() -> None:
    numbers = [
        make_id(f"4331231990{month:02d}{day:02d}{rest:03d}")
        for month in (1, 12)
        for day in (1, 28)
        for rest in range(50)
    ]
    values, problems = parse_column([*numbers, "", "—"], column_parser("id_number"))
    assert (values, problems) == ([*numbers, None, None], [])
    changed = "1" if numbers[99][16] == "0" else "0"
    wrong = [*numbers[:99], numbers[99][:16] + changed + numbers[99][17]]
    values, problems = parse_column(wrong, column_parser("id_number"))
    assert (values[99], [index for index, _ in problems]) == (None, [99])


PARSERS: dict[str, tuple[ColumnParser, Callable[[Any], Parsed]]] = {
    "number": (column_parser("number"), parse_number),
    "people": (column_parser("number", unit="人"), lambda cell: parse_number(cell, "人")),
    "integer": (column_parser("integer"), parse_integer),
    "money": (column_parser("money", unit="万元"), lambda cell: parse_money(cell, "万元")),
    "money without unit": (column_parser("money"), lambda cell: parse_money(cell, "")),
    "percent": (column_parser("percent"), parse_percent),
    "percent in header": (column_parser("percent", unit="%"), lambda cell: parse_percent(cell, True)),
    "fraction": (column_parser("percent", scale="fraction"), lambda cell: parse_percent(cell, stored_as="fraction")),
    "ambiguous": (
        column_parser("percent", unit="%", scale="ambiguous"),
        lambda cell: parse_percent(cell, True, "ambiguous"),
    ),
    "text": (column_parser("text"), parse_text),
    "code": (column_parser("code"), parse_code),
    "id_number": (column_parser("id_number"), parse_id_number),
    "choice": (column_parser("choice", choices=CHOICES), lambda cell: parse_choice(cell, CHOICES)),
    "date": (column_parser("date"), parse_date),
    "month": (column_parser("month"), parse_month),
    "year": (column_parser("year"), parse_year),
    "boolean": (column_parser("boolean"), parse_boolean),
}
TEXTS = [
    "",
    "—",
    "12.5",
    "1,234",
    "1,23",
    "85%",
    "约3",
    "2021-11-20",
    "2021年11月",
    "202111",
    "是",
    "无",
    "中央",
    " 省 ",
    "12户",
    "3.2亿",
    "a\r\nb",
    "#REF!",
    "0",
    "-3",
    "１２",
    "1e5",
    "007",
    GOOD_ID,
]
ANY_CELL = st.one_of(
    st.sampled_from(TEXTS),
    st.text(max_size=12),
    st.floats(allow_nan=False),
    st.floats(0, 200).map(lambda value: round(value, 2)),
    st.integers(-5, 300_000).map(float),
    st.booleans(),
    st.integers(-5, 5),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.none(),
    st.sampled_from([ExcelError("#REF!"), UncalculatedFormula("=A1")]),
)
COLUMNS = st.one_of(
    st.lists(ANY_CELL, max_size=30),
    st.lists(st.text(max_size=6), max_size=10),
    st.lists(st.floats(allow_nan=False), max_size=10),
)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=60, deadline=None)
@given(column=COLUMNS)
def test_a_column_is_read_like_its_cells_and_nothing_is_lost(name: str, column: list[object]) -> None:
    parser, parse = PARSERS[name]
    values, problems = parse_column(column, parser)
    singles = [parse(cell) for cell in column]
    assert [(type(value), value) for value in values] == [(type(single.value), single.value) for single in singles]
    assert problems == [(index, single.problem) for index, single in enumerate(singles) if single.problem]
    for single, cell in zip(singles, column, strict=True):
        if single.problem:
            assert single.value is None
            assert single.problem.kind in PROBLEM_KINDS
            assert len(single.problem.came) <= 80
        if single.value is None and not single.problem:
            assert cell is None or isinstance(cell, str)


def test_a_plain_function_is_a_parser_of_columns_too() -> None:
    assert parse_column([1.0, True, 1, "是"], parse_boolean) == ([True] * 4, [])
    with pytest.raises(KeyError):
        column_parser("colour")


@settings(max_examples=200, deadline=None)
@given(value=st.decimals(-(10**9), 10**9, places=4), unit=st.sampled_from(["元", "万元", "亿元", "千元"]))
def test_money_scales_as_decimals_do(value: Decimal, unit: str) -> None:
    factor = {"元": 1, "万元": 10_000, "亿元": 100_000_000, "千元": 1000}[unit]
    exact = float(value * factor)
    assert parse_money(str(value), unit).value == exact
    assert parse_money(float(value), unit).value == exact
    assert parse_column([float(value)], column_parser("money", unit=unit))[0] == [exact]


@settings(max_examples=200, deadline=None)
@given(value=st.decimals(0, 300, places=2))
def test_a_percent_is_the_same_however_it_is_written(value: Decimal) -> None:
    exact = float(value / 100)
    assert parse_percent(f"{value}%").value == exact
    assert parse_percent(float(value), stored_as="percent").value == exact
    assert parse_column([float(value)], column_parser("percent", unit="%"))[0] == [exact]


def test_long_columns_of_mixed_cells_keep_their_order() -> None:
    choose = random.Random(3)
    column: list[object] = [choose.choice([float(index), str(index), "", "约3", None, True]) for index in range(5000)]
    values, problems = parse_column(column, column_parser("integer"))
    for index, cell in enumerate(column):
        expected = int(float(cell)) if isinstance(cell, float) or (isinstance(cell, str) and cell.isdigit()) else None
        assert values[index] == expected
    assert {index for index, _ in problems} == {i for i, cell in enumerate(column) if cell == "约3" or cell is True}


def test_problem_codes_are_those_of_the_shared_catalogue() -> None:
    from loaders.cells.problems import KINDS

    assert {code: KINDS[code].title for code in PROBLEM_KINDS} == {
        code: title for code, (title, _) in PROBLEM_KINDS.items()
    }
