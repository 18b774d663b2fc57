"""Definitions: every shipped one loads; each way of getting one wrong is refused with file, field, what came, what to do."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.errors import UserError
from indicators.declared import DEFAULT_FRAMEWORK, DEFINITIONS_FOLDER, examine_framework, framework_ids, read_framework
from tests.indicators.evaluation.twins import plain

SMALL = {
    "framework.yaml": {
        "framework": "small",
        "title": "小",
        "version": "1",
        "period": "month",
        "points": 5,
        "aspects": [{"title": "工作落实", "points": 5}],
        "indicators": [{"title": "项目", "points": 5}],
        "source": "试",
    },
    "done.yaml": {
        "title": "完成率",
        "says": "完成的乡镇个数 ÷ 全部乡镇个数",
        "aspect": "工作落实",
        "indicator": "项目",
        "table": "township_progress",
        "met": "done_count >= target_count",
        "unit": "percent",
        "direction": "higher_is_better",
        "points": 5,
        "scoring": {"rule": "linear", "zero_at": 0.5, "full_at": 1.0},
        "source": "试",
    },
}


def write(folder: Path, **changes: dict[str, Any]) -> Path:
    """A small framework with some fields changed; None removes a field. Keys are file names without ending."""
    home = folder / "small"
    home.mkdir(parents=True, exist_ok=True)
    for name, content in SMALL.items():
        change = changes.get(name.removesuffix(".yaml"), {})
        merged = {key: value for key, value in (content | change).items() if value is not None}
        (home / name).write_text(yaml.safe_dump(merged, allow_unicode=True), encoding="utf-8")
    return folder


def test_shipped_frameworks_load_and_the_default_comes_first() -> None:
    assert framework_ids()[0] == "consolidation_2021"
    for name in framework_ids():
        assert read_framework(name).measures


def test_the_default_framework_covers_the_four_aspects_and_ten_indicators_with_forty_measures() -> None:
    framework = read_framework("consolidation_2021")
    assert [cut.title for cut in framework.aspects] == ["责任落实", "政策落实", "工作落实", "巩固成效"]
    assert len(framework.indicators) == 10
    assert len(framework.measures) >= 40
    covered = {measure.indicator for measure in framework.measures.values() if measure.is_scored}
    assert covered == {cut.title for cut in framework.indicators}
    counted = [measure.points for measure in framework.measures.values() if measure.is_scored and not measure.is_bonus]
    assert sum(counted) == pytest.approx(100)


def test_one_more_measure_is_one_more_file(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert list(read_framework("small", folder).measures) == ["done"]


def test_every_measure_of_the_evaluation_has_its_twin() -> None:
    missing = sorted(read_framework(DEFAULT_FRAMEWORK).measures.keys() - plain.twin_names())
    assert not missing, f"write {', '.join(missing)} in tests/indicators/evaluation/twins"


def test_a_check_is_a_measure_without_points(tmp_path: Path) -> None:
    write(tmp_path)
    extra = {key: value for key, value in SMALL["done.yaml"].items() if key not in ("points", "scoring")}
    (tmp_path / "small" / "look.yaml").write_text(yaml.safe_dump(extra, allow_unicode=True), encoding="utf-8")
    assert not read_framework("small", tmp_path).measures["look"].is_scored


WRONG: list[tuple[dict[str, dict[str, Any]], str, str, str]] = [
    ({"done": {"color": "red"}}, "done.yaml", "color", "不认识的字段"),
    ({"done": {"direction": None}}, "done.yaml", "direction", "缺少必填字段"),
    ({"done": {"direction": "up"}}, "done.yaml", "direction", "取值不在允许范围"),
    ({"done": {"aspect": "别的"}}, "done.yaml", "aspect", "取值不在允许范围"),
    ({"done": {"indicator": "别的"}}, "done.yaml", "indicator", "取值不在允许范围"),
    ({"done": {"table": "nowhere"}}, "done.yaml", "table", "取值不在允许范围"),
    ({"done": {"unit": "furlong"}}, "done.yaml", "unit", "不认识的单位"),
    ({"done": {"met": "no_such_column > 1"}}, "done.yaml", "met", "没有这一列"),
    ({"done": {"met": "(select 1) = 1"}}, "done.yaml", "met", "表达式里不能有查询语句"),
    ({"done": {"met": "read_csv('x') = 1"}}, "done.yaml", "met", "用了不允许的写法"),
    ({"done": {"met": "township_progress.done_count > 1"}}, "done.yaml", "met", "列名前不能带表名"),
    ({"done": {"met": "done_count >="}}, "done.yaml", "met", "不是可读的表达式"),
    ({"done": {"met": "done_count + 1"}}, "done.yaml", "met", "应为条件(是或否)"),
    ({"done": {"met": "item > 1 and done_count = 'x'"}}, "done.yaml", "met", "表达式的类型不对"),
    ({"done": {"met": None}}, "done.yaml", "met", "看不出怎样计算"),
    ({"done": {"numerator": "done_count"}}, "done.yaml", "met", "看不出怎样计算"),
    ({"done": {"points": None}}, "done.yaml", "points", ""),
    ({"done": {"scoring": None}}, "done.yaml", "scoring", "有分值却没有计分规则"),
    ({"done": {"scoring": {"rule": "magic"}}}, "done.yaml", "scoring.rule", "没有这种计分规则"),
    (
        {
            "done": {"points": None, "direction": "lower_is_better", "scoring": {"rule": "grade_cap", "best": "优"}},
            "framework": {"points": 0, "aspects": [{"title": "工作落实", "points": 0}], "indicators": [{"title": "项目", "points": 0}]},
        },
        "done.yaml", "scoring.best", "没有这个等次",
    ),
    ({"done": {"problem_type": "别的"}}, "done.yaml", "problem_type", "取值不在允许范围"),
    ({"done": {"code": 514001}}, "done.yaml", "code", "规则编码应为文字"),
    ({"done": {"code": ["5_14_001"]}}, "done.yaml", "code", "规则编码应为文字"),
    ({"done": {"list_columns": ["nope"]}}, "done.yaml", "list_columns", "取值不在允许范围"),
    ({"done": {"points": 4}}, "framework.yaml", "aspects.工作落实", "分值对不上"),
    ({"framework": {"points": 6}}, "framework.yaml", "points", "总分对不上"),
    (
        {"framework": {"aspects": [{"title": "工作落实", "points": 5}, {"title": "空", "points": 0}]}},
        "framework.yaml", "aspects.空", "没有任何指标",
    ),
    ({"done": {"source": 2.2}}, "done.yaml", "source", "应为文字"),
    ({"done": {"department": ["农业农村局"]}}, "done.yaml", "department", "应为文字"),
    ({"done": {"points": "x"}}, "done.yaml", "points", "应为数字"),
    ({"done": {"points": True}}, "done.yaml", "points", "应为数字"),
    ({"done": {"scoring": "linear"}}, "done.yaml", "scoring", "应写明计分规则"),
    ({"done": {"met": ["done_count > 1"]}}, "done.yaml", "met", "应为表达式"),
    ({"done": {"met": None, "count": "yes"}}, "done.yaml", "count", "count 只能写 true"),
    ({"done": {"growth": "yes"}}, "done.yaml", "growth", "应为 true 或 false"),
    ({"done": {"list_columns": "done_count"}}, "done.yaml", "list_columns", "应为文字列表"),
    ({"done": {"unit": ["percent"]}}, "done.yaml", "unit", "不认识的单位"),
    ({"done": {"period": "week"}}, "done.yaml", "period", "取值不在允许范围"),
    ({"done": {"suspicion": "可疑"}}, "done.yaml", "suspicion", "取值不在允许范围"),
    ({"framework": {"points": "x"}}, "framework.yaml", "points", "应为数字"),
    ({"framework": {"aspects": 3}}, "framework.yaml", "aspects", "应为列表"),
    ({"framework": {"aspects": [{"title": 5, "points": 5}]}}, "framework.yaml", "aspects.5.title", "应为文字"),
    ({"framework": {"aspects": [{"title": "甲", "points": 5, "a": 1}]}}, "framework.yaml", "aspects.甲.a", "不认识的字段"),
    ({"framework": {"version": [1]}}, "framework.yaml", "version", "应为文字或数字"),
    ({"framework": {"grades": "好"}}, "framework.yaml", "grades", "应为文字列表"),
    ({"framework": {"valid_from": 2021}}, "framework.yaml", "valid_from", "应为月份"),
    ({"framework": {"valid_to": "2021-13"}}, "framework.yaml", "valid_to", "应为月份"),
    ({"framework": {"valid_from": "2022-02", "valid_to": "2022-01"}}, "framework.yaml", "valid_to", "适用的最后一月在第一月之前"),
    ({"framework": {"place": "湘西州"}}, "framework.yaml", "place", "应为地区代码"),
    ({"framework": {"lights": 0.9}}, "framework.yaml", "lights", "应为若干"),
    ({"framework": {"lights": {"normal_at": "x"}}}, "framework.yaml", "lights.normal_at", "应为数字"),
    ({"framework": {"lights": {"red_at": 0.1}}}, "framework.yaml", "lights.red_at", "不认识的字段"),
    ({"framework": {"title": None}}, "framework.yaml", "title", "缺少必填字段"),
    ({"framework": {"colour": 1}}, "framework.yaml", "colour", "不认识的字段"),
    ({"framework": {"period": "week"}}, "framework.yaml", "period", "取值不在允许范围"),
    ({"framework": {"indicators": [{"points": 5}]}}, "framework.yaml", "indicators", "每一项都要有 title 和 points"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "file", "field", "rule"), WRONG, ids=[f"{w[1]}-{w[2]}-{i}" for i, w in enumerate(WRONG)]
)
def test_a_wrong_definition_is_refused_with_its_place(
    tmp_path: Path, changes: dict[str, dict[str, Any]], file: str, field: str, rule: str
) -> None:
    with pytest.raises(UserError) as caught:
        read_framework("small", write(tmp_path, **changes))
    assert (caught.value.file, caught.value.field) == (file, field)
    assert rule in caught.value.rule
    assert caught.value.todo


def test_broken_yaml_and_unknown_frameworks_are_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "small" / "done.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(UserError, match="不是可读的 YAML"):
        read_framework("small", tmp_path)
    with pytest.raises(UserError, match="没有这个指标体系"):
        read_framework("nowhere", tmp_path)


def test_the_content_hash_changes_with_any_definition(tmp_path: Path) -> None:
    shutil.copytree(DEFINITIONS_FOLDER / "spending_notice", tmp_path / "a" / "spending_notice")
    shutil.copytree(DEFINITIONS_FOLDER / "spending_notice", tmp_path / "b" / "spending_notice")
    path = tmp_path / "b" / "spending_notice" / "unit_spend_rate.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("100% 为示例取值", "100% 为示例"), encoding="utf-8")
    first, second = (read_framework("spending_notice", tmp_path / name) for name in ("a", "b"))
    assert first.content_hash != second.content_hash


def test_a_draft_is_read_as_far_as_it_is_right_and_every_fault_is_named(tmp_path: Path) -> None:
    write(tmp_path, done={"points": 4}, framework={"points": 6})
    other = SMALL["done.yaml"] | {"table": "nowhere"}
    examined = examine_framework("small", tmp_path)
    assert examined.framework is not None and list(examined.framework.measures) == ["done"]
    assert [fault.field for fault in examined.faults] == ["aspects.工作落实", "points", "indicators.项目", "points"]
    second = write(tmp_path / "second")
    (second / "small" / "other.yaml").write_text(yaml.safe_dump(other, allow_unicode=True), encoding="utf-8")
    examined = examine_framework("small", second)
    assert examined.framework is not None and list(examined.framework.measures) == ["done"]
    assert [(fault.file, fault.field) for fault in examined.faults] == [("other.yaml", "table")]
    third = write(tmp_path / "third", framework={"title": None})
    assert examine_framework("small", third).framework is None
