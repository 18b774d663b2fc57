"""How far each activity is, as tables, ledger and archive count it: done and total by places of one level and for the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd
from sqlalchemy import Engine, select

from core.places import LENGTHS, county_of, is_area, level_of, township_of
from indicators.declared import Framework, Measure, day_of_view, views
from indicators.evaluation import query
from indicators.shortfalls import has_short_rows
from ledger.activities.declared import Activity
from ledger.archive import THERE
from ledger.book import ProblemRow, inside, reading
from ledger.looking import ProblemFilter, count_problems
from store import Store

COUNT_COLUMNS = ["activity", "place_code", "done", "total"]


@dataclass(frozen=True)
class CountRequest:
    """Counts of the place `at` in a period, by the places of `level` below it ('' in a village: the whole only), as of the day
    of view (None: the working day, `day_of_view`).
    """

    period: str
    at: str
    level: str
    day: date | None = None

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels to count by: the one below, and the one that the whole is a sum of."""
        own = level_of(self.at)
        whole = own if own in LENGTHS else "county"
        return tuple(dict.fromkeys((whole, *([self.level] if self.level else []))))


def count_tables(store: Store, activities: Sequence[Activity], request: CountRequest) -> pd.DataFrame:
    """`COUNT_COLUMNS` of the activities that tables count, by the request's level, and of the place itself (code `at`).

    An activity whose table has no rows for a place has no row here: nobody knows, which is not zero.
    """
    measures = {one.id: one.count for one in activities if one.count is not None}
    if not measures or not request.period:
        return _frame([])
    with store.connect() as connection:
        views.prepare(connection)
        day = day_of_view(store, request.period, request.day)
        found = {level: _values(connection, list(measures.values()), request, level, day) for level in request.levels}
    whole = found[request.levels[0]].groupby("activity", as_index=False)[["done", "total"]].sum()
    below = found.get(request.level, _frame([]))
    return _frame([whole.assign(place_code=request.at), below[below["place_code"] != request.at]])


def _values(
    connection: duckdb.DuckDBPyConnection, measures: list[Measure], request: CountRequest, level: str, day: date
) -> pd.DataFrame:
    values = query.measure_values(connection, measures, request.period, level, request.at, day)
    known = values[(values["rows_present"] > 0) & values["denominator"].notna()]
    return _frame([known.rename(columns={"measure": "activity", "numerator": "done", "denominator": "total"})])


def list_shortfalls(store: Store, framework: Framework, period: str, at: str, day: date | None = None) -> pd.DataFrame:
    """Columns measure (`framework/measure`), place_code: what falls short inside `at`, one row a measure and township.

    A measure that no township's rows fall short of is one row for the county.
    """
    measures = [one for one in framework.measures.values() if has_short_rows(one)]
    if not measures or not period:
        return pd.DataFrame(columns=["measure", "place_code"])
    with store.connect() as connection:
        views.prepare(connection)
        day = day_of_view(store, period, day)
        towns, counties = (_short(connection, measures, period, level, at, day) for level in ("township", "county"))
    named = set(zip(towns["measure"], towns["place_code"].map(county_of), strict=True))
    alone = [pair not in named for pair in zip(counties["measure"], counties["place_code"], strict=True)]
    rest = counties[alone] if is_area(at) or level_of(at) == "county" else counties[:0]
    found = pd.concat([towns, rest], ignore_index=True)
    return found.assign(measure=f"{framework.id}/" + found["measure"])


def _short(
    connection: duckdb.DuckDBPyConnection, measures: list[Measure], period: str, level: str, at: str, day: date
) -> pd.DataFrame:
    scope = township_of(at) if level == "township" else county_of(at)
    values = query.measure_values(connection, measures, period, level, scope, day)
    return values.loc[values["rows_short"] > 0, ["measure", "place_code"]].astype(object)


def count_listed(engine: Engine, shortfalls: pd.DataFrame, request: CountRequest) -> pd.DataFrame:
    """`activity` '' with done (shortfalls that a problem of the ledger names) and total, as `count_tables` gives them.

    A problem of a county or township names the shortfalls of the same measure in and below it, and one of a village or
    household that of its township.
    """
    if shortfalls.empty or not request.level or request.level == "village":
        whole = shortfalls[shortfalls["place_code"] == request.at]
        return _sum_marks(whole.assign(is_done=_is_listed(engine, whole, request.at)), request)
    return _sum_marks(shortfalls.assign(is_done=_is_listed(engine, shortfalls, request.at)), request)


def _is_listed(engine: Engine, shortfalls: pd.DataFrame, at: str) -> list[bool]:
    names = sorted({str(name) for name in shortfalls["measure"]})
    asked = (
        select(ProblemRow.measure, ProblemRow.place_code)
        .where(ProblemRow.measure.in_(names), *inside(ProblemRow.place_code, county_of(at)))
        .distinct()
    )
    with reading(engine) as connection:
        listed = {(measure, township_of(code)) for measure, code in connection.execute(asked) if code}
    pairs = zip(shortfalls["measure"], shortfalls["place_code"], strict=True)
    return [any((measure, one) in listed for one in (county_of(code), township_of(code))) for measure, code in pairs]


def count_mended(engine: Engine, request: CountRequest, today: date) -> pd.DataFrame:
    """Problems of the ledger closed and in all, as `count_tables` gives them (`activity` '')."""
    place = "" if level_of(request.at) == "country" else request.at
    counted = count_problems(engine, ProblemFilter(place=place), ["place_code"], today)
    figures = counted.rename(columns={"closed": "done"})[["place_code", "done", "total"]]
    return _cut(figures, request)


def count_filed(states: pd.DataFrame, request: CountRequest) -> pd.DataFrame:
    """Documents there and needed (`documents_state.document_states`), as `count_tables` gives them (`activity` '')."""
    return _sum_marks(states.assign(is_done=states["state"] == THERE), request)


def name_activity(
    counts: pd.DataFrame, activities: Iterable[Activity], counted_by: str, below: Sequence[str] = ()
) -> pd.DataFrame:
    """Counts of ledger or archive under the ids of the activities that are counted so.

    Ledger and archive know of every place: those of `below` without a row have nothing to do.
    """
    rest = [code for code in below if code not in set(counts["place_code"])]
    nothing = pd.DataFrame({"place_code": rest, "done": 0.0, "total": 0.0})
    parts = [counts.drop(columns="activity"), nothing] if rest else [counts]
    whole = pd.concat(parts, ignore_index=True)
    return _frame([whole.assign(activity=one.id) for one in activities if one.counted_by == counted_by])


def _sum_marks(rows: pd.DataFrame, request: CountRequest) -> pd.DataFrame:
    done = rows["is_done"].astype(int) if len(rows) else []
    return _cut(pd.DataFrame({"place_code": rows["place_code"], "done": done, "total": 1}), request)


def _cut(figures: pd.DataFrame, request: CountRequest) -> pd.DataFrame:
    """Figures by code as counts by the request's level and one row for the whole."""
    whole = pd.DataFrame(
        {"place_code": [request.at], "done": [figures["done"].sum()], "total": [figures["total"].sum()]}
    )
    if not request.level:
        return _frame([whole.assign(activity="")])
    length = LENGTHS[request.level]
    cut = figures[figures["place_code"].str.len() >= length]
    below = (
        cut.assign(place_code=cut["place_code"].str[:length])
        .groupby("place_code", as_index=False)[["done", "total"]]
        .sum()
    )
    return _frame([part.assign(activity="") for part in (whole, below)])


def _frame(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    kept = [part[COUNT_COLUMNS] for part in parts if len(part)]
    found = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=COUNT_COLUMNS)
    return found.astype({"activity": object, "place_code": object, "done": float, "total": float})
