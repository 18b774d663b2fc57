"""Ranks inside a league from unrounded scores, ties, and the change against the last period."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from core import words
from indicators.scoring.rule import DIRECTIONS, HIGHER
from indicators.scoring.scores import LEAST_REPORTED_SHARE, unranked_reason

TIE_TOLERANCE: Final = 1e-9
"""Closer than this (relative above 1) is float noise and tied; a difference of 0.004 分 is a difference."""
TIE_RULE_WORDS: Final = (
    "名次按未四舍五入的数值在同一组内排出；数值相同的并列同一名次，其后名次顺延（如第1、2、2、4）；"
    f"已有数据的指标不足分值{words.say_line(LEAST_REPORTED_SHARE, 'percent')}的不排名。"
)
OTHER_FIELD_WORDS: Final = "参评范围不同，不比较"
"""Said instead of a change of rank where the last period ranked other places."""
NO_VALUE_REASON: Final = "无数据，不排名"


def rank_places(scores: pd.DataFrame, least_reported_share: float = LEAST_REPORTED_SHARE) -> pd.DataFrame:
    """Ranks of the frame place_code, league, score, reported_share; same rows, same order.

    Adds rank (1, 2, 2, 4 inside each league; NaN without one), is_tied, league_size (places ranked in the league) and reason
    (Chinese, why there is no rank, else empty).
    """
    pairs = zip(scores["score"].astype(float), scores["reported_share"].astype(float), strict=True)
    reasons = [unranked_reason(score, share, least_reported_share) for score, share in pairs]
    return _rank(scores, scores["score"].astype(float), reasons)


def rank_values(frame: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Ranks of one measure's values: the frame place_code, value and (when there are leagues) league; same rows, same order.

    Adds rank, is_tied, league_size and reason as `rank_places`; a missing value has no rank.
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"unknown direction: {direction!r}")
    values = pd.to_numeric(frame["value"]).astype(float)
    reasons = [NO_VALUE_REASON if words.is_missing(value) else "" for value in values]
    return _rank(frame, values if direction == HIGHER else -values, reasons)


def rank_change(now: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """Change of rank: place_code, last_rank, rank_change (last − now, positive is up, NaN unknown), change_state, and ranks
    among the places ranked both times: rank_alike, last_rank_alike (NaN outside them), places_alike (how many they are).

    Both frames have place_code and rank, and may have league. A rank says something only inside its field of places:
    change_state is `up`, `down`, `same` where the league ranks the very same places both times, else `other_field` (without
    a change); `new` without a rank in the last period or in that league, `unranked` without one now.
    """
    has_leagues = "league" in now and before is not None and "league" in before
    first = _ranks(now, has_leagues)
    last = _ranks(now.iloc[:0] if before is None else before, has_leagues)
    pairs = first.merge(last, on=["place_code", "league"], how="left", suffixes=("", "_last"))
    is_both = pairs["rank"].notna() & pairs["rank_last"].notna()
    sizes = {league: len(ranked) for league, ranked in last.dropna(subset="rank").groupby("league")}
    leagues = pairs["league"]
    both = is_both.groupby(leagues).transform("sum")
    is_one_field = (both == pairs["rank"].notna().groupby(leagues).transform("sum")) & (both == leagues.map(sizes))
    change = (pairs["rank_last"] - pairs["rank"]).where(is_one_field)
    conditions = [pairs["rank"].isna(), pairs["rank_last"].isna(), ~is_one_field, change > 0, change < 0]
    state = np.select(conditions, ["unranked", "new", "other_field", "up", "down"], default="same")
    alike = pairs[["rank", "rank_last"]].where(is_both).groupby(leagues).rank(method="min")
    return pd.DataFrame(
        {
            "place_code": now["place_code"].to_numpy(),
            "last_rank": pairs["rank_last"].to_numpy(dtype=float),
            "rank_change": change.to_numpy(dtype=float),
            "change_state": state.astype(object),
            "rank_alike": alike["rank"].to_numpy(dtype=float),
            "last_rank_alike": alike["rank_last"].to_numpy(dtype=float),
            "places_alike": both.to_numpy(dtype=int),
        }
    )


def say_rank_change(state: str, change: float) -> str:
    """`▲2`, `▼1`, `—` (same), `新` (no last period), `未排名`, `参评范围不同，不比较`."""
    fixed = {
        "same": words.UNCHANGED_WORDS,
        "new": words.NEW_WORDS,
        "unranked": words.UNRANKED_WORDS,
        "other_field": OTHER_FIELD_WORDS,
    }
    if state in fixed:
        return fixed[state]
    return f"{'▲' if state == 'up' else '▼'}{abs(int(change))}"


def say_alike_ranks(row: Mapping[str, Any], noun: str = "县") -> str:
    """`可比7县中第2 → 第3` of a row of `rank_change` whose field of places is another; '' for every other row."""
    if row["change_state"] != "other_field":
        return ""
    last, now = (words.say_rank(row[name]) for name in ("last_rank_alike", "rank_alike"))
    return f"可比{int(row['places_alike'])}{noun}中{last} → {now}"


def say_last_rank(last_rank: float) -> str:
    """`上期第5`; `上期未排名` when there was none."""
    return f"上期{words.say_rank(last_rank)}"


def _ranks(frame: pd.DataFrame, has_leagues: bool) -> pd.DataFrame:
    """place_code, league ('' where they are not told apart), rank."""
    leagues = frame["league"].fillna("").astype(object) if has_leagues else ""
    return pd.DataFrame({"place_code": frame["place_code"].astype(object), "rank": frame["rank"].astype(float)}).assign(
        league=leagues
    )


def _rank(frame: pd.DataFrame, keys: pd.Series, reasons: list[str]) -> pd.DataFrame:
    """`keys` rank from high to low; rows with a reason are left out."""
    is_ranked = np.array([not reason for reason in reasons], dtype=bool)
    leagues = frame["league"].fillna("") if "league" in frame else pd.Series("", index=frame.index)
    rank, is_tied = np.full(len(frame), np.nan), np.zeros(len(frame), dtype=bool)
    size = np.zeros(len(frame), dtype=int)
    for league in pd.unique(leagues):
        in_league = (leagues == league).to_numpy()
        rows = np.flatnonzero(in_league & is_ranked)
        size[in_league] = len(rows)
        rank[rows], is_tied[rows] = _rank_one_league(keys.to_numpy(dtype=float)[rows])
    return frame.assign(rank=rank, is_tied=is_tied, league_size=size, reason=reasons)


def _rank_one_league(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Standard competition ranks, best key first; keys within the tolerance of the best of a tie share its rank."""
    ranks, best, first = np.zeros(len(keys)), np.nan, 0
    for position, row in enumerate(np.argsort(-keys, kind="stable"), start=1):
        if not abs(keys[row] - best) <= TIE_TOLERANCE * max(1.0, abs(best)):
            best, first = keys[row], position
        ranks[row] = first
    counts = np.bincount(ranks.astype(int), minlength=1)
    return ranks, counts[ranks.astype(int)] > 1
