"""应知应会: each figure compared with plain loops over the rows; what is missing; the quiz."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from core.errors import UserError
from indicators.declared import read_framework
from indicators.figures import briefing
from store.versions import Store
from tests.indicators.households.household_case import COUNTY, OTHER_VILLAGE, PERIOD, TOWN, VILLAGE, household_store
from tests.indicators.small_case import write_rows


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return household_store(tmp_path_factory.mktemp("briefing"))


def values(card: pd.DataFrame) -> dict[str, float]:
    return card.set_index("id")["value"].to_dict()


def rows_of(store: Store, table: str, place: str) -> list[dict[str, object]]:
    with store.connect() as connection:
        rows = connection.execute(f"SELECT * FROM {table}").df().to_dict("records")
    return [row for row in rows if str(row["place_code"]).startswith(place)]


@pytest.mark.parametrize("place", [COUNTY, TOWN, VILLAGE, OTHER_VILLAGE])
def test_figures_are_those_of_plain_loops(store: Store, place: str) -> None:
    found = values(briefing.read_briefing(store, place, PERIOD))
    people = rows_of(store, "monitored_persons", place)
    monitored = [row for row in people if isinstance(row["monitoring_kind"], str)]
    assert found["registered_persons"] == len(people)
    assert found["registered_households"] == len({row["household_code"] for row in people})
    assert found["monitored_persons"] == len(monitored)
    assert found["workers"] == sum(bool(row["is_working"]) for row in rows_of(store, "migrant_work", place))
    incomes = [row for row in rows_of(store, "household_incomes", place) if row["period"] == "2021"]
    incomes = [row for row in incomes if "脱贫户" in str(row["household_kind"])]
    if incomes:
        per_person = sum(row["net_income_cny"] for row in incomes) / sum(row["persons"] for row in incomes)  # type: ignore[misc]
        assert found["income_per_person"] == pytest.approx(per_person)
    else:
        assert pd.isna(found["income_per_person"])


def test_a_helper_of_three_households_is_one_helper_and_a_project_of_two_sources_one_project(
    empty_folder: Path,
) -> None:
    store = Store(empty_folder)
    place = {"place_code": COUNTY, "place_name": "凤凰县", "county_code": COUNTY, "period": "2021"}
    helper = place | {"helper_name": "张三", "helper_unit": "教体局", "helper_state": "在岗"}
    helpers = [helper | {"household_code": code} for code in ("H1", "H2", "H3")]
    helpers += [
        helper | {"household_code": "H4", "helper_unit": "水利局"},
        helper | {"household_code": "H5", "helper_state": "调离"},
    ]
    write_rows(store, "helpers", helpers)
    project = place | {"project_code": "P1", "project_name": "水渠", "budget_cny": 10.0}
    write_rows(store, "fund_projects", [project | {"fund_source": "中央"}, project | {"fund_source": "县级"}])
    incomes = [("脱贫户", 30_000.0, 3), ("监测户", 900.0, 1), ("脱贫户", None, 2), ("脱贫户", 10_000.0, 1)]
    rows = [
        place | {"household_code": f"H{number}", "household_kind": kind, "net_income_cny": amount, "persons": persons}
        for number, (kind, amount, persons) in enumerate(incomes)
    ]
    write_rows(store, "household_incomes", rows)
    found = values(briefing.read_briefing(store, COUNTY, PERIOD))
    assert (found["helpers"], found["projects"], found["income_per_person"]) == (2, 1, 10_000.0)
    assert found["budget"] == 20.0 and pd.isna(found["paid"]), "no payment table: unknown, not nought"


MEANT = {
    "脱贫户": ("household_kind",), "脱贫人口": ("household_kind",), "监测对象": ("monitoring_kind",), "危房": ("is_unsafe_house",),
    "在岗": ("state", "duty", "ended_on"), "饮水": ("has_safe_water",), "失学辍学": ("is_school_dropout",),
    "农村低保": ("农村低保",), "特困": ("特困供养",),
}  # fmt: skip
"""Word of a title → what the condition must name one of."""


def test_every_line_of_the_card_looks_at_what_its_title_names() -> None:
    """A figure of 脱贫户 looks at 户类型, one of who is in post at who is still there; a share at its two parts."""
    figures = {one.id: one for one in briefing.read_figures()}
    wrong = []
    for figure in figures.values():
        parts = [figures[part] for part in figure.share] or [figure]
        said = " ".join(str(part.where) for part in parts)
        is_of_all = {part.id for part in parts} <= {"registered_households", "registered_persons", "workers"}
        for word, names in MEANT.items():
            if word in figure.title and not is_of_all and not any(name in said for name in names):
                wrong.append((figure.id, word))
    assert wrong == []


def test_a_table_that_was_not_imported_is_not_zero(store: Store) -> None:
    card = briefing.read_briefing(store, COUNTY, PERIOD).set_index("id")
    assert card.loc["workshops", "words"] == briefing.NOT_IMPORTED and pd.isna(card.loc["workshops", "value"])
    assert card.loc["unsafe_houses", "words"] == "0 户"
    assert "未导入" in briefing.say_card(card.reset_index(), "凤凰县")


def money_store(folder: Path, **tables: list[dict[str, object]]) -> Store:
    """凤凰县 with one project of 100 and what else is given."""
    store = household_store(folder)
    mine = {"place_code": COUNTY, "county_code": COUNTY, "period": "2021", "project_code": "a", "fund_source": "中央"}
    write_rows(store, "fund_projects", [{**mine, "project_name": "路", "budget_cny": 100.0}])
    for name, rows in tables.items():
        write_rows(store, name, [{**mine, **row} for row in rows])
    return store


def test_money_of_a_county_without_payment_table_is_not_nought(tmp_path: Path) -> None:
    card = briefing.read_briefing(money_store(tmp_path / "none"), COUNTY, PERIOD).set_index("id")
    assert card.loc[["budget", "paid", "paid_share"], "words"].tolist() == ["0.01 万元", "未导入", "未导入"]
    paid = [{"paid_on": date(2021, 11, 1), "paid_cny": 90.0, "voucher": "1"}]
    card = briefing.read_briefing(money_store(tmp_path / "some", fund_payments=paid), COUNTY, PERIOD).set_index("id")
    assert card.loc["paid_share", "words"] == "90.00%"


def test_what_a_county_need_not_have_is_not_called_missing(tmp_path: Path) -> None:
    left_out = [{"measure": name, "reason": "没有搬迁任务"} for name in ("relocated_jobs", "site_managers")]
    for count, said in ((2, "不适用"), (1, "未导入")):
        store = money_store(tmp_path / str(count), not_applicable=left_out[:count])
        card = briefing.read_briefing(store, COUNTY, PERIOD).set_index("id")
        assert card.loc["relocated_households", "words"] == said
    assert "未导入" not in briefing.say_card(
        card_of(("lifted_households", float("nan"), "households", "不适用")), "凤凰县"
    )


def test_rows_that_do_not_say_stand_beside_and_shares_are_of_the_others(tmp_path: Path) -> None:
    """Of four persons three are insured; the fourth is not insured as a resident, and nobody says whether as an employee."""
    store = household_store(tmp_path)
    people = rows_of(store, "monitored_persons", COUNTY)
    people[3] |= {"has_resident_insurance": False, "has_employee_insurance": None, "has_safe_water": None}
    write_rows(store, "monitored_persons", [{k: None if v != v else v for k, v in row.items()} for row in people])
    card = briefing.read_briefing(store, COUNTY, PERIOD).set_index("id")
    assert card.loc[["insured", "insured_share", "unsafe_water"], "words"].tolist() == [
        "3 人（另有 1 人说不清）", "100.00%（另有 1 条说不清）", "0 户（另有 1 户说不清）",
    ]  # fmt: skip
    assert not [q for q in briefing.make_quiz(card.reset_index(), "", 1) if "参保" in q.text], (
        "nobody is asked what is not known"
    )


def test_a_holder_of_a_post_is_on_duty_only_where_the_list_says_so(tmp_path: Path) -> None:
    store = household_store(tmp_path)
    post = {"place_code": VILLAGE, "county_code": COUNTY, "period": PERIOD, "post_name": "保洁员"}
    duty = (True, False, None)
    write_rows(
        store, "public_posts", [post | {"id_number": f"4331{at}", "is_on_duty": one} for at, one in enumerate(duty)]
    )
    card = briefing.read_briefing(store, COUNTY, PERIOD).set_index("id")
    assert card.loc["posts", "words"] == "1 人（另有 1 人说不清）"
    assert "公益性岗位" not in "".join(one.text for one in briefing.make_quiz(card.reset_index(), "", 1))


def test_a_table_the_county_sent_is_zero_in_a_village_without_rows(store: Store) -> None:
    assert values(briefing.read_briefing(store, OTHER_VILLAGE, PERIOD))["workers"] == 0


def test_money_figures_are_for_counties_and_above_only(store: Store) -> None:
    assert "paid_share" in set(briefing.read_briefing(store, COUNTY, PERIOD)["id"])
    assert "paid_share" not in set(briefing.read_briefing(store, VILLAGE, PERIOD)["id"])


def card_of(*rows: tuple[str, float, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"id": name, "title": name, "value": value, "unit": unit, "words": words, "unknown": 0, "absent": 0,
         "tables": "表", "as_of": "2021-11",
         "says": f"《表》2021-11：{name}", "unlike": "",
         "is_asked": True}
        for name, value, unit, words in rows
    )  # fmt: skip


def test_the_quiz_is_the_same_for_a_seed_and_has_one_right_answer_each() -> None:
    card = card_of(*((f"数{n}", 100.0 + n, "households", f"{100 + n} 户") for n in range(14)))
    quiz = briefing.make_quiz(card, "凤凰县", 7)
    assert quiz == briefing.make_quiz(card, "凤凰县", 7) != briefing.make_quiz(card, "凤凰县", 8)
    assert len(quiz) == briefing.QUESTIONS
    right = dict(zip("凤凰县" + card["title"] + "是多少？", card["words"], strict=True))
    for question in quiz:
        assert len(set(question.options)) == briefing.OPTIONS
        assert question.options[question.answer] == right[question.text]


def test_what_is_missing_or_nothing_is_not_asked() -> None:
    card = card_of(
        ("缺", float("nan"), "households", "未导入"),
        ("零", 0.0, "households", "0 户"),
        ("率", 1.0, "percent", "100.00%"),
    )
    (question,) = briefing.make_quiz(card, "", 1)
    assert question.text.startswith("率")
    assert all(float(option.rstrip("%")) <= 100 for option in question.options)


def test_what_a_figure_is_unlike_names_measures_by_their_titles() -> None:
    titles = {measure.title for measure in read_framework("consolidation_2021").measures.values()}
    named = {title for figure in briefing.read_figures() for title in re.findall(r"“(.+?)”", figure.unlike)}
    assert len(named) >= 5 and named <= titles


@pytest.mark.parametrize(
    ("figure", "word"),
    [
        ("unit: persons, table: visits, count: many", "rows"),
        ("unit: persons, table: visits, count: rows, where: no_such", "没有这一列"),
        ("unit: persons", "应写明表"),
        ("unit: percent, share: [y, z]", "没有这一项数字"),
        ("unit: persons, table: visits, count: rows, colour: red", "没有这些项"),
    ],
)
def test_a_wrong_declaration_is_refused_in_words(tmp_path: Path, figure: str, word: str) -> None:
    path = tmp_path / "briefing.yaml"
    text = f"[{{section: a, department: b, figures: [{{id: x, title: x, {figure}}}]}}]"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=word):
        briefing.read_figures(path)


def test_a_county_that_sent_nothing_is_said_beside_the_figure_of_its_prefecture(tmp_path: Path) -> None:
    """Seven counties' workshops are not the eight counties': the card says so, and the quiz does not ask."""
    store, counties = Store(tmp_path), ("433101", "433122", COUNTY, "433124", "433125", "433126", "433127", "433130")
    rows = [
        {"place_code": f"{code}101201", "county_code": code, "period": PERIOD, "workshop_name": f"车间{number}"}
        for code in counties[:-1]
        for number in range(9)
    ]  # fmt: skip
    write_rows(store, "workshops", rows)
    write_rows(store, "relocated_households", [
        {"place_code": f"{code}101201", "county_code": code, "period": PERIOD[:4], "household_code": f"H{code}", "members": 3}
        for code in counties[:-1]
    ])  # fmt: skip
    exempt = [{"place_code": counties[-1], "county_code": counties[-1], "period": PERIOD[:4], "measure": name, "reason": "没有"}
              for name in ("relocated_jobs", "site_managers")]  # fmt: skip
    write_rows(store, "not_applicable", exempt)
    card = briefing.read_briefing(store, "433100", PERIOD).set_index("id")
    assert card.at["workshops", "words"] == "63 个（8 个县中 7 个有数据）" and card.at["workshops", "absent"] == 1
    assert card.at["relocated_households", "words"] == "7 户", "who need not have any is not waited for"
    assert card.at["grids", "words"] == briefing.NOT_IMPORTED
    assert not [one for one in briefing.make_quiz(card.reset_index(), "", 1) if "车间" in one.text]
    own = briefing.read_briefing(store, COUNTY, PERIOD).set_index("id")
    assert own.at["workshops", "words"] == "9 个" and own.at["workshops", "absent"] == 0
