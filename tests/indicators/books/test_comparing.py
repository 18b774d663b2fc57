"""What differs between two books is said key by key, and what a change does to scores and ranks is reckoned before it is saved."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indicators.books import compare_books, find_effect, with_measure, without_measure
from indicators.declared import Framework, read_one
from tests.indicators.books.conftest import small
from tests.indicators.small_case import FENGHUANG, HUAYUAN, LUXI, MEASURES, NOW, small_framework, small_store

MEASURE_CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"points": 6}, "指标“完成率”的分值：5 → 6"),
    ({"scoring": {"rule": "linear", "zero_at": 0.5, "full_at": 0.98}}, "指标“完成率”的计分规则 ▸ 满分线：100% → 98%"),
    ({"scoring": {"rule": "threshold", "full_at": 0.9}},
     "指标“完成率”的计分规则：两线之间按比例得分（零分线 50%，满分线 100%） → 达标得满分（满分线 90%）"),
    ({"department": "医保局"}, "指标“完成率”的责任单位：— → 医保局"),
    ({"direction": "lower_is_better"}, "指标“完成率”的好的方向：越高越好 → 越低越好"),
    ({"title": "办结率"}, "指标“办结率”的名称：完成率 → 办结率"),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "said"), MEASURE_CHANGES)
def test_a_changed_measure_is_said_in_words(measure: dict[str, Any], said: str) -> None:
    assert [change.words for change in compare_books(small(), small(measure))] == [said]


def test_what_the_framework_itself_changes_is_said_before_its_measures() -> None:
    new = small(valid_from="2027-01", aspects=[{"title": "工作落实", "points": 4}, {"title": "成效", "points": 1}])
    new["measures"]["more"] = new["measures"]["done"] | {"title": "另一项", "points": 1}
    old = small()
    old["measures"]["less"] = old["measures"].pop("done")
    assert [change.words for change in compare_books(old, new)] == [
        "体系的方面“工作落实”：5 分 → 4 分",
        "体系的方面“成效”：— → 1 分",
        "体系的适用起月：2026年1月 → 2027年1月",
        "新增指标“完成率”：5 分，两线之间按比例得分（零分线 50%，满分线 100%）",
        "去掉指标“完成率”：5 分，两线之间按比例得分（零分线 50%，满分线 100%）",
        "新增指标“另一项”：1 分，两线之间按比例得分（零分线 50%，满分线 100%）",
    ]
    assert compare_books(old, old) == ()


def changed(framework: Framework, name: str, **changes: Any) -> Framework:
    raw = {"table": "county_figures", "source": "测试", "says": "一个数 ÷ 另一个数", **MEASURES[name], **changes}
    return with_measure(framework, read_one(raw, name, framework))


def test_the_effect_of_a_change_is_whose_score_and_rank_change(tmp_path: Path) -> None:
    """会议完成率 to the same line but all or nothing: 凤凰 10 of 10 keeps 4, 花垣 9 loses its 3.2, 泸溪 8 its 2.4."""
    framework, store = small_framework(tmp_path / "books"), small_store(tmp_path / "data")
    new = changed(framework, "meetings", scoring={"rule": "threshold", "full_at": 1.0})
    effect = find_effect(store, framework, new, NOW)
    rows = effect.changed.set_index("place_code")
    assert rows["old_score"].to_dict() == pytest.approx({LUXI: 6.4, HUAYUAN: 5.7})
    assert rows["score"].to_dict() == pytest.approx({LUXI: 4.0, HUAYUAN: 2.5})
    assert (rows["old_rank"] == rows["rank"]).all()
    values = effect.values.set_index("place_code")
    assert set(values["measure"]) == {"meetings"} and FENGHUANG not in values.index
    assert (values["old_value"] == values["value"]).all()
    assert effect.say() == "2021年11月：4 个地区中 2 个得分变化，0 个位次变化；2 处指标值或得分变化"


def test_other_rows_change_the_value_and_the_rank(tmp_path: Path) -> None:
    framework, store = small_framework(tmp_path / "books"), small_store(tmp_path / "data")
    turned = changed(framework, "meetings", numerator="meetings_planned - meetings_held")
    effect = find_effect(store, framework, turned, NOW)
    assert effect.values.set_index("place_code")["value"].to_dict()[HUAYUAN] == pytest.approx(0.1)
    assert "位次变化" in effect.say()


def test_no_change_has_no_effect(tmp_path: Path) -> None:
    framework, store = small_framework(tmp_path / "books"), small_store(tmp_path / "data")
    effect = find_effect(store, framework, replace(framework, title="别的名称"), NOW)
    assert effect.changed.empty and effect.values.empty
    assert effect.say() == "2021年11月：4 个地区的指标值、得分和位次都不变"


def test_a_measure_more_or_less_changes_the_points_there_are(tmp_path: Path) -> None:
    framework, store = small_framework(tmp_path / "books"), small_store(tmp_path / "data")
    less = without_measure(framework, "petitions")
    assert less.points == 8 and "petitions" not in less.measures
    effect = find_effect(store, framework, less, NOW)
    assert set(effect.values["measure"]) >= {"petitions"}
    assert effect.values[effect.values["measure"] == "petitions"]["score"].isna().all()
