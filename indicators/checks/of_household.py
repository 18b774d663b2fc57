"""Every finding of a household and its members, with the rule's words."""

from typing import Final

import pandas as pd

from indicators.households import Household, person_names

COLUMNS: Final = (
    "finding_code", "check", "place_code", "state", "is_exempt", "exempt_reason", "exempt_until", "review_result", "review_note",
    "source_file", "source_sheet", "source_row",
)  # fmt: skip


def of_household(findings: pd.DataFrame, household: Household) -> pd.DataFrame:
    """The household's own among findings of its place: `COLUMNS` and `whose` (the member, masked; '' for the household).

    Open ones first, exempted ones after them, gone ones last.
    """
    mine = findings[findings["household_code"] == household.household_code]
    names = person_names(household)
    frame = mine.assign(whose=[names.get(str(key), "") for key in mine["row_key"]])
    order = [
        2 if state == "gone" else 1 if exempt else 0
        for state, exempt in zip(frame["state"], frame["is_exempt"], strict=True)
    ]
    return (
        frame.assign(_order=order).sort_values(["_order", "check", "whose"])[[*COLUMNS, "whose"]].reset_index(drop=True)
    )


def count_open(findings: pd.DataFrame) -> int:
    """How many still stand: neither exempted nor gone."""
    return int((~findings["is_exempt"].astype(bool) & (findings["state"] != "gone")).sum())
