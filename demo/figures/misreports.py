"""The figures that some townships reported otherwise than their registers have them: planted, and declared here.

Whoever holds the reports against the registers must find every one of these and no other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

PERIOD: Final = "2021-11"


@dataclass(frozen=True)
class Misreport:
    """In one month `done` and `target` of an item stand so much too high, in the township of the county with the most left
    to do; `why` says in Chinese what happened."""

    county: str
    item: str
    done: int
    target: int
    why: str


MISREPORTS: Final = (
    Misreport("433127", "helper_visits", 16, 0, "没有走访的户也报为已走访"),
    Misreport("433125", "insured", 6, 0, "已登记未缴费的人也报为已参保"),
    Misreport("433130", "workers", 11, 0, "已返乡的人没有减去"),
    Misreport("433122", "handbook", 4, 0, "手册没有更新也报为已更新"),
    Misreport("433123", "public_posts", 4, 0, "已离岗的人没有减去"),
    Misreport("433124", "workshops", 1, 1, "已关停的车间没有减去"),
    Misreport("433101", "team_resident", 2, 0, "请假的队员报为在岗"),
    Misreport("433126", "screening", 36, 0, "没有排查的网格报为已排查"),
    Misreport("433130", "grid_staff_trained", 2, 0, "没有培训的网格员报为已培训"),
)


BEFORE: Final = "2021-10"
FALLS: Final = (("433125", "insured", 9), ("433122", "insured", 5))
"""County, item, persons: so many more were reported the month before than in the newest month, which cannot be."""


def places_of(counts: Mapping[str, Mapping[str, tuple[float, float]]]) -> dict[Misreport, str]:
    """The township of each misreport, by what its registers have left to do; none where a small world has no such row."""
    found = {}
    for one in MISREPORTS:
        mine = {place: pair for place, pair in counts[one.item].items() if place.startswith(one.county)}
        if not mine:
            continue
        found[one] = max(mine, key=lambda place: (mine[place][0] - mine[place][1], mine[place][0], place))
    return found


def plant_misreports(progress: pd.DataFrame, places: Mapping[Misreport, str]) -> pd.DataFrame:
    """The reports with the planted figures, at the places given."""
    progress = progress.copy()
    for one, place in places.items():
        here = (progress["place_code"] == place) & (progress["period"] == PERIOD) & (progress["item"] == one.item)
        progress.loc[here, "done_count"] += one.done
        progress.loc[here, "target_count"] += one.target
    for county, item, persons in FALLS:
        _plant_fall(progress, county, item, persons)
    return progress


def _plant_fall(progress: pd.DataFrame, county: str, item: str, persons: int) -> None:
    """In place: the township with the most left to do reported more of it the month before."""
    mine = progress[(progress["county_code"] == county) & (progress["item"] == item)]
    newest = mine[mine["period"] == PERIOD]
    at = newest.loc[(newest["target_count"] - newest["done_count"]).idxmax()]
    here = mine.index[(mine["period"] == BEFORE) & (mine["place_code"] == at["place_code"])]
    progress.loc[here, "done_count"] = min(at["done_count"] + persons, at["target_count"])
