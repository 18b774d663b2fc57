"""How far the next place is and what overtakes it, reckoned by hand: 凤凰 10, 泸溪 6.4, 花垣 5.7; 吉首 without a rank."""

from dataclasses import replace

import pandas as pd
import pytest

from indicators.evaluation import Evaluation, evaluate, ladder, leagues, prefectures
from tests.indicators.small_case import AREA, FENGHUANG, HUAYUAN, JISHOU, LUXI, NOW, small_framework, small_store


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    framework = small_framework(tmp_path_factory.mktemp("definitions"))
    return evaluate(small_store(tmp_path_factory.mktemp("ladder")), framework, NOW, AREA)


@pytest.fixture(scope="module")
def choice(evaluation: Evaluation) -> leagues.Choice:
    return leagues.first_choice(evaluation)


@pytest.fixture(scope="module")
def table(evaluation: Evaluation, choice: leagues.Choice) -> pd.DataFrame:
    return leagues.league_table(evaluation, choice)


def test_the_next_places_stand_beside_ours_inside_its_league(table: pd.DataFrame, choice: leagues.Choice) -> None:
    assert ladder.say_gap(table, LUXI, choice) == "离第1名凤凰县差 3.60 分"
    assert ladder.say_lead(table, LUXI, choice) == "领先第3名花垣县 0.70 分"
    assert ladder.say_gap(table, FENGHUANG, choice) == "已是第一" and ladder.say_lead(table, HUAYUAN, choice) == ""
    assert ladder.say_gap(table, JISHOU, choice) == ladder.say_lead(table, JISHOU, choice) == "", "it has no rank"


def test_places_with_our_rank_are_neither_ahead_nor_behind(table: pd.DataFrame, choice: leagues.Choice) -> None:
    tied = table.assign(rank=table["rank"].replace({3.0: 2.0}))
    assert ladder.say_gap(tied, HUAYUAN, choice) == "离第1名凤凰县差 4.30 分"
    assert ladder.say_lead(tied, LUXI, choice) == ""


def test_the_fewest_measures_that_overtake_are_named(evaluation: Evaluation, table: pd.DataFrame) -> None:
    found = ladder.find_overtaking(evaluation, table, HUAYUAN)
    assert found is not None and found.titles == ("群众认可度",) and found.rank == 2
    assert found.marks == pytest.approx(2.0)
    assert ladder.say_overtaking(found) == "补齐“群众认可度”得 2.00 分，可到第2位（其他县不变）"
    luxi = ladder.find_overtaking(evaluation, table, LUXI)
    assert luxi is not None and luxi.titles == ("会议完成率", "群众认可度", "重复信访件数") and luxi.rank == 1


def test_who_has_all_marks_or_no_rank_overtakes_nobody(evaluation: Evaluation, table: pd.DataFrame) -> None:
    assert ladder.find_overtaking(evaluation, table, FENGHUANG) is None, "nothing is lost"
    assert ladder.find_overtaking(evaluation, table, JISHOU) is None
    assert ladder.say_overtaking(None) == ""


def test_what_is_gone_overtakes_nobody(evaluation: Evaluation, table: pd.DataFrame) -> None:
    measures = dict(evaluation.framework.measures)
    for name in ("satisfied", "petitions"):
        measures[name] = replace(measures[name], gone_because="已过期")
    gone = replace(evaluation, framework=replace(evaluation.framework, measures=measures))
    found = ladder.find_overtaking(gone, table, HUAYUAN)
    assert found is not None and found.titles == ("会议完成率",) and found.rank == 2
    assert list(ladder.list_winnable(gone, HUAYUAN)["measure"]) == ["meetings"]


def test_where_all_of_it_is_not_enough_it_is_said(evaluation: Evaluation, table: pd.DataFrame) -> None:
    far = table.assign(value=table["value"] + (table["place_code"] != HUAYUAN) * 10)
    found = ladder.find_overtaking(evaluation, far, HUAYUAN)
    assert found is not None and found.is_all and not found.is_ahead
    assert ladder.say_overtaking(found) == "可补的 3 项全部补齐得 4.30 分，位次不变（其他县不变）"


def test_a_prefecture_is_the_mean_of_its_counties_with_a_score(evaluation: Evaluation) -> None:
    (row,) = prefectures.list_prefectures(evaluation).to_dict("records")
    assert row["place_code"] == AREA and row["value"] == pytest.approx((10 + 6.4 + 5.7) / 3)
    assert (row["places"], row["scored"], row["best"], row["worst"], row["rank"]) == (4, 3, "凤凰县", "花垣县", 1)
    assert row["behind"] == (evaluation.indicators["light"] == "behind").sum()


def test_prefectures_are_ranked_by_their_mean_and_those_without_a_score_have_no_rank(evaluation: Evaluation) -> None:
    moved = {HUAYUAN: "430124", JISHOU: "430201"}
    frames = {
        name: getattr(evaluation, name).assign(place_code=lambda rows: rows["place_code"].replace(moved))
        for name in ("places", "indicators")
    }
    listed = prefectures.list_prefectures(replace(evaluation, **frames))
    assert list(listed["place_code"]) == ["433100", "430100", "430200"]
    assert list(listed["rank"].fillna(0)) == [1, 2, 0] and listed["value"].iloc[0] == pytest.approx(8.2)


def test_whatever_is_ranked_by_is_rolled_up_to_prefectures(evaluation: Evaluation, table: pd.DataFrame) -> None:
    """The total as in the list of prefectures; a share as the quotient of the sums, so that a large county counts for more."""
    moved = table.assign(place_code=table["place_code"].replace({HUAYUAN: "430124"}))
    total = leagues.choices(evaluation.framework)[leagues.TOTAL]
    rolled = prefectures.roll_up(moved, total).set_index("place_code")
    assert rolled.loc["433100", "value"] == pytest.approx((10 + 6.4) / 2) and rolled.loc["433100", "places"] == 3
    assert rolled.loc["430100", "rank"] == 2 and rolled.loc["433100", "known"] == 2
    share = replace(total, kind="measure", unit="percent")
    parts = {"numerator": 1.0, "denominator": [2.0, 8.0, 4.0, 1.0], "value": [0.5, 0.125, 0.25, 1.0]}
    quotient = prefectures.roll_up(table.assign(**parts), share)
    assert quotient["value"].tolist() == pytest.approx([4 / 15]) and quotient["last_value"].isna().all()
    unlike = prefectures.roll_up(table.assign(**parts | {"value": [0.6, 0.125, 0.25, 1.0]}), share)
    assert unlike["value"].tolist() == pytest.approx([1.975 / 4]), "a value that is no quotient is averaged"
