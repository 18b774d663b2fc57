"""Where a place stands: sentences, league tables, lights, what costs most, what changed, checked by hand."""

import pandas as pd
import pytest

from core.places.index import Place
from indicators.declared import Framework
from indicators.evaluation import Evaluation, answers, evaluate, leagues, summary
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
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return small_framework(tmp_path_factory.mktemp("definitions"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, framework: Framework) -> tuple[Evaluation, Evaluation]:
    store = small_store(tmp_path_factory.mktemp("answers"))
    return evaluate(store, framework, NOW, AREA), evaluate(store, framework, BEFORE, AREA)


@pytest.fixture
def now(both: tuple[Evaluation, Evaluation]) -> Evaluation:
    return both[0]


@pytest.fixture
def before(both: tuple[Evaluation, Evaluation]) -> Evaluation:
    return both[1]


def choice_of(evaluation: Evaluation, by: str) -> leagues.Choice:
    return leagues.choices(evaluation.framework)[by]


def say(evaluation: Evaluation, by: str, code: str, before: Evaluation | None = None) -> str:
    choice = choice_of(evaluation, by)
    table = leagues.league_table(evaluation, choice, before)
    return answers.say_place(table[table["place_code"] == code].iloc[0].to_dict(), choice, "全州")


def test_a_place_is_said_with_league_and_change(now: Evaluation) -> None:
    assert say(now, "total", FENGHUANG) == "凤凰县位列全州第1（3个脱贫县），较上期升1位"
    assert say(now, "total", HUAYUAN) == "花垣县位列全州第3（3个脱贫县），较上期降2位"


def test_a_place_without_a_rank_says_why(now: Evaluation) -> None:
    assert say(now, "total", JISHOU) == "吉首市本期未排名：已有数据的指标只占分值的60.00%，不足80%"


def test_a_measure_is_said_with_its_value(now: Evaluation, before: Evaluation) -> None:
    assert say(now, "measure:meetings", LUXI, before) == "泸溪县会议完成率80.00%，位列全州第3（3个脱贫县），较上期降1位"
    assert say(now, "measure:satisfied", JISHOU, before) == "吉首市本期未排名：未导入数据"


def test_leaders_are_those_of_the_first_league(now: Evaluation) -> None:
    choice = choice_of(now, "total")
    table = leagues.league_table(now, choice)
    said = answers.say_leaders(table, choice, "全州")
    assert said == "全州3个脱贫县中凤凰县（10.00分）领先，花垣县（5.70分）列末位"


def test_nobody_ranked_is_said_with_the_reason(now: Evaluation, before: Evaluation) -> None:
    choice = choice_of(now, "measure:all_petitions")
    table = leagues.league_table(now, choice, before)
    assert answers.say_leaders(table, choice, "全州") == "信访件数本期没有可排名的地方：未导入数据"


def test_all_tied_at_the_top() -> None:
    rows = pd.DataFrame(
        {
            "place_name": ["甲县", "乙县"],
            "league": "脱贫县",
            "value": 1.0,
            "rank": 1.0,
            "reason": "",
            "place_code": ["1", "2"],
        }
    )
    said = answers.say_leaders(rows, leagues.Choice("total", "total", "", "参考得分"), "全州")
    assert said == "全州2个脱贫县中甲县、乙县1.00分，并列第1"


def test_league_table_puts_the_evaluated_league_first_and_the_unranked_last(now: Evaluation) -> None:
    table = leagues.league_table(now, choice_of(now, "total"))
    assert list(table["place_code"]) == [FENGHUANG, LUXI, HUAYUAN, JISHOU]
    assert table["rank"].isna().tolist() == [False, False, False, True]
    assert table["value"].tolist()[:3] == pytest.approx([10.0, 6.4, 5.7])
    assert table["last_value"].tolist()[:3] == pytest.approx([6.6, 5.2, 7.5])


def test_indicator_tables_rank_marks_and_keep_the_last_period(now: Evaluation, before: Evaluation) -> None:
    table = leagues.league_table(now, choice_of(now, "indicator:甲项"), before).set_index("place_code")
    assert table.loc[[FENGHUANG, HUAYUAN, LUXI], "value"].tolist() == pytest.approx([4.0, 3.2, 2.4])
    assert table.loc[HUAYUAN, "last_rank"] == 1 and table.loc[HUAYUAN, "change_state"] == "down"
    assert leagues.average_of(table, "全州")[1] == "全州平均（3县）", "吉首 has no score"


def test_a_tie_is_said_as_a_tie(now: Evaluation) -> None:
    choice = choice_of(now, "total")
    row = leagues.league_table(now, choice).iloc[0].to_dict() | {"is_tied": True}
    assert answers.say_place(row, choice, "全州") == "凤凰县位列全州并列第1（3个脱贫县），较上期升1位"


def test_shorten_keeps_first_last_and_ours() -> None:
    table = pd.DataFrame({"place_code": [str(number) for number in range(50)]})
    assert list(leagues.shorten(table, 6, "30")["place_code"]) == ["0", "1", "2", "30", "48", "49"]
    assert list(leagues.shorten(table, 6, "")["place_code"]) == ["0", "1", "2", "3", "48", "49"]
    assert len(leagues.shorten(table.head(5), 6)) == 5


def test_top_losses_of_one_place_say_what_wins_them_back(now: Evaluation) -> None:
    losses = answers.top_losses(now, HUAYUAN)
    assert losses["measure"].tolist() == ["satisfied", "petitions", "meetings"]
    assert losses["lost"].tolist() == pytest.approx([2.0, 1.5, 0.8])
    assert losses["needed"].tolist() == ["再完成 4 户", "再减少 3 件", "再完成 1 次"]
    assert answers.say_top_loss(losses, True) == "失分最多的是群众认可度（−2.00分）"


def test_top_losses_of_an_area_are_means_and_counts(now: Evaluation) -> None:
    losses = answers.top_losses(now).set_index("measure")
    assert losses.loc["meetings", "lost"] == pytest.approx((1.6 + 0.8) / 3), "吉首 has no score"
    assert losses.loc["meetings", "places_short"] == 2
    assert set(losses["places"]) == {3}, "吉首 has no score"
    assert losses.loc["meetings", "lost_total"] == pytest.approx(1.6 + 0.8)
    assert answers.say_top_loss(losses, False).startswith("失分最多的是群众认可度（3县平均−")
    assert summary.say_losses(now, losses).startswith("3县合计失 ")


def test_full_marks_cost_nothing(now: Evaluation) -> None:
    losses = answers.top_losses(now, FENGHUANG)
    assert losses.empty
    assert answers.say_top_loss(losses, True) == ""


def test_lights_follow_the_share_of_marks(now: Evaluation) -> None:
    table = answers.light_table(now).set_index("place_code")
    assert table.loc[FENGHUANG, ["甲项", "乙项"]].tolist() == ["normal", "normal"]
    assert table.loc[HUAYUAN, ["甲项", "乙项"]].tolist() == ["warning", "behind"]
    counts = answers.count_lights(table, ["甲项", "乙项"])
    assert sum(counts.values()) == 8 and list(counts) == [light for light in answers.LIGHT_ORDER if light in counts]
    assert summary.say_light_counts({"behind": 3, "normal": 1}) == "■ 滞后 3 · ● 正常 1"


def test_what_changed_ranks_and_marks(now: Evaluation, before: Evaluation) -> None:
    moves = answers.rank_moves(now)
    assert moves["place_code"].tolist() == [HUAYUAN, FENGHUANG, LUXI]
    assert answers.say_rank_step(moves.iloc[0].to_dict()) == "第1 → 第3"
    fell = answers.falls(now, before, HUAYUAN)
    assert fell["title"].tolist() == ["重复信访件数", "会议完成率"]
    assert fell["score_change"].tolist() == pytest.approx([-1.0, -0.8])
    assert fell["change"].tolist() == ["▲2 件", "▼10.00 个百分点"]


def test_falls_of_an_area_are_means_without_values(now: Evaluation, before: Evaluation) -> None:
    fell = answers.falls(now, before)
    assert set(fell["change"]) <= {""}
    assert (fell["score_change"] < 0).all()
    assert set(fell["places"]) == {4}


def test_tiles_of_a_place_and_of_an_area(now: Evaluation) -> None:
    choice = choice_of(now, "total")
    table = leagues.league_table(now, choice)
    tiles = summary.place_tiles(now, table, choice, FENGHUANG, "好")
    assert tiles[0] == ("位次", "第1", "3个脱贫县中 · ▲1（上期第2）")
    assert tiles[1] == ("参考得分", "10.00 分", "满分 10 分 · 等次（人定）：好")
    area = summary.area_tiles(now, table, choice, "全州")
    assert area[0] == ("参评县", "4 个", "脱贫县 3 个、其他县 1 个")
    assert area[1][0] == "全州平均（3县）"


def test_losses_are_said_with_their_share(now: Evaluation) -> None:
    losses = answers.top_losses(now, HUAYUAN, 1)
    assert summary.say_losses(now, losses, HUAYUAN) == "共失 2.00 分，占全部失分的 46.51%"


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("湘西土家族苗族自治州", "全州"),
        ("湖南省", "全省"),
        ("昭通市", "全市"),
        ("广西壮族自治区", "全区"),
        ("锡林郭勒盟", "全盟"),
    ],
)
def test_area_words(name: str, word: str) -> None:
    assert answers.say_area(Place("1", name, "prefecture", "", "", None, None, name)) == word


def test_no_area_is_everywhere() -> None:
    assert answers.say_area(None) == "各地"
