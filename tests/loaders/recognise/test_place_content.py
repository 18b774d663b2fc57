"""Places found by what stands in a column, the table chosen by its main columns, and columns of figures with bad cells among them."""

from pathlib import Path

import pytest

from core.places import PlaceIndex
from loaders.importing import import_file, preview
from loaders.recognise import Choices
from loaders.results import SheetResult
from tests.loaders.sheets import Rows, write_xlsx

TITLE = ["湘西州2021年11月重点工作"]


def look(folder: Path, rows: Rows, choices: Choices | None = None) -> SheetResult:
    (sheet,) = preview(write_xlsx(folder / "通报.xlsx", {"表": rows}), choices, folder=folder / "data").sheets
    return sheet


def stored(sheet: SheetResult, *names: str) -> list[tuple[object, ...]]:
    assert sheet.frame is not None, sheet.reason
    return [tuple(row[name] for name in names) for row in sheet.frame.to_pylist()]


@pytest.mark.parametrize(
    "header",
    [
        "县别",
        "填报单位",
        "单位",
        "区域",
        "乡镇/县区",
        "责任县（市）",
        "哪个县",
        "受评单位",
        "部门",
        "地区名",
        "县 域",
        "行政单位",
    ],
)
def test_a_column_of_counties_is_found_whatever_its_header(header: str, tmp_path: Path) -> None:
    sheet = look(tmp_path, [TITLE, [header, "开工数（个）", "完工数（个）"], ["吉首市", 12, 10], ["凤凰县", 15, 15]])
    assert sheet.table == "indicator_values"
    assert stored(sheet, "place_code", "item", "value") == [
        ("433101", "重点工作：开工数（个）", 12.0), ("433101", "重点工作：完工数（个）", 10.0),
        ("433123", "重点工作：开工数（个）", 15.0), ("433123", "重点工作：完工数（个）", 15.0),
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["代码栏", "编制单位", "县别"])
def test_codes_are_places_too(header: str, tmp_path: Path) -> None:
    sheet = look(tmp_path, [TITLE, [header, "开工数（个）"], ["433101", 12], ["433123", 15]])
    assert stored(sheet, "place_code", "value") == [("433101", 12.0), ("433123", 15.0)]


def test_figures_of_six_digits_are_no_codes(tmp_path: Path) -> None:
    sheet = look(tmp_path, [TITLE, ["县别", "金额（元）"], ["吉首市", 433101], ["凤凰县", 433123]])
    assert stored(sheet, "place_code", "value") == [("433101", 433101.0), ("433123", 433123.0)]


@pytest.mark.parametrize(
    "header",
    [
        "乡镇（街道）",
        "乡镇名称",
        "镇街",
        "乡（镇）",
        "各乡镇",
        "镇（街道）",
        "单位",
        "填报单位",
        "所属乡镇",
        "乡镇别",
        "名称",
        "镇乡街道",
    ],
)
def test_a_notice_by_township_is_one_of_units_whatever_the_header(header: str, tmp_path: Path) -> None:
    sheet = look(
        tmp_path,
        [["罗平县2021年11月通报"], [header, "新增（户）"], ["阿岗镇", 226], ["九龙街道", 165], ["老厂乡", 112]],
    )
    assert sheet.table == "unit_figures" and sheet.place == "530324"
    assert [row[:1] for row in stored(sheet, "unit_name")] == [("阿岗镇",), ("九龙街道",), ("老厂乡",)]


def test_departments_are_units(tmp_path: Path) -> None:
    rows = [["凤凰县2021年11月通报"], ["责任部门", "办结（件）"], ["县水利局", 3], ["县住建局", 4], ["县残联", 5]]
    assert look(tmp_path, rows).table == "unit_figures"


def test_where_nothing_is_a_place_the_message_asks_for_the_place_column(tmp_path: Path) -> None:
    sheet = look(tmp_path, [["2021年11月"], ["班组", "开工数（个）"], ["甲", 1], ["乙", 2]])
    assert not sheet.table and "没有找到写地区的列" in sheet.reason and "place.any" in sheet.reason


@pytest.mark.parametrize(
    ("figure", "rank"),
    [
        ("满意度（%）", "排名"),
        ("支出率（%）", "全省位次"),
        ("完成率（%）", "全州排名"),
        ("得分", "名次"),
        ("参保人数（人）", "位次"),
    ],
)
def test_one_figure_and_a_rank_are_no_standings_of_a_year(figure: str, rank: str, tmp_path: Path) -> None:
    sheet = look(
        tmp_path, [TITLE, ["县市", figure, rank], ["吉首市", 96.4, 1], ["凤凰县", 95.1, 2], ["泸溪县", 91.5, 3]]
    )
    assert sheet.table == "indicator_values"
    assert (96.4 if "%" not in figure else 0.964) in [value for (value,) in stored(sheet, "value")]


def test_grades_with_a_rank_stay_standings(tmp_path: Path) -> None:
    rows = [["2021年考核结果"], ["县市", "考核等次", "全省位次"], ["吉首市", "好", 1], ["凤凰县", "较好", 2]]
    assert look(tmp_path, rows).table == "yearly_standings"


@pytest.mark.parametrize(
    "headers", [("应参保人数", "已参保人数"), ("务工目标人数", "务工就业人数"), ("应走访户数", "已走访户数")]
)
def test_items_of_townships_by_county_are_figures_of_counties(headers: tuple[str, str], tmp_path: Path) -> None:
    sheet = look(tmp_path, [TITLE, ["县市", *headers], ["吉首市", 120, 110], ["凤凰县", 150, 149]])
    assert sheet.table == "indicator_values" and sheet.rows_stored == 2
    assert stored(sheet, "value") == [(120.0,), (110.0,), (150.0,), (149.0,)]


@pytest.mark.parametrize("amount", ["资金使用情况（万元）", "到位资金(万元)", "拨付金额", "衔接经费（元）"])
def test_amounts_without_a_place_in_the_table_are_asked_once(amount: str, tmp_path: Path) -> None:
    rows = [
        ["2022年凤凰县项目"],
        ["项目名称", "乡镇名", amount],
        ["茶园改造", "木江坪镇", 95.5],
        ["水渠", "山江镇", 150],
    ]
    asked = look(tmp_path, rows)
    assert not asked.table and amount in asked.reason and asked.nearest == (("fund_projects", "衔接资金项目表"),)
    path = tmp_path / "通报.xlsx"
    (answered,) = import_file(path, Choices(columns=(f"{amount}=budget_cny",)), folder=tmp_path / "data").sheets
    assert answered.rows_stored == 2 and all(value for (value,) in stored(answered, "budget_cny"))
    assert {kind for (kind,) in [(problem.kind,) for problem in answered.problems]} <= {
        "place_coarse",
        "unknown_column",
    }
    rows[2][2] = 96.5
    again = look(tmp_path, rows)
    assert again.table == "fund_projects" and again.rows_stored == 2, "the answer is kept for the shape"


def test_not_wanted_is_an_answer_too(tmp_path: Path) -> None:
    rows = [["2022年凤凰县项目"], ["项目名称", "到位资金(万元)"], ["茶园改造", 95.5]]
    assert look(tmp_path, rows, Choices(table="fund_projects", columns=("到位资金(万元)=ignore",))).rows_stored == 1


@pytest.mark.parametrize(
    "cells", [("约300", "≥5", 12), ("壹佰", "三", "十二"), ("1,23", "4。5", "300-400"), ("=B1/2", 3, "=B2")]
)
def test_a_column_with_bad_cells_is_kept_and_the_bad_cells_listed(cells: tuple[object, ...], tmp_path: Path) -> None:
    places = ["吉首市", "泸溪县", "凤凰县"]
    sheet = look(
        tmp_path,
        [
            TITLE,
            ["县市", "开工数（个）", "其他数"],
            *([place, 1, cell] for place, cell in zip(places, cells, strict=True)),
        ],
    )
    assert "unknown_column" not in {problem.kind for problem in sheet.problems}
    good = sum(isinstance(cell, int) for cell in cells)
    assert len([row for row in stored(sheet, "item") if "其他数" in str(row[0])]) == good
    assert len([problem for problem in sheet.problems if problem.header == "其他数"]) == 3 - good


@pytest.mark.parametrize(
    "texts",
    [("2021-11-20", "2021年3月"), ("正在整改", "2个问题未改"), ("木鱼镇1组", "三组"), ("湘乡发〔2021〕3号", "无")],
)
def test_columns_of_texts_are_no_figures(texts: tuple[str, str], tmp_path: Path) -> None:
    sheet = look(tmp_path, [TITLE, ["县市", "开工数（个）", "情况"], ["吉首市", 1, texts[0]], ["泸溪县", 2, texts[1]]])
    assert [problem.header for problem in sheet.problems] == ["情况"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [["序号", "考核内容", "分值", "评分标准", "得分"], [1, "支出进度", 10, "每低一个百分点扣1分", ""]],
            "考核评分办法",
        ),
        ([["指标", "标准分", "计分办法"], ["返贫率", 20, "按比例计分"]], "考核评分办法"),
        ([["编号", "指标名称", "分值", "计分规则"], ["visits", "走访率", 2, "达标得满分"]], "请到“办法管理”页导入"),
        ([["序号", "反馈问题", "整改措施", "整改时限"], [1, "帮扶不实", "排查", "年底前"]], "问题整改清单"),
        ([["问题", "责任单位", "整改期限"], ["帮扶不实", "某局", "12月底"]], "问题整改清单"),
    ],
)
def test_scoring_books_and_lists_of_problems_are_called_what_they_are(rows: Rows, words: str, tmp_path: Path) -> None:
    sheet = look(tmp_path, [["2021年度"], *rows])
    assert not sheet.table and words in sheet.reason


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("凤凰", {"凤凰县"}),
        ("吉首", {"吉首市"}),
        ("长阳", {"长阳土家族自治县"}),
        ("红寺堡", {"红寺堡区"}),
        ("凤", set()),
        ("川区", set()),
    ],
)
def test_short_names_are_proposed(text: str, names: set[str]) -> None:
    assert {place.name for place in PlaceIndex().short_for(text)} == names
