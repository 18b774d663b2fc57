"""The demonstration's registered households drawn from one seed: a clean world in which no check finds anything."""

import random
from collections.abc import Iterator
from datetime import date

import pandas as pd

from demo.households.follow_ups import invent_follow_ups, sign_handbook
from demo.households.help import household_kind, invent_monitoring, invent_support
from demo.households.home import EDGE, LIFTED, LIFTED_MONITORED, SUDDEN, Home, HouseholdWorld, Row
from demo.households.money import invent_incomes
from demo.households.people import SERIOUS, Numbers, age_of, choose, invent_members, invent_name
from demo.households.registers import (
    Names,
    invent_discontent,
    invent_former_helper,
    invent_home_registers,
    invent_loan,
    invent_registers,
    invent_stays,
    invent_visits,
)
from demo.households.villages import invent_land, invent_loose, invent_sites, invent_village
from demo.households.work import invent_day, invent_post, invent_work
from demo.places.world import World, build_world

PERSONS = 30_000
PERSONS_A_VILLAGE = 46
_KINDS = ((78, LIFTED), (9, LIFTED_MONITORED), (8, EDGE), (5, SUDDEN))
_HELPER_UNITS = ("县财政局", "县教育局", "县卫健局", "县自然资源局", "乡镇人民政府", "县交通局")


def build_household_world(seed: int, persons: int = PERSONS, world: World | None = None) -> HouseholdWorld:
    """Homes with so many members altogether, spread over the villages of the demonstration's places."""
    places = world or build_world(seed)
    chosen = _choose_villages(places.villages, persons)
    numbers = Numbers(random.Random(f"{seed}/numbers"))
    homes: list[Home] = []
    villages: dict[str, Row] = {}
    loose: dict[str, list[Row]] = {}
    taken: dict[str, int] = {}
    left = persons
    for order, place in enumerate(chosen.to_dict("records")):
        dice = random.Random(f"{seed}/households/{place['code']}")
        share = left // (len(chosen) - order)
        own = list(_invent_homes(dice, numbers, seed, place, share, taken))
        left -= sum(len(home.members) for home in own)
        homes += own
        _settle(dice, numbers, own)
        villages[place["code"]] = invent_village(dice, pd.Series(place), own)
        for table, row in invent_loose(dice, numbers, pd.Series(place), order):
            loose.setdefault(table, []).append(row)
    loose["relocation_sites"] = invent_sites(random.Random(f"{seed}/sites"), chosen, homes)
    return HouseholdWorld(seed, places, homes, villages, loose)


def _choose_villages(villages: pd.DataFrame, persons: int) -> pd.DataFrame:
    """So many villages, evenly over the counties, that each has about PERSONS_A_VILLAGE registered people."""
    wanted = max(1, min(len(villages), round(persons / PERSONS_A_VILLAGE)))
    picked = sorted({at * len(villages) // wanted for at in range(wanted)})
    return villages.iloc[picked].reset_index(drop=True)


def _invent_homes(
    dice: random.Random, numbers: Numbers, seed: int, place: Row, persons: int, taken: dict[str, int]
) -> Iterator[Home]:
    """Homes with exactly so many members together."""
    number = 0
    while persons > 0:
        people = invent_members(dice, numbers, place["county_code"])
        if len(people) > persons:
            people = people[:persons]
        if age_of(people[0][0]) < 18:
            continue
        number += 1
        code = f"{place['code']}{number:04d}"
        home = Home(code, place["code"], choose(dice, _KINDS), seed)
        home.rows["monitored_persons"] = [
            {"household_code": code, **member, "person_name": name} for member, name in people
        ]
        _fill_home(dice, home, {member["id_number"]: name for member, name in people}, taken, number)
        persons -= len(people)
        yield home


def _fill_home(dice: random.Random, home: Home, names: Names, taken: dict[str, int], number: int) -> None:
    """Everything about the home that needs no other home, in the order in which one thing follows from another."""
    if home.kind == SUDDEN and dice.random() < 0.7 and not home.head["student_state"]:
        _fall_ill(home)
    home.set_all(household_kind=household_kind(home.kind), household_phone=home.head["member_phone"])
    invent_work(dice, home)
    invent_post(dice, home, names, taken)
    invent_support(dice, home)
    invent_stays(dice, home, names)
    invent_loan(dice, home, names, int(home.code[6:12]) * 100 + number)
    invent_monitoring(dice, home)
    invent_incomes(dice, home)
    invent_land(dice, home)
    _set_services(home)
    invent_registers(dice, home, names)
    invent_home_registers(dice, home, int(home.code[-10:]))
    invent_follow_ups(home.seed, home, names)


def _fall_ill(home: Home) -> None:
    """The 户主 is seriously ill and cannot work."""
    if home.head["id_kind"] == "居民身份证":
        home.head.update(health=SERIOUS, labour_skill="丧失劳动力")


def _set_services(home: Home) -> None:
    """Insurance, pension, school, house and water: everybody has what everybody should have."""
    home.set_all(
        is_unsafe_house=False,
        has_safe_water=True,
        has_resident_insurance=True,
        has_employee_insurance=False,
        has_critical_insurance=True,
        has_employee_pension=False,
        is_school_dropout=False,
    )
    ill = {row["id_number"] for row in home.table("hospital_stays")}
    for member in home.members:
        member["has_resident_pension"] = age_of(member) >= 16 and not member["student_state"]
        member["has_illness_relief"] = member["health"] == SERIOUS and member["id_number"] in ill
        home.add("rural_households", member, household_kind=member["household_kind"], has_usable_toilet=True)


def _settle(dice: random.Random, numbers: Numbers, homes: list[Home]) -> None:
    """Helpers and form collectors of a village: each has several homes."""
    helpers = [(invent_name(dice), dice.choice(_HELPER_UNITS), numbers.phone()) for _ in range(3)]
    collectors = [(invent_name(dice), numbers.phone()) for _ in range(2)]
    for home in homes:
        name, unit, phone = dice.choice(helpers)
        collector, own_phone = dice.choice(collectors)
        home.set_all(contact_name=collector, contact_phone=own_phone)
        home.add(
            "helpers",
            helper_name=name,
            helper_unit=unit,
            helper_post=dice.choice(("科员", "副科长", "办公室主任", "驻村干部")),
            helper_phone=phone,
            helper_state="在岗",
            started_on=invent_day(dice, date(2021, 3, 1), date(2021, 4, 30)),
        )
        invent_visits(dice, home, name)
        invent_former_helper(dice, home, _HELPER_UNITS)
        invent_discontent(dice, home)
        sign_handbook(home, name)
