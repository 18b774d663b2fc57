"""What the address asks of 户档案: a household by its county and reference, or a place to choose one in.

No number of a household or a person ever stands in an address; what is typed is turned into a reference.
"""

from dataclasses import dataclass

from core.places import BELOW, level_of
from indicators.households import Household, is_ref
from pages.parts.common import state
from pages.parts.common.address import read_place
from pages.parts.common.state import Picked
from pages.parts.household import data as household_data


@dataclass(frozen=True)
class HouseholdAddress:
    """What is looked at: a household, or the place `at` with the `level` of the places listed in it ('' lists households)."""

    picked: Picked
    at: str
    household: Household | None = None
    notes: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """The level of the places listed; '' where households are."""
        return BELOW.get(level_of(self.at), "")

    def place_parameters(self, code: str) -> dict[str, str]:
        """The page's own parameters for the list of a place."""
        return {"at": "" if code == self.picked.scope else code}


def read_address(picked: Picked) -> HouseholdAddress:
    """The address, with whatever does not exist left out and said in `notes`."""
    at, notes = read_place(picked)
    ref = state.parameter("ref")
    if not ref:
        return HouseholdAddress(picked, at, None, notes)
    household = household_data.read_household(state.parameter("county"), ref, picked.period) if is_ref(ref) else None
    if household is None:
        return HouseholdAddress(picked, at, None, (*notes, "这一期没有地址里的这户，请在下面另找。"))
    return HouseholdAddress(picked, household.place_code, household, notes)
