"""Figures of no declared name are told apart by their table, the groups above them, their unit and what they count over."""

from pathlib import Path
from typing import Any

import pytest

from core.places import PlaceIndex
from loaders.columns.open_items import find_table_name, item_code
from loaders.importing import import_file
from loaders.recognise import Choices
from store.versions import Store
from tests.loaders.check.checking import check_sheet, column
from tests.loaders.sheets import Rows, write_xlsx

ALL_ROWS = Choices(replace="all")


def stored(folder: Path) -> dict[tuple[str, str], float]:
    """(place, item) → value of everything in the store."""
    with Store(folder).connect() as connection:
        rows = connection.execute("SELECT place_name, item, value FROM indicator_values").fetchall()
    return {(place, item): value for place, item, value in rows}


def test_one_header_in_the_tables_of_two_departments_is_two_items(tmp_path: Path) -> None:
    header: list[Any] = ["县", "任务数", "完成数"]
    for name, title, task in (("住建局", "危房改造", 120), ("医保局", "医保参保", 30000)):
        rows = [[f"湘西州2021年11月{title}进度表"], header, ["吉首市", task, 1]]
        assert import_file(write_xlsx(tmp_path / f"{name}.xlsx", {"表": rows}), folder=tmp_path).versions
    found = stored(tmp_path)
    assert found["吉首市", "危房改造进度：任务数"] == 120 and found["吉首市", "医保参保进度：任务数"] == 30000


@pytest.mark.parametrize(
    "header",
    [("县市", "项目", "单位", "数量"), ("县市", "指标", "单位", "本期数"), ("县市", "指标", "计量单位", "完成数")],
)
def test_a_table_with_a_row_an_item_keeps_its_title_too(header: tuple[str, ...], tmp_path: Path) -> None:
    for title, task in (("危房改造", 120), ("医保参保", 30000)):
        rows = [[f"湘西州2021年11月{title}进度表"], list(header), ["吉首市", "任务数", "户", task]]
        assert import_file(write_xlsx(tmp_path / f"{title}.xlsx", {"表": rows}), folder=tmp_path).versions
    assert stored(tmp_path) == {
        ("吉首市", "危房改造进度：任务数（户）"): 120,
        ("吉首市", "医保参保进度：任务数（户）"): 30000,
    }


def test_declared_items_and_our_own_title_name_no_table(tmp_path: Path) -> None:
    rows = [["指标数值表"], ["县", "期次", "指标", "单位", "数值"], ["吉首市", "2021", "农村居民人均可支配收入", "元", 9],
            ["吉首市", "2021", "茶园面积", "亩", 7]]  # fmt: skip
    assert import_file(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), folder=tmp_path).versions
    assert stored(tmp_path) == {("吉首市", "rural_income"): 9, ("吉首市", "茶园面积（亩）"): 7}
    rows = [*rows[1:3], ["吉首市", "2021", "油茶面积", "亩", 8]]
    assert import_file(
        write_xlsx(tmp_path / "农业农村局_茶.xlsx", {"茶": rows}), folder=tmp_path, choices=ALL_ROWS
    ).versions
    assert ("吉首市", "油茶面积（亩）") in stored(tmp_path), "under our own headers a file's name is no title"


@pytest.mark.parametrize("header", [["县市", "项目", "单位", "数量"], ["县市", "任务数（户）"]])
def test_the_department_that_sent_it_stands_for_a_title(header: list[Any], tmp_path: Path) -> None:
    for sender, task in (("吉首市住建局", 120), ("吉首市医保局", 30000)):
        row = ["吉首市", task] if len(header) == 2 else ["吉首市", "任务数", "户", task]
        rows = [[f"填报单位：{sender}　　2021年11月"], header, row]
        assert import_file(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), folder=tmp_path).versions
    assert stored(tmp_path) == {("吉首市", "住建局：任务数（户）"): 120, ("吉首市", "医保局：任务数（户）"): 30000}


@pytest.mark.parametrize("day", ["_2021-11", "2021.11.20", "1120", "（2021-11）", "11月", "v2", "202111(1)"])
def test_days_and_versions_in_a_files_name_are_no_part_of_the_table(day: str) -> None:
    assert find_table_name([], PlaceIndex(), [f"危房改造{day}"]) == "危房改造"


def test_two_sheets_of_one_book_with_the_same_headers(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        name: [["县", "完成数"], ["吉首市", value]] for name, value in (("危房改造", 1), ("安全饮水", 2))
    }
    assert import_file(write_xlsx(tmp_path / "2021年11月.xlsx", sheets), folder=tmp_path).versions
    assert stored(tmp_path) == {("吉首市", "危房改造：完成数"): 1.0, ("吉首市", "安全饮水：完成数"): 2.0}


def test_next_month_and_a_correction_are_the_same_item(tmp_path: Path) -> None:
    for month, file, value in (("10", "甲.xlsx", 1), ("11", "乙.xlsx", 2), ("11", "乙(修订).xlsx", 3)):
        rows = [[f"凤凰县2021年{month}月危房改造进度表"], ["县", "完成数"], ["凤凰县", value]]
        assert import_file(write_xlsx(tmp_path / file, {"表": rows}), folder=tmp_path).versions
    with Store(tmp_path).connect() as connection:
        rows = connection.execute("SELECT item, period, value FROM indicator_values ORDER BY period").fetchall()
    assert rows == [("危房改造进度：完成数", "2021-10", 1.0), ("危房改造进度：完成数", "2021-11", 3.0)]


@pytest.mark.parametrize(
    ("header", "merges"),
    [
        ([["县", "监测对象（户）", "监测对象（人）"]], ()),
        ([["县", "监测对象(户)", "监测对象/人"]], ()),
        ([["县", "监测对象", ""], ["", "户", "人"]], ("A2:A3", "B2:C2")),
    ],
)
def test_households_and_persons_of_one_pair_are_two_items(
    header: Rows, merges: tuple[str, ...], tmp_path: Path
) -> None:
    rows = [["2021年"], *header, ["凤凰县", 5018, 18684]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}, merges), tmp_path)
    assert column(sheet, "item") == ["监测对象（户）", "监测对象（人）"] and column(sheet, "value") == [5018.0, 18684.0]
    assert column(sheet, "unit") == ["户", "人"]


def test_money_and_rate_of_one_name_are_two_items(tmp_path: Path) -> None:
    rows = [["2021年"], ["县", "拨付（万元）", "拨付（%）"], ["凤凰县", 300, 85.5]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "item") == ["拨付（万元）", "拨付（%）"] and column(sheet, "value") == [300.0, 0.855]


def test_groups_above_columns_of_one_name_tell_them_apart(tmp_path: Path) -> None:
    rows = [["2021年贷款"], ["县", "存量", "", "新增", "", "逾期", ""], ["", *["户数", "金额（万元）"] * 3],
            ["凤凰县", 9, 90.5, 3, 30.5, 1, 10.5]]  # fmt: skip
    merges = ("A2:A3", "B2:C2", "D2:E2", "F2:G2")
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}, merges), tmp_path)
    assert dict(zip(column(sheet, "item"), column(sheet, "value"), strict=True)) == {
        "贷款：存量/户数": 9, "贷款：存量/金额（万元）": 90.5, "贷款：新增/户数": 3, "贷款：新增/金额（万元）": 30.5,
        "贷款：逾期/户数": 1, "贷款：逾期/金额（万元）": 10.5,
    }  # fmt: skip


def test_groups_that_claim_one_declared_item_are_items_of_their_own(tmp_path: Path) -> None:
    rows = [["2021年人口"], ["县", "城镇", "农村"], ["", "总人口", "总人口"], ["凤凰县", 9, 20]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert column(sheet, "item") == ["人口：城镇/总人口", "人口：农村/总人口"]


NAMES = {
    "湘西州2021年11月农村危房改造进度": "农村危房改造进度",
    "附件2：凤凰县二〇二一年十一月危房改造情况统计表": "危房改造情况",
    "表1-2 各县（市、区）医保参保情况一览表（单位：人）": "医保参保情况",
    "罗平县2023年度10月份小额信贷工作情况统计表（修订）": "小额信贷工作情况",
    "湘振发〔2021〕15号 防返贫监测汇总表": "防返贫监测",
}


@pytest.mark.parametrize(("title", "name"), NAMES.items())
def test_a_table_s_name_has_no_date_place_number_or_version(title: str, name: str) -> None:
    assert find_table_name((title,), PlaceIndex()) == name


@pytest.mark.parametrize(
    "text",
    ["单位：万元", "填报单位：凤凰县乡村振兴局", "截至2021年11月30日", "Sheet1", "11月", "附件1", "凤凰县", "2021年"],
)
def test_a_line_that_names_no_table(text: str) -> None:
    assert find_table_name((text,), PlaceIndex()) == ""
    assert find_table_name((text, "危房改造表"), PlaceIndex()) == "危房改造"
    assert find_table_name((text,), PlaceIndex(), ("危房改造表",)) == "危房改造"


def test_a_table_of_several_is_called_by_its_own_heading_behind_the_title_of_all(tmp_path: Path) -> None:
    rows = [["2021年11月重点工作调度"], ["一、务工就业（人）", "", "", "二、小额信贷（万元）"], ["县市", "目标", "", "县市", "新增"],
            ["吉首市", 12000, "", "吉首市", 1200], ["泸溪县", 20000, "", "泸溪县", 2300]]  # fmt: skip
    assert import_file(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), folder=tmp_path).versions
    assert stored(tmp_path) == {
        ("吉首市", "重点工作调度：务工就业：目标（人）"): 12000, ("泸溪县", "重点工作调度：务工就业：目标（人）"): 20000,
        ("吉首市", "重点工作调度：小额信贷：新增（万元）"): 1200, ("泸溪县", "重点工作调度：小额信贷：新增（万元）"): 2300,
    }  # fmt: skip


def test_two_rows_of_one_county_give_none_of_their_figures(tmp_path: Path) -> None:
    """Of two batches neither is the county's, also where one of them says nothing of a figure."""
    rows = [
        ["2021年11月资金"],
        ["县市", "下达", "增减"],
        ["吉首市", 125, 2.1],
        ["凤凰县", 88, 1.3],
        ["凤凰县", 50, "—"],
    ]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert set(column(sheet, "place_name")) == {"吉首市"}
    torn = [(one.row, one.column) for one in sheet.problems if one.kind == "duplicate_key"]
    assert sorted(torn) == [(4, "B"), (4, "C"), (5, "B")]


def test_an_item_is_kept_by_its_title_and_unit() -> None:
    assert [item_code("支出", None), item_code("支出", "万元"), item_code("支出（累计）", "万元")] == [
        "支出", "支出（万元）", "支出（累计，万元）",
    ]  # fmt: skip


def test_columns_of_one_name_are_kept_apart_and_told(tmp_path: Path) -> None:
    rows = [["2021年11月户厕改造"], ["县市", "任务", "完成", "完成"], ["凤凰县", 120, 100, 20]]
    sheet = check_sheet(write_xlsx(tmp_path / "表.xlsx", {"表": rows}), tmp_path)
    assert dict(zip(column(sheet, "item"), column(sheet, "value"), strict=True)) == {
        "户厕改造：任务": 120, "户厕改造：完成（第1列）": 100, "户厕改造：完成（第2列）": 20,
    }  # fmt: skip
    assert [problem.column for problem in sheet.problems if problem.kind == "twin_header"] == ["C", "D"]
