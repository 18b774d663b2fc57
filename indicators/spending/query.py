"""Reads what the spending page draws: budgets and payments by county and by source of funds, the schedule's nodes, the
deadline, last year's payments and the province's averages. Money in yuan, shares as fractions.

Sums of budget and paid come from the view `project_progress`, as those of the measure `spend_rate`; the daily payments
join payments and projects on the same columns, so that the last day of a curve is the sum of the view (a test holds both
together).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

import duckdb
import pandas as pd

from core.places import COUNTRY, PlaceIndex, chain, county_of, is_inside
from core.settings import today
from indicators.declared import PeriodBounds, views
from indicators.evaluation import counties_sql, scope_sql
from indicators.spending.outlook import measure_paces
from indicators.spending.schedule import Node
from store import Store, find_table, read_places

NO_SOURCE: Final = "未注明"
"""The name of money whose row does not say its source."""
REFERENCE_MEASURES: Final = {"": "spend_rate", "中央": "central_spend_rate"}
"""Source of funds → the measure whose imported provincial average it is compared with; others have none."""
DEADLINE_KIND: Final = "资金支出截止"
SUMS: Final = ("projects", "declared_cny", "budget_cny", "paid_cny", "unmatched_cny")


@dataclass(frozen=True)
class SpendingRequest:
    """Which money: paid by the end of the day `on` for the projects of that day's year inside `scope` (a place code, ''
    for all); `source` is one of `fund_sources()`, '' for all together."""

    on: date
    scope: str = ""
    source: str = ""

    @property
    def year(self) -> str:
        """The budget year."""
        return f"{self.on.year:04d}"


@dataclass(frozen=True)
class Spending:
    """What the tables say. Frames, one row a key (`key` is a county code or a source of funds, `name` what it is called):

    counties (of the picked source), sources (all): projects; declared_cny, the budget after adjustment of every project;
    budget_cny and paid_cny of the projects whose county has a payment table, NaN without one; unmatched_cny, payments
    that belong to no project; state, `reported`, `no_payments`, `no_projects`, `no_budget` or `no_source` (of every
      project with payments some name no source and nobody can say of which it is).
    county_days, source_days, last_days: key, paid_on, paid_cny; last_days are last year's payments by county.
    pots, pot_days: the same money by county and source at once, whatever source is picked: county_code, fund_source and
    budget_cny, paid_cny or paid_on, paid_cny.
    last_budget_cny is NaN without last year's tables. nodes: place_code, fund_source, on, share, of the scope, around and inside it.
    references: on (the month's end, at most `request.on`), period, share. deadline_words is '' when no deadline was
    imported and the year's end stands in. absent: counties of the scope with neither table. later: payments of the budget
    year dated after the working day: how many, yuan, and the last day among them (None without any).
    """

    request: SpendingRequest
    counties: pd.DataFrame
    sources: pd.DataFrame
    county_days: pd.DataFrame
    source_days: pd.DataFrame
    pots: pd.DataFrame
    pot_days: pd.DataFrame
    last_days: pd.DataFrame
    last_budget_cny: float
    nodes: pd.DataFrame
    references: pd.DataFrame
    deadline: date
    deadline_words: str
    absent: int
    later: tuple[int, float, date | None] = (0, 0.0, None)

    def nodes_for(self, source: str, place: str = "") -> tuple[Node, ...]:
        """The node table that holds for a source in a place of the scope ('' is the scope itself): the source's own from the
        nearest place, else the general one; () without."""
        order = _chain(place or self.request.scope)
        for wanted in dict.fromkeys((source, "")):
            mine = self.nodes[(self.nodes["fund_source"] == wanted) & self.nodes["place_code"].isin(order)]
            code = min(mine["place_code"], key=order.index, default="")
            nearest = mine[mine["place_code"] == code]
            if len(nearest):
                return tuple(Node(on, float(share)) for on, share in zip(nearest["on"], nearest["share"], strict=True))
        return ()

    @cached_property
    def paced_pots(self) -> pd.DataFrame:
        """`pots` with a budget and how fast each is paid (`outlook.measure_paces`)."""
        return measure_paces(self.pots, self.pot_days, self.request.on)

    @property
    def reported_days(self) -> pd.DataFrame:
        """`county_days` of the counties that count."""
        counted = self.counties.loc[self.counties["state"] == "reported", "key"]
        return self.county_days[self.county_days["key"].isin(counted)]

    @property
    def last_paid_on(self) -> date | None:
        """The day of the last payment the tables know of, up to the request's day; None without payments."""
        days = self.county_days["paid_on"]
        return days.max().date() if len(days) else None


def fund_sources() -> tuple[str, ...]:
    """中央、省级、市级、县级: the sources the project table declares, in its order."""
    return tuple(find_table("fund_projects").column("fund_source").choices)


def read_spending(store: Store, request: SpendingRequest) -> Spending:
    """Everything of one scope, day and source. Places without rows are absent; nothing is filled with zero."""
    last = replace(request, on=date(request.on.year - 1, 12, 31))
    index = read_places(store)
    with store.connect() as connection:
        views.prepare(connection)
        sums = _sums(connection, request)
        days = _days(connection, request)
        by_county, by_source = _by_county(days, request.source), _by_source(days)
        deadline, words = _deadline(connection, request)
        picked = sums[sums["fund_source"] == request.source] if request.source else sums
        counties, sources = _add_up(picked, by_county, "county_code"), _add_up(sums, by_source, "fund_source")
        return Spending(
            request,
            counties=counties.assign(name=[_name(index, code) for code in counties["key"]]),
            sources=sources.assign(name=sources["key"]),
            county_days=by_county,
            source_days=by_source,
            pots=sums[["county_code", "fund_source", "budget_cny", "paid_cny"]],
            pot_days=days[["county_code", "fund_source", "paid_on", "paid_cny"]],
            last_days=_by_county(_days(connection, last), last.source),
            last_budget_cny=_last_budget(connection, last),
            nodes=_nodes(connection, request),
            references=_references(connection, request),
            deadline=deadline,
            deadline_words=words,
            absent=_count_absent(index, request.scope, set(sums["county_code"]) | set(by_county["key"])),
            later=_later(connection, request, max(request.on, today(store.folder))),
        )


def read_behind(store: Store, request: SpendingRequest, share: float, limit: int) -> tuple[pd.DataFrame, int, float]:
    """(projects, how many in all, yuan in all) that are behind `share` of their budget, the furthest behind first.

    Columns: period, project_code, project_name, county_code, place_code, fund_source, category, department, is_started,
    last_paid_on, budget_cny, paid_cny, rate, behind_cny. Projects without payment table or budget are not among them.
    """
    sql = (
        "SELECT period, project_code, project_name, county_code, place_code, fund_source, category, department, is_started, "
        "last_paid_on, final_budget_cny AS budget_cny, paid_cny, paid_cny / final_budget_cny AS rate, "
        f"final_budget_cny * {share!r} - paid_cny AS behind_cny, "
        "count(*) OVER () AS projects_in_all, sum(behind_cny) OVER () AS behind_in_all "
        f"FROM {_progress(request)} WHERE {_where(request)} AND behind_cny > 0 "
        f"ORDER BY behind_cny DESC, county_code, project_code, source_row LIMIT {limit:d}"
    )
    with store.connect() as connection:
        views.prepare(connection)
        frame = connection.execute(sql).df()
    count, total = (frame["projects_in_all"].iloc[0], frame["behind_in_all"].iloc[0]) if len(frame) else (0, 0.0)
    return frame.drop(columns=["projects_in_all", "behind_in_all"]), int(count), float(total)


def _name(index: PlaceIndex, code: str) -> str:
    place = index.find(code)
    return place.name if place else code


def _count_absent(index: PlaceIndex, scope: str, present: set[str]) -> int:
    """Counties of a scope without any row; 0 where no scope says which there should be."""
    return len({place.code for place in index.scope_counties(scope)} - present) if scope else 0


def _progress(request: SpendingRequest) -> str:
    return views.relation_sql("project_progress", _bounds(request), counties_sql(request.scope))


def _bounds(request: SpendingRequest) -> PeriodBounds:
    return PeriodBounds.of(f"{request.on:%Y-%m}", request.on)


def _where(request: SpendingRequest) -> str:
    source = f" AND fund_source = {_quote(request.source)}" if request.source else ""
    return f"period = {_quote(request.year)} AND {scope_sql(request.scope)}{source}"


def _quote(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _sums(connection: duckdb.DuckDBPyConnection, request: SpendingRequest) -> pd.DataFrame:
    """county_code, fund_source, projects, declared_cny, budget_cny, paid_cny, has_payments; every source."""
    sql = (
        f"SELECT county_code, coalesce(fund_source, '{NO_SOURCE}') AS fund_source, count(*) AS projects, "
        "sum(final_budget_cny) AS declared_cny, "
        "sum(final_budget_cny) FILTER (WHERE paid_cny IS NOT NULL) AS budget_cny, "
        "sum(paid_cny) FILTER (WHERE final_budget_cny IS NOT NULL) AS paid_cny, "
        "bool_or(paid_cny IS NOT NULL) AS has_payments "
        f"FROM {_progress(request)} WHERE {_where(replace(request, source=''))} GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return connection.execute(sql).df()


def _days(connection: duckdb.DuckDBPyConnection, request: SpendingRequest) -> pd.DataFrame:
    """county_code, fund_source (every one), paid_on, paid_cny of projects with a budget, unmatched_cny."""
    links = views.relation_sql("payment_links", _bounds(request), counties_sql(request.scope))
    sql = (
        f"SELECT county_code, coalesce(nullif(project_source, ''), fund_source, '{NO_SOURCE}') AS fund_source, paid_on, "
        "sum(if(has_budget AND NOT is_unsure, paid_cny, 0)) AS paid_cny, "
        "sum(if(project_source IS NULL OR is_unsure, paid_cny, 0)) AS unmatched_cny "
        f"FROM {links} AS links WHERE {_where(replace(request, source=''))} GROUP BY 1, 2, 3 ORDER BY 3, 1, 2"
    )
    return connection.execute(sql).df()


def _by_county(days: pd.DataFrame, source: str) -> pd.DataFrame:
    """The days of the picked source ('' for all) with the county as their key."""
    return _sum_days(days[days["fund_source"] == source] if source else days, "county_code")


def _by_source(days: pd.DataFrame) -> pd.DataFrame:
    """The days with the source as their key."""
    return _sum_days(days, "fund_source")


def _later(connection: duckdb.DuckDBPyConnection, request: SpendingRequest, on: date) -> tuple[int, float, date | None]:
    """How many payments are dated after a day, how many yuan, and the last such day."""
    sql = (
        "SELECT count(*), coalesce(sum(paid_cny), 0), max(paid_on) FROM fund_payments "
        f"WHERE {_where(request)} AND paid_on > DATE '{on}'"
    )
    count, amount, last = connection.execute(sql).fetchall()[0]
    return int(count), float(amount), last


def _sum_days(days: pd.DataFrame, by: str) -> pd.DataFrame:
    """key, paid_on, paid_cny, unmatched_cny; days without any known payment of the key are left out."""
    sums = days.groupby(["paid_on", by], as_index=False)[["paid_cny", "unmatched_cny"]].sum(min_count=1)
    named = sums.rename(columns={by: "key"})[["key", "paid_on", "paid_cny", "unmatched_cny"]]
    return named[named["paid_cny"].notna()].reset_index(drop=True)


def _add_up(sums: pd.DataFrame, days: pd.DataFrame, by: str) -> pd.DataFrame:
    """Sums by county or by source with their state; a sum of nothing known is missing, not zero."""
    columns = ["declared_cny", "budget_cny", "paid_cny"]
    frame = sums.groupby(by)[columns].sum(min_count=1)
    frame["projects"] = sums.groupby(by)["projects"].sum()
    frame["has_payments"] = sums.groupby(by)["has_payments"].any()
    unmatched = days.groupby("key")["unmatched_cny"].sum()
    frame["is_unsure"] = ~frame["has_payments"] & frame.index.isin(unmatched.index)
    frame = frame.reindex(frame.index.union(unmatched.index)).rename_axis("key").reset_index()
    frame["unmatched_cny"] = frame["key"].map(unmatched).fillna(0.0)
    frame["projects"] = frame["projects"].fillna(0).astype(int)
    frame["state"] = [_state(row) for row in frame.to_dict("records")]
    return frame[["key", *SUMS, "state"]]


def _state(row: dict[str, object]) -> str:
    if not row["projects"]:
        return "no_projects"
    if row["is_unsure"]:
        return "no_source"
    if not row["has_payments"]:
        return "no_payments"
    return "reported" if float(str(row["budget_cny"])) > 0 else "no_budget"


def _last_budget(connection: duckdb.DuckDBPyConnection, last: SpendingRequest) -> float:
    """The budget of the counties with a payment table, as `_sums` has it, without joining their payments."""
    year = _where(replace(last, source=""))
    sql = (
        f"SELECT sum(coalesce(adjusted_budget_cny, budget_cny)) FROM fund_projects WHERE {_where(last)} "
        f"AND county_code IN (SELECT county_code FROM fund_payments WHERE {year})"
    )
    found = connection.execute(sql).fetchone()
    return float("nan") if not found or found[0] is None else float(found[0])


def _chain(scope: str) -> list[str]:
    """The place itself and those around it, nearest first; the country's code and '' stand for everywhere."""
    return [*reversed(chain(county_of(scope))), COUNTRY, ""]


def _deadline(connection: duckdb.DuckDBPyConnection, request: SpendingRequest) -> tuple[date, str]:
    """The nearest place's deadline and its words, else the year's end and ''."""
    rows = connection.execute(
        "SELECT coalesce(place_code, ''), coalesce(ends_on, starts_on), coalesce(title, kind) FROM milestones "
        "WHERE kind = ? AND period = ? AND starts_on IS NOT NULL ORDER BY 2 DESC",
        [DEADLINE_KIND, request.year],
    ).fetchall()
    found = {code: (on, words) for code, on, words in rows}
    return next((found[code] for code in _chain(request.scope) if code in found), (date(request.on.year, 12, 31), ""))


def _nodes(connection: duckdb.DuckDBPyConnection, request: SpendingRequest) -> pd.DataFrame:
    rows = connection.execute(
        "SELECT coalesce(place_code, ''), trim(coalesce(fund_source, '')), node_on, target_rate FROM schedule_nodes "
        "WHERE period = ? ORDER BY node_on",
        [request.year],
    ).fetchall()
    names, order = _source_names(), _chain(request.scope)
    kept = [
        (code, names.get(source, source), on, share)
        for code, source, on, share in rows
        if code in order or is_inside(code, request.scope or COUNTRY)
    ]
    kept.sort(key=lambda row: (row[0], row[1], row[2]))
    return pd.DataFrame(kept, columns=["place_code", "fund_source", "on", "share"])


def _source_names() -> dict[str, str]:
    """Every way of writing a source → its name; 全部 and the like → ''."""
    choices = find_table("fund_projects").column("fund_source").choices
    written: Sequence[tuple[str, str]] = [(alias, name) for name, aliases in choices.items() for alias in aliases]
    return dict(written) | dict.fromkeys(("全部", "合计", "总体"), "")


def _references(connection: duckdb.DuckDBPyConnection, request: SpendingRequest) -> pd.DataFrame:
    """on, period, share of the province's published averages of the year so far."""
    measure = REFERENCE_MEASURES.get(request.source, "")
    rows = connection.execute(
        "SELECT least(last_day(strptime(period, '%Y-%m')), ?::DATE) AS \"on\", period, value AS share "
        "FROM reference_values WHERE measure = ? AND starts_with(place_code, ?) AND length(period) = 7 "
        "AND starts_with(period, ?) AND period <= ? "
        "QUALIFY row_number() OVER (PARTITION BY period ORDER BY place_code) = 1 ORDER BY period",
        [request.on, measure, request.scope[:2] or "?", request.year, f"{request.on:%Y-%m}"],
    )
    return rows.df()
