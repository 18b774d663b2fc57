"""Values that mean what their titles say: on time, within three months, projects and not their money, net earnings, the year to date."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from core.words import say_value
from indicators.declared import read_framework
from indicators.evaluation import evaluate
from store.versions import Store
from tests.indicators.small_case import write_rows

COUNTY, PERIOD = "433127", "2021-11"
PLACE = {"place_code": COUNTY, "place_name": "永顺县", "county_code": COUNTY, "source_row": 1}
PLANNED = date(2021, 8, 1)


def value_of(store: Store, measure: str, period: str = PERIOD) -> Mapping[str, Any]:
    """The row of one measure of the county."""
    rows = evaluate(store, read_framework("consolidation_2021"), period, COUNTY).measures
    return rows[rows["measure"] == measure].iloc[0].to_dict()


def with_places(folder: Path) -> Store:
    store = Store(folder)
    write_rows(store, "places", [{"code": COUNTY, "name": "永顺县", "level": "county"}])
    return store


def with_projects(folder: Path, rows: list[dict[str, Any]]) -> Store:
    """A payment says which month there is."""
    store = with_places(folder)
    write_rows(store, "fund_projects", rows)
    paid = {"period": "2021", "project_code": "P0", "voucher": "V1", "paid_on": date(2021, 11, 20), "paid_cny": 1.0}
    write_rows(store, "fund_payments", [PLACE | paid])
    return store


def project(number: int, **facts: Any) -> dict[str, Any]:
    usual = {
        "period": "2021", "project_code": f"P{number}", "project_name": f"项目{number}", "fund_source": "中央",
        "category": "产业发展", "budget_cny": 100_000.0, "planned_start_on": date(2021, 4, 1), "started_on": date(2021, 4, 1),
        "planned_finish_on": PLANNED, "finished_on": PLANNED, "accepted_on": date(2021, 9, 1),
    }  # fmt: skip
    return PLACE | usual | facts | {"source_row": number}


def test_a_project_that_is_late_is_not_finished_on_time(empty_folder: Path) -> None:
    rows = [
        project(1),
        project(2, finished_on=date(2021, 8, 2)),
        project(3, finished_on=None, accepted_on=None),
        project(4, finished_on=date(2021, 7, 1), category="易地搬迁后扶"),
        project(5, finished_on=date(2021, 8, 9), category="易地搬迁后扶"),
        project(6, planned_finish_on=date(2021, 12, 31)),
    ]
    store = with_projects(empty_folder, rows)
    whole, moved = value_of(store, "projects_finished"), value_of(store, "relocation_projects_finished")
    assert (whole["numerator"], whole["denominator"], whole["rows_short"]) == (2, 5, 3)
    assert (moved["numerator"], moved["denominator"]) == (1, 2)


def test_what_was_accepted_after_ninety_days_was_not_accepted_in_time(empty_folder: Path) -> None:
    rows = [
        project(1, accepted_on=date(2021, 10, 30)),
        project(2, accepted_on=date(2021, 10, 31)),
        project(3, accepted_on=None),
        project(4, finished_on=date(2021, 10, 1), accepted_on=None),
    ]
    store = with_projects(empty_folder, rows)
    found = value_of(store, "projects_accepted")
    assert (found["numerator"], found["denominator"]) == (1, 3), "the ninetieth day counts; the fourth still has time"


def test_a_project_paid_from_two_sources_is_one_project(empty_folder: Path) -> None:
    """It is finished with its last part; its money is still looked at source by source."""
    late_part = {"fund_source": "县级", "finished_on": date(2021, 9, 9), "accepted_on": date(2021, 9, 20)}
    rows = [project(1), project(1, **late_part) | {"source_row": 2}, project(2) | {"source_row": 3}]
    store = with_projects(empty_folder, rows)
    found = value_of(store, "projects_finished")
    assert (found["numerator"], found["denominator"], found["rows_total"]) == (1, 2, 2)
    assert value_of(store, "allocation_days")["rows_present"] == 3


def test_jobs_are_not_industry(empty_folder: Path) -> None:
    store = with_projects(
        empty_folder, [project(1), project(2, category="就业"), project(3, category="乡村建设"), project(4)]
    )
    assert value_of(store, "industry_share")["value"] == pytest.approx(0.5)


def test_what_is_little_used_is_in_use_and_the_title_says_so(empty_folder: Path) -> None:
    store = with_projects(empty_folder, [project(1)])
    asset = PLACE | {"period": PERIOD, "kind": "经营性资产"}
    states = ("正常", "低效", "低效", "闲置", "损毁")
    write_rows(store, "assets", [asset | {"asset_code": f"A{at}", "use_state": one} for at, one in enumerate(states)])
    assert value_of(store, "asset_in_use")["value"] == pytest.approx(3 / 5)
    measure = read_framework("consolidation_2021").measure("asset_in_use")
    assert "含低效" in measure.title and "正常使用" not in measure.title


def test_help_is_counted_by_households_six_months_after_they_were_included(empty_folder: Path) -> None:
    """Three persons of a home that is helped, one of a home that is not, and a home included in June: one of two households."""
    store = with_projects(empty_folder, [project(1)])
    person = PLACE | {
        "period": PERIOD,
        "monitoring_kind": "边缘易致贫户",
        "is_risk_removed": False,
        "labour_skill": "普通劳动力",
    }
    homes = [("H1", "2021-05", True)] * 3 + [("H2", "2021-05", False), ("H3", "2021-06", False)]
    rows = [
        person
        | {"household_code": code, "included_month": month, "has_development_help": is_helped, "relation": f"成员{at}"}
        for at, (code, month, is_helped) in enumerate(homes)
    ]
    write_rows(store, "monitored_persons", rows)
    found = value_of(store, "development_help")
    assert (found["numerator"], found["denominator"]) == (1, 2)


def test_a_gap_to_the_schedule_is_in_points_and_its_rule_says_what_it_is_held_against(empty_folder: Path) -> None:
    """Half paid on 20 November, of the 11/12 due by then or less: points of a rate, and no `达到0%得满分`."""
    store = with_places(empty_folder)
    write_rows(store, "fund_projects", [project(1)])
    paid = {
        "period": "2021",
        "project_code": "P1",
        "fund_source": "中央",
        "voucher": "V1",
        "paid_on": date(2021, 11, 1),
    }
    write_rows(store, "fund_payments", [PLACE | paid | {"paid_cny": 50_000.0}])
    measure = read_framework("consolidation_2021").measure("spend_on_schedule")
    assert measure.unit == "percent_points" and measure.rule is not None
    assert say_value(value_of(store, "spend_on_schedule")["value"], measure.unit).endswith("个百分点")
    assert "不低于序时进度得满分" in measure.rule.describe() and "%" not in measure.rule.describe()


HEFEI = {
    "income_cny": 4_224_800.0,
    "costs_cny": 211_400.0,
    "post_wages_cny": 3_051_100.0,
    "village_works_cny": 389_200.0,
}
"""Published figures of 合肥, 2020: (305.11 + 38.92) ÷ (422.48 − 21.14) = 85.72 %."""


def test_solar_earnings_are_shared_out_as_the_published_example_does(empty_folder: Path) -> None:
    store = with_places(empty_folder)
    write_rows(store, "solar_stations", [PLACE | HEFEI | {"period": PERIOD, "station_code": "GF1"}])
    found = value_of(store, "solar_post_share")
    assert round(found["value"], 4) == 0.8572 and found["earned"] == found["declared"]


SAME = {"solar_post_share": "c8_solar_share_low", "development_help": "n_5_12_007_a"}


@pytest.mark.parametrize(("measure", "check"), SAME.items())
def test_a_measure_and_its_check_look_at_the_same_rows_by_the_same_line(measure: str, check: str) -> None:
    """The national rule finds an empty cell too; the measure counts it as unknown, and its marks as falling short."""
    scored = read_framework("consolidation_2021").measure(measure)
    checked = read_framework("household_checks").measure(check)
    assert scored.table == checked.table and scored.met is not None
    assert checked.met in (scored.met, exp.Coalesce(this=scored.met, expressions=[exp.false()]))
    assert str(scored.population).lower() == str(checked.population).lower()


def test_output_is_the_share_of_stations_that_meet_the_line(empty_folder: Path) -> None:
    store = with_places(empty_folder)
    station = PLACE | {
        "period": PERIOD,
        "kind": "经营性资产",
        "is_solar": True,
        "asset_name": "电站",
        "use_state": "低效",
    }
    power = [(90_000.0, 100_000.0), (899.0, 1_000.0), (0.0, 1_000.0), (1_000.0, 1_000.0)]
    rows = [
        station | {"asset_code": f"A{number}", "power_kwh": made, "expected_kwh": due, "source_row": number}
        for number, (made, due) in enumerate(power, 1)
    ]
    write_rows(store, "assets", rows)
    assert value_of(store, "solar_output")["value"] == 0.5


def monthly(item: str, months: Mapping[str, float]) -> list[dict[str, Any]]:
    return [
        PLACE | {"period": period, "item": item, "value": value, "source_row": number}
        for number, (period, value) in enumerate(months.items(), 1)
    ]


@pytest.mark.parametrize(("measure", "earned"), [("media_problems", 0.5), ("repeat_petitions", 0.6)])
def test_what_happened_in_april_is_not_forgiven_in_may(empty_folder: Path, measure: str, earned: float) -> None:
    store = with_places(empty_folder)
    months = {f"2021-{month:02d}": float(month in (4, 11)) for month in range(1, 13)}
    write_rows(store, "indicator_values", monthly(measure, months) + monthly(measure, {"2020-12": 5.0}))
    found = [value_of(store, measure, f"2021-{month}")["value"] for month in ("03", "04", "05", "11")]
    assert found == [0, 1, 1, 2]
    assert value_of(store, measure)["earned"] == pytest.approx(earned)


def test_a_month_that_sent_nothing_is_unknown_in_the_year_to_date(empty_folder: Path) -> None:
    store = with_places(empty_folder)
    write_rows(store, "indicator_values", monthly("media_problems", {"2021-01": 0.0, "2021-03": 1.0}))
    found = value_of(store, "media_problems", "2021-03")
    assert (found["value"], found["rows_unknown"]) == (1, 1)
    assert found["state"] != "scored"
