"""Rules that compare with last year or with the average; without what they compare with, nothing is scored."""

import math
from dataclasses import dataclass

import numpy as np

from core import words
from core.kinds import ABOVE_ZERO, Where, one_of
from indicators.scoring.lines import Threshold
from indicators.scoring.parameters import parameter
from indicators.scoring.rule import HIGHER, Floats, Rule, RuleInputs

AREA, NATION = "area", "nation"
AVERAGES = {AREA: "平均水平", NATION: "全国平均"}
"""Whose average a value is compared with, and its words."""


@dataclass(frozen=True)
class ThresholdAboveLastYear(Threshold):
    """At the line and better than last year (产业占比); without last year's value not scored."""

    name = "threshold_above_last_year"
    example = "points: 2\nscoring: {rule: threshold_above_last_year, full_at: 0.5}"

    @property
    def needs(self) -> tuple[str, ...]:
        return ("value", "last_year")

    def _share(self, inputs: RuleInputs) -> Floats:
        is_better = ~self._meets(inputs.last_year, inputs.value)
        return np.where(self._meets(inputs.value, self.full_at) & is_better, 1.0, 0.0)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        if math.isnan(last_year):
            return math.nan
        return max(self.full_at, last_year) if self.direction == HIGHER else min(self.full_at, last_year)

    def is_beyond_target(self, last_year: float = math.nan) -> bool:
        return self.target(last_year) == last_year

    def describe(self) -> str:
        return f"{self._say().meets}{self._line(self.full_at)}且{self._say().better}上年得满分，否则不得分"

    def _corners(self) -> list[float]:
        return [self.full_at]

    def _curve_share(self, values: Floats) -> Floats:
        return np.where(self._meets(values, self.full_at), 1.0, 0.0)


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

    name = "not_below_last_year"
    example = "points: 2\nscoring: {rule: not_below_last_year}"

    def _share(self, inputs: RuleInputs) -> Floats:
        return np.where(self._meets(inputs.value, inputs.last_year), 1.0, 0.0)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return last_year

    def describe(self) -> str:
        return f"{self._say().not_worse}上年得满分，{self._say().worse}上年不得分"


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
    name = "versus_average"
    example = "points: 1\nscoring: {rule: versus_average, of: nation, zero_below: 0.02}"

    @property
    def needs(self) -> tuple[str, ...]:
        return ("value", "average")

    def _share(self, inputs: RuleInputs) -> Floats:
        is_full = self._meets(inputs.value, inputs.average)
        rest = 1.0 - self._behind(inputs.value, inputs.average) / self.zero_below if self.zero_below else 0.0
        return np.where(is_full, 1.0, rest)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return average

    def describe(self) -> str:
        say, average = self._say(), AVERAGES[self.of]
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
