"""What the newest check run says of a household or of places, for 户档案; None where nothing was checked yet."""

import pandas as pd

from indicators.checks import ALL_STATES, FindingFilter, FindingRequest
from indicators.checks import of_household as household_findings
from indicators.declared import Measure
from indicators.households import Household
from pages.parts.common import checked
from pages.parts.common.checked import find_run
from pages.parts.household import data as household_data


def find_check(check_id: str) -> Measure:
    """A check by its id."""
    return checked.checks().measure(check_id)


def count_findings(at: str, level: str, period: str) -> pd.DataFrame | None:
    """place_code, findings (open ones) of the places of a level."""
    run = find_run(period)
    if run is None:
        return None
    matrix = checked.count_findings(run, at, level)
    return matrix.groupby("place_code", as_index=False)["findings"].sum()


def read_own(household: Household) -> pd.DataFrame | None:
    """The household's findings (`household_findings.of_household`)."""
    run = find_run(household.period)
    if run is None:
        return None
    request = FindingRequest(
        household.county_code, FindingFilter(state=ALL_STATES), household_code=household.household_code
    )
    found, _ = checked.list_findings(run, request)
    return household_findings.of_household(found, household)


def village_households(village: str, period: str) -> pd.DataFrame:
    """The households of a village; with their open findings in `findings`, most first, once it was checked."""
    households, run = household_data.list_households(village, period), find_run(period)
    if run is None:
        return households
    found, _ = checked.list_findings(run, FindingRequest(village))
    counts = found["household_code"].value_counts()
    counted = households.assign(findings=households["household_code"].map(counts).fillna(0).astype(int))
    return counted.sort_values(["findings", "household_code"], ascending=[False, True]).reset_index(drop=True)
