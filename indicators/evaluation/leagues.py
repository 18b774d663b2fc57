"""League tables: one row a place for what is picked (total, aspect, indicator or measure), with the last period beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from core import words
from indicators.declared import Framework
from indicators.evaluation import alike
from indicators.evaluation.averages import LEAST_AVERAGED
from indicators.evaluation.beside import say_beside, say_state
from indicators.evaluation.evaluating import UNGROUPED, Evaluation
from indicators.scoring import HIGHER, NOT_RANKED, STATE_WORDS, ranking

TOTAL: Final = "total"
FIRST_LEAGUE: Final = "脱贫县"
"""The evaluation is about these; their table stands first."""
SCORE_UNIT: Final = "points"
REFERENCE_WORDS: Final = {"reference": "全省平均", "nation": "全国平均", "growth": "按全国平均增幅"}
"""Averages that are imported, by `average_source`."""
SAME_VALUE: Final = 1e-9
TIE_SHORT_WORDS: Final = "按未四舍五入的数值排名，相同的并列"
CHANGE: Final = ("last_rank", "rank_change", "change_state", "rank_alike", "last_rank_alike", "places_alike")

_ALIKE: Final = {"score_alike": "value_alike", "last_score_alike": "last_value"}


@dataclass(frozen=True)
class Choice:
    """What a league table ranks by. `by` is its text in the address, `key` the cut's title or the measure's id."""

    by: str
    kind: str
    key: str
    title: str
    unit: str = SCORE_UNIT
    direction: str = HIGHER

    @property
    def is_value(self) -> bool:
        """Whether a value is ranked (else marks)."""
        return self.kind == "measure"


def choices(framework: Framework) -> Mapping[str, Choice]:
    """`by` → choice, in the order total, aspects, indicators, measures; a framework without points has measures only."""
    found = []
    if framework.is_scored:
        found.append(Choice(TOTAL, TOTAL, "", "参考得分"))
        found += [Choice(f"aspect:{cut.title}", "aspect", cut.title, cut.title) for cut in framework.aspects]
        found += [Choice(f"indicator:{cut.title}", "indicator", cut.title, cut.title) for cut in framework.indicators]
    found += [
        Choice(f"measure:{measure.id}", "measure", measure.id, measure.title, measure.unit, measure.direction)
        for measure in framework.measures.values()
    ]
    return {choice.by: choice for choice in found}


def first_choice(evaluation: Evaluation) -> Choice:
    """What a page shows unasked: the total; without points, or with a single measure, the first measure with a value."""
    offered = choices(evaluation.framework)
    if TOTAL in offered and len(evaluation.framework.measures) > 1:
        return offered[TOTAL]
    reported = set(evaluation.measures.loc[evaluation.measures["value"].notna(), "measure"])
    measures = [choice for choice in offered.values() if choice.is_value]
    return next((choice for choice in measures if choice.key in reported), measures[0])


def league_table(evaluation: Evaluation, choice: Choice, before: Evaluation | None = None) -> pd.DataFrame:
    """One row a place, leagues in the order of `league_order`, inside them by rank, places without a rank last.

    Columns place_code, place_name, league, value (marks, or the measure's value; NaN when unknown), score, points (marks and
    their maximum), rank, is_tied, league_size (places ranked), reported_share, light, reason (why no rank), numerator,
    denominator, average, average_source, average_places, beside (what is to be said beside a measure's value, see
    `marks.say_beside`), `CHANGE`, and what two periods are compared by: value_alike and
    last_value, of marks over the measures scored both times. `before` is the evaluation of the last period; without it
    nothing is known about the change, but for the total, whose change the evaluation knows.
    """
    now = _table(evaluation, choice)
    if choice.by == TOTAL:
        known = evaluation.places[["place_code", *CHANGE, "score_alike", "last_score_alike"]]
        table = now.merge(known.rename(columns=_ALIKE), on="place_code")
    else:
        last = None if before is None else _table(before, choice)
        table = now.merge(ranking.rank_change(now, last), on="place_code")
        table = table.merge(_values_alike(evaluation, before, choice), on="place_code", how="left")
    order = {league: position for position, league in enumerate(league_order(table))}
    by = ["league", "rank", "place_code"]
    return table.sort_values(
        by, key=lambda column: column.map(order) if column.name == "league" else column
    ).reset_index(drop=True)


def _values_alike(evaluation: Evaluation, before: Evaluation | None, choice: Choice) -> pd.DataFrame:
    """place_code, value_alike, last_value: values of a measure; of a cut its marks over the measures scored both times."""
    if before is None:
        return pd.DataFrame({"place_code": [], "value_alike": [], "last_value": []}).astype({"place_code": object})
    if choice.is_value:
        now, last = (_measure_rows(one, choice).set_index("place_code")["value"] for one in (evaluation, before))
        return pd.DataFrame({"value_alike": now, "last_value": last}).rename_axis("place_code").reset_index()
    pairs = alike.pair_marks(evaluation.measures, before.measures)
    return alike.sum_cut_alike(pairs, choice.kind, choice.key).rename(columns=_ALIKE).reset_index()


def league_order(places: pd.DataFrame) -> list[str]:
    """The leagues of a frame with column league: `FIRST_LEAGUE`, then most places first, those without a league last."""
    counts = places["league"].value_counts()
    order = {FIRST_LEAGUE: -1, UNGROUPED: 1}
    return sorted(counts.index, key=lambda league: (order.get(league, 0), -counts[league], league))


def find_place(evaluation: Evaluation, *codes: str) -> str:
    """The first of the codes that is one of the places evaluated; '' when none is."""
    present = set(evaluation.places["place_code"])
    return next((code for code in codes if code in present), "")


def shorten(table: pd.DataFrame, limit: int, ours: str = "") -> pd.DataFrame:
    """At most `limit` rows of one league's table: the first, the last and ours, in the table's order."""
    if len(table) <= limit:
        return table
    keep = list(range(limit - limit // 3)) + list(range(len(table) - limit // 3, len(table)))
    position = next((row for row, code in enumerate(table["place_code"]) if code == ours), -1)
    if position >= 0 and position not in keep:
        keep[limit - limit // 3 - 1] = position
    return table.iloc[sorted(keep)]


def main_league(table: pd.DataFrame, ours: str = "") -> tuple[str, pd.DataFrame]:
    """The league to draw (ours, else the first with any rank) and its ranked rows; '' and no rows without ranks."""
    own = table.loc[table["place_code"] == ours, "league"]
    ranked = table[table["rank"].notna()]
    names = [*own, *league_order(table)]
    league = next((str(name) for name in names if (ranked["league"] == name).any()), "")
    return league, ranked[ranked["league"] == league]


def bars_frame(rows: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Rows of one league for `charts.ranks.draw_ranks`: place_code, label, value, value_words, hover."""
    said = [say_value(value, choice) for value in rows["value"]]
    ranks = [words.say_rank(rank, bool(tied)) for rank, tied in zip(rows["rank"], rows["is_tied"], strict=True)]
    changes = [f"较上期 {say_change(row)}" for row in rows.to_dict("records")]
    hover = ["\n".join(lines) for lines in zip(rows["place_name"], said, ranks, changes, strict=True)]
    label = [f"{int(rank)} {name}" for rank, name in zip(rows["rank"], rows["place_name"], strict=True)]
    kept = rows[["place_code", "value"]]
    return kept.assign(label=label, value_words=said, hover=hover).reset_index(drop=True)


def say_change(row: Mapping[Any, Any], noun: str = "县") -> str:
    """`▲2（上期第5）`; of another field of places `参评范围不同，不比较（可比7县中第3 → 第2）`. `row` is a row of `league_table`."""
    beside = ranking.say_alike_ranks(row, noun) or ranking.say_last_rank(row["last_rank"])
    return f"{ranking.say_rank_change(str(row['change_state']), row['rank_change'])}（{beside}）"


def say_last_value(row: Mapping[Any, Any], choice: Choice) -> str:
    """What a place had in the last period: `47.20 分`; both over the same measures where others were scored since:
    `同口径 47.20 分 → 56.76 分`."""
    last, now = say_value(row["last_value"], choice), say_value(row["value_alike"], choice)
    is_alike = words.is_missing(row["last_value"]) or abs(row["value"] - row["value_alike"]) <= SAME_VALUE
    return last if is_alike else f"同口径 {last} → {now}"


def average_of(table: pd.DataFrame, area_word: str, noun: str = "县") -> tuple[float, str]:
    """(average, its name) of a league table: the imported one of the province or nation, else that of every place with how
    many they are (`全州平均（8县）`); NaN and '' without."""
    compared = table[table["average"].notna()]
    if compared.empty:
        return float("nan"), ""
    first = compared.iloc[0]
    return float(first["average"]), say_average(str(first["average_source"]), first["average_places"], area_word, noun)


def say_average(source: str, places: float, area_word: str = "参评各地", noun: str = "县") -> str:
    """The name of an average: `全省平均`, `全国平均`, `全州平均（8县）`. `places` is how many the area's own is of."""
    if source in REFERENCE_WORDS:
        return REFERENCE_WORDS[source]
    return f"{area_word}平均" + ("" if words.is_missing(places) else f"（{int(places)}{noun}）")


def _table(evaluation: Evaluation, choice: Choice) -> pd.DataFrame:
    if choice.kind == TOTAL:
        frame = evaluation.places.assign(light="", value=evaluation.places["score"])
    elif choice.is_value:
        frame = _measure_rows(evaluation, choice)
    else:
        cut = evaluation.aspects if choice.kind == "aspect" else evaluation.indicators
        frame = cut[cut[choice.kind] == choice.key]
        frame = frame.assign(value=frame["score"].where(frame["rank"].notna()))
        frame = frame.assign(reason=_reasons(frame))
    if not choice.is_value:
        count = int(frame["value"].notna().sum())
        average = frame["value"].mean() if count >= LEAST_AVERAGED else np.nan
        frame = frame.assign(average=average, average_source="area", average_places=float(count))
        frame = frame.assign(numerator=np.nan, denominator=np.nan, beside="")
    names = evaluation.places.set_index("place_code")["place_name"]
    frame = frame.assign(place_name=frame["place_code"].map(names))
    return frame[
        ["place_code", "place_name", "league", "value", "score", "points", "rank", "is_tied", "league_size", "reported_share",
         "light", "reason", "numerator", "denominator", "average", "average_source", "average_places",
         "beside"]
    ].reset_index(drop=True)  # fmt: skip


def _measure_rows(evaluation: Evaluation, choice: Choice) -> pd.DataFrame:
    rows = evaluation.measures[evaluation.measures["measure"] == choice.key]
    measure = evaluation.framework.measures[choice.key]
    said = [(say_state(row), say_beside(measure, row), row["value"], row["state"]) for _, row in rows.iterrows()]
    rows = rows.assign(
        value=rows["value"].where(~rows["state"].isin(NOT_RANKED)), light="", reported_share=np.nan,
        beside=[beside for _, beside, _, _ in said],
        state_words=[_say_reason(words_, beside, value, choice, state) for words_, beside, value, state in said],
    )  # fmt: skip
    sizes = rows[rows["rank"].notna()].groupby("league")["place_code"].size()
    why = rows["state_words"].where(rows["rank"].isna(), "")
    return rows.assign(league_size=rows["league"].map(sizes).fillna(0).astype(int), reason=why.fillna(""))


def _say_reason(state: str, beside: str, value: float, choice: Choice, code: str) -> str:
    """Why a place has no rank, with what is known all the same: `乡镇没有报齐，不计分（8 个乡镇中 6 个已报，已知 220 人）`."""
    known = (
        f"已知 {say_value(value, choice)}" if code in ("unknown", "incomplete") and not words.is_missing(value) else ""
    )
    more = "，".join(one for one in (beside, known) if one)
    return f"{state}（{more}）" if more else state


def _reasons(frame: pd.DataFrame) -> list[str]:
    """Why a place has no rank in a cut: nothing of it applies, too much is not known, or nothing was imported."""
    said = {"not_applicable": STATE_WORDS["not_applicable"], "unclear": STATE_WORDS["unknown"]}
    pairs = zip(frame["rank"].notna(), frame["light"], strict=True)
    return ["" if is_ranked else said.get(light, STATE_WORDS["missing"]) for is_ranked, light in pairs]


def say_value(value: float, choice: Choice) -> str:
    """A value of the table with its unit; marks as `81.52 分`."""
    return words.say_value(value, choice.unit)
