"""What a sheet is mainly about: its figures. A table that has a place for its 排名 only does not swallow a sheet of other figures."""

import re

from loaders.cells import MONEY_IN_YUAN
from loaders.files import RawSheet
from loaders.recognise.figure_columns import holds_figures, sample
from loaders.recognise.header import Header, HeaderColumn, normalise_header
from loaders.recognise.mapping import SheetMapping
from loaders.recognise.shared_headers import read_shared_headers
from loaders.recognise.targets import COLUMN, ITEM, OPEN, UNKNOWN
from store import Table

_RANK = re.compile(r"(?:排名|位次|名次)$")
_MONEY_WORDS = re.compile(r"资金|金额|投资|经费|款")


def counted_columns(mapping: SheetMapping) -> int:
    """How many columns speak for the table: its own, without ranks and remarks, which any notice has, and of items those whose
    target and result are both there."""
    return sum(not _is_anywhere(one.column) for one in mapping.of(COLUMN)) + len(_whole_items(mapping))


def figures_left(mapping: SheetMapping, header: Header, sheet: RawSheet) -> list[str]:
    """Headers of the columns of figures that nobody declared, ranks left out."""
    claimed = {column.index for _, columns in mapping.ambiguous for column in columns}
    return [
        one.column.title
        for one in mapping.of(UNKNOWN)
        if one.column.index not in claimed and not _is_anywhere(one.column) and holds_figures(one.column, header, sheet)
    ]


def lacks_main_figures(mapping: SheetMapping, header: Header, sheet: RawSheet) -> list[str]:
    """Columns of money that would be left over although the table is one of amounts and has none of its own; [] otherwise."""
    if not _takes_money(mapping.table) or mapping.is_long:
        return []
    own = {one.target.name for one in mapping.of(COLUMN)}
    if mapping.of(ITEM) or mapping.of(OPEN):
        return []
    if any(column.type == "money" and column.name in own for column in mapping.table.columns):
        return []
    left = set(figures_left(mapping, header, sheet))
    return [
        one.column.title
        for one in mapping.of(UNKNOWN)
        if one.column.title in left and not one.is_given and _is_money(one.column, header, sheet)
    ]


def _takes_money(table: Table) -> bool:
    return any(column.additive and column.type == "money" for column in table.columns)


def _is_money(column: HeaderColumn, header: Header, sheet: RawSheet) -> bool:
    if column.unit:
        return column.unit in MONEY_IN_YUAN
    if _MONEY_WORDS.search(column.title):
        return True
    return any(isinstance(cell, str) and cell.rstrip().endswith("元") for cell in sample(column, header, sheet))


def _is_anywhere(column: HeaderColumn) -> bool:
    """Whether any table may carry the column, whatever it is about."""
    leaf = normalise_header(column.leaf)
    return leaf in read_shared_headers().ignored or bool(_RANK.search(leaf))


def _whole_items(mapping: SheetMapping) -> list[str]:
    """Targets of the columns of items all of whose value columns are there."""
    slots: dict[str, set[str]] = {}
    for one in mapping.of(ITEM):
        slots.setdefault(one.target.name, set()).add(one.target.slot)
    whole = {name for name, have in slots.items() if have >= set(mapping.table.melt_into)}
    return [one.target.name for one in mapping.of(ITEM) if one.target.name in whole] + [
        one.target.name for one in mapping.of(OPEN)
    ]
