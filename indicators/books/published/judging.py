"""Rules of lines: 达标得满分, 按比例, 分档, 不低于上年, 高于平均. They judge a value once, unlike those that take off case by case."""

import re
from collections.abc import Sequence
from typing import Any

from indicators.books.published.clauses import Clause, Condition, Line
from indicators.books.published.reading import HIGHER, LOWER, Ask, Choice, RuleFound, rule_choices
from indicators.books.published.taking import Words, plain

_COMPARES = re.compile("[高低多少大小]于|超|达|平均|上年|去年|序时")
_HIGHER_KINDS = ("at_least", "more_than", "exactly")
_GRADES = ("优秀", "优", "好", "良好", "较好", "良", "合格", "一般", "中", "较差", "不合格", "差")
"""The usual grades, best first, for the order of those that a rule names."""


def read_judged(words: Words) -> RuleFound | None:
    """The rule that the clauses make together, taken from the words; None where they make none."""
    gets = words.take("judged", "bare", effect="gets")
    whole = [one for one in gets if one.points == words.points]
    if len(gets) > len(whole):
        return _read_steps(words, gets)
    full = [*words.take("judged", effect="full"), *whole]
    done = words.take("bare", effect="full", is_right=lambda one: _COMPARES.search(one.subject) is None)
    ratio = words.take("judged", "bare", effect="ratio")
    zero = words.take("judged", effect="nothing")
    words.take("bare", effect="nothing")
    found = _read_lines(words, full, zero or done, ratio)
    if found is None:
        words.clauses = [*full, *done, *zero, *ratio, *words.clauses]
    else:
        words.clauses += [one for one in zero if _is_another(one, found, is_alone=len(zero) == 1 and not full)]
    return found


def _is_another(zero: Clause, found: RuleFound, is_alone: bool) -> bool:
    """Whether a line without marks says something else than the rule found: cases beside a share, unless the share has to be whole."""
    condition = zero.condition
    if is_alone or condition is None or condition.kind == "missed" or condition.line.against:
        return False
    is_whole = found.unit == "percent" and found.scoring.get("full_at") == 1
    return condition.line.unit != found.unit and not (
        is_whole and condition.kind == "found" and condition.line.value == 1
    )


def _read_lines(
    words: Words, full: Sequence[Clause], zero: Sequence[Clause], ratio: Sequence[Clause]
) -> RuleFound | None:
    lines = [one for one in full if one.condition is not None and one.condition.kind != "missed"]
    if len(lines) > 1:
        return None
    if lines:
        return _of_full_line(words, lines[0], zero, ratio)
    if ratio:
        hint = _hinted(words.hint)
        scoring = {"rule": "proportional", "full_at": _value(hint.line) if hint else 1, **_none_below(zero)}
        return RuleFound(scoring, hint.line.unit if hint else "percent", HIGHER, words.points)
    if zero:
        return _of_zero(words, zero)
    return None


def _of_full_line(words: Words, full: Clause, zero: Sequence[Clause], ratio: Sequence[Clause]) -> RuleFound | None:
    condition = full.condition
    assert condition is not None
    line, direction = condition.line, HIGHER if condition.kind in _HIGHER_KINDS else LOWER
    if condition.kind == "exactly" and line.value == 0 and not line.against:
        direction = LOWER
    beyond = {"beyond": True} if condition.kind in ("more_than", "less_than") else {}
    made = (words.points, full.subject)
    if condition.kind in ("ranked", "graded", "found", "between") or line.unit == "percent_points":
        return None
    if full.also is not None:
        return None if ratio or zero else _of_two_conditions(condition, full.also, words.points)
    if line.against in ("last_year", "area", "nation"):
        if ratio:
            return None
        return RuleFound(_compared(line) | beyond, "percent", direction, *made)
    if line.against == "schedule":
        return None if ratio else RuleFound(
            {"rule": "threshold_gap", "against": "序时进度", **beyond}, "percent_points", HIGHER, *made
        )  # fmt: skip
    unit = "percent" if line.against == "task" else line.unit
    at, is_growth = _value(line), _is_growth(full.subject)
    below = _line_of(zero, unit)
    if ratio:
        return _with_ratio(words, at, unit, direction, below, ratio, made)
    if below is None or below == at:
        return RuleFound({"rule": "threshold", "full_at": at, **beyond}, unit, direction, *made, is_growth=is_growth)
    scoring = {"rule": "linear", "zero_at": below, "full_at": at}
    choices = (
        Choice("其间按比例计分", {"scoring": scoring}),
        Choice("其间不得分", {"scoring": {"rule": "threshold", "full_at": at}}),
    )
    words.asks.append(Ask("两条线之间怎样计分没有写，先按比例", full.text, choices))
    return RuleFound(scoring, unit, direction, *made)


def _is_growth(subject: str) -> bool:
    """Whether a line is of what has come on top of last year: `比上年增长5%以上`."""
    return any(year in subject for year in ("上年", "去年", "同比")) and any(
        word in subject for word in ("增长", "增加", "增幅", "提高")
    )


def _of_two_conditions(one: Condition, other: Condition, points: float) -> RuleFound | None:
    """A line and more than last year, in whichever order they are said."""
    years = [two for two in (one, other) if two.line.against == "last_year" and two.kind == "more_than"]
    lines = [two for two in (one, other) if two.line.against in ("", "task") and two.kind in ("at_least", "more_than")]
    if len(years) != 1 or len(lines) != 1:
        return None
    unit = "percent" if lines[0].line.against == "task" else lines[0].line.unit
    beyond = {"beyond": True} if lines[0].kind == "more_than" else {}
    scoring = {"rule": "threshold_above_last_year", "full_at": _value(lines[0].line), **beyond}
    return RuleFound(scoring, unit, HIGHER, points)


def _with_ratio(
    words: Words,
    at: float,
    unit: str,
    direction: str,
    below: float | None,
    ratio: Sequence[Clause],
    made: tuple[float, str],
) -> RuleFound | None:
    is_between = any(one.condition is not None and one.condition.kind == "between" for one in ratio)
    is_done = any("完成" in one.text or "实际" in one.text for one in ratio)
    if below is not None and (is_between or not is_done) and below != at:
        return RuleFound({"rule": "linear", "zero_at": below, "full_at": at}, unit, direction, *made)
    if direction == LOWER or at <= 0:
        words.asks.append(Ask("到哪里为止不得分没有写，请写零分线", ratio[0].text))
        return None
    low = {} if below is None or below >= at or below <= 0 else {"none_below": below}
    return RuleFound({"rule": "proportional", "full_at": at, **low}, unit, HIGHER, *made)


def _compared(line: Line) -> dict[str, Any]:
    if line.against == "last_year":
        return {"rule": "not_below_last_year"}
    return {"rule": "versus_average", **({"of": "nation"} if line.against == "nation" else {})}


def _of_zero(words: Words, zero: Sequence[Clause]) -> RuleFound | None:
    """Rules that only say who has nothing: everybody else has all of the points."""
    lines = [one for one in zero if one.condition is not None and one.condition.kind != "missed"]
    if len(lines) > 1:
        return None
    if not lines:
        hint = _hinted(words.hint)
        if hint is None:
            scoring = {"rule": "threshold", "full_at": 1}
            choices = rule_choices("达到 {:.0%}", scoring, "full_at", (1, 0.95, 0.9))
            words.asks.append(Ask("达标线没有写，先按全部做到（100%）", zero[0].text, choices))
            return RuleFound(scoring, "percent", HIGHER, words.points, zero[0].subject)
        direction = HIGHER if hint.kind in _HIGHER_KINDS else LOWER
        beyond = {"beyond": True} if hint.kind in ("more_than", "less_than") else {}
        unit = hint.line.unit or "percent"
        return RuleFound({"rule": "threshold", "full_at": _value(hint.line), **beyond}, unit, direction, words.points)
    clause = lines[0]
    condition = clause.condition
    assert condition is not None
    return _opposite(condition, words.points, clause.subject)


def _opposite(condition: Condition, points: float, about: str) -> RuleFound | None:
    """Full marks for who is not on the side that has nothing."""
    line = condition.line
    sides = {"less_than": (HIGHER, False), "at_most": (HIGHER, True), "more_than": (LOWER, False),
             "at_least": (LOWER, True), "exactly": (LOWER, True), "found": (LOWER, False)}  # fmt: skip
    if condition.kind not in sides:
        return None
    direction, is_beyond = sides[condition.kind]
    beyond = {"beyond": True} if is_beyond else {}
    if line.against in ("last_year", "area", "nation"):
        return RuleFound(_compared(line) | beyond, "percent", direction, points, about)
    if condition.kind == "found":
        return RuleFound({"rule": "threshold", "full_at": plain(line.value - 1)}, line.unit, LOWER, points, about)
    if line.against:
        return RuleFound({"rule": "threshold", "full_at": 1, **beyond}, "percent", direction, points, about)
    return RuleFound({"rule": "threshold", "full_at": _value(line), **beyond}, line.unit, direction, points, about)


def _read_steps(words: Words, gets: Sequence[Clause]) -> RuleFound | None:
    """分档: so many points from each rung on, by line, rank or grade."""
    words.take("judged", effect="nothing")
    best = max(one.points or 0.0 for one in gets)
    conditions = [one.condition for one in gets if one.condition is not None]
    kinds = {"graded" if one.kind == "graded" else "ranked" if one.kind == "ranked" else "line" for one in conditions}
    if best != words.points or len(kinds) != 1 or len(conditions) < len(gets):
        words.clauses = [*gets, *words.clauses]
        return None
    places = [_rung(one, conditions) for one in conditions]
    steps = [{"at": at, "share": plain((one.points or 0.0) / best)} for at, one in zip(places, gets, strict=True)]
    is_lower = kinds != {"line"} or conditions[0].kind in ("at_most", "less_than")
    unit = {"graded": "ratio", "ranked": "count:名"}.get(next(iter(kinds)), conditions[0].line.unit)
    if kinds == {"graded"}:
        order = "、".join(f"{one.grade}={at:g}" for one, at in zip(conditions, places, strict=True))
        words.asks.append(Ask(f"等次要先变成数字（{order}），请写取数的表达式", "", ()))
    return RuleFound(
        {"rule": "steps", "steps": steps}, unit, LOWER if is_lower else HIGHER, words.points, gets[0].subject
    )


def _rung(condition: Condition, all_of_them: Sequence[Condition]) -> float:
    if condition.kind == "graded":
        order = sorted({one.grade for one in all_of_them}, key=_GRADES.index)
        return order.index(condition.grade) + 1
    if condition.kind == "ranked":
        return plain(condition.upper.value)
    return _value(condition.line)


def _hinted(hint: Condition | None) -> Condition | None:
    """A line that a note names, where it can be the line of a rule."""
    return hint if hint is not None and hint.line.against in ("", "task") and hint.line.unit != "points" else None


def _line_of(zero: Sequence[Clause], unit: str) -> float | None:
    lines = [one.condition.line for one in zero if one.condition is not None and one.condition.line.unit == unit]
    return _value(lines[0]) if lines else None


def _none_below(zero: Sequence[Clause]) -> dict[str, Any]:
    below = _line_of(zero, "percent")
    return {"none_below": below} if below else {}


def _value(line: Line) -> float:
    return 1 if line.against == "task" else plain(line.value)
