"""What the newest tables say of problems with a measure of the evaluation: rows short of it at the same project or place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

import pandas as pd
from sqlalchemy.engine import Engine

from core.places import changes, county_of, is_area, significant
from indicators.declared import SUBJECT, Framework, Measure, day_of_view, views
from indicators.evaluation import evaluating, query
from indicators.shortfalls import groups as shortfall_groups
from indicators.shortfalls import lists as shortfalls
from ledger.opening import finding_of
from ledger.rechecking.measuring import frame_of_changes, read_counts_then
from store import Store

UNJUDGED: Final = ("unknown", "incomplete", "missing")
"""States of a measure that say nothing of how it stands."""
_WIDTHS = (2, 4, 6, 9, 12)


def count_now(
    store: Store,
    framework: Framework,
    period: str,
    problems: pd.DataFrame,
    closed_on: Mapping[int, date] = MappingProxyType({}),
) -> dict[int, int | None]:
    """Problem id → rows short of its measure now, without those that are short for good but dealt with; where no single row
    falls short 1 when its county loses marks. Of what cannot be undone, for a problem with a day of closing, what came later.

    None where the county has no rows of the period. `problems` has `SUBJECT_COLUMNS`; those of other frameworks are left out.
    One or two queries for every measure that occurs.
    """
    found: dict[int, int | None] = {}
    for measure, mine in _by_measure(framework, problems):
        found |= _count_measure(store, framework, measure, period, mine, closed_on)
    return found


def count_unclear(store: Store, framework: Framework, period: str, problems: pd.DataFrame) -> dict[int, int]:
    """Problem id → rows of its measure of which nobody can say whether they fall short, where there are any; where no single
    row falls short 1 when its county is not scored for what is not known."""
    found: dict[int, int] = {}
    for measure, mine in _by_measure(framework, problems):
        counts = _Counts(_unclear_rows(store, framework, measure, period, _common_county(mine)))
        for row in mine.to_dict("records"):
            found[int(row["id"])] = counts.of(row, significant(changes.current_code(str(row["place_code"]))))
    return {key: count for key, count in found.items() if count}


def _by_measure(framework: Framework, problems: pd.DataFrame) -> Iterator[tuple[Measure, pd.DataFrame]]:
    """The measures of the framework that problems have, with these."""
    for name, mine in problems.groupby("measure", sort=True):
        framework_id, _, measure_id = str(name).partition("/")
        if framework_id == framework.id and measure_id in framework.measures:
            yield framework.measures[measure_id], mine


def compare_now(
    engine: Engine, store: Store, framework: Framework, period: str, problems: pd.DataFrame
) -> pd.DataFrame:
    """id, was, now, word as `measuring.compare_now`, for the problems with a measure of this framework."""
    now = count_now(store, framework, period, problems)
    unclear = count_unclear(store, framework, period, problems)
    mine = problems[problems["id"].isin(list(now))]
    seen = {
        name: finding_of(store, framework.measures[name.partition("/")[2]], period).rpartition("/")[0]
        for name in set(mine["measure"])
    }
    by_id = dict(zip(mine["id"], mine["measure"].map(seen), strict=True))
    return frame_of_changes(now, unclear, read_counts_then(engine, mine), by_id)


def _count_measure(
    store: Store,
    framework: Framework,
    measure: Measure,
    period: str,
    problems: pd.DataFrame,
    closed_on: Mapping[int, date],
) -> dict[int, int | None]:
    scope = _common_county(problems)
    counties = _counties_with_rows(store, measure, period, scope)
    is_undoable = all(form.happened_on is None for form in measure.forms)
    counts_after: dict[date | None, _Counts] = {}
    found: dict[int, int | None] = {}
    for row in problems.to_dict("records"):
        after = None if is_undoable else closed_on.get(int(row["id"]))
        if after not in counts_after:
            counts_after[after] = _Counts(_short_rows(store, framework, measure, period, scope, after))
        place = significant(changes.current_code(str(row["place_code"])))
        is_there = any(county.startswith(county_of(place)) for county in counties)
        found[int(row["id"])] = counts_after[after].of(row, place) if is_there else None
    return found


def _common_county(problems: pd.DataFrame) -> str:
    """The one county of all problems, so that one problem costs one county; '' when they are of several."""
    counties = {county_of(changes.current_code(str(code))) for code in problems["place_code"]}
    return counties.pop() if len(counties) == 1 and not any(map(is_area, counties)) else ""


def _counties_with_rows(store: Store, measure: Measure, period: str, scope: str) -> set[str]:
    with store.connect() as connection:
        views.prepare(connection)
        day = day_of_view(store, period)
        values = pd.concat(
            query.measure_values(connection, [form], period, "county", scope, day) for form in measure.forms
        )
    return set(values.loc[values["rows_total"] + values["rows_uncounted"] > 0, "place_code"].astype(str))


def _short_rows(
    store: Store, framework: Framework, measure: Measure, period: str, scope: str, after: date | None
) -> pd.DataFrame:
    """`KEY`, county_code and row_count of every project, household or place that falls short and has not been dealt with; of
    what cannot be undone only what came after a day where one is given."""
    request = shortfalls.without_settled(
        shortfalls.request_for(measure, period, scope, lambda: evaluating.evaluate(store, framework, period, scope))
    )
    if after is not None:
        request = shortfalls.newer_than(request, after)
    if request.places is None:
        return shortfall_groups.read_groups(store, request, SUBJECT, 0)
    return _whole_counties(request.places)


def _unclear_rows(store: Store, framework: Framework, measure: Measure, period: str, scope: str) -> pd.DataFrame:
    """The same of every project, household or place that nobody can judge."""
    evaluation = evaluating.evaluate(store, framework, period, scope)
    request = shortfalls.request_for(measure, period, scope, lambda: evaluation)
    if request.places is None:
        return shortfall_groups.read_groups(store, replace(request, is_unclear=True), SUBJECT, 0)
    mine = shortfalls.rows_inside(evaluation, measure.id, scope)
    return _whole_counties(mine.loc[mine["state"].isin(UNJUDGED), "place_code"])


def _whole_counties(codes: Iterable[str]) -> pd.DataFrame:
    empty = {"household_code": "", "project_code": "", "row_count": 1}
    return pd.DataFrame([{"group_place": code, "county_code": code, **empty} for code in codes],
                        columns=[*shortfall_groups.KEY, "county_code", "row_count"])  # fmt: skip


class _Counts:
    """Rows short, added up once by household, by project and by place of every width."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._by: dict[str, Mapping[str, int]] = {
            name: rows.groupby(name)["row_count"].sum().to_dict() for name in ("household_code", "project_code")
        }
        county, place = rows["county_code"].astype(str), rows["group_place"].astype(str)
        self._places = {
            width: rows["row_count"].groupby((county if width <= 6 else place).str[:width]).sum().to_dict()
            for width in _WIDTHS
        }

    def of(self, row: Mapping[object, object], place: str) -> int:
        """Rows at the household or project, else at the place, of a problem."""
        for name in ("household_code", "project_code"):
            if row[name]:
                return int(self._by[name].get(str(row[name]), 0))
        return int(self._places.get(len(place), {}).get(place, 0))
