"""What outsiders found in the demonstration: whether people know their cadres, and the households that a third party looked at.

Asked after faults are planted, a draw of its own for every home: of all of it a check finds only who does not know the cadres.
"""

import random
from collections.abc import Iterator
from datetime import date

from demo.faults.planting import Found
from demo.households.home import Home, HouseholdWorld, Row
from demo.households.people import invent_name
from demo.households.work import invent_day

KNOWING = 0.97
"""Of those asked how content they are, the ones who know the cadres posted to their village."""
UNKNOWN = "c10_cadre_unknown"
EVERY = 3
"""Of so many villages the third party went to one."""
LOOKED_AT = 0.12
"""Of the registered homes there those that it looked at, and beside them so many ordinary households."""
ORDINARY_A_VILLAGE = 3
SCREENED = 0.985
"""Of all of them those that the county's own screening had seen."""
OUGHT, TAKEN_IN = 0.09, 0.93
"""Of the ordinary households those that ought to be monitored, and of these the ones that are."""
_DAYS = date(2021, 10, 8), date(2021, 11, 12)


def ask_households(world: HouseholdWorld) -> Found:
    """Adds to the homes asked whether they know their cadres, each answer weighing as much, and what the third party saw.

    (check, row key) of what must be found: the homes that do not know them.
    """
    found: Found = []
    drawn = sorted(world.villages)[::EVERY]
    for home in world.homes:
        dice = random.Random(f"{world.seed}/outsiders/{home.code}")
        for row in home.table("satisfaction_sample"):
            row.update(knows_cadre=dice.random() < KNOWING, weight=1.0)
            found += [] if row["knows_cadre"] else [(UNKNOWN, home.code)]
        if home.place_code in drawn and dice.random() < LOOKED_AT:
            _look_at(dice, home)
    world.loose["third_party_sample"] = [row for village in drawn for row in _ordinary(world.seed, village)]
    return found


def _look_at(dice: random.Random, home: Home) -> None:
    home.add(
        "third_party_sample",
        head_name=home.head["person_name"],
        household_kind=home.head["household_kind"],
        ought_to_be_included=home.is_monitored,
        is_included=home.is_monitored,
        is_screened=dice.random() < SCREENED,
        checked_on=invent_day(dice, *_DAYS),
        weight=round(dice.uniform(0.6, 1.6), 3),
    )


def _ordinary(seed: int, village: str) -> Iterator[Row]:
    """Households of a village that no register has."""
    dice = random.Random(f"{seed}/third party/{village}")
    for number in range(ORDINARY_A_VILLAGE):
        ought = dice.random() < OUGHT
        is_in = ought and dice.random() < TAKEN_IN
        yield {
            "place_code": village,
            "household_code": f"8{village}{number + 1:02d}",
            "head_name": invent_name(dice),
            "household_kind": "一般农户",
            "ought_to_be_included": ought,
            "is_included": is_in,
            "is_screened": dice.random() < SCREENED,
            "checked_on": invent_day(dice, *_DAYS),
            "weight": round(dice.uniform(0.6, 1.6), 3),
            "situation": "家中有大额医疗支出，未申请监测" if ought and not is_in else None,
        }
