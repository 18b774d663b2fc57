"""Rules that compare with last year or with the average; without what they compare with, nothing is scored."""

import math
from dataclasses import dataclass

import numpy as np

from core import words
from core.kinds import ABOVE_ZERO, one_of
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


@dataclass(frozen=True)
class NotBelowLastYear(Rule):
    """Full marks when not worse than last year, otherwise nothing; without last year's value not scored."""

    name = "not_below_last_year"
    example = "points: 2\nscoring: {rule: not_below_last_year}"

    @property
    def needs(self) -> tuple[str, ...]:
        return ("value", "last_year")

    def _share(self, inputs: RuleInputs) -> Floats:
        return np.where(self._meets(inputs.value, inputs.last_year), 1.0, 0.0)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return last_year

    def describe(self) -> str:
        return f"{self._say().not_worse}上年得满分，{self._say().worse}上年不得分"

    def curve_axis(self) -> str:
        return "与上年之差"

    def _corners(self) -> list[float]:
        return [0.0]

    def _axis_bounds(self, corners: list[float]) -> tuple[float, float]:
        return -math.inf, math.inf

    def _curve_share(self, values: Floats) -> Floats:
        return self.share(values, last_year=0.0)


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
