"""Prefectures as a level: the mean of the counties with a score, how many they are, and the rank of the prefecture by it."""

import pandas as pd

from core.places import prefecture_of
from indicators.evaluation.evaluating import Evaluation
from indicators.evaluation.leagues import SAME_VALUE, Choice
from indicators.scoring import HIGHER, ranking


def list_prefectures(evaluation: Evaluation) -> pd.DataFrame:
    """One row a prefecture, best first: place_code, value (mean score of its counties with a score; NaN without one), places and
    scored (how many counties it has, and how many with a score), best and worst (their names; '' without), behind (lights that lag),
    value_alike and last_value (means over the counties and measures scored both times), rank, is_tied, league ('').

    Counties count alike, whatever their size: the score of a county is what the book knows, not that of a head.
    """
    places = evaluation.places.assign(prefecture=evaluation.places["place_code"].map(prefecture_of))
    lags = (
        evaluation.indicators[evaluation.indicators["light"] == "behind"]["place_code"]
        .map(prefecture_of)
        .value_counts()
    )
    rows = []
    for code, own in places.groupby("prefecture", sort=True):
        scored = own[own["score"].notna()].sort_values("score", ascending=False, kind="stable")
        both = own[own["score_alike"].notna() & own["last_score_alike"].notna()]
        rows.append({
            "place_code": str(code), "league": "", "value": scored["score"].mean(), "places": len(own), "scored": len(scored),
            "best": str(scored["place_name"].iloc[0]) if len(scored) else "",
            "worst": str(scored["place_name"].iloc[-1]) if len(scored) else "",
            "behind": int(lags.get(code, 0)),
            "value_alike": both["score_alike"].mean(), "last_value": both["last_score_alike"].mean(),
        })  # fmt: skip
    ranked = ranking.rank_values(pd.DataFrame(rows), HIGHER)
    return ranked.sort_values(["rank", "place_code"], kind="stable").reset_index(drop=True)


def roll_up(table: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """One row a prefecture from rows of `leagues.league_table`, best first: place_code, league (''), value, value_alike and last_value
    (means over the counties that have both; NaN for measures), places, known (how many counties it has, and how many with a
    value), rank, is_tied.

    Marks are the unweighted mean, as in `list_prefectures`; a share whose counties all say what is divided by what is the quotient
    of their sums, as the average of the area is.
    """
    rows = []
    for code, own in table.assign(prefecture=table["place_code"].map(prefecture_of)).groupby("prefecture", sort=True):
        known = own[own["value"].notna()]
        both = known[known["value_alike"].notna() & known["last_value"].notna()] if not choice.is_value else known[:0]
        rows.append({
            "place_code": str(code), "league": "", "value": _value(known, choice), "places": len(own), "known": len(known),
            "value_alike": both["value_alike"].astype(float).mean(), "last_value": both["last_value"].astype(float).mean(),
        })  # fmt: skip
    found = ranking.rank_values(pd.DataFrame(rows), choice.direction)
    return found.sort_values(["rank", "place_code"], kind="stable").reset_index(drop=True)


def _value(known: pd.DataFrame, choice: Choice) -> float:
    above, below = (known[name].astype(float) for name in ("numerator", "denominator"))
    is_quotient = choice.is_value and len(known) and bool((below > 0).all())
    if is_quotient and bool(((above / below - known["value"]).abs() < SAME_VALUE).all()):
        return float(above.sum() / below.sum())
    return float(known["value"].mean())
