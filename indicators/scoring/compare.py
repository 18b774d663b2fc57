"""Rules that compare with last year or with the average; without what they compare with, nothing is scored."""

import math
from dataclasses import dataclass

import numpy as np

from core import words
from core.kinds import ABOVE_ZERO, YES_NO, Where, one_of
from indicators.scoring.lines import (
    DRAWN_STEPS,
    MOST,
    Threshold,
    refuse_more_than_points,
    say_steps_off,
    whole_steps,
)  # fmt: skip
from indicators.scoring.parameters import parameter
from indicators.scoring.rule import HIGHER, Floats, Rule, RuleInputs

AREA, NATION, LAST_YEAR = "area", "nation", "last_year"
AVERAGES = {AREA: "平均水平", NATION: "全国平均"}
"""Whose average a value is compared with, and its words."""
_COMPARED = {**AVERAGES, LAST_YEAR: "上年"}
_BEYOND = "Whether as good as that is not enough (高于): only better is."


@dataclass(frozen=True)
class ThresholdAboveLastYear(Threshold):
    """At the line and better than last year (产业占比); without last year's value not scored."""

    name = "threshold_above_last_year"
    example = "points: 2\nscoring: {rule: threshold_above_last_year, full_at: 0.5, beyond: false}"

    @property
    def needs(self) -> tuple[str, ...]:
        return ("value", "last_year")

    def _share(self, inputs: RuleInputs) -> Floats:
        is_better = ~self._meets(inputs.last_year, inputs.value)
        return np.where(self._is_full(inputs.value) & is_better, 1.0, 0.0)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        if math.isnan(last_year):
            return math.nan
        return max(self.full_at, last_year) if self.direction == HIGHER else min(self.full_at, last_year)

    def is_beyond_target(self, last_year: float = math.nan) -> bool:
        return self.beyond or self.target(last_year) == last_year

    def describe(self) -> str:
        say = self._say()
        line = f"{say.better if self.beyond else say.meets}{self._line(self.full_at)}"
        return f"{line}且{say.better}上年得满分，否则不得分"

    def _corners(self) -> list[float]:
        return [self.full_at]

    def _curve_share(self, values: Floats) -> Floats:
        return np.where(self._is_full(values), 1.0, 0.0)


class AgainstLastYear(Rule):
    """What rules share whose curve is drawn over the difference to last year."""

    @property
    def needs(self) -> tuple[str, ...]:
        return ("value", "last_year")

    def curve_axis(self) -> str:
        return "与上年之差"

    def _corners(self) -> list[float]:
        return [0.0]

    def _axis_bounds(self, corners: list[float]) -> tuple[float, float]:
        return -math.inf, math.inf

    def _curve_share(self, values: Floats) -> Floats:
        return self.share(values, last_year=0.0)


@dataclass(frozen=True)
class NotBelowLastYear(AgainstLastYear):
    """Full marks when not worse than last year, otherwise nothing; without last year's value not scored."""

    beyond: bool = parameter(YES_NO, _BEYOND, False)
    name = "not_below_last_year"
    example = "points: 2\nscoring: {rule: not_below_last_year, beyond: true}"

    def _share(self, inputs: RuleInputs) -> Floats:
        is_full = self._is_beyond if self.beyond else self._meets
        return np.where(is_full(inputs.value, inputs.last_year), 1.0, 0.0)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return last_year

    def is_beyond_target(self, last_year: float = math.nan) -> bool:
        return self.beyond

    def describe(self) -> str:
        say = self._say()
        if self.beyond:
            return f"{say.better}上年得满分，不{say.better}上年不得分"
        return f"{say.not_worse}上年得满分，{say.worse}上年不得分"


@dataclass(frozen=True)
class AboveLastYearAndGrowth(AgainstLastYear):
    """超过去年和全国平均: two conditions with a share of the points each, more than last year, and more than last year grown as the
    nation's average has grown. Where the nation's growth is not known that condition is neither earned nor lost: the other has
    all of the points."""

    growth_share: float = parameter(
        ABOVE_ZERO,
        "The share of the points for growing more than the nation's average; the rest is for more than last year.",
        0.5,
    )
    name = "above_last_year_and_growth"
    example = "points: 3\nscoring: {rule: above_last_year_and_growth, growth_share: 0.5}"
    example_unit = "persons"
    directions = (HIGHER,)

    def check(self, where: Where) -> None:
        if self.growth_share >= 1:
            raise where.error("两个条件各占一份分值", self.growth_share, "请写大于 0、小于 1 的数", "growth_share")

    @property
    def compared_with(self) -> tuple[str, ...]:
        return ("last_year", "average")

    def _share(self, inputs: RuleInputs) -> Floats:
        is_more, is_faster = (~self._meets(line, inputs.value) for line in (inputs.last_year, inputs.average))
        both = (1.0 - self.growth_share) * is_more + self.growth_share * is_faster
        return np.where(np.isfinite(inputs.average), both, is_more)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return last_year if math.isnan(average) else max(last_year, average)

    def is_beyond_target(self, last_year: float = math.nan) -> bool:
        return True

    def describe(self) -> str:
        more, faster = (f"{words.say_number(100 * part)}%" for part in (1.0 - self.growth_share, self.growth_share))
        return f"高于上年得{more}的分，增幅高于全国平均得{faster}的分；全国平均增幅没有导入的只看上年，不算失分"

    def conditions(self, value: float, last_year: float, average: float) -> list[tuple[str, str]]:
        """(condition, whether it is met and which share of the points it has) of one place."""
        is_known = math.isfinite(average)
        parts = [
            ("高于上年", last_year, 1.0 - self.growth_share if is_known else 1.0),
            ("增幅高于全国平均", average, self.growth_share),
        ]
        return [
            (title, _say_condition(bool(~self._meets(np.array(line), value)), math.isfinite(line), part))
            for title, line, part in parts
        ]


def _say_condition(is_met: bool, is_known: bool, part: float) -> str:
    if not is_known:
        return "全国平均增幅没有导入，说不清，不计分也不算失分"
    return f"{'达到' if is_met else '没有达到'}，占 {words.say_number(100 * part)}% 的分"


@dataclass(frozen=True)
class VersusAverage(Rule):
    """Full marks at or better than the average, zero at `zero_below` behind it; without it all or nothing."""

    zero_below: float | None = parameter(ABOVE_ZERO, "How far behind the average nothing is earned any more.", None)
    of: str = parameter(
        one_of(tuple(AVERAGES)),
        "Whose average: the province's imported one, else that of the other places (`area`); or the imported one of the nation.",
        AREA,
    )
    beyond: bool = parameter(YES_NO, _BEYOND, False)
    name = "versus_average"
    example = "points: 1\nscoring: {rule: versus_average, of: nation, zero_below: 0.02, beyond: false}"

    def check(self, where: Where) -> None:
        if self.beyond and self.zero_below is not None:
            todo = "请去掉 beyond，或去掉 zero_below"
            raise where.error("落后才按比例扣分的，与平均持平就是满分", "beyond 和 zero_below 都写了", todo, "beyond")

    @property
    def needs(self) -> tuple[str, ...]:
        return ("value", "average")

    def _share(self, inputs: RuleInputs) -> Floats:
        is_full = (self._is_beyond if self.beyond else self._meets)(inputs.value, inputs.average)
        rest = 1.0 - self._behind(inputs.value, inputs.average) / self.zero_below if self.zero_below else 0.0
        return np.where(is_full, 1.0, rest)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return average

    def is_beyond_target(self, last_year: float = math.nan) -> bool:
        return self.beyond

    def describe(self) -> str:
        say, average = self._say(), AVERAGES[self.of]
        if self.beyond:
            return f"{say.better}{average}得满分，不{say.better}{average}不得分"
        if self.zero_below is None:
            return f"{say.not_worse}{average}得满分，{say.worse}{average}不得分"
        size = words.say_difference(self.zero_below, self.unit)
        return f"{say.not_worse}{average}得满分，比{average}{say.off}{size}及以上不得分，其间按比例计分"

    def curve_axis(self) -> str:
        return f"与{AVERAGES[self.of]}之差"

    def _corners(self) -> list[float]:
        return [0.0] if self.zero_below is None else [0.0, -self._sign() * self.zero_below]

    def _axis_bounds(self, corners: list[float]) -> tuple[float, float]:
        return -math.inf, math.inf

    def _curve_share(self, values: Floats) -> Floats:
        return self.share(values, average=0.0)


@dataclass(frozen=True)
class PerStepBehind(Rule):
    """每低于平均（上年）step 扣 per_step 分，扣完为止; without what it is held against not scored."""

    of: str = parameter(
        one_of(tuple(_COMPARED)),
        "What a value is held against: the average as for `versus_average` (`area`, `nation`), or its own of `last_year`.",
    )
    step: float = parameter(ABOVE_ZERO, "How far behind one step is, in the stored unit of the value.")
    per_step: float = parameter(ABOVE_ZERO, "The points that each whole step costs.")
    most: float | None = parameter(ABOVE_ZERO, MOST, None)
    name = "per_step_behind"
    example = "points: 3\nscoring: {rule: per_step_behind, of: area, step: 0.01, per_step: 0.5, most: 2}"

    def check(self, where: Where) -> None:
        refuse_more_than_points(self.most, self.points, where)

    @property
    def needs(self) -> tuple[str, ...]:
        return ("value", self._held)

    def _share(self, inputs: RuleInputs) -> Floats:
        whole = whole_steps(self._behind(inputs.value, getattr(inputs, self._held)), self.step)
        return 1.0 - np.minimum(self.per_step * whole, self.most or self.points) / self.points

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return last_year if self.of == LAST_YEAR else average

    def describe(self) -> str:
        say, held = self._say(), _COMPARED[self.of]
        off = say_steps_off(self.step, self.per_step, self.most, f"{say.worse}{held}", self.unit)
        return f"{say.not_worse}{held}得满分，{off}"

    def curve_axis(self) -> str:
        return f"与{_COMPARED[self.of]}之差"

    @property
    def _held(self) -> str:
        return "last_year" if self.of == LAST_YEAR else "average"

    def _corners(self) -> list[float]:
        count = min(DRAWN_STEPS, math.ceil((self.most or self.points) / self.per_step))
        return [0.0 if done == 0 else -self._sign() * self.step * done for done in range(count + 1)]

    def _axis_bounds(self, corners: list[float]) -> tuple[float, float]:
        return -math.inf, math.inf

    def _curve_share(self, values: Floats) -> Floats:
        return self.share(values, **{self._held: 0.0})
