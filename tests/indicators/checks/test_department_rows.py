"""Rows of villages' tables just inside and just outside each check, what several homes share, and tables nobody sent."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from indicators.declared import views
from loaders.cells.texts import id_check_digit
from tests.indicators.checks.found_rows import find_rows
from tests.indicators.checks.twins.rules import Row, Rows, checks, engine_findings, fill_database, table_key, whole_row

PERIOD = "2021-11"
PLACE, OTHER_PLACE = "433122101201", "433122101202"
COMPARISONS = 12
OWN = [name for name in checks().measures if name[0] in "ct"]
IN_ORDER: Mapping[str, Row] = {
    "grids": {
        "grid_name": "第1网格", "households": 60, "staff_name": "某某", "is_trained": True, "last_screened_on": date(2021, 11, 1),
    },
    "work_teams": {"member_name": "某某", "team_post": "第一书记", "days_in_village": 20, "started_on": date(2021, 5, 1)},
    "relocation_sites": {"site_name": "甲", "manager": "某某", "maintenance_cny": 1.0, "has_service_centre": True},
    "workshops": {"workshop_name": "甲", "lifted_workers": 5, "run_state": "正常", "wages_owed_cny": 0.0},
    "solar_stations": {
        "station_code": "G1", "power_kwh": 80.0, "expected_kwh": 100.0, "income_cny": 110.0, "costs_cny": 10.0,
        "post_wages_cny": 50.0, "village_works_cny": 30.0, "is_distributed": True,
    },
    "petitions": {"petition_code": "X1", "received_on": date(2021, 10, 1), "is_repeat": False},
    "satisfaction_sample": {"household_code": "H1", "answer": "满意", "knows_cadre": True, "asked_on": date(2021, 11, 4)},
    "assets": {
        "asset_code": "A1", "asset_name": "甲", "kind": "经营性资产", "use_state": "正常", "manager": "某某",
        "built_on": date(2020, 12, 31), "income_cny": 1.0, "year_income_cny": 1.0, "distributed_cny": 1.0,
    },
    "fund_projects": {"project_code": "P1", "project_name": "甲", "finished_on": date(2021, 9, 1)},
}  # fmt: skip

ROWS: list[tuple[str, Mapping[str, Any], str]] = [
    *((table, {}, "") for table in IN_ORDER),
    ("grids", {"staff_name": None, "is_trained": None}, "c2_grid_no_staff"),
    ("grids", {"is_trained": False}, "c2_grid_untrained"),
    ("grids", {"is_trained": None}, ""),
    ("grids", {"households": 61}, "c2_grid_overloaded"),
    ("grids", {"last_screened_on": date(2021, 10, 31)}, "c2_grid_not_screened"),
    ("grids", {"last_screened_on": date(2021, 12, 1)}, "c2_grid_not_screened"),
    ("grids", {"last_screened_on": None}, "c2_grid_not_screened"),
    ("work_teams", {"days_in_village": 19}, "c4_team_days_short"),
    ("work_teams", {"days_in_village": 3, "started_on": date(2021, 11, 2)}, ""),
    ("work_teams", {"days_in_village": 3, "started_on": date(2021, 11, 1)}, "c4_team_days_short"),
    ("work_teams", {"days_in_village": 3, "ended_on": date(2021, 11, 30), "is_replaced": True}, ""),
    ("work_teams", {"ended_on": date(2021, 11, 30), "is_replaced": False}, "c4_team_not_replaced"),
    ("work_teams", {"ended_on": date(2021, 11, 30), "is_replaced": None}, ""),
    ("work_teams", {"ended_on": date(2021, 12, 1)}, ""),
    ("relocation_sites", {"manager": None}, "c3_site_no_manager"),
    ("relocation_sites", {"maintenance_cny": 0.0}, "c3_site_no_money"),
    ("relocation_sites", {"has_service_centre": False}, "c3_site_no_service"),
    ("relocation_sites", {"has_service_centre": None}, ""),
    ("workshops", {"run_state": "半停产"}, "c6_workshop_stopped"),
    ("workshops", {"wages_owed_cny": 0.01}, "c6_workshop_wages_owed"),
    ("workshops", {"lifted_workers": 4}, "c6_workshop_few_lifted"),
    ("workshops", {"lifted_workers": None, "run_state": None}, ""),
    ("solar_stations", {"power_kwh": 79.9}, "c8_solar_output_low"),
    ("solar_stations", {"power_kwh": 0.0, "expected_kwh": 0.0}, ""),
    ("solar_stations", {"village_works_cny": 29.9}, "c8_solar_share_low"),
    ("solar_stations", {"costs_cny": 0.0}, "c8_solar_share_low"),
    ("solar_stations", {"costs_cny": 110.0, "post_wages_cny": 0.0}, ""),
    ("solar_stations", {"is_distributed": False}, "c8_solar_not_distributed"),
    ("solar_stations", {"is_distributed": None}, ""),
    ("petitions", {"received_on": date(2021, 9, 30)}, "c10_petition_open"),
    ("petitions", {"received_on": date(2021, 3, 1), "closed_on": date(2021, 4, 30)}, ""),
    ("petitions", {"received_on": date(2021, 3, 1), "closed_on": date(2021, 5, 1)}, "c10_petition_open"),
    ("petitions", {"is_repeat": True}, "c10_petition_repeated"),
    ("satisfaction_sample", {"knows_cadre": False}, "c10_cadre_unknown"),
    ("satisfaction_sample", {"knows_cadre": False, "asked_on": None}, "c10_cadre_unknown"),
    ("satisfaction_sample", {"knows_cadre": False, "asked_on": date(2021, 12, 1)}, ""),
    ("satisfaction_sample", {"knows_cadre": None}, ""),
    ("assets", {"use_state": "闲置"}, "c5_asset_idle"),
    ("assets", {"use_state": "低效"}, ""),
    ("assets", {"income_cny": 0.0}, "c5_asset_never_earned"),
    ("assets", {"income_cny": None, "built_on": date(2021, 1, 1)}, ""),
    ("assets", {"income_cny": None, "kind": "公益性资产"}, ""),
    ("assets", {"distributed_cny": 0.0}, "c5_asset_not_distributed"),
    ("assets", {"distributed_cny": None}, ""),
    ("assets", {"distributed_cny": None, "year_income_cny": 0.0}, ""),
    ("assets", {"manager": None}, "c5_asset_no_manager"),
    ("fund_projects", {"finished_on": date(2021, 8, 31)}, "c8_project_not_accepted"),
    ("fund_projects", {"finished_on": date(2021, 8, 31), "accepted_on": date(2021, 11, 30)}, ""),
    ("fund_projects", {"finished_on": date(2021, 8, 31), "accepted_on": date(2021, 12, 1)}, "c8_project_not_accepted"),
    ("fund_projects", {"finished_on": None}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("table", "changes", "expected"), ROWS)
def test_a_row_is_found_by_the_check_it_breaks_and_no_other(
    table: str, changes: Mapping[str, Any], expected: str
) -> None:
    row = whole_row(table, {"place_code": PLACE, **IN_ORDER[table], **changes}, PERIOD)
    names = [name for name in OWN if checks().measures[name].table == table]
    found = find({table: [row]}, *names)
    assert found == {name: {table_key(table, row)} if name == expected else set() for name in names}


def test_rows_of_the_month_before_stand_until_the_next_table_comes() -> None:
    row = {"place_code": PLACE, "period": "2021-10", **IN_ORDER["workshops"], "run_state": "停产"}
    rows = {"workshops": [whole_row("workshops", row, PERIOD)]}
    assert find(rows, "c6_workshop_stopped") == {"c6_workshop_stopped": {"甲"}}
    rows["workshops"].append(whole_row("workshops", row | {"period": PERIOD, "run_state": "正常"}, PERIOD))
    assert find(rows, "c6_workshop_stopped") == {"c6_workshop_stopped": set()}


# --- villages


@pytest.mark.parametrize(
    ("village", "team", "expected"),
    [
        ({}, {}, set()),
        ({"households": 61}, {}, {"c2_village_uncovered"}),
        ({}, {"team_post": "队员"}, {"c4_no_first_secretary"}),
        ({"is_lifted": False}, {"team_post": "队员"}, set()),
        ({}, {"ended_on": date(2021, 11, 30)}, {"c4_no_first_secretary", "c4_no_team"}),
        ({}, {"place_code": OTHER_PLACE}, {"c4_no_first_secretary", "c4_no_team"}),
        ({}, {"place_code": "433123101201"}, set()),
    ],
)
def test_a_village_is_covered_and_has_a_team(village: Row, team: Row, expected: set[str]) -> None:
    """In the last case the county has not said anything about its teams."""
    facts = {"place_code": PLACE, "is_lifted": True, "households": 60} | village
    rows = {
        "village_facts": [whole_row("village_facts", facts, PERIOD)],
        "grids": [whole_row("grids", {"place_code": PLACE} | IN_ORDER["grids"], PERIOD)],
        "work_teams": [whole_row("work_teams", {"place_code": PLACE} | IN_ORDER["work_teams"] | team, PERIOD)],
    }
    found = find(rows, "c2_village_uncovered", "c4_no_first_secretary", "c4_no_team")
    assert {name for name, keys in found.items() if keys} == expected


# --- what several homes share


def person(at: int, home: str, **changes: Any) -> Row:
    """A head of a lifted household born in June 1981, the number `at` of its kind."""
    body = f"43312219810615{2 * at + 1:03d}"
    own = {"place_code": PLACE, "household_code": home, "id_number": body + id_check_digit(body)}
    facts = {"relation": "户主", "sex": "男", "birth_month": "1981-06", "household_kind": "脱贫户"}
    return whole_row("monitored_persons", own | facts | changes, PERIOD)


def test_two_homes_with_one_phone_are_both_found() -> None:
    rows = [person(at, f"H{at}", household_phone="13800000001" if at < 2 else f"1380000001{at}") for at in range(4)]
    assert find({"monitored_persons": rows}, "t_phone_households") == {"t_phone_households": {"H0", "H1"}}


@pytest.mark.parametrize(("workers", "expected"), [(3, 0), (4, 4)])
def test_the_fourth_worker_on_one_phone_is_too_many(workers: int, expected: int) -> None:
    people = [person(at, f"H{at}", member_phone="13800000001") for at in range(workers + 1)]
    work = [
        whole_row("migrant_work", row | {"is_working": at < workers, "period": PERIOD}, PERIOD)
        for at, row in enumerate(people)
    ]
    found = find({"monitored_persons": people, "migrant_work": work}, "c6_phone_many_workers")
    assert found["c6_phone_many_workers"] == {row["id_number"] for row in people[:expected]}


def test_a_number_in_two_households_of_a_county_is_found_once() -> None:
    again = person(0, "H1", relation="之子")
    elsewhere = person(2, "H9", place_code="433123101201")
    rows = [person(0, "H0"), again, person(1, "H2"), person(2, "H3"), elsewhere]
    found = find({"monitored_persons": rows}, "t_id_two_households")
    assert found == {"t_id_two_households": {again["id_number"]}}


def test_a_household_in_two_villages_or_with_two_heads_is_found() -> None:
    rows = [
        person(0, "H0"),
        person(1, "H0", relation="配偶", place_code=OTHER_PLACE),
        person(2, "H1"),
        person(3, "H1"),
        person(4, "H2"),
    ]
    found = find({"monitored_persons": rows}, "t_household_two_villages", "t_household_two_heads")
    assert found == {"t_household_two_villages": {"H0"}, "t_household_two_heads": {"H1"}}


def test_a_home_on_two_sheets_is_traced_to_one_row_of_one_of_them() -> None:
    rows = [person(0, "H0"), person(1, "H0", relation="配偶", place_code=OTHER_PLACE)]
    with fill_database({"monitored_persons": rows}) as connection:
        connection.execute(
            "UPDATE monitored_persons SET source_file = '乙.xlsx', source_sheet = '乙镇', source_row = 3 WHERE relation = '配偶'"
        )
        found = find_rows(connection, [checks().measures["t_household_two_villages"]], PERIOD).to_pylist()
    assert [(row["source_file"], row["source_sheet"], row["source_row"]) for row in found] == [("乙.xlsx", "乙镇", 3)]


@pytest.mark.parametrize(("place", "expected"), [(PLACE, {"H0", "H1", "H2"}), (OTHER_PLACE, set())])
def test_three_homes_of_one_village_with_the_same_incomes_are_found(place: str, expected: set[str]) -> None:
    parts = {"wage_cny": 9_137.0, "business_cny": 2_411.0, "transfer_cny": 1_803.0, "net_income_cny": 12_800.0}
    places = (PLACE, PLACE, place)
    rows = [
        whole_row("household_incomes", {"place_code": where, "household_code": f"H{at}", **parts}, PERIOD)
        for at, where in enumerate(places)
    ]
    assert find({"household_incomes": rows}, "t_income_same_vector") == {"t_income_same_vector": expected}


def test_two_holders_of_posts_in_one_household_are_both_found() -> None:
    people = [person(at, home) for at, home in enumerate(("H0", "H0", "H1"))]
    posts = [
        whole_row("public_posts", row | {"post_name": "保洁员", "is_on_duty": True, "household_code": None}, PERIOD)
        for row in people
    ]
    found = find({"monitored_persons": people, "public_posts": posts}, "c6_post_household_several")
    assert found == {"c6_post_household_several": {f"{row['id_number']}|保洁员" for row in people[:2]}}


def test_strangers_on_departments_lists_are_found() -> None:
    rows: Rows = {"monitored_persons": [person(0, "H0")]}
    other = person(1, "H1")
    given: Mapping[str, Row] = {
        "public_posts": {"post_name": "保洁员", "monthly_pay_cny": 600.0, "is_on_duty": True},
        "rain_dew": {"term": "秋季", "aid_cny": 1_500.0},
        "microcredit": {"loan_code": "D1", "lent_on": date(2021, 3, 1)},
        "relocated_households": {"site_name": "甲"},
    }
    for table, facts in given.items():
        own = {name: other[name] for name in ("place_code", "household_code", "id_number")}
        rows[table] = [whole_row(table, own | facts, PERIOD)]
    number = other["id_number"]
    assert find(
        rows, "c6_post_not_registered", "c1_aid_not_registered", "c4_credit_not_registered", "c3_not_registered"
    ) == {
        "c6_post_not_registered": {f"{number}|保洁员"},
        "c1_aid_not_registered": {f"{number}|秋季"},
        "c4_credit_not_registered": {"D1"},
        "c3_not_registered": {"H1"},
    }


# --- departments


def test_a_disability_certificate_and_a_citizens_number_are_one_person() -> None:
    member = person(0, "H0", health="残疾", has_resident_insurance=True)
    listed = {"place_code": PLACE, "insurance_kind": "城乡居民", "is_paid": True}
    for mine, theirs in (("43", ""), ("", "43"), ("43B1", "")):
        row = member | {"id_number": member["id_number"] + mine}
        rows = {
            "monitored_persons": [row],
            "insured_next_year": [
                whole_row("insured_next_year", listed | {"id_number": member["id_number"] + theirs}, PERIOD)
            ],
        }
        assert find(rows, "c1_insured_next_year") == {"c1_insured_next_year": set()}


def test_a_county_whose_departments_sent_nothing_has_no_findings_about_them() -> None:
    member = person(
        0,
        "H0",
        health="残疾",
        low_income_policy="农村低保",
        public_post="保洁员",
        relocation_help="易地搬迁",
        birth_month="2012-05",
    )
    compared = [name for name in OWN if checks().measures[name].compares]
    assert not any(find({"monitored_persons": [member]}, *compared).values())


def test_every_comparison_names_a_department_table_that_its_relation_reads() -> None:
    compared = {name: checks().measures[name] for name in OWN if checks().measures[name].compares}
    assert len({one.compares for one in compared.values()}) >= COMPARISONS
    assert [name for name, one in compared.items() if one.compares not in views.base_tables(one.table)] == []


def test_every_check_says_how_much_a_finding_means() -> None:
    measures = [checks().measures[name] for name in OWN]
    assert [one.id for one in measures if not (one.suspicion and one.department and one.why_it_matters)] == []


def find(rows: Rows, *names: str) -> dict[str, set[str]]:
    """Check → row keys found in these rows."""
    with fill_database(rows) as connection:
        return engine_findings(connection, PERIOD, names)
