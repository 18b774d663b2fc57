"""The columns that say whom a row is about: head of the household, member with the relation, helper; all masked."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from indicators.declared import ColumnView
from indicators.households import name_rows
from store import Store

HEAD: Final = ColumnView("head_named", "户主", "text")
MEMBER: Final = ColumnView("member_named", "姓名（与户主关系）", "text")
HELPER: Final = ColumnView("helper_named", "帮扶责任人", "text")
SHOWN_SO: Final = ("person_name", "relation", "head_name")
"""Columns of a list that `MEMBER` and `HEAD` say."""
NUMBERS: Final = ("household_code", "id_number")
"""Columns that stand behind the names, so that two members with one surname are told apart."""


def named_cells(store: Store, period: str, rows: Sequence[Mapping[str, Any]]) -> dict[ColumnView, list[str]]:
    """Column → its text for each row (see `name_rows`); columns in which no row has anything are left out."""
    named = name_rows(store, period, rows)
    cells = {
        HEAD: [one.head for one in named],
        MEMBER: [one.member for one in named],
        HELPER: [one.helper for one in named],
    }
    return {view: texts for view, texts in cells.items() if any(texts)}


def with_names(
    store: Store, period: str, rows: pd.DataFrame, columns: Sequence[ColumnView], known: Mapping[str, ColumnView]
) -> tuple[pd.DataFrame, list[ColumnView]]:
    """The rows and columns of a list with whom each row is about in front and the helper behind.

    `known` are all columns the rows have. A list about neither households nor persons comes back as it is.
    """
    who = named_cells(store, period, rows.to_dict("records"))
    if not who:
        return rows, list(columns)
    about = [view for view in who if view is not HELPER]
    numbers = [known[name] for name in NUMBERS if name in known]
    own = [view for view in columns if view.name not in (*SHOWN_SO, *NUMBERS)]
    helper = [view for view in who if view is HELPER]
    return rows.assign(**{view.name: texts for view, texts in who.items()}), [*about, *numbers, *own, *helper]
