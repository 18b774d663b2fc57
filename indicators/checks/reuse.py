"""What a new run may take over from the newest run of its period: every county whose tables did not change since.

No check looks beyond a county, so a county's findings are the same while its rows, the rules, the lines and the day of view are. Which
counties changed is read from the rows themselves, whatever was imported, taken back or restored in between.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from indicators.checks import runs
from indicators.checks.engines import COUNTS, IDENTITY, NAMES, OPEN, ROWS
from indicators.checks.runs import Run
from indicators.declared import Framework, day_of_view, limits
from store import Narrowing, Store, quote

FEW = 0.25
"""Share of the counties above which all are checked anew: little would be saved."""
_FOR_ALL = frozenset({*limits.TABLES, "places"})
"""Tables whose rows count for other counties than their own."""


@dataclass(frozen=True)
class Reuse:
    """The run that is taken over, but for these counties."""

    run: Run
    changed: frozenset[str]
    tables: frozenset[str]

    @property
    def narrowing(self) -> Narrowing:
        """What has to be looked at anew."""
        return Narrowing(self.changed, self.tables)


def county_tables(framework: Framework) -> frozenset[str]:
    """The tables whose rows count for no county but their own."""
    return frozenset(framework.tables()) - _FOR_ALL


def find_reuse(store: Store, framework: Framework, period: str, versions: Mapping[str, int]) -> Reuse | None:
    """What can be taken over by a run of these versions; None when all has to be checked."""
    newest = next(iter(runs.list_runs(store, period)), None)
    if newest is None or newest.rules_key != runs.rules_key(framework) or newest.view_day != day_of_view(store, period):
        return None
    used = {name: versions[name] for name in runs.run_tables(framework) if name in versions}
    now, before = store.stamps(used), newest.data_stamps
    if before != store.stamps(newest.data_versions):
        return None
    differing = {name for name in now.keys() | before.keys() if now.get(name) != before.get(name)}
    tables = county_tables(framework)
    if not differing <= tables or any(store.has_rows_without_county(name, used[name]) for name in tables & used.keys()):
        return None
    changed: set[str] = set()
    for name in sorted(differing):
        found = store.changed_counties(name, newest.data_versions.get(name), used.get(name))
        if found is None or None in found:
            return None
        changed |= {county for county in found if county is not None}
    return Reuse(newest, frozenset(changed), tables) if len(changed) <= FEW * _count_counties(newest) else None


def take_over(connection: duckdb.DuckDBPyConnection, reuse: Reuse) -> None:
    """Add to `ROWS`, `OPEN` and `COUNTS` what the run had found in the counties that did not change."""
    columns = ", ".join(IDENTITY)
    changed = ", ".join(map(quote, sorted(reuse.changed)))
    others = f"county_code NOT IN ({changed})" if changed else "TRUE"
    findings, counts = quote(str(reuse.run.findings)), quote(str(reuse.run.counts("village")))
    for table, states in ((ROWS, "state NOT IN ('gone', 'unclear')"), (OPEN, "state = 'unclear'")):
        connection.execute(
            f'INSERT INTO {table} SELECT number, {columns} FROM read_parquet({findings}) JOIN {NAMES} USING ("check") '
            f"WHERE {states} AND {others}"
        )
    connection.execute(
        f"INSERT INTO {COUNTS} SELECT place_code, county_code, number, population, unknown FROM read_parquet({counts}) "
        f'JOIN {NAMES} USING ("check") WHERE population > 0 AND {others}'
    )


def _count_counties(run: Run) -> int:
    with duckdb.connect(":memory:") as connection:
        sql = f"SELECT count(DISTINCT county_code) FROM read_parquet({quote(str(run.counts('county')))})"
        found = connection.execute(sql).fetchone()
    return int(found[0]) if found else 0
