"""Shortfall lists: which measures fall short in a place, where, and which rows; every count adds up to the one above it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Final

import duckdb
import pandas as pd
from sqlglot import exp

from core.places import BELOW, LENGTHS, LEVELS, PlaceIndex, county_of, depth_of, is_area, level_of, significant
from indicators.declared import (
    REGISTER,
    REPORTED,
    TO_DATE,
    ColumnView,
    Framework,
    Measure,
    column_names,
    column_views,
    day_of_view,
    views,
)  # fmt: skip
from indicators.evaluation import (
    LEAST_LOSS,
    Evaluation,
    advice,
    is_left_empty,
    marks,
    most_first,
    query,
    say_state,
    say_unclear,
)  # fmt: skip
from indicators.evaluation.sampling import INTERVALS
from store import Store, read_tables

LEVEL_WORDS: Final = {
    "province": "个省", "prefecture": "个市州", "county": "个县", "township": "个乡镇", "village": "个村", "unit": "个单位",
}  # fmt: skip
GAPS: Final = (("target_count", "done_count", "还差"), ("final_budget_cny", "paid_cny", "未支出"))
"""Pairs of listed columns whose difference a list adds: what is still to do, what is still to spend."""
MAX_FILTER_CHOICES: Final = 40
_FILTERED_TEXTS: Final = (
    "department",
    "fund_sources",
    "unit_kind",
    "household_kind",
    "monitoring_kind",
    "labour_skill",
)
"""Text columns of few values that a list may be filtered by, beside the declared choices."""
_READ_ALONE: Final = ("province", "prefecture", "county")
"""Levels whose places the tables are read by, so that one place costs one place."""


@dataclass(frozen=True)
class ListRequest:
    """Which rows short of a measure to list: inside the place `at` ('' is everywhere) or of one unit.

    `filters` are column → value; `is_own` asks for the rows of the place itself that name no place below it; `places` keeps
    to the rows of these counties: None is no limit, () is no row at all. `day` is the day of view asked for; None: the working
    day, see `day_of_view`. `is_unclear` asks for the rows of which nobody can say whether they fall short. Made by `request_for`.
    """

    measure: Measure
    period: str
    at: str = ""
    unit_key: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    is_own: bool = False
    places: tuple[str, ...] | None = None
    day: date | None = None
    is_unclear: bool = False

    def row_request(self, limit: int | None = None, offset: int = 0) -> query.RowRequest:
        """The same as a request for rows."""
        return query.RowRequest(
            _narrow(self), self.period, self.at, self.unit_key, limit, offset, self.day, gap_columns(self.measure),
            self.is_unclear,
        )  # fmt: skip

    def on_day(self, store: Store) -> "ListRequest":
        """The same with the day it is answered for."""
        return replace(self, day=day_of_view(store, self.period, self.day))


@dataclass(frozen=True)
class ShortfallList:
    """Rows that fall short (limited; every column, source columns last), how many there are in all, and counts one level down.

    counts: place_code, rows_short, most first; their sum is `total`; empty at the lowest level.
    """

    rows: pd.DataFrame
    total: int
    counts: pd.DataFrame
    level: str


def request_for(
    measure: Measure,
    period: str,
    at: str,
    evaluated: Callable[[], Evaluation],
    unit_key: str = "",
    filters: Mapping[str, str] | None = None,
    is_own: bool = False,
    source: str = "",
    day: date | None = None,
) -> ListRequest:
    """The rows of a place (or a unit) that fall short of a measure; every list, count and problem asks by this.

    Where the declaration says of no single row that it falls short, but places lose marks, the rows are those of the places
    that lose some: `evaluated` is then asked for the evaluation of the period, which has to be of the same `day` of view. Of a
    measure that can lose none, all rows. A measure that is held against a register is asked for the register's rows wherever
    there are any, as they have names, unless the `source` asked for is `reported`.
    """
    if measure.holding is not None and not unit_key and source != REPORTED:
        measure = counted(evaluated(), measure, at)
    request = ListRequest(measure, period, at, unit_key, filters or {}, is_own, day=day)
    if has_short_rows(measure) or not measure.is_scored or unit_key:
        return request
    return replace(request, places=losing_places(evaluated(), measure, at))


def counted(evaluation: Evaluation, measure: Measure, scope: str = "") -> Measure:
    """The measure as its rows are listed inside a scope: counted from the register where any place there has its rows."""
    rows = _inside(evaluation, scope)
    return measure.counted_from(REGISTER) if _has_names(rows[rows["measure"] == measure.id]) else measure


def _has_names(rows: pd.DataFrame) -> bool:
    return bool((rows["names_from"] == REGISTER).any())


def can_fall_short(measure: Measure) -> bool:
    """Whether rows, or places, can fall short of a measure; one that is only looked at has rows but no shortfalls."""
    return has_short_rows(measure) or measure.is_scored


def has_short_rows(measure: Measure) -> bool:
    """Whether the declaration says of single rows that they fall short; otherwise a list shows the rows that were summed."""
    adds_up_against = measure.kind == "total" and measure.direction == "lower_is_better"
    return measure.met is not None or measure.kind == "count" or (adds_up_against and not measure.is_growth)


def has_lines(framework: Framework) -> bool:
    """Whether any measure of the framework can fall short; one that only ranks has no shortfalls."""
    return any(can_fall_short(measure) for measure in framework.measures.values())


def row_counter(measure: Measure) -> str:
    """What one row of the list is: `个项目`, `处资产`; of a table with one row a place and item `个乡镇`, `个县`, unless each month
    has a row of its own."""
    table = read_tables()[views.base_tables(measure.table)[0]]
    is_own = not views.is_view(measure.table) or "item" not in views.relation_columns(measure.table)
    is_by_place = table.is_melted and is_own and set(table.key) <= {"place_code", "period", "as_of", "item"}
    is_one_row = measure.binding != TO_DATE
    return LEVEL_WORDS[table.place_level] if is_by_place and is_one_row else measure.counter


def list_measures(evaluation: Evaluation, scope: str = "") -> pd.DataFrame:
    """Measures that fall short in the places inside a scope, most marks lost first, then most rows.

    Columns: measure, title, aspect, indicator, problem_type, department, lost and points (sums over the places; NaN
    for a check), rows_short (NaN where no single row falls short), places_short (places that lose marks or have short rows),
    places (scored or counted), needed (one place: what wins the marks back; several: what to do, as declared).
    """
    inside = _inside(evaluation, scope)
    measures = evaluation.framework.measures
    found = [_sum_measure(measures[str(name)], rows) for name, rows in inside.groupby("measure", sort=False)]
    columns = ["measure", "title", "aspect", "indicator", "problem_type", "department", "lost", "points", "rows_short",
               "places_short", "places", "needed"]  # fmt: skip
    frame = pd.DataFrame(found, columns=columns)
    frame = frame[frame["places_short"] > 0]
    return most_first(frame).reset_index(drop=True)


def list_missing(evaluation: Evaluation, scope: str = "") -> pd.DataFrame:
    """Measures without data in places inside a scope: measure, title, tables (titles to import), places_missing, places."""
    inside = _inside(evaluation, scope)
    rows = []
    for name, group in inside.groupby("measure", sort=False):
        measure, missing = evaluation.framework.measures[str(name)], int((group["state"] == "missing").sum())
        if missing:
            rows.append((measure.id, measure.title, table_titles(measure), missing, len(group)))
    return pd.DataFrame(rows, columns=["measure", "title", "tables", "places_missing", "places"])


def rows_inside(evaluation: Evaluation, measure_id: str, scope: str = "") -> pd.DataFrame:
    """The rows of `Evaluation.measures` of one measure in the places inside a scope."""
    rows = _inside(evaluation, scope)
    return rows[rows["measure"] == measure_id]


def list_places(evaluation: Evaluation, measure: Measure, scope: str = "") -> pd.DataFrame:
    """One measure by place inside a scope: place_code, place_name, value, lost, points, state, needed and the same as a
    sentence (how), rows_short, the interval of a sampled share, beside (what is not known there) and is_unknown; most marks lost first."""
    rows, measure = _inside(evaluation, scope), evaluation.framework.measures[measure.id]
    rows = rows[rows["measure"] == measure.id].merge(evaluation.places[["place_code", "place_name"]], on="place_code")
    advices = [advice.advise(measure, row) for _, row in rows.iterrows()]
    rows = rows.assign(
        needed=[one.says for one in advices], how=[one.sentence for one in advices],
        beside=[_say_unknown(measure, row) for _, row in rows.iterrows()],
        is_unknown=(rows["rows_unknown"].fillna(0) + rows["places_absent"].fillna(0)) > 0,
    )  # fmt: skip
    columns = [
        "place_code",
        "place_name",
        "value",
        "lost",
        "points",
        "state",
        "needed",
        "how",
        "rows_short",
        *INTERVALS,
        "beside",
        "is_unknown",
    ]
    return rows.sort_values("lost", ascending=False, kind="stable")[columns].reset_index(drop=True)


def _say_unknown(measure: Measure, row: pd.Series) -> str:
    """What is not known of a measure in a place, and why it is not scored for it: `另有 3 人说不清；说不清的超过5%，不计分`. That a share
    of a sample is known within an interval only is another matter.
    """
    state = say_state(row) if row["state"] in ("unknown", "incomplete") or is_left_empty(row) else ""
    return "；".join(one for one in (say_unclear(measure, row), state) if one)


def list_unknown(evaluation: Evaluation, scope: str = "") -> pd.DataFrame:
    """Measures of which something is not known in places inside a scope: measure, title, places_unknown (with rows that do
    not say, or places below that have sent nothing), places_unscored (so many that nothing is scored), places, and for one
    place what is not known (said)."""
    inside = _inside(evaluation, scope)
    rows = []
    for name, group in inside.groupby("measure", sort=False):
        measure = evaluation.framework.measures[str(name)]
        said = [_say_unknown(measure, row) for _, row in group.iterrows()]
        unscored = int(group["state"].isin(["unknown", "incomplete"]).sum())
        if any(said):
            count = sum(bool(one) for one in said)
            rows.append((measure.id, measure.title, count, unscored, len(group), said[0] if len(group) == 1 else ""))
    return pd.DataFrame(rows, columns=["measure", "title", "places_unknown", "places_unscored", "places", "said"])


def losing_places(evaluation: Evaluation, measure: Measure, scope: str = "") -> tuple[str, ...]:
    """Codes of the places inside a scope that lose marks under a measure."""
    places = list_places(evaluation, measure, scope)
    return tuple(sorted(places.loc[places["lost"] > LEAST_LOSS, "place_code"]))


def read_list(store: Store, request: ListRequest, level: str, limit: int | None, offset: int = 0) -> ShortfallList:
    """The list with its counts by places of `level` ('' for none); every row without a limit."""
    request = request.on_day(store)
    with store.connect() as connection:
        views.prepare(connection)
        if not level:
            rows = query.shortfall_rows(connection, request.row_request(limit, offset))
            is_whole = not offset and (limit is None or len(rows) < limit)
            total = len(rows) if is_whole else query.count_shortfalls(connection, request.row_request())
            counts = pd.DataFrame(columns=["place_code", "rows_short"])
        else:
            counts = query.shortfall_counts(connection, request.row_request(), level)
            total = int(counts["rows_short"].sum())
            rows = _read_rows(connection, request, counts, level, limit, offset)
    return ShortfallList(_with_gap(rows, request.measure), total, counts, level)


def _read_rows(
    connection: duckdb.DuckDBPyConnection,
    request: ListRequest,
    counts: pd.DataFrame,
    level: str,
    limit: int | None,
    offset: int,
) -> pd.DataFrame:
    """The wanted rows. In the order of place codes one place below may hold them all: then only it is read."""
    is_by_place = gap_columns(request.measure) is None
    if limit is not None and level in _READ_ALONE and not request.unit_key and is_by_place:
        ends = counts.set_index("place_code")["rows_short"].sort_index().cumsum()
        last = min(offset + limit, int(ends.iloc[-1])) if len(ends) else 0
        for code, end in ends.items():
            start = int(end) - int(counts.loc[counts["place_code"] == code, "rows_short"].iloc[0])
            if start <= offset < last <= end and code != request.at:
                inside = replace(request, at=str(code))
                return query.shortfall_rows(connection, inside.row_request(limit, offset - start))
    return query.shortfall_rows(connection, request.row_request(limit, offset))


def read_choices(store: Store, request: ListRequest) -> dict[str, list[str]]:
    """Column → values a list may be filtered by, of all rows of the place; columns with fewer than two values are left out."""
    names, measure = filter_columns(request.measure), request.measure
    if not names:
        return {}
    base = views.base_tables(measure.table)[0]
    is_plain = set(names) <= read_tables()[base].stored_columns.keys()
    relation = base if is_plain else measure.table
    day = query.day_taken(measure, request.on_day(store).day)
    rows = query.bound_rows_sql(relation, measure.binding, request.period, request.at, day)
    columns = ", ".join(f'"{name}"' for name in names)
    with store.connect() as connection:
        if not is_plain:
            views.prepare(connection)
        found = connection.execute(f"SELECT DISTINCT {columns} FROM ({rows}) WHERE {query.scope_sql(request.at)}").df()
    values = {name: sorted(str(value) for value in found[name].dropna().unique()) for name in names}
    return {name: choices for name, choices in values.items() if 2 <= len(choices) <= MAX_FILTER_CHOICES}


def filter_columns(measure: Measure) -> tuple[str, ...]:
    """Listed columns a list may be filtered by."""
    by_name = column_views(measure.table)
    return tuple(name for name in measure.list_columns if by_name[name].kind == "choice" or name in _FILTERED_TEXTS)


def list_columns(measure: Measure, rows: pd.DataFrame) -> list[ColumnView]:
    """The columns of a measure's list, as declared (else those its expressions name), with what is still to do beside its pair.

    Figures of a long table take the one unit their rows have; the item's title is left out where every row has the same.
    """
    by_name = column_views(measure.table)
    named = column_names(measure.population, measure.met, measure.numerator, measure.denominator)
    names = [name for name in measure.list_columns or named if name in by_name]
    if "item_title" in names and rows["item_title"].nunique(dropna=False) <= 1:
        names.remove("item_title")
    listed = [by_name[name] for name in names]
    for target, done, title in GAPS:
        if {target, done} <= set(names):
            listed.insert(names.index(done) + 1, replace(by_name[target], name=gap_name(target), title=title))
    unit = row_unit(rows)
    return [replace(view, unit=unit) if view.kind == "number" and not view.unit else view for view in listed]


def row_unit(rows: pd.DataFrame) -> str:
    """The one unit the rows of a long table are counted in; '' when there is none or several."""
    units = rows["unit"].dropna().unique() if "unit" in rows else []
    return str(units[0]) if len(units) == 1 else ""


def gap_columns(measure: Measure) -> tuple[str, str] | None:
    """The pair of listed columns whose difference puts a list in order, the largest first; None where it has none."""
    listed = set(measure.list_columns)
    return next(((target, done) for target, done, _ in GAPS if {target, done} <= listed), None)


def gap_name(target: str) -> str:
    """The name of the column that holds what is still missing of `target`."""
    return f"gap_{target}"


def next_level(measure: Measure, at: str, places: PlaceIndex) -> str:
    """The level one step below a place that the measure's rows can name; '' when there is none."""
    table = read_tables()[views.base_tables(measure.table)[0]]
    level = next(iter(LEVELS[depth_of(at) + 1 :]), "")
    if level == "prefecture" and not places.children(at, "prefecture"):
        level = "county"
    deepest = table.place_level or "county"
    return level if level and LEVELS.index(level) <= LEVELS.index(deepest) else ""


def base_tables(measure: Measure) -> tuple[str, ...]:
    """The declared tables whose rows stand behind a measure."""
    return views.base_tables(measure.table)


def table_titles(measure: Measure) -> str:
    """The tables to import for a measure: `《衔接资金项目表》《衔接资金支付明细》`."""
    return views.table_titles(measure.table)


def sum_gap(measure: Measure, rows: pd.DataFrame) -> tuple[str, float] | None:
    """(name of the target column, sum) of what is still to do in rows of `read_list`; None where the measure is not about it."""
    named = column_names(measure.met, measure.numerator)
    for target, done, _ in GAPS:
        if done in named and gap_name(target) in rows and rows[gap_name(target)].notna().any():
            return target, float(rows[gap_name(target)].sum())
    return None


def _inside(evaluation: Evaluation, scope: str) -> pd.DataFrame:
    """Rows of the evaluation's measures inside a place; a unit's rows by its key, all units for a place."""
    codes = evaluation.measures["place_code"].astype(str)
    if evaluation.framework.level == "unit":
        return evaluation.measures[codes == scope] if "/" in scope else evaluation.measures
    return evaluation.measures[codes.str.startswith(significant(county_of(scope)))]


def _sum_measure(measure: Measure, rows: pd.DataFrame) -> dict[str, object]:
    """One row of `list_measures`. Where some places have names and others have not, only named rows are counted."""
    has_names = _has_names(rows)
    listed = measure.counted_from(REGISTER) if has_names else measure
    lost = rows["lost"].where(~rows["is_bonus"])
    is_short = lost > LEAST_LOSS
    if has_short_rows(listed):
        is_short = is_short | (rows["rows_short"] > 0)
    named = rows["names_from"] == (REGISTER if has_names else REPORTED)
    is_counted = rows["lost"].notna() | (rows["rows_total"] > 0)
    todo = f"{advice.KIND_WORDS[advice.GONE]}：{measure.gone_because}" if measure.gone_because else measure.win_back
    needed = marks.say_needed(measure, rows.iloc[0]) if len(rows) == 1 and measure.is_scored else todo
    return {
        "measure": measure.id,
        "title": measure.title,
        "aspect": measure.aspect,
        "indicator": measure.indicator,
        "problem_type": measure.problem_type,
        "department": measure.department,
        "lost": float(lost.sum(min_count=1)) if measure.is_scored else float("nan"),
        "points": float(rows["points"].sum(min_count=1)) if measure.is_scored else float("nan"),
        "rows_short": float(rows["rows_short"].where(named).sum()) if has_short_rows(listed) else float("nan"),
        "places_short": int(is_short.sum()),
        "places": int(is_counted.sum()),
        "needed": needed,
    }


def _narrow(request: ListRequest) -> Measure:
    """The measure with a population kept to the request's filters, so that rows and counts are asked the same question."""
    conditions: list[exp.Expression] = [
        exp.EQ(this=exp.column(name), expression=exp.Literal.string(value)) for name, value in request.filters.items()
    ]
    if request.places is not None:
        codes = [exp.Literal.string(code) for code in request.places]
        in_places = exp.In(this=exp.column("county_code"), expressions=codes)
        conditions.append(in_places if codes else exp.false())
    length = LENGTHS.get(BELOW.get(level_of(request.at), "")) if not is_area(request.at) else None
    if request.is_own and length:
        conditions.append(exp.LT(this=exp.Length(this=exp.column("place_code")), expression=exp.Literal.number(length)))
    population = request.measure.population
    parts = [*([exp.paren(population.copy())] if population is not None else []), *conditions]
    return replace(request.measure, population=reduce(_and, parts)) if conditions else request.measure


def without_settled(request: ListRequest) -> ListRequest:
    """The same without the rows that fall short for good and have been dealt with all the same, as a late project once finished."""
    measure = request.measure
    if measure.settled is None:
        return request
    return _also(request, exp.not_(exp.Is(this=exp.paren(measure.settled.copy()), expression=exp.true())))


def newer_than(request: ListRequest, day: date) -> ListRequest:
    """The same, of what happened and cannot be undone only the rows of a later day, or a later month, than a day and its month."""
    happened_on = request.measure.happened_on
    if happened_on is None:
        return request
    said = exp.cast(exp.paren(happened_on.copy()), "text")
    return _also(request, exp.GT(this=said, expression=exp.Literal.string(day.isoformat())))


def _also(request: ListRequest, condition: exp.Expression) -> ListRequest:
    measure = request.measure
    population = condition if measure.population is None else _and(exp.paren(measure.population.copy()), condition)
    return replace(request, measure=replace(measure, population=population))


def _and(left: exp.Expression, right: exp.Expression) -> exp.Expression:
    return exp.And(this=left, expression=right)


def _with_gap(rows: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    gaps = {
        gap_name(target): rows[target] - rows[done]
        for target, done, _ in GAPS
        if {target, done} <= set(measure.list_columns)
    }
    return rows.assign(**gaps)


def sum_lost(measures: pd.DataFrame) -> float:
    """Marks lost over a frame of `list_measures` (summed over the places)."""
    return float(measures["lost"].fillna(0).sum())
