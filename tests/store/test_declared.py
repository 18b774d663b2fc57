"""Every declared table loads; every broken declaration says file, field, what came and what to do."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.errors import UserError
from store.declared.fields import TYPES
from store.declared.tables import (
    PLACE_COLUMNS,
    SOURCE_COLUMNS,
    TABLES_FOLDER,
    UNIT_ENDINGS,
    find_table,
    read_table,
    read_tables,
)

NAMES = sorted(path.stem for path in TABLES_FOLDER.rglob("*.yaml"))
NEEDED = {
    "places",
    "indicator_values",
    "fund_projects",
    "fund_payments",
    "schedule_nodes",
    "assets",
    "township_progress",
    "milestones",
}


def good() -> dict[str, Any]:
    """A small declaration that is right."""
    return {
        "table": "wells",
        "title": "水井台账",
        "one_row": "一口井",
        "place": {"level": "village", "required": True},
        "period": "year",
        "key": ["county_code", "period", "well_code"],
        "replace": ["county_code", "period"],
        "columns": [
            {"name": "well_code", "title": "编号", "type": "code", "required": True, "aliases": ["井号"]},
            {"name": "cost_cny", "title": "造价", "type": "money", "unit": "万元"},
            {"name": "full_rate", "title": "供水率", "type": "percent"},
            {"name": "state", "title": "状态", "type": "choice", "choices": {"正常": ["好"], "停用": []}},
        ],
    }


def read_changed(folder: Path, *, name: str = "wells", **changes: Any) -> Any:
    """Reads the good declaration with these fields changed; None leaves a field out."""
    declared = {key: value for key, value in {**good(), **changes}.items() if value is not None}
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    return read_table(path)


def with_column(**changes: Any) -> list[dict[str, Any]]:
    """The good columns with the money column changed."""
    columns = good()["columns"]
    columns[1] = {key: value for key, value in {**columns[1], **changes}.items() if value is not None}
    return columns


def test_a_right_declaration_is_read(tmp_path: Path) -> None:
    table = read_changed(tmp_path)
    assert (table.name, table.title, table.place_level, table.period) == ("wells", "水井台账", "village", "year")
    assert table.column("well_code").headers == ("编号", "井号")
    assert table.column("state").choices == {"正常": ("好",), "停用": ()}
    assert table.stored_columns == {
        **PLACE_COLUMNS,
        "period": "VARCHAR",
        "well_code": "VARCHAR",
        "cost_cny": "DOUBLE",
        "full_rate": "DOUBLE",
        "state": "VARCHAR",
        **SOURCE_COLUMNS,
    }
    with pytest.raises(StopIteration):
        table.column("depth")


RECONCILED = {"column": "cost_cny", "groups": "state", "tolerance": 1}


@pytest.mark.parametrize(
    ("changes", "field", "came", "words"),
    [
        ({"colour": "red"}, "colour", "colour", "不认识的字段"),
        ({"table": "springs"}, "table", "springs", "表名应与文件名一致"),
        ({"title": None}, "title", "", "缺少必填字段"),
        ({"one_row": None}, "one_row", "", "缺少必填字段"),
        ({"key": None}, "key", "", "缺少必填字段"),
        ({"columns": None}, "columns", "", "缺少必填字段"),
        ({"period": "week"}, "period", "week", "取值不在允许范围"),
        ({"place": {"level": "street"}}, "place.level", "street", "取值不在允许范围"),
        ({"key": ["county_code", "number"]}, "key", "number", "不是本表的列"),
        ({"replace": ["county_code", "number"]}, "replace", "number", "不是本表的列"),
        ({"replace": ["county_code", "state"]}, "replace", "state", "按它替换的列应都在 key 里"),
        ({"replace": ["county_code", "key"]}, "replace", "key", "按它替换的列应都在 key 里"),
        ({"melt_into": ["value"]}, "melt_into", "value", "不是本表的列"),
        ({"reconcile": [RECONCILED | {"groups": "kind"}]}, "reconcile", "kind", "不是本表的列"),
        ({"period": "none"}, "key", "period", "不是本表的列"),
        ({"title": 2.2}, "title", "2.2", "应为文字"),
        ({"note": 5}, "note", "5", "应为文字"),
        ({"key": "county_code"}, "key", "county_code", "应为文字列表"),
        ({"key": [5]}, "key", "5", "应为文字"),
        ({"melt_open": "yes"}, "melt_open", "yes", "应为 true 或 false"),
        ({"place": "village"}, "place", "village", "应为若干"),
        ({"place": {"levels": "village"}}, "place.levels", "levels", "不认识的字段"),
        ({"columns": "text"}, "columns", "text", "应为列表"),
        ({"columns": with_column(aliases="text")}, "columns.cost_cny.aliases", "text", "应为文字列表"),
        ({"columns": with_column(minimum="x")}, "columns.cost_cny.minimum", "x", "应为数字"),
        ({"columns": with_column(required=1)}, "columns.cost_cny.required", "1", "应为 true 或 false"),
        ({"columns": with_column(type="choice", choices=["好"])}, "columns.cost_cny.choices", "好", "应为若干"),
        ({"columns": with_column(type="choice", choices={1: []})}, "columns.cost_cny.choices", "1", "应为文字"),
        (
            {"columns": with_column(type="choice", choices={"好": "是"})},
            "columns.cost_cny.choices.好",
            "是",
            "应为文字列表",
        ),
        ({"items": ["a"]}, "items", "a", "应为若干"),
        ({"items": {"a": {"title": "甲", "value": "甲"}}}, "items.a.value", "甲", "应为文字列表"),
        ({"rules": [{"rule": "cost_cny > 0"}]}, "rules.1.words", "", "缺少必填字段"),
        ({"rules": ["cost_cny > 0"]}, "rules.1", "cost_cny > 0", "应为若干"),
        ({"reconcile": [RECONCILED | {"tolerance": "x"}]}, "reconcile.1.tolerance", "x", "应为数字"),
        ({"columns": with_column(colour="red")}, "columns.cost_cny.colour", "colour", "不认识的字段"),
        ({"columns": with_column(type="dollars")}, "columns.cost_cny.type", "dollars", "取值不在允许范围"),
        ({"columns": with_column(name="cost")}, "columns.cost", "cost", "列名应以单位结尾"),
        ({"columns": with_column(name="cost_cny", type="percent")}, "columns.cost_cny", "cost_cny", "列名应以单位结尾"),
        ({"columns": with_column(type="choice")}, "columns.cost_cny.choices", "", "选项列要列出选项"),
        ({"columns": with_column(title=None)}, "columns", "cost_cny", "每一列都要有 name、title、type"),
        ({"columns": ["cost_cny"]}, "columns", "cost_cny", "每一列都要有 name、title、type"),
        ({"melt_into": ["cost_cny"], "items": {"a": {"unit": "口"}}}, "items.a", "", "每一项都要有 title"),
        (
            {"melt_into": ["cost_cny"], "items": {"a": {"title": "甲", "amount": ["甲"]}}},
            "items.a.amount",
            "amount",
            "不认识的字段",
        ),
    ],
)
def test_a_broken_declaration_says_file_field_and_rule(
    tmp_path: Path, changes: dict[str, Any], field: str, came: str, words: str
) -> None:
    with pytest.raises(UserError) as raised:
        read_changed(tmp_path, **changes)
    error = raised.value
    assert (error.file, error.field) == ("wells.yaml", field)
    assert words in error.rule
    assert came in error.came
    assert error.todo


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"table: [wells", "不是可读的 YAML 文件"),
        ("table: 水井".encode("gb18030"), "文字编码不是 UTF-8"),
        (b"- wells", "应为若干"),
        (b"", "应为若干"),
    ],
)
def test_a_file_that_is_no_declaration_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "wells.yaml"
    path.write_bytes(content)
    with pytest.raises(UserError, match=words) as raised:
        read_table(path)
    assert raised.value.file == "wells.yaml"


def test_the_needed_tables_are_declared() -> None:
    assert set(read_tables()) >= NEEDED
    assert sorted(read_tables()) == NAMES


def test_a_table_that_is_not_declared_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UserError, match="没有声明这张表") as raised:
        find_table("wells")
    assert all(name in raised.value.todo for name in NAMES)


@pytest.mark.parametrize("words", ["衔接资金项目表", "《衔接资金项目表》", " 衔接资金 项目表模板", "fund_projects"])
def test_a_table_answers_to_its_chinese_title(words: str) -> None:
    assert find_table(words).name == "fund_projects"
    assert find_table("(自定义)监测对象信息") is find_table("（自定义）监测对象信息")


def test_a_title_that_is_nearly_one_is_refused_with_the_nearest() -> None:
    with pytest.raises(UserError, match="最接近的表") as raised:
        find_table("衔接资金项目台账")
    assert "衔接资金项目表（fund_projects）" in raised.value.todo and "grades" not in raised.value.todo


@pytest.mark.parametrize("name", NAMES)
def test_every_declared_table_holds_together(name: str) -> None:
    table = find_table(name)
    stored = table.stored_columns
    assert table.title
    assert table.one_row
    assert set(stored.values()) <= {*TYPES.values(), "INTEGER"}
    for column in table.columns:
        assert column.name.endswith(UNIT_ENDINGS.get(column.type, ""))
        assert column.minimum is None or column.maximum is None or column.minimum <= column.maximum
        words = [word for choice, others in column.choices.items() for word in (choice, *others)]
        assert len(set(words)) == len(words), f"{column.name}: one word means two choices"


@pytest.mark.parametrize("name", NAMES)
def test_no_header_means_two_columns(name: str) -> None:
    table = find_table(name)
    headers = [header for column in table.columns for header in column.headers]
    assert len(set(headers)) == len(headers)
    for slot in table.melt_into:
        headers = [header for item in table.items for header in item.slots.get(slot, ())]
        assert len(set(headers)) == len(headers)


def test_source_columns_stand_last_in_every_table() -> None:
    for table in read_tables().values():
        assert tuple(table.stored_columns)[-len(SOURCE_COLUMNS) :] == tuple(SOURCE_COLUMNS)
