"""A rule's clauses → rules of `indicators.scoring` with their parameters; what cannot be said so is asked, never guessed."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from core.kinds import Where
from indicators.books.published.clauses import Clause, Condition, Line, parse_clause, parse_condition
from indicators.books.published.judging import read_judged
from indicators.books.published.reading import HIGHER, ITEM, LOWER, Ask, Choice, RuleFound, RuleReading, rule_choices
from indicators.books.published.taking import Words, plain
from indicators.books.published.wording import split_clauses, tidy
from indicators.scoring import read_rule

CASES = "count:例"
_OF_ITEM = ("本项", "该项", "此项")
_TOTAL = re.compile("(?:共计|共|计|满分|分值)\\d+(?:\\.\\d+)?分")
_EMPTY = ("", "该项", "本项", "此项")


def read_rule_words(text: str, points: float, notes: str = "") -> RuleReading:
    """The rules in an item's words, for the item's points. `notes` are words about the item that may name its line."""
    read = [parse_clause(clause) for clause in split_clauses(tidy(text))]
    clauses = _join([one for one in read if _TOTAL.fullmatch(one.text) is None or f"{points:g}" not in one.text])
    about = [one.text for one in clauses if one.kind == "note"] + split_clauses(tidy(notes))
    lines = [line for note in about if (line := parse_condition(note)) is not None]
    words = Words([one for one in clauses if one.kind != "note"], points, lines[-1] if lines else None)
    absent = words.take("judged", "bare", effect="absent")
    words.take("shared")
    vetoes = [_read_veto(one) for one in words.take("judged", "bare", effect="veto")]
    bonuses = _read_bonuses(words)
    main = _read_cases(words) or read_judged(words)
    crossed = words.take("judged", effect="nothing") if main else []
    extras = [_veto(one, ITEM) for one in crossed]
    words.clauses += [one for one, extra in zip(crossed, extras, strict=True) if extra is None]
    asks = [*words.asks, *(Ask("这句没有读懂，请选计分规则", one.text) for one in words.clauses)]
    if main is not None and words.clauses:
        asks.append(
            Ask(f"其余的读作“{describe(main)}”，因有一句没读懂，没有写进草稿", "", (Choice("照此计分", main.keys),))
        )
        main, extras = None, []
    rules = [*([main] if main else []), *(one for one in extras if one is not None), *vetoes, *bonuses]
    if not rules and not asks:
        asks = [Ask("没有看到怎样计分，请选计分规则", text)]
    return RuleReading(tuple(rules), tuple(asks), bool(absent))


def _join(clauses: Sequence[Clause]) -> list[Clause]:
    """What follows and stands alone behind a comma goes with the clause before: `有1人不达标，该项不得分`."""
    joined: list[Clause] = []
    for clause in clauses:
        before = joined[-1] if joined else None
        if before is not None and before.kind == "note" and clause.kind == "bare" and clause.subject in _EMPTY:
            both = parse_clause(before.text + clause.text)
            if both.kind in ("judged", "each"):
                joined[-1] = both
                continue
        if before is not None and before.kind == "note" and clause.kind in ("judged", "each") and not clause.subject:
            clause = replace(clause, subject=before.text)
        joined.append(clause)
    return joined


def _read_veto(clause: Clause) -> RuleFound:
    scope = ITEM if any(word in clause.text for word in _OF_ITEM) else "total"
    return _veto(clause, scope) or RuleFound({"rule": "veto", "scope": scope}, CASES, LOWER, None, clause.subject)


def _veto(clause: Clause, scope: str) -> RuleFound | None:
    """A line beside the rule that carries the points: who crosses it has none of them."""
    found = clause.condition
    if found is None or found.kind in ("missed", "ranked", "graded", "between", "less_than", "at_most"):
        return None
    line, scoring = found.line, {"rule": "veto", "scope": scope}
    if found.kind == "found":
        return RuleFound(scoring | _allowed(line.value - 1), line.unit, LOWER, None, clause.subject)
    is_reached = found.kind in ("at_least", "exactly")
    return RuleFound(
        scoring | _allowed(line.value) | ({"beyond": True} if is_reached else {}),
        line.unit,
        LOWER,
        None,
        clause.subject,
    )


def _allowed(cases: float) -> dict[str, Any]:
    return {"allowed": plain(cases)} if cases else {}


def _read_bonuses(words: Words) -> list[RuleFound]:
    if not words.has("plus"):
        return []
    caps = words.take("most", effect="plus") or words.take(
        "most", is_right=lambda one: not one.effect and not words.has("off")
    )
    most = caps[0].points if caps else None
    ranked = words.take("judged", effect="plus", is_right=lambda one: _is_rung(one.condition))
    found = [_bonus_steps(ranked)] if ranked else []
    each = words.take("each", "judged", "bare", effect="plus")
    if len(each) > 1 and most is not None:
        words.asks.append(
            Ask(
                f"几种加分合计最多加 {most:g} 分，程序只能分别封顶，请确认各项的上限",
                caps[0].text,
                (Choice("分别封顶"),),
            )
        )
    return [*found, *(_bonus(one, most, words) for one in each)]


def _is_rung(condition: Condition | None) -> bool:
    return condition is not None and condition.kind in ("ranked", "at_least", "more_than", "at_most", "less_than")


def _bonus_steps(clauses: Iterable[Clause]) -> RuleFound:
    """位居前10名加2分, 第11至20名加1分: the rungs of one bonus."""
    rungs = [(one.condition.upper, one.points or 0.0, one) for one in clauses if one.condition is not None]
    most = max(points for _, points, _ in rungs)
    steps = [{"at": plain(line.value), "share": plain(points / most)} for line, points, _ in rungs]
    first = rungs[0][2]
    assert first.condition is not None
    is_lower = first.condition.kind in ("ranked", "at_most", "less_than")
    scoring = {"rule": "bonus_steps", "max": plain(most), "steps": steps}
    return RuleFound(scoring, rungs[0][0].unit, LOWER if is_lower else HIGHER, None, first.subject)


def _bonus(clause: Clause, most: float | None, words: Words) -> RuleFound:
    """每增加1个加0.5分，最多加2分; a bonus that is had once is at most what it adds."""
    points, size = clause.points or 0.0, clause.step or (clause.condition.line if clause.condition else None)
    case = points / (size.value or 1.0) if size is not None else points
    unit = size.unit if size is not None and _is_counted(size.unit) else "count:项"
    scoring = {"rule": "bonus", "per_case": plain(case), "max": plain(most or points)}
    if clause.kind != "bare" and most is None:
        choices = rule_choices("最多加 {:g} 分", scoring, "max", [plain(points * times) for times in (1, 2, 4)])
        words.asks.append(Ask("最多加几分没有写，先按一次计", clause.text, choices))
    return RuleFound(scoring, unit, HIGHER, None, clause.subject)


def _read_cases(words: Words) -> RuleFound | None:
    """What takes points off each time: by case, or by the step behind a line, last year or the average."""
    off = words.take("each", effect="off") + words.take("judged", effect="off")
    if len(off) > 1:
        return _read_ladder(off, words)
    if not off or not _is_case(off[0]):
        words.clauses = [*off, *words.clauses]
        return None
    words.take("judged", "bare", effect="gets", is_right=lambda one: one.points == words.points)
    clause = off[0]
    found = clause.condition
    step = clause.step or (found.line if found is not None and found.kind == "found" else Line(1.0, CASES))
    caps = _caps(words)
    if step.against in ("area", "nation", "last_year"):
        words.take("judged", effect="full")
        scoring = {"rule": "per_step_behind", "of": step.against, **_step(step, clause), **caps}
        unit = step.unit if step.unit != "count:个" else "count"
        return RuleFound(scoring, unit, HIGHER if clause.way == "less" else LOWER, words.points, clause.subject)
    full = words.take("judged", effect="full", is_right=lambda one: _is_line_of(one, step))
    if step.unit in ("percent", "cny") or full:
        return _per_step(words, clause, step, full, caps)
    return _per_case(clause, step, words.points, caps)


def _is_case(clause: Clause) -> bool:
    """Whether it is said of each case, or of one that was found; what was not done counts as a case."""
    return clause.kind == "each" or (clause.condition is not None and clause.condition.kind in ("found", "missed"))


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
    unit = step.unit if _is_counted(step.unit) else CASES
    if step.value != 1:
        return RuleFound(
            {"rule": "per_step", "full_at": 0, **_step(step, clause), **caps}, unit, LOWER, points, clause.subject
        )
    scoring = {"rule": "per_case", "per_case": plain(clause.points or 0.0), **caps}
    return RuleFound(scoring, unit, LOWER, points, clause.subject)


def _is_counted(unit: str) -> bool:
    return unit in ("households", "persons", "days") or unit.startswith("count")


def describe(found: RuleFound) -> str:
    """The rule in the program's own words."""
    rule = read_rule(
        found.scoring, points=found.points, direction=found.direction, unit=found.unit, where=Where("", "scoring")
    )
    return rule.describe()
