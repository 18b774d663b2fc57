"""A raw sheet to a typed frame: units, periods, places, merged cells, notes, totals, melting."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from loaders.importing import import_file, preview
from loaders.results import SheetResult
from tests.loaders.check.checking import check_sheet, column
from tests.loaders.sheets import Rows, write_csv, write_xlsx

PROJECTS = ["县", "项目编号", "项目名称", "计划资金"]


def look(folder: Path, rows: Rows, file: str = "表.xlsx", merges: Sequence[str] = (), **choices: Any) -> SheetResult:
    """One sheet named 表 checked without writing."""
    return check_sheet(write_xlsx(folder / file, {"表": rows}, merges), folder, **choices)


# --- units -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "header", "cell", "yuan"),
    [
        ("2021年", "计划资金", 12.5, 125_000.0),
        ("2021年 单位：元", "计划资金", 12.5, 12.5),
        ("2021年 单位：元", "计划资金(亿元)", 12.5, 1_250_000_000.0),
        ("2021年 单位：元", "计划资金(亿元)", "12.5万元", 125_000.0),
        ("2021年", "计划资金（元）", "１，２３４．５", 1234.5),
        ("2021年", "计划资金", "0.07", 700.0),
    ],
)
def test_units_declared_then_sheet_then_header_then_cell(
    title: str, header: str, cell: Any, yuan: float, tmp_path: Path
) -> None:
    rows = [title.split(), [*PROJECTS[:3], header], ["凤凰县", "P1", "路", cell]]
    assert column(look(tmp_path, rows), "budget_cny") == [yuan]


def test_items_of_a_wide_sheet_are_stored_in_the_unit_of_the_item(tmp_path: Path) -> None:
    rows = [["县", "年份", "地区生产总值(亿元)", "年末总人口(人)"], ["凤凰县", 2021, 95.5, 365_000]]
    sheet = look(tmp_path, rows)
    assert column(sheet, "item") == ["gdp", "population"]
    assert column(sheet, "value") == [955_000.0, 36.5] and column(sheet, "unit") == ["万元", "万人"]
    assert column(sheet, "source_column") == ["C", "D"]


def test_undeclared_columns_of_figures_come_in_under_their_own_header(tmp_path: Path) -> None:
    rows = [["县", "期次", "路灯数(盏)", "绿化率(%)", "说法", "合计"], ["凤凰县", "2021-11", 12, 45.5, "好", 57.5]]
    sheet = look(tmp_path, rows)
    assert column(sheet, "item") == ["路灯数(盏)", "绿化率（%）"]
    assert column(sheet, "value") == [12.0, 0.455]
    assert {problem.came for problem in sheet.problems} == {"说法", "合计"}


def test_long_sheets_convert_each_row_by_its_unit(tmp_path: Path) -> None:
    header = ["地区", "年度", "指标名称", "数值", "单位"]
    rows = [header, ["凤凰县", 2021, "GDP", 95.5, "亿元"], ["凤凰县", 2021, "自来水普及率", 91.2, "%"],
            ["花垣县", 2021, "GDP", "—", "亿元"], ["花垣县", 2021, "年末总人口", 30.5, "户"]]  # fmt: skip
    sheet = look(tmp_path, rows)
    assert column(sheet, "item") == ["gdp", "自来水普及率（%）"] and column(sheet, "value") == [955_000.0, 0.912]
    assert [(problem.row, problem.kind) for problem in sheet.problems if problem.row == 5] == [
        (5, "unit_mismatch"),
        (5, "missing_required_cell"),
    ]
    assert [problem.kind for problem in sheet.problems if problem.row == 4] == ["missing_required_cell"]


@pytest.mark.parametrize(
    ("header", "cells", "shares"),
    [
        ("应达支出率(%)", [50, 75], [0.5, 0.75]),
        ("应达支出率", [50, 75], [0.5, 0.75]),
        ("应达支出率", ["50%", "75％"], [0.5, 0.75]),
    ],
)
def test_rates_by_what_is_written(header: str, cells: list[Any], shares: list[float], tmp_path: Path) -> None:
    days = (date(2021, 6, 30), date(2021, 9, 30))
    rows = [["2021年"], ["截至日期", header], *([day, cell] for day, cell in zip(days, cells, strict=True))]
    assert column(look(tmp_path, rows), "target_rate") == shares


# --- layout ------------------------------------------------------------------------------------------------------


def test_titles_two_row_header_numbering_merges_totals_and_notes(tmp_path: Path) -> None:
    rows = [
        ["2021年衔接资金项目表", "", "", "", "", ""],
        ["填报单位：州乡村振兴局", "", "", "", "", "单位：万元"],
        ["县", "项目编号", "项目名称", "资金", "", "受益户数"],
        ["", "", "", "计划资金", "调整后预算", ""],
        ["甲", "乙", "丙", 1, 2, 3],
        ["凤凰县", "P1", "路", 10, 11, 5],
        ["", "P2", "桥", "—", 2, "/"],
        ["小计", "", "", 10, 13, 5],
        ["花垣县", "P3", "渠", 7, 8, 9],
        ["", "", "", "", "", ""],
        ["合计", "", "", 17, 21, 14],
        ["备注：1.调整后预算以文件为准", "", "", "", "", ""],
        ["填表人：某某", "", "审核人：某某", "", "", ""],
    ]
    merges = ["A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "A6:A7"]
    sheet = look(tmp_path, rows, merges=merges)
    assert (sheet.header_row, sheet.rows_read, sheet.rows_stored) == (3, 3, 3)
    assert column(sheet, "place_name") == ["凤凰县", "凤凰县", "花垣县"], "a merged county stands for all its rows"
    assert column(sheet, "budget_cny") == [100_000.0, None, 70_000.0]
    assert column(sheet, "benefit_households") == [5, None, 9]
    assert column(sheet, "source_row") == [6, 7, 9]
    assert not sheet.problems
    assert [(total.row, total.column, total.agrees) for total in sheet.totals] == [
        (8, "D", True), (8, "E", True), (8, "F", True), (11, "D", True), (11, "E", True), (11, "F", True),
    ]  # fmt: skip


def test_a_header_repeated_on_every_printed_page_is_no_data(tmp_path: Path) -> None:
    rows = [["2021年"], PROJECTS, ["凤凰县", "P1", "路", 1], PROJECTS, ["凤凰县", "P2", "桥", 2]]
    sheet = look(tmp_path, rows)
    assert sheet.rows_read == 2 and not sheet.problems


def test_a_sheet_that_starts_below_and_right_of_a1_keeps_its_addresses(tmp_path: Path) -> None:
    rows = [[], [], ["", "", "2021年"], ["", "", *PROJECTS], ["", "", "凤凰县", "P1", "路", "约5"]]
    sheet = look(tmp_path, rows)
    (problem,) = [problem for problem in sheet.problems if problem.kind == "not_a_number"]
    assert (problem.row, problem.column) == (5, "F")
    assert sheet.header_row == 4 and column(sheet, "source_row") == [5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_delimited_files_in_the_encodings_offices_use(encoding: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "2021年项目.csv", [PROJECTS, ["凤凰县", "P1", "路", "1,234.50"]], encoding)
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert column(sheet, "budget_cny") == [12_345_000.0] and sheet.period_source == "文件名"


def test_old_xls(tmp_path: Path) -> None:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("表")
    for at, row in enumerate([["2021年"], PROJECTS, ["凤凰县", "P1", "路", 2.5]]):
        for place, cell in enumerate(row):
            page.write(at, place, cell)
    book.save(str(tmp_path / "表.xls"))
    (sheet,) = preview(tmp_path / "表.xls", folder=tmp_path).sheets
    assert column(sheet, "budget_cny") == [25_000.0]


def test_the_national_export_has_its_header_on_row_3(tmp_path: Path) -> None:
    header = ["县", "乡", "村", "户编号", "证件号码", "户类型", "卫生厕所是否能正常使用", "姓名"]
    row = ["凤凰县", "", "", "HH1", "433123199001011232", "脱贫户", "是", "某某"]
    other = ["凤凰县", "", "", "HH2", "", "脱贫户", "", "某人"]
    rows = [["（乡村建设）户信息"], ["导出时间：2021-11-30"], header, row, other]
    sheet = look(tmp_path, rows, file="（乡村建设）户信息.xlsx")
    assert (sheet.table, sheet.header_row, sheet.period) == ("rural_households", 3, "2021-11")
    assert column(sheet, "has_usable_toilet") == [True, None]
    assert {problem.kind for problem in sheet.problems} == {"place_coarse"}
    assert column(sheet, "person_name") == ["某某", "某人"], "the export's 姓名 is read and stored, not left out"


# --- places and periods ------------------------------------------------------------------------------------------


def test_a_renamed_county_joins_the_present_one(tmp_path: Path) -> None:
    rows = [["县", "年度", "等次"], ["黔西县", 2020, "好"], ["黔西市", 2022, "好"]]
    assert set(column(look(tmp_path, rows), "place_code")) == {"520581"}


def test_codes_as_numbers_and_statistical_codes(tmp_path: Path) -> None:
    rows = [["区划代码", "年度", "等次"], [433123.0, 2021, "好"], ["433124000000", 2021, "好"]]
    assert column(look(tmp_path, rows), "place_code") == ["433123", "433124"]


def test_names_are_looked_for_within_the_places_above_them(tmp_path: Path) -> None:
    rows = [
        ["省", "市", "区", "年度", "等次"],
        ["江苏省", "南京市", "鼓楼区", 2021, "好"],
        ["福建省", "福州市", "鼓楼区", 2021, "差"],
    ]
    assert column(look(tmp_path, rows), "place_code") == ["320106", "350102"]


def test_a_given_place_narrows_names_and_stands_for_rows_without_one(tmp_path: Path) -> None:
    rows = [["2021年"], ["区", "等次"], ["鼓楼区", "好"]]
    assert column(look(tmp_path, rows, place="320100"), "place_code") == ["320106"]
    rows = [["2021年"], PROJECTS[1:], ["P1", "路", 3]]
    sheet = look(tmp_path, rows, place="433123")
    assert column(sheet, "county_code") == ["433123"] and (sheet.place, sheet.place_source) == ("433123", "指定")


def test_the_county_in_the_title_stands_for_rows_without_one_and_is_said(tmp_path: Path) -> None:
    rows = [["湘西州凤凰县2021年项目表"], PROJECTS[1:], ["P1", "路", 3]]
    sheet = look(tmp_path, rows)
    assert column(sheet, "place_code") == ["433123"] and (sheet.place, sheet.place_source) == ("433123", "标题")
    rows[0] = ["凤凰县、花垣县2021年项目表"]
    assert column(look(tmp_path, rows), "place_code") == [None]


def test_townships_by_name_once_the_places_are_imported(tmp_path: Path) -> None:
    places = [
        ["区划代码", "地区名称", "级别", "上级代码"],
        ["433123100", "沱江镇", "乡镇", "433123"],
        ["433124100", "沱江镇", "乡镇", "433124"],
    ]
    assert import_file(write_xlsx(tmp_path / "区划.xlsx", {"区划": places}), folder=tmp_path).versions
    rows = [["凤凰县2021年11月进度"], ["乡镇", "应排查户数", "已排查户数"], ["沱江镇", 10, 9], ["没有镇", 1, 1]]
    sheet = look(tmp_path, rows)
    assert column(sheet, "place_code") == ["433123100"] and column(sheet, "item") == ["screening"]
    assert (column(sheet, "target_count"), column(sheet, "done_count")) == ([10.0], [9.0])
    (unknown,) = [problem for problem in sheet.problems if problem.costs == "row"]
    assert unknown.kind == "unknown_place" and unknown.came == "没有镇"


@pytest.mark.parametrize(
    ("title", "file", "period", "source"),
    [
        ("2021年11月进度", "表.xlsx", "2021-11", "标题"),
        ("进度", "进度_202111.xlsx", "2021-11", "文件名"),
        ("进度（截至2021年11月20日）", "2021-11进度.xlsx", "2021-11", "标题"),
        ("二〇二一年十一月 2021.11", "表.xlsx", "2021-11", "标题"),
        ("2021年进度（某政办发〔2019〕2号）", "表.xlsx", "2021", "标题"),
    ],
)
def test_the_one_period_a_title_or_file_name_states(
    title: str, file: str, period: str, source: str, tmp_path: Path
) -> None:
    rows = [[title], ["县", "总人口"], ["凤凰县", 36]]
    sheet = look(tmp_path, rows, file=file)
    assert (sheet.period, sheet.period_source, column(sheet, "period")) == (period, source, [period])


def test_years_in_headers_make_a_row_for_each_year(tmp_path: Path) -> None:
    rows = [["县", "2020年总人口", "2021年总人口"], ["凤凰县", 36, 37]]
    sheet = look(tmp_path, rows)
    assert list(zip(column(sheet, "period"), column(sheet, "value"), strict=True)) == [("2020", 36.0), ("2021", 37.0)]


def test_year_and_month_columns_together(tmp_path: Path) -> None:
    rows = [
        ["县", "年份", "月份", "信访件数"],
        ["凤凰县", 2021, "11月", 3],
        ["凤凰县", 2021, 12, 4],
        ["凤凰县", 2021, "", 7],
    ]
    assert column(look(tmp_path, rows), "period") == ["2021-11", "2021-12", "2021"]


def test_personal_cells_are_masked_in_problems(tmp_path: Path) -> None:
    header = ["县", "期次", "户编号", "证件号码", "家庭成员联系电话"]
    sheet = look(
        tmp_path, [header, ["凤凰县", "2021-11", "H1", "433123199001011239", 13812345678.5]], table="monitored_persons"
    )
    came = {problem.kind: problem.came for problem in sheet.problems}
    assert came["not_an_id"] == "43*************239"
    assert "12345" not in came["not_a_code"]


def test_one_wrong_cell_costs_one_cell(tmp_path: Path) -> None:
    rows = [
        ["2021年"],
        ["县", "项目编号", "项目名称", "计划资金", "受益户数"],
        ["凤凰县", "P1", "路", "多", 5],
        ["凤凰县", "P2", "桥", 2, 6],
    ]
    sheet = look(tmp_path, rows)
    assert column(sheet, "budget_cny") == [None, 20_000.0] and column(sheet, "benefit_households") == [5, 6]


def test_rates_among_other_figures_are_stored_as_fractions(tmp_path: Path) -> None:
    rows = [
        ["区划代码", "期次", "指标代码", "平均值"],
        ["430000", "2021-11", "spend_rate", "85%"],
        ["430000", "2021-11", "cases", 12],
    ]
    assert column(look(tmp_path, rows), "value") == [0.85, 12.0]
    rows[0][3] = "平均值(%)"
    rows[2][3] = 47
    assert column(look(tmp_path, rows), "value") == [0.85, 0.47]


def test_figures_per_person_are_not_added_up(tmp_path: Path) -> None:
    rows = [
        ["县", "年份", "RurPerDisposableInc", "总人口"],
        ["凤凰县", 2021, 12000, 36],
        ["花垣县", 2021, 11000, 30],
        ["全州", 2021, 11500, 66],
    ]
    sheet = look(tmp_path, rows)
    assert [(total.column, total.agrees) for total in sheet.totals] == [("C", None), ("D", True)]
    assert not sheet.problems


def test_previews_mask_personal_cells(tmp_path: Path) -> None:
    header = ["县", "期次", "户编号", "证件号码", "家庭成员联系电话"]
    rows = [["凤凰县", "2021-11", "H1", "", "13812345678"], ["凤凰县", "2021-11", "H2", "", ""]]
    sheet = look(tmp_path, [header, *rows], table="monitored_persons")
    assert sheet.first_rows()["家庭成员联系电话"].dropna().tolist() == ["138****5678"]
    assert len(sheet.first_rows()) == len(rows)
