"""Declarations of scoring rules made by Hypothesis, and the rule objects read from them."""

from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from indicators.scoring.scores import Rule, Where, read_rule

HIGHER, LOWER = "higher_is_better", "lower_is_better"
FILE = "measure.yaml"
calm = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
"""A shared machine may be slow: nothing is timed."""


@dataclass(frozen=True)
class Declared:
    """A measure as its YAML would say it; stands in for the measure objects of the framework reader."""

    id: str
    points: float | None
    scoring: dict[str, Any] | None
    direction: str = HIGHER
    unit: str = "percent"
    aspect: str = "政策落实"
    indicator: str = "就业稳岗"

    @property
    def rule(self) -> Rule | None:
        return None if self.scoring is None else read(self.scoring, self.points, self.direction, self.unit)

    @property
    def is_bonus(self) -> bool:
        return self.scoring is not None and self.scoring["rule"] in ("bonus", "bonus_steps")

    def as_dict(self) -> dict[str, Any]:
        """The same for the twin."""
        return {
            "id": self.id,
            "points": self.points or 0,
            "scoring": self.scoring,
            "direction": self.direction,
            "aspect": self.aspect,
            "indicator": self.indicator,
        }


def read(scoring: Any, points: float | None = 10, direction: str = HIGHER, unit: str = "percent") -> Rule:
    """`read_rule` with the file every test uses."""
    return read_rule(scoring, points=points, direction=direction, unit=unit, where=Where(FILE, "scoring"))


SHARES = st.integers(0, 1000).map(lambda number: number / 1000)
LINES = st.integers(1, 1000).map(lambda number: number / 1000)
CASES = st.integers(0, 30).map(float)
POINTS = st.integers(1, 40).map(lambda number: number / 2)


@st.composite
def declarations(draw: st.DrawFn, name: str = "m", kinds: tuple[str, ...] | None = None) -> Declared:
    """Any well-formed declaration of any rule."""
    every = (
        "threshold", "threshold_above_last_year", "linear", "proportional", "per_case", "rows_short", "per_step", "steps",
        "not_below_last_year", "above_last_year_and_growth", "versus_average", "per_step_behind", "bonus", "bonus_steps", "veto",
        "grade_cap",
    )  # fmt: skip
    kind, points = draw(st.sampled_from(kinds or every)), draw(POINTS)
    direction = draw(st.sampled_from((HIGHER, LOWER)))
    aspect = draw(st.sampled_from(("责任落实", "政策落实")))
    indicator = draw(st.sampled_from(("就业稳岗", "产业发展", "收入支出变化")))
    unit, scoring = "percent", {"rule": kind, "full_at": draw(LINES)}
    beyond, most = (draw(st.sampled_from(({}, one))) for one in ({"beyond": True}, {"most": points / 2}))
    if kind in ("threshold", "threshold_above_last_year"):
        scoring |= beyond
    elif kind == "linear":
        low, high = sorted(draw(st.lists(SHARES, min_size=2, max_size=2, unique=True)))
        scoring = {"rule": kind, "zero_at": low, "full_at": high}
        if direction == LOWER:
            scoring = {"rule": kind, "zero_at": high, "full_at": low}
    elif kind == "proportional":
        direction = HIGHER
        scoring |= draw(st.sampled_from(({}, {"none_below": scoring["full_at"] / 2})))
    elif kind == "per_case":
        direction, unit = LOWER, "households"
        scoring = {"rule": kind, "per_case": draw(POINTS), "free": draw(st.integers(0, 3)), **most}
    elif kind == "rows_short":
        scoring = {"rule": "per_case", "per_case": draw(POINTS), "of": "rows_short", **most}
    elif kind in ("per_step", "per_step_behind"):
        held = draw(st.sampled_from(("area", "nation", "last_year")))
        scoring = {"rule": kind, "of": held} if kind == "per_step_behind" else scoring
        scoring |= {"step": draw(st.sampled_from((0.001, 0.01, 0.05))), "per_step": draw(POINTS), **most}
    elif kind in ("steps", "bonus_steps"):
        lines = sorted(draw(st.lists(LINES, min_size=1, max_size=4, unique=True)), reverse=direction == HIGHER)
        scoring = {"rule": kind, "steps": [{"at": line, "share": 1 - 0.2 * place} for place, line in enumerate(lines)]}
        scoring |= {"max": points} if kind == "bonus_steps" else {}
    elif kind == "not_below_last_year":
        scoring = {"rule": kind, **beyond}
    elif kind == "above_last_year_and_growth":
        direction = HIGHER
        scoring = {"rule": kind, "growth_share": draw(st.sampled_from((0.25, 0.5)))}
    elif kind == "versus_average":
        scoring = {"rule": kind} | draw(st.sampled_from(({}, {"zero_below": 0.1}, {"beyond": True})))
    elif kind == "bonus":
        direction, unit = HIGHER, "count:项"
        scoring = {"rule": kind, "per_case": draw(POINTS), "max": points}
    elif kind == "veto":
        direction, unit = LOWER, "persons"
        points = draw(st.sampled_from((0, points)))
        scopes = ("indicator", "aspect", "total") + (("measure",) if points else ())
        allowed = draw(st.integers(0, 3))
        scoring = {
            "rule": kind,
            "scope": draw(st.sampled_from(scopes)),
            "allowed": allowed,
            **(beyond if allowed else {}),
        }
    elif kind == "grade_cap":
        direction, unit, points = LOWER, "count:例", 0
        scoring = {"rule": kind, "best": "一般", "allowed": draw(st.integers(0, 3))}
    return Declared(name, points, scoring, direction, unit, aspect, indicator)


@st.composite
def rows(draw: st.DrawFn, is_known: bool = False) -> dict[str, Any]:
    """What is known of one place: values in the range of the lines and cases, any of them missing unless `is_known`."""
    numbers = st.one_of(SHARES, CASES)
    maybe = numbers if is_known else st.one_of(numbers, st.none())
    row = {key: draw(maybe) for key in ("value", "last_year_value", "average")}
    row["rows_short"] = draw(CASES if is_known else st.one_of(CASES, st.none()))
    row["state"] = (
        "reported" if is_known else draw(st.sampled_from(("reported", "reported", "missing", "not_applicable")))
    )
    return row
