"""Prefectures as a level: the mean of the counties with a score, how many they are, and the rank of the prefecture by it."""

import pandas as pd

from core.places import prefecture_of
from indicators.evaluation.evaluating import Evaluation
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
