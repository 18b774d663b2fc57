"""Which places below a county have reported: how many are expected, how many there are, and totals over the same ones.

Expected of a task are the townships of the place table that reported it in any of the twelve months before (tasks are not
everywhere), or all of them where the county has no earlier report of it. Expected in a register are the townships that were
in it in any of the twelve months before (of a register by month), all in one with a row for each village, and those that
have last reported that there is something to be done of which it holds the names: who leaves a township's rows out of a
register has not done with them.
"""

from collections.abc import Sequence
from typing import Final

import duckdb
import numpy as np
import pandas as pd

from indicators.declared import REGISTER, Measure, views
from indicators.evaluation.query import ask, bound_rows_sql, bound_sql, counties_sql, period_bounds, scope_sql
from store import read_tables

COVERAGE: Final = ("places_expected", "places_present")
ALIKE: Final = ("alike_value", "alike_last_year", "whole_last_year", "townships_alike")
_KEYS: Final = ["place_code", "measure"]
_TOWNSHIP: Final = "left(place_code, 9)"
_TOWNSHIPS: Final = "SELECT DISTINCT left(code, 6) AS county_code, code AS township FROM places WHERE length(code) = 9"
_VILLAGE_ROWS: Final = {"county_code", "period", "place_code"}
"""The key of a table with one row a village: every township is expected in it."""
BINDINGS: Final = {"month": "latest", "year": "year", "none": "none"}
"""Which rows of a table by month, by year or of the present count in a period, as views take them."""


def is_by_township(measure: Measure) -> bool:
    """Whether townships send the rows of a measure month by month, so that it can be told which have not."""
    if views.is_view(measure.table):
        return False
    table = read_tables()[measure.table]
    return table.place_level == "township" and table.period == "month" and measure.binding == "month"


def register_of(measure: Measure) -> str:
    """The table that gives the single rows of a measure, by village and by month or year; '' where townships report sums."""
    name = views.base_tables(measure.table)[0]
    table = read_tables()[name]
    is_one = table.place_level == "village" and table.period != "none" and not is_by_township(measure)
    return name if is_one else ""


def count_places(
    connection: duckdb.DuckDBPyConnection,
    measures: Sequence[Measure],
    claims: Sequence[Measure],
    period: str,
    area: str,
) -> pd.DataFrame:
    """place_code (county), measure, places_expected, places_present: townships that ought to have rows, and that have.

    Of measures that townships report by month, and of those counted from registers of which anything can be expected;
    `claims` are the reported measures that are held against registers. Empty without any.
    """
    mine = [measure for measure in measures if is_by_township(measure)]
    known = _townships(connection)
    parts = []
    for table in dict.fromkeys(measure.table for measure in mine):
        own = [measure for measure in mine if measure.table == table]
        seen = _seen(connection, table, own, period, area)
        parts.append(_count_table(seen, own, known))
    parts.append(_count_registers(connection, measures, claims, period, area))
    columns = [*_KEYS, *COVERAGE]
    return pd.concat([part[columns].astype(dict.fromkeys(_KEYS, object)) for part in parts], ignore_index=True)


def find_whole(
    connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], period: str, area: str
) -> pd.DataFrame:
    """place_code (county), measure: where every table behind a measure has rows of the county that count in the period."""
    found = {}
    for table in {name for one in measures for name in views.base_tables(one.table)}:
        rows = bound_rows_sql(table, BINDINGS[read_tables()[table].period], period, area)
        sql = f"SELECT DISTINCT county_code FROM ({rows}) WHERE {scope_sql(area)} AND county_code IS NOT NULL"
        found[table] = set(ask(connection, sql)["county_code"].to_pylist())
    keys = [
        (code, measure.id)
        for measure in measures
        for code in sorted(set.intersection(*(found[name] for name in views.base_tables(measure.table))))
    ]
    return pd.DataFrame(keys, columns=_KEYS, dtype=object)


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
    return ask(connection, _TOWNSHIPS).to_pandas().astype(object)


def _seen(
    connection: duckdb.DuckDBPyConnection, table: str, measures: Sequence[Measure], period: str, area: str
) -> pd.DataFrame:
    """county_code, township, and for each measure whether it has rows in the period (now_i) and in the year before it."""
    bounds = period_bounds(connection, measures, period, area)
    items = []
    for index, measure in enumerate(measures):
        present = bound_sql(measure.reported if measure.reported is not None else measure.population, table, bounds)
        items.append(f"coalesce(bool_or(({present}) AND period = '{period}'), FALSE) AS now_{index}")
        items.append(f"coalesce(bool_or(({present}) AND period <> '{period}'), FALSE) AS before_{index}")
    sql = _by_township_sql(table, items, period, area)
    return ask(connection, sql).to_pandas().astype({"county_code": object, "township": object})


def _count_registers(
    connection: duckdb.DuckDBPyConnection,
    measures: Sequence[Measure],
    claims: Sequence[Measure],
    period: str,
    area: str,
) -> pd.DataFrame:
    """place_code, measure and `COVERAGE` of the measures counted from registers, in counties that have rows and of which
    something is expected; one query for all registers.

    Not of a county of which some rows name no township: nobody can tell where these are. A claim of another year says nothing
    of a register of this one.
    """
    mine = [(measure, register_of(measure)) for measure in measures]
    wanted = {name for _, name in mine if name}
    held = [(claim, register_of(claim.counted_from(REGISTER))) for claim in claims if is_by_township(claim)]
    held = [(claim, name) for claim, name in held if name in wanted and claim.kind == "ratio"]
    monthly = {name for name in wanted if read_tables()[name].period == "month"}
    by_village = {name for name in wanted if set(read_tables()[name].key) <= _VILLAGE_ROWS}
    tables = sorted(monthly | by_village | {name for _, name in held})
    if not tables:
        return pd.DataFrame(columns=[*_KEYS, *COVERAGE])
    known = f"CASE WHEN length(place_code) >= 9 THEN {_TOWNSHIP} END AS township"
    now = [
        f"SELECT DISTINCT '{name}' AS register, county_code, {known} "
        f"FROM ({bound_rows_sql(name, BINDINGS[read_tables()[name].period], period, area)}) WHERE {scope_sql(area)}"
        for name in tables
    ]
    before = [_claimed_sql(connection, held, monthly, period, area)] if held else []
    before += [
        f"SELECT '{name}', county_code, township FROM ({_by_township_sql(name, [], period, area)})"
        for name in sorted(monthly)
    ]
    before += [f"SELECT '{name}', county_code, township FROM ({_TOWNSHIPS})" for name in sorted(by_village)]
    sql = (
        f"WITH now AS ({' UNION ALL '.join(now)}), before(register, county_code, township) AS ({' UNION '.join(before)}), "
        f"listed AS ({_TOWNSHIPS}), "
        "expected AS (SELECT register, county_code, township FROM now WHERE (register, county_code) IN "
        "(SELECT (register, county_code) FROM before) UNION SELECT register, county_code, township FROM before WHERE "
        "(county_code, township) IN (FROM listed) OR county_code NOT IN (SELECT county_code FROM listed)) "
        "SELECT register, e.county_code AS place_code, CAST(count(*) AS DOUBLE) AS places_expected, "
        "CAST(count(n.register) AS DOUBLE) AS places_present FROM expected e LEFT JOIN now n USING (register, county_code, township) "
        "GROUP BY ALL HAVING places_present > 0 "
        "AND (register, place_code) NOT IN (SELECT (register, county_code) FROM now WHERE township IS NULL)"
    )
    found = ask(connection, sql).to_pandas().astype({"register": object, "place_code": object})
    names = pd.DataFrame([(measure.id, name) for measure, name in mine], columns=["measure", "register"], dtype=object)
    return names.merge(found, on="register")[[*_KEYS, *COVERAGE]]


def _claimed_sql(
    connection: duckdb.DuckDBPyConnection,
    held: Sequence[tuple[Measure, str]],
    monthly: set[str],
    period: str,
    area: str,
) -> str:
    """register, county_code, township: where the newest report of the twelve months that says anything says that there is something to be
    done; one left empty takes nothing back."""
    parts = []
    for table in dict.fromkeys(claim.table for claim, _ in held):
        own = [pair for pair in held if pair[0].table == table]
        bounds = period_bounds(connection, [claim for claim, _ in own], period, area)
        items = []
        for index, (claim, name) in enumerate(own):
            sent, there = (bound_sql(tree, table, bounds) for tree in (claim.reported, claim.population))
            since = "" if name in monthly else f" AND period >= '{period[:4]}'"
            items.append(
                f"arg_max(({there}), period) FILTER (WHERE ({sent}) AND ({there}) IS NOT NULL{since}) AS there_{index}"
            )
        rows = _by_township_sql(table, items, period, area)
        names = ", ".join(f"CASE WHEN there_{index} THEN '{name}' END" for index, (_, name) in enumerate(own))
        unnested = f"SELECT unnest([{names}]) AS register, county_code, township FROM ({rows})"
        parts.append(f"SELECT * FROM ({unnested}) WHERE register IS NOT NULL")
    return " UNION ".join(parts)


def _by_township_sql(table: str, items: Sequence[str], period: str, area: str) -> str:
    """What a table says by township in the twelve months until the period, and the period a year before."""
    window = f"period >= '{_year_before(period)}' AND period <= '{period}' AND length(place_code) >= 9"
    return (
        f"SELECT {', '.join(['county_code', f'{_TOWNSHIP} AS township', *items])} FROM {table} "
        f"WHERE {counties_sql(area)} AND {scope_sql(area)} AND {window} GROUP BY ALL"
    )


def _count_table(seen: pd.DataFrame, measures: Sequence[Measure], known: pd.DataFrame) -> pd.DataFrame:
    """The columns of `count_places` for the measures of one table, from what `_seen` says and the listed townships."""
    seen = seen[seen["county_code"].notna()]
    at, counties = pd.factorize(seen["county_code"])
    listed = known["county_code"].value_counts().reindex(counties, fill_value=0).to_numpy()
    is_listed = pd.MultiIndex.from_frame(seen[["county_code", "township"]]).isin(pd.MultiIndex.from_frame(known))
    may_be_expected = is_listed | (listed[at] == 0)

    def count(rows: np.ndarray) -> np.ndarray:
        return np.bincount(at[rows], minlength=len(counties))

    parts = []
    for index, measure in enumerate(measures):
        now, before = (seen[f"{name}_{index}"].to_numpy(dtype=bool) for name in ("now", "before"))
        present, expected = count(now), count(now | (before & may_be_expected))
        is_first = (present > 0) & (count(before) == 0)
        expected = np.where(is_first, listed + count(now & ~is_listed), expected)
        some = expected > 0
        parts.append(
            pd.DataFrame(
                {
                    "place_code": counties[some],
                    "measure": measure.id,
                    "places_expected": expected[some].astype(float),
                    "places_present": present[some].astype(float),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


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
    amount, population = (bound_sql(tree, measure.table, bounds) for tree in (measure.numerator, measure.population))
    sql = (
        f"SELECT county_code, {_TOWNSHIP} AS township, CAST(sum({amount}) AS DOUBLE) AS amount FROM {measure.table} "
        f"WHERE {counties_sql(area)} AND {scope_sql(area)} AND period = '{period}' AND ({population}) "
        f"AND length(place_code) >= 9 GROUP BY ALL HAVING amount IS NOT NULL"
    )
    return ask(connection, sql).to_pandas().astype({"county_code": object, "township": object})


def _year_before(period: str) -> str:
    return f"{int(period[:4]) - 1:04d}{period[4:]}"
