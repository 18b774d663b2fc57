"""Columns to declared columns: names, aliases, what the clerk confirms, what is kept for the next file of that shape."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from loaders.files.workbook import RawSheet
from loaders.importing import import_file, preview
from loaders.recognise.choices import Choices
from loaders.recognise.confirmed import (
    keep_mapping,
    list_targets,
    propose_mapping,
    read_given,
    read_kept,
    read_target,
    shape_hash,
)
from loaders.recognise.header import Header, find_header
from loaders.recognise.mapping import declared_headers, map_columns, own_targets
from loaders.recognise.matching import choose_table
from loaders.recognise.shared_headers import read_shared_headers
from loaders.recognise.targets import COLUMN, ITEM, OPEN, PLACE, UNKNOWN, Target
from store.declared.tables import find_table, read_tables
from tests.loaders.sheets import Rows, write_xlsx


def raw(rows: Rows) -> tuple[RawSheet, Header]:
    width = max(map(len, rows))
    sheet = RawSheet("表", [[*row, *[""] * (width - len(row))] for row in rows])
    return sheet, find_header(sheet, declared_headers(read_tables().values()))


@pytest.mark.parametrize("name", list(read_tables()))
def test_every_declared_header_means_one_column_of_its_table(name: str) -> None:
    table = find_table(name)
    for column in table.columns:
        assert own_targets(name)[column.name][0] == Target(COLUMN, column.name)
        titles = [other.title for other in table.columns]
        assert titles.count(column.title) == 1
    for text, label in list_targets(table):
        assert read_target(table, text).text in (text, ""), label


def test_shared_headers_stand_once() -> None:
    shared = read_shared_headers()
    assert not set(shared.place) & set(shared.period)
    assert not shared.ignored & (set(shared.place) | set(shared.period))


def test_a_title_goes_before_an_alias_and_a_filled_column_before_an_empty_one() -> None:
    sheet, header = raw(
        [["县", "年度", "项目名称", "名称", "计划资金", "投资规模"], ["凤凰县", 2021, "路", "甲", "", 3]]
    )
    mapping = map_columns(find_table("fund_projects"), header, sheet)
    found = {one.column.letter: one.target.name for one in mapping.of(COLUMN)}
    assert found == {"C": "project_name", "F": "budget_cny"}
    assert [one.column.letter for one in mapping.of(UNKNOWN)] == ["D", "E"]


def test_two_columns_that_claim_the_same_are_both_left() -> None:
    sheet, header = raw([["县", "年度", "项目名称", "投资规模", "资金规模"], ["凤凰县", 2021, "路", 2, 3]])
    mapping = map_columns(find_table("fund_projects"), header, sheet)
    assert mapping.find(COLUMN, "budget_cny") is None
    (claim,) = mapping.ambiguous
    assert claim[0].name == "budget_cny" and [column.letter for column in claim[1]] == ["D", "E"]


def test_wide_and_long_sheets_of_the_same_table() -> None:
    sheet, header = raw([["县", "期次", "信访件数", "路灯数"], ["凤凰县", "2021-11", 3, 12]])
    wide = map_columns(find_table("indicator_values"), header, sheet)
    assert not wide.is_long and [one.target.name for one in wide.of(ITEM)] == ["petitions"]
    assert [one.target.name for one in wide.of(OPEN)] == ["路灯数"]
    sheet, header = raw([["县", "期次", "指标", "数值", "单位"], ["凤凰县", "2021-11", "信访件数", 3, "件"]])
    long = map_columns(find_table("indicator_values"), header, sheet)
    assert long.is_long and not long.missing and not long.of(ITEM)


def test_units_by_department_or_township_name_and_places_by_code() -> None:
    sheet, header = raw([["单位", "支出(万元)", "支出进度"], ["县水利局", 3, "85%"]])
    assert choose_table(header, sheet).table.name == "unit_figures"
    sheet, header = raw([["区划代码", "期次", "绿化面积(亩)"], ["433123", "2021-11", 3]])
    match = choose_table(header, sheet)
    assert match.table.name == "indicator_values" and match.mapping.of(PLACE)


def test_a_title_above_the_table_decides_between_tables_alike() -> None:
    rows = [["（乡村建设）户信息"], ["县", "户编号", "证件号码"], ["凤凰县", "H1", "X"]]
    sheet, header = raw(rows)
    assert choose_table(header, sheet).table.name == "rural_households"
    sheet, header = raw(rows[1:])
    with pytest.raises(UserError, match="同样像几种表"):
        choose_table(header, sheet)


def test_of_two_tables_alike_the_one_that_requires_what_is_there_is_meant() -> None:
    sheet, header = raw([["县", "年份", "等次"], ["凤凰县", 2021, "好"]])
    assert choose_table(header, sheet).table.name == "grades"
    sheet, header = raw([["县", "年份", "等次", "全省位次"], ["凤凰县", 2021, "好", 3]])
    assert choose_table(header, sheet).table.name == "yearly_standings"


ROWS = [["2021年"], ["县", "项目编号", "项目", "总盘子(万元)"], ["凤凰县", "P1", "路", 2.5]]


def test_a_given_column_is_kept_for_the_next_file_of_that_shape(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "甲.xlsx", {"表": ROWS})
    (before,) = preview(path, folder=tmp_path).sheets
    assert before.frame is None and "主要的数字没有去处" in before.reason and "budget_cny" in before.reason
    given = Choices(table="fund_projects", columns=("总盘子(万元)=budget_cny",))
    (sheet,) = import_file(path, given, folder=tmp_path).sheets
    assert sheet.frame is not None and sheet.frame["budget_cny"].to_pylist() == [25_000.0]
    (next_one,) = preview(write_xlsx(tmp_path / "乙.xlsx", {"表": ROWS}), folder=tmp_path).sheets
    assert next_one.frame is not None and next_one.frame["budget_cny"].to_pylist() == [25_000.0]
    other_shape = [ROWS[0], [*ROWS[1], "备注"], ROWS[2]]
    (other,) = preview(write_xlsx(tmp_path / "丙.xlsx", {"表": other_shape}), folder=tmp_path).sheets
    assert other.frame is None and "总盘子(万元)" in other.reason


def test_nothing_is_kept_when_nothing_was_stored(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "甲.xlsx", {"表": [*ROWS[:2], ["凤皇县", "P1", "路", 2.5]]})
    assert not import_file(
        path, Choices(table="fund_projects", columns=("总盘子(万元)=budget_cny",)), folder=tmp_path
    ).versions
    assert not (tmp_path / "mappings").exists()


def test_similar_names_are_suggested_and_not_used() -> None:
    sheet, header = raw([["县", "年度", "综合评定等次"], ["凤凰县", 2021, "好"]])
    mapping = map_columns(find_table("grades"), header, sheet)
    assert mapping.missing == ["等次"]
    sheet, header = raw([["县", "年度", "等次别"], ["凤凰县", 2021, "好"]])
    (suggestion,) = propose_mapping(map_columns(find_table("grades"), header, sheet))
    assert suggestion.letter == "C" and ("grade", "等次") in suggestion.options


def test_targets_as_text() -> None:
    table = find_table("township_progress")
    assert read_target(table, "place.township") == Target(PLACE, "township")
    assert read_target(table, "insured.target_count") == Target(ITEM, "insured", "target_count")
    assert read_target(table, "item:insured") == Target(ITEM, "insured", "done_count")
    assert read_target(table, "任务数") == Target(COLUMN, "target_count")
    with pytest.raises(UserError, match="没有这个目标列"):
        read_target(table, "open")
    with pytest.raises(UserError, match="列名=目标"):
        read_given(table, ["=insured"])


def test_a_damaged_kept_mapping_says_what_to_do(tmp_path: Path) -> None:
    _, header = raw(ROWS)
    table = find_table("fund_projects")
    path = keep_mapping(tmp_path, table, header, {"总盘子(万元)": Target(COLUMN, "budget_cny")}, "甲")
    assert json.loads(path.read_text(encoding="utf-8"))["who"] == "甲"
    assert read_kept(tmp_path, table, header) == {"总盘子(万元)": Target(COLUMN, "budget_cny")}
    path.write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="重新确认列的对应"):
        read_kept(tmp_path, table, header)


@given(st.permutations(["县", "年度", "项目编号", "项目名称", "计划资金"]))
def test_the_order_of_columns_does_not_matter(names: list[str]) -> None:
    cells = {"县": "凤凰县", "年度": 2021, "项目编号": "P1", "项目名称": "路", "计划资金": 3}
    sheet, header = raw([names, [cells[name] for name in names]])
    match = choose_table(header, sheet)
    assert match.table.name == "fund_projects" and match.fits
    assert {one.target.name for one in match.mapping.of(COLUMN)} == {"project_code", "project_name", "budget_cny"}


def test_shapes_differ_by_headers_and_their_order() -> None:
    one, other = raw(ROWS)[1], raw([ROWS[0], ["项目编号", "县", "项目", "总盘子(万元)"], ROWS[2]])[1]
    assert shape_hash(one) != shape_hash(other)
    assert shape_hash(one) == shape_hash(raw([["2022年"], ["县", "项目 编号", "项目", "总盘子（万元）"], ROWS[2]])[1])


def test_a_list_of_persons_is_no_table_that_only_knows_who_is_in_it(tmp_path: Path) -> None:
    """Any list has names and numbers of persons: what it is about has to be known as well, or its title."""
    rows = [["县", "村", "姓名", "身份证号", "岗位类型"], ["永顺县", "甲村", "甲", "431221198001010019", "护林员"]]
    (sheet,) = preview(write_xlsx(tmp_path / "名册.xlsx", {"表": rows}), folder=tmp_path).sheets
    assert not sheet.table and sheet.asks == "table"
    (named,) = preview(write_xlsx(tmp_path / "2021年雨露计划补助名册.xlsx", {"表": rows}), folder=tmp_path).sheets
    assert named.table == "rain_dew"
