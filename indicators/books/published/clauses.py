"""One clause of a scoring rule → what it says: its condition, what follows from it, and how often."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput
from lark.visitors import CollapseAmbiguities

from indicators.books.published.wording import is_scoring

GRAMMAR = Path(__file__).parent / "rules.lark"
PLACES, BEHIND = "count:名", "count:位次"
"""The unit of a rank, and of how many places one is behind another."""
_COUNTERS = {
    "位次": BEHIND,
    "个位次": BEHIND,
    "名次": BEHIND,
    "个名次": BEHIND,
    "户": "households",
    "人": "persons",
    "人次": "persons",
    "天": "days",
    "日": "days",
    "个工作日": "days",
}
_MONEY = {"元": 1.0, "万元": 1e4, "亿元": 1e8}
_AGAINST = {"LAST_YEAR": "last_year", "AVERAGE": "area", "SCHEDULE": "schedule", "TASK": "task"}
_LONGEST_COUNTER = 2
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BY_RANK = re.compile("[^,;。]{0,8}(?:排名|排位|位次|名次)[^,;。]{0,4}(?:计|打|赋|评|得)分")
"""That ranks are scored; how, other clauses say."""
_BOTH = re.compile("(.+?)(?:并且|同时|且|并)")
GRADES_FOUND = re.compile("优秀|良好|合格|不合格|较好|好|一般|较差|差|优|良|中")
_LINES = ("at_least", "at_most", "more_than", "less_than", "exactly")
_KINDS = ("missed", "ranked", "graded", "found", "between", *_LINES)
_ORDER = ("until", "most", "each", "judged", "shared", "bare")
"""Where a clause can be read in several ways, the first of those that leave the least of it aside."""


@dataclass(frozen=True)
class Line:
    """What a value is compared with: a figure in the stored unit, or by `against` what else (`last_year`, `area`, `nation`: averages,
    `schedule`, `task`)."""

    value: float = 0.0
    unit: str = ""
    against: str = ""


@dataclass(frozen=True)
class Condition:
    """`kind` is one of at_least, at_most, more_than, less_than, exactly, between, found, ranked, graded, missed; `upper` the second
    line of a range."""

    kind: str
    line: Line = Line()
    upper: Line = Line()
    grade: str = ""


@dataclass(frozen=True)
class Clause:
    """`kind` is judged (a condition and what follows), each (so many points each time), bare (what follows, without a condition),
    shared (so many points each part), most (a cap), until (扣完为止), note (nothing about points) or unread."""

    kind: str
    text: str
    subject: str = ""
    condition: Condition | None = None
    effect: str = ""
    """One of full, nothing, off, plus, gets, ratio, veto, absent, capped; of a cap off or plus, '' where it does not say which."""
    points: float | None = None
    step: Line | None = None
    """How much one step of `each` is; without it one case."""
    way: str = ""
    """Of the steps: less or more."""
    also: Condition | None = None
    """Another condition that has to hold, too (`高于上年且达到50%`)."""


@cache
def _parser() -> Lark:
    return Lark(
        GRAMMAR.read_text(encoding="utf-8"), start="clause", parser="earley", lexer="basic", ambiguity="explicit"
    )


@lru_cache(maxsize=4096)
def parse_clause(text: str) -> Clause:
    """What a tidied clause says; `note` where it speaks of no points, `unread` where it does and the grammar does not know how."""
    if _BY_RANK.fullmatch(text):
        return Clause("note", text)
    try:
        forest = _parser().parse(text)
    except UnexpectedInput:
        return Clause("unread" if is_scoring(text) else "note", text)
    ways = [_Reader(text).transform(tree) for tree in CollapseAmbiguities().transform(forest)]
    best: Clause = min(ways, key=lambda one: (len(one.subject), _ORDER.index(one.kind), _rank(one.condition)))
    return _with_both(best) if best.kind == "judged" else best


def _with_both(clause: Clause) -> Clause:
    """A clause of two conditions; where the first cannot be read, or a line is of something unsaid, the clause is not either."""
    joined = _BOTH.fullmatch(clause.subject)
    also = parse_condition(joined[1]) if joined else None
    is_lost = joined is not None and also is None
    is_behind = any(word in clause.subject for word in ("平均", "序时进度")) and joined is None
    if is_lost or is_behind:
        return Clause("unread", clause.text)
    return replace(clause, also=also, subject="" if joined else clause.subject)


def parse_condition(text: str) -> Condition | None:
    """The condition that a note names (`入学率达到93%以上`), None where it names none."""
    read = parse_clause(f"{text}得满分")
    is_line = read.condition is not None and read.condition.kind in _LINES
    return read.condition if is_line else None


def _rank(condition: Condition | None) -> int:
    return _KINDS.index(condition.kind) if condition else len(_KINDS)


class _Reader(Transformer[Token, Any]):
    """From the parse to a `Clause`, from the leaves up."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def _joined(self, parts: list[Any]) -> str:
        return "".join(str(part) for part in parts if part is not None)

    subject = counter = glue = rest = _joined

    def line(self, parts: list[Token]) -> Line:
        return _read_line(parts[0])

    def number(self, parts: list[Token]) -> Line:
        return Line(float(parts[0]))

    def way(self, parts: list[Any]) -> tuple[str, str]:
        against = next((part.against for part in parts if isinstance(part, Line)), "")
        return ("more" if parts[0].type in ("MORE", "OVER") else "less"), against

    def each_size(self, parts: list[Any]) -> tuple[str, Line]:
        """The way and the size of a step; what a step is against stands in the size."""
        way, against = next((part for part in parts if isinstance(part, tuple)), ("", ""))
        size = _read_line(next(part for part in parts if isinstance(part, Token)))
        return way, replace(size, against=against, unit="percent" if size.unit == "percent_points" else size.unit)

    def found(self, parts: list[Any]) -> Condition:
        return Condition("found", _read_line(parts[2]))

    def missed(self, parts: list[Any]) -> Condition:
        return Condition("missed")

    def ranked(self, parts: list[Token]) -> Condition:
        places = [float(one) for one in re.findall(r"\d+", parts[0])]
        return Condition("ranked", Line(1.0 if "前" in parts[0] else places[0], PLACES), Line(places[-1], PLACES))

    def graded(self, parts: list[Token]) -> Condition:
        return Condition("graded", grade=GRADES_FOUND.match(parts[0])[0])  # type: ignore[index]

    def judged(self, parts: list[Any]) -> Clause:
        subject, condition, _, (effect, points) = parts
        return Clause("judged", self._text, subject, condition, effect, points)

    def each(self, parts: list[Any]) -> Clause:
        subject, _, size, *_, (effect, points) = parts
        way, step = size if isinstance(size, tuple) else ("", Line(1.0, _counted(size)))
        return Clause("each", self._text, subject, None, effect, points, step, way)

    def bare(self, parts: list[Any]) -> Clause:
        subject, (effect, points) = parts
        grade = GRADES_FOUND.fullmatch(subject.removesuffix("的").removeprefix("为"))
        condition = Condition("graded", grade=grade[0]) if grade else None
        return Clause("judged" if grade else "bare", self._text, subject, condition, effect, points)

    def shared(self, parts: list[Any]) -> Clause:
        return Clause("shared", self._text, parts[0], points=_points(parts))

    def most(self, parts: list[Any]) -> Clause:
        added, taken = ("加" in self._text or "奖" in self._text), "扣" in self._text
        effect = "plus" if added else "off" if taken else ""
        return Clause("most", self._text, effect=effect, points=_points(parts))

    def until(self, parts: list[Any]) -> Clause:
        return Clause("until", self._text, points=_points(parts))


def _of_line(kind: str) -> Any:
    def read(_: _Reader, parts: list[Any]) -> Condition:
        lines = [part for part in parts if isinstance(part, Line)]
        return Condition(kind, lines[0], lines[-1])

    return read


def _between(_: _Reader, parts: list[Any]) -> Condition:
    """A range; the unit of its first figure may stand behind the second only."""
    low, high = parts
    return Condition("between", low if low.unit else replace(high, value=low.value * _scale(high)), high)


def _scale(line: Line) -> float:
    return 0.01 if line.unit == "percent" else 1.0


def _of_effect(kind: str) -> Any:
    def read(_: _Reader, parts: list[Any]) -> tuple[str, float | None]:
        return kind, _points(parts)

    return read


for _kind in _LINES:
    setattr(_Reader, _kind, _of_line(_kind))
_Reader.between = _between  # type: ignore[attr-defined]
for _kind in ("full", "nothing", "off", "plus", "gets", "ratio", "veto", "absent", "capped"):
    setattr(_Reader, _kind, _of_effect(_kind))


def _points(parts: list[Any]) -> float | None:
    """The last points that are named."""
    named = [part for part in parts if isinstance(part, Token) and part.type == "POINTS"]
    return float(named[-1].removesuffix("分")) if named else None


def _read_line(token: Token) -> Line:
    if token.type in _AGAINST:
        against = "nation" if token.startswith("全国") else _AGAINST[token.type]
        return Line(against=against)
    number = _NUMBER.match(token)
    assert number is not None
    value, word = float(number[0]), token[number.end() :].strip()
    if token.type in ("PERCENT", "PP"):
        unit = "percent" if token.type == "PERCENT" else "percent_points"
        return Line(round(value / (1000 if word == "‰" else 100), 9), unit)
    if token.type == "POINTS":
        return Line(value, "points")
    if word in _MONEY:
        return Line(value * _MONEY[word], "cny")
    return Line(value, "ratio" if word == "倍" else _counted(word))


def _counted(word: str) -> str:
    """The unit of a counter: 户, 人 and 天 have their own; a long text counts cases."""
    word = word.removesuffix("的").strip()
    return _COUNTERS.get(word) or (f"count:{word}" if 0 < len(word) <= _LONGEST_COUNTER else "count:例")
