"""One measurement of the household checks in a process of its own, so that its peak memory is its own.

python -m benchmarks.checks_steps STEP FOLDER prints the figures as one JSON object; the steps are `STEPS`.
"""

import json
import resource
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks import checks_pandas
from benchmarks.checks_columns import touched_columns
from demo.places.world import PERIODS
from indicators.checks import (
    COUNTS,
    MONTHLY_EXPORT,
    NAMES,
    ROWS,
    DuckdbEngine,
    FindingRequest,
    findings,
    make_plans,
    run_checks,
)
from indicators.declared import CHECKS, Measure, PeriodBounds, read_framework
from indicators.households import find_household, read_household
from store import Store, find_table

PERIOD = PERIODS[-1]
REPEATS = 3
ENOUGH_SECONDS = 240
"""No further repeat once a step has taken this long: what takes minutes varies less than what takes seconds."""
Figures = Mapping[str, float]


def measure_all(folder: Path) -> Figures:
    """All checks in fused passes: the median of the runs, counts of checks, passes, findings."""
    measures = _measures()
    with Store(folder).connect() as connection:
        seconds = _repeated(lambda: run_checks(connection, DuckdbEngine(), measures, PERIOD))
        found = _count(connection, f"SELECT count(*) FROM {ROWS}")
    passes = len(make_plans(measures, PeriodBounds.of(PERIOD), PERIOD))
    return {"seconds": seconds, "checks": len(measures), "passes": passes, "findings": found}


def measure_each(folder: Path) -> Figures:
    """The same checks, one query each."""
    measures = _measures()
    with Store(folder).connect() as connection:
        began = time.perf_counter()
        for one in measures:
            run_checks(connection, DuckdbEngine(), [one], PERIOD)
        return {"seconds": time.perf_counter() - began, "checks": len(measures)}


def measure_scan(folder: Path) -> Figures:
    """One bare scan of the columns that the checks touch: the largest value of each, one query a table."""
    touched = touched_columns(Store(folder), _measures(), PERIOD)
    queries = [f"SELECT {', '.join(f'max({name})' for name in names)} FROM {table}" for table, names in touched.items()]
    with Store(folder).connect() as connection:

        def scan() -> None:
            for text in queries:
                connection.execute(text).fetchall()

        seconds = _repeated(scan)
    return {"seconds": seconds, "columns": sum(map(len, touched.values())), "tables": len(touched)}


def measure_ten(folder: Path) -> Figures:
    """Ten of the checks in fused passes, and how much they find."""
    measures = [one for one in _measures() if one.id in checks_pandas.TEN]
    with Store(folder).connect() as connection:
        seconds = _repeated(lambda: run_checks(connection, DuckdbEngine(), measures, PERIOD))
        found = _found(connection)
    return {"seconds": seconds, **found}


def measure_pandas(folder: Path) -> Figures:
    """The same ten written with pandas: read the columns, join, compare."""
    began = time.perf_counter()
    found = checks_pandas.find(Store(folder), PERIOD)
    return {"seconds": time.perf_counter() - began, **found}


def measure_spark(folder: Path) -> Figures:
    """All checks on Spark, local; findings and rows asked must equal DuckDB's (compared by `benchmarks.checks`)."""
    from indicators.checks import open_engine

    measures = _measures()
    began = time.perf_counter()
    with open_engine(Store(folder), "local[*]") as engine, Store(folder).connect() as connection:
        opened = time.perf_counter()
        run_checks(connection, engine, measures, PERIOD)
        return {"seconds": time.perf_counter() - opened, "start": opened - began, **_sums(connection)}


def measure_duckdb_sums(folder: Path) -> Figures:
    """What DuckDB counts, to be compared with Spark."""
    with Store(folder).connect() as connection:
        run_checks(connection, DuckdbEngine(), _measures(), PERIOD)
        return _sums(connection)


def measure_lists(folder: Path) -> Figures:
    """A whole run as `python -m indicators check` makes it, the list of a village, one household's record: medians."""
    store = Store(folder)
    run = findings.ensure_run(store, PERIOD)
    counts = findings.read_matrix(store, run, level="village")
    villages = list(dict.fromkeys(counts["place_code"]))
    places = [villages[len(villages) * part // 12] for part in range(1, 12)]
    listed, lists, records = [], [], []
    for place in places:
        began = time.perf_counter()
        listed.append(findings.read_findings(store, run, FindingRequest(place))[0])
        lists.append(time.perf_counter() - began)
        for home in listed[-1].dropna(subset=["household_ref"]).head(1).itertuples():
            began = time.perf_counter()
            _open_household(store, str(home.county_code), str(home.household_ref))
            records.append(time.perf_counter() - began)
    return {
        "run": run.seconds,
        "list": statistics.median(lists),
        "list_worst": max(lists),
        "rows": statistics.median(map(len, listed)),
        "household": statistics.median(records),
        "household_worst": max(records),
    }


def measure_again(folder: Path) -> Figures:
    """The run after one county sent its monthly export again: storing its rows, and checking what changed."""
    store = Store(folder)
    before = findings.ensure_run(store, PERIOD)
    counties = set(findings.read_matrix(store, before)["place_code"])
    written, rows = resend_county(store)
    seconds = _timed(lambda: findings.ensure_run(store, PERIOD))
    run = findings.ensure_run(store, PERIOD)
    return {"write": written, "rows": rows, "seconds": seconds, "counties": len(run.counties or counties)}


def resend_county(store: Store) -> tuple[float, int]:
    """Store the monthly export of the county in the middle once more, as another import; seconds and rows."""
    table = find_table(MONTHLY_EXPORT)
    with store.connect() as connection:
        sql = f"SELECT DISTINCT county_code FROM {table.name} WHERE period = $period ORDER BY 1"
        counties = [code for (code,) in connection.execute(sql, {"period": PERIOD}).fetchall()]
        rows = connection.sql(
            f"SELECT * FROM {table.name} WHERE county_code = $county AND period = $period",
            params={"county": counties[len(counties) // 2], "period": PERIOD},
        ).to_arrow_table()
    import_id = f"again-{uuid.uuid4().hex}"
    rows = rows.set_column(rows.column_names.index("import_id"), "import_id", pa.array([import_id] * len(rows)))
    written = _timed(lambda: store.write(table, rows, "benchmark", "again.xlsx", "0" * 64, import_id))
    return written, len(rows)


def _open_household(store: Store, county: str, ref: str) -> None:
    code = find_household(store, county, ref, PERIOD)
    if code is None or read_household(store, county, code, PERIOD) is None:
        raise ValueError("a listed household is not there")


def _measures() -> list[Measure]:
    return [replace(one) for one in read_framework(CHECKS).measures.values()]


def _repeated(step: Callable[[], object]) -> float:
    """The median of `REPEATS` runs, or of as many as began within `ENOUGH_SECONDS`."""
    seconds: list[float] = []
    while len(seconds) < REPEATS and sum(seconds) < ENOUGH_SECONDS:
        seconds.append(_timed(step))
    return statistics.median(seconds)


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])


def _found(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    sql = f'SELECT "check", count(*) FROM {ROWS} JOIN {NAMES} USING (number) GROUP BY 1 ORDER BY 1'
    return dict(connection.execute(sql).fetchall())


def _sums(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Findings by check, and sums over the counts by place and check, as figures to be compared."""
    asked = connection.execute(f"SELECT count(*), sum(population), sum(unknown) FROM {COUNTS}").fetchall()[0]
    sums = dict(zip(("count rows", "rows asked", "rows unknown"), map(float, asked), strict=True))
    return {f"of {name}": value for name, value in {**_found(connection), **sums}.items()}


STEPS: Mapping[str, Callable[[Path], Figures]] = {
    "all": measure_all,
    "each": measure_each,
    "scan": measure_scan,
    "ten": measure_ten,
    "pandas": measure_pandas,
    "spark": measure_spark,
    "sums": measure_duckdb_sums,
    "lists": measure_lists,
    "again": measure_again,
}


def main(arguments: Sequence[str]) -> int:
    """Run one step and print its figures with the process's peak memory and processor seconds."""
    step, folder = arguments
    figures = dict(STEPS[step](Path(folder)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({**figures, "peak_bytes": peak, "cpu_seconds": _cpu()}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
