"""Rules that take points off each time: by case, by the step behind a line, by the place further down."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from indicators.books.published.clauses import BEHIND, PLACES, Clause, Condition, Line
from indicators.books.published.reading import HIGHER, LOWER, Ask, Choice, RuleFound, rule_choices
from indicators.books.published.taking import Words, plain

_COMPARED = ("area", "nation", "last_year")
CASES, TAKEN_OFF = "count:例", "count:分"
_EFFECT = re.compile("[的,]?(?:每次|每个|每例|每项|各)?(?:扣减|扣除|扣|减)\\d.*$")


def read_cases(words: Words) -> RuleFound | None:
    """What takes points off each time: by case, or by the step behind a line, last year or the average."""
    off = words.take("each", effect="off") + words.take("judged", effect="off")
    if len(off) > 1:
        return _read_ladder(off, words) or _read_several(off, words)
    if not off or not _is_case(off[0]):
        words.clauses = [*off, *words.clauses]
        return None
    whole = words.take("judged", "bare", effect="gets", is_right=lambda one: one.points == words.points)
    clause = off[0]
    step, caps = _step_of(clause), _caps(words)
    if step.unit == BEHIND:
        return _per_place(words, clause, step, whole, caps)
    full = words.take("judged", effect="full") + [one for one in whole if one.kind == "judged"]
    against = step.against or _compared(full, step)
    if against in _COMPARED:
        scoring = {"rule": "per_step_behind", "of": against, **_step(step, clause), **caps}
        unit = step.unit if step.unit != "count:个" else "count"
        return RuleFound(scoring, unit, HIGHER if clause.way == "less" else LOWER, words.points, clause.subject)
    words.clauses += [one for one in full if not _is_line_of(one, step)]
    full = [one for one in full if _is_line_of(one, step)]
    if step.unit in ("percent", "cny") or full:
        return _per_step(words, clause, step, full, caps)
    return _per_case(clause, step, words.points, caps)


def _compared(full: Sequence[Clause], step: Line) -> str:
    """What all of the points are given against, where the steps below are said without it: 高于全省平均水平得满分，每低1个百分点扣2分."""
    if step.against or step.unit != "percent":
        return ""
    lines = [one.condition.line for one in full if one.condition is not None]
    return next((line.against for line in lines if line.against in _COMPARED), "")


def _is_case(clause: Clause) -> bool:
    """Whether it is said of each case, or of one that was found; what was not done counts as a case."""
    return clause.kind == "each" or (clause.condition is not None and clause.condition.kind in ("found", "missed"))


def _step_of(clause: Clause) -> Line:
    """What is counted each time: one case where the words name nothing."""
    found = clause.condition
    return clause.step or (found.line if found is not None and found.kind == "found" else Line(1.0, CASES))


def _per_place(words: Words, clause: Clause, step: Line, whole: Sequence[Clause], caps: dict[str, Any]) -> RuleFound:
    """第1名得满分，每位次扣0.25分: steps down from the first place, or from the last that has all of the points."""
    ranked = [*words.take("judged", effect="full", is_right=_is_ranked), *filter(_is_ranked, whole)]
    at = ranked[0].condition.upper.value if ranked and ranked[0].condition else 1.0
    scoring = {"rule": "per_step", "full_at": plain(at), **_step(step, clause), **caps}
    if not ranked:
        choices = rule_choices("前 {:g} 名得满分", scoring, "full_at", (1, 3, 5))
        words.asks.append(Ask("到第几名为止得满分没有写，先按只有第 1 名", clause.text, choices))
    return RuleFound(scoring, PLACES, LOWER, words.points, clause.subject)


def _is_ranked(clause: Clause) -> bool:
    return clause.condition is not None and clause.condition.kind == "ranked"


def _read_several(off: Sequence[Clause], words: Words) -> RuleFound | None:
    """省级通报每次扣1分，市级通报每次扣0.5分: kinds of cases that are one figure, each kind times its points."""
    named = [_EFFECT.sub("", one.text).removeprefix("每") for one in off]
    is_summed = all(_is_case(one) and one.points and _is_one_case(_step_of(one)) for one in off)
    own_caps = [one for one in words.clauses if one.kind == "most" and one.effect in ("", "off")]
    if not is_summed or len(set(named)) < len(off) or len(own_caps) > 1:
        return None
    words.clauses = [one for one in words.clauses if one not in off]
    summed = "＋".join(f"{name}×{one.points:g}" for name, one in zip(named, off, strict=True))
    words.asks.append(Ask(f"几种扣分合成一个数，取数请写成：{summed}（各按次数）", ""))
    return RuleFound({"rule": "per_case", "per_case": 1, **_caps(words)}, TAKEN_OFF, LOWER, words.points)


def _is_one_case(step: Line) -> bool:
    return step.value == 1 and not step.against and step.unit != BEHIND and is_counted(step.unit)


def _read_ladder(off: Sequence[Clause], words: Words) -> RuleFound | None:
    """低5%以内扣2分，低5%-10%扣4分，低超过10%扣6分: rungs of what is left, by how far behind a value is."""
    rungs = [(_end_of(one.condition), one.points or 0.0) for one in off]
    ends = [end for end, _ in rungs if end is not None]
    if len(ends) < len(rungs) or len({line.unit for line in ends}) > 1 or ends[0].unit != "percent":
        words.clauses = [*off, *words.clauses]
        return None
    words.take("until")
    is_behind = any(word in clause.subject for clause in off for word in ("低", "少", "差", "未完成"))
    left = [(line.value, words.points - points) for line, points in zip(ends, [points for _, points in rungs], strict=True)
            if not math.isinf(line.value)]  # fmt: skip
    steps = [
        {"at": plain(1 - at if is_behind else at), "share": plain(rest / words.points)}
        for at, rest in [(0.0, words.points), *left]
        if rest > 0
    ]
    return RuleFound(
        {"rule": "steps", "steps": steps}, "percent", HIGHER if is_behind else LOWER, words.points, off[0].subject
    )


def _end_of(condition: Condition | None) -> Line | None:
    """Up to where a rung goes; the last has no end."""
    if condition is None or condition.kind not in ("at_most", "less_than", "between", "more_than", "at_least"):
        return None
    is_last = condition.kind in ("more_than", "at_least")
    return replace(condition.upper, value=math.inf) if is_last else condition.upper


def _caps(words: Words) -> dict[str, Any]:
    """`most` of what is taken off, where it is less than all of it."""
    caps = words.take("most", effect="off") + words.take("most", effect="") + words.take("until")
    most = next((one.points for one in caps if one.points is not None), None)
    if most is not None and most > words.points:
        choices = (Choice(f"扣完本项 {words.points:g} 分为止"),)
        words.asks.append(
            Ask(f"原文扣到 {most:g} 分为止，本项只有 {words.points:g} 分，先按扣完本项为止", caps[0].text, choices)
        )
    return {"most": plain(most)} if most is not None and most < words.points else {}


def _is_line_of(clause: Clause, step: Line) -> bool:
    """Whether a full line is of the same kind as the steps below it."""
    condition = clause.condition
    return condition is not None and condition.line.against in ("", "task") and (
        condition.line.unit == step.unit or (condition.line.against == "task" and step.unit == "percent")
    )  # fmt: skip


def _per_step(
    words: Words, clause: Clause, step: Line, full: Sequence[Clause], caps: dict[str, Any]
) -> RuleFound | None:
    line = full[0].condition if full else words.hint
    is_less = clause.way == "less"
    if line is None or (line.line.unit != step.unit and line.line.against != "task"):
        if step.unit != "percent":
            words.clauses.append(clause)
            return None
        line = None
        at = 1.0 if is_less else 0.0
    else:
        at = 1.0 if line.line.against == "task" else line.line.value
    scoring = {"rule": "per_step", "full_at": plain(at), **_step(step, clause), **caps}
    if line is None:
        choices = rule_choices("满分线 {:.0%}", scoring, "full_at", (1, 0.95, 0.9) if is_less else (0, 0.05, 0.1))
        words.asks.append(Ask(f"满分线没有写，先按 {at:.0%}", clause.text, choices))
    return RuleFound(scoring, step.unit, HIGHER if is_less else LOWER, words.points, clause.subject)


def _step(step: Line, clause: Clause) -> dict[str, Any]:
    return {"step": plain(step.value), "per_step": plain(clause.points or 0.0)}


def _per_case(clause: Clause, step: Line, points: float, caps: dict[str, Any]) -> RuleFound:
    """Cases that cost points; several of them a time are steps above none."""
    unit = step.unit if is_counted(step.unit) else CASES
    if step.value != 1:
        return RuleFound(
            {"rule": "per_step", "full_at": 0, **_step(step, clause), **caps}, unit, LOWER, points, clause.subject
        )
    scoring = {"rule": "per_case", "per_case": plain(clause.points or 0.0), **caps}
    return RuleFound(scoring, unit, LOWER, points, clause.subject)


def is_counted(unit: str) -> bool:
    return unit in ("households", "persons", "days") or unit.startswith("count")
