"""历年位次: changes, words and lists, from the table of the province's results."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.figures import yearly_standing
from store.versions import Store
from tests.indicators.small_case import write_rows

YEARS = {"433123": (45, 29, 18), "433127": (88, 95, 106), "433122": (64, 58, None)}
GRADES = {"433123": "好", "433127": "一般", "433122": "较好"}
NAMES = {"433123": "凤凰县", "433127": "永顺县", "433122": "泸溪县"}


@pytest.fixture
def years(tmp_path: Path) -> pd.DataFrame:
    store = Store(tmp_path)
    rows = [
        {"place_code": code, "place_name": NAMES[code], "county_code": code, "period": str(year), "grade": GRADES[code],
         "province_rank": rank, "province_places": 122, "rank_in_grade": rank, "honour": None}
        for code, ranks in YEARS.items() for year, rank in zip((2018, 2019, 2020), ranks, strict=True)
    ]  # fmt: skip
    write_rows(store, "yearly_standings", rows)
    return yearly_standing.read_years(store, "433100")


def test_changes_are_against_the_year_before(years: pd.DataFrame) -> None:
    own = years[years["place_code"] == "433123"]
    assert own["year"].tolist() == ["2018", "2019", "2020"]
    assert own["rank_change"].tolist()[1:] == [16, 11] and pd.isna(own["rank_change"].iloc[0])
    assert pd.isna(years[years["place_code"] == "433122"]["rank_change"].iloc[-1])


def test_a_year_left_out_is_no_year_before(tmp_path: Path) -> None:
    store = Store(tmp_path)
    write_rows(store, "yearly_standings", [
        {"place_code": "433123", "place_name": "凤凰县", "county_code": "433123", "period": year, "province_rank": rank}
        for year, rank in (("2018", 40), ("2020", 20))
    ])  # fmt: skip
    assert yearly_standing.read_years(store, "433123")["rank_change"].isna().all()


def test_the_years_of_a_recoded_county_are_one_county(tmp_path: Path) -> None:
    """黔西 got another code in 2021: from the 10th to the 30th place is a fall, under two codes it would be none."""
    store = Store(tmp_path)
    write_rows(store, "yearly_standings", [
        {"place_code": code, "place_name": name, "county_code": code, "period": year, "grade": grade, "province_rank": rank}
        for code, name, year, grade, rank in (
            ("520522", "黔西县", "2020", "好", 10), ("520581", "黔西市", "2021", "好", 30), ("520521", "大方县", "2021", "好", 12)
        )
    ])  # fmt: skip
    years = yearly_standing.read_years(store, "520500")
    own = years[years["place_code"] == "520581"]
    assert own["year"].tolist() == ["2020", "2021"] and own["rank_change"].iloc[-1] == -20
    assert "520522" not in set(years["place_code"])
    listed = yearly_standing.list_leaders(years, ["520581", "520521"])
    assert listed[listed["place_code"] == "520581"]["why"].tolist() == ["降20位"]


def test_the_sentence_names_grade_places_and_both_changes(years: pd.DataFrame) -> None:
    said = yearly_standing.say_years(years, "433123", "凤凰县")
    assert said == "凤凰县2020年度等次好，全省第18位（122个中），好等次第18位；较上年升11位，比2018年升27位"
    assert yearly_standing.say_years(years, "433122", "泸溪县") == "泸溪县2020年度等次较好"
    assert yearly_standing.say_years(years, "433199", "某县") == ""


def test_the_area_is_described_by_grades_and_by_who_rose_most(years: pd.DataFrame) -> None:
    said = yearly_standing.say_area(years, list(NAMES))
    assert said == "2020年度3个县中1个好、1个较好、1个一般；进步最大的是凤凰县（升11位）"


def test_the_lists_say_why(years: pd.DataFrame) -> None:
    listed = yearly_standing.list_leaders(years, list(NAMES))
    assert listed[["list", "place_name", "why"]].to_numpy().tolist() == [
        ["先进", "凤凰县", "等次好、升11位"], ["后进", "永顺县", "等次一般、降11位"],
    ]  # fmt: skip


def test_where_all_have_one_grade_nobody_is_best_or_worst(years: pd.DataFrame) -> None:
    same = years.assign(grade="较好", rank_change=0.0)
    assert yearly_standing.list_leaders(same, list(NAMES)).empty


def test_without_a_table_there_is_nothing(tmp_path: Path) -> None:
    years = yearly_standing.read_years(Store(tmp_path), "433100")
    assert years.empty and yearly_standing.say_area(years, []) == "" and yearly_standing.list_leaders(years, []).empty
