"""A sampled share in an evaluation: from the sample where it is there, else from the sums, with its interval and honest advice."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.declared import read_framework
from indicators.evaluation import evaluate, leagues, marks, sampling
from indicators.evaluation.advice import SAMPLED, advise
from indicators.shortfalls import ListRequest, reasons
from store.versions import Store
from tests.indicators.small_case import write_rows

COUNTY, PERIOD = "433126", "2021-11"
VILLAGES = [f"4331269012{number:02d}" for number in range(1, 11)]


def sampled_store(folder: Path, answers: dict[str, str | None], doubtful: int = 0, **more: object) -> Store:
    """古丈县 with so many households asked: household code → answer, ten villages in turn; of the first doubtful ones the day of
    asking could not be read."""
    store = county_store(folder)
    placed = {"place_name": "某村", "county_code": COUNTY, "period": "2021"}
    rows = [
        placed
        | {"place_code": VILLAGES[at % 10], "household_code": code, "answer": answer}
        | more
        | ({"refused_columns": ",asked_on,"} if at < doubtful else {})
        for at, (code, answer) in enumerate(answers.items())
    ]
    if rows:
        write_rows(store, "satisfaction_sample", rows)
    return store


def county_store(folder: Path) -> Store:
    """古丈县 with a figure of November, so that there is such a period."""
    store = Store(folder)
    write_rows(store, "places", [{"code": COUNTY, "name": "古丈县", "level": "county"}])
    placed = {"place_code": COUNTY, "place_name": "古丈县", "county_code": COUNTY, "period": PERIOD}
    write_rows(store, "indicator_values", [placed | {"item": "petitions", "value": 1}])
    return store


def report(store: Store, satisfied: int, surveyed: int) -> None:
    """The sums that the county itself sends."""
    placed = {"place_code": COUNTY, "place_name": "古丈县", "county_code": COUNTY, "period": PERIOD}
    items = {"satisfied_households": satisfied, "surveyed_households": surveyed}
    write_rows(store, "indicator_values", [placed | {"item": item, "value": value} for item, value in items.items()])


def answers_of(content: int, others: int) -> dict[str, str | None]:
    return {f"H{at:03d}": "满意" if at >= others else "不满意" for at in range(content + others)}


def row_of(store: Store, measure: str = "satisfaction") -> pd.Series:
    found = evaluate(store, read_framework("consolidation_2021"), PERIOD).measures
    return found[found["measure"] == measure].iloc[0]


def test_reported_sums_get_the_interval_of_a_simple_sample(tmp_path: Path) -> None:
    """310 of 319 is 97.18 %, between 94.7 and 98.5 %: the line of 98 % lies inside."""
    store = sampled_store(tmp_path, {})
    report(store, 310, 319)
    row, measure = row_of(store), read_framework("consolidation_2021").measure("satisfaction")
    assert (row["source"], row["sample_size"]) == ("reported", 319)
    assert (row["low"], row["high"]) == pytest.approx((0.9473, 0.9851), abs=1e-4)
    assert sampling.say_sampled(row["value"], "percent", row) == "97.18%（95%区间 94.7–98.5，319户）"
    assert sampling.is_within_chance(measure, row)


def test_the_sample_is_scored_where_it_is_there(tmp_path: Path) -> None:
    store = sampled_store(tmp_path, answers_of(290, 10))
    report(store, 319, 319)
    row = row_of(store)
    assert row["source"] == "register" and row["value"] == pytest.approx(290 / 300)
    assert row["reported_value"] == 1.0 and row["rows_short"] == 10, "the list ends at the households that were asked"
    assert (row["sample_size"], row["sample_clusters"]) == (300, 10)
    assert row["low"] < row["value"] < row["high"]


def test_weights_count_and_a_county_without_any_counts_alike(tmp_path: Path) -> None:
    store = sampled_store(tmp_path, {"H1": "满意", "H2": "不满意", "H3": "满意", "H4": "满意"})
    assert row_of(store)["value"] == 0.75
    placed = {"place_name": "某村", "county_code": COUNTY, "period": "2021"}
    heavy = [
        placed | {"place_code": VILLAGES[at], "household_code": f"H{at}", "answer": answer, "weight": weight}
        for at, (answer, weight) in enumerate([("满意", 1.0), ("不满意", 3.0)])
    ]
    write_rows(store, "satisfaction_sample", heavy)
    assert row_of(store)["value"] == 0.25


def test_nobody_is_told_to_complete_households_that_were_asked(tmp_path: Path) -> None:
    """Advice of a sample never names so many households more; inside the interval it says that the gap may be chance."""
    measure = read_framework("consolidation_2021").measure("satisfaction")
    near = row_of(sampled_store(tmp_path / "near", answers_of(290, 10)))
    far = row_of(sampled_store(tmp_path / "far", answers_of(200, 100)))
    assert advise(measure, near).says.startswith("差距不显著：距满分线 1.33个百分点，在抽样误差以内")
    assert advise(measure, far).says.startswith("抽样率，不能逐户补：距满分线 31.33个百分点，超出抽样误差")
    assert all(
        advise(measure, row).kind == SAMPLED and "再完成" not in advise(measure, row).says for row in (near, far)
    )


def test_one_village_says_nothing_of_the_error(tmp_path: Path) -> None:
    store = sampled_store(tmp_path, {"H1": "满意"})
    row = row_of(store)
    assert row["value"] == 1.0 and row["low"] != row["low"]
    assert sampling.say_sampled(1.0, "percent", row) == "100.00%（1户，样本太少，估不出误差）"


def test_whom_people_know_is_a_measure_and_a_blank_is_no_no(tmp_path: Path) -> None:
    answers: dict[str, str | None] = {f"H{at}": "满意" for at in range(40)}
    store = sampled_store(tmp_path, answers, knows_cadre=True)
    placed = {"place_code": VILLAGES[0], "place_name": "某村", "county_code": COUNTY, "period": "2021"}
    known = [placed | {"household_code": f"H{at}", "answer": "满意", "knows_cadre": at > 9} for at in range(40)]
    write_rows(store, "satisfaction_sample", [*known, placed | {"household_code": "H99", "answer": "满意"}])
    row = row_of(store, "knows_cadre")
    assert row["value"] == 0.75 and row["rows_unknown"] == 1 and row["sample_size"] == 40


def test_missed_inclusion_and_missed_screening_come_from_the_third_party(tmp_path: Path) -> None:
    store = county_store(tmp_path)
    placed = {"place_name": "某村", "county_code": COUNTY, "period": "2021"}
    rows = [
        placed
        | {"place_code": VILLAGES[at % 10], "household_code": f"T{at}", "ought_to_be_included": at < 20,
           "is_included": at < 18, "is_screened": at % 10 != 9}
        for at in range(100)
    ]  # fmt: skip
    write_rows(store, "third_party_sample", rows)
    inclusion, screening = row_of(store, "missed_inclusion"), row_of(store, "missed_screening")
    assert (inclusion["value"], inclusion["rows_short"], inclusion["sample_size"]) == (0.1, 2, 20)
    assert (screening["value"], screening["rows_short"], screening["sample_size"]) == (0.1, 10, 100)
    assert 0 < inclusion["low"] < 0.1 < inclusion["high"] < 0.4


def test_the_interval_stands_beside_the_value_everywhere(tmp_path: Path) -> None:
    """In the ranks, in the marks of a place and in how the score came about; with what can be said of the gap."""
    store = sampled_store(tmp_path, answers_of(290, 10))
    evaluation = evaluate(store, read_framework("consolidation_2021"), PERIOD)
    table = leagues.league_table(evaluation, leagues.choices(evaluation.framework)["measure:satisfaction"])
    listed = marks.list_marks(evaluation, COUNTY).set_index("measure").loc["satisfaction"]
    explained = dict(marks.explain_score(evaluation, COUNTY, "satisfaction"))
    for said in (table["beside"].iloc[0], listed["beside"], explained["抽样误差"]):
        assert "95%区间" in said and "300户" in said and sampling.NOT_SIGNIFICANT in said
    assert "还不清楚的" not in explained


def test_reasons_are_counted_over_the_households_that_are_not_content(tmp_path: Path) -> None:
    store = county_store(tmp_path)
    placed = {"place_code": VILLAGES[0], "place_name": "某村", "county_code": COUNTY, "period": "2021"}
    whys = ["路没有修通", "路没有修通", " 补助慢 ", None]
    rows = [placed | {"household_code": f"H{at}", "answer": "不满意", "complaint": why} for at, why in enumerate(whys)]
    write_rows(
        store, "satisfaction_sample", [*rows, placed | {"household_code": "H9", "answer": "满意", "complaint": "无"}]
    )
    measure = read_framework("consolidation_2021").measure("satisfaction").counted_from("register")
    request = ListRequest(measure, PERIOD, COUNTY)
    assert reasons.has_reasons(request)
    said = reasons.say_reasons(reasons.count_reasons(store, request))
    assert said == "路没有修通 2 户，补助慢 1 户，没有说明原因 1 户"


def test_whose_day_could_not_be_read_may_not_have_been_asked_yet(tmp_path: Path) -> None:
    """Ten of a hundred: too many for a score; a day left empty, or in no sheet, is no such doubt."""
    store = sampled_store(tmp_path / "refused", answers_of(90, 10), doubtful=10)
    row = (
        evaluate(store, read_framework("consolidation_2021"), PERIOD, COUNTY)
        .measures.set_index("measure")
        .loc["satisfaction"]
    )
    assert (row["rows_judged"], row["rows_unknown"], row["state"]) == (90, 10, "unknown")
    assert row["value"] == 1, "the ten that are not content are those of whom nobody knows the day"
    plain = sampled_store(tmp_path / "absent", answers_of(90, 10), absent_columns=",asked_on,")
    row = (
        evaluate(plain, read_framework("consolidation_2021"), PERIOD, COUNTY)
        .measures.set_index("measure")
        .loc["satisfaction"]
    )
    assert (row["rows_judged"], row["rows_unknown"], row["state"]) == (100, 0, "scored")
