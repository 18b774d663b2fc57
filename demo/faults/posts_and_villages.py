"""Faults in work and in what belongs to villages: posts, phones, teams, grids, workshops, solar stations, relocation sites."""

from collections.abc import Sequence
from datetime import date

from demo.faults.departments_persons import strangers_number
from demo.faults.lines import cells, key_in, plant_loose_cells, plant_rows, plant_village_cells
from demo.faults.picks import adult, anybody, busy_numbers, first, is_lifted, member_of, row_in
from demo.faults.planting import Found, plant
from demo.households.home import Home, HouseholdWorld, Row, household_key, person_key, row_key, village_key
from demo.households.people import ORDINARY, age_of

# --- phones of workers


@plant("c6_phone_many_workers", 2, subject="group", size=4, wants=lambda home: is_lifted(home) and bool(home.workers))
def _(homes: Sequence[Home]) -> Found:
    """One number for a worker of each of four homes; the national rule about households finds it too."""
    workers = [(home, member_of(home, home.workers[0])) for home in homes]
    for _home, member in workers:
        member["member_phone"] = workers[0][1]["member_phone"]
    return [
        *(("c6_phone_many_workers", person_key(home, member)) for home, member in workers),
        *(("n_5_15_022", household_key(home)) for home in homes),
    ]


# --- public posts


def _has_no_post(home: Home) -> bool:
    return is_lifted(home) and not home.table("public_posts")


def _has_post(home: Home) -> bool:
    return is_lifted(home) and bool(home.table("public_posts"))


def _holder(home: Home) -> Row:
    return member_of(home, home.table("public_posts")[0])


def _far_worker(home: Home) -> Row | None:
    far = {row["id_number"] for row in home.workers if not row["work_county"].startswith("湖南省")}
    return first(home, lambda member: member["id_number"] in far)


def _second(home: Home) -> Row | None:
    """Somebody else who could hold a post."""
    busy = busy_numbers(home, "migrant_work", "public_posts")
    return first(
        home, lambda one: one["labour_skill"] == ORDINARY and 20 <= age_of(one) < 60 and one["id_number"] not in busy
    )


def _post(home: Home, person: Row, name: str) -> Row:
    return home.add(
        "public_posts",
        person,
        post_name=name,
        employer="村民委员会",
        monthly_pay_cny=600,
        started_month="2021-03",
        is_on_duty=True,
    )


@plant("c6_post_outside_province", 5, wants=lambda home: _has_no_post(home) and _far_worker(home) is not None)
def _(home: Home) -> Found:
    """Found from the post, and from the work far away."""
    member = _far_worker(home) or home.head
    member.update(public_post="保洁员", public_post_months=9)
    post = _post(home, member, "保洁员")
    key = row_key("public_posts", post)
    return [("c6_post_outside_province", key), ("c6_away_seen_at_home", person_key(home, member))]


@plant("c6_post_several_holders", 3, subject="group", size=2, wants=lambda home: _has_post(home))
def _(homes: Sequence[Home]) -> Found:
    """Two homes of a village share one post under one number."""
    first_home, second_home = homes
    own, other = first_home.table("public_posts")[0], second_home.table("public_posts")[0]
    _holder(second_home)["public_post"] = own["post_name"]
    other.update(post_code=own["post_code"], post_name=own["post_name"])
    return [("c6_post_several_holders", row_key("public_posts", post)) for post in (own, other)]


def _second_post(home: Home, post: Row) -> list[Row]:
    """All posts of the home are found."""
    _post(home, post, "疫情劝导员")
    return home.table("public_posts")


def _second_holder(home: Home, member: Row) -> list[Row]:
    """All posts of the home are found."""
    member.update(public_post="疫情劝导员", public_post_months=9)
    return _second_post(home, member)


def _post_stranger(home: Home, _: Row) -> list[Row]:
    row = _post(home, {"id_number": strangers_number(home, 1979)}, "疫情劝导员")
    row["household_code"] = None
    return [row]


_first_post = row_in("public_posts")

plant_rows(
    key_in("public_posts"),
    ("c6_post_one_person_several", 3, is_lifted, _first_post, _second_post),
    ("c6_post_household_several", 3, _has_post, _second, _second_holder),
    ("c6_post_not_registered", 2, is_lifted, anybody, _post_stranger),
    ("c6_post_absent_paid", 3, is_lifted, _first_post, cells(is_on_duty=False)),
    ("c6_post_no_pay", 3, is_lifted, _first_post, cells(monthly_pay_cny=0)),
)
plant_rows(
    person_key,
    ("c6_post_unmarked", 3, _has_post, _holder, cells(public_post=None, public_post_months=None)),
    ("c6_post_marked_not_listed", 4, _has_no_post, adult, cells(public_post="护林员", public_post_months=6)),
)


# --- rows of villages


def _stays_on(row: Row) -> bool:
    return row.get("ended_on") is None and row["team_post"] == "队员"


_LEFT = date(2021, 9, 28)

plant_loose_cells("c2_grid_no_staff", "grids", 6, staff_name=None, staff_phone=None)
plant_loose_cells("c2_grid_not_screened", "grids", 8, last_screened_on=date(2021, 10, 12))
plant_loose_cells("c2_grid_overloaded", "grids", 6, households=96)
plant_loose_cells("c2_grid_untrained", "grids", 8, is_trained=False)
plant_loose_cells("c3_site_no_manager", "relocation_sites", 2, manager=None)
plant_loose_cells("c3_site_no_money", "relocation_sites", 2, maintenance_cny=0)
plant_loose_cells("c3_site_no_service", "relocation_sites", 2, has_service_centre=False)
plant_loose_cells("c4_team_days_short", "work_teams", 9, _stays_on, days_in_village=11)
plant_loose_cells("c4_team_not_replaced", "work_teams", 6, _stays_on, ended_on=_LEFT, is_replaced=False)
plant_loose_cells("c6_workshop_few_lifted", "workshops", 4, lifted_workers=3)
plant_loose_cells("c6_workshop_stopped", "workshops", 4, run_state="停产")
plant_loose_cells("c6_workshop_wages_owed", "workshops", 3, wages_owed_cny=41_600)
plant_loose_cells("c8_solar_not_distributed", "solar_stations", 4, is_distributed=False)
plant_loose_cells("c8_solar_output_low", "solar_stations", 5, power_kwh=lambda row: round(row["expected_kwh"] * 0.61))
plant_loose_cells(
    "c8_solar_share_low",
    "solar_stations",
    5,
    post_wages_cny=lambda row: round((row["income_cny"] - row["costs_cny"]) * 0.21),
)
plant_village_cells("c2_village_uncovered", 4, households=lambda village: village["households"] + 400)


def _team(village: Row, world: HouseholdWorld) -> list[Row]:
    return [row for row in world.loose["work_teams"] if row["place_code"] == village["place_code"]]


@plant("c4_no_first_secretary", 3, subject="village", wants=lambda village: village["is_lifted"])
def _(village: Row, world: HouseholdWorld) -> Found:
    for row in _team(village, world):
        if row["team_post"] == "第一书记":
            row["team_post"] = "工作队长"
    return [("c4_no_first_secretary", village_key(village))]


@plant("c4_no_team", 2, subject="village", wants=lambda village: village["is_lifted"])
def _(village: Row, world: HouseholdWorld) -> Found:
    """Everybody has left and is said to have been replaced, but nobody else is on the list."""
    for row in _team(village, world):
        row.update(ended_on=_LEFT, is_replaced=True)
    return [(check, village_key(village)) for check in ("c4_no_first_secretary", "c4_no_team")]
