"""The fields for a measure's points and rule: its parameters as people write them, and its curve."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from charts.curves import draw_curve
from charts.theme import config
from core import words
from core.declared import Field
from indicators.books import say_choice, say_key
from indicators.declared import Measure
from indicators.evaluation import explaining
from indicators.scoring import RULES, parameters_of
from pages.parts.common import look
from pages.parts.common.labels import plain_label

NOT_SCORED = ""
LABELS = {("veto", "beyond"): "达到允许值就否决"}
"""Parameters that mean something else under one rule."""
IN_UNIT = ("full_at", "zero_at", "step", "allowed", "none_below", "zero_below")
"""Parameters in the unit of the value: a rate is written 95 for 95%."""


def draw_scoring(
    raw: Mapping[str, Any], unit: str, direction: str, key: str
) -> tuple[float | None, dict[str, Any] | None]:
    """The fields; the points and the rule that they say now, None where the measure is not scored."""
    known: Mapping[str, Any] = raw.get("scoring") or {}
    rules = [NOT_SCORED, *(name for name, rule in RULES.items() if direction in rule.directions)]
    at = rules.index(known["rule"]) if known.get("rule") in rules else 0
    left, right = st.columns([2, 1])
    rule = left.selectbox("计分规则", rules, index=at, format_func=_say_rule, key=f"{key}_rule")
    if rule == NOT_SCORED:
        return None, None
    points = right.number_input("分值", 0.0, 1000.0, value=float(raw.get("points") or 0), step=0.5, key=f"{key}_points")
    given = known if known.get("rule") == rule else {}
    scoring = {"rule": rule}
    for field in parameters_of(RULES[rule]):
        value = _draw_parameter(field, given.get(field.name, field.default), unit, rule, key)
        if value is not None and (field.name in given or value != field.default):
            scoring[field.name] = value
    return (None if RULES[rule].is_bonus and not points else _whole(points)), scoring


def _say_rule(name: str) -> str:
    return say_key("rules", name) if name else "不计分，只看"


def _draw_parameter(field: Field, value: Any, unit: str, rule: str, key: str) -> Any:
    """One parameter; None where it is left empty."""
    label, key = LABELS.get((rule, field.name), say_key("parameters", field.name)), f"{key}_{rule}"
    options = field.kind.schema.get("enum")
    if options:
        return st.selectbox(
            label, options, index=options.index(value) if value in options else 0, key=f"{key}_{field.name}",
            format_func=lambda one: say_choice(f"parameters.{field.name}", one),
        )  # fmt: skip
    if field.kind.schema.get("type") == "boolean":
        return st.checkbox(label, value=bool(value), key=f"{key}_{field.name}")
    if field.kind.schema.get("type") == "array":
        return _draw_steps(value or [], unit, key)
    if field.kind.schema.get("type") == "string":
        return st.text_input(label, value=value or "", key=f"{key}_{field.name}").strip() or None
    is_rate = field.name in IN_UNIT and unit in words.RATES
    factor = 100 if is_rate else 1
    shown = None if value is None else float(value) * factor
    suffix = f"（{words.RATES[unit]}）" if is_rate else ""
    number = st.number_input(plain_label(f"{label}{suffix}"), value=shown, key=f"{key}_{field.name}")
    return None if number is None else _whole(number / factor)


def _draw_steps(known: Any, unit: str, key: str) -> list[dict[str, float]] | None:
    """The rungs of 分档 as lines `95 1`: from where on, and which share of the points."""
    factor = 100 if unit in words.RATES else 1
    lines = [f"{one['at'] * factor:g} {one['share'] * 100:g}" for one in known if isinstance(one, Mapping)]
    text = st.text_area(
        plain_label(f"各档：每行写“达到多少{words.RATES.get(unit, '')}　得分值的百分之几”"),
        value="\n".join(lines),
        key=f"{key}_steps",
    )
    steps = []
    for line in filter(None, map(str.split, text.splitlines())):
        try:
            at, share = (float(part.strip("%")) for part in line)
        except ValueError:
            look.draw_problem(f"“{' '.join(line)}”应为两个数字，如 95 100")
            return None
        steps.append({"at": _whole(at / factor), "share": _whole(share / 100)})
    return steps or None


def draw_rule_curve(measure: Measure) -> None:
    """The rule in words and its curve."""
    if measure.rule is None or not measure.rule.points:
        return
    curve = measure.rule.curve()
    figure = draw_curve(
        curve, axis=explaining.say_axis(measure), value_words=explaining.say_corners(measure, curve), points=None, is_show=False
    )  # fmt: skip
    look.draw_note(measure.rule.describe())
    st.plotly_chart(figure, key=f"curve_{measure.id}", config=config("", False), theme=None, width=560)


def _whole(number: float) -> float:
    rounded = round(number, 10)
    return int(rounded) if rounded == int(rounded) else rounded
