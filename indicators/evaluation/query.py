"""From a declaration to SQL: one query a table answers every measure that looks at it; another lists the rows behind one.

Groups: values (`measure_values`), rows short of a measure (`shortfall_rows`), counts of them by level (`shortfall_counts`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

import store
from core.kept import Kept
from core.places import LENGTHS, county_of, county_prefix_width, significant
from indicators.declared import (
    PREFIX,
    TO_DATE,
    Measure,
    PeriodBounds,
    fill_period,
    limits,
    mark_period,
    marked_names,
    respect_unread,
    schedule,
    views,
)  # fmt: skip
from indicators.evaluation.knowing import KNOWN, known_items
from indicators.evaluation.told import told_rows_sql
from indicators.evaluation.unclear import BECAUSE, because_sql

LEVELS = ("province", "prefecture", "county", "township", "village", "unit")
_SOURCES = ("source_file", "source_hash", "source_sheet", "source_row")
SCHEDULE = "schedule_share"
AGGREGATES = ("numerator", "denominator", "rows_total", "rows_short", "rows_unknown", "rows_present", "gaps", *KNOWN)


@dataclass(frozen=True)
class RowRequest:
    """Which rows short of a measure to list. `scope` is a place code or '' for all; `unit_key` names a unit instead; `day` is
    the day of view, None for the period's last. Rows come in the order of their places, the largest of `gap` (two columns: what
    there should be and what there is) first where one is named. `is_unclear` asks for the rows of which nobody can say whether
    they fall short, or whether they belong to those counted, instead."""

    measure: Measure
    period: str
    scope: str = ""
    unit_key: str = ""
    limit: int | None = None
    offset: int = 0
    day: date | None = None
    gap: tuple[str, str] | None = None
    is_unclear: bool = False


def scope_sql(scope: str) -> str:
    """The condition that keeps a query inside a place: by county code down to counties, by place code below."""
    prefix = significant(scope)
    if not prefix:
        return "TRUE"
    if not scope.isdigit():
        return "FALSE"
    return f"starts_with({'county_code' if scope == county_of(scope) else 'place_code'}, '{prefix}')"


def inside_sql(measure: Measure, scope: str) -> str:
    """The condition that keeps the rows of a measure inside a place; those of units that lie in no county belong to every place."""
    return f"({scope_sql(scope)} OR county_code IS NULL)" if measure.of_units else scope_sql(scope)


def key_sql(level: str) -> str:
    """The group key of a level; NULL for rows that are not that deep."""
    if level == "unit":
        return "unit_key"
    if level == "county":
        return "county_code"
    if level in LENGTHS:
        length = LENGTHS[level]
        return f"CASE WHEN length(place_code) >= {length} THEN left(place_code, {length}) END"
    width = county_prefix_width(level)
    return f"left(county_code, {width}) || '{'0' * (6 - width)}'"


def counties_sql(scope: str) -> str:
    """The condition on county_code alone that a scope implies; it is put where tables are read."""
    return scope_sql(county_of(scope)) if scope.isdigit() else scope_sql("")


def bound_rows_sql(
    relation: str,
    binding: str,
    period: str,
    scope: str = "",
    day: date | None = None,
    newest: Mapping[str, str] | None = None,
    only: str = views.EVERYWHERE,
) -> str:
    """The rows of a table or view that belong to a period looked at on a day (None: its last), of the counties of a scope;
    `only` is one more condition on county_code.

    `newest` says which rows of tables by month are the newest (`find_newest`); without it the query asks for itself.
    """
    counties = _counties(relation, scope) if only == views.EVERYWHERE else f"{_counties(relation, scope)} AND {only}"
    bounds = replace(PeriodBounds.of(period, day), newest=newest or {})
    source = views.relation_sql(relation, bounds, counties)
    if binding == "none":
        return f"SELECT * FROM {source} WHERE {counties}"
    if binding == "latest":
        window = f"{counties} AND period > '{views.first_month_out(bounds)}' AND period <= '{period}'"
        months = f"SELECT county_code, max(period) FROM {source} WHERE {window} GROUP BY county_code"
        return f"SELECT * FROM {source} WHERE {window} AND (county_code, period) IN ({months})"
    if binding == TO_DATE:
        months = f"period BETWEEN '{period[:4]}-01' AND '{PeriodBounds.of(period).period_end:%Y-%m}'"
        return f"SELECT * FROM {source} WHERE {counties} AND {months}"
    wanted = period[:4] if binding == "year" else period
    return f"SELECT * FROM {source} WHERE {counties} AND period = '{wanted}'"


def find_newest(
    connection: duckdb.DuckDBPyConnection, relation: str, period: str, scope: str = "", day: date | None = None
) -> Mapping[str, str]:
    """Which rows of the monthly tables behind a view are each county's newest (`views.find_newest`); nothing for a table.

    A query in which that is written out reads fewer rows, and none where a month has none.
    """
    if not views.is_view(relation):
        return {}
    bounds = PeriodBounds.of(period, day)
    return views.find_newest(connection, views.base_tables(relation), bounds, _counties(relation, scope))


def _counties(relation: str, scope: str) -> str:
    return counties_sql(scope) if "county_code" in views.relation_columns(relation) else views.EVERYWHERE


def period_bounds(
    connection: duckdb.DuckDBPyConnection,
    measures: Sequence[Measure],
    period: str,
    scope: str = "",
    day: date | None = None,
) -> PeriodBounds:
    """The period's bounds on a day (None: its last), with the lines that places of the scope set for its year and the schedule
    of the measures' framework. The measures are taken on the same day and by the same schedule (`_together`).
    """
    names = {name for one in measures for name in _marked(one).names}
    bounds, codes = (
        PeriodBounds.of(period, day),
        {name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)},
    )
    lines = limits.read_lines(connection, period[:4], codes, scope) if codes else {}
    method, source = _schedule_of(measures[0]) if measures else (schedule.DEFAULT_METHOD, "")
    if method != schedule.DEFAULT_METHOD and SCHEDULE in names:
        lines[SCHEDULE] = schedule.share_tree(connection, bounds.view_day, method, scope, source)
    return replace(bounds, lines=lines) if lines else bounds


def day_taken(measure: Measure, day: date | None) -> date | None:
    """The day a measure is taken when it is looked at on a day: that day, or None for the period's last."""
    return day if measure.taken_at == "day" else None


def _together(measure: Measure) -> tuple[str, ...]:
    """What measures have in common that one query can answer together."""
    own = "" if measure.grouping is None else measure.id
    return measure.table, measure.binding, measure.taken_at, *_schedule_of(measure), own


def _schedule_of(measure: Measure) -> tuple[str, str]:
    return measure.schedule_method, measure.schedule_source


def short_tree(measure: Measure) -> exp.Expression:
    """The condition of a row that falls short, inside the population.

    share: the row does not meet; with a declared `met` the same for every kind; a total where lower is better: the row
    adds to it; a count: every row of the population; otherwise every row (the list shows what was summed).
    """
    if measure.met is not None:
        return exp.not_(exp.paren(measure.met.copy()))
    if measure.kind == "total" and measure.direction == "lower_is_better" and measure.numerator is not None:
        return exp.GT(this=exp.paren(measure.numerator.copy()), expression=exp.Literal.number(0))
    return exp.true()


def measure_values(
    connection: duckdb.DuckDBPyConnection,
    measures: Sequence[Measure],
    period: str,
    level: str,
    scope: str = "",
    day: date | None = None,
) -> pd.DataFrame:
    """Long frame: place_code, measure and `AGGREGATES`, one row a place (key of `level`) with rows and a measure.

    numerator and denominator are counts or sums (NaN where nothing was known), rows_total the rows of the population,
    rows_short those that fall short, rows_unknown those whose cells do not say, rows_present whether the table has rows
    of this kind at all for the place, gaps how many months of the year to date are left out between others, the rest as
    `knowing.KNOWN` says. Units of a notice that names no place belong to every
    scope. Measures are taken on the day of view (None: the period's last), or where they say so at the period's end.
    """
    is_unit = level == "unit"
    inside = f"({scope_sql(scope)} OR county_code IS NULL)" if is_unit else scope_sql(scope)
    parts = []
    for together in dict.fromkeys(map(_together, measures)):
        mine = [measure for measure in measures if _together(measure) == together]
        taken = day_taken(mine[0], day)
        bounds = period_bounds(connection, mine, period, scope, taken)
        items = ", ".join(item for index, measure in enumerate(mine) for item in _aggregates(measure, index, bounds))
        asked = _Asked(mine[0], period, level, "" if is_unit else scope, taken, items, inside, bounds)
        parts.append(_melt(asked.answer(connection), mine))
    columns = ["place_code", "measure", *AGGREGATES]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


@dataclass(frozen=True)
class _Asked:
    """One query of `measure_values`: what is selected of the rows of one measure's relation, by places of a level."""

    measure: Measure
    period: str
    level: str
    scope: str
    day: date | None
    items: str
    inside: str
    bounds: PeriodBounds

    def answer(self, connection: duckdb.DuckDBPyConnection) -> pa.Table:
        """One row a place. Which months are the newest is written out where it has to be counted, and asks nothing else."""

        def write(only: str) -> str:
            newest = find_newest(connection, self.measure.table, self.period, self.scope, self.day)
            return self._text(newest, only)

        has_county = "county_code" in views.relation_columns(self.measure.table)
        if self.level == "county" and has_county:
            return store.ask_by_county(connection, self._text({}), write, views.calendar_stamp(connection))
        return ask(connection, write(views.EVERYWHERE))

    def _text(self, newest: Mapping[str, str], only: str = views.EVERYWHERE) -> str:
        rows = bound_rows_sql(self.measure.table, self.measure.binding, self.period, self.scope, self.day, newest, only)
        rows = counted_rows_sql(self.measure, rows, self.bounds)
        key = key_sql(self.level)
        return (
            f"SELECT {key} AS place_code, {self.items} FROM ({rows}) "
            f"WHERE {self.inside} AND ({key}) IS NOT NULL GROUP BY 1 ORDER BY 1"
        )


def shortfall_rows(connection: duckdb.DuckDBPyConnection, request: RowRequest) -> pd.DataFrame:
    """The rows that fall short: every column of the table or view, the source columns last; in the order the request asks for.
    Those of which nobody can say it have `BECAUSE` too."""
    measure = request.measure
    order = "place_code, source_row" if request.unit_key == "" else "source_row"
    if request.gap is not None:
        order = '"{}" - "{}" DESC NULLS LAST, '.format(*request.gap) + order
    limit = f" LIMIT {request.limit:d} OFFSET {request.offset:d}" if request.limit is not None else ""
    names = [*row_columns(measure), *([BECAUSE] if request.is_unclear else [])]
    columns = ", ".join(f'"{name}"' for name in names)
    sql = f"SELECT {columns} FROM ({short_sql(connection, request)}) ORDER BY {order}, source_hash{limit}"
    return connection.execute(sql).df()


def row_columns(measure: Measure) -> list[str]:
    """The columns of a row that falls short: those of the table or view, then where the row came from."""
    left_out = (*_SOURCES, "source_column", "import_id")
    return [*(name for name in views.relation_columns(measure.table) if name not in left_out), *_SOURCES]


def shortfall_counts(connection: duckdb.DuckDBPyConnection, request: RowRequest, level: str) -> pd.DataFrame:
    """place_code, rows_short by places of a level inside the request's scope.

    Rows that are not that deep are counted under the scope's own code, so that the counts add up to the number clicked.
    """
    key = f"coalesce({key_sql(level)}, nullif('{request.scope if request.scope.isdigit() else ''}', ''), county_code)"
    sql = f"SELECT {key} AS place_code, count(*) AS rows_short FROM ({short_sql(connection, request)}) GROUP BY 1 ORDER BY 2 DESC, 1"
    return connection.execute(sql).df()


def count_shortfalls(connection: duckdb.DuckDBPyConnection, request: RowRequest) -> int:
    """How many rows fall short."""
    found = connection.execute(f"SELECT count(*) FROM ({short_sql(connection, request)})").fetchone()
    return int(found[0]) if found else 0


def explain_sql(measure: Measure, period: str, day: date | None = None) -> str:
    """The query of one measure by county, for reading."""
    bounds = PeriodBounds.of(period, day_taken(measure, day))
    items = ",\n  ".join(_aggregates(measure, 0, bounds)[:4])
    rows = bound_rows_sql(measure.table, measure.binding, period) if not views.is_view(measure.table) else measure.table
    rows = counted_rows_sql(measure, rows, bounds)
    return f"SELECT county_code,\n  {items.replace('m0_', '')}\nFROM ({rows})\nGROUP BY county_code"


def short_sql(connection: duckdb.DuckDBPyConnection, request: RowRequest) -> str:
    """SELECT of the rows that fall short: those of the table, or the view, as the period's."""
    measure = request.measure
    day, read = day_taken(measure, request.day), "" if measure.of_units else request.scope
    bounds = period_bounds(connection, [measure], request.period, request.scope, day)
    newest = find_newest(connection, measure.table, request.period, read, day)
    rows = bound_rows_sql(measure.table, measure.binding, request.period, read, day, newest)
    rows = counted_rows_sql(measure, rows, bounds)
    write = partial(bound_sql, relation=measure.table, bounds=bounds)
    trees = measure.population, short_tree(measure)
    population, short = map(write, trees)
    is_short = f"({population}) AND ({short})"
    is_unclear = f"(({is_short}) IS NULL OR ({population}) IS NULL)"
    conditions = [is_unclear if request.is_unclear else is_short, inside_sql(measure, request.scope)]
    if request.unit_key:
        conditions.append("unit_key = '{}'".format(request.unit_key.replace("'", "''")))
    because = f", {because_sql(measure.table, trees, write)} AS {BECAUSE}" if request.is_unclear else ""
    return f"SELECT *{because} FROM ({rows}) WHERE {' AND '.join(conditions)}"


@dataclass(frozen=True)
class _Marked:
    """What is asked of one measure, with the names of the period marked: the select items in the order of `AGGREGATES`, and the
    names that its expressions name."""

    items: tuple[str, ...]
    names: frozenset[str]


_kept_marked = Kept[tuple[Measure, _Marked]](4096)


def _marked(measure: Measure) -> _Marked:
    """Made once for a measure: going over its expressions takes longer than many of its queries."""
    kept = _kept_marked.find(id(measure))
    if kept is None or kept[0] is not measure:
        kept = measure, _Marked(_items(measure), _names(measure))
        _kept_marked.keep(id(measure), kept)
    return kept[1]


def _names(measure: Measure) -> frozenset[str]:
    trees = (measure.population, measure.met, measure.numerator, measure.denominator, measure.reported)
    return frozenset[str]().union(*(marked_names(_mark(tree, measure.table)) for tree in trees))


def _aggregates(measure: Measure, index: int, bounds: PeriodBounds) -> list[str]:
    """The select items of one measure, in the order of `AGGREGATES`."""
    values = zip(AGGREGATES, _marked(measure).items, strict=True)
    return [f"{fill_period(value, bounds)} AS m{index}_{name}" for name, value in values]


def _items(measure: Measure) -> tuple[str, ...]:
    """The aggregates of a measure, conditions inside: with FILTER every aggregate copies the columns of all others, so that the cost
    of many is their square; `count_if` of rows of which none says yes or no is empty and not nought.
    """
    mark = partial(_mark, relation=measure.table)
    population, short, present = (
        f"({mark(tree)})" for tree in (measure.population, short_tree(measure), measure.reported)
    )
    met, top, bottom = map(mark, (measure.met, measure.numerator, measure.denominator))
    both = f"{population} AND ({top}) IS NOT NULL AND ({bottom}) IS NOT NULL"
    pairs = {
        "share": (
            f"count(CASE WHEN {population} AND ({met}) THEN 1 END)",
            f"count(CASE WHEN {population} AND ({met}) IS NOT NULL THEN 1 END)",
        ),
        "ratio": (f"sum(CASE WHEN {both} THEN {top} END)", f"sum(CASE WHEN {both} THEN {bottom} END)"),
        "count": (f"count(CASE WHEN {population} THEN 1 END)", "NULL"),
        "total": (f"sum(CASE WHEN {population} THEN {top} END)", "NULL"),
        "mean": (f"sum(CASE WHEN {population} THEN {top} END)", f"count(CASE WHEN {population} THEN {top} END)"),
    }
    numerator, denominator = pairs[measure.kind]
    unknown = {"share": f"({met}) IS NULL", "ratio": f"(({top}) IS NULL OR ({bottom}) IS NULL)", "count": "FALSE"}
    return (
        numerator,
        denominator,
        f"count(CASE WHEN {population} THEN 1 END)",
        f"count(CASE WHEN {population} AND {short} THEN 1 END)",
        _missing_months(population, top)
        if measure.binding == TO_DATE
        else f"count(CASE WHEN {population} AND {unknown.get(measure.kind, f'({top}) IS NULL')} THEN 1 END)",
        f"count(CASE WHEN {present} THEN 1 END)",
        _gaps(population, top) if measure.binding == TO_DATE else "0",
        *known_items(measure, mark),
    )


def _missing_months(population: str, top: str) -> str:
    """The months of the year until the period's that have sent no figure: what is added up lacks them."""
    months = f"month({mark_period(exp.column('view_day'))})"
    return f"{months} - count(DISTINCT CASE WHEN {population} AND ({top}) IS NOT NULL THEN period END)"


def _gaps(population: str, top: str) -> str:
    """Of the missing months those after the first that sent a figure: no late beginning, but left out."""
    told = f"CASE WHEN {population} AND ({top}) IS NOT NULL THEN period END"
    first = f"coalesce(min(CAST(substring({told}, 6, 2) AS INTEGER)), 1)"
    return f"month({mark_period(exp.column('view_day'))}) - {first} + 1 - count(DISTINCT {told})"


def _mark(tree: exp.Expression | None, relation: str) -> str:
    return "TRUE" if tree is None else mark_period(respect_unread(tree, views.relation_columns(relation)))


def counted_rows_sql(measure: Measure, rows: str, bounds: PeriodBounds) -> str:
    """Of the rows of a measure's table or view (a query, or its name) those it counts: all, or of those counted together one."""
    return told_rows_sql(measure.grouping, rows, partial(bound_sql, relation=measure.table, bounds=bounds))


def bound_sql(tree: exp.Expression | None, relation: str, bounds: PeriodBounds) -> str:
    """A condition or figure of a measure over its table or view as SQL of a period, in which a cell that was not read is unknown;
    TRUE where there is none."""
    return fill_period(_mark(tree, relation), bounds)


def _melt(wide: pa.Table, measures: Sequence[Measure]) -> pd.DataFrame:
    """One row a place and measure from one row a place with columns m<number>_<aggregate>."""
    names, keys = [measure.id for measure in measures], np.array(wide["place_code"].to_pylist(), dtype=object)
    long: dict[str, np.ndarray] = {"place_code": np.repeat(keys, len(names)), "measure": np.tile(names, len(keys))}
    for name in AGGREGATES:
        columns = [pc.cast(wide[f"m{index}_{name}"], pa.float64()).to_numpy() for index in range(len(names))]
        long[name] = np.column_stack(columns).ravel()
    return pd.DataFrame(long)


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """What a query over declared tables and views answers; what was answered before of the same rows is not read again."""
    return store.ask(connection, sql, views.calendar_stamp(connection))
