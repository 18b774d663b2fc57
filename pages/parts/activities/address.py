"""What the address asks of 六个一: a place and an activity; each checked against what there is."""

from dataclasses import dataclass
from datetime import date

from ledger.activities import Activity, CountRequest, read_activities
from pages.parts.activities import data as activity_data
from pages.parts.common import cache, office, state
from pages.parts.common.address import LookedAt, read_known_place, write_parameters
from pages.parts.common.state import Picked


@dataclass(frozen=True)
class ActivitiesAddress(LookedAt):
    """What is looked at: the place `at` by the places right below it; `activity` opens one of the six."""

    picked: Picked
    at: str
    today: date
    month: str
    activity: Activity | None = None
    notes: tuple[str, ...] = ()

    def request(self) -> CountRequest:
        """The same as a request for counts."""
        return CountRequest(self.month, self.at, self.level_below, cache.view_day(self.month) if self.month else None)

    def parameters(self, **changes: str) -> dict[str, str]:
        """The page's own parameters with some changed."""
        own = {"at": self.at, "activity": self.activity.id if self.activity else ""}
        return write_parameters(self.picked, own, changes)


def read_address(picked: Picked) -> ActivitiesAddress:
    """The address, with whatever does not exist left out and said in `notes`."""
    at, notes = read_known_place(picked)
    name = state.parameter("activity")
    activity = next((one for one in read_activities() if one.id == name), None)
    if name and activity is None:
        notes = (*notes, f"没有编号为“{name[:40]}”的活动。")
    return ActivitiesAddress(picked, at, office.working_day(), activity_data.month_of(picked.period), activity, notes)
