"""Which empty cells of a row say nothing: columns the sheet does not have, and cells that were there and could not be read."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from loaders.columns.collector import ProblemCollector
from loaders.recognise import COLUMN, SheetMapping
from store import UNREAD_COLUMNS


def read_unread(mapping: SheetMapping, own: Mapping[str, pa.Array], collected: ProblemCollector) -> dict[str, pa.Array]:
    """`UNREAD_COLUMNS` of every row of a sheet, `,name,name,` or None; {} for a sheet that is melted into items.

    `own` are the columns as read. A column of which not one cell could be read is as good as absent.
    """
    if mapping.table.is_melted:
        return {}
    heads = {one.column.letter: one.target.name for one in mapping.of(COLUMN) if one.target.name in own}
    unusable = {
        heads[problem.column] for problem in collected.problems if problem.row is None and problem.column in heads
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
    found = (pa.repeat(pa.scalar(_listed(absent), pa.string()), collected.count), pa.array(refused, pa.string()))
    return dict(zip(UNREAD_COLUMNS, found, strict=True))


def _listed(names: list[str]) -> str | None:
    return f",{','.join(names)}," if names else None
