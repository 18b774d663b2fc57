"""Puts the parts together: one framework, one period, one area → values, scores, ranks, changes.

`evaluate` is the only way to a score; pages, reports and commands ask it and draw what it answers.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from core.errors import UserError
from core.kept import Kept
from core.places import PlaceIndex
from core.settings import today
from indicators.declared import Framework, PeriodBounds, day_of_view, limits, read_wholes, views, with_names
from indicators.evaluation import alike, kept, sources
from indicators.evaluation.averages import with_averages
from indicators.evaluation.reach import area_of, periods_in
from indicators.evaluation.values import read_values
from indicators.scoring import LEAST_REPORTED_SHARE, ranking
from indicators.scoring import scores as scoring
from store import Store, read_names, read_places, stamp_of

UNGROUPED = "未分组"
LOOKED_BACK = 6
"""So many periods back one is looked for in which enough was reported."""
CONTEXT_TABLES = (
    "places", "reference_values", "not_applicable", "office_names", "workdays", "schedule_nodes", *limits.TABLES,
)  # fmt: skip
"""Tables every evaluation also reads, beside those its measures look at."""


@dataclass(frozen=True)
class Evaluation:
    """What one framework says of one area in one period. Frames are unrounded.

    places: place_code, place_name, league, score, reported_share, rank, is_tied, league_size, reason, last_score (as it
      stood then), score_alike and last_score_alike (both over the measures scored both times, see `alike`), last_rank,
      rank_change, change_state, rank_alike, last_rank_alike, places_alike (see `ranking.rank_change`).
    measures: place × measure: value, numerator, denominator (of the judged rows), rows_total, rows_short, rows_unknown,
      rows_judged, places_expected and places_present (below, NaN where nobody expects any), last_year_value, scored_value
      (see `knowing.judge`), average, average_source ('reference' | 'nation' | 'area' | ''), average_places (how many the
      area's is of), state, declared, earned, points, score, lost, low, high, sample_size and sample_clusters of a sampled
      share (`sampling.INTERVALS`), left_out (`knowing.with_left_out`), lacks
      (`left_out.add_lacking`), and what `sources.choose` adds: source, names_from,
      and both figures where a register stands behind the reported one; is_by_report (`sources.mark_by_report`).
    aspects, indicators: place × cut: points, score, lost, bonus, reported_share, rank, light
      ('normal' | 'warning' | 'behind' | 'missing' | 'not_applicable').
    """

    framework: Framework
    period: str
    day: date
    """The day of view: what happened in the period by it is in the values. The period before is of its own last day."""
    area: str
    data_versions: Mapping[str, int]
    places: pd.DataFrame
    measures: pd.DataFrame
    aspects: pd.DataFrame
    indicators: pd.DataFrame
    last_period: str
    is_last_rescored: bool
    before: "Evaluation | None" = None
    """The period before under the same definitions (its places have no change of their own); None without one."""

    @property
    def is_empty(self) -> bool:
        """Whether no place has any row."""
        return bool(self.places.empty)


def tables_behind(framework: Framework) -> tuple[str, ...]:
    """Every declared table that an evaluation of the framework reads, sorted: those of its measures, those that tell how much these
    ought to hold, and `CONTEXT_TABLES`. An import of any other leaves its figures as they are."""
    own = framework.tables()
    told = {whole.told_by for table, whole in read_wholes().items() if table in own and whole.told_by}
    return tuple(sorted({*own, *told, *CONTEXT_TABLES}))


def default_period(known: Sequence[str], framework: Framework, evaluated: Callable[[str], Evaluation]) -> str:
    """The period to begin with: the newest of `known` in which some place has reported enough to be ranked, so that a few rows
    of a new month do not take the whole picture away; the newest where none has, '' without any.

    `evaluated` gives the evaluation of a period.
    """
    if not framework.is_scored:
        return known[-1] if known else ""
    for period in reversed(known[-LOOKED_BACK:]):
        if is_enough_reported(evaluated(period)):
            return period
    return known[-1] if known else ""


def is_enough_reported(evaluation: Evaluation) -> bool:
    """Whether some place has reported enough to be ranked."""
    places = evaluation.places
    return len(places) > 0 and bool((places["reported_share"] >= LEAST_REPORTED_SHARE).any())


def evaluate(store: Store, framework: Framework, period: str, scope: str = "", day: date | None = None) -> Evaluation:
    """Values, scores and ranks of the area around `scope` (a place code; '' means every place with data), as of the day of view
    (`day_of_view`: the day asked for, else today, inside the period); the period before as of its last day, last year's values
    as of the same day of that year.

    Raises UserError when the period is unreadable or has no data, with the periods there are.
    """
    imported, index = store.versions(), read_places(store)
    versions = {name: imported[name] for name in tables_behind(framework) if name in imported}
    area, day = area_of(scope, index), day_of_view(store, period, day)
    framework = with_names(framework, read_names(store), day)
    asked = _Asked(framework, period, area, index, day, max(day, day_of_view(store, period)))
    key = _key_of(store, asked)
    found = kept.read_kept(store.folder, key) if key else None
    if found is not None:
        return _put_together(asked, versions, *found)
    began = time.perf_counter()
    frames, record = _evaluate(store, asked)
    if key and time.perf_counter() - began >= kept.SLOW_SECONDS and _key_of(store, asked) == key:
        kept.keep(store.folder, key, frames, record)
    return _put_together(asked, versions, frames, record)


@dataclass(frozen=True)
class _Asked:
    """One period of an area as of a day; `newest` is the last day of which anything of the period is known."""

    framework: Framework
    period: str
    area: str
    index: PlaceIndex
    day: date
    newest: date


def _key_of(store: Store, asked: _Asked) -> str:
    """The name that the evaluation is kept under, '' where it is not kept; any import makes it another one."""
    said = (asked.period, asked.area, asked.day, asked.newest, today(store.folder))
    return kept.key_of(asked.framework, store.content_key(), said)


def _evaluate(store: Store, asked: _Asked) -> tuple[list[pd.DataFrame], dict[str, Any]]:
    """The frames of the period and of the one before (none without one), and what else an evaluation says."""
    framework = asked.framework
    with store.connect() as connection:
        views.prepare(connection)
        available = periods_in(connection, framework, today(store.folder))
        if asked.period not in available:
            todo = f"有数据的期次：{'、'.join(available[-6:])}" if available else "请先导入数据"
            raise UserError("这一期没有数据", field="period", came=asked.period, todo=todo)
        last_period = _last_period(framework, available[: available.index(asked.period)])
        now = _evaluate_one(connection, asked)
        last_day = PeriodBounds.of(last_period).view_day if last_period else asked.day
        earlier = replace(asked, period=last_period, day=last_day, newest=last_day)
        before = _evaluate_one(connection, earlier) if last_period else None
    frames = [_with_change(now, before, framework.points), now.measures, now.aspects, now.indicators]
    if before:
        frames += [before.places, before.measures, before.aspects, before.indicators]
    return frames, {"last_period": last_period, "last_day": last_day.isoformat()}


def _put_together(
    asked: _Asked, versions: Mapping[str, int], frames: Sequence[pd.DataFrame], record: Mapping[str, Any]
) -> Evaluation:
    framework, area, last_period = asked.framework, asked.area, record["last_period"]
    last = None
    if last_period:
        places, measures, aspects, indicators = frames[4:]
        last_day = date.fromisoformat(record["last_day"])
        last = Evaluation(
            framework, last_period, last_day, area, versions, places, measures, aspects, indicators,
            last_period="", is_last_rescored=False,
        )  # fmt: skip
    places, measures, aspects, indicators = frames[:4]
    is_rescored = bool(last_period and not framework.holds_in(last_period))
    return Evaluation(
        framework, asked.period, asked.day, area, versions, places, measures, aspects, indicators,
        last_period, is_rescored, last,
    )  # fmt: skip


@dataclass(frozen=True)
class _Scored:
    places: pd.DataFrame
    measures: pd.DataFrame
    aspects: pd.DataFrame
    indicators: pd.DataFrame

    def copy(self) -> "_Scored":
        return _Scored(*(frame.copy() for frame in (self.places, self.measures, self.aspects, self.indicators)))


_kept_scored = Kept[tuple[Framework, PlaceIndex, _Scored]](16)


def _evaluate_one(connection: duckdb.DuckDBPyConnection, asked: _Asked) -> _Scored:
    """One period; of the same rows, definitions and day it is reckoned once. Frames are the caller's own."""
    stamp = stamp_of(connection)
    key = (stamp, id(asked.framework), asked.period, asked.area, asked.day, asked.newest)
    kept = _kept_scored.find(key) if stamp else None
    if kept is None or kept[0] is not asked.framework or kept[1] is not asked.index:
        kept = asked.framework, asked.index, _score(connection, asked)
        _kept_scored.keep(key, kept)
    return kept[2].copy()


def _score(connection: duckdb.DuckDBPyConnection, asked: _Asked) -> _Scored:
    framework, period = asked.framework, asked.period
    values = read_values(connection, framework, period, asked.area, asked.day, asked.newest)
    places = _places(connection, framework, values, asked.area, asked.index)
    grid = _grid(values, framework, places)
    grid = with_averages(connection, grid, framework, period)
    grid = _with_exemptions(connection, grid, period)
    grid = sources.mark_by_report(grid, framework).assign(unknown_at_most=framework.unknown_at_most)
    scored = scoring.rescale(scoring.score_measures(grid, framework.measures), framework.points or 100.0)
    scored["state"] = scored["state"].where(~(scored["is_bonus"] & (scored["state"] == "missing")), "missing")
    scored = scored.merge(places[["place_code", "league"]], on="place_code")
    scored["rank"], scored["is_tied"] = _measure_ranks(scored, framework)
    total = scoring.sum_total(scored)
    table = places.merge(total.drop(columns="unranked_reason"), on="place_code")
    return _Scored(
        ranking.rank_places(table), scored, _cut(scored, framework, "aspect"), _cut(scored, framework, "indicator")
    )


def _places(
    connection: duckdb.DuckDBPyConnection, framework: Framework, values: pd.DataFrame, area: str, index: PlaceIndex
) -> pd.DataFrame:
    """place_code, place_name, league of the places with any row of the framework's tables, in code order."""
    present = values.loc[values["rows_present"] > 0, "place_code"]
    codes = sorted(set(present.astype(str)))
    if framework.level == "unit":
        parts = [code.split("/", 1) for code in codes]
        return pd.DataFrame(
            {
                "place_code": codes,
                "place_name": [part[1] for part in parts],
                "league": [part[0] or UNGROUPED for part in parts],
            },
            dtype=object,
        )
    places = [place for place in (index.find(code) for code in codes) if place is not None and place.level == "county"]
    return pd.DataFrame(
        {
            "place_code": [place.code for place in places],
            "place_name": [place.name for place in places],
            "league": [place.league or UNGROUPED for place in places],
        },
        dtype=object,
    )


def _grid(values: pd.DataFrame, framework: Framework, places: pd.DataFrame) -> pd.DataFrame:
    """Every place × measure; without a row the measure is missing."""
    pairs = pd.MultiIndex.from_product(
        [places["place_code"], list(framework.measures)], names=["place_code", "measure"]
    )
    keys = {"place_code": object, "measure": object}
    grid = pairs.to_frame(index=False).astype(keys).merge(values.astype(keys), on=list(keys), how="left")
    grid["state"] = grid["state"].fillna("missing").astype(object)
    return grid


def _with_exemptions(connection: duckdb.DuckDBPyConnection, grid: pd.DataFrame, period: str) -> pd.DataFrame:
    """Marks what the table of exemptions (缺项认定表) leaves out for the year."""
    rows = connection.execute(
        "SELECT place_code, measure FROM not_applicable WHERE period = ?", [period[:4]]
    ).fetchall()
    exempt = pd.MultiIndex.from_tuples(rows or [("", "")])
    is_exempt = pd.MultiIndex.from_frame(grid[["place_code", "measure"]]).isin(exempt)
    return grid.assign(state=grid["state"].where(~is_exempt, "not_applicable"))


def _measure_ranks(scored: pd.DataFrame, framework: Framework) -> tuple[pd.Series, pd.Series]:
    """Rank and tie of every value inside its measure and league, in one pass: a measure and league make one league."""
    lower = {measure.id for measure in framework.measures.values() if measure.direction == scoring.LOWER}
    totals = {measure.id for measure in framework.measures.values() if measure.kind == "total"}
    value = scored["scored_value"].where(~scored["measure"].isin(totals), scored["value"])
    signed = value.where(~scored["measure"].isin(lower), -value)
    usable = scored.assign(
        value=signed.where(~scored["state"].isin(scoring.NOT_RANKED)), league=scored["measure"] + "|" + scored["league"]
    )
    ranked = ranking.rank_values(usable[["place_code", "value", "league"]], scoring.HIGHER)
    return ranked["rank"], ranked["is_tied"]


def _cut(scored: pd.DataFrame, framework: Framework, by: str) -> pd.DataFrame:
    """Sums of one cut with ranks in the league and lights."""
    frame = scoring.sum_cuts(scored, by).merge(scored[["place_code", "league"]].drop_duplicates(), on="place_code")
    frame["light"] = _lights(frame, scored, framework, by)
    whole = scored.drop_duplicates("place_code").set_index("place_code")["reported_share"]
    is_ranked = scoring.is_enough(frame["reported_share"]) & scoring.is_enough(frame["place_code"].map(whole))
    compared = frame.assign(value=frame["score"].where(is_ranked), league=frame[by] + "|" + frame["league"])
    ranked = ranking.rank_values(compared[["place_code", "value", "league"]], scoring.HIGHER)
    return frame.join(ranked[["rank", "is_tied", "league_size"]])


def _lights(frame: pd.DataFrame, scored: pd.DataFrame, framework: Framework, by: str) -> pd.Series:
    """The share of the marks says the light, where enough of the cut was reported; otherwise unclear where tables are there
    that say too little, missing, or not applicable when no measure of it applies."""
    share = frame["score"] / frame["points"].where((frame["points"] > 0) & scoring.is_enough(frame["reported_share"]))
    counted = scored[scored["declared"].notna() & ~scored["is_bonus"]]
    flags = counted.assign(
        applies=counted["state"] != "not_applicable",
        is_unclear=counted["state"].isin(scoring.UNJUDGED) | scoring.left_empty(counted),
    )
    keys = pd.MultiIndex.from_frame(frame[["place_code", by]])
    any_of = flags.groupby(["place_code", by])[["applies", "is_unclear"]].any().reindex(keys).fillna(False).astype(bool)
    has_any, is_unclear = any_of["applies"].to_numpy(), any_of["is_unclear"].to_numpy()
    conditions = [share >= framework.normal_at, share >= framework.warning_at, share.notna(), is_unclear, has_any]
    return pd.Series(
        np.select(conditions, ["normal", "warning", "behind", "unclear", "missing"], default="not_applicable"),
        index=frame.index,
        dtype=object,
    )


def _with_change(now: _Scored, before: _Scored | None, total: float) -> pd.DataFrame:
    frame = now.places.merge(ranking.rank_change(now.places, before.places if before else None), on="place_code")
    if before is None:
        return frame.assign(last_score=np.nan, score_alike=np.nan, last_score_alike=np.nan)
    last = before.places[["place_code", "score"]].rename(columns={"score": "last_score"})
    both = alike.sum_alike(alike.pair_marks(now.measures, before.measures), total)
    return frame.merge(last, on="place_code", how="left").merge(both, on="place_code", how="left")


def _last_period(framework: Framework, earlier: Sequence[str]) -> str:
    return earlier[-1] if earlier else ""
