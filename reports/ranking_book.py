"""A ranking that reckons itself: a sheet of values with their marks as formulas, from which sums, totals and ranks follow by formula.

Whoever changes a value sees what it does to the marks, the aspect, the total and the rank. The file knows nothing of rules: a line
brings its share of the points as a formula with names for its cells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from reports.workbook import A3, Amount, Column, Formula, Sheet, write_workbook

LINES_SHEET: Final = "算分"
PLACES_SHEET: Final = "排名"
PARTS_SHEET: Final = "指标得分"
TIE_TOLERANCE: Final = "1E-9"
NO_FORMULA_WORDS: Final = "（此规则没有公式，得分率为导出时的数）"
_FIRST_ROW: Final = 3
"""The Excel row of a sheet's first data row, less the lines under its title."""
_LINES: Final = (
    Column("place", "县", 14),
    Column("aspect", "方面", 10),
    Column("part", "指标", 16),
    Column("title", "测算项", 30),
    Column("unit", "单位", 7),
    Column("value", "数值", 13, "any", is_open=True),
    Column("last_year", "上年", 12, "any", is_open=True),
    Column("average", "平均", 12, "any", is_open=True),
    Column("rows_short", "未达标", 9, "any", is_open=True),
    Column("state", "状态", 12),
    Column("points", "分值", 7, "number"),
    Column("share", "得分率", 9, "percent"),
    Column("earned", "得分", 9, "money"),
    Column("score", "折算得分", 9, "money"),
    Column("lost", "失分", 8, "money"),
    Column("counted", "计入分值", 8, "number"),
    Column("held", "留在总分", 8, "number"),
    Column("applicable", "应计分值", 8, "number"),
    Column("rule", "计分规则", 44),
)
_AT: Final = {column.name: xl_col_to_name(position) for position, column in enumerate(_LINES)}


@dataclass(frozen=True)
class ScoreLine:
    """One measure of one place. Facts are in the unit shown, None where unknown; `scale` times them is the stored unit.

    `formula` is the share of the points with `{value}`, `{last_year}`, `{average}`, `{rows_short}`, `{points}` in the stored
    unit; `needs` are the facts without which there is no share. Where the formula is '' `share` stands as a number.
    """

    aspect: str
    part: str
    title: str
    unit: str
    kind: str
    """How the facts read: one of `reports.workbook.NUMBER_FORMATS`."""
    scale: float
    facts: Mapping[str, float | None]
    state: str
    points: float | None
    """None where the measure has none (a veto alone)."""
    formula: str
    needs: Sequence[str]
    rule: str
    is_scorable: bool = True
    """Whether a value is scored at all; not where the measure does not apply or too little is known."""
    applies: bool = True
    is_held: bool = False
    """Whether its points stay in the total though nothing is earned for them: the place left out what there should be."""
    is_bonus: bool = False
    vetoed_by: Sequence[int] = ()
    """The positions, in the place's lines, of the vetoes that would take its marks."""
    share: float | None = None
    earned: float | None = None
    score: float | None = None
    lost: float | None = None


@dataclass(frozen=True)
class ScoredPlace:
    """One place as it is now; None where it has no score or rank. `parts` are its marks by aspect and by indicator."""

    name: str
    league: str
    lines: Sequence[ScoreLine]
    score: float | None
    rank: float | None
    reported_share: float | None
    factor: float | None
    parts: Mapping[str, float | None]


@dataclass(frozen=True)
class RankingBook:
    """What to write: `total` marks in all, `least_share` of the points without which there is no score; `first` are lists that stand before
    the rest, all there is without `places`."""

    title: str
    lines: Sequence[str]
    place_word: str
    aspects: Sequence[str]
    parts: Sequence[str]
    total: float
    least_share: float
    places: Sequence[ScoredPlace]
    notes: Sequence[tuple[str, str]] = ()
    first: Sequence[Sheet] = field(default_factory=tuple)
    is_demo: bool = False


def write_ranking_book(book: RankingBook) -> bytes:
    """The workbook: `first`, the ranking, the marks of the indicators, the values with their marks, and the notes."""
    if not book.places:
        return write_workbook(book.first, book.notes, is_demo=book.is_demo)
    writer = _Writer(book)
    sheets = [*book.first, writer.places(), writer.parts(), writer.values()]
    return write_workbook(sheets, [*_HOW, *book.notes], is_demo=book.is_demo)


_HOW: Final = (
    (
        "怎样试算",
        f"在“{LINES_SHEET}”中改白底的数值（数值、上年、平均、未达标），得分、指标、方面、总分、位次随公式变化；"
        f"“{PLACES_SHEET}”最右边是与导出时的差。",
    ),
    ("得分率", "按计分规则由本行的数值算出，0 到 1；数值或所比的数为空时不计分，不按零计。"),
    ("折算得分", "得分 × 折算系数；没有数据和不适用的测算项不计，其余按比例补足到满分。"),
    ("平均", "各县平均由分子、分母合计得出，改一个县的数值不会改平均；要看平均变化的影响，请直接改“平均”。"),
    ("一票否决", "否决项的得分率小于 1 时，其范围内各行的得分为零。"),
    ("位次", "同一组内按未四舍五入的得分排；相同的并列，其后顺延。"),
)  # fmt: skip


class _Writer:
    """Makes the three sheets, which point at each other."""

    def __init__(self, book: RankingBook) -> None:
        self._book = book
        self._lead = [f"改“{LINES_SHEET}”中白底的数值，得分和位次随公式变化", *book.lines]
        self._offset = len(self._lead) + _FIRST_ROW
        ends, at = [], self._offset
        for place in book.places:
            ends.append((at, at + len(place.lines) - 1))
            at += len(place.lines)
        self._blocks = ends
        names = ["rank", "place", "league", "score", *(f"aspect{n}" for n in range(len(book.aspects)))]
        names += ["reported_share", "factor", "was_rank", "was_score", "change"]
        self._place_at = {name: xl_col_to_name(position) for position, name in enumerate(names)}

    def values(self) -> Sheet:
        """Every measure of every place in a row of its own."""
        rows = [
            self._line(line, place, number, position)
            for number, place in enumerate(self._book.places)
            for position, line in enumerate(place.lines)
        ]
        columns = [Column("place", self._book.place_word, 14), *_LINES[1:]]
        frame = pd.DataFrame(rows, columns=[column.name for column in _LINES], dtype=object)
        return Sheet(
            LINES_SHEET,
            f"{self._book.title}：{LINES_SHEET}",
            self._lead,
            columns,
            frame,
            frozen=4,
            paper=A3,
            is_edited=True,
        )

    def places(self) -> Sheet:
        """A row a place, in the order of the ranking."""
        book = self._book
        columns = [
            Column("rank", "位次", 6, "serial"), Column("place", book.place_word, 18), Column("league", "分组", 10),
            Column("score", "参考得分", 10, "money"), *(Column(f"aspect{n}", one, 11, "money") for n, one in enumerate(book.aspects)),
            Column("reported_share", "已有数据\n占分值", 10, "percent"), Column("factor", "折算系数", 9, "number"),
            Column("was_rank", "导出时\n位次", 7, "serial"), Column("was_score", "导出时\n得分", 9, "money"),
            Column("change", "得分变化", 9, "money"),
        ]  # fmt: skip
        rows = [self._place(place, number) for number, place in enumerate(book.places)]
        frame = pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
        return Sheet(PLACES_SHEET, f"{book.title}：参考得分", self._lead, columns, frame)

    def parts(self) -> Sheet:
        """A row a place, a column an indicator."""
        book = self._book
        columns = [
            Column("place", book.place_word, 18),
            *(Column(f"part{n}", one, 12, "money") for n, one in enumerate(book.parts)),
        ]
        rows = []
        for number, place in enumerate(book.places):
            row: dict[str, Any] = {"place": place.name}
            for n, part in enumerate(book.parts):
                heading = f"{xl_col_to_name(n + 1)}${self._offset - 1}"
                row[f"part{n}"] = self._sum(number, "part", heading, place.parts.get(part))
            rows.append(row)
        frame = pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
        return Sheet(PARTS_SHEET, f"{book.title}：{PARTS_SHEET}", self._lead, columns, frame, frozen=1)

    def _line(self, line: ScoreLine, place: ScoredPlace, number: int, position: int) -> dict[str, Any]:
        row = self._blocks[number][0] + position
        share, earned, points = (f"{_AT[name]}{row}" for name in ("share", "earned", "points"))
        factor = f"'{PLACES_SHEET}'!${self._place_at['factor']}${self._offset + number}"
        has_points = line.points is not None
        vetoes = "+".join(f'COUNTIF({_AT["share"]}{self._blocks[number][0] + one},"<1")' for one in line.vetoed_by)
        marks = f"IF({vetoes}>0,0,{share}*{points})" if vetoes else f"{share}*{points}"
        scaled = earned if line.is_bonus else f"{earned}*{factor}"
        own = "0" if line.is_bonus else points
        lost = "0" if line.is_bonus else f"{points}*{factor}-{_AT['score']}{row}"
        shown = {name: _shown(value, line.kind) for name, value in line.facts.items()}
        if "rows_short" in shown:
            shown["rows_short"] = _shown(line.facts["rows_short"], "integer")
        return {
            "place": place.name, "aspect": line.aspect, "part": line.part, "title": line.title, "unit": line.unit, **shown,
            "state": line.state, "points": line.points, "share": self._share(line, row),
            "earned": _formula(f'=IF(ISNUMBER({share}),{marks},"")', line.earned, has_points),
            "score": _formula(f'=IF(ISNUMBER({earned}),{scaled},"")', line.score, has_points),
            "lost": _formula(f'=IF(ISNUMBER({earned}),{lost},"")', None if line.score is None else line.lost, has_points),
            "counted": _formula(f"=IF(ISNUMBER({earned}),{own},0)", _counted(line), has_points),
            "held": _formula(f"=IF(ISNUMBER({earned}),0,{own})", _held(line), has_points) if line.is_held else 0.0 if has_points else None,
            "applicable": line.points if has_points and line.applies and not line.is_bonus else 0.0 if has_points else None,
            "rule": line.rule if line.formula else f"{line.rule}{NO_FORMULA_WORDS}",
        }  # fmt: skip

    def _share(self, line: ScoreLine, row: int) -> Formula | float | None:
        if not line.is_scorable or not line.formula:
            return line.share
        cells = {name: f"{_AT[name]}{row}" for name in ("value", "last_year", "average", "rows_short")}
        needed = ",".join(f"ISNUMBER({cells[name]})" for name in line.needs)
        if line.scale != 1:
            cells |= {name: f"({cells[name]}*{line.scale!r})" for name in ("value", "last_year", "average")}
        own = f"{_AT['points']}{row}" if line.points else "1"
        return Formula(f'=IF(AND({needed}),{line.formula.format(**cells, points=own)},"")', line.share)

    def _place(self, place: ScoredPlace, number: int) -> dict[str, Any]:
        row, at, book = self._offset + number, self._place_at, self._book
        counted, held, applicable, marks = (
            self._block(number, name) for name in ("counted", "held", "applicable", "score")
        )
        share, score = f"{at['reported_share']}{row}", f"{at['score']}{row}"
        enough = f"{share}>={book.least_share!r}-1E-9"
        first, last = self._offset, self._offset + len(book.places) - 1
        leagues, scores = (f"${at[name]}${first}:${at[name]}${last}" for name in ("league", "score"))
        ahead = f'COUNTIFS({leagues},{at["league"]}{row},{scores},">"&({score}+{TIE_TOLERANCE}*MAX(1,ABS({score}))))'
        heads = {one: f"{at[f'aspect{n}']}${self._offset - 1}" for n, one in enumerate(book.aspects)}
        sums = {
            f"aspect{n}": self._sum(number, "aspect", heads[one], place.parts.get(one))
            for n, one in enumerate(book.aspects)
        }
        return {
            "rank": Formula(f'=IF(ISNUMBER({score}),1+{ahead},"")', place.rank),
            "place": place.name, "league": place.league,
            "score": Formula(f'=IF(AND(ISNUMBER({share}),SUM({counted})>0),IF({enough},SUM({marks}),""),"")', place.score),
            **sums,
            "reported_share": Formula(f'=IF(SUM({applicable})>0,SUM({counted})/SUM({applicable}),"")', place.reported_share),
            "factor": Formula(f'=IF(SUM({counted})>0,IF({enough},{book.total!r}/(SUM({counted})+SUM({held})),1),"")', place.factor),
            "was_rank": place.rank, "was_score": place.score,
            "change": Formula(f'=IF(AND(ISNUMBER({score}),ISNUMBER({at["was_score"]}{row})),{score}-{at["was_score"]}{row},"")',
                              None if place.score is None else 0.0),
        }  # fmt: skip

    def _sum(self, number: int, by: str, heading: str, now: float | None) -> Formula:
        """The marks of one place in one aspect or indicator, named by its heading; empty where nothing of it was scored."""
        named, marks = self._block(number, by), self._block(number, "score")
        return Formula(
            f'=IF(SUMPRODUCT(({named}={heading})*ISNUMBER({marks}))>0,SUMIF({named},{heading},{marks}),"")', now
        )

    def _block(self, number: int, name: str) -> str:
        first, last = self._blocks[number]
        return f"'{LINES_SHEET}'!${_AT[name]}${first}:${_AT[name]}${last}"


def _formula(text: str, now: float | None, is_there: bool) -> Formula | None:
    return Formula(text, now) if is_there else None


def _counted(line: ScoreLine) -> float:
    return 0.0 if line.is_bonus or line.earned is None else line.points or 0.0


def _held(line: ScoreLine) -> float:
    return 0.0 if line.is_bonus or line.earned is not None else line.points or 0.0


def _shown(value: float | None, kind: str) -> Amount | None:
    return None if value is None else Amount(value, kind)
