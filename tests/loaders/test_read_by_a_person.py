"""Tables as offices write them, and what a person reads in them: each of a kind that was once read otherwise."""

from pathlib import Path
from typing import Any

import pytest

from loaders.importing import Choices, import_file, preview
from loaders.results import SheetResult
from tests.loaders.sheets import Rows, write_xlsx


def read(folder: Path, rows: Rows) -> SheetResult:
    (sheet,) = preview(write_xlsx(folder / "表.xlsx", {"表": rows}), folder=folder).sheets
    return sheet


def values(sheet: SheetResult) -> dict[tuple[Any, ...], float]:
    """(place, item) → value."""
    assert sheet.frame is not None, sheet.reason
    return {(row["place_name"], row["item"]): row["value"] for row in sheet.frame.to_pylist()}


def test_a_first_row_of_wide_digits_is_no_header(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        [["二○二一年十一月份农产品销售（万元）"], ["县别", "销售额"], ["凤凰县", "１，２３４．５"], ["花垣县", "2,345.60"],
         ["保靖县", "3 456"]],
    )  # fmt: skip
    assert sheet.header_row == 2 and sheet.period == "2021-11"
    item = "农产品销售：销售额（万元）"
    assert values(sheet) == {("凤凰县", item): 1234.5, ("花垣县", item): 2345.6, ("保靖县", item): 3456.0}


def test_a_first_row_of_guesses_is_no_header(tmp_path: Path) -> None:
    rows = [["2021年11月排查"], ["县别", "甲", "乙"], ["凤凰县", "约800", "900余"], ["花垣县", 3, 4], ["保靖县", 5, 6]]
    sheet = read(tmp_path, rows)
    assert sheet.header_row == 2
    assert {(3, "B"), (3, "C")} == {(one.row, one.column) for one in sheet.problems if one.kind == "not_a_number"}


def test_a_number_with_a_remark_is_listed_and_its_column_kept(tmp_path: Path) -> None:
    rows = [
        ["2021年11月饮水排查"],
        ["县", "排查户数", "问题户数"],
        ["凤凰县", 1200, "12（已整改10）"],
        ["花垣县", 900, "无"],
        ["保靖县", 800, 3],
    ]
    sheet = read(tmp_path, rows)
    assert [(one.row, one.column, one.kind) for one in sheet.problems] == [(3, "C", "not_a_number")]
    assert values(sheet)["保靖县", "饮水排查：问题户数"] == 3.0


def test_a_balance_of_small_loans_is_not_that_of_all_banks(tmp_path: Path) -> None:
    rows = [["截至2021年10月31日小额信贷情况"], ["县", "贷款余额（万元）"], ["凤凰县", 1200.5]]
    assert values(read(tmp_path, rows)) == {("凤凰县", "小额信贷情况：贷款余额（万元）"): 1200.5}


def test_households_drawn_for_something_else_are_none_of_the_survey(tmp_path: Path) -> None:
    rows = [["2021年11月住房安全抽查"], ["县", "抽样户数", "通报问题数"], ["凤凰县", 120, 3]]
    assert set(values(read(tmp_path, rows))) == {
        ("凤凰县", "住房安全抽查：抽样户数"),
        ("凤凰县", "住房安全抽查：通报问题数"),
    }


def test_months_across_the_top_of_one_place_s_items_are_turned(tmp_path: Path) -> None:
    rows = [
        ["2021年凤凰县主要指标"],
        ["指标", "单位", "10月", "11月"],
        ["务工人数", "人", 15100, 15300],
        ["公益岗位", "个", 805, 812],
    ]
    sheet = read(tmp_path, rows)
    assert sheet.frame is not None and sheet.table == "indicator_values" and sheet.place == "433123"
    assert {
        (row["period"], row["item"], row["value"], row["source_row"], row["source_column"])
        for row in sheet.frame.to_pylist()
    } == {
        ("2021-10", "主要指标：务工人数（人）", 15100.0, 3, "C"), ("2021-11", "主要指标：务工人数（人）", 15300.0, 3, "D"),
        ("2021-10", "主要指标：公益岗位（个）", 805.0, 4, "C"), ("2021-11", "主要指标：公益岗位（个）", 812.0, 4, "D"),
    }  # fmt: skip


def test_money_of_the_city_is_no_place(tmp_path: Path) -> None:
    rows = [["2021年衔接资金安排（万元）"], ["县", "中央", "省级", "市级", "县级"], ["凤凰县", 3200, 1100, 200, 300]]
    found = values(read(tmp_path, rows))
    assert found["凤凰县", "衔接资金安排：市级（万元）"] == 200.0 and len(found) == 4


def test_a_row_without_its_place_is_no_figure_of_all_places(tmp_path: Path) -> None:
    rows = [
        ["2021年11月资金（万元）"],
        ["县", "批次", "金额"],
        ["凤凰县", "第一批", 100],
        ["", "第二批", 50],
        ["花垣县", "第一批", 80],
    ]
    sheet = read(tmp_path, rows)
    assert (4, "place_missing") in [(one.row, one.kind) for one in sheet.problems]
    assert {place for place, _ in values(sheet)} == {"凤凰县", "花垣县"}


def test_a_change_against_last_year_is_a_share_only_where_it_says_so(tmp_path: Path) -> None:
    rows = [
        ["2021年11月务工"],
        ["县", "本年（人）", "同比增减", "同比增减（%）"],
        ["凤凰县", 15300, 500, 3.4],
        ["花垣县", 14000, -100, -0.7],
    ]
    found = values(read(tmp_path, rows))
    assert found["凤凰县", "务工：同比增减"] == 500.0 and found["凤凰县", "务工：同比增减（%）"] == 0.034


def test_a_county_s_figure_is_none_of_the_table_of_villages(tmp_path: Path) -> None:
    rows = [["2021年11月社会救助"], ["县", "低保户数"], ["凤凰县", 5200], ["花垣县", 4800]]
    sheet = read(tmp_path, rows)
    assert sheet.table == "indicator_values" and values(sheet)["花垣县", "社会救助：低保户数"] == 4800.0


def test_a_continued_table_has_the_name_of_the_first(tmp_path: Path) -> None:
    rows = [["续表：2021年11月危房改造情况"], ["县", "竣工（户）"], ["凤凰县", 38], ["花垣县", 30]]
    assert ("凤凰县", "危房改造情况：竣工（户）") in values(read(tmp_path, rows))


HEAD = ["县", "信访件（件）", "问题总数（件）", "问题占比"]


def test_a_rate_is_of_the_size_that_the_columns_beside_it_say(tmp_path: Path) -> None:
    small = [["2021年11月化解"], HEAD, ["凤凰县", 18, 3600, 0.5], ["花垣县", 24, 3000, 0.8], ["保靖县", 30, 2500, 1.2]]
    assert values(read(tmp_path, small))["凤凰县", "化解：问题占比（%）"] == 0.005
    large = [["2021年11月化解"], HEAD, ["凤凰县", 18, 36, 0.5], ["花垣县", 24, 30, 0.8], ["保靖县", 30, 25, 1.2]]
    assert values(read(tmp_path, large))["凤凰县", "化解：问题占比（%）"] == 0.5
    above = [["2021年11月化解"], HEAD, ["凤凰县", 54, 30, 1.8], ["花垣县", 69, 30, 2.3], ["保靖县", 80, 50, 1.6]]
    assert values(read(tmp_path, above))["花垣县", "化解：问题占比（%）"] == 2.3
    counted = [["2021年11月返贫"], ["县", "返贫（人）", "脱贫人口（万人）", "返贫率（%）"], ["凤凰县", 178, 3.56, 0.5],
               ["花垣县", 240, 3, 0.8], ["保靖县", 300, 2.5, 1.2]]  # fmt: skip
    assert values(read(tmp_path, counted))["保靖县", "返贫：返贫率（%）"] == 0.012
    growth = [["2021年收入"], ["县", "本年收入（元）", "上年收入（元）", "同比增幅"], ["凤凰县", 12096, 12000, 0.8],
              ["花垣县", 13143, 13000, 1.1], ["保靖县", 12156, 12000, 1.3]]  # fmt: skip
    assert values(read(tmp_path, growth))["凤凰县", "收入：同比增幅（%）"] == 0.008


@pytest.mark.parametrize("others", [(7, 3), (40, 900)])
def test_a_rate_whose_size_nothing_says_is_asked_about(others: tuple[int, int], tmp_path: Path) -> None:
    rows = [["2021年11月化解"], HEAD, ["凤凰县", 5, 3600, 0.5], ["花垣县", *others, 0.9]]
    sheet = read(tmp_path, rows)
    assert [(one.row, one.column) for one in sheet.problems if one.kind == "percent_unclear"] == [(3, "D"), (4, "D")]
    assert "化解：问题占比（%）" not in {item for _, item in values(sheet)}


@pytest.mark.parametrize(
    ("words", "proposed"),
    [("11月中旬", "2021-11"), ("元旦春节期间", "2021"), ("度11个月", "2021"), ("1至本月", "2021"), ("汛期", "2021")],
)
def test_what_is_no_month_and_no_year_is_asked(words: str, proposed: str, tmp_path: Path) -> None:
    sheet = read(tmp_path, [[f"2021年{words}危房改造"], ["县", "竣工（户）"], ["凤凰县", 38], ["花垣县", 30]])
    assert sheet.asks == "period" and list(sheet.options) == [proposed] and not sheet.rows_stored


def test_ten_days_are_named_beside_their_month(tmp_path: Path) -> None:
    sheet = read(tmp_path, [["2021年危房改造"], ["县", "11月上旬（户）", "11月下旬（户）"], ["凤凰县", 38, 5]])
    assert values(sheet) == {("凤凰县", "危房改造（上旬，户）"): 38.0, ("凤凰县", "危房改造（下旬，户）"): 5.0}
    assert sheet.frame is not None and set(sheet.frame["period"].to_pylist()) == {"2021-11"}


def test_an_answer_to_words_not_understood_holds_for_the_same_words(tmp_path: Path) -> None:
    def book(title: str) -> Path:
        return write_xlsx(tmp_path / "表.xlsx", {"表": [[title], ["县", "慰问（户）"], ["凤凰县", 38]]})

    assert import_file(book("2021年春节期间走访"), Choices(period="2021"), folder=tmp_path).versions
    (same,) = preview(book("2022年春节期间走访"), folder=tmp_path).sheets
    (other,) = preview(book("2022年1至本月走访"), folder=tmp_path).sheets
    assert same.period == "2022" and other.asks == "period"


MONTHS = [["凤凰县", 100, 110, 120], ["花垣县", 90, 95, 98], ["保靖县", 80, 81, 83]]
OF_MONTHS = {("凤凰县", "2021-09", 100.0), ("凤凰县", "2021-10", 110.0), ("凤凰县", "2021-11", 120.0)}


def read_months(sheet: SheetResult) -> set[tuple[str, str, float]]:
    """(place, period, value) of the first place."""
    assert sheet.frame is not None, sheet.reason
    rows = [row for row in sheet.frame.to_pylist() if row["place_name"] == "凤凰县"]
    assert {row["item"] for row in rows} == {"公益岗位（人）"}
    return {(row["place_name"], row["period"], row["value"]) for row in rows}


def test_numbers_under_the_title_of_a_year_are_months_and_it_is_said(tmp_path: Path) -> None:
    sheet = read(tmp_path, [["2021年公益岗位（人）"], ["县", 9, 10, 11], *MONTHS])
    assert read_months(sheet) == OF_MONTHS
    assert [one.came for one in sheet.problems if one.kind == "bare_months"] == ["9、10、11"]


@pytest.mark.parametrize("head", ["2021年", 2021])
@pytest.mark.parametrize("merges", [["B2:D2"], ["A2:A3", "B2:D2"]])
def test_numbers_under_a_head_of_a_year_are_months(head: str | int, merges: list[str], tmp_path: Path) -> None:
    rows = [["公益岗位（人）"], ["县", head, "", ""], ["", 9, 10, 11], *MONTHS]
    (sheet,) = preview(write_xlsx(tmp_path / "表.xlsx", {"表": rows}, merges=merges), folder=tmp_path).sheets
    assert sheet.header_rows == (2, 3) and read_months(sheet) == OF_MONTHS


def test_numbers_whose_year_is_said_nowhere_are_asked_about(tmp_path: Path) -> None:
    sheet = read(tmp_path, [["公益岗位（人）"], ["县", 9, 10, 11], *MONTHS])
    assert sheet.asks == "year" and "9月、10月、11月" in sheet.reason


def test_numbers_in_a_table_of_another_month_name_nothing_and_are_asked_about(tmp_path: Path) -> None:
    sheet = read(tmp_path, [["2021年11月得分"], ["县", 1, 2, 3], *MONTHS])
    assert sheet.asks == "numbers" and list(sheet.options) == ["1", "2", "3"]


def test_months_below_items_are_months(tmp_path: Path) -> None:
    rows = [
        ["2021年务工"],
        ["县", "外出（人）", "", "省外（人）", ""],
        ["", 10, 11, 10, 11],
        ["凤凰县", 100, 50, 60, 40],
    ]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows}, merges=["A2:A3", "B2:C2", "D2:E2"])
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert sheet.frame is not None and {(row["period"], row["item"], row["value"]) for row in sheet.frame.to_pylist()} == {
        ("2021-10", "务工：外出（人）", 100.0), ("2021-11", "务工：外出（人）", 50.0),
        ("2021-10", "务工：省外（人）", 60.0), ("2021-11", "务工：省外（人）", 40.0),
    }  # fmt: skip


def test_a_column_without_name_is_listed_with_cells_of_it_and_named_by_a_person(tmp_path: Path) -> None:
    rows = [
        ["2021年11月产业"],
        ["县", "投资（万元）", "", "受益（户）"],
        ["凤凰县", 100, 7, 200],
        ["花垣县", 110, 8, 220],
    ]
    (problem,) = read(tmp_path, rows).problems
    assert (problem.kind, problem.column, problem.came) == ("unknown_column", "C", "7、8，第 3、4 行（共 2 行）")
    path, column = tmp_path / "表.xlsx", "C列（没有列名）"
    (asked,) = preview(path, Choices(columns=(f"{column}=open",)), folder=tmp_path).sheets
    assert asked.asks == "numbers" and list(asked.options) == [column]
    assert import_file(path, Choices(columns=(f"{column}=open:带动（户）",)), folder=tmp_path).versions
    sheet = read(tmp_path, [["2021年12月产业"], *rows[1:]])
    assert values(sheet)["花垣县", "带动（户）"] == 8.0 and not sheet.problems


def test_a_column_that_numbers_the_rows_needs_no_name(tmp_path: Path) -> None:
    rows = [["2021年11月产业"], ["", "县", "投资（万元）"], [1, "凤凰县", 100], [2, "花垣县", 110]]
    assert not read(tmp_path, rows).problems


def test_a_figure_merged_over_two_counties_is_neither_s(tmp_path: Path) -> None:
    rows = [
        ["2021年11月产业"],
        ["县", "投资（万元）", "受益（户）"],
        ["凤凰县", 100, 200],
        ["花垣县", "", 220],
        ["保靖县", 90, 80],
    ]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows}, merges=["B3:B4"])
    (sheet,) = preview(path, folder=tmp_path).sheets
    (problem,) = sheet.problems
    assert (problem.kind, problem.row, problem.column, problem.came) == ("shared_cell", 3, "B", "100")
    assert "凤凰县、花垣县" in problem.expected
    assert {place for place, item in values(sheet) if "投资" in item} == {"保靖县"}


def test_a_figure_merged_over_two_items_is_neither_s(tmp_path: Path) -> None:
    rows = [["2021年11月产业"], ["县", "计划（户）", "完成（户）"], ["凤凰县", 100, ""], ["花垣县", 80, 70]]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows}, merges=["B3:C3"])
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert [(one.row, one.column) for one in sheet.problems if one.kind == "shared_cell"] == [(3, "B")]
    assert {place for place, _ in values(sheet)} == {"花垣县"}


def test_a_figure_merged_over_two_rows_of_one_county_is_the_county_s(tmp_path: Path) -> None:
    rows = [
        ["2021年11月产业"],
        ["县", "说明", "投资（万元）"],
        ["凤凰县", "甲", 100],
        ["", "乙", ""],
        ["花垣县", "丙", 90],
    ]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows}, merges=["A3:A4", "C3:C4"])
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert values(sheet)["凤凰县", "产业：投资（万元）"] == 100.0


def test_an_amount_merged_over_two_projects_is_neither_s(tmp_path: Path) -> None:
    rows = [
        ["凤凰县2021年项目表"],
        ["项目编号", "项目名称", "计划资金（万元）"],
        ["X1", "路", 100],
        ["X2", "桥", ""],
        ["X3", "井", 5],
    ]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows}, merges=["C3:C4"])
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert sheet.frame is not None and sheet.frame["budget_cny"].to_pylist() == [None, None, 50000.0]


UNITS = {
    ("凤凰县", "产业：投资（万元）"): 100.0,
    ("凤凰县", "产业：受益（户）"): 200.0,
    ("凤凰县", "产业：鸡苗(万羽)"): 3.0,
}


@pytest.mark.parametrize("first", ["单位", "计量单位：", "—", "/"])
def test_a_row_of_units_is_one_whatever_stands_at_its_beginning(first: str, tmp_path: Path) -> None:
    heads = ["县", "投资", "受益", "鸡苗"]
    rows = [["2021年11月产业"], heads, [first, "万元", "户", "万羽"], ["凤凰县", 100, 200, 3]]
    assert values(read(tmp_path, rows)) == UNITS


def test_units_above_the_names_are_theirs_and_one_alone_is_of_the_table(tmp_path: Path) -> None:
    rows = [["2021年11月产业"], ["", "万元", "户"], ["县", "投资", "受益"], ["凤凰县", 100, 200], ["花垣县", 90, 80]]
    assert values(read(tmp_path, rows))["凤凰县", "产业：受益（户）"] == 200.0
    alone = [["2021年11月产业"], ["", "", "万元"], ["县", "投资", "受益户数"], ["凤凰县", 100, 200]]
    assert set(values(read(tmp_path, alone))) == {("凤凰县", "产业：投资（万元）"), ("凤凰县", "产业：受益户数")}


def test_rows_are_of_the_area_that_is_helped(tmp_path: Path) -> None:
    rows = [
        ["2021年11月协作"],
        ["帮扶地区", "受援地区", "资金（万元）"],
        ["历城区", "凤凰县", 100],
        ["章丘区", "花垣县", 110],
    ]
    assert values(read(tmp_path, rows)) == {
        ("凤凰县", "协作：资金（万元）"): 100.0,
        ("花垣县", "协作：资金（万元）"): 110.0,
    }


def test_of_two_columns_of_areas_the_one_is_asked_and_kept(tmp_path: Path) -> None:
    rows = [["2021年11月协作"], ["甲方", "乙方", "资金（万元）"], ["泸溪县", "凤凰县", 100], ["吉首市", "花垣县", 110]]
    sheet = read(tmp_path, rows)
    assert sheet.asks == "columns" and "甲方" in sheet.reason and "乙方" in sheet.reason
    answered = import_file(tmp_path / "表.xlsx", Choices(columns=("乙方=place.any",)), folder=tmp_path)
    assert answered.versions
    later = read(tmp_path, [["2021年12月协作"], *rows[1:]])
    assert {place for place, _ in values(later)} == {"凤凰县", "花垣县"}


def test_cells_that_are_no_numbers_are_listed_and_the_others_kept(tmp_path: Path) -> None:
    rows = [["2021年11月产业"], ["县", "投资（万元）", "受益"], ["凤凰县", 100, 200], ["花垣县", 110, "待核"], ["保靖县", 90, "见附件"],
            ["古丈县", 80, 30]]  # fmt: skip
    sheet = read(tmp_path, rows)
    assert [(one.row, one.column, one.kind) for one in sheet.problems] == [
        (4, "C", "not_a_number"),
        (5, "C", "not_a_number"),
    ]
    assert values(sheet)["古丈县", "产业：受益"] == 30.0


def test_points_are_not_added_up(tmp_path: Path) -> None:
    rows = [["2021年11月支出"], ["县", "支出（万元）", "比上月（百分点）", "提高百分点"], ["凤凰县", 100, 2.5, 1], ["花垣县", 110, 3, 2],
            ["合计", 210, 2.7, 1.5]]  # fmt: skip
    sheet = read(tmp_path, rows)
    assert not sheet.problems and [total.column for total in sheet.totals if total.agrees] == ["B"]


def test_the_year_of_sheets_named_by_months_is_asked_once(tmp_path: Path) -> None:
    rows = [["公益岗位"], ["县", "在岗（人）"], ["凤凰县", 100]]
    path = write_xlsx(tmp_path / "表.xlsx", {"9月": rows, "10月": rows})
    asked = preview(path, folder=tmp_path).sheets
    assert [sheet.asks for sheet in asked] == ["year", "year"]
    said = preview(path, Choices(period="2021"), folder=tmp_path).sheets
    assert [sheet.period for sheet in said] == ["2021-09", "2021-10"] and all(sheet.rows_stored for sheet in said)


def test_half_a_year_without_its_year_is_no_whole_year(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "表.xlsx", {"表": [["上半年公益岗位"], ["县", "在岗（人）"], ["凤凰县", 100]]})
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert sheet.asks == "period" and all(option.endswith("-06") for option in sheet.options)
    (sheet,) = preview(path, Choices(period="2021"), folder=tmp_path).sheets
    assert sheet.asks == "period" and list(sheet.options) == ["2021-06"]
    (sheet,) = preview(path, Choices(period="2021-06"), folder=tmp_path).sheets
    assert set(values(sheet)) == {("凤凰县", "公益岗位：在岗（累计，人）")}


def test_the_year_of_a_column_of_months_is_asked(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "表.xlsx", {"表": [["公益岗位"], ["县", "月份", "在岗（人）"], ["凤凰县", "9月", 100]]}
    )
    (sheet,) = preview(path, folder=tmp_path).sheets
    assert sheet.asks == "year"
    (sheet,) = preview(path, Choices(period="2021"), folder=tmp_path).sheets
    assert sheet.frame is not None and sheet.frame["period"].to_pylist() == ["2021-09"]


def test_what_compares_two_months_is_none_of_the_year(tmp_path: Path) -> None:
    rows = [["公益岗位（2021年）"], ["县", "10月", "11月", "增减"], ["凤凰县", 100, 110, 10], ["花垣县", 90, 88, -2]]
    sheet = read(tmp_path, rows)
    assert sheet.asks == "period" and list(sheet.options) == ["2021-11", "2021"] and "增减" in sheet.reason
    planned = read(tmp_path, [rows[0], ["县", "全年任务", "10月", "11月"], ["凤凰县", 200, 100, 110]])
    assert planned.frame is not None and set(planned.frame["period"].to_pylist()) == {"2021", "2021-10", "2021-11"}


def test_days_as_plain_numbers_are_no_figures(tmp_path: Path) -> None:
    rows = [["2021年11月危房改造"], ["县", "验收日期", "竣工（户）"], ["凤凰县", 44520, 10], ["花垣县", 44521, 9]]
    assert {item for _, item in values(read(tmp_path, rows))} == {"危房改造：竣工（户）"}


def test_numbers_of_documents_make_no_table_of_standings(tmp_path: Path) -> None:
    rows = [
        ["2021年第二批衔接资金"],
        ["县", "文号", "金额（万元）"],
        ["凤凰县", "湘财预[2021]88号", 10],
        ["花垣县", "湘财预[2021]89号", 9],
    ]
    sheet = read(tmp_path, rows)
    assert sheet.table == "indicator_values" and values(sheet)["花垣县", "第二批衔接资金：金额（万元）"] == 9.0


def test_renminbi_is_money(tmp_path: Path) -> None:
    rows = [["2021年11月资金（单位：人民币万元）"], ["县", "拨付数"], ["凤凰县", 12], ["花垣县", 9]]
    assert values(read(tmp_path, rows)) == {
        ("凤凰县", "资金：拨付数（万元）"): 12.0,
        ("花垣县", "资金：拨付数（万元）"): 9.0,
    }


def test_an_empty_total_above_a_title_is_no_title(tmp_path: Path) -> None:
    rows = [["2021年11月帮扶"], ["县", "户数", "资金（万元）"], ["凤凰县", 1, 2], ["花垣县", 3, 4], ["全州"], ["2021年11月搬迁"],
            ["县", "在建", "竣工"], ["凤凰县", 5, 6], ["花垣县", 7, 8]]  # fmt: skip
    sheets = preview(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), folder=tmp_path).sheets
    assert values(sheets[1])["花垣县", "搬迁：竣工"] == 8.0


@pytest.mark.parametrize(
    ("title", "name"), [("2021年三农投入", "三农投入"), ("三、2021年一卡通发放", "一卡通发放"), ("附件三 搬迁", "搬迁")]
)
def test_a_numeral_that_begins_a_word_is_no_numbering(title: str, name: str, tmp_path: Path) -> None:
    sheet = read(tmp_path, [[title], ["县", "2021年城镇（户）"], ["凤凰县", 35]])
    assert values(sheet) == {("凤凰县", f"{name}：城镇（户）"): 35.0}


def test_a_rate_in_a_row_of_its_own_without_a_sign_is_asked_about(tmp_path: Path) -> None:
    rows = [["2021年11月通报"], ["县", "单位", "项目", "数值"], ["凤凰县", "住建局", "支出率", 0.85],
            ["凤凰县", "水利局", "支出率", 85], ["凤凰县", "教育局", "支出率", "0.85%"]]  # fmt: skip
    (sheet,) = preview(
        write_xlsx(tmp_path / "表.xlsx", {"表": rows}), Choices(table="unit_figures", columns=("项目=item", "数值=value")),
        folder=tmp_path,
    ).sheets  # fmt: skip
    assert {(one.row, one.kind) for one in sheet.problems} >= {(3, "percent_unclear")}
    assert sheet.frame is not None and sheet.frame["value"].to_pylist() == [0.85, 0.0085]
