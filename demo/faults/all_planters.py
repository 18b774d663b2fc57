"""Every planter there is: importing the modules below registers them."""

from demo.faults import (
    departments_homes,
    departments_persons,
    follow_ups,
    help,
    help_and_work,
    household_facts,
    illness,
    incomes,
    members,
    persons,
    posts_and_villages,
    schooling,
    villages_and_work,
)
from demo.faults.planting import PLANTERS, Found, Planting
from demo.faults.stories import plant_stories
from demo.households.home import HouseholdWorld

MODULES = (
    departments_homes, departments_persons, follow_ups, help, help_and_work, household_facts, illness, incomes, members, persons,
    posts_and_villages, schooling, villages_and_work,
)  # fmt: skip


def plant_faults(world: HouseholdWorld) -> Found:
    """Let every planter plant; (check, row key) of all that must be found, sorted. ValueError when homes run out."""
    planting = Planting(world)
    found = sorted({*planting.run(PLANTERS.values()), *plant_stories(planting, world)})
    planting.mend_since_last_month(PLANTERS.values())
    return found
