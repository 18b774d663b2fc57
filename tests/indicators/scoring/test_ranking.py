"""Ranks from unrounded scores, ties, leagues, changes; a published order rebuilt; agreement with the plain twin."""

import csv
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.words import say_rank, say_value
from indicators.scoring.ranking import (
    TIE_RULE_WORDS,
    rank_change,
    rank_places,
    rank_values,
    say_alike_ranks,
    say_last_rank,
    say_rank_change,
)
from tests.indicators.scoring import twin_scoring as twin
from tests.indicators.scoring.rule_makers import HIGHER, LOWER, calm

NAN = math.nan
LUXI = Path(__file__).parents[2].parent / "shared" / "real" / "luxi_2019_spend_rate.csv"


def scores_of(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place_code", "league", "score", "reported_share"])


def ranks_of(*scores: float) -> list[float]:
    rows = [(str(number), "脱贫县", score, 1.0) for number, score in enumerate(scores)]
    return rank_places(scores_of(*rows))["rank"].tolist()


def test_the_place_after_a_tie_is_left_empty():
    ranked = rank_places(scores_of(("1", "a", 90, 1), ("2", "a", 80, 1), ("3", "a", 90, 1), ("4", "a", 70, 1)))
    assert ranked["rank"].tolist() == [1, 3, 1, 4]
    assert ranked["is_tied"].tolist() == [True, False, True, False]
    assert [say_rank(rank, tied) for rank, tied in zip(ranked["rank"], ranked["is_tied"], strict=True)][:2] == [
        "第1（并列）",
        "第3",
    ]


def test_two_counties_0_004_apart_are_not_tied_although_both_show_the_same():
    assert say_value(85.331, "points") == say_value(85.334, "points") == "85.33 分"
    assert ranks_of(85.330, 85.334) == [2, 1]


def test_float_noise_is_a_tie():
    assert ranks_of(0.1 + 0.2, 0.3) == [1, 1]
    assert ranks_of(85.33, 85.33 + 1e-6) == [2, 1]


def test_leagues_are_ranked_apart():
    ranked = rank_places(scores_of(("1", "脱贫县", 80, 1), ("2", "其他县", 90, 1), ("3", "脱贫县", 85, 1)))
    assert ranked["rank"].tolist() == [2, 1, 1]
    assert ranked["league_size"].tolist() == [2, 1, 2]


def test_a_place_with_too_little_data_keeps_its_score_and_gets_no_rank():
    ranked = rank_places(scores_of(("1", "a", 99, 0.7), ("2", "a", 80, 0.8), ("3", "a", NAN, NAN)))
    assert ranked["score"].tolist()[:2] == [99, 80]
    assert ranked["rank"].isna().tolist() == [True, False, True]
    assert ranked["rank"].tolist()[1] == 1 and ranked["league_size"].tolist() == [1, 1, 1]
    assert ranked["reason"].tolist() == [
        "已有数据的指标只占分值的70.00%，不足80%，不排名",
        "",
        "没有可计分的指标，不排名",
    ]


def test_the_tie_rule_is_said_in_words():
    assert "并列" in TIE_RULE_WORDS and "未四舍五入" in TIE_RULE_WORDS and "80%" in TIE_RULE_WORDS


def test_nothing_to_rank():
    assert rank_places(scores_of()).empty
    assert rank_change(rank_places(scores_of()), None).empty


def test_a_measure_is_ranked_by_its_direction():
    frame = pd.DataFrame({"place_code": list("abcd"), "value": [30, 25, NAN, 30]})
    assert rank_values(frame, LOWER)["rank"].tolist()[:2] == [2, 1]
    up = rank_values(frame, HIGHER)
    assert up["rank"].fillna(0).tolist() == [1, 3, 0, 1]
    assert up["reason"].tolist() == ["", "", "无数据，不排名", ""]
    with pytest.raises(ValueError, match="unknown direction"):
        rank_values(frame, "up")


def test_luxi_spending_rates_come_out_in_the_published_order():
    """泸西县财政局 2019-12-23: "县级部门支出从大到小排序为…" [real/luxi_2019_spend_rate.csv]; three departments share 100 %."""
    if not LUXI.exists():
        pytest.skip(f"the published table is not here: {LUXI.name}")
    with LUXI.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["单位类别"] in ("县级部门", "乡镇")]
    frame = pd.DataFrame(
        {
            "place_code": [row["单位"] for row in rows],
            "league": [row["单位类别"] for row in rows],
            "value": [float(row["支出进度"].rstrip("%")) / 100 for row in rows],
        }
    )
    ranked = rank_values(frame.sample(frac=1, random_state=1), HIGHER).set_index("place_code")
    published = ranked.reindex(frame["place_code"])
    assert published[published["league"] == "县级部门"]["rank"].tolist() == [1, 1, 1, 4, 5, 6, 7, 8, 9]
    assert published[published["league"] == "乡镇"]["rank"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]


def ranked_frame(**ranks: float) -> pd.DataFrame:
    return pd.DataFrame({"place_code": list(ranks), "rank": list(ranks.values())})


def test_change_of_rank_has_six_states():
    now = ranked_frame(a=1, b=3, c=2, d=NAN)
    change = rank_change(now, ranked_frame(a=3, b=1, c=2))
    assert change["change_state"].tolist() == ["up", "down", "same", "unranked"]
    assert change["rank_change"].fillna(99).tolist() == [2, -2, 0, 99]
    other = rank_change(ranked_frame(a=1, e=2), ranked_frame(a=1, b=2))
    assert other["change_state"].tolist() == ["other_field", "new"]
    both = pd.concat([change, other])
    said = [say_rank_change(*pair) for pair in zip(both["change_state"], both["rank_change"], strict=True)]
    assert said == ["▲2", "▼2", "—", "未排名", "参评范围不同，不比较", "新"]
    assert [say_last_rank(rank) for rank in both["last_rank"]][2:4] == ["上期第2", "上期未排名"]


def test_a_rank_among_7_of_17_is_not_compared_with_one_among_17():
    """A place that stayed where it was among the seven would else have climbed ten places by what others left out."""
    codes = [f"{number:02d}" for number in range(17)]
    before = pd.DataFrame({"place_code": codes, "rank": [float(number) for number in range(1, 18)]})
    now = pd.DataFrame({"place_code": codes, "rank": [NAN] * 10 + [2.0, 1.0, 3.0, 4.0, 5.0, 6.0, 7.0]})
    change = rank_change(now, before).set_index("place_code")
    assert set(change["change_state"]) == {"unranked", "other_field"} and change["rank_change"].isna().all()
    assert change.loc["10", ["last_rank_alike", "rank_alike", "places_alike"]].tolist() == [1, 2, 7]
    assert say_alike_ranks(change.loc["10"].to_dict()) == "可比7县中第1 → 第2"
    assert change.loc["00", ["last_rank_alike", "rank_alike"]].isna().all()


def test_one_place_less_makes_another_field_in_its_league_only():
    now = ranked_frame(a=1, b=2, c=1, d=2).assign(league=["甲", "甲", "乙", "乙"])
    before = ranked_frame(a=2, b=1, c=2, d=3, e=1).assign(league=["甲", "甲", "乙", "乙", "乙"])
    change = rank_change(now, before)
    assert change["change_state"].tolist() == ["up", "down", "other_field", "other_field"]
    assert change["last_rank_alike"].tolist() == [2, 1, 1, 2] and change["rank_alike"].tolist() == [1, 2, 1, 2]
    assert [say_alike_ranks(row) for row in change.to_dict("records")][1:3] == ["", "可比2县中第1 → 第1"]


def test_without_a_last_period_everybody_is_new():
    assert rank_change(ranked_frame(a=1, b=2), None)["change_state"].tolist() == ["new", "new"]
    assert rank_change(ranked_frame(a=1), ranked_frame(a=NAN))["change_state"].tolist() == ["new"]


def test_a_rank_in_another_league_is_not_compared():
    now, before = ranked_frame(a=1).assign(league="其他县"), ranked_frame(a=3).assign(league="脱贫县")
    assert rank_change(now, before)["change_state"].tolist() == ["new"]
    assert rank_change(now, before.assign(league="其他县"))["rank_change"].tolist() == [2]


PLACES = st.lists(
    st.tuples(
        st.sampled_from(("脱贫县", "其他县")),
        st.one_of(st.just(NAN), st.integers(0, 300).map(lambda number: number / 3)),
        st.sampled_from((0.5, 0.8, 1.0)),
    ),
    max_size=12,
)


@calm
@given(PLACES, st.randoms(use_true_random=False))
def test_the_twin_agrees_in_any_order(places: list[tuple[str, float, float]], random: object):
    rows = [(str(number), *place) for number, place in enumerate(places)]
    random.shuffle(rows)  # type: ignore[attr-defined]
    ranked = rank_places(scores_of(*rows)).set_index("place_code")
    expected = twin.rank({code: (league, twin.known(score), share) for code, league, score, share in rows})
    got = {code: None if math.isnan(rank) else int(rank) for code, rank in ranked["rank"].items()}
    assert got == expected


@calm
@given(PLACES)
def test_a_place_is_tied_exactly_when_another_has_its_rank(places: list[tuple[str, float, float]]):
    ranked = rank_places(scores_of(*[(str(number), *place) for number, place in enumerate(places)]))
    held = ranked.dropna(subset="rank").groupby(["league", "rank"])["is_tied"].agg(["size", "all", "any"])
    assert ((held["size"] > 1) == held["all"]).all() and (held["all"] == held["any"]).all()
