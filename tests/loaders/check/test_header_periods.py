"""Years, months and quarters in column headers are the periods of the figures below them, in long and in plain tables."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from loaders.cells import take_said_period
from loaders.importing import import_file, preview
from loaders.recognise.choices import Choices
from loaders.recognise.header_periods import split_header_period
from tests.loaders.check.checking import check_sheet, column
from tests.loaders.sheets import Rows, write_csv, write_xlsx

TAKEN = {
    "2019年": ("2019年", ""),
    "2005": ("2005", ""),
    "11月份": ("11月", ""),
    "十一月": ("11月", ""),
    "2021年计划资金": ("2021年", "计划资金"),
    "计划资金（2021年）": ("2021年", "计划资金"),
    "计划资金2021": ("2021", "计划资金"),
    "2021人均收入": ("2021", "人均收入"),
    "支出（1-11月累计）": ("1-11月", "支出(累计)"),
    "2021年支出（11月）": ("2021年11月", "支出"),
    "截至11月底支出": ("截至11月底", "支出"),
    "2021年一季度收入": ("2021年1季度", "收入"),
    "上半年收入": ("上半年", "收入"),
    "二〇二一年收入": ("2021年", "收入"),
    "21年": ("21年", ""),
}
NAMES = (
    "2014年以来脱贫户数", "较2020年增减", "2020年底前脱贫户数", "3-6岁儿童", "2000元以下户数", "10年期贷款", "15年以上党员",
    "2019-2021年培训", "2020-2021学年资助", "2021年比2020年增长", "1-3年级学生", "第2周", "6月龄婴儿", "支出", "其中：2021年新增",
)  # fmt: skip


@pytest.mark.parametrize(("header", "expected"), TAKEN.items())
def test_the_period_of_a_header_and_the_rest_of_it(header: str, expected: tuple[str, str]) -> None:
    words, rest = take_said_period(header)
    assert (words.replace("月份", "月"), rest) == expected


@pytest.mark.parametrize("header", NAMES)
def test_a_period_that_does_not_date_the_figure_stays_in_the_name(header: str) -> None:
    assert take_said_period(header) == ("", header)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("2021年", "11月"), ("2021年11月", ())),
        (("11月", "2021年"), ("2021年11月", ())),
        (("2021", "1-11月"), ("2021年1-11月", ())),
        (("2021年", "支出", "11月"), ("2021年11月", ("支出",))),
        (("支出", "2021年"), ("2021年", ("支出",))),
        (("2021年计划", "2020年结转"), ("", ("2021年计划", "2020年结转"))),
    ],
)
def test_a_year_in_one_row_and_a_month_in_another(path: tuple[str, ...], expected: tuple[str, tuple[str, ...]]) -> None:
    assert split_header_period(path) == expected


def stored(folder: Path, rows: Rows, file: str = "表.xlsx", **choices: Any) -> list[tuple[Any, ...]]:
    """(item, period, covers, value) of one sheet checked."""
    sheet = check_sheet(write_xlsx(folder / file, {"表": rows}, choices.pop("merges", ())), folder, **choices)
    return list(zip(*(column(sheet, name) for name in ("item", "period", "covers", "value")), strict=True))


def refusal(folder: Path, rows: Rows, **choices: Any) -> str:
    """Why nothing of one sheet is stored."""
    (sheet,) = preview(write_xlsx(folder / "表.xlsx", {"表": rows}), Choices(**choices), folder=folder).sheets
    assert sheet.reason and not sheet.rows_stored
    return sheet.reason


@pytest.mark.parametrize(
    "years", [[2019, 2020], ["2019年", "2020年"], ["2019年度", "2020年度"], ["二〇一九年", "二〇二〇年"]]
)
def test_years_alone_are_periods_of_what_the_title_says(years: list[Any], tmp_path: Path) -> None:
    rows = [["湘西州各县市主要年份造林面积统计表（单位：亩）"], ["县", *years], ["凤凰县", 3, 4]]
    found = stored(tmp_path, rows)
    assert [(period, value) for _, period, _, value in found] == [("2019", 3.0), ("2020", 4.0)]
    assert {item for item, *_ in found} == {"造林面积（亩）"}


def test_a_title_that_names_a_declared_item_is_that_item(tmp_path: Path) -> None:
    rows = [["湘西州历年农村居民人均可支配收入"], ["县", "2019年", "2020年"], ["凤凰县", 9000, 9900]]
    assert {item for item, *_ in stored(tmp_path, rows)} == {"rural_income"}


def test_columns_of_years_without_any_title_are_asked_about_and_the_answer_is_kept(tmp_path: Path) -> None:
    rows = [["县", "2019年", "2020年"], ["凤凰县", 3, 4]]
    assert "没有说是什么数" in refusal(tmp_path, rows)
    answer = ("2019年=open:造林面积", "2020年=open:造林面积")
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows})
    assert import_file(path, Choices(columns=answer), folder=tmp_path).versions
    again = write_xlsx(tmp_path / "表(2).xlsx", {"表": [rows[0], ["花垣县", 5, 6]]})
    (sheet,) = preview(again, folder=tmp_path).sheets
    assert column(sheet, "item") == ["造林面积"] * 2 and column(sheet, "period") == ["2019", "2020"]


def test_months_take_the_year_of_the_title_or_the_one_given(tmp_path: Path) -> None:
    head: list[list[Any]] = [["县", "1月", "2月", "1-2月累计"], ["凤凰县", 3, 4, 7]]
    for rows, given in (([["2021年造林面积"], *head], ""), ([["造林面积"], *head], "2021")):
        assert stored(tmp_path, rows, period=given) == [
            ("造林面积", "2021-01", None, 3.0),
            ("造林面积", "2021-02", None, 4.0),
            ("造林面积：累计", "2021-02", "2021年1—2月累计", 7.0),
        ]
    assert "没有写明是哪一年" in refusal(tmp_path, [["造林面积"], *head])


def test_months_that_excel_made_dates_of(tmp_path: Path) -> None:
    rows = [["造林面积"], ["县", date(2021, 10, 1), date(2021, 11, 1)], ["凤凰县", 1, 2]]
    assert [(period, value) for _, period, _, value in stored(tmp_path, rows)] == [("2021-10", 1.0), ("2021-11", 2.0)]


def test_years_above_months(tmp_path: Path) -> None:
    rows = [
        ["造林面积"],
        ["县", "2020年", "", "2021年", ""],
        ["", "11月", "12月", "11月", "12月"],
        ["凤凰县", 1, 2, 3, 4],
    ]
    found = stored(tmp_path, rows, merges=("A2:A3", "B2:C2", "D2:E2"))
    assert [period for _, period, *_ in found] == ["2020-11", "2020-12", "2021-11", "2021-12"]


def test_a_quarter_is_kept_apart_from_its_last_month(tmp_path: Path) -> None:
    rows = [["2021年造林面积"], ["县", "3月", "一季度", "二季度", "上半年"], ["凤凰县", 1, 2, 3, 4]]
    assert stored(tmp_path, rows) == [
        ("造林面积", "2021-03", None, 1.0),
        ("造林面积（累计）", "2021-03", "2021年1—3月累计", 2.0),
        ("造林面积（3个月）", "2021-06", "2021年4—6月", 3.0),
        ("造林面积（累计）", "2021-06", "2021年1—6月累计", 4.0),
    ]


def test_plain_columns_beside_dated_ones_need_a_period_of_their_own(tmp_path: Path) -> None:
    rows = [["县", "总人口", "2020年人均收入", "2021年人均收入"], ["凤凰县", 42.3, 9600, 10500]]
    assert "没有写明期次" in refusal(tmp_path, rows)
    assert [(item, period) for item, period, *_ in stored(tmp_path, rows, period="2021")] == [
        ("population", "2021"),
        ("人均收入", "2020"),
        ("人均收入", "2021"),
    ]


@pytest.mark.parametrize("title", ["2023年10月贷款情况", "2023年1-10月贷款情况", "截至2023年10月底贷款情况"])
def test_the_year_of_a_table_of_months_is_not_the_whole_year(title: str, tmp_path: Path) -> None:
    rows = [[title], ["县", "存量户数", "2023年新增户数", "2022年新增户数"], ["凤凰县", 9, 3, 5]]
    assert [period for _, period, *_ in stored(tmp_path, rows)] == ["2023-10", "2023-10", "2022"]


def test_what_a_title_counts_up_is_stored_with_the_figures(tmp_path: Path) -> None:
    rows = [["2021年1-11月造林情况"], ["县", "造林面积", "当月造林面积"], ["凤凰县", 3, 1]]
    assert stored(tmp_path, rows) == [
        ("造林情况：造林面积（累计）", "2021-11", "2021年1—11月累计", 3.0),
        ("造林情况：当月造林面积（累计）", "2021-11", "当月", 1.0),
    ]


def test_periods_in_a_column_say_what_they_count_up(tmp_path: Path) -> None:
    rows = [["县", "期次", "造林面积"], ["凤凰县", "2021年1-11月", 3], ["凤凰县", "2021年10月", 1]]
    assert [(period, covers) for _, period, covers, _ in stored(tmp_path, rows)] == [
        ("2021-11", "2021年1—11月累计"),
        ("2021-10", None),
    ]


# --- plain tables ------------------------------------------------------------------------------------------------

GRADES = [
    ["县市", "2019年等次", "2020年度等次", "等次（2021年）"],
    ["吉首市", "好", "较好", "一般"],
    ["凤凰县", "较好", "", "好"],
]
PROJECT = [
    ["县", "项目名称", "2021年计划资金(万元)", "2022年计划资金(万元)"],
    ["凤凰县", "茶园", 100, 200],
    ["凤凰县", "水渠", "", 50],
]


def test_every_year_of_a_plain_table_is_a_row_of_its_own(tmp_path: Path) -> None:
    sheet = check_sheet(write_csv(tmp_path / "历年.csv", GRADES), tmp_path)
    assert list(zip(column(sheet, "place_name"), column(sheet, "period"), column(sheet, "grade"), strict=True)) == [
        ("吉首市", "2019", "好"), ("吉首市", "2020", "较好"), ("吉首市", "2021", "一般"),
        ("凤凰县", "2019", "较好"), ("凤凰县", "2021", "好"),
    ]  # fmt: skip
    assert not sheet.problems and sheet.rows_stored == 2


@pytest.mark.parametrize(("period", "budgets"), [("2021", [1_000_000.0]), ("2022", [2_000_000.0, 500_000.0])])
def test_a_given_period_takes_its_own_columns_only(period: str, budgets: list[float], tmp_path: Path) -> None:
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": PROJECT}), tmp_path, period=period)
    assert column(sheet, "budget_cny") == budgets and set(column(sheet, "period")) == {period}
    assert [problem.kind for problem in sheet.problems if problem.column] == ["other_period"]
    assert "表头写的不是指定的期次" in refusal(tmp_path, PROJECT, period="2023")


def test_a_figure_of_no_year_beside_several_years_is_asked_about(tmp_path: Path) -> None:
    rows = [[*PROJECT[0], "调整后预算"], *([*row, 30] for row in PROJECT[1:])]
    assert "有的列没有写明期次" in refusal(tmp_path, rows) and "调整后预算" in refusal(tmp_path, rows)
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path, period="2022")
    assert column(sheet, "adjusted_budget_cny") == [300_000.0, 300_000.0]
