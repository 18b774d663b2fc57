"""Invented facts of the villages, and the rows that belong to a village rather than to a registered household:
work teams, grids, workshops, solar stations, relocation sites, houses of households that are not registered."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import pandas as pd

from demo.households.follow_ups import hazard_row
from demo.households.help import LOW_INCOME, NOT_HELPED
from demo.households.home import Home, Row
from demo.households.money import unrounded
from demo.households.people import DISABLED, Numbers, invent_name
from demo.households.work import invent_day
from demo.places.world import COUNTIES

LANDS = ("farmland_mu", "woodland_mu", "returned_land_mu", "orchard_mu", "pasture_mu", "water_area_mu")
_LAND_OF_HOME = ((3.2, 0.5), (7.0, 0.8), (2.2, 0.7), (1.4, 0.8), (0.4, 0.7), (0.2, 0.7))
GRID_SIZE = 55
_UNITS = ("县农业农村局", "县教育局", "县住建局", "县供电公司", "县人民医院", "县税务局", "乡镇人民政府")
_TRADES = ("服装加工", "电子元件", "农产品加工", "手工编织", "竹木制品")


def invent_land(dice: random.Random, home: Home) -> None:
    """Land, house and path of a home, and who collected its form."""
    areas = {
        name: round(min(60.0, middle * dice.lognormvariate(0, width)), 1)
        for name, (middle, width) in zip(LANDS, _LAND_OF_HOME, strict=True)
    }
    home.set_all(
        **areas,
        road_distance_km=round(min(4.6, 0.35 * dice.lognormvariate(0, 0.9)), 2),
        has_hardened_path=True,
        has_electricity=True,
        house_area_m2=round(dice.uniform(22, 34) * (2 + len(home.members)) ** 0.9, 1),
        has_sanitary_toilet=True,
    )


def invent_village(dice: random.Random, place: pd.Series, homes: Sequence[Home]) -> Row:
    """The row of village_facts: never less than what the village's homes already add up to."""
    members = [member for home in homes for member in home.members]
    helped = [home for home in homes if home.head["low_income_policy"] == LOW_INCOME]
    destitute = sum(member["destitute_policy"] != NOT_HELPED for member in members)
    row: Row = {
        "place_code": place["code"],
        "is_lifted": dice.random() < 0.85,
        "households": int(place["rural_households"]),
        "persons": int(place["rural_persons"]),
        "low_income_households": len(helped) + dice.randint(4, 20),
        "low_income_persons": sum(len(home.members) for home in helped) + dice.randint(21, 60),
        "destitute_persons": destitute + dice.randint(1, 6),
        "disabled_persons": sum(member["health"] == DISABLED for member in members) + dice.randint(8, 40),
        "unsafe_house_households": 0,
        "unsafe_water_households": 0,
        "has_bus": True,
        "has_paved_road": True,
        "clinics": dice.choice((1, 1, 1, 2)),
        "doctors": dice.choice((1, 1, 2)),
        "public_toilets": dice.randint(1, 3),
        "reading_rooms": 1,
        "primary_schools": int(dice.random() < 0.4),
        "pension_persons": int(place["rural_persons"] * dice.uniform(0.55, 0.68)),
        "collective_income_cny": float(unrounded(dice.uniform(46_000, 260_000)) // 100 * 100),
        "waste_sites": dice.randint(2, 8),
    }
    for name in LANDS:
        own = sum(float(home.head[name]) for home in homes)
        row[name] = round(own * dice.uniform(4, 8) + dice.uniform(150, 420), 1)
    return row


def invent_loose(dice: random.Random, numbers: Numbers, place: pd.Series, order: int) -> Iterable[tuple[str, Row]]:
    """(table, row) of everything one village has; `order` is its number among all villages."""
    where = {"place_code": place["code"]}
    yield from (("work_teams", where | row) for row in _team(dice, numbers))
    yield from (("grids", where | row) for row in _grids(dice, numbers, int(place["rural_households"])))
    yield from (("house_grades", where | row) for row in _other_houses(dice, place["code"]))
    if order % 5 == 0:
        yield "workshops", where | _workshop(dice, place)
    if order % 4 == 0:
        yield "solar_stations", where | _station(dice, place, order)
    if order % 6 == 0:
        house = {"household_code": _other_house(place["code"], 1), "head_name": invent_name(dice)}
        yield "house_hazards", where | house | hazard_row(dice)


def _team(dice: random.Random, numbers: Numbers) -> Iterable[Row]:
    names: set[str] = set()
    while len(names) < 3:
        names.add(invent_name(dice))
    for post, name in zip(("第一书记", "队员", "队员"), sorted(names), strict=True):
        yield {
            "member_name": name,
            "team_post": post,
            "member_unit": dice.choice(_UNITS),
            "member_phone": numbers.phone(),
            "days_in_village": dice.randint(20, 26),
            "started_on": invent_day(dice, date(2021, 5, 6), date(2021, 6, 30)),
        }


def _grids(dice: random.Random, numbers: Numbers, households: int) -> Iterable[Row]:
    """Grids that together cover all households of the village."""
    count = -(-households // GRID_SIZE)
    for number in range(count):
        yield {
            "grid_name": f"第{number + 1}网格",
            "households": households // count + (number < households % count),
            "staff_name": invent_name(dice),
            "staff_phone": numbers.phone(),
            "is_trained": True,
            "last_screened_on": invent_day(dice, date(2021, 11, 1), date(2021, 11, 18)),
        }


def _other_houses(dice: random.Random, village: str) -> Iterable[Row]:
    for number in range(2):
        yield {
            "household_code": _other_house(village, number + 1),
            "grade": dice.choice("AAB"),
            "is_occupied": True,
            "is_only_house": True,
        }


def _other_house(village: str, number: int) -> str:
    """The code of a household that is not registered."""
    return f"9{village}{number:02d}"


def _workshop(dice: random.Random, place: pd.Series) -> Row:
    lifted = dice.randint(6, 24)
    trade = dice.choice(_TRADES)
    return {
        "workshop_name": f"{place['name']}{trade}帮扶车间",
        "industry": trade,
        "workers": lifted + dice.randint(3, 20),
        "lifted_workers": lifted,
        "run_state": "正常",
        "wages_owed_cny": 0,
    }


def _station(dice: random.Random, place: pd.Series, order: int) -> Row:
    capacity = dice.choice((60, 100, 150, 300))
    expected = unrounded(capacity * dice.uniform(820, 930))
    power = unrounded(expected * dice.uniform(0.88, 1.04))
    income, costs = unrounded(power * 0.86), unrounded(capacity * dice.uniform(28, 45))
    works = dice.uniform(0.15, 0.3)
    shared = dice.uniform(0.86, 0.97) * (income - costs)
    return {
        "station_code": f"GF{place['county_code']}{order:04d}",
        "station_name": f"{place['name']}村级光伏电站",
        "capacity_kw": capacity,
        "power_kwh": power,
        "expected_kwh": expected,
        "income_cny": income,
        "costs_cny": costs,
        "post_wages_cny": unrounded(shared * (1 - works)),
        "village_works_cny": unrounded(shared * works),
        "is_distributed": True,
    }


def invent_sites(dice: random.Random, villages: pd.DataFrame, homes: Sequence[Home]) -> list[Row]:
    """Two relocation sites a county that has any, and the homes that moved there."""
    sites: list[Row] = []
    for county in COUNTIES:
        if county.without:
            continue
        own = villages[villages["county_code"] == county.code]
        for place in own.iloc[:: max(1, len(own) // 2)].head(2).to_dict("records"):
            sites.append({"place_code": place["code"], "site_name": f"{place['name']}集中安置点"})
        mine = [site for site in sites if site["place_code"].startswith(county.code)]
        _move_in(dice, mine, [home for home in homes if home.county_code == county.code])
    for site in sites:
        moved = [
            home
            for home in homes
            for row in home.table("relocated_households")
            if row["site_name"] == site["site_name"]
        ]
        site |= {
            "households": len(moved) + dice.randint(30, 90),
            "persons": sum(len(home.members) for home in moved) + dice.randint(120, 360),
            "manager": invent_name(dice),
            "maintenance_cny": unrounded(dice.uniform(32_000, 90_000)),
            "has_service_centre": True,
        }
    return sites


def _move_in(dice: random.Random, sites: Sequence[Row], homes: Sequence[Home]) -> None:
    """One in fifteen of the homes with somebody at work has moved to a site years ago."""
    for home in homes:
        if not home.workers or dice.random() > 0.066:
            continue
        labour = sum(member["labour_skill"] in ("普通劳动力", "技能劳动力") for member in home.members)
        moved = date(2018, 1, 5) + timedelta(days=dice.randrange(700))
        home.add(
            "relocated_households",
            site_name=dice.choice(sites)["site_name"],
            moved_on=moved,
            members=len(home.members),
            labour=labour,
            workers=len(home.workers),
            is_old_house_removed=True,
        )
