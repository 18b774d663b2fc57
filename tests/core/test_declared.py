"""The one reader of declarations: kinds take what they should and refuse the rest in four parts; keys are needed or not."""

import math
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from core.declared import Declaration, Field, entries, files_by_name, group, read_declaration, read_yaml
from core.errors import UserError
from core.kinds import (
    ABOVE_ZERO,
    EXPRESSION,
    KEYS,
    LABEL,
    NOT_NEGATIVE,
    NUMBER,
    TEXT,
    TEXTS,
    WORDS,
    YES_NO,
    Kind,
    Where,
    mapping_of,
    one_of,
    whole_number,
)

WHERE = Where("a.yaml", "part")
WELL = Declaration((Field("name", TEXT, "What.", needed=True), Field("depth", NUMBER, default=3.0)))
TAKEN: list[tuple[Kind, Any, Any]] = [
    (TEXT, "井", "井"),
    (LABEL, 2.2, "2.2"),
    (LABEL, "二", "二"),
    (EXPRESSION, "a > 1", "a > 1"),
    (EXPRESSION, True, "True"),
    (EXPRESSION, 1, "1"),
    (NUMBER, 1, 1.0),
    (ABOVE_ZERO, 0.5, 0.5),
    (NOT_NEGATIVE, 0, 0.0),
    (YES_NO, False, False),
    (TEXTS, ["甲", "乙"], ("甲", "乙")),
    (WORDS, {"好": ["行"], "差": None, "中": []}, {"好": ("行",), "差": (), "中": ()}),
    (mapping_of(NUMBER), {"a": 1}, {"a": 1.0}),
    (one_of(("甲", "乙")), "乙", "乙"),
    (whole_number(0, 3), 3, 3),
    (KEYS, {"a": [1]}, {"a": [1]}),
    (group(WELL), {"name": "井"}, {"name": "井", "depth": 3.0}),
    (entries(WELL), [{"name": "井", "depth": 1}], ({"name": "井", "depth": 1.0},)),
]
REFUSED: list[tuple[Kind, Any, str, str]] = [
    (TEXT, 2.2, "part", "应为文字"),
    (TEXT, None, "part", "应为文字"),
    (LABEL, True, "part", "应为文字或数字"),
    (EXPRESSION, ["a"], "part", "应为表达式"),
    (NUMBER, "x", "part", "应为数字"),
    (NUMBER, True, "part", "应为数字"),
    (NUMBER, math.nan, "part", "应为数字"),
    (ABOVE_ZERO, 0, "part", "应大于0"),
    (NOT_NEGATIVE, -1, "part", "不能小于0"),
    (NOT_NEGATIVE, "x", "part", "应为数字"),
    (YES_NO, 1, "part", "应为 true 或 false"),
    (TEXTS, "甲", "part", "应为文字列表"),
    (TEXTS, [1], "part", "应为文字"),
    (WORDS, ["好"], "part", "应为若干"),
    (WORDS, {1: []}, "part", "应为文字"),
    (WORDS, {"好": "行"}, "part.好", "应为文字列表"),
    (mapping_of(NUMBER), {"a": None}, "part.a", "应为数字"),
    (one_of(("甲", "乙")), "丙", "part", "取值不在允许范围"),
    (one_of(("甲", "乙")), ["甲"], "part", "取值不在允许范围"),
    (whole_number(0, 3), 4, "part", "应为整数"),
    (whole_number(0, 3), True, "part", "应为整数"),
    (whole_number(0, 3), 1.0, "part", "应为整数"),
    (KEYS, "a", "part", "应为若干"),
    (group(WELL), "井", "part", "应为若干"),
    (group(WELL), {"depth": 1}, "part.name", "缺少必填字段"),
    (group(WELL), {"name": "井", "deep": 1}, "part.deep", "不认识的字段"),
    (group(WELL), {"name": "井", "depth": "x"}, "part.depth", "应为数字"),
    (entries(WELL), {"name": "井"}, "part", "应为列表"),
    (entries(WELL), [{"name": "井"}, {}], "part.2.name", "缺少必填字段"),
    (entries(WELL, "name"), [{"name": "井", "depth": "x"}], "part.井.depth", "应为数字"),
]

ONLY_YAML = ("nan", "{1: []}", "1.0")
"""What JSON has no way to say, or takes for a whole number."""


@pytest.mark.parametrize(("kind", "came", "read"), TAKEN)
def test_a_kind_takes_what_is_right(kind: Kind, came: Any, read: Any) -> None:
    found = kind.read(came, WHERE)
    assert found == read and type(found) is type(read)
    Draft202012Validator(kind.schema).validate(came)


@pytest.mark.parametrize(("kind", "came", "field", "rule"), REFUSED)
def test_a_kind_refuses_the_rest_in_four_parts(kind: Kind, came: Any, field: str, rule: str) -> None:
    with pytest.raises(UserError) as caught:
        kind.read(came, WHERE)
    error = caught.value
    assert (error.file, error.field) == ("a.yaml", field)
    assert rule in error.rule and error.todo
    assert error.came or "缺少" in error.rule


@pytest.mark.parametrize(("kind", "came"), [one[:2] for one in REFUSED if repr(one[1]) not in ONLY_YAML])
def test_the_schema_refuses_them_too(kind: Kind, came: Any) -> None:
    assert not Draft202012Validator(kind.schema).is_valid(came)


def test_what_is_left_out_or_empty_has_its_default() -> None:
    for raw in ({"name": "井"}, {"name": "井", "depth": None}, {"name": "井", "depth": ""}):
        assert WELL.read(raw, WHERE) == {"name": "井", "depth": 3.0}
    for empty in (None, ""):
        with pytest.raises(UserError, match="缺少必填字段"):
            WELL.read({"name": empty}, WHERE)


def test_keys_named_elsewhere_are_of_one_kind() -> None:
    open_ended = Declaration(WELL.fields, others=TEXTS)
    assert open_ended.read({"name": "井", "value": ["甲"]}, WHERE) == {"name": "井", "depth": 3.0, "value": ("甲",)}
    with pytest.raises(UserError, match=r"part\.value"):
        open_ended.read({"name": "井", "value": "甲"}, WHERE)
    open_ended.refuse_unknown(["name", "value"], WHERE, ("value",))
    with pytest.raises(UserError, match=r"part\.other"):
        open_ended.refuse_unknown(["name", "other"], WHERE, ("value",))


@pytest.mark.parametrize(
    ("content", "rule", "field", "todo"),
    [
        (b"a: 1\nb: [", "不是可读的 YAML 文件", "第 2 行", "请检查第 2 行"),
        (b"a: 1\n\tb: 2\n", "不是可读的 YAML 文件", "第 1–2 行", "缩进只用空格"),
        ("a: 水井".encode("gb18030"), "文字编码不是 UTF-8", "", "另存为 UTF-8"),
    ],
)
def test_what_is_no_yaml_is_named_with_its_line_in_chinese(
    tmp_path: Path, content: bytes, rule: str, field: str, todo: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    for file, named in (("", "a.yaml"), ("folder/a.yaml", "folder/a.yaml")):
        with pytest.raises(UserError, match=rule) as caught:
            read_yaml(path, file)
        error = caught.value
        assert (error.file, error.field) == (named, field) and todo in error.todo
        assert not re.search("[a-z]{3}", error.message.replace(named, "")), "the parser's own words are English"


def test_a_file_is_read_by_its_declaration(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("name: 井\n", encoding="utf-8")
    assert read_declaration(path, WELL) == {"name": "井", "depth": 3.0}
    path.write_text("- 井\n", encoding="utf-8")
    with pytest.raises(UserError, match="应为若干"):
        read_declaration(path, WELL)


def test_a_name_stands_once_whatever_its_folder(tmp_path: Path) -> None:
    for folder in ("b", "a"):
        (tmp_path / folder).mkdir()
    for name in ("b/two.yaml", "a/one.yaml"):
        (tmp_path / name).touch()
    assert list(files_by_name(tmp_path)) == ["one", "two"]
    (tmp_path / "a/two.yaml").touch()
    with pytest.raises(UserError, match="两个文件同名") as caught:
        files_by_name(tmp_path)
    assert set(caught.value.came.split("、")) == {"a/two.yaml", "b/two.yaml"}
