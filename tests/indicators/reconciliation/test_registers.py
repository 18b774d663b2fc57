"""Reports held against registers: planted misreports are found, no other, with the figures on both sides."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from demo.figures.misreports import MISREPORTS, PERIOD, places_of
from demo.figures.registered import count_items
from indicators.declared import read_framework
from indicators.reconciliation import by_measure, compare_levels, compare_registers, differing, words
from store import Store
from tests.demo.invented import invented_households
from tests.indicators.shortfalls.project_case import FENGHUANG, TOWN, project_store
from tests.indicators.small_case import write_rows

FRAMEWORK = read_framework("consolidation_2021")
ITEMS = {
    "helper_visits": ("helper_visits",), "insured": ("insured_next_year",), "workers": ("workers_kept", "workers_target"),
    "handbook": ("handbook_updated",), "public_posts": ("public_posts_kept",), "workshops": ("workshops_running",),
    "team_resident": ("team_resident",), "screening": ("screening_done",), "grid_staff_trained": ("grid_staff_trained",),
}  # fmt: skip
"""Item of the township report → the measures over it."""


@pytest.fixture(scope="module")
def compared(filled_folder: Path) -> pd.DataFrame:
    return compare_registers(Store(filled_folder), FRAMEWORK, PERIOD, "433100", date(2021, 11, 20))


def test_the_planted_misreports_are_found_and_no_other(compared: pd.DataFrame) -> None:
    expected: dict[tuple[str, str, str], float] = {}
    for one, place in places_of(count_items(invented_households())).items():
        for measure in ITEMS[one.item]:
            planted = {"numerator": one.done, "denominator": one.target}
            expected |= {(measure, place, figure): number for figure, number in planted.items() if number}
    found = differing(compared).set_index(["measure", "place_code", "figure"])["difference"].to_dict()
    assert found == expected


def test_every_measure_with_a_register_is_compared_with_both_figures(compared: pd.DataFrame) -> None:
    held = {name for name, measure in FRAMEWORK.measures.items() if measure.holding is not None}
    assert set(compared["measure"]) == held
    assert compared[["reported", "registered"]].notna().all().all()
    assert (compared["reported"] - compared["registered"] - compared["difference"]).abs().max() == 0


def test_counties_differ_by_the_sum_of_their_townships(filled_folder: Path, compared: pd.DataFrame) -> None:
    counties = compare_registers(Store(filled_folder), FRAMEWORK, PERIOD, "433100", date(2021, 11, 20), "county")
    by_county = differing(counties).set_index(["measure", "place_code", "figure"])["difference"].to_dict()
    townships = differing(compared)
    sums = townships.groupby(["measure", townships["place_code"].str[:6], "figure"])["difference"].sum()
    assert by_county == sums.to_dict()


def test_a_measure_sums_up_its_places(compared: pd.DataFrame) -> None:
    rows = by_measure(compared).set_index("measure")
    assert rows.loc["helper_visits", "places_differing"] == 1
    assert rows.loc["helper_visits", "difference"] == sum(one.done for one in MISREPORTS if one.item == "helper_visits")
    assert rows.loc["safe_housing", "places_differing"] == 0


def test_the_sentence_names_the_widest_difference(compared: pd.DataFrame) -> None:
    said = words.say_all(compared)
    assert "个对不上" in said and "多报" in said
    assert words.say_all(compared[compared["is_within"]]).endswith("全部一致")
    assert words.say_all(compared.head(0)) == "还没有既填报又能从登记表数出的数字"


def test_a_prefecture_is_held_against_the_sum_of_its_counties(filled_folder: Path) -> None:
    levels = compare_levels(Store(filled_folder), PERIOD, "433100")
    assert {"gdp", "population"} <= set(levels["item"])
    assert levels["is_within"].all()
    assert "lifted_income" not in set(levels["item"])


def test_nothing_is_compared_where_one_side_is_missing(empty_folder: Path) -> None:
    assert compare_registers(Store(empty_folder), FRAMEWORK, PERIOD).empty
    assert compare_levels(Store(empty_folder), PERIOD).empty


def test_where_nothing_of_the_county_is_compared_the_townships_still_are(empty_folder: Path) -> None:
    """Figures by county have nothing to be held against: what townships sent is said to agree or not all the same."""
    store = project_store(empty_folder)
    write_rows(store, "township_progress", [
        {"place_code": TOWN, "county_code": FENGHUANG, "period": PERIOD, "item": "insured", "target_count": 9, "done_count": 8}
    ])  # fmt: skip
    found = compare_registers(store, FRAMEWORK, PERIOD, "433100")
    assert set(differing(found)["place_code"]) == {TOWN} and found["is_within"].dtype == bool
    assert differing(compare_registers(Store(empty_folder / "none"), FRAMEWORK, PERIOD, "433100")).empty
