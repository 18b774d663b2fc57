"""Finding headers: titles above, groups, merges, units, unit rows, and every layout written and found again."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import UserError
from loaders.cells.units import read_unit, split_multiple, stated_unit, unit_factor
from loaders.files.workbook import MergedRange, RawSheet, read_workbook
from loaders.recognise.header import Header, find_header, header_names, normalise_header, split_unit

REAL = Path(__file__).parents[3] / "shared" / "real"


def sheet(rows: Sequence[Sequence[object]], *merged: tuple[int, int, int, int], first_row: int = 1) -> RawSheet:
    """A raw sheet of these rows, filled up to equal length, with merged blocks (top, left, bottom, right)."""
    width = max(map(len, rows))
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    return RawSheet("表", filled, first_row, 0, tuple(MergedRange(*block) for block in merged))


def titles(header: Header) -> list[str]:
    return [column.title for column in header.columns]


def units(header: Header) -> list[str | None]:
    return [column.unit for column in header.columns]


GROUPED: list[list[object]] = [
    ["某县衔接资金支出表"],
    ["填报单位：某县财政局", "", "", "", "单位：万元"],
    ["县", "资金支出", "", "占比%", "备注"],
    ["", "中央", "省级", "", ""],
    ["甲县", 12.5, 3.0, 80.0, ""],
    ["乙县", 8.0, 1.0, 75.0, "已整改"],
]
GROUPED_MERGES = ((0, 0, 0, 4), (2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 3, 3), (2, 4, 3, 4))


@pytest.mark.parametrize("merges", [GROUPED_MERGES, (), ((0, 0, 0, 4),)])
def test_two_row_header_below_titles_with_and_without_merges(merges: Sequence[tuple[int, int, int, int]]) -> None:
    header = find_header(sheet(GROUPED, *merges))
    assert (header.first_row, header.last_row, header.data_start) == (3, 4, 4)
    assert titles(header) == ["县", "资金支出/中央", "资金支出/省级", "占比%", "备注"]
    assert [column.leaf for column in header.columns][1:3] == ["中央", "省级"]
    assert (units(header), header.sheet_unit) == ([None, None, None, "%", None], "万元")
    assert header.title_texts == ("某县衔接资金支出表", "填报单位：某县财政局", "单位：万元")
    assert header.columns[1].names == ("资金支出/中央", "资金支出中央", "中央")


@pytest.mark.parametrize("merges", [((0, 0, 0, 1), (0, 2, 0, 3)), ()])
def test_groups_over_every_column_are_kept(merges: Sequence[tuple[int, int, int, int]]) -> None:
    rows: list[list[object]] = [["基本情况", "", "资金", ""], ["县", "乡", "下达", "支出"], ["甲县", "一乡", 1.0, 2.0]]
    header = find_header(sheet(rows, *merges))
    assert (header.first_row, titles(header)) == (1, ["基本情况/县", "基本情况/乡", "资金/下达", "资金/支出"])


def test_three_row_header_with_groups_of_groups() -> None:
    rows: list[list[object]] = [
        ["县", "资金支出", "", "", "", "户数"],
        ["", "中央", "", "省级", "", ""],
        ["", "下达(万元)", "支出(万元)", "下达", "支出", ""],
        ["甲县", 1.0, 2.0, 3.0, 4.0, 5.0],
    ]
    header = find_header(sheet(rows, (0, 0, 2, 0), (0, 1, 0, 4), (1, 1, 1, 2), (1, 3, 1, 4), (0, 5, 2, 5)))
    assert (header.first_row, header.last_row) == (1, 3)
    assert titles(header)[1:5] == [
        "资金支出/中央/下达(万元)",
        "资金支出/中央/支出(万元)",
        "资金支出/省级/下达",
        "资金支出/省级/支出",
    ]
    assert "资金支出/中央/下达" in header.columns[1].names
    assert units(header) == [None, "万元", "万元", None, None, None]


def test_export_of_the_national_system_has_its_header_on_row_three() -> None:
    rows: list[list[object]] = [
        ["（自定义）监测对象信息"],
        ["导出时间：2023-11-11"],
        ["县", "乡", "村", "户编号", "证件\n号码", "人均纯收入（元）"],
    ]
    rows += [["某县", "某乡", "某村", "4331000001", "43310019900101001X", "8500"]] * 3
    header = find_header(sheet(rows))
    assert (header.first_row, header.last_row, header.data_start) == (3, 3, 3)
    assert header.columns[4].title == "证件 号码"
    assert "证件号码" in header.columns[4].names
    assert (header.columns[5].unit, "人均纯收入" in header.columns[5].names) == ("元", True)


def test_a_row_of_units_and_a_row_of_column_numbers_belong_to_the_header() -> None:
    rows: list[list[object]] = [
        ["序号", "县", "金额", "进度"],
        ["", "", "(万元)", "(%)"],
        ["甲", "乙", "1", "2"],
        [1.0, "甲县", 2.0, 3.0],
    ]
    header = find_header(sheet(rows))
    assert (header.first_row, header.last_row, header.data_start) == (1, 3, 3)
    assert units(header) == [None, None, "万元", "%"]


def test_first_data_row_that_counts_up_is_not_taken_for_column_numbers() -> None:
    header = find_header(sheet([["序号", "户数", "人数"], [1.0, 2.0, 3.0], [2.0, 5.0, 9.0]]))
    assert header.data_start == 1


def test_declared_names_find_the_header_between_rows_of_texts() -> None:
    rows: list[list[object]] = [
        ["说明", "事项", "口径"],
        ["其一", "按月", "统计"],
        ["县", "问题", "整改措施"],
        ["甲县", "台账不全", "补齐"],
    ]
    assert find_header(sheet(rows)).first_row == 1
    header = find_header(sheet(rows), declared=["县（市、区）", "县", "问题：", "整改 措施"])
    assert (header.first_row, header.title_texts[0]) == (3, "说明")


def test_declared_names_beat_the_filling_of_rows() -> None:
    rows: list[list[object]] = [["第一批", "第二批", "第三批", "第四批"], ["县", "金额", "", ""], ["甲县", 1.0, "", ""]]
    assert find_header(sheet(rows), declared=("县", "金额")).first_row == 2


def test_duplicate_empty_and_untitled_columns_are_reported() -> None:
    header = find_header(
        sheet([["县", "金额", "金额", "备注", ""], ["甲县", 1.0, 2.0, "", 3.0], ["乙县", 1.0, 2.0, "", 4.0]])
    )
    assert [column.is_empty for column in header.columns] == [False, False, False, True, False]
    assert (header.columns[4].path, header.columns[4].names, len(header.titled)) == ((), (), 4)


def test_years_may_be_headers_and_figures_may_not() -> None:
    header = find_header(sheet([["县", 2019.0, 2020.0, "2021年"], ["甲县", 1.5, 2.5, 3.5]]))
    assert titles(header) == ["县", "2019", "2020", "2021年"]
    with pytest.raises(UserError):
        find_header(sheet([["甲县", "1.5", "2,300"], ["乙县", "3.5", "4,000"]]))


def test_letters_and_rows_are_those_of_excel() -> None:
    raw = RawSheet("表", [["县", "金额"], ["甲县", 1.0]], first_row=5, first_column=26)
    header = find_header(raw)
    assert ([column.letter for column in header.columns], header.first_row, header.last_row) == (["AA", "AB"], 5, 5)


def test_a_template_without_rows_has_a_header() -> None:
    header = find_header(sheet([["监测对象表"], ["县", "户数（户）", "人数（人）"]]))
    assert (header.first_row, header.data_start, units(header)) == (2, 2, [None, "户", "人"])


def test_a_name_merged_over_two_columns_names_the_first_only() -> None:
    header = find_header(sheet([["姓名", "", "金额"], ["张", "某", 1.0], ["李", "某", 2.0]], (0, 0, 0, 1)))
    assert titles(header) == ["姓名", "B列（没有列名）", "金额"]


@pytest.mark.parametrize("rows", [[["情况说明"], ["今年以来，全县上下一心。"]], [["1", "2"], ["3", "4"]]])
def test_a_sheet_without_header_is_named(rows: list[list[object]]) -> None:
    with pytest.raises(UserError) as caught:
        find_header(sheet([[*row, ""] for row in rows]), file="说明.xlsx")
    assert caught.value.rule == "工作表「表」里找不到表头"
    assert caught.value.file == "说明.xlsx"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("县（市、区）", "县(市、区)"),
        (" 金 额\n(万元)：", "金额(万元)"),
        ("＊姓名*", "姓名"),
        ("CountyName", "countyname"),
        ("其中：中央", "其中:中央"),
        ("２０２１年", "2021年"),
        ("年\u3000度", "年度"),
    ],
)
def test_headers_are_compared_without_blanks_stars_and_width(text: str, normal: str) -> None:
    assert normalise_header(text) == normal


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("金额(万元)", "金额", "万元"),
        ("支出（亿元）", "支出", "亿元"),
        ("占比%", "占比", "%"),
        ("完成率（％）", "完成率", "%"),
        ("单位:万元", "", "万元"),
        ("金额（单位：万元）", "金额", "万元"),
        ("*金额 （万 元）", "金额", "万元"),
        ("总投资亿元", "总投资", "亿元"),
        ("监测范围(元/人·年)", "监测范围", "元/人·年"),
        ("人均收入（元／人.年）", "人均收入", "元/人·年"),
        ("里程/公里", "里程", "公里"),
        ("面积（平方千米）", "面积", "平方公里"),
        ("务工人数（万人）", "务工人数", "万人"),
        ("资金(万元)规模", "资金规模", "万元"),
        ("户(人)数", "户(人)数", None),
        ("乡(镇)", "乡(镇)", None),
        ("县(市、区、旗)", "县(市、区、旗)", None),
        ("公益性岗位(月数)", "公益性岗位(月数)", None),
        ("支出率", "支出率", None),
        ("元", "元", None),
        ("项目/资产数(个)", "项目/资产数", "个"),
    ],
)
def test_units_are_split_from_headers(text: str, name: str, unit: str | None) -> None:
    assert split_unit(text) == (name, unit)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位: 元", "元"),
        ("计量单位：万元、户、%", "万元"),
        ("计量单位：户", "户"),
        ("单位：户、人", None),
        ("填报单位：某县", None),
        ("编制单位：万元户", None),
        ("2021年11月（单位：亿元）", "亿元"),
        ("报表", None),
        ("产业奖补资金发放情况表（万元）", "万元"),
        ("户厕改造情况（万元、户）", "万元"),
        ("支出进度(%)", "%"),
        ("重点工作完成情况（截至11月底）", None),
        ("考核结果（2021年）", None),
    ],
)
def test_units_stated_above_a_table(text: str, unit: str | None) -> None:
    assert stated_unit(text) == unit


def test_units_of_a_kind_convert_and_others_do_not() -> None:
    assert (unit_factor("万人", "人"), unit_factor("万元", "亿元"), unit_factor("户", "人")) == (
        10_000,
        Decimal("0.0001"),
        None,
    )
    assert unit_factor("千瓦时", "千瓦") is None
    assert (split_multiple("亿"), split_multiple("千瓦")) == ((100_000_000, ""), (1, "千瓦"))
    assert read_unit("某某") is None


def test_names_of_a_path_go_from_exact_to_short() -> None:
    assert header_names(("资金(万元)", "中央")) == (
        "资金(万元)/中央",
        "资金/中央",
        "资金(万元)中央",
        "资金中央",
        "中央",
    )
    assert header_names(()) == ()


@pytest.mark.skipif(not REAL.exists(), reason="the real tables are not beside the project")
def test_every_real_table_has_its_header_on_the_first_row() -> None:
    for path in sorted(REAL.glob("*.csv")):
        header = find_header(read_workbook(path).sheets[0])
        assert (path.name, header.first_row, header.last_row) == (path.name, 1, 1)
        assert all(column.path for column in header.columns)


NAMES = st.text("县乡村户数人口金额支出进度年度项目名称类别", min_size=2, max_size=6)
GROUPS = st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=3)), min_size=2, max_size=6)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(groups=GROUPS, above=st.integers(0, 2), left=st.integers(0, 3), rows=st.integers(1, 5))
def test_a_written_header_is_found_again(
    tmp_path: Path, groups: list[tuple[str, list[str]]], above: int, left: int, rows: int
) -> None:
    path = tmp_path / "表.xlsx"
    paths = [(name, leaf if len(leaves) > 1 else name) for name, leaves in groups for leaf in leaves or [""]]
    height = 2 if any(len(leaves) > 1 for _, leaves in groups) else 1
    book = xlsxwriter.Workbook(str(path))
    out, column = book.add_worksheet(), left
    for row in range(above):
        out.write(row, left, ("某县统计表", "截至2021年11月")[row])
    for name, leaves in groups:
        span = max(len(leaves), 1)
        if span > 1:
            out.merge_range(above, column, above, column + span - 1, name)
            for index, leaf in enumerate(leaves):
                out.write(above + 1, column + index, leaf)
        elif height == 2:
            out.merge_range(above, column, above + 1, column, name)
        else:
            out.write(above, column, name)
        column += span
    for row in range(rows):
        for index in range(len(paths)):
            out.write(above + height + row, left + index, f"某地{row}" if index == 0 else row * 7.5 + index)
    book.close()
    raw = read_workbook(path).sheets[0]
    header = find_header(raw)
    assert (header.first_row, header.last_row) == (above + 1, above + height)
    assert [found.path for found in header.columns][: len(paths)] == [tuple(dict.fromkeys(texts)) for texts in paths]
    assert header.columns[0].letter == "ABCD"[left]
