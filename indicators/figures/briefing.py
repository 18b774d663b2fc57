"""应知应会: the main figures of a county, township or village on one card, counted from the tables, and a quiz from them."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd
from sqlglot import exp

from core import words
from core.declared import Declaration, Field, entries, read_yaml
from core.errors import UserError
from core.kinds import EXPRESSION, TEXT, TEXTS, YES_NO, Where, one_of
from core.places import level_of
from indicators.declared import (
    PeriodBounds,
    bind_period,
    day_of_view,
    parse_expression,
    respect_unread,
    say_expression,
    to_sql,
    views,
)
from indicators.evaluation import counties_sql, scope_sql
from store import Store, find_table, read_names, read_places

FILE: Final = Path(__file__).parent / "briefing.yaml"
AREA: Final = "area"
"""Every level above the county, for the `levels` of a figure."""
NOT_IMPORTED: Final = "未导入"
LEFT_EMPTY: Final = "没有填报"
NOT_APPLICABLE: Final = "不适用"
NO_FIGURE: Final = (NOT_IMPORTED, LEFT_EMPTY, NOT_APPLICABLE, words.MISSING_WORDS)
"""Words that stand where a figure is not known or not to be expected."""
QUESTIONS: Final = 10
OPTIONS: Final = 4
_STEPS: Final = (-0.4, -0.25, -0.15, -0.08, 0.08, 0.15, 0.25, 0.4)
"""How far wrong answers lie from the right one, as a share of it."""
_DATED: Final = ("section", "department", "title", "says", "unlike")
"""Texts of a figure that say the names of the day of view."""
_COUNTS: Final = {"rows": "count(*)", "households": "count(DISTINCT (county_code, household_code))"}
_FIGURE: Final = Declaration(
    (
        *(Field(name, TEXT, needed=True) for name in ("id", "title", "unit")),
        *(Field(name, TEXT, default="") for name in ("table", "count", "unlike")),
        *(Field(name, EXPRESSION) for name in ("sum", "where")),
        *(Field(name, TEXTS, default=()) for name in ("different", "share", "levels", "left_out_with")),
        *(Field(name, YES_NO, default=False) for name in ("hidden", "ask")),
    ),
    unknown="没有这些项",
)
_SECTION: Final = Declaration(
    (
        *(Field(name, TEXT, needed=True) for name in ("section", "department")),
        Field("figures", entries(_FIGURE, "id"), needed=True),
    )
)


@dataclass(frozen=True)
class Figure:
    """One figure of the card. Counts the rows of `table` where `where` holds: rows, households, what differs in some columns
    (`different`), or the sum of a column; or it is the quotient of two other figures (`share`). A county that 缺项认定表
    leaves out under all of the measures `left_out_with` is not waited for."""

    id: str
    title: str
    section: str
    department: str
    unit: str
    table: str
    aggregate: str
    column: str
    where: exp.Expression | None
    share: tuple[str, ...]
    levels: tuple[str, ...]
    is_hidden: bool
    is_asked: bool
    left_out_with: tuple[str, ...] = ()
    unlike: str = ""
    """How it differs from a measure of a name like it, which counts something else."""

    def holds_at(self, level: str) -> bool:
        """Whether the figure says something at a level of places."""
        return not self.levels or (level if level in ("county", "township", "village") else AREA) in self.levels

    def sql(self, bounds: PeriodBounds, here: str) -> str:
        """The aggregate over the rows of a place; those of other places only show that the county sent the table. Of no row at
        all it is 0; of rows none of which says whether it counts, or the amount, it is unknown."""
        mine = f"({here}){self._condition(bounds)}"
        counted = f"{self.aggregate} FILTER (WHERE {mine})"
        if self.column:
            return f"CASE WHEN count(*) FILTER (WHERE {mine}) = 0 THEN 0 ELSE {counted} END"
        if self.where is None:
            return counted
        says = f"({self._where_sql(bounds)}) IS NOT NULL"
        nobody = f"count(*) FILTER (WHERE {here}) > 0 AND count(*) FILTER (WHERE ({here}) AND {says}) = 0"
        return f"CASE WHEN {nobody} THEN NULL ELSE {counted} END"

    def unknown_sql(self, bounds: PeriodBounds, here: str) -> str:
        """How many rows, or households, of a place do not say whether, or how much, they count."""
        counted = "count(*)" if self.column else self.aggregate
        missing = [f"({self._where_sql(bounds)}) IS NULL"] if self.where else []
        missing += [f"(TRUE{self._condition(bounds)} AND ({self.column}) IS NULL)"] if self.column else []
        return f"{counted} FILTER (WHERE ({here}) AND ({' OR '.join(missing) or 'FALSE'}))"

    def say(self, parts: "Sequence[Figure]", as_of: str) -> str:
        """What is counted of which rows: `《（自定义）监测对象信息》2021-11：户类型含“脱贫户”的户数`; of a share its `parts`."""
        only = f"{say_expression(self.where, self.table)}的" if self.where else "全部"
        counted = f"{only}{self.title if self.column else words.counter_of(self.unit) + '数'}"
        said = " ÷ ".join(one.title for one in parts) if self.share else counted
        return f"《{find_title(parts[0].table)}》{as_of}：{said}"

    def _condition(self, bounds: PeriodBounds) -> str:
        return f" AND ({self._where_sql(bounds)})" if self.where else ""

    def _where_sql(self, bounds: PeriodBounds) -> str:
        """The condition, of which a cell that was not read or asked for leaves nothing known."""
        assert self.where is not None
        return to_sql(bind_period(respect_unread(self.where, views.relation_columns(self.table)), bounds))


@dataclass(frozen=True)
class Question:
    """One question with its options, the right one's position, and in `source` what the figure counts, of when and where."""

    text: str
    options: tuple[str, ...]
    answer: int
    source: str


@cache
def read_figures(path: Path = FILE) -> tuple[Figure, ...]:
    """The declared figures in the order of the card. Raises UserError naming file and field."""
    sections = entries(_SECTION, "section").read(read_yaml(path), Where(path.name))
    figures = [_read_figure(raw, section, path.name) for section in sections for raw in section["figures"]]
    ids = [figure.id for figure in figures]
    for figure in figures:
        if ids.count(figure.id) > 1:
            raise UserError("代码重复", file=path.name, field=figure.id)
        for part in figure.share:
            if part not in ids:
                raise UserError("没有这一项数字", file=path.name, field=figure.id, came=part)
    return tuple(figures)


def _read_figure(raw: Mapping[str, Any], section: Mapping[str, Any], file: str) -> Figure:
    table, field = raw["table"], raw["id"]
    if bool(table) == bool(raw["share"]) or not words.is_unit(raw["unit"]):
        raise UserError("应写明表或两项之比，以及单位", file=file, field=field)
    return Figure(
        id=field, title=raw["title"], section=section["section"], department=section["department"], unit=raw["unit"],
        table=table, aggregate=_aggregate(raw, table, file) if table else "", column=_column(raw, table, file),
        where=_where(raw, table, file),
        share=raw["share"], levels=raw["levels"], is_hidden=raw["hidden"], is_asked=raw["ask"], left_out_with=raw["left_out_with"],
        unlike=raw["unlike"],
    )  # fmt: skip


def _aggregate(raw: Mapping[str, Any], table: str, file: str) -> str:
    if raw["sum"]:
        return f"sum({_column(raw, table, file)})"
    if raw["different"]:
        for name in raw["different"]:
            one_of(tuple(views.relation_columns(table))).read(name, Where(file, raw["id"]))
        return f"count(DISTINCT ({', '.join(('county_code', *raw['different']))}))"
    if raw["count"] not in _COUNTS:
        raise UserError(f"应为其中之一：{'、'.join(_COUNTS)}", file=file, field=raw["id"], came=raw["count"])
    return _COUNTS[raw["count"]]


def _column(raw: Mapping[str, Any], table: str, file: str) -> str:
    """What is added up; '' for a figure that counts."""
    if not raw["sum"]:
        return ""
    return to_sql(parse_expression(raw["sum"], views.relation_columns(table), file=file, field=raw["id"]))


def _where(raw: Mapping[str, Any], table: str, file: str) -> exp.Expression | None:
    if raw["where"] is None:
        return None
    return parse_expression(raw["where"], views.relation_columns(table), file=file, field=raw["id"])


def read_briefing(store: Store, place: str, period: str, day: date | None = None) -> pd.DataFrame:
    """The card of a place (a code of any level, '' for all) in a period as of the day of view (None: the working day,
    `day_of_view`), one row a figure that is shown.

    Columns id, section, department, title, says (what is counted of which rows), unlike (see `Figure`), unit, value (NaN
    where nothing is known: a table is not imported for the place's counties, or its cells are empty), words (with the rows
    that do not say beside, how many counties of an area have sent the table where not all have, or why there is no value),
    unknown (how many rows do not say), absent (how many counties have sent nothing), tables (names), as_of (the newest period
    of the rows, '' where the table has none), is_asked. A share is of the rows that say.
    """
    bounds = PeriodBounds.of(period, day_of_view(store, period, day))
    figures = [figure for figure in read_figures() if figure.holds_at(level_of(place))]
    with store.connect() as connection:
        views.prepare(connection)
        asked = dict.fromkeys(figure.table for figure in figures if figure.table)
        found = {table: _count(connection, table, figures, bounds, place) for table in asked}
        left_out = _left_out(connection, period)
    counties = frozenset(one.code for one in read_places(store).scope_counties(place))
    rows = [_row(figure, figures, found, counties, left_out) for figure in figures if not figure.is_hidden]
    names = read_names(store)
    said = [{name: names.say(row[name], bounds.view_day) for name in _DATED} for row in rows]
    return pd.DataFrame([row | words for row, words in zip(rows, said, strict=True)])


def _left_out(connection: duckdb.DuckDBPyConnection, period: str) -> Mapping[str, frozenset[str]]:
    """County → the measures that do not apply there in the year."""
    sql = "SELECT place_code, list(measure) FROM not_applicable WHERE period = ? GROUP BY place_code"
    return {str(code): frozenset(names) for code, names in connection.execute(sql, [period[:4]]).fetchall()}


@dataclass(frozen=True)
class _Counted:
    """What one table says: figure id → value and rows that do not say; whether the place's counties have any row of it, and
    of every table it is made of; the newest period; which counties have rows."""

    values: Mapping[str, float]
    unknown: Mapping[str, int]
    is_imported: bool
    is_whole: bool
    as_of: str
    counties: frozenset[str]


def _count(
    connection: duckdb.DuckDBPyConnection, table: str, figures: Sequence[Figure], bounds: PeriodBounds, place: str
) -> _Counted:
    own = [figure for figure in figures if figure.table == table]
    here = scope_sql(place)
    parts = [f"{figure.sql(bounds, here)} AS {figure.id}" for figure in own]
    parts += [f"{figure.unknown_sql(bounds, here)} AS unknown_{figure.id}" for figure in own]
    newest = "CAST(max(period) AS VARCHAR)" if "period" in views.relation_columns(table) else "''"
    rows = _rows_sql(table, bounds, counties_sql(place))
    senders = "list(DISTINCT county_code)"
    row = connection.execute(
        f"SELECT count(*), {newest}, {senders}, {', '.join(parts)} FROM ({rows}) AS counted"
    ).fetchone()
    values, unknown = (row or ())[3 : 3 + len(own)], (row or ())[3 + len(own) :]
    return _Counted(
        {one.id: math.nan if value is None else float(value) for one, value in zip(own, values, strict=True)},
        {one.id: int(count) for one, count in zip(own, unknown, strict=True)},
        bool(row and row[0]),
        all(_has_rows(connection, name, counties_sql(place)) for name in views.base_tables(table)[1:]),
        str((row and row[1]) or ""),
        frozenset(filter(None, (row and row[2]) or ())),
    )


def _has_rows(connection: duckdb.DuckDBPyConnection, table: str, counties: str) -> bool:
    return bool(connection.execute(f"SELECT 1 FROM {table} WHERE {counties} LIMIT 1").fetchall())


def _rows_sql(table: str, bounds: PeriodBounds, counties: str) -> str:
    if views.is_view(table):
        return views.view_sql(table, bounds, counties)
    return views.read_sql(table, bounds, counties)


def _row(
    figure: Figure,
    figures: Sequence[Figure],
    found: Mapping[str, _Counted],
    counties: frozenset[str],
    left_out: Mapping[str, frozenset[str]],
) -> dict[str, Any]:
    parts = [one for part in figure.share for one in figures if one.id == part] or [figure]
    counted = [found[one.table] for one in parts]
    value, unknown = _value(parts, counted)
    asked = frozenset(code for code in counties if not _is_left_out(figure, left_out.get(code, frozenset())))
    absent = len(asked - frozenset.intersection(*(one.counties for one in counted)))
    said = _say(figure, value, unknown, counted, is_left_out=bool(counties) and not asked)
    if len(asked) > 1 and absent and said not in NO_FIGURE:
        said += f"（{len(asked)} 个县中 {len(asked) - absent} 个有数据）"
    return {
        "id": figure.id,
        "section": figure.section,
        "department": figure.department,
        "title": figure.title,
        "says": figure.say(parts, counted[0].as_of),
        "unlike": figure.unlike,
        "unit": figure.unit,
        "value": value,
        "words": said,
        "unknown": unknown,
        "absent": absent,
        "tables": "、".join(dict.fromkeys(find_title(one.table) for one in parts)),
        "as_of": max((one.as_of for one in counted), default=""),
        "is_asked": figure.is_asked,
    }


def _is_left_out(figure: Figure, measures: frozenset[str]) -> bool:
    """Whether a county where these measures do not apply need not have the figure."""
    return bool(figure.left_out_with) and measures.issuperset(figure.left_out_with)


def _value(parts: Sequence[Figure], counted: Sequence[_Counted]) -> tuple[float, int]:
    """The figure and how many do not say; of a share those of its part, which its whole is then without."""
    values = [
        table.values[one.id] if table.is_imported else math.nan for one, table in zip(parts, counted, strict=True)
    ]
    unknown = counted[0].unknown[parts[0].id]
    if len(parts) == 1:
        return values[0], unknown
    is_of_rows = not any(one.column for one in parts)
    whole = values[1] - unknown if is_of_rows else values[1]
    return (values[0] / whole if whole else math.nan), unknown


def _say(figure: Figure, value: float, unknown: int, counted: Sequence[_Counted], *, is_left_out: bool) -> str:
    is_imported = all(one.is_imported for one in counted)
    if is_left_out and (not is_imported or not value > 0):
        return NOT_APPLICABLE
    if not is_imported:
        return NOT_IMPORTED
    if math.isnan(value):
        if not all(one.is_whole for one in counted):
            return NOT_IMPORTED
        return LEFT_EMPTY if unknown else words.MISSING_WORDS
    said = words.say_value(value, figure.unit)
    count = words.say_value(unknown, "count:条" if figure.column or figure.share else figure.unit)
    return f"{said}（另有 {count}说不清）" if unknown else said


def find_title(relation: str) -> str:
    """What the table behind a relation is called."""
    return find_table(views.base_tables(relation)[0]).title


def make_quiz(card: pd.DataFrame, name: str, seed: int) -> tuple[Question, ...]:
    """Up to `QUESTIONS` questions from a card (`read_briefing`), the same for the same seed: figures that can be asked and
    are there without any row that does not say or county that has sent nothing, in an order drawn by the seed, each with `OPTIONS`
    different options."""
    draw = random.Random(seed)
    is_sure = card["value"].notna() & (card["value"] != 0) & (card["unknown"] == 0) & (card["absent"] == 0)
    rows = card[card["is_asked"] & is_sure].to_dict("records")
    draw.shuffle(rows)
    made = (_question(row, name, draw) for row in rows)
    return tuple(question for question in made if question)[:QUESTIONS]


def _question(row: Mapping[Any, Any], name: str, draw: random.Random) -> Question | None:
    """None where the figure is too small to be mistaken for others."""
    right = str(row["words"])
    wrong = dict.fromkeys(words.say_value(_moved(row["value"], step, row["unit"]), row["unit"]) for step in _STEPS)
    choices = [option for option in wrong if option != right]
    if len(choices) < OPTIONS - 1:
        return None
    options = [right, *draw.sample(choices, OPTIONS - 1)]
    draw.shuffle(options)
    said = "。".join(part for part in (row["says"], row["unlike"]) if part)
    return Question(f"{name}{row['title']}是多少？", tuple(options), options.index(right), said)


def _moved(value: float, step: float, unit: str) -> float:
    """A wrong answer near the right one: whole and at least one off for what is counted, no share above 100 %."""
    if words.is_countable(unit):
        least = 1 if step < 0 else 2
        return value + math.copysign(max(round(abs(value * step)), least), step)
    return value * (1 - abs(step)) if unit == "percent" and value * (1 + step) > 1 else value * (1 + step)


def say_card(card: pd.DataFrame, name: str) -> str:
    """`凤凰县：脱贫户 3,012 户 11,204 人，监测对象 210 户 …` from the figures that are there."""
    said = card.set_index("id")["words"].to_dict()
    pairs = (
        ("脱贫户", "lifted_households", "lifted_persons"),
        ("监测对象", "monitored_households", "monitored_persons"),
    )
    parts = [
        f"{word} {said[homes]} {said[persons]}"
        for word, homes, persons in pairs
        if said.get(homes) not in (None, *NO_FIGURE)
    ]
    if said.get("removed_share") not in (None, *NO_FIGURE):
        parts.append(f"风险消除率 {said['removed_share']}")
    if said.get("paid_share") not in (None, *NO_FIGURE):
        parts.append(f"资金支出率 {said['paid_share']}")
    missing = int((card["words"] == NOT_IMPORTED).sum())
    tail = f"；{missing} 项数字的表未导入" if missing else ""
    return f"{name}：{'，'.join(parts) or '还没有可用的数字'}{tail}"


def say_quiz(name: str) -> str:
    """The sentence above the questions, which gives no figure away."""
    return f"{name}的主要数字您都记得吗？做{QUESTIONS}道题试试"


def say_result(right: int, asked: int) -> str:
    """`答对 8 题，共 10 题；还有 2 题要再看一遍`."""
    rest = asked - right
    return f"答对 {right} 题，共 {asked} 题；" + (f"还有 {rest} 题要再看一遍" if rest else "全部答对")
