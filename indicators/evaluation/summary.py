"""Figures of the first screen: the tiles, what stands over a light, and what the biggest losses come to."""

import pandas as pd

from core import words
from core.lights import LIGHTS
from indicators.declared import Framework
from indicators.evaluation.answers import say_league
from indicators.evaluation.evaluating import Evaluation
from indicators.evaluation.leagues import Choice, average_of, league_order, say_change, say_value
from indicators.evaluation.unscored import say_reasons_by_indicator

Tile = tuple[str, str, str]
"""(label, figure, words)"""


def place_tiles(evaluation: Evaluation, table: pd.DataFrame, choice: Choice, ours: str, grade: str) -> list[Tile]:
    """Tiles of one place: rank and change, then score with the grade and reported share, or the value ranked by.

    `table` is the `league_table` of `choice`; `grade` the words of the grade a person set.
    """
    row = table[table["place_code"] == ours].iloc[0]
    league = say_league(row["league"], row["league_size"], evaluation.framework.level == "unit")
    rank = ("位次", words.say_rank(row["rank"], bool(row["is_tied"])), f"{league}中{_say_last(evaluation, row)}")
    if not evaluation.framework.is_scored:
        return [rank, (choice.title, say_value(row["value"], choice), f"上期 {say_value(row['last_value'], choice)}")]
    full = words.say_number(evaluation.framework.points)
    score = ("参考得分", words.say_value(row["value"], "points"), f"满分 {full} 分 · 等次（人定）：{grade}")
    return [
        rank,
        score,
        ("已有数据", words.say_value(row["reported_share"], "percent"), "占应计分值，没有导入的不按零分计"),
    ]


def area_tiles(evaluation: Evaluation, table: pd.DataFrame, choice: Choice, area_word: str) -> list[Tile]:
    """Tiles of an area: how many compete in which leagues, the average, the mean reported share of its places."""
    sizes = table["league"].value_counts()
    said = "、".join(f"{league} {sizes[league]} 个" for league in league_order(table))
    noun = "单位" if evaluation.framework.level == "unit" else "县"
    average, name = average_of(table, area_word, "个单位" if noun == "单位" else noun)
    tiles = [
        (f"参评{noun}", f"{len(table)} 个", said),
        (name or f"{area_word}平均", say_value(average, choice), choice.title),
    ]
    if not evaluation.framework.is_scored:
        return tiles
    share = words.say_value(evaluation.places["reported_share"].mean(), "percent")
    return [*tiles, ("已有数据", share, f"各{noun}平均，占应计分值")]


def light_hints(evaluation: Evaluation) -> dict[tuple[str, str], str]:
    """(place code, indicator) → `得分 14.37 分 / 20.00 分，第3`, and what of it is not scored because of what."""
    columns = ["place_code", "indicator", "score", "points", "rank", "is_tied"]
    left_out = say_reasons_by_indicator(evaluation)
    hints = {}
    for code, title, score, points, rank, tied in evaluation.indicators[columns].itertuples(index=False, name=None):
        said = f"得分 {_of(score, points)}，{words.say_rank(rank, bool(tied))}"
        hints[code, title] = f"{said}；没有计分：{left_out[code, title]}" if (code, title) in left_out else said
    return hints


def say_light_counts(counts: dict[str, int]) -> str:
    """`■ 滞后 36 · ▲ 预警 30 · ● 正常 13`."""
    return " · ".join(f"{LIGHTS[light].words} {count}" for light, count in counts.items())


def say_light_rule(framework: Framework) -> str:
    """From which share of the marks a light changes."""
    normal, warning = (words.say_line(at, "percent") for at in (framework.normal_at, framework.warning_at))
    return f"得分率达到{normal}为正常，达到{warning}为预警，以下为滞后"


def say_losses(evaluation: Evaluation, losses: pd.DataFrame, ours: str = "") -> str:
    """What the losses shown come to: `共失 6.00 分，占全部失分的 22.50%`; over an area the sum of its places: `8县合计失 48.00 分，…`."""
    scored = evaluation.places.set_index("place_code")
    places = scored["lost"].where(scored["score"].notna())
    total = float(places.loc[ours] if ours else places.sum())
    lost = float(losses["lost_total"].sum())
    share = f"，占全部失分的 {words.say_value(lost / total, 'percent')}" if total > 0 else ""
    who = "共" if ours else f"{int(places.notna().sum())}县合计"
    return f"{who}失 {words.say_value(lost, 'points')}{share}"


def _say_last(evaluation: Evaluation, row: pd.Series) -> str:
    if not evaluation.last_period:
        return ""
    said = say_change(row.to_dict(), "个单位" if evaluation.framework.level == "unit" else "县")
    return f" · {said.replace(words.UNCHANGED_WORDS, '持平', 1) if row['change_state'] == 'same' else said}"


def _of(score: float, points: float) -> str:
    return f"{words.say_value(score, 'points')} / {words.say_value(points, 'points')}"
