"""Faults in the facts of one village that has been lifted out of poverty, and about one record of work or of planned work."""

from demo.faults.lines import cells, drop, plant_rows, plant_village_cells
from demo.faults.picks import Pick, is_any, is_lifted, is_monitored, is_ordinary, member_of, was_lifted
from demo.faults.planting import Found, plant
from demo.households.home import LAST_MONTH, TWO_MONTH_COUNTIES, Home, HouseholdWorld, Row, person_key, village_key
from demo.households.people import NONE, UNIVERSITY, age_of, month_number, month_text
from demo.households.work import FAR

# --- facts of villages

_BLANKS = {
    "n_village_pension": "pension_persons",
    "n_village_bus": "has_bus",
    "n_village_clinics": "clinics",
    "n_village_toilets": "public_toilets",
    "n_village_doctors": "doctors",
    "n_village_waste": "waste_sites",
    "n_village_reading": "reading_rooms",
    "n_village_low_income": "low_income_persons",
    "n_village_destitute": "destitute_persons",
    "n_village_disabled": "disabled_persons",
}
"""Check → the cell that is left empty."""


def _is_lifted_village(village: Row) -> bool:
    return bool(village["is_lifted"])


for _check, _column in _BLANKS.items():
    plant_village_cells(_check, 2, _is_lifted_village, **{_column: None})
plant_village_cells("n_village_road", 3, _is_lifted_village, has_paved_road=False)
plant_village_cells("n_village_households", 1, _is_lifted_village, households=0)
plant_village_cells(
    "n_village_unsafe_above_all",
    2,
    _is_lifted_village,
    unsafe_water_households=lambda village: village["households"] + 12,
)


@plant("n_village_land", 3, subject="village", wants=_is_lifted_village)
def _(village: Row, world: HouseholdWorld) -> Found:
    """Less land than its homes have."""
    homes = [home for home in world.in_village(village["place_code"]) if "脱贫" in home.head["household_kind"]]
    village["farmland_mu"] = round(sum(home.head["farmland_mu"] for home in homes) * 0.6, 1)
    return [("n_village_land", village_key(village))]


# --- records of work


def _work(least: int = 18, most: int = 59) -> Pick:
    """Finds the row of migrant_work of somebody at work of such an age."""
    return lambda home: _of_age(home, home.workers, least, most)


def _at_home(home: Home) -> Row | None:
    """The row of work_plans of somebody who was asked and stays at home."""
    busy = {row["id_number"] for name in ("migrant_work", "public_posts") for row in home.table(name)}
    rows = [row for row in home.table("work_plans") if not row["plans_to_work"] and row["id_number"] not in busy]
    return _of_age(home, rows, 18, 59)


def _of_age(home: Home, rows: list[Row], least: int, most: int) -> Row | None:
    return next((row for row in rows if least <= age_of(member_of(home, row)) <= most), None)


def _two_months(home: Home) -> bool:
    return is_monitored(home) and home.county_code in TWO_MONTH_COUNTIES


def _cannot_work(home: Home, row: Row) -> None:
    member_of(home, row)["labour_skill"] = NONE


def _work_and_cannot(home: Home, row: Row) -> None:
    """Nobody remembers that the person once planned to."""
    _cannot_work(home, row)
    drop("work_plans")(home, row)


def _plan_and_cannot_work(home: Home, row: Row) -> None:
    row.update(plans_to_work=True, planned_county=FAR[0])
    _cannot_work(home, row)


def _study(home: Home, row: Row) -> None:
    member_of(home, row).update(student_state=UNIVERSITY, education=None)


def _widen_place(home: Home, row: Row) -> None:
    row["work_county"] = member_of(home, row)["work_place"] = "广东省深圳市"


def _work_as_a_child(home: Home, row: Row) -> None:
    birth = month_number(member_of(home, row)["birth_month"])
    row["work_started_month"] = month_text(birth + 15 * 12 + 6)


def _have_two_jobs(home: Home, row: Row) -> None:
    """Last month's record is of another job, which ended after the present one began."""
    before = {**row, "period": LAST_MONTH, "work_started_month": "2021-01", "work_ended_month": "2021-09"}
    home.table("migrant_work").append(before)


plant_rows(
    person_key,
    (
        "c6_wants_work_none",
        6,
        is_lifted,
        _at_home,
        cells(plans_to_work=True, planned_county=FAR[0], service_wanted="岗位信息"),
    ),
    ("n_1111_08", 5, was_lifted, _work(30, 59), cells(work_started_month="2020-03")),
    ("n_1111_12", 4, is_any, _work(), cells(monthly_wage_cny=360)),
    ("n_2_01_015_a", 4, is_lifted, _work(), _work_and_cannot),
    ("n_2_01_015_b", 4, is_lifted, _at_home, _plan_and_cannot_work),
    ("n_4_01_006", 4, was_lifted, _work(18, 24), _study, "n_1111_07"),
    ("n_4_12_001", 4, is_monitored, _work(), _widen_place),
    ("n_5_01_007", 5, is_lifted, _work(), cells(employer=None)),
    ("n_5_12_001", 3, _two_months, _work(), _have_two_jobs),
    ("n_5_12_006", 3, is_ordinary, _work(), cells(industry=None)),
    ("n_5_16_001", 3, is_ordinary, _work(), cells(monthly_wage_cny=36_000)),
    ("n_5_16_002", 4, is_lifted, _work(), cells(monthly_wage_cny=45_000)),
    ("n_5_16_010", 3, is_ordinary, _work(18, 29), _work_as_a_child),
)
