"""Several tables drawn on one sheet, beside and below each other, and tables with places across the top."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loaders.importing import import_file, preview
from loaders.recognise import Choices
from loaders.report import mark_workbook
from loaders.results import Preview, SheetResult
from tests.loaders.sheets import Rows, write_csv, write_xlsx

COUNTIES = ("吉首市", "泸溪县", "凤凰县", "花垣县", "保靖县", "古丈县")


def look(folder: Path, rows: Rows, choices: Choices | None = None) -> Preview:
    return preview(write_xlsx(folder / "通报.xlsx", {"表": rows}), choices, folder=folder / "data")


def figures(sheet: SheetResult) -> dict[tuple[str, str], float]:
    assert sheet.frame is not None, sheet.reason
    return {(row["place_name"], bare(row["item_title"])): row["value"] for row in sheet.frame.to_pylist()}


def bare(item: str) -> str:
    """An item's own words, without its table and unit."""
    return item.rpartition("：")[2].partition("（")[0]


def table(headers: list[str], *rows: tuple[Any, ...]) -> list[list[Any]]:
    return [headers, *map(list, rows)]


FIRST = table(["县市", "应在校（人）", "在校（人）"], ("吉首市", 5000, 4998), ("泸溪县", 4000, 3995))
SECOND = table(["县市", "存量危房（户）", "已改造（户）"], ("花垣县", 80, 60), ("保靖县", 90, 81))


@pytest.mark.parametrize(
    "between",
    [
        [[]],
        [[], []],
        [[], ["湘西州2021年11月危房改造"]],
        [["湘西州2021年11月危房改造"]],
        [["二、危房改造"]],
        [[], ["危房改造进度表"], ["", "", "单位：户"]],
        [["注：数据由教育局提供"], [], ["表二 危房改造"]],
        [],
    ],
)
def test_a_second_table_below_has_its_own_headers(between: Rows, tmp_path: Path) -> None:
    found = look(tmp_path, [["湘西州2021年11月控辍保学"], *FIRST, *between, *SECOND])
    first, second = found.sheets
    assert figures(first) == {
        ("吉首市", "应在校"): 5000, ("吉首市", "在校"): 4998, ("泸溪县", "应在校"): 4000, ("泸溪县", "在校"): 3995,
    }  # fmt: skip
    assert figures(second) == {
        ("花垣县", "存量危房"): 80, ("花垣县", "已改造"): 60, ("保靖县", "存量危房"): 90, ("保靖县", "已改造"): 81,
    }  # fmt: skip
    assert {first.period, second.period} == {"2021-11"} and not found.problems


@pytest.mark.parametrize("label", ["区县", "地区", "单位", "填报单位", "序号"])
def test_the_second_table_may_call_its_places_otherwise(label: str, tmp_path: Path) -> None:
    second = table([label, "存量危房（户）", "已改造（户）"], ("花垣县", 80, 60), ("保靖县", 90, 81))
    if label == "序号":
        second = table(["序号", "县市", "存量危房（户）"], (1, "花垣县", 80), (2, "保靖县", 90))
    _, below = look(tmp_path, [["湘西州2021年11月"], *FIRST, [], ["危房改造"], *second]).sheets
    assert figures(below)["花垣县", "存量危房"] == 80


def test_three_tables_two_rows_of_header_and_totals(tmp_path: Path) -> None:
    third = [
        ["县市", "参保", ""],
        ["", "应参保（人）", "已参保（人）"],
        ["吉首市", 30000, 29900],
        ["合计", 30000, 29900],
    ]
    rows = [["2021年11月"], *FIRST, ["合计", 9000, 8993], [], ["危房"], *SECOND, [], ["医保"], *third]
    sheets = look(tmp_path, rows).sheets
    assert [sheet.rows_stored for sheet in sheets] == [2, 2, 1]
    assert all(total.agrees for sheet in sheets for total in sheet.totals)
    assert sheets[2].frame is not None and sheets[2].frame["value"].to_pylist() == [30000, 29900]


@pytest.mark.parametrize("title", [["湘西州2021年11月控辍保学"], ["湘西州2021年11月控辍保学（续）"], ["续表"], []])
def test_a_header_printed_again_begins_no_new_table(title: list[str], tmp_path: Path) -> None:
    rows = [["湘西州2021年11月控辍保学"], *FIRST, title, FIRST[0], ["凤凰县", 3000, 2990]]
    (sheet,) = look(tmp_path, rows).sheets
    assert sheet.rows_stored == 3 and figures(sheet)["凤凰县", "在校"] == 2990


def test_gaps_sections_and_missing_marks_cut_no_table(tmp_path: Path) -> None:
    rows = [
        ["2021年凤凰县项目"], ["项目名称", "建设地点", "计划资金（万元）"], ["一、产业"], ["茶园", "某村", 20], [], ["二、基础设施"],
        ["水渠", "某村", "—"], ["道路", "某村", 30], ["三、其他"], ["围墙", "某村", "待定"], ["路灯", "某村", 5],
    ]  # fmt: skip
    (sheet,) = look(tmp_path, rows).sheets
    assert sheet.table == "fund_projects" and sheet.rows_stored == 5


@pytest.mark.parametrize("titles", [("一、住房安全", "二、饮水安全"), ("住房", "饮水"), ("（一）住房", "（二）饮水")])
@pytest.mark.parametrize("two_rows", [True, False])
def test_titled_blocks_of_the_same_places_under_one_header_are_tables(
    titles: tuple[str, str], two_rows: bool, tmp_path: Path
) -> None:
    header = (
        [["县市", "进度", ""], ["", "任务（户）", "完成（户）"]] if two_rows else [["县市", "任务（户）", "完成（户）"]]
    )
    blocks = [
        [titles[0]],
        ["吉首市", 1, 2],
        ["凤凰县", 3, 4],
        ["合计", 4, 6],
        [titles[1]],
        ["吉首市", 5, 6],
        ["凤凰县", 7, 8],
        ["合计", 12, 14],
    ]
    first, second = look(tmp_path, [["湘西州2021年11月"], *header, *blocks]).sheets
    assert [list(figures(one).values()) for one in (first, second)] == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert all(total.agrees for sheet in (first, second) for total in sheet.totals)
    assert first.frame is not None and second.frame is not None
    items = [set(one["item"].to_pylist()) for one in (first.frame, second.frame)]
    assert not items[0] & items[1], "the same columns of another block are other figures"
    assert second.frame["source_row"].to_pylist()[0] == 4 + len(header) + 3


@pytest.mark.parametrize("gap", [[""], [], ["", ""]])
@pytest.mark.parametrize("titles", [True, False])
def test_tables_beside_each_other_keep_their_own_counties(gap: list[str], titles: bool, tmp_path: Path) -> None:
    head = ["县市", "任务数（户）", "完成数（户）"]
    left = [["吉首市", 120, 110], ["泸溪县", 200, 180], ["凤凰县", 150, 150]]
    right = [["花垣县", 80, 60], ["保靖县", 90, 81], ["古丈县", 40, 40]]
    rows: list[list[Any]] = [["湘西州2021年11月住房、饮水保障"]]
    rows += [["住房安全", "", "", *gap, "饮水安全"]] if titles else []
    rows += [[*head, *gap, *head], *([*one, *gap, *other] for one, other in zip(left, right, strict=True))]
    sheets = look(tmp_path, rows).sheets
    assert len(sheets) == 2
    done = {place: value for sheet in sheets for (place, item), value in figures(sheet).items() if "完成数" in item}
    assert done == dict(zip(COUNTIES, (110, 180, 150, 60, 81, 40), strict=True))
    assert {sheet.period for sheet in sheets} == {"2021-11"}


def test_an_empty_column_inside_a_table_cuts_nothing(tmp_path: Path) -> None:
    (sheet,) = look(tmp_path, [["2021年11月"], ["县市", "任务数", "", "完成率（%）"], ["吉首市", 120, "", 91.5]]).sheets
    assert len(figures(sheet)) == 2


@pytest.mark.parametrize("corner", ["指标", "项目", "县市", "", "指标名称"])
@pytest.mark.parametrize("counties", [COUNTIES[:3], COUNTIES])
def test_places_across_the_top_are_turned(corner: str, counties: tuple[str, ...], tmp_path: Path) -> None:
    rows = [
        ["湘西州2021年11月医保参保"], [corner, *counties], ["应参保（人）", *range(100, 100 + len(counties))],
        ["已参保（人）", *range(50, 50 + len(counties))],
    ]  # fmt: skip
    (sheet,) = import_file(write_xlsx(tmp_path / "医保.xlsx", {"表": rows}), folder=tmp_path / "data").sheets
    assert sheet.table == "indicator_values" and sheet.header_row == 2
    for at, county in enumerate(counties):
        assert figures(sheet)[county, "应参保"] == 100 + at and figures(sheet)[county, "已参保"] == 50 + at
    assert sheet.frame is not None
    first = sheet.frame.to_pylist()[0]
    assert (first["source_row"], first["source_column"], first["value"]) == (3, "B", 100)


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        (
            ["指标", "单位", "吉首市", "凤凰县", "合计"],
            [["应参保", "人", 300, 200, 500], ["保费", "万元", 12.5, 13, 25.5]],
        ),
        (
            ["序号", "指标", "计量单位", "吉首市", "凤凰县"],
            [[1, "应参保", "人", 300, 200], [2, "保费", "万元", 12.5, 13]],
        ),
        (
            ["项目", "吉首市", "凤凰县", "备注"],
            [["应参保（人）", 300, 200, "无"], ["保费（万元）", 12.5, 13, "含补贴"]],
        ),
        (
            ["指标", "全州", "吉首市", "凤凰县", "同比增长"],
            [["应参保（人）", 500, 300, 200, 3], ["保费（万元）", 25.5, 12.5, 13, 4]],
        ),
    ],
)
def test_units_numbers_and_totals_beside_places_across_the_top(head: list[str], lines: Rows, tmp_path: Path) -> None:
    (sheet,) = look(tmp_path, [["湘西州2021年11月"], head, *lines]).sheets
    assert sheet.frame is not None and sheet.table == "indicator_values", sheet.reason
    found = {(row["place_name"], row["unit"]): row["value"] for row in sheet.frame.to_pylist()}
    assert found == {("吉首市", "人"): 300, ("吉首市", "万元"): 12.5, ("凤凰县", "人"): 200, ("凤凰县", "万元"): 13}
    assert not any("序号" in row["item"] for row in sheet.frame.to_pylist())


def test_a_bad_cell_of_a_turned_table_is_marked_where_it_stands(tmp_path: Path) -> None:
    rows = [
        ["湘西州2021年11月"],
        ["指标", "吉首市", "凤凰县", "某某县"],
        ["参保（人）", 12, "约300", 4],
        ["务工（人）", 5, 6, 7],
    ]
    path = write_xlsx(tmp_path / "医保.xlsx", {"表": rows})
    found = preview(path, folder=tmp_path / "data")
    assert {(one.row, one.column, one.kind) for one in found.problems} == {
        (3, "C", "not_a_number"),
        (2, "D", "unknown_place"),
    }
    marked = openpyxl.load_workbook(io.BytesIO(mark_workbook(path, found.book, found.problems)))
    assert marked["表"]["C3"].comment and marked["表"]["D2"].comment and not marked["表"]["B3"].comment


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_bad_cell_of_the_second_table_is_marked_on_its_sheet(kind: str, tmp_path: Path) -> None:
    rows = [["2021年11月"], *FIRST, [], ["危房"], SECOND[0], ["花垣县", "约80", 60], SECOND[2]]
    path = tmp_path / f"表.{kind}"
    filled = [[*row, *[""] * (3 - len(row))] for row in rows]
    path = write_xlsx(path, {"表": rows}) if kind == "xlsx" else write_csv(path, filled)
    found = preview(path, folder=tmp_path / "data")
    (problem,) = found.problems
    assert (problem.sheet, problem.row, problem.column) == ("表（A6:C9）", 8, "B")
    marked = openpyxl.load_workbook(io.BytesIO(mark_workbook(path, found.book, found.problems)))
    assert marked["表"]["B8"].comment


def test_one_of_the_tables_can_be_named(tmp_path: Path) -> None:
    rows = [["2021年11月"], *FIRST, [], ["危房"], *SECOND]
    (sheet,) = look(tmp_path, rows, Choices(sheet="表（A6:C9）")).sheets
    assert figures(sheet)["花垣县", "存量危房"] == 80


def test_some_columns_with_years_and_some_without(tmp_path: Path) -> None:
    rows = [
        ["湘西州2021年"],
        ["县市", "总人口（万人）", "2020年新增（人）", "2021年新增（人）"],
        ["吉首市", 30.1, 9800, 10800],
    ]
    (sheet,) = look(tmp_path, rows).sheets
    assert sheet.frame is not None
    assert {(row["period"], row["value"]) for row in sheet.frame.to_pylist()} == {
        ("2021", 30.1),
        ("2020", 9800),
        ("2021", 10800),
    }
