"""Faults put into the demonstration's households on purpose: who plants what, in whose home, and what must be found.

A planter belongs to a check, gets homes (villages, rows) nobody else has touched and says what is to be found in them:
(check, row key), its own and whatever follows from it. `all_planters` lists the modules that
register theirs.
"""

import random
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from demo.households.home import MONTH_TABLES, TWO_MONTH_COUNTIES, Home, HouseholdWorld, Row
from demo.places.world import COUNTIES

Found = list[tuple[str, str]]
NEW_SHARE, MENDED_SHARE = 0.5, 0.4
"""Of the faults in the counties with two months: those that are new this month; checks with faults mended since."""
Thing = TypeVar("Thing")
FULL_SIZE = 30_000
"""The number of persons for which planters say how many homes they want; smaller worlds give fewer, never none."""


@dataclass(frozen=True)
class Planter:
    """One function that plants. `subject`: home, group, village or a table of loose rows."""

    check: str
    subject: str
    count: int
    size: int
    wants: Callable[..., bool]
    run: Callable[..., Found]


PLANTERS: dict[tuple[str, str], Planter] = {}
"""(check, subject) → planter, in the order of registration."""


def plant(
    check: str, count: int, *, subject: str = "home", size: int = 1, wants: Callable[..., bool] = lambda thing: True
) -> Callable[[Callable[..., Found]], Callable[..., Found]]:
    """Register a function for so many subjects that `wants` accepts; it returns what is found.

    It gets a home, a group of `size` homes of one village, a village (row of village_facts) and the world, or else a loose
    row of the table that `subject` names. ValueError when the check is planted in such subjects already.
    """

    def keep(run: Callable[..., Found]) -> Callable[..., Found]:
        if (check, subject) in PLANTERS:
            raise ValueError(f"{check} is planted twice")
        PLANTERS[check, subject] = Planter(check, subject, count, size, wants, run)
        return run

    return keep


class Planting:
    """One round of planting: what is still untouched, in an order of chance that favours the weaker counties."""

    def __init__(self, world: HouseholdWorld) -> None:
        self._world = world
        self._dice = random.Random(f"{world.seed}/planting")
        self.share = min(1.0, world.persons / FULL_SIZE)
        self._homes = self._shuffled(world.homes, lambda home: home.county_code)
        self._villages = self._shuffled(world.villages.values(), lambda row: row["place_code"][:6])
        self._loose = {
            name: self._shuffled(rows, lambda row: row["place_code"][:6]) for name, rows in world.loose.items()
        }

    def run(self, planters: Iterable[Planter]) -> Found:
        """All planters in turn, sorted by check so that the order of modules does not matter."""
        found: set[tuple[str, str]] = set()
        for planter in sorted(planters, key=lambda one: (one.check, one.subject)):
            for _ in range(max(1, round(planter.count * self.share))):
                found.update(self._plant_one(planter))
        return sorted(found)

    def _plant_one(self, planter: Planter) -> Found:
        if planter.subject in ("home", "group"):
            homes = self._take_homes(planter)
            self._remember(homes)
            return planter.run(homes[0] if planter.subject == "home" else homes)
        if planter.subject == "village":
            village = _take(self._villages, planter)
            self._world.touched[village["place_code"]] = planter.check
            return planter.run(village, self._world)
        return planter.run(_take(self._loose.get(planter.subject, []), planter))

    def plant_in_county(self, planter: Planter, county: str, number: int) -> Found:
        """Plants in up to so many untouched homes, or loose rows, of one county; fewer where no more are left."""
        if planter.subject != "home":
            rows = [row for row in self._loose[planter.subject] if row["place_code"].startswith(county)]
            chosen = [row for row in rows if planter.wants(row)][:number]
            gone = {id(row) for row in chosen}
            self._loose[planter.subject] = [row for row in self._loose[planter.subject] if id(row) not in gone]
            return [one for row in chosen for one in planter.run(row)]
        mine = (home for home in self._homes if home.county_code == county and home.code not in self._world.touched)
        homes = list(islice(filter(planter.wants, mine), number))
        self._world.touched.update((home.code, planter.check) for home in homes)
        found: Found = []
        for home in homes:
            self._remember([home])
            found += planter.run(home)
        return found

    def _remember(self, homes: list[Home]) -> None:
        """In every second case a home of the two counties was without fault a month ago."""
        if homes[0].county_code in TWO_MONTH_COUNTIES and self._dice.random() < NEW_SHARE:
            self._world.last_month.update((home.code, _month_rows(home)) for home in homes)

    def mend_since_last_month(self, planters: Iterable[Planter]) -> None:
        """Plants once more, as of last month only, in homes of the two counties that are without fault now."""
        for planter in sorted(planters, key=lambda one: one.check):
            if planter.subject != "home" or self._dice.random() > MENDED_SHARE:
                continue
            home = next(filter(lambda one: self._is_free(one, planter), self._homes), None)
            if home is None:
                continue
            self._world.touched[home.code] = planter.check
            then = deepcopy(home)
            planter.run(then)
            self._world.last_month[home.code] = _month_rows(then)

    def _is_free(self, home: Home, planter: Planter) -> bool:
        is_here = home.county_code in TWO_MONTH_COUNTIES and home.code not in self._world.touched
        return is_here and planter.wants(home)

    def _take_homes(self, planter: Planter) -> list[Home]:
        """As many untouched homes of one village as the planter asks for."""
        near: dict[str, list[Home]] = {}
        for home in self._homes:
            if home.code in self._world.touched or not planter.wants(home):
                continue
            together = near.setdefault(home.place_code, [])
            together.append(home)
            if len(together) == planter.size:
                self._world.touched.update((one.code, planter.check) for one in together)
                return together
        raise ValueError(f"{planter.check}: no untouched home is left that it wants")

    def _shuffled(self, things: Iterable[Thing], county: Callable[[Thing], str]) -> list[Thing]:
        """In an order of chance in which things of weaker counties tend to come first."""
        weights = {one.code: 1.03 - one.satisfied for one in COUNTIES}
        keyed = [
            (self._dice.random() ** (1 / weights[county(thing)] / 20), at, thing) for at, thing in enumerate(things)
        ]
        return [thing for _, _, thing in sorted(keyed, key=lambda one: (-one[0], one[1]))]


def _month_rows(home: Home) -> dict[str, list[Row]]:
    return {name: [dict(row) for row in home.rows.get(name, ())] for name in MONTH_TABLES}


def _take(rows: list[Row], planter: Planter) -> Row:
    for at, row in enumerate(rows):
        if planter.wants(row):
            return rows.pop(at)
    raise ValueError(f"{planter.check}: no untouched row of {planter.subject} is left that it wants")
