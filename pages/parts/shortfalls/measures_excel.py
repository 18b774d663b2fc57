"""短板清单 without a measure as an Excel file: every measure that falls short, what it costs and what wins it back."""

from collections.abc import Sequence

import pandas as pd

from core import words
from indicators.evaluation import say_basis
from indicators.listed import numbers, texts
from indicators.shortfalls import lists as shortfalls
from pages.parts.common.excel import draw_excel
from pages.parts.shortfalls.address import ShortfallsAddress
from reports.workbook import SERIAL, Column, Sheet, Total


def draw_measures_excel(address: ShortfallsAddress, found: pd.DataFrame, lines: Sequence[str]) -> None:
    """The button; `found` are rows of `list_measures`."""
    name = address.area_name()
    basis = say_basis(address.evaluation)
    notes = [("指标体系", address.evaluation.framework.title), ("来源", address.evaluation.framework.source)]
    draw_excel(
        "短板清单",
        name,
        address.evaluation.period,
        lambda: [_list(address, found, [basis, *lines], name)],
        notes,
        key="measures_excel",
    )


def _list(address: ShortfallsAddress, found: pd.DataFrame, lines: Sequence[str], name: str) -> Sheet:
    measures, scope = address.evaluation.framework.measures, address.unit_key or address.at
    counters = [
        shortfalls.row_counter(shortfalls.counted(address.evaluation, measures[str(one)], scope))
        for one in found["measure"]
    ]
    columns = [
        SERIAL, Column("title", "指标", 30), Column("aspect", "方面", 10), Column("indicator", "所属指标", 18),
        Column("lost", "失分\n（分）", 9, "money"), Column("rows", "未达标", 9, "integer"), Column("counter", "单位", 6),
        Column("places", "涉及地区", 9, "integer"), Column("needed", "怎样赢回", 26), Column("department", "责任部门", 16),
    ]  # fmt: skip
    cells = {
        "title": texts(found["title"]), "aspect": texts(found["aspect"]), "indicator": texts(found["indicator"]),
        "lost": numbers(found["lost"]), "rows": numbers(found["rows_short"]), "counter": counters,
        "places": numbers(found["places_short"]), "needed": texts(found["needed"]), "department": texts(found["department"]),
    }  # fmt: skip
    lost = shortfalls.sum_lost(found)
    total = Total({"title": "合计", "lost": None if words.is_missing(lost) else lost})
    return Sheet("短板清单", f"{name}短板清单", lines, columns, pd.DataFrame(cells, dtype=object), total=total)
