"""Rules that compare a value with declared lines: 达标满分, 按比例计分, 每差 x 扣 y（扣完为止）, 分档."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import words
from core.kinds import ABOVE_ZERO, NUMBER, TEXT, YES_NO, Where
from indicators.scoring.parameters import STEPS, Step, parameter
from indicators.scoring.rule import HIGHER, MEET_TOLERANCE, Floats, Rule, RuleInputs

COUNT_PARTIAL_STEPS = False
"""每差一个步长扣分：不足一个步长的不扣分。"""
DRAWN_STEPS = 100
MOST = "The most points that it takes off, where that is less than all of them."


def whole_steps(behind: Floats, step: float) -> Floats:
    """How many steps a value is behind what it is held against, 0 where it is not."""
    steps = np.maximum(0.0, behind) / step
    whole: Floats = np.ceil(steps - MEET_TOLERANCE) if COUNT_PARTIAL_STEPS else np.floor(steps + MEET_TOLERANCE)
    return whole


def say_steps_off(step: float, per_step: float, most: float | None, off: str, unit: str) -> str:
    """What the steps cost, in words: `每低1个百分点扣0.5分，扣完为止，不足1个百分点的不扣分`."""
    size = words.say_difference(step, unit)
    rest = "算一步" if COUNT_PARTIAL_STEPS else "不扣分"
    return f"每{off}{size}扣{words.say_number(per_step)}分，{say_most(most)}，不足{size}的{rest}"


def say_most(most: float | None) -> str:
    """Where taking off ends."""
    return "扣完为止" if most is None else f"最多扣{words.say_number(most)}分"


def refuse_more_than_points(most: float | None, points: float, where: Where) -> None:
    """Raise UserError where more would be taken off than there is."""
    if most is not None and most > points:
        raise where.error(
            "最多扣的分不能多于分值", f"{most:g}，分值 {points:g}", "请改小 most，或去掉它（扣完为止）", "most"
        )


@dataclass(frozen=True)
class Threshold(Rule):
    """达标满分，不达标不得分: all of the points at the line or better, otherwise nothing."""

    full_at: float = parameter(NUMBER, "The line, in the stored unit of the value.")
    beyond: bool = parameter(
        YES_NO, "Whether the line itself is not enough (超额完成): only better than the line is.", False
    )
    name = "threshold"
    example = "points: 2\nscoring: {rule: threshold, full_at: 0.95, beyond: true}"

    def check(self, where: Where) -> None:
        if self.unit == "percent_points":
            raise where.error(
                "差几个百分点的，应写明与什么相差", self.name, "请用 threshold_gap，写上 against，如 序时进度"
            )

    def _share(self, inputs: RuleInputs) -> Floats:
        return np.where(self._is_full(inputs.value), 1.0, 0.0)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return self.full_at

    def is_beyond_target(self, last_year: float = math.nan) -> bool:
        return self.beyond

    def describe(self) -> str:
        line, say = self._line(self.full_at), self._say()
        if self.beyond:
            return f"{say.better}{line}得满分，不{say.better}{line}不得分"
        return f"{say.meets}{line}得满分，{say.misses}{line}不得分"

    def _is_full(self, values: Floats) -> NDArray[np.bool_]:
        return self._is_beyond(values, self.full_at) if self.beyond else self._meets(values, self.full_at)


@dataclass(frozen=True)
class ThresholdGap(Threshold):
    """不低于某条线得满分: the value is a gap of rates (`percent_points`) to a line that has a name (序时进度)."""

    full_at: float = parameter(
        NUMBER, "From which gap on all of the points are earned, a fraction: -0.05 forgives 5 points.", default=0.0
    )
    against: str = parameter(TEXT, "What the value is a gap to, as the rule names it.", default="")
    name = "threshold_gap"
    example = "points: 2\nscoring: {rule: threshold_gap, against: 序时进度, full_at: 0, beyond: false}"
    example_unit = "percent_points"
    directions = (HIGHER,)

    def check(self, where: Where) -> None:
        if self.unit != "percent_points" or not self.against:
            came = f"{self.unit}，against {self.against or '未填写'}"
            raise where.error("应写明与什么差几个百分点", came, "单位写 percent_points，并写上 against，如 序时进度")

    def describe(self) -> str:
        size = words.say_difference(abs(self.full_at), self.unit)
        if self.beyond:
            return self._describe_beyond(size)
        if self.full_at == 0:
            return f"不低于{self.against}得满分，低于{self.against}不得分"
        if self.full_at < 0:
            return f"低于{self.against}不超过{size}得满分，超过的不得分"
        return f"高于{self.against}达到{size}得满分，达不到的不得分"

    def _describe_beyond(self, size: str) -> str:
        if self.full_at == 0:
            return f"高于{self.against}得满分，不高于{self.against}不得分"
        if self.full_at < 0:
            return f"低于{self.against}不到{size}得满分，达到的不得分"
        return f"高于{self.against}超过{size}得满分，不超过的不得分"


@dataclass(frozen=True)
class Linear(Rule):
    """Straight between a zero line and a full line; the zero line above the full line where lower is better."""

    zero_at: float = parameter(NUMBER, "The line at which nothing is earned.")
    full_at: float = parameter(NUMBER, "The line from which on all of the points are earned.")
    name = "linear"
    example = "points: 2\nscoring: {rule: linear, zero_at: 0.8, full_at: 1.0}"

    def check(self, where: Where) -> None:
        came = f"zero_at {self.zero_at:g}，full_at {self.full_at:g}"
        if self.zero_at == self.full_at:
            raise where.error("零分线与满分线不能相同", came, "请改其中一个，或改用 threshold", "full_at")
        if (self.full_at > self.zero_at) != (self.direction == HIGHER):
            should = "越高越好，满分线应高于零分线" if self.direction == HIGHER else "越低越好，满分线应低于零分线"
            todo = "请对调 zero_at 和 full_at，或改正 direction"
            raise where.error(f"指标{should}", came, todo, "full_at")

    def _share(self, inputs: RuleInputs) -> Floats:
        way = (inputs.value - self.zero_at) / (self.full_at - self.zero_at)
        return np.where(self._meets(inputs.value, self.full_at), 1.0, way)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return self.full_at

    def describe(self) -> str:
        say = self._say()
        ends = f"{say.meets}{self._line(self.full_at)}得满分，{say.misses}{self._line(self.zero_at)}不得分"
        return f"{ends}，其间按比例计分"

    def _corners(self) -> list[float]:
        return [self.zero_at, self.full_at]


@dataclass(frozen=True)
class Proportional(Rule):
    """按比例计分: value divided by the full line, capped."""

    full_at: float = parameter(ABOVE_ZERO, "The line from which on all of the points are earned.")
    none_below: float | None = parameter(ABOVE_ZERO, "Below this value nothing is earned any more.", None)
    name = "proportional"
    example = "points: 5\nscoring: {rule: proportional, full_at: 1.0, none_below: 0.6}"
    directions = (HIGHER,)

    def check(self, where: Where) -> None:
        if self.none_below is not None and self.none_below >= self.full_at:
            came = f"none_below {self.none_below:g}，full_at {self.full_at:g}"
            raise where.error("不得分的线应低于满分线", came, "请改小 none_below，或改用 threshold", "none_below")

    def _share(self, inputs: RuleInputs) -> Floats:
        part = inputs.value / self.full_at
        if self.none_below is not None:
            part = np.where(self._meets(inputs.value, self.none_below), part, 0.0)
        return np.where(self._meets(inputs.value, self.full_at), 1.0, part)

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return self.full_at

    def describe(self) -> str:
        end = "" if self.none_below is None else f"，低于{self._line(self.none_below)}不得分"
        return f"达到{self._line(self.full_at)}得满分，未达到的按比例计分{end}"

    def _corners(self) -> list[float]:
        return [0.0 if self.none_below is None else self.none_below, self.full_at]


@dataclass(frozen=True)
class PerStep(Rule):
    """每减少 step 扣 per_step 分，扣完为止; less than a whole step costs nothing (`COUNT_PARTIAL_STEPS`)."""

    full_at: float = parameter(NUMBER, "The line from which on all of the points are earned.")
    step: float = parameter(ABOVE_ZERO, "How far behind the line one step is, in the stored unit of the value.")
    per_step: float = parameter(ABOVE_ZERO, "The points that each whole step costs.")
    most: float | None = parameter(ABOVE_ZERO, MOST, None)
    name = "per_step"
    example = "points: 4\nscoring: {rule: per_step, full_at: 1.0, step: 0.01, per_step: 0.2, most: 2}"

    def check(self, where: Where) -> None:
        refuse_more_than_points(self.most, self.points, where)

    def _share(self, inputs: RuleInputs) -> Floats:
        whole = whole_steps(self._behind(inputs.value, self.full_at), self.step)
        return 1.0 - np.minimum(self.per_step * whole, self.most or self.points) / self.points

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return self.full_at

    def describe(self) -> str:
        say = self._say()
        off = say_steps_off(self.step, self.per_step, self.most, say.off, self.unit)
        return f"{say.meets}{self._line(self.full_at)}得满分，{off}"

    def _corners(self) -> list[float]:
        count = min(DRAWN_STEPS, math.ceil((self.most or self.points) / self.per_step))
        return [self.full_at - self._sign() * self.step * done for done in range(count + 1)]


@dataclass(frozen=True)
class Steps(Rule):
    """分档计分: the best rung reached gives its share; below the lowest rung nothing."""

    steps: tuple[Step, ...] = parameter(STEPS, "The rungs: from `at` on `share` of the points; the best has share 1.")
    name = "steps"
    example = "points: 3\nscoring: {rule: steps, steps: [{at: 0.95, share: 1}, {at: 0.9, share: 0.8}]}"

    def check(self, where: Where) -> None:
        shares = [step.share for step in self._best_first()]
        came = [f"{step.at:g}→{step.share:g}" for step in self.steps]
        if len({step.at for step in self.steps}) < len(self.steps):
            raise where.error("两档的 at 相同", "、".join(came), "请改掉重复的一档", "steps")
        if any(better <= worse for better, worse in itertools.pairwise(shares)):
            raise where.error(
                "较好的一档应得较多的分", "、".join(came), "请检查各档的 at、share 和指标的 direction", "steps"
            )
        if shares[0] != 1.0:
            raise where.error("最好的一档应得满分（share: 1）", "、".join(came), "请把最好一档的 share 改为1", "steps")

    def _best_first(self) -> list[Step]:
        return sorted(self.steps, key=lambda step: -self._sign() * step.at)

    def _share(self, inputs: RuleInputs) -> Floats:
        shares = np.zeros(np.shape(inputs.value))
        for step in reversed(self._best_first()):
            shares = np.where(self._meets(inputs.value, step.at), step.share, shares)
        return shares

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        return self._best_first()[0].at

    def describe(self) -> str:
        say, rungs = self._say(), self._best_first()
        parts = [f"{say.meets}{self._line(rungs[0].at)}得满分"]
        parts += [f"{say.meets}{self._line(rung.at)}得{words.say_number(rung.share * 100)}%的分" for rung in rungs[1:]]
        return "，".join([*parts, f"{say.misses}{self._line(rungs[-1].at)}不得分"])

    def _corners(self) -> list[float]:
        return [step.at for step in self.steps]
