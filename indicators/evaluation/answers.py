"""Where a place stands, in words and small frames: the answer of a page, the lights, what costs most, what changed."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from core import words
from core.places import Place
from indicators.declared import Measure
from indicators.evaluation import alike, sampling
from indicators.evaluation.advice import advise
from indicators.evaluation.beside import say_rescaled
from indicators.evaluation.evaluating import UNGROUPED, Evaluation
from indicators.evaluation.leagues import TOTAL, Choice, league_order, say_value
from indicators.scoring import ranking

LIGHT_ORDER: Final = ("behind", "warning", "normal", "unclear", "missing", "not_applicable")
SHORTFALLS_SHOWN: Final = 3
EVERYWHERE: Final = "各地"
LEAST_LOSS: Final = 1e-9
"""Marks below this are float noise, not marks lost."""
_AREA_ENDINGS: Final = {
    "自治区": "全区",
    "自治州": "全州",
    "地区": "全地区",
    "盟": "全盟",
    "省": "全省",
    "市": "全市",
    "县": "全县",
}


def say_area(place: Place | None) -> str:
    """How a notice calls the area: `全州`, `全省`, `全市`; `各地` without one."""
    if place is None:
        return EVERYWHERE
    return next((word for ending, word in _AREA_ENDINGS.items() if place.name.endswith(ending)), "全区")


def say_basis(evaluation: Evaluation) -> str:
    """Period and day of view, framework and version, last period: what an answer rests on."""
    framework = evaluation.framework
    parts = [words.say_as_of(evaluation.period, evaluation.day), f"{framework.title}（版本 {framework.version}）"]
    if evaluation.last_period:
        note = "（上期按本期口径重算）" if evaluation.is_last_rescored else ""
        parts.append(f"上期为{words.say_period(evaluation.last_period)}{note}")
    is_graded = framework.is_scored and framework.level == "county"
    return " · ".join([*parts, "得分为参考，等次由人评定"] if is_graded else parts)


def say_league(league: str, size: int, is_unit: bool = False) -> str:
    """How many compete: `7个脱贫县`, `8个县`, `9个部门`."""
    noun = league if league != UNGROUPED else ("单位" if is_unit else "县")
    return f"{size}个{noun}"


def say_place(row: Mapping[str, object], choice: Choice, area_word: str, is_unit: bool = False) -> str:
    """One place's standing: `凤凰县位列全州第3（7个脱贫县），较上期升1位`. `row` is a row of `league_table`."""
    name, rank = str(row["place_name"]), row["rank"]
    if words.is_missing(rank):
        return f"{name}本期未排名：{_plain(str(row['reason']))}"
    size = say_league(str(row["league"]), int(row["league_size"]), is_unit)  # type: ignore[call-overload]
    said = f"第{int(rank)}"  # type: ignore[call-overload]
    place = f"位列{'' if is_unit else area_word}{'并列' if row['is_tied'] else ''}{said}（{size}）"
    what = "" if choice.by == TOTAL else f"{choice.title}{_value_of(row, choice)}，"
    return f"{name}{what}{place}{_say_change(row, '个单位' if is_unit else '县')}"


def say_leaders(table: pd.DataFrame, choice: Choice, area_word: str, is_unit: bool = False) -> str:
    """Who leads and who is last in the first league: `全州7个脱贫县中花垣县领先（89.15 分），龙山县列末位（52.74 分）`."""
    ranked = table[table["rank"].notna()]
    if ranked.empty:
        reason = table["reason"].iloc[0] if len(table) else "没有数据"
        return f"{'' if choice.by == TOTAL else choice.title}本期没有可排名的地方：{_plain(reason)}"
    league = next(name for name in league_order(table) if name in set(ranked["league"]))
    rows = ranked[ranked["league"] == league]
    what = "" if choice.by == TOTAL else f"{choice.title}："
    head = f"{what}{'' if is_unit else area_word}{say_league(league, len(rows), is_unit)}中"
    if len(rows) == 1 or rows["rank"].nunique() == 1:
        names = "、".join(rows["place_name"].head(3))
        return f"{head}{names}{'等' if len(rows) > 3 else ''}{_value_of(rows.iloc[0], choice)}{'，并列第1' if len(rows) > 1 else ''}"
    return f"{head}{_names(rows, rows['rank'].min(), choice)}领先，{_names(rows, rows['rank'].max(), choice)}列末位"


def say_top_loss(losses: pd.DataFrame, is_one_place: bool, noun: str = "县") -> str:
    """`失分最多的是衔接资金支出率（−4.20分）`; over several places `（8县平均−4.20分）`. '' when nothing was lost."""
    if losses.empty:
        return ""
    first = losses.iloc[0]
    lost = words.say_value(first["lost"], "points").replace(" ", "")
    rescaled = str(first["rescaled"]).replace(" ", "")
    who = "" if is_one_place else f"{first['places']}{noun}平均"
    return f"失分最多的是{first['title']}（{who}−{lost}{f'，{rescaled}' if rescaled else ''}）"


def top_losses(evaluation: Evaluation, ours: str = "", count: int = SHORTFALLS_SHOWN) -> pd.DataFrame:
    """The measures that cost most marks, most first: measure, title, department, lost, lost_total, points, places,
    places_short, rows_short, needed, advice (kind, see `advice`), rescaled (words that give the loss on the declared points,
    '' where marks are not rescaled), sampled (one place's value with its interval, '' where it is of no sample).

    For one place (`ours`) its own marks and what wins them back; otherwise lost is the mean over the places with a score that
    the measure is scored in (`places`), lost_total their sum, places_short how many are not at full marks, and there is no
    `needed`. Most is by the sum, as the shortfall list has it. Only measures with marks lost; empty without scored measures.
    """
    rows = evaluation.measures[evaluation.measures["lost"].notna() & ~evaluation.measures["is_bonus"]]
    whole = evaluation.places.loc[evaluation.places["score"].notna(), "place_code"]
    rows = rows[rows["place_code"] == ours] if ours else rows[rows["place_code"].isin(whole)]
    rows = rows.assign(is_short=rows["lost"] > LEAST_LOSS, original=rows["declared"] - rows["earned"])
    groups = rows.groupby("measure", sort=False)
    sums = groups.agg(lost=("lost", "mean"), lost_total=("lost", "sum"), points=("points", "mean"), places=("lost", "size"),
                      places_short=("is_short", "sum"), rows_short=("rows_short", "sum"), original=("original", "mean"))  # fmt: skip
    sums = most_first(sums[sums["places_short"] > 0], "lost_total").head(count).reset_index()
    declared = evaluation.framework.measures
    own = rows.set_index("measure")
    advices = [advise(declared[name], own.loc[name]) if ours else None for name in sums["measure"]]
    return sums.assign(
        title=[declared[name].title for name in sums["measure"]],
        department=[declared[name].department for name in sums["measure"]],
        rescaled=[say_rescaled(lost, one) for lost, one in zip(sums["lost"], sums["original"], strict=True)],
        needed=[one.says if one else "" for one in advices],
        advice=[one.kind if one else "" for one in advices],
        sampled=[_say_interval(declared[name], own.loc[name]) if ours else "" for name in sums["measure"]],
    )


def most_first(measures: pd.DataFrame, lost: str = "lost") -> pd.DataFrame:
    """Measures in the order of what they cost, everywhere the same: most marks as they are shown, of as many in the order given;
    those that cost none by their rows short.
    """
    shown = measures[lost].round(2)
    rows = measures["rows_short"].where(~(shown > 0), 0)
    order = measures.assign(_shown=shown, _rows=rows).sort_values(
        ["_shown", "_rows"], ascending=False, kind="stable", na_position="last"
    )
    return order.drop(columns=["_shown", "_rows"])


def _say_interval(measure: Measure, row: pd.Series) -> str:
    return sampling.say_sampled(row["value"], measure.unit, row) if sampling.say_interval(row) else ""


def light_table(evaluation: Evaluation) -> pd.DataFrame:
    """One row a place in league order and rank: place_code, place_name, league, rank, is_tied, and a light for each indicator."""
    lights = evaluation.indicators.pivot(index="place_code", columns="indicator", values="light")
    lights = lights.reindex(columns=[cut.title for cut in evaluation.framework.indicators])
    order = {league: position for position, league in enumerate(league_order(evaluation.places))}
    places = evaluation.places.assign(order=evaluation.places["league"].map(order))
    places = places.sort_values(["order", "rank", "place_code"])[
        ["place_code", "place_name", "league", "rank", "is_tied", "score"]
    ]
    return places.merge(lights.reset_index(), on="place_code").reset_index(drop=True)


def count_lights(table: pd.DataFrame, indicators: list[str]) -> dict[str, int]:
    """How many of each light, in the order worst first; lights that do not occur are left out."""
    counts = pd.Series(table[indicators].to_numpy().ravel()).value_counts()
    return {light: int(counts[light]) for light in LIGHT_ORDER if light in counts}


def rank_moves(evaluation: Evaluation, count: int = 0) -> pd.DataFrame:
    """Places whose rank changed, the biggest steps first: place_code, place_name, league, rank, last_rank, rank_change, change_state."""
    moved = evaluation.places[evaluation.places["change_state"].isin(["up", "down"])]
    moved = moved.assign(step=moved["rank_change"].abs()).sort_values(["step", "rank"], ascending=[False, True])
    return moved.drop(columns="step").head(count) if count else moved.drop(columns="step")


def falls(evaluation: Evaluation, before: Evaluation, ours: str = "", count: int = SHORTFALLS_SHOWN) -> pd.DataFrame:
    """Measures whose marks fell most since the last period: measure, title, score_change (negative), value, last_value,
    change, places.

    Marks are on the declared points, so that a measure at full marks both times is no fall whatever else came in. For one
    place its own, with the change of the value in words (百分点 for rates); otherwise means over the places scored in both
    periods, `places` of them, value and change left empty. Measures that are scored in one period only are no fall.
    """
    pairs = alike.pair_marks(evaluation.measures, before.measures)
    pairs = pairs[pairs["place_code"] == ours] if ours else pairs
    pairs = pairs.assign(score_change=pairs["earned"] - pairs["earned_last"])
    groups = pairs.groupby("measure", sort=False)
    means = groups[["score_change", "value", "value_last"]].mean().assign(places=groups.size()).reset_index()
    fell = means[means["score_change"] < -LEAST_LOSS].sort_values("score_change", kind="stable").head(count)
    measures = evaluation.framework.measures
    said = [
        words.say_change(now, last, measures[name].unit) if ours else ""
        for name, now, last in zip(fell["measure"], fell["value"], fell["value_last"], strict=True)
    ]
    titles = [measures[name].title for name in fell["measure"]]
    return fell.rename(columns={"value_last": "last_value"}).assign(title=titles, change=said).reset_index(drop=True)


def say_rank_step(row: Mapping[str, object]) -> str:
    """`第5 → 第3`."""
    return f"{words.say_rank(row['last_rank'])} → {words.say_rank(row['rank'])}"  # type: ignore[arg-type]


def _say_change(row: Mapping[str, object], noun: str) -> str:
    state, change = row["change_state"], row["rank_change"]
    if state in ("up", "down"):
        return f"，较上期{'升' if state == 'up' else '降'}{abs(int(change))}位"  # type: ignore[call-overload]
    if state == "other_field":
        return f"，与上期{ranking.OTHER_FIELD_WORDS}位次（{ranking.say_alike_ranks(row, noun)}）"
    return "，与上期持平" if state == "same" else ""


def _value_of(row: Mapping[str, object], choice: Choice) -> str:
    return say_value(float(row["value"]), choice).replace(" ", "")  # type: ignore[arg-type]


def _names(rows: pd.DataFrame, rank: float, choice: Choice) -> str:
    mine = rows[rows["rank"] == rank]
    names = "、".join(mine["place_name"].head(2)) + ("等" if len(mine) > 2 else "")
    return f"{names}（{_value_of(mine.iloc[0], choice)}）"


def _plain(reason: str) -> str:
    return reason.removesuffix("，不排名")
