"""Each scoring rule's formula says what the rule says; LibreOffice says the same of them in `tests/reports/test_ranking_book.py`."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.scoring import RULES, Rule, share_formula
from indicators.scoring.formulas import FACTS, NO_FORMULA
from tests.indicators.scoring.rule_makers import SHARES, calm, declarations, read

FUNCTIONS: dict[str, Any] = {
    "IF": lambda is_so, then, otherwise: then if is_so else otherwise, "AND": lambda *parts: all(parts),
    "NOT": lambda part: not part, "MAX": max, "MIN": min, "ABS": abs, "INT": math.floor, "ISNUMBER": math.isfinite,
}  # fmt: skip

KINDS = (*(name for name in RULES if name != "threshold_gap"), "rows_short")
"""`threshold_gap` is not among what is drawn; `rows_short` is `per_case` over the rows that fall short."""


def reckon(formula: str, **facts: float) -> float:
    """A formula is an expression of Python too, with the spreadsheet's functions."""
    return float(eval(formula.format(**{name: f"({name})" for name in FACTS}), {**FUNCTIONS, **facts}))


def compare(rule: Rule, value: float, last_year: float, average: float, rows_short: float) -> None:
    ours = float(rule.share(value, last_year, average, rows_short))
    if math.isnan(ours):
        return
    points = rule.points or 1.0
    said = reckon(
        share_formula(rule), value=value, last_year=last_year, average=average, rows_short=rows_short, points=points
    )
    assert math.isclose(said, ours, rel_tol=0, abs_tol=1e-12), (rule, share_formula(rule), value, last_year, average)


@pytest.mark.parametrize("kind", KINDS)
@calm
@given(
    drawn=st.data(), value=st.one_of(SHARES, st.integers(0, 30).map(float)), last_year=SHARES,
    average=st.one_of(SHARES, st.just(math.nan)), rows_short=st.integers(0, 30).map(float),
)  # fmt: skip
def test_the_formula_of_any_rule_gives_the_share_that_the_rule_gives(
    kind: str, drawn: st.DataObject, value: float, last_year: float, average: float, rows_short: float
) -> None:
    rule = drawn.draw(declarations(kinds=(kind,))).rule
    compare(rule, value, last_year, average, rows_short)
    line = rule.target(last_year, average)
    for near in (0.0, 1e-12, -1e-12, 1e-6, -1e-6):  # where rules turn over
        if math.isfinite(line):
            compare(rule, line + near, last_year, average, rows_short)


def test_a_gap_to_a_named_line_has_a_formula_too() -> None:
    for full_at in (0, -0.05):
        rule = read(
            {"rule": "threshold_gap", "against": "序时进度", "full_at": full_at, "beyond": full_at < 0},
            2,
            unit="percent_points",
        )
        for value in (-0.06, -0.05, -0.049, 0.0, 0.01):
            compare(rule, value, math.nan, math.nan, 0.0)


def test_every_rule_there_is_has_a_formula() -> None:
    from indicators.scoring.formulas import _FORMULAS

    assert set(RULES.values()) == set(_FORMULAS), "a new rule needs its formula, or its name in the ranking workbook"


def test_a_rule_without_a_formula_says_so() -> None:
    class Odd(RULES["threshold"]):  # type: ignore[misc]
        pass

    whole = read({"rule": "threshold", "full_at": 0.9})
    odd = Odd(full_at=0.9, points=1.0, direction=whole.direction, unit="percent")
    assert share_formula(odd) == NO_FORMULA
    assert share_formula(replace(whole)) == "IF({value}>=0.9-1E-09,1,0)"
