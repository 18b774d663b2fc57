"""Figures that stand in the unit of the measure their row names: 87 where a share of 0.87 is meant is refused, not stored."""

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from core.measure_units import find_unit
from core.words import counter_of, is_countable
from loaders.cells import is_percent_cell, parse_money, plain_text
from loaders.columns import ProblemCollector
from loaders.recognise import COLUMN, Assignment, SheetBody, SheetMapping

LARGEST_SHARE: Final = 1.5
"""A rate above this was written in percent without its sign."""
_MONEY: Final = ("cny", "cny_per_person")
_SHARE_WORDS: Final = "比率：请写成 87% 或 0.87"


def check_measure_units(
    mapping: SheetMapping, own: Mapping[str, pa.Array], body: SheetBody, collected: ProblemCollector
) -> dict[str, pa.Array]:
    """The columns declared with `unit_of`, in their measures' stored units; what cannot stand in it is left out and listed."""
    found = {}
    for one in mapping.of(COLUMN):
        measure = mapping.table.column(one.target.name).unit_of
        if measure and measure in own and one.target.name in own:
            found[one.target.name] = _check_column(one, measure, own, body, collected)
    return found


def _check_column(
    one: Assignment, measure: str, own: Mapping[str, pa.Array], body: SheetBody, collected: ProblemCollector
) -> pa.Array:
    figures = own[one.target.name]
    values: list[float | None] = figures.to_pylist()
    cells, names = body.column(one.column.index), own[measure].to_pylist()
    for position in collected.wanted.nonzero()[0].tolist():
        value, name = values[position], names[position]
        if value is None or name is None:
            continue
        unit = find_unit(str(name))
        if not unit:
            collected.add(position, one.column, "unknown_measure", name, "指标口径页列出的指标代码")
            continue
        values[position], kind, expected = _read(value, cells[position], unit)
        if kind:
            collected.add(position, one.column, kind, plain_text(cells[position]), expected)
    return pa.array(values, figures.type)


def _read(value: float, cell: Any, unit: str) -> tuple[float | None, str, str]:
    """(figure in the stored unit, kind of problem or '', what is expected)."""
    is_percent = is_percent_cell(cell)
    if unit == "percent":
        is_share = is_percent or abs(value) <= LARGEST_SHARE
        return (value, "", "") if is_share else (None, "percent_unclear", _SHARE_WORDS)
    if unit in _MONEY:
        money = parse_money(cell, "元")
        problem = money.problem
        return (money.value, "", "") if problem is None else (None, problem.kind, problem.expected)
    if is_percent:
        return None, "unit_mismatch", f"以“{_say(unit)}”为单位的数，不是比率"
    if value < 0 and is_countable(unit):
        return None, "value_out_of_range", "不小于 0"
    return value, "", ""


def _say(unit: str) -> str:
    return "分" if unit == "points" else "比值" if unit == "ratio" else counter_of(unit)
