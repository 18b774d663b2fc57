"""How far the data reach: the periods a framework can be evaluated for, and the places whose counties have rows."""

from collections.abc import Sequence
from datetime import date

import duckdb

from core.places import COUNTRY, PlaceIndex, chain, is_area, level_of, prefecture_of, province_of
from core.settings import today
from indicators.declared import Framework, views
from indicators.evaluation import query
from store import Store, read_places


def periods(store: Store, framework: Framework) -> list[str]:
    """The periods with data for a framework, oldest first; a payment dated after today, or in another year than its budget,
    makes none."""
    with store.connect() as connection:
        return periods_in(connection, framework, today(store.folder))


def periods_in(connection: duckdb.DuckDBPyConnection, framework: Framework, until: date) -> list[str]:
    """Distinct periods of the tables the framework looks at, of the framework's own kind."""
    names: set[str] = set()
    for table in framework.tables():
        names |= set(_table_periods(connection, table, framework, until))
    length = {"month": 7, "year": 4}.get(framework.period)
    return sorted(name for name in names if name and (length is None or len(name) == length))


def _table_periods(
    connection: duckdb.DuckDBPyConnection, table: str, framework: Framework, until: date
) -> Sequence[str]:
    """Periods of one table; rows that belong to no county, and payments dated wrongly, say nothing about a county's periods."""
    columns = views.relation_columns(table)
    kept = "county_code IS NOT NULL" if framework.level == "county" and "county_code" in columns else "TRUE"
    if table == "fund_payments" and framework.period == "month":
        period = "strftime(paid_on, '%Y-%m')"
        kept += f" AND paid_on <= DATE '{until}' AND strftime(paid_on, '%Y') = period"
    elif "period" in columns:
        period = "period"
    else:
        return []
    found = query.ask(connection, f"SELECT DISTINCT {period} AS period FROM {table} WHERE {kept}")
    return [str(name) for name in found["period"].to_pylist() if name is not None]


def area_of(scope: str, places: PlaceIndex) -> str:
    """The area whose places are ranked together when `scope` is looked at: a county's prefecture, else the scope itself."""
    if level_of(scope) == "country" or not scope.isdigit():
        return ""
    if is_area(scope):
        return scope
    prefecture = prefecture_of(scope)
    return prefecture if places.find(prefecture) else province_of(scope)


def scopes_with_data(store: Store) -> dict[str, str]:
    """Code → label of every province, prefecture and county with rows in any table but the place table, widest first.

    With several provinces the whole country comes first.
    Labels are indented by level with full-width blanks, so that a picker reads as a tree.
    """
    index = read_places(store)
    names = [name for name in store.versions() if name != "places" and "county_code" in views.relation_columns(name)]
    if not names:
        return {}
    parts = " UNION ".join(f"SELECT DISTINCT county_code FROM {name} WHERE county_code IS NOT NULL" for name in names)
    with store.connect() as connection:
        codes = query.ask(connection, parts)["county_code"].to_pylist()
    counties = {code for code in codes if (place := index.find(code)) is not None and place.level == "county"}
    wanted = {above for code in counties for above in chain(code)}
    found = [(place, place.level) for code in sorted(wanted) if (place := index.find(code)) is not None]
    indent = {"province": "", "prefecture": "　", "county": "　　"}
    labels = {place.code: f"{indent.get(level, '')}{place.name}" for place, level in found}
    is_many = sum(level == "province" for _, level in found) > 1
    return {COUNTRY: "全国", **labels} if is_many else labels
