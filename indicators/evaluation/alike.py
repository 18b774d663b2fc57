"""Two periods compared like with like: marks on the declared points of the measures that were scored both times.

Rescaled marks cannot be compared over time: where another measure came in, every other one weighs less though nothing changed.
"""

import pandas as pd

_KEY = ["place_code", "measure"]


def pair_marks(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The measures of `now` that are scored in both periods from the same source, with earned_last and value_last beside them.

    Both are frames of `Evaluation.measures`; earned is on the declared points in both. What was reported then and is counted
    from a register now is no pair.
    """
    last = before[[*_KEY, "earned", "value", "source"]]
    pairs = now.merge(last, on=_KEY, suffixes=("", "_last"))
    is_pair = pairs["earned"].notna() & pairs["earned_last"].notna() & (pairs["source"] == pairs["source_last"])
    return pairs[is_pair].reset_index(drop=True)


def sum_alike(pairs: pd.DataFrame, total: float) -> pd.DataFrame:
    """Scores of both periods out of `total` over the same measures: index place_code, score_alike, last_score_alike.

    The measures paired are rescaled to `total` by the same factor both times; a bonus is added as it is.
    """
    points = pairs["declared"].where(~pairs["is_bonus"])
    factor = total / points.groupby(pairs["place_code"]).sum().rename("factor")
    sums = _sum(pairs, ["place_code"])
    return pd.DataFrame(
        {
            name: sums[f"{earned}_counted"] * factor + sums[f"{earned}_bonus"]
            for name, earned in (("score_alike", "earned"), ("last_score_alike", "earned_last"))
        }
    ).where(factor.notna())


def sum_cut_alike(pairs: pd.DataFrame, by: str, title: str) -> pd.DataFrame:
    """Marks earned in both periods in one cut (`aspect` or `indicator`) over the same measures: columns as `sum_alike`."""
    sums = _sum(pairs[pairs[by] == title], ["place_code"])
    return pd.DataFrame(
        {
            "score_alike": sums["earned_counted"] + sums["earned_bonus"],
            "last_score_alike": sums["earned_last_counted"] + sums["earned_last_bonus"],
        }
    )


def _sum(pairs: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Earned marks of both periods, those of bonuses apart."""
    parts = {
        f"{name}_{part}": pairs[name].where(pairs["is_bonus"] == is_bonus, 0.0)
        for name in ("earned", "earned_last")
        for part, is_bonus in (("counted", False), ("bonus", True))
    }
    return pd.DataFrame(parts).groupby([pairs[key] for key in keys]).sum()
