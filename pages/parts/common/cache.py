"""The only cache. Everything is keyed by data folder, table versions, definitions and place scope; nothing is mutated."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.places.index import Place, PlaceIndex
from core.settings import data_dir
from indicators.checks import comparisons, findings
from indicators.checks.findings import FindingFilter, FindingRequest, Run
from indicators.declared.framework import CHECKS, Framework, Measure, framework_ids, read_framework
from indicators.evaluation import evaluate as build
from indicators.figures import briefing as briefing_rules
from indicators.figures import quality
from indicators.figures.countdown import read_milestones
from indicators.figures.grades import read_grades
from indicators.figures.series import SeriesChoice, list_left_out, list_series, read_series
from indicators.figures.yearly_standing import read_years
from indicators.households import household as households
from indicators.integrity import results as integrity_tests
from indicators.integrity import rows as integrity_rows_rules
from indicators.shortfalls import lists as shortfall_rules
from indicators.shortfalls import records
from indicators.spending import against_schedule as spending_rules
from indicators.spending import query as spending_query
from store.places import read_places
from store.versions import Store, VersionEntry


def store() -> Store:
    """The store of this server's data folder."""
    return Store(data_dir())


_run = threading.local()


@contextmanager
def script_run() -> Iterator[None]:
    """One run of the script in this thread: the tables' versions are looked up once in it, so a page is of one moment."""
    _run.key = ""
    try:
        yield
    finally:
        del _run.key


def version_key() -> str:
    """A short text that changes with every import; part of every key. Within a `script_run` it stays as first asked."""
    known = getattr(_run, "key", None)
    if known:
        return str(known)
    place = store()
    key = f"{place.folder}|{place.version_key(place.versions())}"
    if known is not None:
        _run.key = key
    return key


def framework(framework_id: str) -> Framework:
    """A framework by id."""
    return read_framework(framework_id)


def frameworks() -> Mapping[str, str]:
    """Id → title of the frameworks there are."""
    return {name: read_framework(name).title for name in framework_ids()}


@st.cache_resource(max_entries=64, show_spinner=False)
def _periods(_store: Store, framework_id: str, key: str) -> tuple[str, ...]:
    return tuple(build.periods(_store, read_framework(framework_id)))


def periods(framework_id: str) -> tuple[str, ...]:
    """Periods with data, oldest first."""
    return _periods(store(), framework_id, version_key())


@st.cache_resource(max_entries=64, show_spinner=False)
def _evaluation(_store: Store, framework_id: str, content: str, period: str, area: str, key: str) -> build.Evaluation:
    return build.evaluate(_store, read_framework(framework_id), period, area)


def evaluation(framework_id: str, period: str, scope: str) -> build.Evaluation:
    """The evaluation of the area around a scope. Shared by everybody: never change its frames."""
    known, found = store(), framework(framework_id)
    area = build.area_of(scope, places())
    tables = (*found.tables(), *build.CONTEXT_TABLES)
    key = f"{known.folder}|{known.version_key(tables)}"
    return _evaluation(known, framework_id, found.content_hash, period, area, key)


@st.cache_resource(max_entries=4, show_spinner=False)
def _places(_store: Store, key: str) -> PlaceIndex:
    return read_places(_store)


def places() -> PlaceIndex:
    """The place index of the current version."""
    return _places(store(), version_key())


@st.cache_resource(max_entries=8, show_spinner=False)
def _scopes(_store: Store, key: str) -> Mapping[str, str]:
    return build.scopes_with_data(_store)


def scopes() -> Mapping[str, str]:
    """Code → label of every province, prefecture and county with data, widest first."""
    return _scopes(store(), version_key())


@st.cache_resource(max_entries=4, show_spinner=False)
def _milestones(_store: Store, key: str) -> pd.DataFrame:
    return read_milestones(_store)


def milestones() -> pd.DataFrame:
    """The dates of the rounds and deadlines (`countdown.read_milestones`)."""
    return _milestones(store(), version_key())


@st.cache_resource(max_entries=16, show_spinner=False)
def _grades(_store: Store, year: str, key: str) -> pd.DataFrame:
    return read_grades(_store, year)


def grades(year: str) -> pd.DataFrame:
    """The grades people set for a year (`grades.read_grades`)."""
    return _grades(store(), year, version_key())


@st.cache_resource(max_entries=128, show_spinner=False)
def _figure(name: str, parts: tuple[str, ...], key: str, _make: Callable[[], go.Figure]) -> go.Figure:
    return _make()


def figure(name: str, parts: tuple[str, ...], make: Callable[[], go.Figure]) -> go.Figure:
    """A figure built once for the data's version and these choices (`parts` must name all of them). Never change it."""
    return _figure(name, parts, version_key(), make)


@st.cache_resource(max_entries=48, show_spinner=False)
def _spending(_store: Store, on: str, scope: str, source: str, key: str) -> spending_query.Spending:
    return spending_query.read_spending(_store, spending_query.SpendingRequest(date.fromisoformat(on), scope, source))


def spending(request: spending_query.SpendingRequest) -> spending_query.Spending:
    """What the tables say of a scope's money (`spending_query.read_spending`). Shared: never change its frames."""
    return _spending(store(), request.on.isoformat(), request.scope, request.source, version_key())


@st.cache_resource(max_entries=96, show_spinner=False)
def _spending_standing(
    _store: Store, on: str, scope: str, source: str, method: str, key: str
) -> spending_rules.Standing:
    request = spending_query.SpendingRequest(date.fromisoformat(on), scope, source)
    return spending_rules.hold_against(spending(request), method)


def spending_standing(request: spending_query.SpendingRequest, method: str) -> spending_rules.Standing:
    """A scope's money against a schedule line (`spending.hold_against`)."""
    return _spending_standing(store(), request.on.isoformat(), request.scope, request.source, method, version_key())


@st.cache_resource(max_entries=96, show_spinner=False)
def _projects_behind(
    _store: Store, on: str, scope: str, source: str, share: float, limit: int, key: str
) -> tuple[pd.DataFrame, int, float]:
    request = spending_query.SpendingRequest(date.fromisoformat(on), scope, source)
    return spending_query.read_behind(_store, request, share, limit)


def projects_behind(
    request: spending_query.SpendingRequest, share: float, limit: int
) -> tuple[pd.DataFrame, int, float]:
    """(projects, how many, yuan) behind a share of their budget (`spending_query.read_behind`)."""
    return _projects_behind(store(), request.on.isoformat(), request.scope, request.source, share, limit, version_key())


@st.cache_resource(max_entries=32, show_spinner=False)
def _table_states(_store: Store, framework_id: str, period: str, places: tuple[str, ...], key: str) -> pd.DataFrame:
    return quality.table_states(_store, read_framework(framework_id), period, places)


def table_states(framework_id: str, period: str, places: tuple[str, ...]) -> pd.DataFrame:
    """Which tables have arrived for the places (`quality.table_states`)."""
    return _table_states(store(), framework_id, period, places, version_key())


@st.cache_resource(max_entries=128, show_spinner=False)
def _shortfall_list(
    _store: Store,
    _request: shortfall_rules.ListRequest,
    request_key: str,
    level: str,
    limit: int,
    offset: int,
    key: str,
) -> shortfall_rules.ShortfallList:
    return shortfall_rules.read_list(_store, _request, level, limit, offset)


def shortfall_list(
    request: shortfall_rules.ListRequest, level: str, limit: int, offset: int = 0
) -> shortfall_rules.ShortfallList:
    """Rows that fall short, their number and counts by places of a level (`shortfalls.read_list`). Shared."""
    return _shortfall_list(store(), request, _request_key(request), level, limit, offset, version_key())


@st.cache_resource(max_entries=128, show_spinner=False)
def _shortfall_choices(
    _store: Store, _request: shortfall_rules.ListRequest, request_key: str, key: str
) -> Mapping[str, list[str]]:
    return shortfall_rules.read_choices(_store, _request)


def shortfall_choices(request: shortfall_rules.ListRequest) -> Mapping[str, list[str]]:
    """What a list may be filtered by (`shortfalls.read_choices`)."""
    return _shortfall_choices(store(), request, _request_key(request), version_key())


@st.cache_resource(max_entries=128, show_spinner=False)
def _record(_store: Store, _request: records.RecordRequest, request_key: str, key: str) -> records.Record | None:
    return records.read_record(_store, _request)


def record(request: records.RecordRequest) -> records.Record | None:
    """The record behind a row (`records.read_record`); None when the period has no such row."""
    at = shortfall_rules.ListRequest(request.measure, request.period, request.at)
    return _record(store(), request, f"{_request_key(at)}|{request.token}", version_key())


def _request_key(request: shortfall_rules.ListRequest) -> str:
    """Everything a request asks, and the definitions it asks by, as one text."""
    measure = request.measure
    asked = (
        request.period,
        request.at,
        request.unit_key,
        sorted(request.filters.items()),
        request.is_own,
        request.places,
    )
    return f"{measure.framework}|{framework(measure.framework).content_hash}|{measure.id}|{asked}"


@st.cache_resource(max_entries=32, show_spinner=False)
def _series_choices(_store: Store, scope: str, key: str) -> tuple[SeriesChoice, ...]:
    return tuple(list_series(_store, scope))


def series_choices(scope: str) -> tuple[SeriesChoice, ...]:
    """The figures that can be drawn over time (`series.list_series`)."""
    return _series_choices(store(), scope, version_key())


@st.cache_resource(max_entries=64, show_spinner=False)
def _series(_store: Store, item: str, scope: str, key: str) -> pd.DataFrame:
    return read_series(_store, item, scope)


def series(item: str, scope: str) -> pd.DataFrame:
    """The points of one figure (`series.read_series`)."""
    return _series(store(), item, scope, version_key())


@st.cache_resource(max_entries=64, show_spinner=False)
def left_out(import_ids: tuple[str, ...]) -> list[dict[str, object]]:
    """The problems that cost a row in these imports; reports never change."""
    return list_left_out(folder(), import_ids)


def is_demo() -> bool:
    """Whether the store holds simulated data."""
    return store().is_demo()


def folder() -> Path:
    """The data folder."""
    return data_dir()


# 户档案


@st.cache_resource(max_entries=64, show_spinner=False)
def _household(_store: Store, county_code: str, ref: str, period: str, key: str) -> households.Household | None:
    code = households.find_household(_store, county_code, ref, period)
    return None if code is None else households.read_household(_store, county_code, code, period)


def household(county_code: str, ref: str, period: str) -> households.Household | None:
    """The household an address means (`households.read_household`). Shared: never change its frames."""
    return _household(store(), county_code, ref, period, version_key())


@st.cache_resource(max_entries=64, show_spinner=False)
def _household_counts(_store: Store, scope: str, level: str, period: str, key: str) -> pd.DataFrame:
    return households.count_households(_store, scope, level, period)


def household_counts(scope: str, level: str, period: str) -> pd.DataFrame:
    """Registered households by places of a level (`households.count_households`)."""
    return _household_counts(store(), scope, level, period, version_key())


@st.cache_resource(max_entries=64, show_spinner=False)
def _village_households(_store: Store, village: str, period: str, key: str) -> pd.DataFrame:
    return households.list_households(_store, village, period)


def village_households(village: str, period: str) -> pd.DataFrame:
    """The registered households of a village (`households.list_households`). Shared: never change it."""
    return _village_households(store(), village, period, version_key())


@st.cache_resource(max_entries=64, show_spinner=False)
def _imports(_store: Store, table: str, key: str) -> Mapping[str, VersionEntry]:
    return {entry.import_id: entry for entry in reversed(_store.history(table))}


def imports(table: str) -> Mapping[str, VersionEntry]:
    """Import id → the version it made of a table."""
    known = store()
    return _imports(known, table, f"{known.folder}|{known.version_key((table,))}")


def find_households(number: str, scope: str, period: str) -> pd.DataFrame:
    """The households a typed number means (`households.search_households`). Not kept: the number is personal."""
    return households.search_households(store(), number, scope, period)


# 部门比对


@st.cache_resource(max_entries=64, show_spinner=False)
def _comparison_links(_store: Store, period: str, scope: str, level: str, content: str, key: str) -> pd.DataFrame:
    tables = comparisons.compared_tables(read_framework(CHECKS), _store.versions())
    return comparisons.count_links(_store, tables, period, scope, level)


def comparison_links(period: str, scope: str, level: str) -> pd.DataFrame:
    """Who stands in departments' tables and in the export (`comparisons.count_links`). Shared: never change it."""
    return _comparison_links(store(), period, scope, level, framework(CHECKS).content_hash, version_key())


@st.cache_resource(max_entries=64, show_spinner=False)
def _comparison_without_id(_store: Store, period: str, scope: str, key: str) -> int:
    return comparisons.count_without_id(_store, period, scope)


def comparison_without_id(period: str, scope: str) -> int:
    """Registered persons without an ID number (`comparisons.count_without_id`)."""
    return _comparison_without_id(store(), period, scope, version_key())


# 疑点核查：a run never changes, so its id stands for everything it was made from


@st.cache_resource(max_entries=64, show_spinner=False)
def _check_matrix(
    _store: Store, _run: Run, run_id: str, scope: str, level: str, filters: FindingFilter
) -> pd.DataFrame:
    return findings.read_matrix(_store, _run, scope=scope, level=level, filters=filters)


def check_matrix(run: Run, scope: str, level: str, filters: FindingFilter) -> pd.DataFrame:
    """Counts of a run by places of a level (`findings.read_matrix`). Shared: never change it."""
    return _check_matrix(store(), run, _run_key(run), scope, level, filters)


@st.cache_resource(max_entries=128, show_spinner=False)
def _check_findings(
    _store: Store, _run: Run, run_id: str, request: FindingRequest, key: str
) -> tuple[pd.DataFrame, int]:
    return findings.read_findings(_store, _run, request)


def check_findings(run: Run, request: FindingRequest) -> tuple[pd.DataFrame, int]:
    """Findings of a run with what people said of them since, and how many (`findings.read_findings`). Shared."""
    known = store()
    return _check_findings(known, run, _run_key(run), request, known.version_key(["finding_reviews"]))


@st.cache_resource(max_entries=128, show_spinner=False)
def _check_facts(
    _store: Store, period: str, check_id: str, content: str, keys: tuple[str, ...], _rows: pd.DataFrame, key: str
) -> pd.DataFrame:
    return findings.read_facts(_store, period, read_framework(CHECKS).measure(check_id), _rows)


def check_facts(period: str, check: Measure, rows: pd.DataFrame) -> pd.DataFrame:
    """The facts of the rows behind findings of one check (`findings.read_facts`). Shared: never change it."""
    keys = tuple(rows["finding_code"])
    return _check_facts(store(), period, check.id, framework(CHECKS).content_hash, keys, rows, version_key())


# 数据真实


@st.cache_resource(max_entries=32, show_spinner=False)
def _integrity(
    _store: Store, request: integrity_tests.IntegrityRequest, _matrix: pd.DataFrame | None, run_key: str, key: str
) -> integrity_tests.Integrity:
    return integrity_tests.read_integrity(_store, request, _matrix, read_framework(CHECKS))


def integrity(request: integrity_tests.IntegrityRequest, run: Run | None) -> integrity_tests.Integrity:
    """How usual the figures of the places are (`integrity.read_integrity`), with a run's findings. Shared."""
    matrix = None if run is None else check_matrix(run, request.at, request.level, FindingFilter())
    return _integrity(store(), request, matrix, "" if run is None else _run_key(run), version_key())


@st.cache_resource(max_entries=64, show_spinner=False)
def _integrity_rows(
    _store: Store, request: integrity_rows_rules.RowsRequest, key: str
) -> integrity_rows_rules.RowsFound:
    return integrity_rows_rules.read_rows(_store, request)


def integrity_rows(request: integrity_rows_rules.RowsRequest) -> integrity_rows_rules.RowsFound:
    """The rows behind a result (`integrity_rows.read_rows`). Shared: never change them."""
    return _integrity_rows(store(), request, version_key())


@st.cache_resource(max_entries=64, show_spinner=False)
def _briefing(_store: Store, place: str, period: str, key: str) -> pd.DataFrame:
    return briefing_rules.read_briefing(_store, place, period)


def briefing(place: str, period: str) -> pd.DataFrame:
    """The card of a place (`briefing.read_briefing`). Shared: never change it."""
    return _briefing(store(), place, period, version_key())


@st.cache_resource(max_entries=16, show_spinner=False)
def _standing_years(_store: Store, area: str, key: str) -> pd.DataFrame:
    return read_years(_store, area)


def standing_years(area: str) -> pd.DataFrame:
    """The years of an area's places (`standing_years.read_years`). Shared: never change it."""
    return _standing_years(store(), area, version_key())


def area_of(scope: str) -> str:
    """The area whose places are told of together when a scope is looked at (`build.area_of`)."""
    return build.area_of(scope, places())


def _run_key(run: Run) -> str:
    return f"{folder()}|{run.id}"


__all__ = [
    "FindingFilter",
    "FindingRequest",
    "Place",
    "Run",
    "area_of",
    "briefing",
    "check_facts",
    "check_findings",
    "check_matrix",
    "evaluation",
    "figure",
    "folder",
    "framework",
    "frameworks",
    "grades",
    "is_demo",
    "milestones",
    "periods",
    "places",
    "projects_behind",
    "record",
    "scopes",
    "shortfall_choices",
    "shortfall_list",
    "spending",
    "spending_standing",
    "standing_years",
    "store",
]
