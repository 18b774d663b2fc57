"""A rule's clauses → rules of `indicators.scoring` with their parameters; what cannot be said so is asked, never guessed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from core.kinds import Where
from indicators.books.published.clauses import GRADES_FOUND, Clause, Condition, parse_clause, parse_condition
from indicators.books.published.judging import read_judged
from indicators.books.published.penalties import CASES, is_counted, read_cases
from indicators.books.published.reading import HIGHER, ITEM, LOWER, Ask, Choice, RuleFound, RuleReading, rule_choices
from indicators.books.published.taking import Words, plain
from indicators.books.published.wording import split_clauses, tidy
from indicators.scoring import read_rule

GRADE_ORDERS = (("好", "较好", "一般", "差"), ("优秀", "良好", "合格", "不合格"), ("优", "良", "中", "差"))
"""The grades of books, best first; the first are those of a book that names none."""
_CAPPED = re.compile(f'(?:评定|评选|评|确定|认定|列|定)(?:为|成)?["“”]?({GRADES_FOUND.pattern})')
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
    capped = words.take("judged", "bare", effect="capped")
    caps = [_read_cap(one) for one in capped]
    bonuses = _read_bonuses(words)
    main = read_cases(words) or read_judged(words)
    crossed = words.take("judged", effect="nothing") if main else []
    extras = [_veto(one, ITEM) for one in crossed]
    words.clauses += [one for one, extra in zip(crossed, extras, strict=True) if extra is None]
    words.clauses += [one for one, cap in zip(capped, caps, strict=True) if cap is None]
    asks = [*words.asks, *(Ask("这句没有读懂，请选计分规则", one.text) for one in words.clauses)]
    if main is not None and words.clauses:
        asks.append(
            Ask(f"其余的读作“{describe(main)}”，因有一句没读懂，没有写进草稿", "", (Choice("照此计分", main.keys),))
        )
        main, extras = None, []
    rules = [
        *([main] if main else []),
        *(one for one in extras if one is not None),
        *vetoes,
        *bonuses,
        *(one for one in caps if one),
    ]
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
            is_of_case = both.effect in ("capped", "veto") and before.text.endswith("的")
            if both.kind in ("judged", "each") or is_of_case:
                joined[-1] = both
                continue
        if before is not None and before.kind == "note" and clause.kind in ("judged", "each") and not clause.subject:
            clause = replace(clause, subject=before.text)
        joined.append(clause)
    return joined


def _read_veto(clause: Clause) -> RuleFound:
    scope = ITEM if any(word in clause.text for word in _OF_ITEM) else "total"
    return _veto(clause, scope) or RuleFound({"rule": "veto", "scope": scope}, CASES, LOWER, None, clause.subject)


def _read_cap(clause: Clause) -> RuleFound | None:
    """有1例的不得评为“好”: cases after which a grade is the best that may be given."""
    named = _CAPPED.search(clause.text)
    order = next((order for order in GRADE_ORDERS if named and named[1] in order[:-1]), None)
    if named is None or order is None:
        return None
    is_best = clause.text[: named.start()].endswith(("最高", "只能", "可"))
    best = named[1] if is_best else order[order.index(named[1]) + 1]
    found, scoring = clause.condition, {"rule": "grade_cap", "best": best}
    if found is None or found.kind == "missed":
        return RuleFound(scoring, CASES, LOWER, None, clause.subject)
    line = found.line
    if line.against or found.kind not in ("found", "more_than", "at_least") or line.unit == "points":
        return None
    if found.kind == "more_than":
        return RuleFound(scoring | _allowed(line.value), line.unit, LOWER, None, clause.subject)
    is_whole = found.kind == "found" or is_counted(line.unit)
    return RuleFound(scoring | _allowed(line.value - 1), line.unit, LOWER, None, clause.subject) if is_whole else None


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
    unit = size.unit if size is not None and is_counted(size.unit) else "count:项"
    scoring = {"rule": "bonus", "per_case": plain(case), "max": plain(most or points)}
    if clause.kind != "bare" and most is None:
        choices = rule_choices("最多加 {:g} 分", scoring, "max", [plain(points * times) for times in (1, 2, 4)])
        words.asks.append(Ask("最多加几分没有写，先按一次计", clause.text, choices))
    return RuleFound(scoring, unit, HIGHER, None, clause.subject)


def describe(found: RuleFound) -> str:
    """The rule in the program's own words."""
    rule = read_rule(
        found.scoring, points=found.points, direction=found.direction, unit=found.unit, where=Where("", "scoring")
    )
    return rule.describe()
