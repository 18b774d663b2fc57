"""Rows short of a measure put together by project, household or unit, village, township or county; how many rows each has."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from indicators.declared import COUNTY, SUBJECT, TOWNSHIP, VILLAGE, Measure, views
from indicators.evaluation import query
from indicators.shortfalls.lists import ListRequest, row_counter
from store import Store

KEY: Final = ("group_place", "household_code", "project_code")
_PLACES: Final = {
    SUBJECT: "coalesce(place_code, county_code)",
    VILLAGE: "left(coalesce(place_code, county_code), 12)",
    TOWNSHIP: "left(coalesce(place_code, county_code), 9)",
    COUNTY: "county_code",
}
_PROJECTS: Final = ("project_code", "asset_code")
"""Columns whose code names what a row is about, where it is about no household."""
_HOLDERS: Final = (*_PROJECTS, "unit_key")
"""The same with who answers for the row, where a unit does and no county."""


def has_subject(measure: Measure) -> bool:
    """Whether a row of the measure's list is about a household, a project, an asset or a unit; otherwise it is about its place."""
    columns = views.relation_columns(measure.table)
    return any(name in columns for name in ("household_code", *_HOLDERS))


def count_subjects(store: Store, requests: Sequence[ListRequest]) -> dict[str, int]:
    """What falls short of any of the measures, each once: counter (`个项目`, `户`) → how many, most first.

    Projects and assets are told apart by their code, all else by the stored row. Rows of different counters are never added.
    """
    queries: dict[str, list[str]] = {}
    with store.connect() as connection:
        views.prepare(connection)
        for request in requests:
            short = query.short_sql(connection, request.row_request())
            queries.setdefault(row_counter(request.measure), []).append(_subjects_sql(request.measure, short))
        counts = {
            counter: _first(connection.execute(f"SELECT count(*) FROM ({' UNION '.join(parts)})").fetchone())
            for counter, parts in queries.items()
        }
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def _subjects_sql(measure: Measure, short: str) -> str:
    """One row a thing that falls short: of which county, and its code (with the source where money is meant) or stored row."""
    columns = views.relation_columns(measure.table)
    code = next((name for name in _PROJECTS if name in columns), "")
    row = "concat_ws('|', source_hash, source_sheet, CAST(source_row AS VARCHAR))"
    part = " || '|' || coalesce(fund_source, '')" if "fund_source" in columns else ""
    key = f"coalesce('{code}|' || CAST({code} AS VARCHAR){part}, {row})" if code else row
    return f"SELECT DISTINCT county_code, {key} AS subject FROM ({short})"


def _first(row: tuple[int, ...] | None) -> int:
    return row[0] if row else 0


def count_groups(store: Store, request: ListRequest, by: str) -> int:
    """How many groups the rows asked for make."""
    return len(read_groups(store, request, by, 0))


def read_groups(store: Store, request: ListRequest, by: str, rows_each: int) -> pd.DataFrame:
    """The first rows of every group in the order of place: every column of the row, the group's `KEY` and row_count.

    The household of a row stands in row_household too, also where the group has none.

    With `rows_each` 0 one row a group of `KEY`, county_code and row_count only.
    """
    with store.connect() as connection:
        views.prepare(connection)
        short = query.short_sql(connection, request.on_day(store).row_request())
        own = f"s.*{_without_taken(request.measure)}{_own_household(request.measure)}"
        keyed = f"SELECT {_key_sql(request.measure, by)}, {own} FROM ({short}) AS s"
        return connection.execute(_groups_sql(keyed, rows_each)).df()


def _groups_sql(keyed: str, rows_each: int) -> str:
    names = ", ".join(KEY)
    if not rows_each:
        counted = f"any_value(county_code) AS county_code, count(*) AS row_count FROM ({keyed})"
        return f"SELECT {names}, {counted} GROUP BY {names} ORDER BY {names}"
    return (
        f"SELECT * EXCLUDE (nth) FROM (SELECT *, count(*) OVER whole AS row_count, row_number() OVER "
        f"(whole ORDER BY place_code, source_row, source_hash) AS nth FROM ({keyed}) "
        f"WINDOW whole AS (PARTITION BY {names})) WHERE nth <= {rows_each:d} ORDER BY {names}, nth"
    )


def _key_sql(measure: Measure, by: str) -> str:
    """The columns of `KEY`; a household or project only where groups are by what a row is about."""
    columns = views.relation_columns(measure.table)
    household = "household_code" if "household_code" in columns else "''"
    project = next((name for name in _HOLDERS if name in columns), "''")
    if by != SUBJECT:
        household = project = "''"
    named = ((household, "household_code"), (project, "project_code"))
    said = (f"coalesce(CAST({value} AS VARCHAR), '') AS {name}" for value, name in named)
    return f"{_PLACES[by]} AS group_place, {', '.join(said)}"


def _own_household(measure: Measure) -> str:
    return ", s.household_code AS row_household" if "household_code" in views.relation_columns(measure.table) else ""


def _without_taken(measure: Measure) -> str:
    """Leaves out the columns of the row whose names the key takes."""
    columns = views.relation_columns(measure.table)
    taken = [name for name in ("household_code", "project_code") if name in columns]
    return f" EXCLUDE ({', '.join(taken)})" if taken else ""
