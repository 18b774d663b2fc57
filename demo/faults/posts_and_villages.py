"""Faults in work and in what belongs to villages: posts, phones, teams, grids, workshops, solar stations, relocation sites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from demo.faults.departments_persons import adult, first, is_lifted, plant_member, strangers_number
from demo.faults.planting import Found, plant, plant_group, plant_loose, plant_village
from demo.households.home import Home, HouseholdWorld, Row, household_key, person_key, row_key, village_key
from demo.households.people import ORDINARY, age_of


def _post(home: Home, number: str, name: str) -> Row:
    return {
        "household_code": home.code,
        "id_number": number,
        "post_name": name,
        "employer": "村民委员会",
        "monthly_pay_cny": 600,
        "started_month": "2021-03",
        "is_on_duty": True,
    }


def _key(row: Row) -> str:
    return f"{row['id_number']}|{row['post_name']}"


# --- phones of workers


@plant_group("c6_phone_many_workers", groups=2, size=4, wants=lambda home: is_lifted(home) and bool(home.workers))
def _(homes: Sequence[Home]) -> Found:
    """One number for a worker of each of four homes; the national rule about households finds it too."""
    found: Found = []
    phone = ""
    for home in homes:
        number = home.workers[0]["id_number"]
        member = next(member for member in home.members if member["id_number"] == number)
        phone = phone or member["member_phone"]
        member["member_phone"] = phone
        found += [("c6_phone_many_workers", person_key(home, member)), ("n_5_15_022", household_key(home))]
    return found


# --- public posts


def _has_post(home: Home) -> bool:
    return is_lifted(home) and bool(home.table("public_posts"))


def _holder(home: Home) -> Row:
    number = home.table("public_posts")[0]["id_number"]
    return next(member for member in home.members if member["id_number"] == number)


def _far_worker(home: Home) -> Row | None:
    far = {row["id_number"] for row in home.workers if not row["work_county"].startswith("湖南省")}
    return first(home, lambda member: member["id_number"] in far)


@plant_member(
    "c6_post_outside_province",
    homes=5,
    choose=_far_worker,
    wants=lambda home: is_lifted(home) and not home.table("public_posts"),
)
def _outside(home: Home, member: Row) -> Found:
    row = _post(home, member["id_number"], "保洁员")
    home.table("public_posts").append(row)
    member.update(public_post="保洁员", public_post_months=9)
    return [("c6_post_outside_province", _key(row))]


@plant("c6_post_one_person_several", homes=3, wants=_has_post)
def _(home: Home) -> Found:
    rows = home.table("public_posts")
    rows.append(_post(home, rows[0]["id_number"], "疫情劝导员"))
    return [("c6_post_one_person_several", _key(row)) for row in rows]


def _second(home: Home) -> Row | None:
    busy = {row["id_number"] for name in ("migrant_work", "public_posts") for row in home.table(name)}
    busy |= {row["id_number"] for row in home.table("work_plans") if row["plans_to_work"]}
    return first(
        home, lambda one: one["labour_skill"] == ORDINARY and 20 <= age_of(one) < 60 and one["id_number"] not in busy
    )


@plant_member("c6_post_household_several", homes=3, choose=_second, wants=_has_post)
def _two_holders(home: Home, member: Row) -> Found:
    rows = home.table("public_posts")
    rows.append(_post(home, member["id_number"], "疫情劝导员"))
    member.update(public_post="疫情劝导员", public_post_months=9)
    return [("c6_post_household_several", _key(row)) for row in rows]


@plant("c6_post_not_registered", homes=2, wants=is_lifted)
def _(home: Home) -> Found:
    row = _post(home, strangers_number(home, 1979), "疫情劝导员") | {"household_code": None}
    home.table("public_posts").append(row)
    return [("c6_post_not_registered", _key(row))]


@plant("c6_post_unmarked", homes=3, wants=_has_post)
def _(home: Home) -> Found:
    member = _holder(home)
    member.update(public_post=None, public_post_months=None)
    return [("c6_post_unmarked", person_key(home, member))]


@plant_member(
    "c6_post_marked_not_listed",
    homes=4,
    choose=adult,
    wants=lambda home: is_lifted(home) and not home.table("public_posts"),
)
def _not_listed(home: Home, member: Row) -> Found:
    member.update(public_post="护林员", public_post_months=6)
    return [("c6_post_marked_not_listed", person_key(home, member))]


@plant("c6_post_absent_paid", homes=3, wants=_has_post)
def _(home: Home) -> Found:
    row = home.table("public_posts")[0]
    row.update(is_on_duty=False)
    return [("c6_post_absent_paid", _key(row))]


@plant("c6_post_no_pay", homes=3, wants=_has_post)
def _(home: Home) -> Found:
    row = home.table("public_posts")[0]
    row.update(monthly_pay_cny=0)
    return [("c6_post_no_pay", _key(row))]


# --- rows of villages


def _plant_rows(
    check: str, table: str, rows: int, wants: Callable[[Row], bool] = lambda row: True, **change: object
) -> None:
    """Register a planter that changes cells of so many rows of a table."""

    def run(row: Row) -> Found:
        row.update(change)
        return [(check, row_key(table, row))]

    plant_loose(check, table, rows=rows, wants=wants)(run)


def _stays_on(row: Row) -> bool:
    return row.get("ended_on") is None and row["team_post"] == "队员"


_plant_rows("c2_grid_no_staff", "grids", 6, staff_name=None, staff_phone=None)
_plant_rows("c2_grid_not_screened", "grids", 8, last_screened_on=date(2021, 10, 12))
_plant_rows("c2_grid_overloaded", "grids", 6, households=96)
_plant_rows("c2_grid_untrained", "grids", 8, is_trained=False)
_plant_rows("c3_site_no_manager", "relocation_sites", 2, manager=None)
_plant_rows("c3_site_no_money", "relocation_sites", 2, maintenance_cny=0)
_plant_rows("c3_site_no_service", "relocation_sites", 2, has_service_centre=False)
_plant_rows("c4_team_days_short", "work_teams", 9, _stays_on, days_in_village=11)
_plant_rows("c4_team_not_replaced", "work_teams", 6, _stays_on, ended_on=date(2021, 9, 28), is_replaced=False)
_plant_rows("c6_workshop_few_lifted", "workshops", 4, lifted_workers=3)
_plant_rows("c6_workshop_stopped", "workshops", 4, run_state="停产")
_plant_rows("c6_workshop_wages_owed", "workshops", 3, wages_owed_cny=41_600)
_plant_rows("c8_solar_not_distributed", "solar_stations", 4, is_distributed=False)


@plant_loose("c8_solar_output_low", "solar_stations", rows=5)
def _(row: Row) -> Found:
    row["power_kwh"] = round(row["expected_kwh"] * 0.61)
    return [("c8_solar_output_low", row_key("solar_stations", row))]


@plant_loose("c8_solar_share_low", "solar_stations", rows=5)
def _(row: Row) -> Found:
    row["post_wages_cny"] = round((row["income_cny"] - row["costs_cny"]) * 0.21)
    return [("c8_solar_share_low", row_key("solar_stations", row))]


@plant_village("c2_village_uncovered", villages=4)
def _(village: Row, world: HouseholdWorld) -> Found:
    village["households"] += 400
    return [("c2_village_uncovered", village_key(village))]


def _team(village: Row, world: HouseholdWorld) -> list[Row]:
    return [row for row in world.loose["work_teams"] if row["place_code"] == village["place_code"]]


@plant_village("c4_no_first_secretary", villages=3, wants=lambda village: village["is_lifted"])
def _(village: Row, world: HouseholdWorld) -> Found:
    for row in _team(village, world):
        if row["team_post"] == "第一书记":
            row["team_post"] = "工作队长"
    return [("c4_no_first_secretary", village_key(village))]


@plant_village("c4_no_team", villages=2, wants=lambda village: village["is_lifted"])
def _(village: Row, world: HouseholdWorld) -> Found:
    """Everybody has left and is said to have been replaced, but nobody else is on the list."""
    for row in _team(village, world):
        row.update(ended_on=date(2021, 9, 28), is_replaced=True)
    return [(check, village_key(village)) for check in ("c4_no_first_secretary", "c4_no_team")]
