"""Findings of the household checks: the run for a period, its counts by place and check, its findings with their facts.

A run is made once for the tables, definitions, lines and exemptions of a moment and read from its files by every page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import pandas as pd

from core.errors import UserError
from core.places import county_of, significant
from core.words import say_period
from indicators.checks.engines import DuckdbEngine, Engine, Progress, bounds_of, source_sql
from indicators.checks.making import COUNT_COLUMNS, FILE_COLUMNS, RunRequest, make_run
from indicators.checks.runs import Run, current_key, drop_old, find_previous, list_runs, lock
from indicators.declared import CHECKS, Framework, Measure, PeriodBounds, day_of_view, read_framework, views
from indicators.households import REF_DIGITS
from store import Store, quote

ALL_STATES = "all"
MONTHLY_EXPORT = "monitored_persons"
"""The table by month that nearly every check looks at; its months are those that can be checked."""
_STATES = {
    "": "NOT is_exempt AND state <> 'gone'",
    ALL_STATES: "TRUE",
    "gone": "state = 'gone'",
    "exempt": "is_exempt AND state <> 'gone'",
    "still": "NOT is_exempt AND state IN ('still', 'unclear')",
} | {state: f"NOT is_exempt AND state = '{state}'" for state in ("new", "first")}
_CUTS = ("aspect", "indicator", "problem_type", "department", "suspicion")
_CODE = "\"check\" || '-' || left(county_code, 6) || '-' || left(md5(\"check\" || '|' || row_key), 10)"
"""A finding's code: what it had before it named the county, with the county's code in the middle."""
_CODELESS = "regexp_replace(finding_code, '-[0-9]{6}-', '-')"
"""A code without its county: that of before, or of a county that has another code today."""


@dataclass(frozen=True)
class FindingFilter:
    """Which findings: of one check, or of the checks of a cut; in a state. '' stands for every check, but as a state for
    open findings (neither exempt nor gone); `ALL_STATES` is every state there is."""

    check: str = ""
    aspect: str = ""
    indicator: str = ""
    problem_type: str = ""
    department: str = ""
    suspicion: str = ""
    state: str = ""
    compares_only: bool = False


@dataclass(frozen=True)
class FindingRequest:
    """Which findings to list: inside a place ('' everywhere), of one household if named."""

    place: str
    filters: FindingFilter = FindingFilter()
    limit: int | None = None
    offset: int = 0
    household_code: str = ""


def ensure_run(
    store: Store,
    period: str,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
    framework: Framework | None = None,
) -> Run:
    """The run of the tables as they are now; made when there is none, by `engine` (DuckDB when none is named).

    Servers that ask at the same time wait for the one that makes it.
    """
    checks = framework or read_framework(CHECKS)
    found = find_run(store, period, framework=checks)
    if found is not None and _fits(found, engine):
        return found
    with lock(store):
        found = find_run(store, period, framework=checks)
        if found is not None and _fits(found, engine):
            return found
        run = make_run(store, RunRequest(checks, period, engine or DuckdbEngine(), progress))
        drop_old(store)
    return replace(run, is_current=True)


def ensure_compared_run(
    store: Store,
    period: str,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
    framework: Framework | None = None,
) -> Run:
    """`ensure_run`, compared with the month before even where nothing was ever checked.

    When this would be the first run of all and the system's export of an earlier month is in the store, that month is
    checked first, so that new, still and gone are known from the first run on. It is done here and not when tables are
    imported: a first check of real tables needs it as much as the demonstration, and it costs its time only once.
    """
    checks = framework or read_framework(CHECKS)
    before = _unchecked_month(store, period)
    if before:
        ensure_run(store, before, engine=engine, progress=_part(progress, before, 0.0), framework=checks)
        progress = _part(progress, period, 0.5)
    return ensure_run(store, period, engine=engine, progress=progress, framework=checks)


def _unchecked_month(store: Store, period: str) -> str:
    """The newest month of the system's export before the period, when no run is there to compare with; '' otherwise."""
    PeriodBounds.of(period)
    if find_previous(store, period) is not None:
        return ""
    with store.connect() as connection:
        sql = f"SELECT max(period) FROM {MONTHLY_EXPORT} WHERE period < $period"
        found = connection.execute(sql, {"period": period}).fetchone()
    return str(found[0]) if found and found[0] else ""


def _part(progress: Progress | None, period: str, start: float) -> Progress | None:
    """Progress of one of two runs, each half of the work."""
    return (
        None if progress is None else lambda words, share: progress(f"{say_period(period)} {words}", start + share / 2)
    )


def find_run(store: Store, period: str, *, framework: Framework | None = None) -> Run | None:
    """The newest run of a period, which may not be current; None when it was never checked."""
    PeriodBounds.of(period)
    runs = list_runs(store, period)
    if not runs:
        return None
    key = current_key(store, framework or read_framework(CHECKS), period)
    return replace(runs[0], is_current=runs[0].key == key)


def read_matrix(
    store: Store, run: Run, *, scope: str = "", level: str = "county", filters: FindingFilter = FindingFilter(),
    framework: Framework | None = None,
) -> pd.DataFrame:  # fmt: skip
    """place_code, check, population, unknown, findings, new, still, gone, exempt by places of a level inside a scope.

    unknown counts the rows of the population that nobody can judge, because a cell or a table is missing: population −
    unknown were judged. findings are the open ones; new and still are among them (the rest is first), exempt and gone are
    not. Only places and checks with a population or something gone. A state in the filter keeps the rows that have findings in it.
    """
    checks = _checks(run, filters, framework)
    names = ", ".join(f'"{name}"' for name in ("place_code", "check", *COUNT_COLUMNS))
    wanted = {"": "TRUE", ALL_STATES: "TRUE", "first": "findings > new + still"}.get(
        filters.state, f'"{filters.state}" > 0'
    )
    sql = (
        f"SELECT {names} FROM read_parquet($file) WHERE {_inside(scope)} AND {_among(checks)} "
        f'AND {wanted} ORDER BY county_code, place_code, list_position($checks, "check")'
    )
    with store.connect() as connection:
        return _read(connection, sql, {"file": str(run.counts(level)), "checks": checks})


def read_findings(
    store: Store, run: Run, request: FindingRequest, framework: Framework | None = None
) -> tuple[pd.DataFrame, int]:
    """The findings asked for, in the order of place, check and row, and how many there are without limit and offset.

    Columns: finding_code (the same in every run), check, place_code, county_code, household_code, household_ref, row_key,
    state, is_exempt, exempt_reason, exempt_until, review_result, review_note, source_*.
    """
    columns = ", ".join(f'"{name}"' for name in FILE_COLUMNS)
    rows, values = rows_asked(run, request, framework)
    part = f" LIMIT {request.limit:d} OFFSET {request.offset:d}" if request.limit is not None else ""
    order = 'county_code, place_code, list_position($checks, "check"), source_row, row_key'
    listed = (
        f"SELECT f.*, r.review_result, r.review_note FROM (SELECT {_CODE} AS finding_code, {columns}, "
        f"left(md5(household_code), {REF_DIGITS}) AS household_ref {rows} ORDER BY {order}{part}) f "
        f"LEFT JOIN ({_reviews_sql()}) r ON r.bare_code = {_CODELESS} AND r.county_code = f.county_code ORDER BY {order}"
    )
    with store.connect() as connection:
        found = _read(connection, listed, values)
        total = (
            len(found)
            if request.limit is None
            else int(_read(connection, f"SELECT count(*) AS n {rows}", _without(values, "checks"))["n"][0])
        )
    return found, total


def _reviews_sql() -> str:
    """county_code, bare_code, review_result, review_note of the reviews, of several for one finding the newest. A review
    filled in under a code without a county belongs to the finding of its own county."""
    return (
        f"SELECT county_code, {_CODELESS} AS bare_code, review_result, review_note FROM finding_reviews QUALIFY row_number() "
        "OVER (PARTITION BY county_code, bare_code ORDER BY reviewed_on DESC NULLS LAST, finding_code DESC) = 1"
    )


def rows_asked(run: Run, request: FindingRequest, framework: Framework | None = None) -> tuple[str, dict[str, object]]:
    """`FROM … WHERE …` of the findings asked for without limit and offset, and its values; `$checks` is for an order."""
    checks = _checks(run, request.filters, framework)
    conditions = [_inside(request.place), _among(checks), _STATES[request.filters.state]]
    values: dict[str, object] = {"file": str(run.findings), "checks": checks}
    if request.household_code:
        conditions.append("household_code = $household")
        values["household"] = request.household_code
    return f"FROM read_parquet($file) WHERE {' AND '.join(conditions)}", values


def read_facts(
    store: Store, period: str, measure: Measure, rows: pd.DataFrame, day: date | None = None
) -> pd.DataFrame:
    """The check's `list_columns` of the rows behind these findings (row_key, place_code, county_code), by row_key; `day` is
    the run's, None the working day's (`day_of_view`).
    """
    columns = "".join(f', "{name}"' for name in measure.list_columns)
    places = ", ".join(quote(code) for code in sorted(set(rows["place_code"])))
    if rows.empty:
        return pd.DataFrame(columns=[*measure.list_columns]).rename_axis("row_key")
    bounds = bounds_of(measure, PeriodBounds.of(period, day_of_view(store, period, day)))
    source = source_sql(measure, bounds, period, _common(rows), f"place_code IN ({places})")
    with store.connect() as connection:
        views.prepare(connection)
        wanted = pd.DataFrame({"row_key": rows["row_key"].unique()})
        connection.register("wanted_rows", wanted)
        sql = f"SELECT row_key{columns} FROM ({source}) AS facts WHERE row_key IN (SELECT row_key FROM wanted_rows) ORDER BY source_row"
        found = connection.execute(sql).df()
        connection.unregister("wanted_rows")
    return found.drop_duplicates("row_key").set_index("row_key")


def _without(values: dict[str, object], name: str) -> dict[str, object]:
    """A query gets no value that it does not use."""
    return {key: value for key, value in values.items() if key != name}


def _fits(run: Run, engine: Engine | None) -> bool:
    return run.is_current and (engine is None or engine.name == run.engine)


def _checks(run: Run, filters: FindingFilter, framework: Framework | None) -> list[str]:
    """The ids of the run's checks that pass the filters, in the run's order."""
    measures = (framework or read_framework(CHECKS)).measures
    wanted = {cut: value for cut in _CUTS if (value := getattr(filters, cut))}
    return [
        name
        for name in run.checks
        if name in measures
        and filters.check in ("", name)
        and all(getattr(measures[name], cut) == value for cut, value in wanted.items())
        and (measures[name].compares or not filters.compares_only)
    ]


def _among(checks: Sequence[str]) -> str:
    return f'"check" IN ({", ".join(quote(name) for name in checks)})' if checks else "FALSE"


def _inside(place: str) -> str:
    """The condition of a place as a range, so that the files' own lowest and highest codes show which parts to read."""
    prefix = significant(place)
    if not prefix:
        return "TRUE"
    if not place.isdigit():
        return "FALSE"
    column = "place_code" if place != county_of(place) else "county_code"
    return f"{column} >= '{prefix}' AND {column} < '{int(prefix) + 1:0{len(prefix)}d}'"


def _common(rows: pd.DataFrame) -> str:
    """The county of all rows, or '' when they are of several."""
    counties = set(rows["county_code"])
    return counties.pop() if len(counties) == 1 else ""


def _read(connection: duckdb.DuckDBPyConnection, sql: str, values: dict[str, object]) -> pd.DataFrame:
    try:
        return connection.execute(sql, values).df()
    except duckdb.IOException as error:
        raise UserError("这次核查的结果已被新的核查取代", todo="请刷新页面") from error


__all__: Sequence[str] = (
    "FindingFilter", "FindingRequest", "Run", "ensure_compared_run", "ensure_run", "find_run", "read_facts",
    "read_findings", "read_matrix",
)  # fmt: skip
