"""What the newest check run says of a household or of places, for 户档案; None where nothing was checked yet."""

from __future__ import annotations

import pandas as pd

from indicators.framework import CHECKS, Measure
from indicators.households import Household
from pages.parts import cache


def find_check(check_id: str) -> Measure:
    """A check by its id."""
    return cache.framework(CHECKS).measure(check_id)


def count_findings(at: str, level: str, period: str) -> pd.DataFrame | None:
    """place_code, findings of the places of a level."""
    return None


def read_own(household: Household) -> pd.DataFrame | None:
    """The household's findings (`household_findings.of_household`)."""
    return None


def village_households(village: str, period: str) -> pd.DataFrame:
    """The households of a village; with their open findings in `findings`, most first, once it was checked."""
    return cache.village_households(village, period)
