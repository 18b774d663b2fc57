"""The counts that 数据真实 tests, straight from the store: one GROUP BY a figure, whatever the number of rows."""

import duckdb
import pandas as pd

from indicators.declared import PeriodBounds, views
from indicators.evaluation import query
from indicators.households import INCOMES
from indicators.integrity.declared_tests import PHONE_TABLE, ROUND_STEPS, TAIL_FROM, VECTOR, Figure


def count_last_digits(
    connection: duckdb.DuckDBPyConnection, figure: Figure, period: str, scope: str, level: str
) -> pd.DataFrame:
    """place_code, bin (0–9), count of the last digits of the figure in whole yuan, of at least TAIL_FROM."""
    whole = f"CAST(round({figure.column}) AS BIGINT)"
    return _count(connection, figure, period, scope, level, f"{whole} % 10", f"{whole} >= {TAIL_FROM}")


def count_first_digits(
    connection: duckdb.DuckDBPyConnection, figure: Figure, period: str, scope: str, level: str
) -> pd.DataFrame:
    """place_code, bin (1–9), count of the first digits of the figure from 1 yuan on."""
    whole = f"CAST(floor({figure.column}) AS BIGINT)"
    return _count(
        connection, figure, period, scope, level, f"CAST(left(CAST({whole} AS VARCHAR), 1) AS BIGINT)", f"{whole} >= 1"
    )


def count_round(
    connection: duckdb.DuckDBPyConnection, figure: Figure, period: str, scope: str, level: str
) -> pd.DataFrame:
    """place_code, bin (0 all, 100, 500, 1000 the multiples of it), count of figures of at least TAIL_FROM."""
    rows = _rows_sql(figure.table, period, scope)
    multiples = ", ".join(f"count(*) FILTER (WHERE {figure.column} % {step} = 0) AS m{step}" for step in ROUND_STEPS)
    sql = (
        f"SELECT {query.key_sql(level)} AS place_code, count(*) AS m0, {multiples} FROM ({rows}) "
        f"WHERE {figure.column} >= {TAIL_FROM} GROUP BY 1 HAVING place_code IS NOT NULL ORDER BY 1"
    )
    wide = connection.execute(sql).df()
    long = wide.melt("place_code", var_name="bin", value_name="count")
    return long.assign(bin=long["bin"].str[1:].astype(int))


def read_spans(
    connection: duckdb.DuckDBPyConnection, figure: Figure, period: str, scope: str, level: str
) -> dict[str, tuple[float, float]]:
    """Place → the figure's 1st and 99th percentile from 1 yuan on, what it spans without its extremes; the scope's own too."""
    quantiles = f"quantile_cont({figure.column}, 0.01), quantile_cont({figure.column}, 0.99)"
    rows = f"FROM ({_rows_sql(figure.table, period, scope)}) WHERE {figure.column} >= 1"
    ((low, high),) = connection.execute(f"SELECT {quantiles} {rows}").fetchall()
    whole = {} if low is None else {scope: (low, high)}
    sql = f"SELECT {query.key_sql(level)} AS place_code, {quantiles} {rows} GROUP BY 1 HAVING place_code IS NOT NULL"
    return whole | {place: (low, high) for place, low, high in connection.execute(sql).fetchall()}


def count_same_vectors(connection: duckdb.DuckDBPyConnection, period: str, scope: str, level: str) -> pd.DataFrame:
    """place_code, n (households with an income), hits (those whose whole income another household of the village has)."""
    vector = ", ".join(f"coalesce({name}, 0)" for name in VECTOR)
    groups = (
        f"SELECT place_code, county_code, count(*) AS rows_alike FROM ({_rows_sql(INCOMES, period, scope)}) "
        f"WHERE net_income_cny > 0 GROUP BY place_code, county_code, {vector}"
    )
    return _shares(connection, groups, "rows_alike", "CASE WHEN rows_alike > 1 THEN rows_alike ELSE 0 END", level)


def count_copied(connection: duckdb.DuckDBPyConnection, period: str, scope: str, level: str) -> pd.DataFrame:
    """place_code, n (households with an income in both years), hits (those whose whole income is last year's)."""
    same = " AND ".join(f"coalesce(n.{name}, 0) = coalesce(b.{name}, 0)" for name in VECTOR)
    return _shares(
        connection, _two_years_sql(period, scope, f"{same} AS is_same"), "1", "CAST(is_same AS INTEGER)", level
    )


def count_shared_phones(connection: duckdb.DuckDBPyConnection, period: str, scope: str, level: str) -> pd.DataFrame:
    """place_code, n (households with a telephone), hits (those whose number another household of the county has)."""
    households = (
        "SELECT county_code, household_code, min(place_code) AS place_code, max(household_phone) AS phone "
        f"FROM ({_rows_sql(PHONE_TABLE, period, scope, is_county=True)}) WHERE household_phone <> '' GROUP BY 1, 2"
    )
    shared = f"SELECT county_code, phone, count(*) AS users FROM ({households}) GROUP BY 1, 2 HAVING count(*) > 1"
    rows = (
        f"SELECT h.place_code, h.county_code, s.users IS NOT NULL AS is_shared FROM ({households}) h "
        f"LEFT JOIN ({shared}) s ON s.county_code = h.county_code AND s.phone = h.phone"
    )
    inside = f"SELECT * FROM ({rows}) WHERE {query.scope_sql(scope)}"
    return _shares(connection, inside, "1", "CAST(is_shared AS INTEGER)", level)


def read_growth(connection: duckdb.DuckDBPyConnection, period: str, scope: str, level: str) -> pd.DataFrame:
    """place_code, n (households with an income in both years), value: the median growth of income per person (0.05 is 5 %)."""
    growth = "n.income_per_person_cny / b.income_per_person_cny - 1 AS growth"
    rows = _two_years_sql(period, scope, growth, "b.income_per_person_cny > 0 AND n.income_per_person_cny IS NOT NULL")
    sql = (
        f'SELECT {query.key_sql(level)} AS place_code, count(*) AS n, median(growth) AS "value" FROM ({rows}) '
        "GROUP BY 1 HAVING place_code IS NOT NULL ORDER BY 1"
    )
    return connection.execute(sql).df()


def _count(
    connection: duckdb.DuckDBPyConnection, figure: Figure, period: str, scope: str, level: str, digit: str, where: str
) -> pd.DataFrame:
    sql = (
        f'SELECT {query.key_sql(level)} AS place_code, {digit} AS bin, count(*) AS "count" '
        f"FROM ({_rows_sql(figure.table, period, scope)}) WHERE {where} GROUP BY 1, 2 HAVING place_code IS NOT NULL ORDER BY 1, 2"
    )
    return connection.execute(sql).df()


def _shares(connection: duckdb.DuckDBPyConnection, rows: str, n: str, hits: str, level: str) -> pd.DataFrame:
    sql = (
        f"SELECT {query.key_sql(level)} AS place_code, CAST(sum({n}) AS BIGINT) AS n, CAST(sum({hits}) AS BIGINT) AS hits "
        f"FROM ({rows}) GROUP BY 1 HAVING place_code IS NOT NULL ORDER BY 1"
    )
    return connection.execute(sql).df()


def _two_years_sql(
    period: str, scope: str, facts: str, where: str = "b.net_income_cny > 0 AND n.net_income_cny > 0"
) -> str:
    """Households of a scope with an income this year (n) and last year (b): place_code, county_code and facts."""
    before = views.read_sql(INCOMES, PeriodBounds.of(period), query.counties_sql(scope), how="last_year")
    return (
        f"SELECT n.place_code, n.county_code, n.household_code, {facts} FROM ({_rows_sql(INCOMES, period, scope)}) n "
        f"JOIN ({before}) b ON b.county_code = n.county_code AND b.household_code = n.household_code WHERE {where}"
    )


def _rows_sql(table: str, period: str, scope: str, is_county: bool = False) -> str:
    """The rows of a table in a period inside a scope, or of the scope's counties."""
    inside = views.EVERYWHERE if is_county else query.scope_sql(scope)
    return views.read_sql(table, PeriodBounds.of(period), query.counties_sql(scope), inside, "here")
