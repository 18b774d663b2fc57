"""应知应会: each figure compared with plain loops over the rows; what is missing; the quiz."""

from pathlib import Path

import pandas as pd
import pytest

from core.errors import UserError
from indicators.figures import briefing
from store.versions import Store
from tests.indicators.households.household_case import COUNTY, OTHER_VILLAGE, PERIOD, TOWN, VILLAGE, household_store


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
    if incomes:
        per_person = sum(row["net_income_cny"] for row in incomes) / sum(row["persons"] for row in incomes)  # type: ignore[misc]
        assert found["income_per_person"] == pytest.approx(per_person)
    else:
        assert pd.isna(found["income_per_person"])


def test_a_table_that_was_not_imported_is_not_zero(store: Store) -> None:
    card = briefing.read_briefing(store, COUNTY, PERIOD).set_index("id")
    assert card.loc["workshops", "words"] == briefing.NOT_IMPORTED and pd.isna(card.loc["workshops", "value"])
    assert card.loc["unsafe_houses", "words"] == "0 户"
    assert "未导入" in briefing.say_card(card.reset_index(), "凤凰县")


def test_a_table_the_county_sent_is_zero_in_a_village_without_rows(store: Store) -> None:
    assert values(briefing.read_briefing(store, OTHER_VILLAGE, PERIOD))["workers"] == 0


def test_money_figures_are_for_counties_and_above_only(store: Store) -> None:
    assert "paid_share" in set(briefing.read_briefing(store, COUNTY, PERIOD)["id"])
    assert "paid_share" not in set(briefing.read_briefing(store, VILLAGE, PERIOD)["id"])


def card_of(*rows: tuple[str, float, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"id": name, "title": name, "value": value, "unit": unit, "words": words, "tables": "表", "as_of": "2021-11",
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
