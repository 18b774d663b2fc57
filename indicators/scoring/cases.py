"""Rules that count cases: 每例扣分（扣完为止）, 加分封顶, 一票否决."""

import math
from dataclasses import dataclass

import numpy as np

from core import words
from core.kinds import ABOVE_ZERO, NOT_NEGATIVE, TEXT, YES_NO, Kind, Where, one_of
from indicators.scoring.lines import MOST, Steps, refuse_more_than_points, say_most
from indicators.scoring.parameters import parameter
from indicators.scoring.rule import HIGHER, LOWER, Floats, Rule, RuleInputs

VETO_SCOPES = {"measure": "本项", "indicator": "所在指标", "aspect": "所在方面", "total": "总分"}
PER_CASE_OF = ("value", "rows_short")


def _option(options: tuple[str, ...]) -> Kind:
    return one_of(options, "没有这个选项", "请从这些里选一个：")


@dataclass(frozen=True)
class PerCase(Rule):
    """每例扣分，扣完为止: points off for each case beyond `free`; cases are the value or the rows that fall short."""

    per_case: float = parameter(ABOVE_ZERO, "The points that each case costs.")
    free: float = parameter(NOT_NEGATIVE, "How many cases cost nothing.", 0.0)
    of: str = parameter(
        _option(PER_CASE_OF), "What the cases are: the value itself, or the rows that fall short.", "value"
    )
    most: float | None = parameter(ABOVE_ZERO, MOST, None)
    name = "per_case"
    example = "points: 3\nscoring: {rule: per_case, per_case: 0.5, free: 1, of: rows_short, most: 2}"

    def check(self, where: Where) -> None:
        refuse_more_than_points(self.most, self.points, where)
        if self._is_counting_rows():
            return
        if self.direction != LOWER:
            raise where.error(
                "按例扣分时例数应越少越好", self.direction, "请把 direction 改为 lower_is_better，或写 of: rows_short"
            )
        if not words.is_countable(self.unit):
            raise where.error(
                "按例扣分的指标值应为个数", self.unit, "请把 unit 改为户、人、天、个这样的单位，或写 of: rows_short"
            )

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.of,)

    def _share(self, inputs: RuleInputs) -> Floats:
        counted: Floats = getattr(inputs, self.of)
        cases: Floats = np.maximum(0.0, counted - self.free)
        return 1.0 - np.minimum(self.per_case * cases, self.most or self.points) / self.points

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return self.free

    def needed(
        self,
        value: float,
        numerator: float = math.nan,
        denominator: float = math.nan,
        *,
        rows_short: float = math.nan,
        last_year: float = math.nan,
        average: float = math.nan,
    ) -> float:
        cases = rows_short if self._is_counting_rows() else value
        return max(0.0, cases - self.free) if math.isfinite(cases) else math.nan

    def describe(self) -> str:
        counter = "例" if self._is_counting_rows() else words.counter_of(self.unit)
        first = f"超过{words.say_number(self.free)}{counter}的部分，" if self.free else ""
        case = f"每有1{counter}未达标" if self._is_counting_rows() else f"每{counter}"
        return f"{first}{case}扣{words.say_number(self.per_case)}分，{say_most(self.most)}"

    def curve_axis(self) -> str:
        return "未达标例数" if self._is_counting_rows() else "例数"

    def _is_counting_rows(self) -> bool:
        return self.of == "rows_short"

    def _corners(self) -> list[float]:
        return [self.free, self.free + (self.most or self.points) / self.per_case]

    def _axis_bounds(self, corners: list[float]) -> tuple[float, float]:
        return 0.0, math.inf

    def _curve_share(self, values: Floats) -> Floats:
        return self.share(values, rows_short=values)


@dataclass(frozen=True)
class Bonus(Rule):
    """加分封顶: points for each case on top of the total, at most `max`; the rule's points are `max`."""

    per_case: float = parameter(ABOVE_ZERO, "The points that each case adds.")
    max: float = parameter(ABOVE_ZERO, "The most that is added; `points` is left out or the same.")
    name = "bonus"
    example = "unit: count\nscoring: {rule: bonus, per_case: 0.5, max: 2}"
    directions = (HIGHER,)
    is_bonus = True

    def check(self, where: Where) -> None:
        if not words.is_countable(self.unit):
            raise where.error("按例加分的指标值应为个数", self.unit, "请把 unit 改为户、人、天、个这样的单位")

    def _share(self, inputs: RuleInputs) -> Floats:
        return np.where(self._meets(inputs.value, self.target()), 1.0, self.per_case * inputs.value / self.max)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return self.max / self.per_case

    def describe(self) -> str:
        each = f"每{words.counter_of(self.unit)}加{words.say_number(self.per_case)}分"
        return f"{each}，最多加{words.say_number(self.max)}分"

    def _corners(self) -> list[float]:
        return [0.0, self.target()]


@dataclass(frozen=True)
class BonusSteps(Steps):
    """加分分档: the best rung reached gives its share of `max` on top of the total (位居前10名加2分); below the lowest nothing."""

    max: float = parameter(ABOVE_ZERO, "What the best rung adds; `points` is left out or the same.")
    name = "bonus_steps"
    example = "unit: count:名\nscoring: {rule: bonus_steps, max: 2, steps: [{at: 10, share: 1}]}"
    example_unit = "count:名"
    is_bonus = True

    def describe(self) -> str:
        say, rungs = self._say(), self._best_first()
        adds = [words.say_number(rung.share * self.max) for rung in rungs]
        parts = [f"{say.meets}{self._line(rung.at)}加{points}分" for rung, points in zip(rungs, adds, strict=True)]
        return "，".join([*parts, f"{say.misses}{self._line(rungs[-1].at)}不加分"])


@dataclass(frozen=True)
class Veto(Rule):
    """一票否决: more than `allowed` and the whole scope scores zero. The measure may carry points of its own or none."""

    scope: str = parameter(
        _option(tuple(VETO_SCOPES)), "What scores zero: the measure, its indicator, its aspect or the total."
    )
    allowed: float = parameter(NOT_NEGATIVE, "Up to this value nothing happens.", 0.0)
    beyond: bool = parameter(YES_NO, "Whether `allowed` itself is too much (5%以上): only less does not veto.", False)
    name = "veto"
    example = "direction: lower_is_better\nscoring: {rule: veto, scope: aspect, allowed: 0.05, beyond: true}"
    directions = (LOWER,)

    def check(self, where: Where) -> None:
        if self.scope == "measure" and not self.points:
            raise where.error("只否决本项的指标应有分值", self.points, "请写 points，或改 scope", "scope")
        if self.beyond and not self.allowed:
            raise where.error(
                "达到就否决的，应写明达到多少", self.allowed, "请写大于 0 的 allowed，或去掉 beyond", "allowed"
            )

    def _share(self, inputs: RuleInputs) -> Floats:
        is_fine = self._is_beyond if self.beyond else self._meets
        return np.where(is_fine(inputs.value, self.allowed), 1.0, 0.0)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return self.allowed

    def describe(self) -> str:
        scope = VETO_SCOPES[self.scope]
        zero = "总分计零分" if self.scope == "total" else f"{scope}不得分"
        if self.allowed == 0 and words.is_countable(self.unit):
            return f"有1{words.counter_of(self.unit)}即一票否决，{zero}"
        return f"{'达到' if self.beyond else '超过'}{self._line(self.allowed)}即一票否决，{zero}"

    def is_beyond_target(self, last_year: float = math.nan) -> bool:
        return self.beyond


@dataclass(frozen=True)
class GradeCap(Rule):
    """负面清单等次封顶: more than `allowed` and no better grade than `best` may be given; the score stays as it is."""

    best: str = parameter(TEXT, "The best of the framework's grades that may still be given.")
    allowed: float = parameter(NOT_NEGATIVE, "Up to this value nothing happens.", 0.0)
    name = "grade_cap"
    example = "direction: lower_is_better\nscoring: {rule: grade_cap, best: 一般, allowed: 0}"
    directions = (LOWER,)

    def check(self, where: Where) -> None:
        if self.points:
            raise where.error("等次封顶不计分", f"{self.points:g}", "请去掉 points；要扣分请另写一项指标")

    def _share(self, inputs: RuleInputs) -> Floats:
        return np.where(self._meets(inputs.value, self.allowed), 1.0, 0.0)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return self.allowed

    def describe(self) -> str:
        is_any = self.allowed == 0 and words.is_countable(self.unit)
        case = f"有1{words.counter_of(self.unit)}" if is_any else f"超过{self._line(self.allowed)}"
        return f"{case}，等次最高评为{self.best}，得分不变"
