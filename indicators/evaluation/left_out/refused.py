"""Rows that were in a file and are not in the table, as a cell that has to be there was empty or could not be read.

The import tells how many, of which county and period. What a measure counts is then short of them: they are unknown rows that fall
short, so that leaving the cell empty never pays.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import duckdb
import pandas as pd

from indicators.declared import Measure, views
from indicators.evaluation.coverage import BINDINGS
from indicators.evaluation.knowing import weight_of_a_row
from indicators.evaluation.query import ask, bound_rows_sql, counties_sql
from indicators.scoring import LOWER
from store import REFUSED, quote, read_tables

_KEYS: Final = ["place_code", "measure"]


def find_refused(connection: duckdb.DuckDBPyConnection, tables: Iterable[str], period: str, area: str) -> pd.DataFrame:
    """table, county_code, rows: of the imports whose rows count in the period; no row where every row was stored.

    Of a table of figures a row is one of the sheet.
    """
    told = {name for (name,) in connection.execute(f"SELECT DISTINCT table_name FROM {REFUSED}").fetchall()}
    parts = [_find_one(connection, name, period, area) for name in sorted(told & set(tables))]
    return pd.concat(parts) if parts else pd.DataFrame(columns=["table", "county_code", "rows"])


def add_refused(
    connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, declared: Mapping[str, Measure], period: str, area: str
) -> pd.DataFrame:
    """The values of counties with `refused` (rows, 0 where all were stored). They are of the table that is counted, where that has single
    rows: of reports it is told which are missing. Of a total where more is worse nobody can say how bad they are."""
    tables = {name: views.base_tables(one.table)[0] for name, one in declared.items()}
    single = {name for name in tables.values() if not read_tables()[name].is_melted}
    found = find_refused(connection, single, period, area)
    if found.empty:
        return frame.assign(refused=0.0)
    by_county = {(table, county): rows for table, county, rows in found.itertuples(index=False)}
    pairs = zip(frame["place_code"], frame["measure"].map(tables), strict=True)
    count = [by_county.get((table, county), 0.0) for county, table in pairs]
    refused = pd.Series(count, index=frame.index, dtype=float).where(frame["rows_present"] > 0, 0.0)
    weight = refused * weight_of_a_row(frame)
    kinds = frame["measure"].map({name: one.kind for name, one in declared.items()})
    is_lower = frame["measure"].map({name: one.direction == LOWER for name, one in declared.items()}).astype(bool)
    is_added = is_lower & kinds.isin(["share", "ratio", "count"])
    is_boundless = (refused > 0) & is_lower & (kinds == "total")
    top = frame["low_numerator"] + weight.where(is_added, 0.0)
    top = top.where(kinds != "mean", top + refused * frame["worst"].where(refused > 0, 0.0))
    return frame.assign(
        refused=refused,
        rows_unknown=frame["rows_unknown"] + refused,
        low_numerator=top.mask(is_boundless),
        low_denominator=frame["low_denominator"] + weight,
    )


def _find_one(connection: duckdb.DuckDBPyConnection, table: str, period: str, area: str) -> pd.DataFrame:
    """Of one table; its name stands in the query, so that a kept answer is of these very rows."""
    kind = read_tables()[table].period
    rows = bound_rows_sql(table, BINDINGS[kind], period, area)
    of_period = ", period" if kind != "none" else ", '' AS period"
    sql = (
        f'SELECT {quote(table)} AS "table", county_code, CAST(sum(rows) AS DOUBLE) AS rows FROM {REFUSED} '
        f"SEMI JOIN (SELECT DISTINCT import_id, county_code{of_period} FROM ({rows})) USING (import_id, county_code, period) "
        f"WHERE table_name = {quote(table)} AND {counties_sql(area)} GROUP BY ALL"
    )
    return ask(connection, sql).to_pandas().astype({"table": object, "county_code": object})


def say_refused(measure: Measure, rows: float) -> str:
    """`《扶贫资产台账》有 3 行没有收进来`."""
    return f"《{read_tables()[views.base_tables(measure.table)[0]].title}》有 {int(rows)} 行没有收进来"
