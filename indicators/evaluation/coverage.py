"""Which places below a county have reported: how many are expected, how many there are, and totals over the same ones.

Expected of a task are the townships of the place table that reported it in any of the twelve months before (tasks are not
everywhere), or all of them where the county has no earlier report of it.
"""

from collections.abc import Sequence
from typing import Final

import duckdb
import pandas as pd
from sqlglot import exp

from indicators.declared import Measure, PeriodBounds, bind_period, to_sql, views
from indicators.evaluation.query import counties_sql, period_bounds, scope_sql
from store import read_tables

COVERAGE: Final = ("places_expected", "places_present")
ALIKE: Final = ("alike_value", "alike_last_year", "whole_last_year", "townships_alike")
_KEYS: Final = ["place_code", "measure"]
_TOWNSHIP: Final = "left(place_code, 9)"


def is_by_township(measure: Measure) -> bool:
    """Whether townships send the rows of a measure month by month, so that it can be told which have not."""
    if views.is_view(measure.table):
        return False
    table = read_tables()[measure.table]
    return table.place_level == "township" and table.period == "month" and measure.binding == "month"


def count_places(
    connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], period: str, area: str
) -> pd.DataFrame:
    """place_code (county), measure, places_expected, places_present: townships that ought to have rows, and that have.

    Only measures that townships report by month; empty without any.
    """
    mine = [measure for measure in measures if is_by_township(measure)]
    known = _townships(connection)
    parts = []
    for table in dict.fromkeys(measure.table for measure in mine):
        own = [measure for measure in mine if measure.table == table]
        seen = _seen(connection, table, own, period, area)
        parts += [_count_one(seen, index, measure.id, known) for index, measure in enumerate(own)]
    columns = [*_KEYS, *COVERAGE]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def sum_alike(
    connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], period: str, last: str, area: str
) -> pd.DataFrame:
    """place_code, measure, alike_value and alike_last_year (sums over the townships that reported in both periods),
    townships_alike (how many these are) and whole_last_year (over all that reported then).

    For totals that are compared with last year; empty without any.
    """
    mine = [one for one in measures if is_by_township(one) and one.kind == "total" and one.needs_last_year]
    columns = [*_KEYS, *ALIKE]
    parts = [_sum_one(connection, measure, period, last, area) for measure in mine if not measure.is_growth]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _townships(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    sql = "SELECT DISTINCT left(code, 6) AS county_code, code AS township FROM places WHERE length(code) = 9"
    return connection.execute(sql).df().astype(object)


def _seen(
    connection: duckdb.DuckDBPyConnection, table: str, measures: Sequence[Measure], period: str, area: str
) -> pd.DataFrame:
    """county_code, township, and for each measure whether it has rows in the period (now_i) and in the year before it."""
    bounds = period_bounds(connection, measures, period, area)
    items = []
    for index, measure in enumerate(measures):
        present = _sql(measure.reported if measure.reported is not None else measure.population, bounds)
        items.append(f"coalesce(bool_or(({present}) AND period = '{period}'), FALSE) AS now_{index}")
        items.append(f"coalesce(bool_or(({present}) AND period <> '{period}'), FALSE) AS before_{index}")
    window = f"period >= '{_year_before(period)}' AND period <= '{period}' AND length(place_code) >= 9"
    sql = (
        f"SELECT county_code, {_TOWNSHIP} AS township, {', '.join(items)} FROM {table} "
        f"WHERE {counties_sql(area)} AND {scope_sql(area)} AND {window} GROUP BY ALL"
    )
    return connection.execute(sql).df().astype({"county_code": object, "township": object})


def _count_one(seen: pd.DataFrame, index: int, measure: str, known: pd.DataFrame) -> pd.DataFrame:
    rows = seen.rename(columns={f"now_{index}": "now", f"before_{index}": "before"})
    rows = rows[["county_code", "township", "now", "before"]]
    has_history = set(rows.loc[rows["before"], "county_code"])
    is_listed = pd.MultiIndex.from_frame(rows[["county_code", "township"]]).isin(
        pd.MultiIndex.from_frame(known[["county_code", "township"]])
    )
    is_listed |= ~rows["county_code"].isin(known["county_code"]).to_numpy()
    expected = rows[rows["now"] | (rows["before"] & is_listed)]
    first = known[known["county_code"].isin(set(rows.loc[rows["now"], "county_code"]) - has_history)]
    wanted = pd.concat([expected[["county_code", "township"]], first]).drop_duplicates().groupby("county_code").size()
    present = rows[rows["now"]].groupby("county_code").size()
    frame = pd.DataFrame({"places_expected": wanted, "places_present": present}).fillna(0).astype(float)
    return frame.rename_axis("place_code").reset_index().assign(measure=measure)


def _sum_one(
    connection: duckdb.DuckDBPyConnection, measure: Measure, period: str, last: str, area: str
) -> pd.DataFrame:
    now, before = (_by_township(connection, measure, one, area) for one in (period, last))
    both = now.merge(before, on=["county_code", "township"], suffixes=("", "_last"))
    sums = both.groupby("county_code")[["amount", "amount_last"]].sum()
    whole, count = before.groupby("county_code")["amount"].sum(), both.groupby("county_code").size()
    frame = pd.DataFrame(
        {
            "alike_value": sums["amount"],
            "alike_last_year": sums["amount_last"],
            "whole_last_year": whole,
            "townships_alike": count,
        }
    )
    return frame.rename_axis("place_code").reset_index().assign(measure=measure.id)


def _by_township(connection: duckdb.DuckDBPyConnection, measure: Measure, period: str, area: str) -> pd.DataFrame:
    bounds = period_bounds(connection, [measure], period, area)
    amount, population = _sql(measure.numerator, bounds), _sql(measure.population, bounds)
    sql = (
        f"SELECT county_code, {_TOWNSHIP} AS township, CAST(sum({amount}) AS DOUBLE) AS amount FROM {measure.table} "
        f"WHERE {counties_sql(area)} AND {scope_sql(area)} AND period = '{period}' AND ({population}) "
        f"AND length(place_code) >= 9 GROUP BY ALL HAVING amount IS NOT NULL"
    )
    return connection.execute(sql).df().astype({"county_code": object, "township": object})


def _sql(tree: exp.Expression | None, bounds: PeriodBounds) -> str:
    return "TRUE" if tree is None else to_sql(bind_period(tree, bounds))


def _year_before(period: str) -> str:
    return f"{int(period[:4]) - 1:04d}{period[4:]}"
