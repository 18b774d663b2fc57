"""What a map shows of an evaluation: a league table for any choice, counts of shortfalls too, with a light a place."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from core import words
from core.places import prefecture_of
from indicators.declared import Framework
from indicators.evaluation import leagues, prefectures
from indicators.evaluation.beside import say_beside
from indicators.evaluation.evaluating import Evaluation
from indicators.evaluation.leagues import Choice
from indicators.scoring import LOWER, NOT_RANKED, left_empty, ranking, scores

SHORT: Final = "short"
LAYER: Final = "layer"
FINDINGS: Final = "findings"
PROBLEMS: Final = "problems"
LAYERS: Final[Mapping[str, Choice]] = {
    FINDINGS: Choice(FINDINGS, LAYER, FINDINGS, "待核疑点", "count:条", LOWER),
    PROBLEMS: Choice(PROBLEMS, LAYER, PROBLEMS, "未销号问题", "count:个", LOWER),
}
"""What a map shows beside the values of an evaluation; counted elsewhere."""


def map_choices(framework: Framework) -> Mapping[str, Choice]:
    """The choices of a league table, then the number of shortfalls of every measure that lists rows."""
    counted = {
        f"{SHORT}:{one.id}": Choice(
            f"{SHORT}:{one.id}", SHORT, one.id, f"短板数 · {one.title}", f"count:{one.counter}", LOWER
        )
        for one in framework.measures.values()
        if one.met is not None or one.kind == "count"
    }
    return {**leagues.choices(framework), **counted}


def map_table(evaluation: Evaluation, choice: Choice, before: Evaluation | None = None) -> pd.DataFrame:
    """`leagues.league_table` with light (`normal`, `warning`, `behind`, `unclear`, `missing`, `not_applicable`) for every place.

    For shortfalls the value is their number; a place whose measure is missing or does not apply has none.
    """
    read = _short_table if choice.kind == SHORT else leagues.league_table
    table = read(evaluation, choice, before)
    share = table["score"] / table["points"].where(table["points"] > 0)
    light = _light_of_share(share, evaluation.framework).where(table["light"] == "", table["light"])
    own = evaluation.measures.loc[evaluation.measures["measure"] == choice.key].set_index("place_code")
    states = own["state"].where(~left_empty(own), "unknown")
    state = table["place_code"].map(states)
    is_left_out = state.eq("not_applicable") | table["light"].eq("not_applicable")
    is_unclear = light.eq("missing") & state.isin(scores.UNJUDGED)
    return table.assign(light=light.mask(is_unclear, "unclear").mask(is_left_out, "not_applicable"))


def layer_table(counts: Mapping[str, float], names: Mapping[str, str], choice: Choice) -> pd.DataFrame:
    """The same of a layer: how many there are by place, NaN where nobody knows. `names` are the places to show, code → name."""
    frame = pd.DataFrame({"place_code": list(names), "place_name": list(names.values()), "league": ""}, dtype=object)
    values = [float(counts.get(code, np.nan)) for code in names]
    return _ranked(frame.assign(value=np.array(values, dtype=float)), choice)


def say_most(table: pd.DataFrame, choice: Choice, noun: str) -> str:
    """`待核疑点共 1,234 条，最多的是永顺县（321 条）` of a layer; of anything else by prefecture who leads and who is last."""
    known = table[table["value"].notna()]
    if known.empty:
        return f"{choice.title}：这一期还没有数"
    is_count = choice.kind in (SHORT, LAYER)
    ends = known.sort_values("value", ascending=choice.direction == LOWER, kind="stable")
    first, last = ends.iloc[0], ends.iloc[-1]
    said = [f"{row['place_name']}（{words.say_value(row['value'], choice.unit)}）" for row in (first, last)]
    if is_count:
        return f"{choice.title}共 {words.say_value(known['value'].sum(), choice.unit)}，最多的是{said[1]}"
    return f"{choice.title}：{len(known)}个{noun}中{said[0]}领先，{said[1]}最后"


def by_prefecture(table: pd.DataFrame, names: Mapping[str, str], choice: Choice) -> pd.DataFrame:
    """A `map_table` or `layer_table` of counties as one of prefectures: counts are added, all else is rolled up as in 排名."""
    if choice.kind in (SHORT, LAYER):
        codes = table["place_code"].map(prefecture_of).rename("prefecture")
        sums = table.groupby(codes)["value"].sum(min_count=1)
        rolled = pd.DataFrame({"place_code": sums.index.astype(str), "league": "", "value": sums.to_numpy()})
    else:
        rolled = prefectures.roll_up(table, choice)[["place_code", "league", "value"]]
    return _ranked(rolled.assign(place_name=[names.get(code, code) for code in rolled["place_code"]]), choice)


def _ranked(frame: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Without lights, points and a last period."""
    ranked = ranking.rank_values(frame, choice.direction).assign(points=0.0, score=np.nan, light="missing", beside="")
    return ranked.sort_values(["rank", "place_code"], na_position="last", ignore_index=True)


def _short_table(evaluation: Evaluation, choice: Choice, before: Evaluation | None) -> pd.DataFrame:
    now = _short_rows(evaluation, choice)
    last = None if before is None else _short_rows(before, choice)
    table = now.merge(ranking.rank_change(now, last), on="place_code")
    return table.sort_values(["league", "rank", "place_code"]).reset_index(drop=True)


def _short_rows(evaluation: Evaluation, choice: Choice) -> pd.DataFrame:
    rows = evaluation.measures[evaluation.measures["measure"] == choice.key]
    is_known = ~rows["state"].isin(["missing", *NOT_RANKED])
    measure = evaluation.framework.measures[choice.key]
    beside = [say_beside(measure, row) for _, row in rows.iterrows()]
    rows = rows.assign(value=rows["rows_short"].where(is_known), average=np.nan, light="", beside=beside)
    names = evaluation.places.set_index("place_code")["place_name"]
    kept = rows[["place_code", "league", "value", "score", "points", "average", "light", "beside"]]
    ranked = ranking.rank_values(kept, choice.direction)
    return ranked.assign(place_name=kept["place_code"].map(names))


def _light_of_share(share: pd.Series, framework: Framework) -> pd.Series:
    conditions = [share >= framework.normal_at, share >= framework.warning_at, share.notna()]
    lights = np.select(conditions, ["normal", "warning", "behind"], default="missing")
    return pd.Series(lights, index=share.index, dtype=object)
