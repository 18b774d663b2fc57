"""Which measures fall short in a place, by how much, and of which something is not known."""

import pandas as pd

from indicators.declared import REGISTER, REPORTED, Measure
from indicators.evaluation import (
    LEAST_LOSS,
    Evaluation,
    Row,
    advice,
    is_left_empty,
    marks,
    most_first,
    say_state,
    say_unclear,
)  # fmt: skip
from indicators.evaluation.sampling import INTERVALS
from indicators.shortfalls.lists.asking import has_names, has_short_rows, inside
from indicators.shortfalls.lists.columns import table_titles


def list_measures(evaluation: Evaluation, scope: str = "") -> pd.DataFrame:
    """Measures that fall short in the places inside a scope, most marks lost first, then most rows.

    Columns: measure, title, aspect, indicator, problem_type, department, lost and points (sums over the places; NaN
    for a check), rows_short (NaN where no single row falls short), places_short (places that lose marks or have short rows),
    places (scored or counted), needed (one place: what wins the marks back; several: what to do, as declared).
    """
    found = inside(evaluation, scope)
    measures = evaluation.framework.measures
    sums = [_sum_measure(measures[str(name)], rows) for name, rows in found.groupby("measure", sort=False)]
    columns = ["measure", "title", "aspect", "indicator", "problem_type", "department", "lost", "points", "rows_short",
               "places_short", "places", "needed"]  # fmt: skip
    frame = pd.DataFrame(sums, columns=columns)
    frame = frame[frame["places_short"] > 0]
    return most_first(frame).reset_index(drop=True)


def list_missing(evaluation: Evaluation, scope: str = "") -> pd.DataFrame:
    """Measures without data in places inside a scope: measure, title, tables (titles to import), places_missing, places."""
    found = inside(evaluation, scope)
    rows = []
    for name, group in found.groupby("measure", sort=False):
        measure, missing = evaluation.framework.measures[str(name)], int((group["state"] == "missing").sum())
        if missing:
            rows.append((measure.id, measure.title, table_titles(measure), missing, len(group)))
    return pd.DataFrame(rows, columns=["measure", "title", "tables", "places_missing", "places"])


def list_places(evaluation: Evaluation, measure: Measure, scope: str = "") -> pd.DataFrame:
    """One measure by place inside a scope: place_code, place_name, value, lost, points, state, needed and the same as a
    sentence (how), rows_short, the interval of a sampled share, beside (what is not known there) and is_unknown; most marks lost first."""
    rows, measure = inside(evaluation, scope), evaluation.framework.measures[measure.id]
    rows = rows[rows["measure"] == measure.id].merge(evaluation.places[["place_code", "place_name"]], on="place_code")
    advices = [advice.advise(measure, row) for _, row in rows.iterrows()]
    rows = rows.assign(
        needed=[one.says for one in advices], how=[one.sentence for one in advices],
        beside=[_say_unknown(measure, row) for row in rows.to_dict("records")],
        is_unknown=(rows["rows_unknown"].fillna(0) + rows["places_absent"].fillna(0) + _unnamed(rows)) > 0,
    )  # fmt: skip
    columns = [
        "place_code",
        "place_name",
        "value",
        "lost",
        "points",
        "state",
        "needed",
        "how",
        "rows_short",
        *INTERVALS,
        "beside",
        "is_unknown",
    ]
    return rows.sort_values("lost", ascending=False, kind="stable")[columns].reset_index(drop=True)


def _unnamed(rows: pd.DataFrame) -> pd.Series:
    """What of a register nobody can judge where the names are of it and the figure is not."""
    is_named = (rows["source"] == REPORTED) & (rows["names_from"] == REGISTER)
    return rows["register_unknown"].fillna(0).where(is_named, 0.0)


def _say_unknown(measure: Measure, row: Row) -> str:
    """What is not known of a measure in a place, and why it is not scored for it: `另有 3 人说不清；说不清的超过5%，不计分`. That a share
    of a sample is known within an interval only is another matter.
    """
    state = say_state(row) if row["state"] in ("unknown", "incomplete") or is_left_empty(row) else ""
    return "；".join(one for one in (say_unclear(measure, row), state) if one)


def list_unknown(evaluation: Evaluation, scope: str = "") -> pd.DataFrame:
    """Measures of which something is not known in places inside a scope: measure, title, places_unknown (with rows that do
    not say, or places below that have sent nothing), places_unscored (so many that nothing is scored), places, and for one
    place what is not known (said)."""
    found = inside(evaluation, scope)
    rows = []
    for name, group in found.groupby("measure", sort=False):
        measure = evaluation.framework.measures[str(name)]
        said = [_say_unknown(measure, row) for row in group.to_dict("records")]
        unscored = int(group["state"].isin(["unknown", "incomplete"]).sum())
        if any(said):
            count = sum(bool(one) for one in said)
            rows.append((measure.id, measure.title, count, unscored, len(group), said[0] if len(group) == 1 else ""))
    return pd.DataFrame(rows, columns=["measure", "title", "places_unknown", "places_unscored", "places", "said"])


def _sum_measure(measure: Measure, rows: pd.DataFrame) -> dict[str, object]:
    """One row of `list_measures`. Where some places have names and others have not, only named rows are counted."""
    are_named = has_names(rows)
    listed = measure.counted_from(REGISTER) if are_named else measure
    lost = rows["lost"].where(~rows["is_bonus"])
    is_short = lost > LEAST_LOSS
    if has_short_rows(listed):
        is_short = is_short | (rows["rows_short"] > 0)
    named = rows["names_from"] == (REGISTER if are_named else REPORTED)
    is_counted = rows["lost"].notna() | (rows["rows_total"] > 0)
    todo = f"{advice.KIND_WORDS[advice.GONE]}：{measure.gone_because}" if measure.gone_because else measure.win_back
    needed = marks.say_needed(measure, rows.iloc[0]) if len(rows) == 1 and measure.is_scored else todo
    return {
        "measure": measure.id,
        "title": measure.title,
        "aspect": measure.aspect,
        "indicator": measure.indicator,
        "problem_type": measure.problem_type,
        "department": measure.department,
        "lost": float(lost.sum(min_count=1)) if measure.is_scored else float("nan"),
        "points": float(rows["points"].sum(min_count=1)) if measure.is_scored else float("nan"),
        "rows_short": float(rows["rows_short"].where(named).sum()) if has_short_rows(listed) else float("nan"),
        "places_short": int(is_short.sum()),
        "places": int(is_counted.sum()),
        "needed": needed,
    }


def sum_lost(measures: pd.DataFrame) -> float:
    """Marks lost over a frame of `list_measures` (summed over the places)."""
    return float(measures["lost"].fillna(0).sum())
