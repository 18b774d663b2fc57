"""What a map shows of an evaluation: a league table for any choice, counts of shortfalls too, with a light a place."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from indicators.declared import Framework
from indicators.evaluation import leagues
from indicators.evaluation.beside import left_empty, say_beside
from indicators.evaluation.evaluating import Evaluation
from indicators.evaluation.leagues import Choice
from indicators.scoring import LOWER, NOT_RANKED, ranking, scores

SHORT: Final = "short"


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
