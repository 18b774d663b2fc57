"""Lines that checks compare rows with, named `limit_<code>` in definitions: by place and year, else built in.

The tables 核查标准表 (any line) and 防返贫监测标准表 (the monitoring line) give values for counties, prefectures,
provinces or the country; a county takes the nearest one, and the built-in value where nothing is said for the year.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import duckdb
import sqlglot
from sqlglot import exp

from core.declared import group, kept_until_changed, read_yaml
from core.kinds import Where, mapping_of
from core.places import COUNTRY, chain, county_of, is_inside, parent_of, significant
from indicators.declared.fields import LIMIT
from store import ask, quote

LIMITS_FILE = Path(__file__).parent / "limits.yaml"
PREFIX = "limit_"
TABLES = ("check_limits", "monitoring_thresholds")
MONITORING_LINE = "monitoring_line_cny"
_PLACE = "CASE WHEN length(place_code) = 6 AND place_code LIKE '%00' THEN place_code ELSE coalesce(county_code, place_code) END"


@dataclass(frozen=True)
class Limit:
    """One line: its built-in value, the unit it is in, its title and where the value comes from; `year` is the year that the
    value holds for, None where it is not of one."""

    code: str
    title: str
    value: float
    unit: str
    source: str
    year: int | None = None


@kept_until_changed(LIMITS_FILE.parent)
def read_limits() -> Mapping[str, Limit]:
    """Code → built-in limit."""
    raw = mapping_of(group(LIMIT)).read(read_yaml(LIMITS_FILE), Where(LIMITS_FILE.name))
    return {code: Limit(code, **one | {"year": one["year"] and int(one["year"])}) for code, one in raw.items()}


@kept_until_changed(LIMITS_FILE.parent)
def limit_names() -> frozenset[str]:
    """The names a definition may use."""
    return frozenset(f"{PREFIX}{code}" for code in read_limits())


def read_lines(
    connection: duckdb.DuckDBPyConnection, year: str, codes: Collection[str], scope: str = ""
) -> dict[str, exp.Expression]:
    """`limit_<code>` → its value for the rows of a scope: a number where one holds for all, else a CASE of county_code."""
    given = _read_given(connection, year)
    built_in = {code: {COUNTRY: read_limits()[code].value} for code in codes}
    return {f"{PREFIX}{code}": line_tree(built_in[code] | given.get(code, {}), scope) for code in sorted(codes)}


def line_at(connection: duckdb.DuckDBPyConnection, code: str, year: str, place: str) -> float:
    """What a limit is at one place ('' everywhere) in a year: the nearest line of 核查标准表 above it, else the built-in value."""
    values = {COUNTRY: read_limits()[code].value} | _read_given(connection, year).get(code, {})
    return _nearest(place or COUNTRY, values)


def unknown_codes(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Codes in 核查标准表 that no built-in limit has: they change nothing and must be said."""
    rows = connection.execute("SELECT DISTINCT limit_code FROM check_limits ORDER BY 1").fetchall()
    return [code for (code,) in rows if code not in read_limits()]


def borrowed_lines(connection: duckdb.DuckDBPyConnection, year: str, counties: Iterable[str]) -> dict[str, list[str]]:
    """Code → the counties among these for which a built-in value of another year stands in, as none was imported for theirs."""
    given, asked = _read_given(connection, year), sorted(set(counties))
    yearly = [limit for limit in read_limits().values() if limit.year and str(limit.year) != year]
    found = {
        limit.code: [county for county in asked if not _is_given(county, given.get(limit.code, {}))] for limit in yearly
    }
    return {code: places for code, places in found.items() if places}


def _is_given(county: str, given: Mapping[str, float]) -> bool:
    return any(place in given for place in (COUNTRY, *chain(county)))


def _read_given(connection: duckdb.DuckDBPyConnection, year: str) -> dict[str, dict[str, float]]:
    """Code → place → value of a year; 核查标准表 goes before 防返贫监测标准表."""
    of_year = f"WHERE period = {quote(year)}"
    query = (
        f"SELECT '{MONITORING_LINE}' AS code, {_PLACE} AS place, threshold_cny AS value, 1 AS rank "
        f"FROM monitoring_thresholds {of_year} UNION ALL "
        f"SELECT limit_code, {_PLACE}, limit_value, 2 FROM check_limits {of_year} ORDER BY rank"
    )
    given: dict[str, dict[str, float]] = {}
    for row in ask(connection, query).to_pylist():
        if row["value"] is not None:
            given.setdefault(row["code"], {})[row["place"]] = row["value"]
    return given


def line_tree(values: Mapping[str, float], scope: str) -> exp.Expression:
    """What holds for the rows of a scope of values by place (one for `COUNTRY` among them): a number, or a CASE of county_code."""
    inside = county_of(scope) if scope.isdigit() else COUNTRY
    default = _nearest(inside, values)
    below = {place: value for place, value in values.items() if place != inside and is_inside(place, inside)}
    branches = []
    for width in (6, 4, 2):
        mine = {place: value for place, value in below.items() if len(significant(place)) == width}
        mine = {place: value for place, value in mine.items() if value != _nearest(parent_of(place), values)}
        for value in sorted(set(mine.values())):
            places = ", ".join(f"'{significant(place)}'" for place in sorted(mine) if mine[place] == value)
            key = "county_code" if width == 6 else f"substring(county_code, 1, {width})"
            branches.append(f"WHEN {key} IN ({places}) THEN {value!r}")
    text = f"CASE {' '.join(branches)} ELSE {default!r} END" if branches else repr(default)
    return cast(exp.Expression, sqlglot.parse_one(text, dialect="duckdb"))


def _nearest(place: str, values: Mapping[str, float]) -> float:
    """The value of a place, else of the one above it."""
    while place not in values:
        place = parent_of(place)
    return values[place]
