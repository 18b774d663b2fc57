"""Every way a scoring rule can be declared wrongly, each with the message a person gets."""

import math
from typing import Any

import pytest

from core.errors import UserError
from tests.indicators.scoring.rule_makers import LOWER, read

ONE = {"rule": "threshold", "full_at": 1}
BONUS = {"rule": "bonus", "per_case": 1, "max": 3}
ERRORS = [
    (
        None,
        {},
        "文件「measure.yaml」字段「scoring」：应写明计分规则。请写成 {rule: threshold, full_at: 0.95} 这样的形式",
    ),
    ({"rule": "best"}, {}, "字段「scoring.rule」：没有这种计分规则，实际为「best」。可用的规则：threshold、"),
    ({"full_at": 1}, {}, "字段「scoring.rule」：没有这种计分规则。可用的规则："),
    ({"rule": "threshold"}, {}, "字段「scoring.full_at」：规则缺少参数，实际为「未填写」。请写上 full_at"),
    (
        {"rule": "threshold", "full_at": 1, "ful": 2},
        {},
        "字段「scoring.ful」：规则没有这个参数，实际为「ful」。规则 threshold 可写：full_at",
    ),
    ({"rule": "not_below_last_year", "x": 2}, {}, "规则 not_below_last_year 可写：beyond"),
    (
        {"rule": "threshold", "full_at": "95%"},
        {},
        "字段「scoring.full_at」：应为数字，实际为「95%」。请写成数字，百分比写成小数（95%写0.95）",
    ),
    ({"rule": "threshold", "full_at": True}, {}, "字段「scoring.full_at」：应为数字，实际为「True」"),
    ({"rule": "threshold", "full_at": math.inf}, {}, "字段「scoring.full_at」：应为数字，实际为「inf」"),
    ({"rule": "proportional", "full_at": 0}, {}, "字段「scoring.full_at」：应大于0，实际为「0」"),
    (
        {"rule": "proportional", "full_at": 1},
        {"direction": LOWER},
        "字段「direction」：规则 proportional 只用于 higher_is_better 的指标",
    ),
    (
        ONE,
        {"direction": "up"},
        "字段「direction」：应写明指标的方向，实际为「up」。请写 higher_is_better 或 lower_is_better",
    ),
    (ONE, {"unit": "亩"}, "字段「unit」：没有这个单位，实际为「亩」"),
    (ONE, {"points": 0}, "字段「points」：应大于0，实际为「0」"),
    (ONE, {"points": None}, "字段「points」：应为数字"),
    (ONE, {"points": -2}, "字段「points」：应大于0，实际为「-2」"),
    ({"rule": "veto", "scope": "total"}, {"points": -1, "direction": LOWER}, "字段「points」：不能小于0，实际为「-1」"),
    (
        {"rule": "linear", "zero_at": 1, "full_at": 1},
        {},
        "字段「scoring.full_at」：零分线与满分线不能相同，实际为「zero_at 1，full_at 1」",
    ),
    (
        {"rule": "linear", "zero_at": 0.8, "full_at": 1},
        {"direction": LOWER},
        "指标越低越好，满分线应低于零分线，实际为「zero_at 0.8，full_at 1」。请对调 zero_at 和 full_at，或改正 direction",
    ),
    ({"rule": "linear", "zero_at": 50, "full_at": 25}, {}, "指标越高越好，满分线应高于零分线"),
    (
        {"rule": "per_case", "per_case": 1},
        {"unit": "households"},
        "字段「scoring」：按例扣分时例数应越少越好，实际为「higher_is_better」",
    ),
    (
        {"rule": "per_case", "per_case": 1},
        {"direction": LOWER},
        "字段「scoring」：按例扣分的指标值应为个数，实际为「percent」",
    ),
    ({"rule": "per_case", "per_case": 1, "free": -1}, {}, "字段「scoring.free」：不能小于0，实际为「-1」"),
    (
        {"rule": "per_case", "per_case": 1, "of": "rows"},
        {},
        "字段「scoring.of」：没有这个选项，实际为「rows」。请从这些里选一个：value、rows_short",
    ),
    (
        {"rule": "per_step", "full_at": 1, "step": 0.01, "per_step": 1, "most": 11},
        {},
        "字段「scoring.most」：最多扣的分不能多于分值，实际为「11，分值 10」",
    ),
    (
        {"rule": "proportional", "full_at": 0.6, "none_below": 0.6},
        {},
        "字段「scoring.none_below」：不得分的线应低于满分线，实际为「none_below 0.6，full_at 0.6」",
    ),
    (
        {"rule": "versus_average", "beyond": True, "zero_below": 0.1},
        {},
        "字段「scoring.beyond」：落后才按比例扣分的，与平均持平就是满分",
    ),
    (
        {"rule": "veto", "scope": "total", "beyond": True},
        {"direction": LOWER},
        "字段「scoring.allowed」：达到就否决的，应写明达到多少，实际为「0.0」",
    ),
    ({"rule": "per_step", "full_at": 1, "step": 0, "per_step": 1}, {}, "字段「scoring.step」：应大于0，实际为「0」"),
    ({"rule": "steps", "steps": []}, {}, "字段「scoring.steps」：应为分档列表"),
    (
        {"rule": "steps", "steps": [{"at": 1}]},
        {},
        "字段「scoring.steps」：每一档只写 at 和 share 两项，实际为「{'at': 1}」",
    ),
    (
        {"rule": "steps", "steps": [{"at": 1, "share": 1}, {"at": 1, "share": 0.5}]},
        {},
        "字段「scoring.steps」：两档的 at 相同，实际为「1→1、1→0.5」",
    ),
    (
        {"rule": "steps", "steps": [{"at": 0.9, "share": 1}, {"at": 1, "share": 0.5}]},
        {},
        "字段「scoring.steps」：较好的一档应得较多的分",
    ),
    (
        {"rule": "steps", "steps": [{"at": 1, "share": 0.9}]},
        {},
        "字段「scoring.steps」：最好的一档应得满分（share: 1）",
    ),
    (BONUS, {}, "字段「points」：加分指标的分值应等于加分上限，实际为「10」。请删去 points，或改为3"),
    (BONUS, {"points": None}, "字段「scoring」：按例加分的指标值应为个数，实际为「percent」"),
    (
        {"rule": "veto", "scope": "all"},
        {"direction": LOWER},
        "字段「scoring.scope」：没有这个选项，实际为「all」。请从这些里选一个：measure、indicator、aspect、total",
    ),
    (
        {"rule": "veto", "scope": "measure"},
        {"direction": LOWER, "points": None},
        "字段「scoring.scope」：只否决本项的指标应有分值",
    ),
    (
        {"rule": "grade_cap", "best": "一般"},
        {"direction": LOWER, "unit": "count:例"},
        "字段「scoring」：等次封顶不计分，实际为「10」",
    ),
    ({"rule": "veto", "scope": "total"}, {}, "字段「direction」：规则 veto 只用于 lower_is_better 的指标"),
]


@pytest.mark.parametrize(("scoring", "changed", "message"), ERRORS)
def test_a_wrong_declaration_says_file_field_and_what_to_do(scoring: Any, changed: dict[str, Any], message: str):
    with pytest.raises(UserError) as caught:
        read(scoring, **changed)
    assert message in caught.value.message
    assert caught.value.file == "measure.yaml" and caught.value.todo


def test_a_gap_of_rates_says_what_it_is_a_gap_to() -> None:
    """`达到0%得满分` says nothing; a gap of rates is full where it is not below the line it is a gap to."""
    scoring = {"rule": "threshold_gap", "against": "序时进度"}
    assert read(scoring, unit="percent_points").describe() == "不低于序时进度得满分，低于序时进度不得分"
    near = read(scoring | {"full_at": -0.05}, unit="percent_points")
    assert near.describe() == "低于序时进度不超过5个百分点得满分，超过的不得分"
    for wrong, unit in (
        ({"rule": "threshold", "full_at": 0}, "percent_points"),
        ({"rule": "threshold_gap"}, "percent_points"),
        (scoring, "percent"),
    ):
        with pytest.raises(UserError, match="应写明与什么"):
            read(wrong, unit=unit)
