"""Which empty cells of a stored row say nothing: columns the sheet does not have or nobody filled, and cells that could not be read."""

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from core.places import PlaceIndex
from loaders.columns.collector import ProblemCollector
from loaders.recognise import COLUMN, SheetMapping
from store import UNREAD_COLUMNS

LEAST_ROWS: Final = 30
"""So many rows of a county have something in a column in which somebody always has; of fewer it may be that none has."""


def read_unread(
    mapping: SheetMapping,
    own: Mapping[str, pa.Array],
    unfilled: Mapping[str, pa.Array],
    collected: ProblemCollector,
) -> dict[str, pa.Array]:
    """`UNREAD_COLUMNS` of every row of a sheet, `,name,name,` or None; {} for a sheet that is melted into items.

    `own` are the columns as read, `unfilled` those of `find_unfilled`. A column of which not one cell could be read is as good
    as absent.
    """
    if mapping.table.is_melted:
        return {}
    heads = {one.column.letter: one.target.name for one in mapping.of(COLUMN) if one.target.name in own}
    unusable = {
        heads[problem.column]
        for problem in collected.problems
        if problem.row is None and problem.column in heads and heads[problem.column] not in unfilled
    }
    present = set(heads.values()) - {name for name in unusable if own[name].null_count == len(own[name])}
    absent = [column.name for column in mapping.table.columns if column.name not in present]
    refused: list[str | None] = [None] * collected.count
    empty: dict[str, pa.Array] = {}
    for position, letters in collected.named.items():
        names = [heads[letter] for letter in dict.fromkeys(letters) if letter in heads]
        for name in names:
            empty.setdefault(name, pc.is_null(own[name]))
        lost = [name for name in names if empty[name][position].as_py()]
        refused[position] = _listed(lost)
    lists = pa.repeat(pa.scalar(_listed(absent), pa.string()), collected.count)
    for name, where in unfilled.items():
        lists = pc.if_else(where, pc.binary_join_element_wise(pc.fill_null(lists, ","), name, ",", ""), lists)
    return dict(zip(UNREAD_COLUMNS, (lists, pa.array(refused, pa.string())), strict=True))


def find_unfilled(
    mapping: SheetMapping,
    own: Mapping[str, pa.Array],
    counties: pa.Array,
    index: PlaceIndex,
    collected: ProblemCollector,
) -> dict[str, pa.Array]:
    """Of the columns in which an empty cell says no (`Column.none`), where nobody of a county has anything: name → whether the row
    is of such a county. Each is listed, and so is such a column that the sheet does not have. `counties` is the county of every
    row."""
    found: dict[str, pa.Array] = {}
    if mapping.table.is_melted:
        return found
    lacking = [column.title for column in mapping.table.columns if column.none and column.name not in own]
    if lacking and int(collected.wanted.sum()) >= LEAST_ROWS:
        collected.add_sheet("left_empty", "没有这一列", f"{'、'.join(lacking)}；现按说不清计")
    for one in mapping.of(COLUMN):
        column = mapping.table.column(one.target.name)
        if not column.none or column.name not in own:
            continue
        rows = pa.table({"county": counties, "filled": pc.is_valid(own[column.name])}).filter(
            pa.array(collected.wanted)
        )
        counted = rows.group_by("county").aggregate([("filled", "sum"), ("filled", "count")]).to_pylist()
        empty = {row["county"]: row["filled_count"] for row in counted if row["county"] and not row["filled_sum"]}
        many = {code: count for code, count in empty.items() if count >= LEAST_ROWS}
        for code, count in sorted(many.items()):
            place = index.find(code)
            came = f"{place.name if place else code} {count:,} 行全部为空"
            collected.add_sheet("left_empty", came, f"有的行填有{column.title}；现按说不清计", one.column)
        if many:
            found[column.name] = pc.fill_null(pc.is_in(counties, pa.array(sorted(many))), False)
    return found


def take_none_words(mapping: SheetMapping, own: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """The columns whose words for no (`Column.none`) are stored as an empty cell."""
    named = [mapping.table.column(one.target.name) for one in mapping.of(COLUMN)]
    return {
        column.name: pc.if_else(pc.is_in(own[column.name], pa.array(column.none)), None, own[column.name])
        for column in named
        if column.none and column.name in own
    }


def _listed(names: list[str]) -> str | None:
    return f",{','.join(names)}," if names else None
