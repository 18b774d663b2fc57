"""Which documents are there, missing or out of date, place by place; completeness by indicator and place. Frames only."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd

from core.places import Place, PlaceIndex, is_inside, level_of
from ledger.archive.items import Archive, Item

THERE, OUTDATED, MISSING = "在档", "过期", "缺少"
STATES: Final = (THERE, OUTDATED, MISSING)
UNDATED = "没有写明成文日期"
NORMAL_AT, WARNING_AT = 1.0, 0.8
"""Completeness from which the light is 齐全, 不齐; below it is 缺得多."""
HEAT_LINES: Final = (1.0, 0.95, 0.9, 0.8, 0.5)
"""Completeness from which a cell is left white, then pale to dark; below the last it has the darkest shade."""
HEAT_WORDS: Final = ("95% 以上", "90%–95%", "80%–90%", "50%–80%", "不到 50%")
COLUMNS: Final = ["item", "indicator", "place_code", "made_on", "versions", "valid_until", "state"]


def needed_places(places: PlaceIndex, counties: Sequence[str], at: str) -> list[Place]:
    """Counties, townships and villages inside `at` that have documents of their own; counties are those with data."""
    level = level_of(at)
    if level in ("township", "village"):
        own = places.find(at)
        return [place for place in (own, *places.children(at, "village")) if place is not None]
    found = []
    for code in sorted(code for code in counties if is_inside(code, at)):
        own = places.find(code)
        lower = (*places.children(code, "township"), *places.children(code, "village"))
        found += [place for place in (own, *lower) if place is not None]
    return found


def document_states(archive: Archive, codes: Sequence[str], newest: pd.DataFrame, today: date) -> pd.DataFrame:
    """One row an item and place that has to have it, `COLUMNS`: state is one of `STATES`, valid_until None without an end.

    `newest` is `documents.newest_documents`; files of items or places that are not (or no longer) asked for do not count.
    """
    items = pd.DataFrame({"item": [one.id for one in archive.items], "indicator": [one.indicator for one in archive.items],
                          "level": [one.level for one in archive.items]}, dtype=object)  # fmt: skip
    places = pd.DataFrame({"place_code": list(codes), "level": [level_of(code) for code in codes]}, dtype=object)
    needed = items.merge(places, on="level").drop(columns="level")
    found = needed.merge(newest, on=["item", "place_code"], how="left")
    known = {one.id: one for one in archive.items}
    ends = {(one.id, day): one.valid_until(day) for one in archive.items for day in set(found["made_on"].dropna())}
    made = [None if pd.isna(day) else day for day in found["made_on"]]
    until = [ends.get((item, day)) for item, day in zip(found["item"], made, strict=True)]
    has = found["versions"].notna()
    state = [_state(known[item], is_there, day, end, today)
             for item, is_there, day, end in zip(found["item"], has, made, until, strict=True)]  # fmt: skip
    versions = found["versions"].fillna(0).astype(int)
    dates = {"made_on": pd.Series(made, dtype=object), "valid_until": pd.Series(until, dtype=object)}
    return found.assign(versions=versions, state=pd.Series(state, dtype=object), **dates)[COLUMNS]


def _state(item: Item, is_there: bool, made_on: date | None, valid_until: date | None, today: date) -> str:
    if not is_there:
        return MISSING
    if item.valid_months and (made_on is None or valid_until is None or valid_until < today):
        return OUTDATED
    return THERE


def count_states(states: pd.DataFrame, by: Sequence[str], length: int = 0) -> pd.DataFrame:
    """Columns `by`, needed, there, outdated, missing, share. `length` cuts place codes, so that counts are by that level.

    Codes that are shorter stay as they are: those rows are the place's own.
    """
    cut = states.assign(place_code=states["place_code"].str[:length]) if length else states
    marks = cut.assign(
        needed=1, there=cut["state"] == THERE, outdated=cut["state"] == OUTDATED, missing=cut["state"] == MISSING
    )
    names = ["needed", "there", "outdated", "missing"]
    if not by:
        whole = marks[names].sum().astype(int).to_frame().T
        return whole.assign(share=_share(whole))
    counted = marks.groupby(list(by), sort=True)[names].sum().astype(int).reset_index()
    return counted.assign(share=_share(counted))


def light_of(share: float) -> str:
    """normal, warning or behind for a completeness; not_applicable where nothing is needed (NaN)."""
    if pd.isna(share):
        return "not_applicable"
    return "normal" if share >= NORMAL_AT else "warning" if share >= WARNING_AT else "behind"


def heat_of(share: float) -> int:
    """0 where all is there, then 1 (palest) to 5 the less there is; 0 where nothing is needed (NaN)."""
    return 0 if pd.isna(share) else sum(share < line for line in HEAT_LINES)


def list_lacking(states: pd.DataFrame) -> pd.DataFrame:
    """The rows that are missing or out of date, by place, missing first."""
    lacking = states[states["state"] != THERE]
    order = lacking.assign(rank=lacking["state"].map({MISSING: 0, OUTDATED: 1}))
    return order.sort_values(["place_code", "rank", "item"], kind="stable", ignore_index=True)[COLUMNS]


def _share(counted: pd.DataFrame) -> pd.Series:
    return counted["there"] / counted["needed"].where(counted["needed"] > 0)
