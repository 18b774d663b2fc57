"""Two periods compared like with like, on the small example with one measure that came in between, reckoned by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.evaluation import Evaluation, alike, answers, evaluate, leagues
from tests.indicators.small_case import (
    AREA,
    BEFORE,
    FENGHUANG,
    HUAYUAN,
    JISHOU,
    LUXI,
    NOW,
    small_framework,
    small_store,
)


@pytest.fixture(scope="module")
def with_a_new_measure(tmp_path_factory: pytest.TempPathFactory) -> tuple[Evaluation, Evaluation]:
    """October without any meetings reported, so that only 60 % of the points are there; in November all are."""
    framework = small_framework(tmp_path_factory.mktemp("definitions"))
    store = small_store(tmp_path_factory.mktemp("alike"), left_out={BEFORE: ["meetings_held", "meetings_planned"]})
    now = evaluate(store, framework, NOW, AREA)
    assert now.before is not None
    return now, now.before


def test_a_measure_at_full_marks_both_times_is_no_fall_where_another_came_in(
    with_a_new_measure: tuple[Evaluation, Evaluation],
) -> None:
    now, before = with_a_new_measure
    mine = now.measures.query("place_code == @FENGHUANG and measure == 'petitions'").iloc[0]
    last = before.measures.query("place_code == @FENGHUANG and measure == 'petitions'").iloc[0]
    assert mine["earned"] == last["earned"] == 2
    assert last["score"] == 2, "too little was reported to rescale it"
    assert answers.falls(now, before, FENGHUANG).empty
    fell = answers.falls(now, before, HUAYUAN)
    assert fell["measure"].tolist() == ["petitions"] and fell["score_change"].tolist() == pytest.approx([-1.0])


def test_the_mean_fall_is_of_the_places_scored_both_times(with_a_new_measure: tuple[Evaluation, Evaluation]) -> None:
    now, before = with_a_new_measure
    fell = answers.falls(now, before).set_index("measure")
    assert fell.index.tolist() == ["petitions"], "the survey rose, meetings were not scored in October"
    assert fell.loc["petitions", "places"] == 4
    assert fell.loc["petitions", "score_change"] == pytest.approx((0.5 + 0 - 1.0 + 0) / 4)
    only = replace(before, measures=before.measures.query("place_code in [@HUAYUAN, @LUXI]"))
    assert answers.falls(now, only).set_index("measure").loc["petitions", ["places", "score_change"]].tolist() == [
        2,
        -0.25,
    ]


def test_the_last_score_is_set_beside_one_over_the_same_measures(
    with_a_new_measure: tuple[Evaluation, Evaluation],
) -> None:
    """泸溪: November 6.4 of 10 with meetings; without them 4 of 6 = 6.67, October 2 of 6 = 3.33."""
    now, _ = with_a_new_measure
    row = now.places.set_index("place_code").loc[LUXI]
    assert row[["score", "score_alike", "last_score_alike"]].tolist() == pytest.approx([6.4, 20 / 3, 10 / 3])
    choice = leagues.choices(now.framework)[leagues.TOTAL]
    table = leagues.league_table(now, choice).set_index("place_code")
    assert leagues.say_last_value(table.loc[LUXI].to_dict(), choice) == "同口径 3.33 分 → 6.67 分"


def test_the_same_measures_both_times_need_no_second_figure(tmp_path: Path) -> None:
    now = evaluate(small_store(tmp_path), small_framework(tmp_path), NOW, AREA)
    choice = leagues.choices(now.framework)[leagues.TOTAL]
    table = leagues.league_table(now, choice).set_index("place_code")
    assert leagues.say_last_value(table.loc[LUXI].to_dict(), choice) == "5.20 分"


def test_a_cut_is_compared_over_the_measures_scored_both_times(
    with_a_new_measure: tuple[Evaluation, Evaluation],
) -> None:
    now, before = with_a_new_measure
    choice = leagues.choices(now.framework)["indicator:乙项"]
    table = leagues.league_table(now, choice, before).set_index("place_code")
    assert table.loc[LUXI, ["value_alike", "last_value"]].tolist() == pytest.approx([4.0, 2.0])
    none = leagues.choices(now.framework)["indicator:甲项"]
    table = leagues.league_table(now, none, before).set_index("place_code")
    assert table.loc[LUXI, ["value_alike", "last_value"]].isna().all()


def test_the_sums_of_pairs_are_those_of_plain_python(with_a_new_measure: tuple[Evaluation, Evaluation]) -> None:
    """The plain twin: by hand over rows, a bonus added after rescaling."""
    now, before = with_a_new_measure
    got = alike.sum_alike(alike.pair_marks(now.measures, before.measures), 10)
    last = {(row["place_code"], row["measure"]): row for row in before.measures.to_dict("records")}
    for code in (LUXI, FENGHUANG, HUAYUAN, JISHOU):
        counted, bonus, points = [0.0, 0.0], [0.0, 0.0], 0.0
        for row in now.measures.query("place_code == @code").to_dict("records"):
            pair = [row["earned"], last[code, row["measure"]]["earned"]]
            if np.isnan(pair).any():
                continue
            points += 0 if row["is_bonus"] else row["declared"]
            into = bonus if row["is_bonus"] else counted
            into[:] = [one + more for one, more in zip(into, pair, strict=True)]
        expected = (
            [one * 10 / points + more for one, more in zip(counted, bonus, strict=True)] if points else [np.nan] * 2
        )
        assert got.loc[code].tolist() == pytest.approx(expected, nan_ok=True)
    assert isinstance(got, pd.DataFrame)
