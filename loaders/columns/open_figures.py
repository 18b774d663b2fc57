"""A column of no declared item in the unit its header, its cells, their number formats or the line above the table state.

Cells in several units of one kind are brought to one; a unit that is not known is asked for, never assumed.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from loaders.cells import (
    MONEY_IN_YUAN,
    PERCENT,
    CellProblem,
    column_parser,
    normalise_header,
    parse_column,
    plain_text,
    split_multiple,
    split_unit,
    written_unit,
)  # fmt: skip
from loaders.columns.figures import FigureColumn, ask_unit, read_rate
from loaders.columns.name_units import counts_whole, is_money, is_rate, may_be_negative, unit_above
from loaders.recognise import FRACTION, Header, HeaderColumn

LARGE_MONEY = "万元"
"""The unit that amounts written in several units are brought to."""
_SHARES = ("%", "‰")


def read_open_figures(cells: Sequence[Any], head: HeaderColumn, header: Header, name: str) -> FigureColumn:
    """A column of figures under `name`; % as fraction. `refusal` where its cells are in units that cannot be brought together."""
    if head.unit:
        return _in_unit(cells, head, name, head.unit)
    written = _written(cells)
    units = written - {""}
    if not units:
        return _plain(cells, head, header, name)
    if units <= set(_SHARES):
        unit = PERCENT if _stands_above(header, name) == PERCENT else None
        return read_rate(cells, replace(head, unit=unit), minimum=_minimum(name, PERCENT))
    kinds = {_kind(unit, name) for unit in units}
    if len(kinds) > 1:
        return _refuse(cells, head, sorted(units))
    kind = kinds.pop()
    if kind == "元":
        return _money(cells, head, header, name, units)
    wanted = next(iter(units)) if len(units) == 1 and kind else kind
    has_multiples = any(split_multiple(unit)[0] > 1 for unit in units) and bool(kind)
    return _in_unit(cells, head, name, wanted, refuse_plain=has_multiples and "" in written)


def _written(cells: Sequence[Any]) -> set[str]:
    """The units the cells state, '' among them where some are plain figures."""
    different = {cell for cell in cells if type(cell) is not float}
    found = {unit for cell in different if (unit := written_unit(cell)) is not None}
    return found | {""} if any(type(cell) is float for cell in cells) else found


def _kind(unit: str, name: str) -> str:
    """What units of one kind have in common: 元 of all money (万 alone where the name is one of money), 人 of 万人, '' of 万 alone."""
    if unit in MONEY_IN_YUAN:
        return "元"
    if unit in _SHARES:
        return PERCENT
    base = split_multiple(unit)[1]
    return "元" if not base and is_money(name) else base


def _plain(cells: Sequence[Any], head: HeaderColumn, header: Header, name: str) -> FigureColumn:
    """Figures without a unit of their own: that above the table where it can be theirs; a rate by its name."""
    above = _stands_above(header, name)
    if above is None:
        return ask_unit(cells, head, header)
    if above:
        return _in_unit(cells, replace(head, unit=above), name, above)
    if is_rate(name):
        return read_rate(cells, head, minimum=_minimum(name, PERCENT))
    read = _in_unit(cells, head, name, "")
    has_parts = counts_whole(name) and any(value is not None and value % 1 for value in read.values.to_pylist())
    return ask_unit(cells, head, header) if has_parts else read


def _stands_above(header: Header, name: str) -> str | None:
    """The unit stated above the table where it is that of a column with this name, else ''; None where that has to be asked."""
    own = next((unit for text in header.title_texts if (unit := _unit_of_title(text, name))), "")
    return own or unit_above(name, header.sheet_units, "".join(header.title_texts))


def _unit_of_title(text: str, name: str) -> str:
    """The unit that a title ends with, where the column has no other name than the title's: 公益岗位（人） over months."""
    title, unit = split_unit(text)
    return unit if unit and name and title.endswith(normalise_header(name)) else ""


def _in_unit(
    cells: Sequence[Any], head: HeaderColumn, name: str, unit: str, *, refuse_plain: bool = False
) -> FigureColumn:
    if unit in (PERCENT, FRACTION):
        return read_rate(cells, head, minimum=_minimum(name, unit))
    values, problems = parse_column(cells, column_parser("number", unit=unit))
    if refuse_plain:
        values, problems = _without_plain(cells, values, problems)
    return FigureColumn(pa.array(values, pa.float64()), problems, unit, unit, 1.0, minimum=_minimum(name, unit))


def _without_plain(
    cells: Sequence[Any], values: Sequence[float | None], problems: Sequence[tuple[int, CellProblem]]
) -> tuple[list[float | None], list[tuple[int, CellProblem]]]:
    """The column without figures that state no unit, which are listed: beside 1.2万人 nobody knows what 350 is."""
    plain = [at for at, (cell, value) in enumerate(zip(cells, values, strict=True)) if value and not written_unit(cell)]
    kept = [None if at in set(plain) else value for at, value in enumerate(values)]
    asked = [
        (at, CellProblem("unit_unknown", plain_text(cells[at])[:80], "写明单位的数，如别的格那样")) for at in plain
    ]
    return kept, [*problems, *asked]


def _money(cells: Sequence[Any], head: HeaderColumn, header: Header, name: str, units: set[str]) -> FigureColumn:
    """Amounts in the one unit the cells state, in 万元 where they state several; plain figures need one above the table."""
    named = units & set(MONEY_IN_YUAN)
    above = header.sheet_unit if header.sheet_unit in MONEY_IN_YUAN else ""
    wanted = next(iter(named)) if len(named) == 1 and units == named else LARGE_MONEY
    yuan, problems = parse_column(cells, column_parser("money", unit=above or ""))
    nothing = {at for at, _ in problems if cells[at] in (0, "0")}
    problems = [one for one in problems if one[0] not in nothing]
    factor = MONEY_IN_YUAN[wanted]
    values = [
        0.0 if at in nothing else None if value is None else round(value / factor, 10) for at, value in enumerate(yuan)
    ]
    return FigureColumn(pa.array(values, pa.float64()), problems, wanted, wanted, 1.0, minimum=_minimum(name, wanted))


def _minimum(name: str, unit: str) -> float | None:
    return None if may_be_negative(name, unit) else 0.0


def _refuse(cells: Sequence[Any], head: HeaderColumn, units: Sequence[str]) -> FigureColumn:
    expected = f'一种单位，现有 {"、".join(units)}；可用 --map "{head.title}=open@单位" 说明本列的单位'
    problem = CellProblem("unit_mismatch", head.title, expected)
    return FigureColumn(pa.nulls(len(cells), pa.float64()), (), "", "", 1.0, refusal=problem)
