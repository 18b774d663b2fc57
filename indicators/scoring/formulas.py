"""Every scoring rule as a formula of a spreadsheet: the share of the points that a value earns, as the rule itself reckons it.

A formula names what it needs as `{value}`, `{last_year}`, `{average}`, `{rows_short}` and `{points}`, each to be replaced by a cell in the
stored unit (see `rule`); it uses functions that every spreadsheet has, and no more than comparison and the four operations.
"""

from collections.abc import Callable
from typing import Any, Final

from indicators.scoring.cases import Bonus, BonusSteps, GradeCap, PerCase, Veto
from indicators.scoring.compare import (
    LAST_YEAR,
    AboveLastYearAndGrowth,
    NotBelowLastYear,
    PerStepBehind,
    ThresholdAboveLastYear,
    VersusAverage,
)
from indicators.scoring.lines import COUNT_PARTIAL_STEPS, Linear, PerStep, Proportional, Steps, Threshold, ThresholdGap
from indicators.scoring.rule import HIGHER, MEET_TOLERANCE, Rule

FACTS: Final = ("value", "last_year", "average", "rows_short", "points")
"""What a formula may name."""
NO_FORMULA: Final = ""
VALUE, LAST, AVERAGE, CASES, POINTS = ("{" + name + "}" for name in FACTS)


def share_formula(rule: Rule) -> str:
    """The share of the points (0–1) as a formula without its `=`; `NO_FORMULA` for a rule that has none, whose number is then written.

    It is asked only where everything that the rule needs is a number (`rule.needs`).
    """
    make = _FORMULAS.get(type(rule))
    return NO_FORMULA if make is None else make(rule)


def _threshold(rule: Any) -> str:
    return f"IF({_full(rule)},1,0)"


def _above_last_year(rule: Any) -> str:
    return f"IF(AND({_full(rule)},NOT({_meets(rule, LAST, VALUE)})),1,0)"


def _linear(rule: Any) -> str:
    way = f"({VALUE}-{_number(rule.zero_at)})/({_number(rule.full_at)}-{_number(rule.zero_at)})"
    return f"IF({_meets(rule, VALUE, rule.full_at)},1,{_clip(way)})"


def _proportional(rule: Any) -> str:
    part = _clip(f"{VALUE}/{_number(rule.full_at)}")
    if rule.none_below is not None:
        part = f"IF({_meets(rule, VALUE, rule.none_below)},{part},0)"
    return f"IF({_meets(rule, VALUE, rule.full_at)},1,{part})"


def _per_step(rule: Any) -> str:
    return _steps_off(rule, _number(rule.full_at))


def _per_step_behind(rule: Any) -> str:
    return _steps_off(rule, LAST if rule.of == LAST_YEAR else AVERAGE)


def _rungs(rule: Any) -> str:
    best_first = sorted(rule.steps, key=lambda step: step.at, reverse=rule.direction == HIGHER)
    shares = "0"
    for step in reversed(best_first):
        shares = f"IF({_meets(rule, VALUE, step.at)},{_number(step.share)},{shares})"
    return shares


def _not_below_last_year(rule: Any) -> str:
    return f"IF({(_is_beyond if rule.beyond else _meets)(rule, VALUE, LAST)},1,0)"


def _two_conditions(rule: Any) -> str:
    more, faster = (f"IF({_meets(rule, line, VALUE)},0,1)" for line in (LAST, AVERAGE))
    both = f"{_number(1.0 - rule.growth_share)}*{more}+{_number(rule.growth_share)}*{faster}"
    return f"IF(ISNUMBER({AVERAGE}),{both},{more})"


def _versus_average(rule: Any) -> str:
    rest = _clip(f"1-{_behind(rule, AVERAGE)}/{_number(rule.zero_below)}") if rule.zero_below else "0"
    return f"IF({(_is_beyond if rule.beyond else _meets)(rule, VALUE, AVERAGE)},1,{rest})"


def _per_case(rule: Any) -> str:
    counted = CASES if rule.of == "rows_short" else VALUE
    return _less(rule, f"{_number(rule.per_case)}*MAX(0,{counted}-{_number(rule.free)})")


def _bonus(rule: Any) -> str:
    part = _clip(f"{_number(rule.per_case)}*{VALUE}/{_number(rule.max)}")
    return f"IF({_meets(rule, VALUE, rule.max / rule.per_case)},1,{part})"


def _veto(rule: Any) -> str:
    return f"IF({(_is_beyond if rule.beyond else _meets)(rule, VALUE, rule.allowed)},1,0)"


def _grade_cap(rule: Any) -> str:
    return f"IF({_meets(rule, VALUE, rule.allowed)},1,0)"


def _full(rule: Any) -> str:
    return (_is_beyond if rule.beyond else _meets)(rule, VALUE, rule.full_at)


def _steps_off(rule: Any, line: str) -> str:
    steps = f"MAX(0,{_behind(rule, line)})/{_number(rule.step)}"
    tolerance = _number(MEET_TOLERANCE)
    whole = f"-INT(-({steps}-{tolerance}))" if COUNT_PARTIAL_STEPS else f"INT({steps}+{tolerance})"
    return _less(rule, f"{_number(rule.per_step)}*{whole}")


def _less(rule: Any, off: str) -> str:
    """What is left of the points after so much is taken off, at most `most` or all of them."""
    most = POINTS if rule.most is None else _number(rule.most)
    return _clip(f"1-MIN({off},{most})/{POINTS}")


def _behind(rule: Rule, line: str) -> str:
    return f"({line}-{VALUE})" if rule.direction == HIGHER else f"({VALUE}-{line})"


def _meets(rule: Rule, value: str, line: str | float) -> str:
    """Whether a value is as good as a line or better, but for float noise."""
    sign, allowed = (">=", "-") if rule.direction == HIGHER else ("<=", "+")
    return f"{value}{sign}{_with_noise(line, allowed)}"


def _is_beyond(rule: Rule, value: str, line: str | float) -> str:
    sign, needed = (">", "+") if rule.direction == HIGHER else ("<", "-")
    return f"{value}{sign}{_with_noise(line, needed)}"


def _with_noise(line: str | float, sign: str) -> str:
    tolerance = _number(MEET_TOLERANCE)
    if isinstance(line, str):
        return f"{line}{sign}{tolerance}*MAX(1,ABS({line}))"
    size = "" if abs(line) <= 1 else f"*{_number(abs(line))}"
    return f"{_number(line)}{sign}{tolerance}{size}"


def _clip(share: str) -> str:
    return f"MAX(0,MIN(1,{share}))"


def _number(value: float) -> str:
    """A number as every spreadsheet reads it, to the last bit; one below zero in brackets."""
    said = repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value)).upper()
    return f"({said})" if value < 0 else said


_FORMULAS: Final[dict[type[Rule], Callable[[Any], str]]] = {
    Threshold: _threshold, ThresholdGap: _threshold, ThresholdAboveLastYear: _above_last_year, Linear: _linear,
    Proportional: _proportional, PerStep: _per_step, PerStepBehind: _per_step_behind, Steps: _rungs, BonusSteps: _rungs,
    NotBelowLastYear: _not_below_last_year, AboveLastYearAndGrowth: _two_conditions, VersusAverage: _versus_average,
    PerCase: _per_case, Bonus: _bonus, Veto: _veto, GradeCap: _grade_cap,
}  # fmt: skip
