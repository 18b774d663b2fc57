"""Points that are not scored: how many, because of what, whose, and whether the rest is rescaled in their place."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import pandas as pd

from core import words
from indicators.evaluation.evaluating import Evaluation
from indicators.scoring import left_empty

UNCLEAR: Final = "说不清"
INCOMPLETE: Final = "乡镇没有报齐"
REASONS: Final = {
    "unknown": UNCLEAR, "incomplete": INCOMPLETE, "needs_last_year": "缺上年数", "needs_average": "缺平均数",
    "missing": "未导入", "not_applicable": "不适用",
}  # fmt: skip
"""State of a measure → why its points are left out, the order in which it is said."""
_HELD: Final = (UNCLEAR, INCOMPLETE)
"""Reasons for which the points stay in the total (`indicators.scoring.is_held`)."""


def list_unscored(evaluation: Evaluation) -> pd.DataFrame:
    """Every measure with points that a place is not scored in: place_code, measure, indicator, declared, reason."""
    rows = evaluation.measures
    rows = rows[rows["declared"].notna() & rows["earned"].isna() & ~rows["is_bonus"]]
    reasons = rows["state"].map(REASONS.__getitem__).mask(left_empty(rows), UNCLEAR)
    return rows[["place_code", "measure", "indicator", "declared"]].assign(reason=reasons)


def say_unscored(evaluation: Evaluation, place_code: str) -> str:
    """`100 分中 9.00 分没有计分（说不清 2 项 5.00 分、未导入 1 项 4.00 分），说不清、没有报齐的补齐前不得分，
    其余按比例折算到 100 分`; and of how many scored measures something is not known. '' where all is scored and known.
    """
    found = list_unscored(evaluation)
    found = found[found["place_code"] == place_code]
    own = evaluation.measures[evaluation.measures["place_code"] == place_code]
    is_open = (own["rows_unknown"].fillna(0) + own["places_absent"].fillna(0)) > 0
    partly = int((is_open & own["earned"].notna() & ~own["is_bonus"]).sum())
    said = [_say_points(evaluation, found, bool((own["factor"] > 1).any()))] if len(found) else []
    said += [f"{'另有' if said else '已计分的指标中'} {partly} 项有说不清的，计分按未达标算"] if partly else []
    return "；".join(said)


def say_no_loss(evaluation: Evaluation, place_code: str = "") -> str:
    """What may be said where no marks were lost, of one place or of all: `没有失分`; with points that were not scored
    `已计分的指标没有失分，另有 6.00 分没有计分（说不清 2 项 6.00 分）`; and `没有可计分的指标，说不上失分` where nothing was scored.
    """
    rows = evaluation.measures[~evaluation.measures["is_bonus"]]
    rows = rows[rows["place_code"] == place_code] if place_code else rows
    if not rows["earned"].notna().any():
        return "没有可计分的指标，说不上失分"
    found = list_unscored(evaluation)
    found = found[found["place_code"].isin(rows["place_code"]) & (found["reason"] != REASONS["not_applicable"])]
    if found.empty:
        return "没有失分"
    points = words.say_value(found["declared"].sum(), "points")
    return f"已计分的指标没有失分，另有 {points}没有计分（{say_reasons(found)}）"


def unscored_places(evaluation: Evaluation) -> list[tuple[str, str, str]]:
    """The places whose total leaves points out, most first: (place code, name, `9.00 分（说不清 5.00 分、未导入 4.00 分）`)."""
    found = list_unscored(evaluation)
    names = evaluation.places.set_index("place_code")["place_name"]
    sums = found.groupby("place_code")["declared"].sum().sort_values(ascending=False, kind="stable")
    rows = dict(iter(found.groupby("place_code")))
    return [
        (str(code), str(names[code]), f"{words.say_value(points, 'points')}（{say_reasons(rows[code])}）")
        for code, points in sums.items()
    ]


def can_be_scored(evaluation: Evaluation, place_code: str) -> bool:
    """Whether anything of the place waits for data: what does not apply never will be scored."""
    rows = evaluation.measures[evaluation.measures["place_code"] == place_code]
    is_open = (rows["rows_unknown"].fillna(0) + rows["places_absent"].fillna(0)) > 0
    left_out = rows["declared"].notna() & rows["earned"].isna() & ~rows["is_bonus"]
    return bool(is_open.any() or (rows.loc[left_out, "state"] != "not_applicable").any())


def say_reasons(rows: pd.DataFrame) -> str:
    """`说不清 2 项 5.00 分、未导入 1 项 4.00 分` of rows of `list_unscored`."""
    return _say_sums(zip(rows["reason"], rows["declared"], strict=True))


def say_reasons_by_indicator(evaluation: Evaluation) -> dict[tuple[str, str], str]:
    """(place code, indicator) → what `say_reasons` says of it; nothing where all is scored."""
    sums = defaultdict(list)
    found = list_unscored(evaluation)[["place_code", "indicator", "reason", "declared"]]
    for code, indicator, reason, points in found.itertuples(index=False, name=None):
        sums[code, indicator].append((reason, points))
    return {key: _say_sums(parts) for key, parts in sums.items()}


def _say_sums(parts: Iterable[tuple[str, float]]) -> str:
    """Of (reason, points) how many and how much for each reason."""
    by_reason: dict[str, list[float]] = defaultdict(list)
    for reason, points in parts:
        by_reason[reason].append(points)
    return "、".join(
        f"{reason} {len(by_reason[reason])} 项 {words.say_value(sum(by_reason[reason]), 'points')}"
        for reason in dict.fromkeys(REASONS.values())
        if reason in by_reason
    )


def _say_points(evaluation: Evaluation, found: pd.DataFrame, is_rescaled: bool) -> str:
    full = words.say_number(evaluation.framework.points)
    lost = words.say_value(found["declared"].sum(), "points")
    rest = f"，其余按比例折算到 {full} 分" if is_rescaled else ""
    held = "，说不清、没有报齐的补齐前不得分" if found["reason"].isin(_HELD).any() else ""
    return f"{full} 分中 {lost}没有计分（{say_reasons(found)}）{held}{rest}"
