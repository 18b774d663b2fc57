"""One county of the demonstration whose incomes were plainly estimated, for 数据真实: rounded, and shared by two homes each.

No rule about a single row finds any of it: the parts still add up, nobody earns less than the year before, and no more than
two homes of a village are alike. Only the digits and shares of the county as a whole stand out.
"""

import random
from collections.abc import Iterator

from demo.households.home import LIFTED, Home, HouseholdWorld, Row
from demo.households.money import ALL_ROUND, PARTS, ROUND, net_income, set_income_cells
from demo.households.people import choose

COUNTY = "433125"
"""保靖县."""
TOWNSHIP_SHARE = 0.5
"""Of its townships those whose incomes were estimated; the others are as they should be."""
PAIRS = ((7, True), (3, False))
"""Of ten homes there that could be one of a pair those that are."""


def spoil_incomes(world: HouseholdWorld) -> list[str]:
    """Rounds and pairs the incomes of untouched homes; the villages in which it did."""
    dice = random.Random(f"{world.seed}/spoiled")
    places = [place for place in world.villages if place.startswith(COUNTY)]
    townships = sorted({place[:9] for place in places})
    estimated = dice.sample(townships, round(len(townships) * TOWNSHIP_SHARE))
    villages = [place for place in places if place[:9] in estimated]
    for village in villages:
        homes = [home for home in world.in_village(village) if home.kind == LIFTED and home.code not in world.touched]
        for home in homes:
            _round_incomes(home)
        for first, second in _pairs(dice, homes):
            _copy_incomes(first, second)
    return villages


def _round_incomes(home: Home) -> None:
    """Every part of this year up to the next hundred, so that nothing falls below last year or a line."""
    row = home.rows["household_incomes"][-1]
    for name in (*PARTS, "production_cost_cny"):
        row[name] = -(-int(row[name]) // ALL_ROUND) * ALL_ROUND
    while not any(row[name] % ROUND for name in PARTS):
        row["transfer_cny"] += ALL_ROUND
    while net_income(row) < row["net_income_cny"]:
        row["transfer_cny"] += ALL_ROUND
    row["net_income_cny"] = net_income(row)
    row["spending_cny"] = round(row["spending_cny"] / ALL_ROUND) * ALL_ROUND
    _say_again(home, row)


def _pairs(dice: random.Random, homes: list[Home]) -> Iterator[tuple[Home, Home]]:
    """Neighbours of one size, each in one pair at most."""
    alike: dict[tuple[int, bool], Home] = {}
    for home in homes:
        if not choose(dice, PAIRS):
            continue
        size = (len(home.members), bool(home.table("migrant_work")))
        first = alike.pop(size, None)
        if first is None:
            alike[size] = home
        else:
            yield first, home


def _copy_incomes(first: Home, second: Home) -> None:
    """The second home gets the incomes of the first, of both years."""
    for given, row in zip(first.rows["household_incomes"], second.rows["household_incomes"], strict=True):
        row.update({name: value for name, value in given.items() if name not in ("household_code", "household_kind")})
    _say_again(second, second.rows["household_incomes"][-1])


def _say_again(home: Home, row: Row) -> None:
    """What follows from the parts, here and in the monitoring system's export."""
    row["income_per_person_cny"] = round(row["net_income_cny"] / row["persons"], 2)
    set_income_cells(home, row)
