"""A column of figures in its stored unit: which unit is in force, how it is converted, what it is called when shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from loaders.cells import (
    MONEY_IN_YUAN,
    PERCENT,
    CellProblem,
    column_parser,
    decide_percent_scale,
    find_stray_shares,
    is_missing,
    is_percent_cell,
    parse_column,
    plain_text,
    split_multiple,
    unit_factor,
    written_unit,
)
from loaders.cells import parse_money as parse_money_cell
from loaders.columns.name_units import is_per_person
from loaders.recognise import FRACTION, Header, HeaderColumn, split_unit
from store import TYPES, Column, Item

PIECES = frozenset(["个", "处", "家", "座", "件", "项", "条", "所", "间"])
PERSONS = frozenset(["人", "名"])
"""Words for counting that mean the same thing; 户 and 人 do not."""
ARROW_TYPES = {"BIGINT": pa.int64(), "DOUBLE": pa.float64()}
SAMPLED_UNITS = 200
CONVERTED_DECIMALS = 6
LARGEST = 9e18
"""Converted figures from here on are refused: no count or amount of money is that large."""


@dataclass(frozen=True)
class FigureColumn:
    """One column read. `values` are in the stored unit; one `shown_unit` is `shown_factor` stored units.

    `problems` are by position; `refusal` says that the whole column could not be used; `minimum` is the least a figure of its
    name can be; `is_by_size` that only the size of its figures says, or fails to say, whether they are percents.
    """

    values: pa.Array
    problems: Sequence[tuple[int, CellProblem]]
    unit: str
    shown_unit: str
    shown_factor: float
    is_rate: bool = False
    refusal: CellProblem | None = None
    minimum: float | None = None
    is_by_size: bool = False


def money_part(unit: str | None) -> str:
    """The money in a unit: '万元' → '万元', '元/人·年' → '元', '户' → ''."""
    first = (unit or "").split("/")[0]
    return first if first in MONEY_IN_YUAN else ""


def read_declared_figures(column: Column, cells: Sequence[Any], head: HeaderColumn, header: Header) -> FigureColumn:
    """A declared column of type money (in yuan), percent (fraction), integer or number."""
    if column.type == "money":
        return _read_money(cells, head, header, money_part(column.unit) or "元")
    if column.type == "percent":
        return read_rate(cells, head)
    wanted = column.unit or split_unit(column.title)[1] or ""
    if column.type == "number" and not wanted and head.unit in (PERCENT, FRACTION):
        return read_rate(cells, head)
    return _read_count(cells, head, header, wanted, column.type)


def read_item_figures(item: Item, cells: Sequence[Any], head: HeaderColumn, header: Header) -> FigureColumn:
    """A column of a declared item, in the item's unit; % as fraction."""
    if item.unit == PERCENT:
        return read_rate(cells, head)
    if money_part(item.unit):
        return _read_item_money(cells, head, header, item.unit)
    return _read_count(cells, head, header, item.unit, "number")


def convert_figure(value: float, unit: str, wanted: str) -> tuple[float | None, str]:
    """(figure in the wanted unit, its unit) of one long-table cell; None when the units cannot be converted."""
    if PERCENT in (unit, wanted):
        same = unit in (PERCENT, "") and wanted in (PERCENT, "")
        return (round(value / 100, 14), PERCENT) if same else (None, wanted)
    if not unit or not wanted or unit == wanted:
        return value, wanted or unit
    money, wanted_money = money_part(unit), money_part(wanted)
    both = money and wanted_money
    factor = MONEY_IN_YUAN[money] / MONEY_IN_YUAN[wanted_money] if both else _factor(unit, wanted)
    return (None, wanted) if factor is None else (round(value * factor, CONVERTED_DECIMALS), wanted)


def _read_money(cells: Sequence[Any], head: HeaderColumn, header: Header, default: str) -> FigureColumn:
    unit = money_part(head.unit)
    if head.unit and not unit:
        return _refuse(cells, head, f"以元、万元、亿元为单位的金额，不是“{head.unit}”", "DOUBLE")
    above = money_part(header.sheet_unit)
    if not unit and above not in ("", "元") and _has_plain(cells) and is_per_person(head.title):
        return ask_unit(cells, head, header)
    unit = unit or above or default
    values, problems = _bounded(cells, *parse_column(cells, column_parser("money", unit=unit)))
    shown = unit if head.unit else _money_of_cells(cells, unit)
    return FigureColumn(pa.array(values, pa.float64()), problems, "元", shown, float(MONEY_IN_YUAN[shown]))


def _has_plain(cells: Sequence[Any]) -> bool:
    """Whether some figures state no unit of their own."""
    return any(written_unit(cell) == "" for cell in set(cells))


def _read_item_money(cells: Sequence[Any], head: HeaderColumn, header: Header, unit: str) -> FigureColumn:
    """Money kept in the item's own unit (万元, 亿元, 元)."""
    read = _read_money(cells, head, header, money_part(unit))
    if read.refusal:
        return read
    factor = float(MONEY_IN_YUAN[money_part(unit)])
    values = pa.array(
        [None if value is None else round(value / factor, 10) for value in read.values.to_pylist()], pa.float64()
    )
    return FigureColumn(values, read.problems, unit, read.shown_unit, read.shown_factor / factor)


def read_rate(cells: Sequence[Any], head: HeaderColumn, *, minimum: float | None = None) -> FigureColumn:
    """A column of rates as fractions, by the % of its header, its cells or their formats, else by how large its figures are."""
    if head.unit not in (None, PERCENT, FRACTION):
        return _refuse(cells, head, f"比率，不是以“{head.unit}”为单位的数", "DOUBLE")
    scale = (
        "fraction"
        if head.unit == FRACTION
        else "percent"
        if head.is_said
        else decide_percent_scale(set(cells), head.unit == PERCENT)
    )
    values, problems = parse_column(cells, column_parser("percent", scale=scale))
    if scale == "percent" and not head.is_said:
        values, problems = _without_stray_shares(cells, values, problems)
    by_size = not head.is_said and (head.unit is None or scale == "ambiguous")
    return FigureColumn(
        pa.array(values, pa.float64()), problems, PERCENT, PERCENT, 0.01, True, minimum=minimum, is_by_size=by_size
    )


def _without_stray_shares(
    cells: Sequence[Any], values: list[Any], problems: list[tuple[int, CellProblem]]
) -> tuple[list[Any], list[tuple[int, CellProblem]]]:
    """The column without figures nobody can tell apart, which are listed: 0.95 where the others are 85 and 92."""
    stray = find_stray_shares(cells)
    if not stray:
        return values, problems
    places = [at for at, cell in enumerate(cells) if cell in stray]
    kept = list(values)
    for at in places:
        kept[at] = None
    said = "与同列别的数一样的写法，如 85；看不出这是百分之几还是几成，例如 0.95 是 0.95% 还是 95%"
    return kept, [*problems, *((at, CellProblem("percent_unclear", plain_text(cells[at])[:80], said)) for at in places)]


def _read_count(cells: Sequence[Any], head: HeaderColumn, header: Header, wanted: str, kind: str) -> FigureColumn:
    stored = ARROW_TYPES[TYPES[kind]]
    unit = head.unit or next((above for above in header.sheet_units if wanted and _factor(above, wanted)), wanted)
    factor = _factor(unit, wanted) if wanted else float(split_multiple(unit)[0])
    if factor is None:
        return _refuse(cells, head, f"以“{wanted}”为单位的数，不是“{unit}”", TYPES[kind])
    base = wanted or split_multiple(unit)[1]
    if factor == 1.0:
        values, problems = parse_column(cells, column_parser(kind, unit=unit))
        if kind == "number" and not unit:
            values = [_share(cell, value) for cell, value in zip(cells, values, strict=True)]
        return FigureColumn(pa.array(values, stored), problems, base, unit, 1.0)
    plain, problems = parse_column(cells, column_parser("number", unit=unit))
    scaled = [None if value is None else round(value * factor, CONVERTED_DECIMALS) for value in plain]
    scaled, problems = _bounded(cells, scaled, problems)
    if kind == "integer":
        scaled = [None if value is None else round(value) for value in scaled]
    return FigureColumn(pa.array(scaled, stored), problems, base, unit, factor)


def _share(cell: Any, value: float | None) -> float | None:
    """The figure of a column without unit: '85%' is 0.85."""
    return round(value / 100, 14) if value is not None and is_percent_cell(cell) else value


def _bounded(
    cells: Sequence[Any], values: list[Any], problems: list[tuple[int, CellProblem]]
) -> tuple[list[Any], list[tuple[int, CellProblem]]]:
    """The same column without figures too large to be kept, which are listed."""
    large = [at for at, value in enumerate(values) if value is not None and not -LARGEST < value < LARGEST]
    if not large:
        return values, problems
    kept = list(values)
    for at in large:
        kept[at] = None
    added = [(at, CellProblem("not_a_number", plain_text(cells[at])[:80], "不超过 18 位的数")) for at in large]
    return kept, [*problems, *added]


def _refuse(cells: Sequence[Any], head: HeaderColumn, expected: str, stored: str) -> FigureColumn:
    problem = CellProblem("unit_mismatch", head.title, expected)
    return FigureColumn(pa.nulls(len(cells), ARROW_TYPES[stored]), (), "", "", 1.0, refusal=problem)


def ask_unit(cells: Sequence[Any], head: HeaderColumn, header: Header) -> FigureColumn:
    """A column whose unit the line above the table leaves open, such as 万元 over incomes per person, or counts with parts of one: a
    person has to say it."""
    above = "、".join(filter(None, header.sheet_units))
    expected = (
        f"写明单位的列名；表上写的单位是{above}，看不出是不是这一列的"
        if above
        else "写明单位的列名；数有小数，看不出单位"
    )
    problem = CellProblem("unit_unknown", head.title, expected)
    return FigureColumn(pa.nulls(len(cells), pa.float64()), (), "", "", 1.0, refusal=problem)


def _factor(unit: str, wanted: str) -> float | None:
    """What a figure in `unit` is multiplied by to stand in `wanted`; words for pieces and persons are the same."""
    factor = unit_factor(unit, wanted)
    if factor is not None:
        return float(factor)
    (many, base), (wanted_many, wanted_base) = split_multiple(unit), split_multiple(wanted)
    same = any(base in words and wanted_base in words for words in (PIECES, PERSONS))
    return many / wanted_many if same else None


def _money_of_cells(cells: Sequence[Any], unit: str) -> str:
    """The unit all figures of a money column are written in, 元 when they differ."""
    texts = [cell for cell in cells if not is_missing(cell)][:SAMPLED_UNITS]
    written = {parse_money_cell(cell, unit).unit or unit for cell in texts if isinstance(cell, str)}
    if any(not isinstance(cell, str) for cell in texts):
        written.add(unit)
    return written.pop() if len(written) == 1 else ("元" if written else unit)
