"""What a row of a shortfall list is, which columns it shows, and what is still to do in it."""

from dataclasses import replace
from typing import Final

import pandas as pd

from core.places import LEVELS, PlaceIndex, depth_of
from indicators.declared import TO_DATE, ColumnView, Measure, column_names, column_views, views
from indicators.evaluation import unclear
from store import read_tables

LEVEL_WORDS: Final = {
    "province": "个省", "prefecture": "个市州", "county": "个县", "township": "个乡镇", "village": "个村", "unit": "个单位",
}  # fmt: skip
GAPS: Final = (("target_count", "done_count", "还差"), ("final_budget_cny", "paid_cny", "未支出"))
"""Pairs of listed columns whose difference a list adds: what is still to do, what is still to spend."""
MAX_FILTER_CHOICES: Final = 40
_FILTERED_TEXTS: Final = (
    "department",
    "fund_sources",
    "unit_kind",
    "household_kind",
    "monitoring_kind",
    "labour_skill",
)
"""Text columns of few values that a list may be filtered by, beside the declared choices."""


def row_counter(measure: Measure) -> str:
    """What one row of the list is: `个项目`, `处资产`; of a table with one row a place and item `个乡镇`, `个县`, unless each month
    has a row of its own."""
    table = read_tables()[views.base_tables(measure.table)[0]]
    is_own = not views.is_view(measure.table) or "item" not in views.relation_columns(measure.table)
    is_by_place = table.is_melted and is_own and set(table.key) <= {"place_code", "period", "as_of", "item"}
    is_one_row = measure.binding != TO_DATE
    return LEVEL_WORDS[table.place_level] if is_by_place and is_one_row else measure.counter


def filter_columns(measure: Measure) -> tuple[str, ...]:
    """Listed columns a list may be filtered by."""
    by_name = column_views(measure.table)
    return tuple(name for name in measure.list_columns if by_name[name].kind == "choice" or name in _FILTERED_TEXTS)


def list_columns(measure: Measure, rows: pd.DataFrame) -> list[ColumnView]:
    """The columns of a measure's list, as declared (else those its expressions name), with what is still to do beside its pair.

    Rows of which nobody can say whether they fall short begin with what they lack. Figures of a long table take the one unit
    their rows have; the item's title is left out where every row has the same.
    """
    by_name = column_views(measure.table)
    named = column_names(measure.population, measure.met, measure.numerator, measure.denominator)
    names = [name for name in measure.list_columns or named if name in by_name]
    if "item_title" in names and rows["item_title"].nunique(dropna=False) <= 1:
        names.remove("item_title")
    listed = [by_name[name] for name in names]
    for target, done, title in GAPS:
        if {target, done} <= set(names):
            listed.insert(names.index(done) + 1, replace(by_name[target], name=gap_name(target), title=title))
    if unclear.BECAUSE in rows:
        listed.insert(0, ColumnView(unclear.BECAUSE, unclear.BECAUSE_TITLE, "text"))
    unit = row_unit(rows)
    return [replace(view, unit=unit) if view.kind == "number" and not view.unit else view for view in listed]


def row_unit(rows: pd.DataFrame) -> str:
    """The one unit the rows of a long table are counted in; '' when there is none or several."""
    units = rows["unit"].dropna().unique() if "unit" in rows else []
    return str(units[0]) if len(units) == 1 else ""


def gap_columns(measure: Measure) -> tuple[str, str] | None:
    """The pair of listed columns whose difference puts a list in order, the largest first; None where it has none."""
    listed = set(measure.list_columns)
    return next(((target, done) for target, done, _ in GAPS if {target, done} <= listed), None)


def gap_name(target: str) -> str:
    """The name of the column that holds what is still missing of `target`."""
    return f"gap_{target}"


def sum_gap(measure: Measure, rows: pd.DataFrame) -> tuple[str, float] | None:
    """(name of the target column, sum) of what is still to do in rows of `read_list`; None where the measure is not about it."""
    named = column_names(measure.met, measure.numerator)
    for target, done, _ in GAPS:
        if done in named and gap_name(target) in rows and rows[gap_name(target)].notna().any():
            return target, float(rows[gap_name(target)].sum())
    return None


def with_gap(rows: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    gaps = {
        gap_name(target): rows[target] - rows[done]
        for target, done, _ in GAPS
        if {target, done} <= set(measure.list_columns)
    }
    return rows.assign(**gaps)


def next_level(measure: Measure, at: str, places: PlaceIndex) -> str:
    """The level one step below a place that the measure's rows can name; '' when there is none."""
    table = read_tables()[views.base_tables(measure.table)[0]]
    level = next(iter(LEVELS[depth_of(at) + 1 :]), "")
    if level == "prefecture" and not places.children(at, "prefecture"):
        level = "county"
    deepest = table.place_level or "county"
    return level if level and LEVELS.index(level) <= LEVELS.index(deepest) else ""


def base_tables(measure: Measure) -> tuple[str, ...]:
    """The declared tables whose rows stand behind a measure."""
    return views.base_tables(measure.table)


def table_titles(measure: Measure) -> str:
    """The tables to import for a measure: `《衔接资金项目表》《衔接资金支付明细》`."""
    return views.table_titles(measure.table)
