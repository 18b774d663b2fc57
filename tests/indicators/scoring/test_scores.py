"""From values to scores: states, vetoes, rescaling to 100, the two cuts, and agreement with the plain twin."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.scoring.scores import rescale, score_measures, sum_cuts, sum_total, unranked_reason
from tests.indicators.scoring import twin_scoring as twin
from tests.indicators.scoring.rule_makers import HIGHER, LOWER, Declared, calm, declarations, rows

COLUMNS = ["value", "numerator", "denominator", "rows_short", "last_year_value", "average", "rows_unknown", "gaps"]
NAN = math.nan


def frame_of(*given: tuple[str, str, dict[str, Any]]) -> pd.DataFrame:
    """The long frame of (place, measure, what is known); what is left out is unknown, state reported unless said."""
    facts = [
        {"place_code": place, "measure": measure, "state": "reported", **dict.fromkeys(COLUMNS), **row}
        for place, measure, row in given
    ]
    frame = pd.DataFrame(facts, columns=["place_code", "measure", *COLUMNS, "state"])
    return frame.astype(dict.fromkeys(COLUMNS, float))


def measures_of(*declared: Declared) -> dict[str, Declared]:
    return {one.id: one for one in declared}


def threshold(name: str, points: float = 10, **changed: Any) -> Declared:
    return Declared(name, points, {"rule": "threshold", "full_at": 0.9}, **changed)


def states(frame: pd.DataFrame) -> dict[str, str]:
    return dict(zip(frame["measure"], frame["state"], strict=True))


def test_what_cannot_be_scored_says_why():
    measures = measures_of(
        threshold("scored"),
        threshold("no_value"),
        threshold("no_row"),
        threshold("elsewhere"),
        Declared("no_last_year", 5, {"rule": "not_below_last_year"}),
        Declared("no_value_no_last_year", 5, {"rule": "not_below_last_year"}),
        Declared("no_average", 5, {"rule": "versus_average"}),
        Declared("check", None, None),
        Declared("check_missing", None, None),
    )
    frame = frame_of(
        ("433123", "scored", {"value": 0.95}),
        ("433123", "no_value", {}),
        ("433123", "elsewhere", {"state": "not_applicable"}),
        ("433123", "no_last_year", {"value": 0.5}),
        ("433123", "no_value_no_last_year", {}),
        ("433123", "no_average", {"value": 0.5}),
        ("433123", "check", {"value": 3}),
        ("433123", "check_missing", {"state": "missing"}),
    )
    scored = score_measures(frame, measures)
    assert states(scored) == {
        "scored": "scored",
        "no_value": "missing",
        "no_row": "missing",
        "elsewhere": "not_applicable",
        "no_last_year": "needs_last_year",
        "no_value_no_last_year": "missing",
        "no_average": "needs_average",
        "check": "check_only",
        "check_missing": "missing",
    }
    assert scored.set_index("measure")["earned"].dropna().to_dict() == {"scored": 10}


def test_a_measure_left_out_is_rescaled_away_and_lowers_the_reported_share():
    """ "没有年度任务的按缺项考核计分" [乐昌市 指标 3.3, real/lechang_assessment_scoring.csv]: the rest counts to 100."""
    measures = measures_of(threshold("a", 60), threshold("b", 20), threshold("c", 20))
    frame = frame_of(
        ("1", "a", {"value": 1}),
        ("1", "b", {"value": 0}),
        ("1", "c", {"state": "not_applicable"}),
        ("2", "a", {"value": 1}),
        ("2", "b", {"value": 0}),
        ("2", "c", {"state": "missing"}),
    )
    scored = rescale(score_measures(frame, measures))
    totals = sum_total(scored).set_index("place_code")
    assert totals["score"].tolist() == [75, 75]
    assert totals["reported_share"].tolist() == [1, 0.8]
    first = scored[scored["place_code"] == "1"].set_index("measure")
    assert first["points"].tolist() == [75, 25, 0]
    assert first["lost"].tolist()[:2] == [0, 25] and math.isnan(first["lost"].iloc[2])
    assert math.isnan(first["score"].iloc[2])


@pytest.mark.parametrize(
    "left", [{"state": "unknown"}, {"state": "incomplete"}, {"state": "missing", "rows_unknown": 2}]
)
def test_what_a_place_left_empty_stays_in_the_total(left):
    """The points of what was never imported are rescaled away, those of rows left empty are not: 60 of 80, not 60 of 60."""
    measures = measures_of(threshold("a", 60), threshold("b", 15), threshold("c", 5), threshold("d", 20))
    frame = frame_of(
        ("1", "a", {"value": 1}), ("1", "b", left), ("1", "c", {"value": 1}), ("1", "d", {"state": "not_applicable"})
    )
    scored = rescale(score_measures(frame, measures))
    total = sum_total(scored).iloc[0]
    assert total["score"] == pytest.approx(65 / 80 * 100) and total["lost"] == pytest.approx(0)
    assert total["reported_share"] == pytest.approx(65 / 80)
    assert math.isnan(scored.set_index("measure").loc["b", "score"]), "it is no zero of its own"
    full = rescale(score_measures(frame_of(*[("1", name, {"value": 1}) for name in "abcd"]), measures))
    assert sum_total(full)["score"].iloc[0] > total["score"], "leaving out never reaches full marks"


def test_a_place_without_data_has_no_score_and_no_zero():
    measures = measures_of(
        threshold("a"), Declared("extra", 2, {"rule": "bonus", "per_case": 1, "max": 2}, HIGHER, "count")
    )
    totals = sum_total(rescale(score_measures(frame_of(("1", "extra", {"value": 1})), measures)))
    assert totals["score"].isna().all() and totals["reported_share"].tolist() == [0]
    assert totals["unranked_reason"].tolist() == ["没有可计分的指标，不排名"]


def test_below_the_least_reported_share_nothing_is_rescaled():
    """A loss of one mark of one reported is one mark, not a hundred; there is no score to print, rank or average."""
    measures = measures_of(threshold("a", 1), threshold("b", 1), threshold("c", 98))
    frame = frame_of(("1", "a", {"value": 1}), ("1", "b", {"value": 0}), ("1", "c", {"state": "missing"}))
    scored = rescale(score_measures(frame, measures))
    assert scored.set_index("measure").loc["b", ["points", "score", "lost", "factor"]].tolist() == [1, 0, 1, 1]
    total = sum_total(scored).iloc[0]
    assert math.isnan(total["score"]) and total["lost"] == 1
    assert total["unranked_reason"] == "已有数据的指标只占分值的2.00%，不足80%，不排名"


def test_an_empty_frame_gives_empty_sums():
    scored = rescale(score_measures(frame_of(), measures_of(threshold("a"))))
    assert sum_total(scored).empty and sum_cuts(scored, "aspect").empty


def test_a_bonus_comes_on_top_and_is_capped():
    bonus = Declared("extra", None, {"rule": "bonus", "per_case": 0.5, "max": 2}, HIGHER, "count:项")
    measures = measures_of(
        threshold("a", 80), threshold("b", 20), Declared("extra", 2, bonus.scoring, HIGHER, "count:项")
    )
    frame = frame_of(("1", "a", {"value": 1}), ("1", "extra", {"value": 9}))
    scored = rescale(score_measures(frame, measures))
    total = sum_total(scored).iloc[0]
    assert (total["score"], total["points"], total["bonus"], total["reported_share"]) == (102, 100, 2, 0.8)
    assert scored.set_index("measure").loc["extra", ["points", "score", "lost"]].tolist() == [0, 2, 0]


@pytest.mark.parametrize(
    ("scope", "left"), [("measure", ["a", "b", "c"]), ("indicator", ["b", "c"]), ("aspect", ["c"]), ("total", [])]
)
def test_a_veto_zeroes_its_whole_scope(scope: str, left: list[str]):
    """ "有1人不达标该项不得分"; a negative list takes more [wxldp.com, quoted in peers.md §2; S4]."""
    measures = measures_of(
        threshold("a", aspect="工作落实", indicator="产业发展"),
        threshold("b", aspect="工作落实", indicator="就业稳岗"),
        threshold("c", aspect="责任落实", indicator="就业稳岗"),
        Declared("v", 10, {"rule": "veto", "scope": scope}, LOWER, "persons", aspect="工作落实", indicator="产业发展"),
    )
    known = [(place, name, {"value": 1}) for place in ("1", "2") for name in ("a", "b", "c")]
    scored = score_measures(frame_of(*known, ("1", "v", {"value": 1}), ("2", "v", {"value": 0})), measures)
    broken = scored[scored["place_code"] == "1"].set_index("measure")
    assert broken.index[broken["earned"] > 0].tolist() == left
    assert broken.index[broken["vetoed_by"] == "v"].tolist() == [
        name for name in ("a", "b", "c", "v") if name not in left
    ]
    assert scored[scored["place_code"] == "2"]["earned"].tolist() == [10, 10, 10, 10]


@pytest.mark.parametrize(("gaps", "is_held"), [(1, True), (0, False)])
def test_a_veto_with_a_month_left_out_holds_its_scope(gaps: int, is_held: bool):
    """A month left empty is no clean month: nothing of the scope is scored, and the rest is not scaled up in its place."""
    measures = measures_of(
        threshold("a", indicator="产业发展"),
        threshold("b", indicator="就业稳岗"),
        Declared("v", 0, {"rule": "veto", "scope": "indicator"}, LOWER, "persons", indicator="产业发展"),
    )
    veto = {"value": 0, "state": "unknown", "gaps": gaps}
    frame = frame_of(("1", "a", {"value": 1}), ("1", "b", {"value": 1}), ("1", "v", veto))
    scored = score_measures(frame, measures).set_index("measure")
    held = (math.isnan(scored.loc["a", "earned"]), *scored.loc["a", ["state", "held_by"]])
    assert held == ((True, "unknown", "v") if is_held else (False, "scored", ""))
    assert scored.loc["b", "earned"] == 10
    assert rescale(scored.reset_index(), 20)["factor"].tolist() == [1, 1, 1]


def test_a_veto_without_points_still_works_and_names_itself():
    measures = measures_of(
        threshold("a"),
        threshold("b"),
        Declared("v", 0, {"rule": "veto", "scope": "total"}, LOWER, "persons"),
        Declared("w", 0, {"rule": "veto", "scope": "indicator", "allowed": 2}, LOWER, "persons"),
    )
    frame = frame_of(("1", "a", {"value": 1}), ("1", "v", {"value": 1}), ("1", "w", {"value": 3}))
    scored = score_measures(frame, measures).set_index("measure")
    assert scored.loc["a", ["earned", "vetoed_by"]].tolist() == [0, "v、w"]
    assert math.isnan(scored.loc["b", "earned"]) and scored.loc["b", "state"] == "missing"
    assert scored.loc["v", "state"] == "check_only"


def test_a_veto_without_data_vetoes_nothing():
    measures = measures_of(threshold("a"), Declared("v", 0, {"rule": "veto", "scope": "total"}, LOWER, "persons"))
    scored = score_measures(frame_of(("1", "a", {"value": 1})), measures)
    assert scored["earned"].tolist()[0] == 10


def test_two_rows_for_one_measure_are_refused():
    frame = frame_of(("1", "a", {"value": 1}), ("1", "a", {"value": 0}))
    with pytest.raises(ValueError, match="two rows"):
        score_measures(frame, measures_of(threshold("a")))
    with pytest.raises(ValueError, match="without a declaration"):
        score_measures(frame, measures_of(threshold("b")))


def test_the_least_reported_share_is_80_percent():
    """SDG Index and peers.md §3 item 7: no rank where more than 20 % of the weight is missing."""
    assert unranked_reason(90, 0.8) == ""
    assert unranked_reason(90, 24 * 0.1 / 3) == ""
    assert unranked_reason(90, 0.7999) == "已有数据的指标只占分值的79.99%，不足80%，不排名"


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, Declared], dict[str, dict[str, dict[str, Any]]]]:
    """A framework of any rules and checks, and what is known of a few places."""
    measures = [draw(declarations(name=f"m{number}")) for number in range(draw(st.integers(1, 6)))]
    measures.append(Declared("check", None, None))
    places = {
        f"43310{number}": {measure.id: draw(rows()) for measure in measures if draw(st.integers(0, 5))}
        for number in range(draw(st.integers(1, 3)))
    }
    return measures_of(*measures), places


def score(measures: dict[str, Declared], places: dict[str, dict[str, dict[str, Any]]]) -> pd.DataFrame:
    known = [(place, name, row) for place, mine in places.items() for name, row in mine.items()]
    return rescale(score_measures(frame_of(*known), measures))


@calm
@given(worlds())
def test_the_twin_agrees(world: tuple[dict[str, Declared], dict[str, dict[str, dict[str, Any]]]]):
    measures, places = world
    scored = score(measures, places)
    totals = sum_total(scored).set_index("place_code")
    for place in totals.index:
        expected = twin.score_place(places[place], {name: one.as_dict() for name, one in measures.items()})
        mine = scored[scored["place_code"] == place].set_index("measure")["score"]
        for name, one in expected["measures"].items():
            assert same(mine[name], one), name
        assert same(totals.loc[place, "score"], expected["score"])
        assert same(totals.loc[place, "reported_share"], expected["reported_share"])


@calm
@given(worlds())
def test_both_cuts_add_up_to_the_total(world: tuple[dict[str, Declared], dict[str, dict[str, dict[str, Any]]]]):
    scored = score(*world)
    totals = sum_total(scored).set_index("place_code")
    for by in ("aspect", "indicator"):
        cut = sum_cuts(scored, by).groupby("place_code", sort=False)[["points", "score", "bonus", "lost"]].sum()
        has_score = totals["score"].notna()
        for column in cut:
            wanted = totals[column].fillna(0)
            np.testing.assert_allclose(cut[column][has_score], wanted[has_score], atol=1e-9)
    full = totals[totals["score"].notna()]
    np.testing.assert_allclose(full["points"], 100, atol=1e-9)
    np.testing.assert_allclose(full["score"], 100 - full["lost"] + full["bonus"], atol=1e-9)


@calm
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_places_and_rows_does_not_matter(world: tuple[dict[str, Any], dict[str, Any]], random: Any):
    measures, places = world
    known = [(place, name, row) for place, mine in places.items() for name, row in mine.items()]
    shuffled = random.sample(known, len(known))
    first = sum_total(rescale(score_measures(frame_of(*known), measures)))
    second = sum_total(rescale(score_measures(frame_of(*shuffled), measures)))
    second = second.set_index("place_code").reindex(first["place_code"]).reset_index()
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def same(got: float, expected: float | None) -> bool:
    return math.isnan(got) if expected is None else math.isclose(got, expected, rel_tol=1e-9, abs_tol=1e-9)
