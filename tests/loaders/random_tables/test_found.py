"""What the random tables found wrong, each as the smallest table that shows it."""

from pathlib import Path
from typing import Any

import pytest

from loaders.importing import preview
from tests.loaders.check.checking import check_sheet, column
from tests.loaders.sheets import write_xlsx


@pytest.mark.parametrize("line", ["附件1", "金额单位：万元", "湘西州2021年11月危房改造进展"])
def test_a_title_merged_over_part_of_the_table_is_no_group(line: str, tmp_path: Path) -> None:
    title = [] if "危房" in line else [["湘西州2021年11月危房改造进展"]]
    rows: list[list[Any]] = [
        *title,
        [line, "", "", ""],
        ["单位", "应改（户）", "支出资金（万元）", "排名"],
        ["吉首市", 30, 5.5, 1],
    ]
    sheet = check_sheet(
        write_xlsx(tmp_path / "表.xlsx", {"表": rows}, (f"A{len(rows) - 2}:C{len(rows) - 2}",)), tmp_path
    )
    assert (
        column(sheet, "item") == ["危房改造进展：应改（户）", "危房改造进展：支出资金（万元）"] and not sheet.problems
    )


@pytest.mark.parametrize("head", ["月份", "时间", "期次"])
def test_months_in_a_column_take_the_year_of_the_title(head: str, tmp_path: Path) -> None:
    rows = [["湘西州2021年危房改造"], ["县", head, "完成数"], ["吉首市", "4月", 30], ["吉首市", "5月", 40]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "period") == ["2021-04", "2021-05"] and not sheet.problems


@pytest.mark.parametrize("corner", ["项目", "指标", ""])
def test_the_corner_over_labels_is_not_what_the_places_are(corner: str, tmp_path: Path) -> None:
    rows = [
        ["2021年11月危房改造"],
        [corner, "吉首市", "泸溪县", "凤凰县"],
        ["应培训人数", "62人", "94人", "42人"],
        ["计划资金（元）", 5, 6, 7],
    ]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert (
        sheet.table == "indicator_values"
        and column(sheet, "place_name") == ["吉首市"] * 2 + ["泸溪县"] * 2 + ["凤凰县"] * 2
    )
    assert column(sheet, "value") == [62, 5, 94, 6, 42, 7]


def test_amounts_with_their_unit_are_no_second_header_row(tmp_path: Path) -> None:
    places = ["指标", "吉首市", "泸溪县", "凤凰县"]
    rows = [["2021年11月产业帮扶"], places, ["支出金额", "12万元", "30万元", "9万元"], ["占比", "4%", "5%", "6%"]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "value") == [12, 0.04, 30, 0.05, 9, 0.06]


def test_counties_beside_their_codes_are_no_departments(tmp_path: Path) -> None:
    rows = [
        ["2021年11月产业帮扶"],
        ["地区代码", "单位", "支出金额（万元）"],
        ["433101", "吉首市", 12],
        ["433122", "泸溪县", 13],
    ]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert sheet.table == "indicator_values" and column(sheet, "place_code") == ["433101", "433122"]


@pytest.mark.parametrize("lead", [[], ["序号"]])
def test_tables_beside_each_other_with_headers_of_different_words(lead: list[str], tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["2021年6月驻村帮扶", "", "", "2021年6月就业车间"],
        ["县市", "完成数", "", *lead, "填报单位", "脱贫户"],
        ["保靖县", 96, "", *(["", ""] if lead else [""]), "户"],
        ["永顺县", 51, "", *([1] if lead else []), "泸溪县", 72],
    ]
    result = preview(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), folder=tmp_path)
    found = {
        (name, value)
        for sheet in result.sheets
        for name, value in zip(column(sheet, "place_name"), column(sheet, "value"), strict=True)
    }
    assert found == {("保靖县", 96), ("永顺县", 51), ("泸溪县", 72)}


def test_a_first_table_of_undeclared_names_is_not_lost_above_another(tmp_path: Path) -> None:
    rows = [["产业帮扶（2019年5月）"], ["区域", "开工数", "应改"], ["古丈县", 8, 9], ["泸溪县", 7, 6],
            ["危房改造（2019年5月）"], ["县", "竣工数", "完成数"], ["永顺县", 23, 26]]  # fmt: skip
    result = preview(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), folder=tmp_path)
    assert [column(sheet, "item")[0] for sheet in result.sheets] == ["产业帮扶：开工数", "危房改造：竣工数"]


def test_a_title_that_begins_with_its_month_is_a_title(tmp_path: Path) -> None:
    rows = [
        ["201909产业帮扶"],
        ["县", "开工数", "项目数"],
        ["古丈县", 8, 9],
        ["201909消费帮扶"],
        ["县别", "新增", "任务数"],
        ["龙山县", 2, 3],
    ]
    result = preview(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), folder=tmp_path)
    assert [column(sheet, "item")[0] for sheet in result.sheets] == ["产业帮扶：开工数", "消费帮扶：新增"]


def test_money_arrived_in_a_month_is_no_span_of_months(tmp_path: Path) -> None:
    rows = [["2020年易地搬迁后扶"], ["县", "2月到位资金（万元）", "3月到位资金（万元）"], ["永顺县", 76, 80]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "period") == ["2020-02", "2020-03"]


def test_a_header_printed_again_in_the_second_table_begins_no_third(tmp_path: Path) -> None:
    rows = [
        ["2020年3月控辍保学", "", "", ""],
        ["县别", "计划数", "应改户数（户）", ""],
        ["保靖县", 2, 3, ""],
        ["", "", "", ""],
        ["2020年3月公益性岗位开发", "", "", ""],
        ["序号", "县市", "兑付率（%）", "剩余"],
        ["合  计", "", 96.5, 9],
        [1, "吉首市", 78.5, 3],
        ["序号", "县市", "兑付率（%）", "剩余"],
        [2, "泸溪县", 77.5, 6],
    ]
    result = preview(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), folder=tmp_path)
    second = result.sheets[1]
    assert len(result.sheets) == 2 and column(second, "place_name") == ["吉首市"] * 2 + ["泸溪县"] * 2
    assert column(second, "value") == [0.785, 3, 0.775, 6]
    assert set(column(second, "item")) == {"公益性岗位开发：兑付率（%）", "公益性岗位开发：剩余"}


def test_a_narrower_table_below_is_found_by_the_places_under_its_first_name(tmp_path: Path) -> None:
    rows = [
        ["2020年9月饮水安全", "", "", ""],
        ["序号", "县市区", "支出率（%）", "脱贫户（户）"],
        [1, "龙山县", 64.5, 20],
        ["", "", "", ""],
        ["2020年9月农村危房改造", "", "", ""],
        ["县别", "上岗（人）", "兑付率（%）", ""],
        ["凤凰县", 48, 39.5, ""],
    ]
    result = preview(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), folder=tmp_path)
    assert [column(sheet, "value") for sheet in result.sheets] == [[0.645, 20], [48, 0.395]]


def test_a_row_behind_a_gap_whose_figure_was_not_reported_begins_no_table(tmp_path: Path) -> None:
    rows = [
        ["2020年9月饮水安全", "", "", ""],
        ["序号", "县市区", "支出率（%）", "脱贫户（户）"],
        [1, "龙山县", 64.5, 20],
        ["", "", "", ""],
        ["", "凤凰县", "未报", ""],
        [3, "保靖县", 12, 4],
    ]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "value") == [0.645, 20, 0.12, 4]


def test_a_third_table_of_two_columns_below_a_wide_one_is_found(tmp_path: Path) -> None:
    rows = [
        ["2020年6月消费帮扶"],
        ["县（市）", "完成率", "开工数"],
        ["泸溪县", 87.5, 21],
        ["2020年6月光伏帮扶电站"],
        ["序号", "单位名称", "参保人数（人）", "竣工数", "完成数"],
        [1, "花垣县", 17, 25, 18],
        [2, "永顺县", 19, 6, 8],
        [""],
        ["农村厕所改造统计表（2020年6月）"],
        ["区域", "目标任务"],
        *([name, at] for at, name in enumerate(("古丈县", "吉首市", "凤凰县"), 40)),
    ]
    rows = [[*row, *[""] * (5 - len(row))] for row in rows]
    result = preview(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), folder=tmp_path)
    assert column(result.sheets[2], "value") == [40, 41, 42]
