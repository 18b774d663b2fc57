"""How far the data can be trusted: a grade a county, how complete and how late the tables are, values that jump out.

Rules between tables are measures of the framework `data_quality`, answered by the same kernel and lists as every other.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

import numpy as np
import pandas as pd

from core.words import UNCHANGED_WORDS, say_change, say_value
from indicators.declared import Framework, PeriodBounds
from indicators.evaluation import Evaluation, find_refused
from store import Store, find_table

FRAMEWORK: Final = "data_quality"
GRADE_LINES: Final = ((90.0, "优"), (80.0, "良"), (60.0, "中"), (0.0, "差"))
"""Lowest score of each grade (Ministry of Finance, fund performance: 优 90–100, 良 80–89, 中 60–79, 差 0–59)."""
OUTLIER_Z: Final = 3.5
"""A modified z-score beyond this jumps out (Iglewicz and Hoaglin)."""
MAD_FACTOR: Final = 0.6745
LEAST_PLACES: Final = 5
"""With fewer places than this nothing can be said to jump out."""


def grade_of(score: float) -> str:
    """优 / 良 / 中 / 差 of a quality score; '' without one. Unlike the evaluation's grade it is computed, it judges data only."""
    return "" if np.isnan(score) else next(word for line, word in GRADE_LINES if score >= line)


def quality_table(evaluation: Evaluation) -> pd.DataFrame:
    """place_code, place_name, score, grade, findings (rows that break a rule), has_unknown (whether rows of any rule cannot be
    judged, or none came), then one column a rule with its findings (NaN: no data)."""
    states = evaluation.measures.assign(
        found=evaluation.measures["rows_short"].where(~evaluation.measures["state"].isin(["missing", "not_applicable"]))
    )
    wide = states.pivot(index="place_code", columns="measure", values="found").reindex(
        columns=list(evaluation.framework.measures)
    )
    table = evaluation.places[["place_code", "place_name", "score"]].merge(wide.reset_index(), on="place_code")
    table.insert(3, "grade", [grade_of(score) for score in table["score"]])
    table.insert(4, "findings", table[list(evaluation.framework.measures)].sum(axis=1))
    is_open = states["rows_unknown"].fillna(0).gt(0) | states["state"].isin(["missing", "unknown", "incomplete"])
    table.insert(5, "has_unknown", table["place_code"].isin(states.loc[is_open, "place_code"]))
    return table.sort_values(["score", "place_code"]).reset_index(drop=True)


def table_states(store: Store, framework: Framework, period: str, places: Sequence[str]) -> pd.DataFrame:
    """One row a table the framework looks at: table, title, department, newest (period), places_reported, places_missing
    (names left to the caller as codes; of a table that no place reports, none once it is imported), imported_at, days_late
    (import after the period's end; NaN unknown), is_imported, rows_refused (of the places, in files of which the table did not take
    them).
    """
    states = states_of(store, framework.tables(), period, places)
    with store.connect() as connection:
        found = find_refused(connection, framework.tables(), period, "")
    rows = found[found["county_code"].isin(places)].groupby("table")["rows"].sum()
    return states.assign(rows_refused=states["table"].map(rows).fillna(0).astype(int))


def states_of(store: Store, tables: Iterable[str], period: str, places: Sequence[str]) -> pd.DataFrame:
    """The same of these tables."""
    versions = store.versions()
    rows = []
    with store.connect() as connection:
        for name in tables:
            declared = find_table(name)
            row: dict[str, object] = {"table": name, "title": declared.title, "department": declared.department}
            waits_for = [] if name in versions and not declared.place_level else list(places)
            row |= {"is_imported": name in versions, "newest": "", "places_reported": 0, "places_missing": waits_for}
            if name in versions and declared.place_level:
                wanted = period[:4] if declared.period == "year" else period
                condition = "TRUE" if declared.period == "none" else f"period = '{wanted}'"
                found = connection.execute(f"SELECT DISTINCT county_code FROM {name} WHERE {condition}").fetchall()
                reported = {code for (code,) in found} & set(places)
                newest = (
                    ""
                    if declared.period == "none"
                    else connection.execute(f"SELECT max(period) FROM {name}").fetchall()[0][0]
                )
                row |= {
                    "newest": newest or "",
                    "places_reported": len(reported),
                    "places_missing": sorted(set(places) - reported),
                }
            rows.append(
                row | _lateness(store, name, period)
                if name in versions
                else row | {"imported_at": "", "days_late": np.nan}
            )
    return pd.DataFrame(rows)


def find_outliers(evaluation: Evaluation, before: Evaluation | None) -> pd.DataFrame:
    """Changes since the last period that jump out among the places: place_name, title, value, last_value, change, z, words.

    Modified z-score 0.6745·(x − median) ÷ MAD beyond 3.5 (Iglewicz and Hoaglin 1993); nothing with fewer than 5 places or
    where most places changed alike (MAD zero), nor a change too small to be seen as it is said. A degree of suspicion, not a
    verdict.
    """
    columns = ["place_code", "place_name", "measure", "title", "value", "last_value", "change", "z", "words"]
    if before is None:
        return pd.DataFrame(columns=columns)
    last = before.measures[["place_code", "measure", "value"]].rename(columns={"value": "last_value"})
    frame = evaluation.measures.merge(last, on=["place_code", "measure"]).merge(
        evaluation.places[["place_code", "place_name"]], on="place_code"
    )
    frame["change"] = frame["value"] - frame["last_value"]
    groups = frame.groupby("measure")["change"]
    middle = groups.transform("median")
    spread = (frame["change"] - middle).abs().groupby(frame["measure"]).transform("median")
    frame["z"] = MAD_FACTOR * (frame["change"] - middle) / spread.where(spread > 0)
    found = frame[(frame["z"].abs() > OUTLIER_Z) & (groups.transform("count") >= LEAST_PLACES)]
    measures = evaluation.framework.measures
    said = [say_change(row["value"], row["last_value"], measures[row["measure"]].unit) for _, row in found.iterrows()]
    found = found[np.array([one != UNCHANGED_WORDS for one in said], bool)].copy()
    found["title"] = [measures[name].title for name in found["measure"]]
    found["words"] = [_say_jump(row, measures[row["measure"]].unit) for _, row in found.iterrows()]
    return found.sort_values("z", key=lambda z: -z.abs())[columns].reset_index(drop=True)


def _say_jump(row: pd.Series, unit: str) -> str:
    change = say_change(row["value"], row["last_value"], unit)
    return f"{say_value(row['last_value'], unit)} → {say_value(row['value'], unit)}（{change}），与其他县的变化明显不同"


def _lateness(store: Store, table: str, period: str) -> dict[str, object]:
    newest = store.history(table)[0]
    end = PeriodBounds.of(period).period_end
    imported = _day(newest.when)
    return {"imported_at": str(newest.when)[:16].replace("T", " "), "days_late": max(0, (imported - end).days)}


def _day(moment: object) -> date:
    return moment.date() if isinstance(moment, datetime) else date.fromisoformat(str(moment)[:10])
