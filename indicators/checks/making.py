"""Makes a run: runs the checks, compares what they find with the run before and writes findings and counts."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from core.errors import UserError
from core.settings import TIME_ZONE, today
from indicators.checks import exemptions
from indicators.checks import runs as findings_runs
from indicators.checks.engines import COUNTS, IDENTITY, NAMES, OPEN, ROWS, Engine, Progress, name_checks, run_checks
from indicators.checks.reuse import find_reuse, take_over
from indicators.checks.runs import LEVELS, Run
from indicators.declared import Framework, Measure, day_of_view, limits, views
from store import Store, quote, read_tables

ROWS_PER_GROUP = 61_440
"""Rows of a row group of the files; one village reads one or two of them."""
FILE_COLUMNS = (
    "check", "place_code", "county_code", "household_code", "row_key", "state", "is_exempt", "exempt_reason",
    "exempt_until", "source_file", "source_hash", "source_sheet", "source_row",
)  # fmt: skip
COUNT_COLUMNS = ("population", "unknown", "findings", "new", "still", "gone", "exempt")
_OPEN = "NOT is_exempt AND state <> 'gone'"
_TALLIES = {
    "findings": _OPEN,
    "new": "NOT is_exempt AND state = 'new'",
    "still": "NOT is_exempt AND state IN ('still', 'unclear')",
    "gone": "state = 'gone'",
    "exempt": "is_exempt AND state <> 'gone'",
}
MOST_NAMED = 5
"""Counties named one by one in a notice."""
_WIDTH = {"township": 9, "village": 12}
_ORDER = "county_code, place_code, number, source_row, row_key"
_BEFORE, _UNCLEAR, _JUDGED = "check_before", "check_unclear", "check_judged"
_CHECKED_BEFORE, _CHECKED_NOW = "check_counties_before", "check_counties_now"


@dataclass(frozen=True)
class RunRequest:
    """What to make: the checks of a framework for a period, by an engine."""

    framework: Framework
    period: str
    engine: Engine
    progress: Progress | None = None

    @property
    def may_reuse(self) -> bool:
        """Whether the engine reads what the driver's connection sees, and so can be shown some counties only."""
        return self.engine.versions is None


def make_run(store: Store, request: RunRequest) -> Run:
    """A new run of the tables as they are now, on disk. Raises nothing that leaves half a run behind.

    Counties whose tables did not change since the newest run of the period are taken over from it.
    """
    started = time.perf_counter()
    measures = list(request.framework.measures.values())
    key, versions = _freeze(store, request.framework, request.period)
    day = day_of_view(store, request.period)
    if request.engine.versions not in (None, versions):
        raise UserError("刚才有人导入了新的数据", todo="请再核查一次")
    previous = findings_runs.find_previous(store, request.period)
    run_id = findings_runs.next_id(store, request.period, key)
    reuse = find_reuse(store, request.framework, request.period, versions) if request.may_reuse else None
    narrowing = reuse.narrowing if reuse else None
    used = {name: versions[name] for name in findings_runs.run_tables(request.framework) if name in versions}
    with store.connect(versions, narrowing) as connection, findings_runs.writing(store, run_id) as folder:
        name_checks(connection, measures)
        _read_before(connection, previous)
        run_checks(
            connection,
            request.engine,
            measures,
            request.period,
            progress=_share(request.progress),
            day=day,
            found_before=_BEFORE if previous else "",
        )
        if reuse:
            take_over(connection, reuse)
        _report(request.progress, "整理疑点", 0.9)
        _judge(connection, measures, today(store.folder))
        _write(connection, folder)
        run = Run(
            id=run_id,
            period=request.period,
            at=datetime.now(TIME_ZONE).isoformat(timespec="seconds"),
            engine=request.engine.name,
            seconds=round(time.perf_counter() - started, 2),
            key=key,
            previous_id=previous.id if previous else None,
            data_versions=used,
            checks=tuple(measure.id for measure in measures),
            notices=tuple(_notices(connection, request.period)),
            rules_key=findings_runs.rules_key(request.framework),
            data_stamps=store.stamps(used),
            counties=tuple(sorted(reuse.changed)) if reuse else None,
            day=day.isoformat(),
        )
        findings_runs.write_record(folder, run)
    return findings_runs.read_run(findings_runs.runs_folder(store) / run_id)


def _freeze(store: Store, framework: Framework, period: str) -> tuple[str, Mapping[str, int]]:
    """The key and the versions that belong together, even while somebody imports."""
    while True:
        key, versions = findings_runs.current_key(store, framework, period), store.versions()
        if key == findings_runs.current_key(store, framework, period):
            return key, versions


def _share(progress: Progress | None) -> Progress | None:
    """Passes are the first nine tenths of the work."""
    return None if progress is None else lambda words, share: progress(words, 0.9 * share)


def _report(progress: Progress | None, words: str, share: float) -> None:
    if progress:
        progress(words, share)


def _judge(connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], on: date) -> None:
    """Fill the temp table `_JUDGED`: every finding with its state and exemption, and those that are gone."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_CHECKED_NOW} AS SELECT n.number, c.county_code FROM {NAMES} n JOIN "
        f"(SELECT DISTINCT relation, county_code FROM {COUNTS} JOIN {NAMES} USING (number)) c USING (relation)"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_UNCLEAR} AS SELECT * FROM ({_left_open_sql()} UNION ALL {_absent_sql(measures)}) f "
        f"ANTI JOIN {ROWS} r ON r.number = f.number AND r.row_key = f.row_key AND r.county_code = f.county_code "
        "QUALIFY row_number() OVER (PARTITION BY number, row_key, county_code ORDER BY source_row) = 1"
    )
    connection.execute(f"INSERT INTO {ROWS} SELECT * FROM {_UNCLEAR}")
    exemptions.mark_exempt(connection, ROWS, NAMES, on)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_JUDGED} AS {_present_sql()} UNION ALL {_gone_sql()}")


def _left_open_sql() -> str:
    """The findings of before whose row is still there and cannot be judged now, where they stand now: emptying a cell does
    not put anything right."""
    return (
        f"SELECT o.* FROM {OPEN} o SEMI JOIN ({_before_today_sql()}) b "
        "ON b.number = o.number AND b.row_key = o.row_key AND b.county_code IN (o.county_code, '')"
    )


def _absent_sql(measures: Sequence[Measure]) -> str:
    """The findings of before in townships that the county's table of the month lacks altogether: left out, not put right.
    Not of townships that the place table no longer has."""
    monthly = {one.table for one in measures if read_tables()[views.base_tables(one.table)[0]].period == "month"}
    names = ", ".join(map(quote, sorted(monthly))) or "NULL"
    columns = ", ".join(f"b.{name}" for name in ("number", *IDENTITY))
    places = "SELECT code FROM places WHERE length(code) = 9"
    return (
        f"SELECT {columns} FROM {_BEFORE} b JOIN {NAMES} n ON n.number = b.number AND n.relation IN ({names}) "
        f"SEMI JOIN {_CHECKED_NOW} c ON c.number = b.number AND c.county_code = b.county_code "
        f"ANTI JOIN (SELECT relation, left(place_code, 9) AS township FROM {COUNTS} JOIN {NAMES} USING (number)) t "
        "ON t.relation = n.relation AND t.township = left(b.place_code, 9) "
        f"WHERE length(b.place_code) >= 9 AND (left(b.place_code, 9) IN ({places}) "
        f"OR b.county_code NOT IN (SELECT left(code, 6) FROM ({places})))"
    )


def _read_before(connection: duckdb.DuckDBPyConnection, previous: Run | None) -> None:
    """What the run before had found, and which checks it had run over which counties; two empty tables without one.

    A check counts as run over a county when the county had rows of its relation, even if none was in its population.
    """
    columns = ", ".join(IDENTITY)
    if previous is None:
        empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in IDENTITY.items())
        found = f"SELECT number, {empty} FROM {NAMES} WHERE FALSE"
        checked = f"SELECT number, '' AS county_code FROM {NAMES} WHERE FALSE"
    else:
        file, counts = quote(str(previous.findings)), quote(str(previous.counts("county")))
        found = (
            f"SELECT number, {columns} FROM read_parquet({file}) JOIN {NAMES} USING (\"check\") WHERE state <> 'gone'"
        )
        rules = ", ".join(quote(check) for check in previous.checks)
        checked = (
            f"SELECT n.number, c.county_code FROM {NAMES} n JOIN (SELECT DISTINCT relation, county_code FROM "
            f'read_parquet({counts}) JOIN {NAMES} USING ("check") WHERE population > 0) c USING (relation) '
            f'WHERE n."check" IN ({rules})'
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_BEFORE} AS {found}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_CHECKED_BEFORE} AS {checked}")


def _present_sql() -> str:
    """The findings of now, and those of before that nobody can judge now. A finding is the same while check and row key are."""
    columns = ", ".join(f"r.{name}" for name in ("number", *IDENTITY))
    return (
        f"SELECT {columns}, CASE WHEN u.row_key IS NOT NULL THEN 'unclear' WHEN b.row_key IS NOT NULL THEN 'still' "
        "WHEN c.number IS NOT NULL THEN 'new' ELSE 'first' END AS state, "
        "e.finding IS NOT NULL AS is_exempt, e.exempt_reason, e.exempt_until "
        f"FROM {ROWS} r LEFT JOIN (SELECT DISTINCT number, row_key, county_code FROM ({_before_today_sql()})) b "
        "ON b.number = r.number AND b.row_key = r.row_key AND b.county_code IN (r.county_code, '') "
        f"LEFT JOIN {_UNCLEAR} u ON u.number = r.number AND u.row_key = r.row_key AND u.county_code = r.county_code "
        f"LEFT JOIN {_CHECKED_BEFORE} c ON c.number = r.number AND c.county_code = r.county_code "
        f"LEFT JOIN {exemptions.EXEMPTED} e ON e.finding = r.rowid"
    )


def _gone_sql() -> str:
    """The findings of before that are none now, where the county still has rows to check."""
    columns = ", ".join(f"b.{name}" for name in ("number", *IDENTITY))
    return (
        f"SELECT {columns}, 'gone' AS state, FALSE AS is_exempt, NULL AS exempt_reason, NULL AS exempt_until FROM {_BEFORE} b "
        f"SEMI JOIN {_CHECKED_NOW} c ON c.number = b.number AND c.county_code = b.county_code "
        f"ANTI JOIN {ROWS} r ON r.number = b.number AND r.row_key = b.row_key AND r.county_code = b.county_code"
    )


def _before_today_sql() -> str:
    """The findings of before; '' as county where today no county has that code, as it was given another one since."""
    return (
        f"SELECT number, row_key, CASE WHEN county_code IN (SELECT county_code FROM {_CHECKED_NOW}) THEN county_code ELSE '' "
        f"END AS county_code FROM {_BEFORE}"
    )


def _write(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The files of a run: findings in the order of place and check, counts by level in the order of place."""
    columns = ", ".join(f'"{name}"' for name in FILE_COLUMNS)
    findings = f"SELECT {columns} FROM {_JUDGED} JOIN {NAMES} USING (number) ORDER BY {_ORDER}"
    _copy(connection, findings, folder / findings_runs.FINDINGS)
    for level in LEVELS:
        _copy(connection, _counts_sql(level), folder / findings_runs.COUNTS.format(level=level))


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_PER_GROUP}"
    connection.execute(f"COPY ({query}) TO {quote(str(path))} ({options})")


def _counts_sql(level: str) -> str:
    """Counts by places of a level; rows whose place is less deep stay under their own place, so that counts add up."""
    key = f"SELECT county_code, {_key_sql(level)} AS place_code, number"
    tallies = ", ".join(
        f"count(*) FILTER (WHERE {condition}) AS {_quoted(name)}" for name, condition in _TALLIES.items()
    )
    names = ", ".join(f"CAST(coalesce({_quoted(name)}, 0) AS INTEGER) AS {_quoted(name)}" for name in COUNT_COLUMNS)
    return (
        f'SELECT county_code, place_code, "check", {names} FROM '
        f"({key}, sum(population) AS population, sum(unknown) AS unknown FROM {COUNTS} GROUP BY ALL) "
        f"FULL JOIN ({key}, {tallies} FROM {_JUDGED} GROUP BY ALL) USING (county_code, place_code, number) "
        f"JOIN {NAMES} USING (number) ORDER BY county_code, place_code, number"
    )


def _key_sql(level: str) -> str:
    return "county_code" if level == "county" else f"left(place_code, {_WIDTH[level]})"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _say_borrowed(connection: duckdb.DuckDBPyConnection, period: str) -> list[str]:
    """The lines of another year that stand in for this one's, so that nobody takes them for it."""
    counties = [code for (code,) in connection.execute(f"SELECT DISTINCT county_code FROM {COUNTS}").fetchall() if code]
    year, said = period[:4], []
    for code, places in limits.borrowed_lines(connection, year, counties).items():
        line = limits.read_limits()[code]
        who = "各县" if len(places) == len(counties) else f"{len(places)} 个县（{'、'.join(places[:MOST_NAMED])}）"
        said.append(
            f"{line.title}没有导入 {year} 年的标准，{who}按 {line.year} 年的 {line.value:g} {line.unit}核查；"
            "请导入《防返贫监测标准表》或《核查标准表》"
        )
    return said


def _notices(connection: duckdb.DuckDBPyConnection, period: str) -> list[str]:
    """What in the tables of limits and exemptions has no effect, so that nobody relies on it; and lines of another year."""
    codes, rules = limits.unknown_codes(connection), exemptions.unknown_rules(connection, NAMES)
    notices = [f"核查标准表中的标准代码没有任何规则使用，未生效：{'、'.join(codes)}"] if codes else []
    notices += _say_borrowed(connection, period)
    return notices + ([f"疑点豁免清单中的规则编码不存在，未生效：{'、'.join(rules)}"] if rules else [])
