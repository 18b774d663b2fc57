"""The unit of figures nobody declared: from header, cells, number formats and the line above the table; asked where it is not known."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from loaders.columns.name_units import adds_up, is_rate, may_be_negative, unit_above
from loaders.files.number_formats import FormattedFigure, Shown, shown_by, unit_of_format
from loaders.importing import import_file, preview
from loaders.recognise.choices import Choices
from loaders.results import SheetResult
from tests.loaders.check.checking import check_sheet, column
from tests.loaders.sheets import write_xlsx

PLACES = ("吉首市", "泸溪县", "凤凰县", "花垣县")


def look(folder: Path, header: str, *cells: Any, title: str = "2021年11月", **choices: Any) -> SheetResult:
    """One column of figures below 县 and a header."""
    rows = [[title], ["县", header], *([place, cell] for place, cell in zip(PLACES, cells, strict=False))]
    return check_sheet(write_xlsx(folder / "表.xlsx", {"表": rows}), folder, **choices)


def problems(sheet: SheetResult) -> list[tuple[int | None, str]]:
    """(row, kind) of what was found at rows."""
    return [(one.row, one.kind) for one in sheet.problems if one.row]


def formatted(
    path: Path, header: str, cells: dict[str, Any], formats: dict[str, str], title: str = "2021年11月"
) -> Path:
    """A sheet whose cells have number formats of their own."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, [title])
        sheet.write_row(1, 0, ["县", header])
        for at, (place, cell) in enumerate(cells.items(), 2):
            sheet.write(at, 0, place)
            code = formats.get(place, "")
            sheet.write(at, 1, cell, book.add_format({"num_format": code}) if code else None)
    return path


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("9938万元", "1.0018亿元", "691万", "5000000元"), [9938.0, 10018.0, 691.0, 500.0]),
        (("2,000元", "0.3万元", "1千元"), [0.2, 0.3, 0.1]),
        (("300万元", 0, "12.5万元"), [300.0, 0.0, 12.5]),
        (("300万", "1.2亿"), [300.0, 12000.0]),
    ],
)
def test_amounts_in_several_units_become_one(cells: tuple[Any, ...], values: list[float], tmp_path: Path) -> None:
    sheet = look(tmp_path, "安排资金", *cells)
    assert column(sheet, "value") == values and set(column(sheet, "unit")) == {"万元"} and not sheet.problems


def test_an_amount_without_unit_beside_others_is_asked_about(tmp_path: Path) -> None:
    sheet = look(tmp_path, "安排资金", "9938万元", 500, "1.2亿元")
    assert column(sheet, "value") == [9938.0, 12000.0] and problems(sheet) == [(4, "unit_unknown")]
    sheet = look(tmp_path, "安排资金", "9938万元", 500, "1.2亿元", columns=("安排资金=open@万元",))
    assert column(sheet, "value") == [9938.0, 500.0, 12000.0]


def test_counts_in_several_units_become_one(tmp_path: Path) -> None:
    sheet = look(tmp_path, "参保人口", "1.2万人", "350人", "26,000人")
    assert column(sheet, "value") == [12000.0, 350.0, 26000.0] and set(column(sheet, "unit")) == {"人"}
    sheet = look(tmp_path, "参保人口", "1.2万人", 350, 0)
    assert column(sheet, "value") == [1.2, 0.0] and problems(sheet) == [(4, "unit_unknown")]
    sheet = look(tmp_path, "参保人口", "26,000人", 350)
    assert column(sheet, "value") == [26000.0, 350.0] and not sheet.problems


@pytest.mark.parametrize("cells", [("12户", "30人"), ("12万元", "85%"), ("3亩", "2公里", 5)])
def test_units_of_different_kinds_are_asked_about(cells: tuple[Any, ...], tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "表.xlsx", {"表": [["2021年"], ["县", "完成数"], *map(list, zip(PLACES, cells, strict=False))]}
    )
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert not sheet.rows_stored and [problem.kind for problem in sheet.problems if problem.column] == ["unit_mismatch"]
    assert "open@单位" in sheet.problems[-1].expected or "open@单位" in sheet.problems[0].expected


def test_the_unit_above_a_table_goes_to_what_it_can_mean(tmp_path: Path) -> None:
    header = ["县", "项目数", "受益户数", "安排资金", "任务数", "支出进度", "完成率", "人均收入"]
    rows = [["2021年11月衔接资金"], ["单位：万元"], header, ["凤凰县", 12, 350, 1000, 80, 85, "90%", 1.2],
            ["花垣县", 2, 30, 100, 8, 95, "80%", 1.1], ["合计", 14, 380, 1100, 88, 86, "85%", 1.2]]  # fmt: skip
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    units = dict(
        zip([item.split("：")[1].split("（")[0] for item in column(sheet, "item")], column(sheet, "unit"), strict=True)
    )
    assert units == {
        "项目数": None, "受益户数": None, "安排资金": "万元", "任务数": "万元", "支出进度": "%", "完成率": "%",
    }  # fmt: skip
    added = {total.header: total.agrees for total in sheet.totals if total.kind == "sum"}
    assert {name: agrees for name, agrees in added.items() if agrees is not None} and False not in added.values()
    assert "total_differs" not in {problem.kind for problem in sheet.problems}


def test_of_several_stated_units_money_goes_to_names_of_money(tmp_path: Path) -> None:
    rows = [["2021年11月"], ["单位：万元、户"], ["县", "补助资金", "覆盖面"], ["凤凰县", 30, 5]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "unit") == ["万元", None]


@pytest.mark.parametrize("code", ["0%", "0.00%", "0.0%;[Red]-0.0%", "#,##0.00%"])
@pytest.mark.parametrize("header", ["支出率（%）", "支出率", "完成年度任务"])
def test_a_percent_format_says_how_a_rate_is_written(code: str, header: str, tmp_path: Path) -> None:
    cells = {"吉首市": 0.8523, "泸溪县": 0.95, "凤凰县": 1.05, "花垣县": 0.004}
    path = formatted(tmp_path / "表.xlsx", header, cells, dict.fromkeys(cells, code))
    sheet = check_sheet(path, tmp_path)
    assert column(sheet, "value") == [0.8523, 0.95, 1.05, 0.004] and set(column(sheet, "unit")) == {"%"}
    assert not sheet.problems


def test_a_declared_rate_reads_formats_too(tmp_path: Path) -> None:
    rows = {"吉首市": 0.85, "泸溪县": 0.0132}
    path = formatted(tmp_path / "表.xlsx", "支出进度（%）", rows, dict.fromkeys(rows, "0.00%"))
    sheet = check_sheet(path, tmp_path, table="unit_figures", columns=("县=unit_name",), place="433100")
    assert column(sheet, "item") == ["spend_rate"] * 2 and column(sheet, "value") == [0.85, 0.0132]


def test_a_unit_in_a_number_format_counts(tmp_path: Path) -> None:
    cells = {"吉首市": 12, "泸溪县": 1.5}
    path = formatted(tmp_path / "表.xlsx", "安排资金", cells, {"吉首市": '0"万元"', "泸溪县": '0.00"亿元"'})
    assert column(check_sheet(path, tmp_path), "value") == [12.0, 15000.0]


@pytest.mark.parametrize(
    ("code", "unit"),
    [("0.00%", "%"), ('#,##0.00"万元"', "万元"), ('General"户"', "户"), ("0\\人", "人"), ("0.00", ""), ("General", ""), ('0.0,"万"', ""),
     ('0!.0,"万元"', "万元"), ('0\\.00,,"亿"', "亿"), ('#,##0.0,', "千"), ('0,"户"', ""), ("yyyy-mm-dd", ""),
     ('yyyy"年"m"月"', ""), ('0" %"', ""), ("@", ""), ('"¥"#,##0.00', "")],
)  # fmt: skip
def test_the_unit_of_a_number_format(code: str, unit: str) -> None:
    assert unit_of_format(code) == unit


def test_a_format_that_divides_says_by_how_much() -> None:
    assert [shown_by(code) for code in ('0\\.0,"万元"', '0.0,"千元"', '0"."00,,', "0.0")] == [
        Shown("万元", 10_000), Shown("千元", 1_000), Shown("亿", 100_000_000), Shown(""),
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["安排资金", "安排资金（万元）"])
def test_yuan_shown_in_a_larger_unit_are_what_is_shown(header: str, tmp_path: Path) -> None:
    cells = {"吉首市": 12_345_678, "泸溪县": 500_000}
    path = formatted(tmp_path / "表.xlsx", header, cells, dict.fromkeys(cells, '0\\.0,"万元"'))
    sheet = check_sheet(path, tmp_path)
    assert column(sheet, "value") == [1234.5678, 50.0] and set(column(sheet, "unit")) == {"万元"}


def test_a_formatted_figure_is_no_plain_one() -> None:
    figure = FormattedFigure(0.8523, "%")
    assert figure != 0.8523 and str(figure) == "85.23%" and figure == FormattedFigure(0.8523, "%")
    assert len({figure, FormattedFigure(0.8523, "户"), 0.8523}) == 3


@pytest.mark.parametrize(
    ("header", "cells", "values"),
    [
        ("完成率", (95.5, 85), [0.955, 0.85]),
        ("满意度测评合格率", ("99.2525%", "98.9%", 96.1), [0.992525, 0.989, 0.961]),
    ],
)
def test_rates_by_name_and_size(header: str, cells: tuple[Any, ...], values: list[float], tmp_path: Path) -> None:
    sheet = look(tmp_path, header, *cells)
    assert column(sheet, "value") == values and set(column(sheet, "unit")) == {"%"}


def test_two_ways_of_writing_a_rate_in_one_column_are_asked_about_and_answered(tmp_path: Path) -> None:
    rows = [["2021年11月"], ["县", "完成率", "人口"], ["吉首市", 96.1, 1], ["泸溪县", 0.9605, 1]]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows})
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert [problem.kind for problem in sheet.problems] == ["percent_unclear"] * 2
    assert import_file(path, Choices(columns=("完成率=open@%",)), folder=tmp_path).versions
    again = write_xlsx(tmp_path / "乙.xlsx", {"表": [["2021年12月"], rows[1], ["吉首市", 0.5, 1], ["泸溪县", 1.2, 1]]})
    (sheet,) = preview(again, folder=tmp_path).sheets
    assert column(sheet, "value")[::2] == [0.005, 0.012] and not sheet.problems, "the answer is kept for the shape"
    (sheet,) = preview(again, Choices(columns=("完成率=open@小数",)), folder=tmp_path).sheets
    assert column(sheet, "value")[::2] == [0.5, 1.2]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("参保人数", "(120)"),
        ("受益户数（户）", -5),
        ("受益户数（户）", "-5户"),
        ("完成率", "-3%"),
        ("完成率（%）", -3.0),
    ],
)
def test_counts_and_shares_are_not_below_zero(header: str, cell: Any, tmp_path: Path) -> None:
    sheet = look(tmp_path, header, cell, 90)
    assert len(column(sheet, "value")) == 1 and problems(sheet) == [(3, "value_out_of_range")]


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        ("比上年增减（户）", "(120)", -120.0),
        ("收入增长率（%）", -3.5, -0.035),
        ("较序时进度（个百分点）", -6.4, -6.4),
        ("结转资金（万元）", "(120)", -120.0),
    ],
)
def test_changes_and_money_may_be_below_zero(header: str, cell: Any, value: float, tmp_path: Path) -> None:
    sheet = look(tmp_path, header, cell, 90)
    assert column(sheet, "value")[0] == value and not sheet.problems


@pytest.mark.parametrize(
    ("name", "stated", "unit"),
    [
        ("安排资金", ["万元"], "万元"), ("任务数", ["万元"], "万元"), ("省级", ["万元"], "万元"), ("项目数", ["万元"], ""),
        ("排名", ["万元"], ""), ("受益群众", ["万元"], ""), ("粮食产量", ["万元"], ""), ("生猪存栏", ["万元"], ""),
        ("受益脱贫户", ["万元"], ""), ("覆盖村", ["万元"], ""), ("带动能力", ["万元"], None), ("人均纯收入", ["万元"], None),
        ("投资", ["万元", "元"], None), ("农民人均纯收入", ["元"], "元"), ("完成率", ["户"], ""), ("监测户数", ["户"], "户"),
        ("监测人数", ["户"], ""), ("监测对象", ["万户"], "万户"), ("贷款户数", ["万元", "万户"], "万户"),
        ("贷款余额", ["万元", "万户"], "万元"), ("务工人数", ["万户"], None), ("覆盖面", ["万元", "户"], ""),
        ("补助资金", ["户"], ""), ("受益群众", ["亩"], ""), ("茶叶", ["亩"], "亩"), ("种植面积", ["万亩"], "万亩"),
        ("完成情况", ["%"], "%"), ("户数", ["%"], ""),
    ],
)  # fmt: skip
def test_which_unit_above_a_table_is_that_of_a_name(name: str, stated: list[str], unit: str | None) -> None:
    assert unit_above(name, stated, "产业情况") == unit


def test_what_a_table_of_money_lists_is_money() -> None:
    assert unit_above("茶叶", ["万元"], "产业投入") == "万元" and unit_above("茶叶", ["万元"], "产业情况") is None


def test_what_names_say() -> None:
    assert is_rate("资金支出率") and is_rate("序时进度") and not is_rate("汇率") and not is_rate("户数")
    assert adds_up("支出") and not adds_up("人均收入") and not adds_up("平均每人纯收入")
    assert may_be_negative("同比增减", "户") and not may_be_negative("户数", "户")


@pytest.mark.parametrize("left", ["0.95", 0.95, 1.0])
def test_a_share_among_percents_is_asked_about(left: Any, tmp_path: Path) -> None:
    """0.95 among 85 and 92 is 95 % or 0.95 %: nobody can tell."""
    rows = [["2021年11月支出"], ["县", "支出率（%）"], ["吉首市", 85], ["泸溪县", "92%"], ["凤凰县", left]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "value") == pytest.approx([0.85, 0.92])
    assert [(one.kind, one.row) for one in sheet.problems if one.column == "B"] == [("percent_unclear", 5)]


@pytest.mark.parametrize("others", [(3.2, 1.1), (12, "8%")])
def test_a_small_percent_among_small_ones_is_one(others: tuple[Any, Any], tmp_path: Path) -> None:
    rows = [["2021年11月增长"], ["县", "增幅（%）"], ["吉首市", others[0]], ["泸溪县", others[1]], ["凤凰县", 0.8]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "value")[-1] == pytest.approx(0.008)


def test_what_is_said_to_be_percents_is_taken_as_such(tmp_path: Path) -> None:
    rows = [["2021年11月支出"], ["县", "支出率（%）"], ["吉首市", 85], ["泸溪县", 92], ["凤凰县", 0.95]]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows})
    sheet = check_sheet(path, tmp_path, columns=("支出率（%）=open@%",))
    assert column(sheet, "value") == pytest.approx([0.85, 0.92, 0.0095])


def test_a_unit_at_the_end_of_a_title_is_that_of_the_figures_that_can_be_in_it(tmp_path: Path) -> None:
    rows = [
        ["2021年11月产业奖补资金发放情况表（万元）"],
        ["县", "应发", "发放户数", "支出率"],
        ["吉首市", 60, 12, "55%"],
    ]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "unit") == ["万元", None, "%"]
    assert column(sheet, "item") == [
        "产业奖补资金发放情况：应发（万元）", "产业奖补资金发放情况：发放户数", "产业奖补资金发放情况：支出率（%）",
    ]  # fmt: skip


def test_percent_at_the_end_of_a_title_says_how_the_rates_are_written(tmp_path: Path) -> None:
    rows = [["2021年11月资金支出进度（%）"], ["县", "支出率"], ["吉首市", 60], ["泸溪县", "55%"], ["凤凰县", 1.2]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "value") == pytest.approx([0.6, 0.55, 0.012])


def test_a_unit_that_can_be_another_is_asked_and_the_answer_taken(tmp_path: Path) -> None:
    rows = [
        ["2021年主要指标"],
        ["单位：万元"],
        ["县", "农村居民人均可支配收入", "地区生产总值"],
        ["凤凰县", 12000, 900],
        ["花垣县", 11000, 800],
    ]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows})
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert [(one.kind, one.column, one.row) for one in sheet.problems] == [("unit_unknown", "B", None)]
    said = Choices(columns=("农村居民人均可支配收入=item:rural_income@元",))
    (sheet,) = preview(path, said, folder=tmp_path).sheets
    assert (12000.0, "元") in zip(column(sheet, "value"), column(sheet, "unit"), strict=True) and not sheet.problems


def test_counts_take_their_own_of_several_stated_units(tmp_path: Path) -> None:
    rows = [
        ["2021年主要指标"],
        ["单位：万元、万户、万人"],
        ["县", "脱贫户数", "总人口", "贷款户数"],
        ["凤凰县", 2, 42, 0.3],
    ]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "value") == [20000.0, 42.0, 0.3] and column(sheet, "unit") == ["户", "万人", "万户"]


def test_half_a_person_is_a_unit_that_nobody_wrote(tmp_path: Path) -> None:
    rows = [["2021年11月务工"], ["县", "务工人数", "岗位数"], ["凤凰县", 4.2, 3], ["花垣县", 3.1, 2]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "value") == [3.0, 2.0]
    assert [(one.kind, one.column) for one in sheet.problems] == [("unit_unknown", "B")]
