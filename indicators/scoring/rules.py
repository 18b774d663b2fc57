"""The scoring rules of real notices (peers.md §3 item 1), each declared in YAML as `scoring: {rule: <name>, …parameters}`.

A parameter is a dataclass field of the same name; the rules are in `lines`, `compare` and `cases`.
"""

from collections.abc import Mapping
from typing import Any

from core import words
from core.declared import Declaration, Field
from core.kinds import ABOVE_ZERO, NOT_NEGATIVE, NUMBER, Where, one_of
from indicators.scoring.cases import Bonus, BonusSteps, GradeCap, PerCase, Veto
from indicators.scoring.compare import (
    AboveLastYearAndGrowth,
    NotBelowLastYear,
    PerStepBehind,
    ThresholdAboveLastYear,
    VersusAverage,
)
from indicators.scoring.lines import Linear, PerStep, Proportional, Steps, Threshold, ThresholdGap
from indicators.scoring.parameters import parameters_of
from indicators.scoring.rule import DIRECTIONS, HIGHER, LOWER, Rule

__all__ = ["DIRECTIONS", "HIGHER", "LOWER", "RULES", "Rule", "Where", "read_rule"]

RULES: dict[str, type[Rule]] = {
    rule.name: rule
    for rule in (
        Threshold,
        ThresholdGap,
        ThresholdAboveLastYear,
        Linear,
        Proportional,
        PerCase,
        PerStep,
        PerStepBehind,
        Steps,
        NotBelowLastYear,
        AboveLastYearAndGrowth,
        VersusAverage,
        Bonus,
        BonusSteps,
        Veto,
        GradeCap,
    )
}


def read_rule(scoring: object, *, points: float | None, direction: str, unit: str, where: Where) -> Rule:
    """The rule a measure's YAML declares. `points` may be left out (None) for bonus and veto only.

    Raises UserError (file, field) for an unknown rule, an unknown, missing or ill-typed parameter, parameters that
    contradict each other, and a direction or unit the rule cannot have.
    """
    if not isinstance(scoring, Mapping):
        raise where.error("应写明计分规则", scoring, "请写成 {rule: threshold, full_at: 0.95} 这样的形式")
    kind = RULES.get(str(scoring.get("rule")))
    if kind is None:
        raise where.error(
            "没有这种计分规则", scoring.get("rule"), f"可用的规则：{'、'.join(RULES)}", "rule", list(RULES)
        )
    _check_direction(kind, direction, where)
    if not words.is_unit(unit):
        raise Where(where.file, "unit").error("没有这个单位", unit, f"可用的单位：{'、'.join(words.UNITS)}、count:座")
    parameters = _read_parameters(kind, scoring, where)
    points = _read_points(kind, points, parameters, Where(where.file, "points"))
    rule = kind(**parameters, points=points, direction=direction, unit=unit)
    rule.check(where)
    return rule


def scoring_schema() -> dict[str, Any]:
    """The JSON schema of `scoring`: one of the rules with its parameters."""
    rules = [
        Declaration((Field("rule", one_of((name,)), needed=True), *parameters_of(rule))).schema
        | {"title": name, "description": " ".join(str(rule.__doc__).split())}
        for name, rule in RULES.items()
    ]
    return {"oneOf": rules}


def _check_direction(kind: type[Rule], direction: str, where: Where) -> None:
    said = Where(where.file, "direction")
    if direction not in DIRECTIONS:
        raise said.error("应写明指标的方向", direction, f"请写 {' 或 '.join(DIRECTIONS)}")
    if direction not in kind.directions:
        raise said.error(
            f"规则 {kind.name} 只用于 {kind.directions[0]} 的指标", direction, "请改 direction，或换一条规则"
        )


def _read_parameters(kind: type[Rule], scoring: Mapping[str, object], where: Where) -> dict[str, Any]:
    declared = {one.name: one for one in parameters_of(kind)}
    for key in scoring:
        if key not in declared and key != "rule":
            todo = f"规则 {kind.name} 可写：{'、'.join(declared) or '无参数'}"
            raise where.error("规则没有这个参数", key, todo, str(key))
    read: dict[str, Any] = {}
    for key, one in declared.items():
        if key in scoring:
            read[key] = one.kind.read(scoring[key], where.at(key))
        elif one.needed:
            raise where.error("规则缺少参数", "未填写", f"请写上 {key}", key)
    return read


def _read_points(kind: type[Rule], points: float | None, parameters: dict[str, Any], where: Where) -> float:
    if kind.is_bonus:
        if points and NUMBER.read(points, where) != parameters["max"]:
            raise where.error("加分指标的分值应等于加分上限", points, f"请删去 points，或改为{parameters['max']:g}")
        return float(parameters["max"])
    if kind in (Veto, GradeCap):
        return 0.0 if points is None else float(NOT_NEGATIVE.read(points, where))
    return float(ABOVE_ZERO.read(points, where))
