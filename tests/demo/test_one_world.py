"""Reports and registers of the demonstration are one world: what townships report is counted from their registers."""

import pandas as pd
import pytest

from demo.figures.misreports import BEFORE, FALLS, PERIOD, places_of
from demo.figures.registered import count_county, count_items
from demo.figures.tasks import NOTHING, OWN_TARGETS, REGISTERED_DONE, TASKS
from demo.places.world import COUNTIES
from tests.demo.invented import invented_frames, invented_households

Reported = dict[tuple[str, str], tuple[float, float]]


@pytest.fixture(scope="module")
def reported() -> Reported:
    """(item, township) → (target, done) of the newest month."""
    progress = invented_frames()["township_progress"]
    newest = progress[progress["period"] == PERIOD]
    names = ["item", "place_code", "target_count", "done_count"]
    return {(item, place): (target, done) for item, place, target, done in newest[names].itertuples(index=False)}


def test_the_newest_report_is_what_the_registers_have_but_for_the_declared_misreports(reported: Reported) -> None:
    counts = count_items(invented_households())
    planted = {(one.item, place): (one.target, one.done) for one, place in places_of(counts).items()}
    differing = {}
    for (item, place), (target, done) in reported.items():
        registered_target, registered_done = counts[item].get(place, NOTHING)
        difference = (
            0 if item in OWN_TARGETS else target - registered_target,
            0 if item in REGISTERED_DONE else done - registered_done,
        )
        if difference != (0, 0):
            differing[item, place] = difference
    assert differing == planted


def test_every_county_has_the_weakness_of_its_story_in_its_registers() -> None:
    counts = count_items(invented_households())
    for county in COUNTIES:
        for item in set(county.weak) - {"petitions_closed", "site_managers", "relocated_jobs", *OWN_TARGETS}:
            if item in REGISTERED_DONE:
                continue
            shares = {code: _share(counts[item], code) for code in (one.code for one in COUNTIES)}
            assert shares[county.code] < pd.Series(shares).median(), (county.name, item)


def _share(of_item: dict[str, tuple[float, float]], county: str) -> float:
    mine = [pair for place, pair in of_item.items() if place.startswith(county)]
    return sum(done for _, done in mine) / sum(target for target, _ in mine)


def test_counties_report_the_survey_and_the_incomes_of_their_registers() -> None:
    values = invented_frames()["indicator_values"]
    registered = count_county(invented_households())
    for county in COUNTIES:
        mine = values[values["place_code"] == county.code].set_index(["period", "item"])["value"]
        for item in ("surveyed_households", "satisfied_households", "lifted_households", "income_fell_households"):
            assert mine[PERIOD, item] == registered[county.code][item], item
        assert mine["2021", "lifted_income"] == pytest.approx(registered[county.code]["lifted_income_2021"], abs=0.01)


def test_every_work_that_is_reported_has_a_register_or_says_so() -> None:
    assert set(count_items(invented_households())) == set(TASKS)


def test_two_townships_report_less_than_the_month_before() -> None:
    progress = invented_frames()["township_progress"]
    insured = progress[(progress["item"] == "insured") & progress["period"].isin([BEFORE, PERIOD])]
    done = insured.pivot(index="place_code", columns="period", values="done_count")
    fallen = done[done[BEFORE] > done[PERIOD]]
    assert {place[:6]: persons for place, persons in (fallen[BEFORE] - fallen[PERIOD]).items()} == {
        county: persons for county, _, persons in FALLS
    }
