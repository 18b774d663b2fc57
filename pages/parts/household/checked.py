"""What the newest check run says of a household or of places, for 户档案; None where nothing was checked yet."""

import pandas as pd

from indicators.checks import ALL_STATES, FindingFilter, FindingRequest, Run, unknown
from indicators.checks import of_household as household_findings
from indicators.declared import Measure
from indicators.households import Household
from pages.parts.common import checked
from pages.parts.common.cache import kept
from pages.parts.common.checked import find_run
from pages.parts.household import data as household_data
from store import Store


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


def _count_unknown(_store: Store, run: Run, village: str) -> pd.DataFrame:
    return unknown.count_unknown(_store, run.period, village, day=run.view_day)


_unknown_of = kept(_count_unknown, 32, {Run: checked.run_key})


def count_unjudged(village: str, period: str) -> dict[str, int]:
    """Household → how many of its rows the checks cannot judge because something is missing; only those with any."""
    run = find_run(period)
    if run is None:
        return {}
    found = _unknown_of(run, village).groupby("household_code")["unknown"].sum()
    return {str(code): int(number) for code, number in found.items() if number}


def unjudged_checks(household: Household) -> dict[str, int]:
    """Check → how many rows of the household it cannot judge."""
    run = find_run(household.period)
    if run is None:
        return {}
    found = _unknown_of(run, household.place_code)
    mine = found[(found["household_code"] == household.household_code) & (found["unknown"] > 0)]
    return {str(check): int(number) for check, number in zip(mine["check"], mine["unknown"], strict=True)}


def village_households(village: str, period: str) -> pd.DataFrame:
    """The households of a village; once it was checked with their open findings in `findings`, most first, and in
    `unjudged` how many of their rows the checks cannot judge."""
    households, run = household_data.list_households(village, period), find_run(period)
    if run is None:
        return households
    found, _ = checked.list_findings(run, FindingRequest(village))
    counts = found["household_code"].value_counts()
    counted = households.assign(findings=households["household_code"].map(counts).fillna(0).astype(int))
    counted["unjudged"] = counted["household_code"].map(count_unjudged(village, period)).fillna(0).astype(int)
    return counted.sort_values(["findings", "household_code"], ascending=[False, True]).reset_index(drop=True)
