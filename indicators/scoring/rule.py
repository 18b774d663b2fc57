"""What every scoring rule is: a share of its points, words, a curve, and what wins back full marks.

Values are in their stored unit (fractions 0–1 for percent, yuan for money). What a rule needs and is unknown (NaN, None,
infinite) is not scored: NaN comes out, never zero. The rules themselves are in `rules.py`.
"""

import math
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from core import words
from core.kinds import Where

HIGHER, LOWER = "higher_is_better", "lower_is_better"
DIRECTIONS = (HIGHER, LOWER)
MEET_TOLERANCE = 1e-9
"""Float noise forgiven when a value is compared with a line, relative above 1; nothing a person could call a difference."""
FULL_WORDS = "已得满分"
OUT_OF_REACH_WORDS = "本期已无法补到满分"
JUMP = 1e-3

Floats = NDArray[np.float64]


class RuleInputs(NamedTuple):
    """What a rule may look at for places under one measure: arrays of one shape, NaN where unknown."""

    value: Floats
    last_year: Floats
    average: Floats
    rows_short: Floats


class DirectionWords(NamedTuple):
    """How a notice speaks where higher is better, and the other way round."""

    meets: str
    misses: str
    not_worse: str
    worse: str
    better: str
    off: str


DIRECTION_WORDS = {
    HIGHER: DirectionWords("达到", "低于", "不低于", "低于", "高于", "低"),
    LOWER: DirectionWords("不超过", "超过", "不高于", "高于", "低于", "高"),
}


@dataclass(frozen=True)
class Rule:
    """A scoring rule with the points, direction and unit of its measure. Made and checked by `read_rule`."""

    _: KW_ONLY
    points: float
    direction: str
    unit: str
    name: ClassVar[str] = ""
    example: ClassVar[str] = ""
    """Two lines of YAML for the documents, of a measure in this unit."""
    example_unit: ClassVar[str] = "percent"
    directions: ClassVar[tuple[str, ...]] = DIRECTIONS
    is_bonus: ClassVar[bool] = False

    def check(self, where: Where) -> None:
        """Raise UserError where the parameters contradict each other, the direction or the unit."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields of `RuleInputs` without which a place cannot be scored."""
        return ("value",)

    @property
    def compared_with(self) -> tuple[str, ...]:
        """The fields of `RuleInputs` that a value is held against, needed or not."""
        return tuple(need for need in self.needs if need in ("last_year", "average"))

    def share(
        self,
        value: ArrayLike,
        last_year: ArrayLike | None = None,
        average: ArrayLike | None = None,
        rows_short: ArrayLike | None = None,
    ) -> Floats:
        """Earned share of the points, 0–1, an array of the inputs' shape; NaN where something the rule needs is unknown."""
        given = (value, last_year, average, rows_short)
        inputs = RuleInputs(
            *np.broadcast_arrays(*(np.asarray(np.nan if one is None else one, dtype=float) for one in given))
        )
        is_known = np.logical_and.reduce([np.isfinite(getattr(inputs, need)) for need in self.needs])
        with np.errstate(invalid="ignore", over="ignore"):
            shares = np.clip(self._share(inputs), 0.0, 1.0)
        return np.where(is_known, shares, np.nan)

    def describe(self) -> str:
        """The rule in Chinese as a notice would say it, without the points of the measure."""
        raise NotImplementedError

    def target(self, last_year: float = math.nan, average: float = math.nan) -> float:
        """The value that earns full marks, in the measure's unit; NaN when it depends on something unknown."""
        raise NotImplementedError

    def is_beyond_target(self, last_year: float = math.nan) -> bool:
        """True when full marks need strictly more than `target`."""
        return False

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
        """What wins back full marks, 0 or more; NaN when the place cannot be scored.

        With numerator and denominator: how much the numerator (rows, yuan, persons) must still change, the denominator
        and the average staying as they are. Without them: how much the value itself must change, in its own unit.
        """
        share = float(self.share(value, last_year, average, rows_short))
        if math.isnan(share) or share >= 1.0:
            return 0.0 if share >= 1.0 else math.nan
        target = self.target(last_year, average)
        if is_by_numerator(numerator, denominator):
            return max(0.0, self._sign() * (target * denominator - numerator))
        return max(0.0, self._sign() * (target - value))

    def needed_words(
        self,
        value: float,
        numerator: float = math.nan,
        denominator: float = math.nan,
        *,
        rows_short: float = math.nan,
        last_year: float = math.nan,
        average: float = math.nan,
        numerator_unit: str = "count",
        verb: str = "",
    ) -> str:
        """`needed` as words, rounded up so that doing it is enough: `再完成 23 户`, `再支出 1,234.56 万元`.

        `已得满分` when nothing is needed, `—` when the place cannot be scored, `本期已无法补到满分` when a share of
        rows needs more rows than are short. `verb` replaces the one that follows from unit and direction.
        """
        amount = self.needed(value, numerator, denominator, rows_short=rows_short, last_year=last_year, average=average)
        if math.isnan(amount):
            return words.MISSING_WORDS
        if float(self.share(value, last_year, average, rows_short)) >= 1.0:
            return FULL_WORDS
        by_numerator = self._is_counting_rows() or is_by_numerator(numerator, denominator)
        is_beyond = self.is_beyond_target(last_year)
        is_share_of_rows = abs(numerator + rows_short - denominator) <= MEET_TOLERANCE
        if is_share_of_rows and self.direction == HIGHER and amount + is_beyond > rows_short + MEET_TOLERANCE:
            return OUT_OF_REACH_WORDS
        unit = numerator_unit if by_numerator else self.unit
        said = words.say_at_least(amount, unit, is_more=is_beyond)
        return f"{verb or self._verb(unit)} {said}"

    def curve_axis(self) -> str:
        """What the curve's value axis shows."""
        return "指标值"

    def curve(self) -> pd.DataFrame:
        """Columns value, score (in declared points): the corners of the rule's curve, a jump as two rows at one value.

        Rules that compare with last year or the average are drawn over the difference: see `curve_axis`.
        """
        corners = sorted(set(self._corners()))
        span = corners[-1] - corners[0]
        pad = 0.25 * span or 0.2 * abs(corners[0]) or (0.2 if self.unit in words.RATES else 1.0)
        low, high = self._axis_bounds(corners)
        places = sorted({max(low, corners[0] - pad), *corners, min(high, corners[-1] + pad)})
        near = 1e-5 * (places[-1] - places[0])
        rows: list[tuple[float, float]] = []
        for place in places:
            before, at, after = (float(one) for one in self._curve_share(np.array([place - near, place, place + near])))
            left = before if place > places[0] else at
            right = after if place < places[-1] else at
            limits = (left, right) if abs(right - left) > JUMP else (at,)
            rows += [(place, share * self.points) for share in limits]
        return pd.DataFrame(rows, columns=["value", "score"])

    def _share(self, inputs: RuleInputs) -> Floats:
        raise NotImplementedError

    def _corners(self) -> list[float]:
        return [self.target()]

    def _axis_bounds(self, corners: list[float]) -> tuple[float, float]:
        """Nothing below zero and no rate above 100 %, unless a corner lies there; a corner at zero shows both its sides."""
        low = 0.0 if corners[0] > 0 else -math.inf
        return low, max(1.0, corners[-1]) if self.unit == "percent" else math.inf

    def _curve_share(self, values: Floats) -> Floats:
        return self.share(values)

    def _is_counting_rows(self) -> bool:
        return False

    def _sign(self) -> int:
        return 1 if self.direction == HIGHER else -1

    def _behind(self, values: Floats, line: ArrayLike) -> Floats:
        """How far values are behind a line: positive is worse."""
        return self._sign() * (np.asarray(line, dtype=float) - values)

    def _meets(self, values: Floats, line: ArrayLike) -> NDArray[np.bool_]:
        return self._behind(values, line) <= MEET_TOLERANCE * np.maximum(1.0, np.abs(line))

    def _is_beyond(self, values: Floats, line: ArrayLike) -> NDArray[np.bool_]:
        """Which values are strictly better than a line; as good as the line is not enough."""
        return self._behind(values, line) < -MEET_TOLERANCE * np.maximum(1.0, np.abs(line))

    def _say(self) -> DirectionWords:
        return DIRECTION_WORDS[self.direction]

    def _line(self, value: float) -> str:
        return words.say_line(value, self.unit)

    def _verb(self, unit: str) -> str:
        if unit == "cny":
            return "再支出" if self.direction == HIGHER else "再减少"
        if unit == "cny_per_person":
            return "再增加" if self.direction == HIGHER else "再减少"
        if words.is_countable(unit):
            return "再完成" if self.direction == HIGHER and not self._is_counting_rows() else "再减少"
        return "再提高" if self.direction == HIGHER else "再降低"


def is_by_numerator(numerator: float, denominator: float) -> bool:
    """True when a value is known as numerator divided by denominator."""
    return math.isfinite(numerator) and math.isfinite(denominator) and denominator > 0
