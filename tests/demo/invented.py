"""The invented frames that several tests look at, drawn once a process."""

from collections.abc import Mapping
from functools import cache

import pandas as pd

from demo.faults.all_planters import plant_faults
from demo.fill import invent_frames
from demo.households.estimated import spoil_incomes
from demo.households.home import HouseholdWorld
from demo.households.world import build_household_world
from demo.places.world import SEED, build_world


@cache
def invented_households(seed: int = SEED) -> HouseholdWorld:
    """The registers with their faults, as the demonstration has them."""
    households = build_household_world(seed)
    plant_faults(households)
    spoil_incomes(households)
    return households


def invented_frames(seed: int = SEED) -> Mapping[str, pd.DataFrame]:
    """The frames of a seed, drawn anew."""
    return invent_frames(build_world(seed), invented_households(seed))
