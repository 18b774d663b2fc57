"""Rows with the same key: identical ones are kept once, different ones are all left out, because nothing says which is right.

Of a table whose rows stand alone without a number, rows that lack it are all kept; of one of batches, all different rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from loaders.cells import SheetProblem, quote_cell
from loaders.check.sheet import CheckedSheet
from loaders.recognise import UNKNOWN
from store import SOURCE_COLUMNS, Table

MOST_NAMED = 5
_WORDS = {
    "identical_row": "完全相同",
    "duplicate_key": "的键相同、内容不同",
    "several_batches": "是同一项目、同一资金级次，按多批资金都已入库，金额相加",
}


def drop_duplicates(
    table: Table, frame: pa.Table, sheets: Mapping[str, CheckedSheet]
) -> tuple[pa.Table, list[SheetProblem]]:
    """(the frame with every key once, what was left out). `sheets` are the checked sheets by name."""
    at = pa.array(np.arange(frame.num_rows), pa.int64())
    counted = frame.select(list(table.key)).append_column("_at", at).group_by(list(table.key), use_threads=False)
    firsts = counted.aggregate([("_at", "min"), ("_at", "count")])
    if firsts.num_rows == frame.num_rows:
        return frame, []
    several = firsts.filter(pa.compute.greater(firsts["_at_count"], 1))
    keys = several.select(list(table.key)).to_pylist()
    groups = _positions(table, frame, keys)
    dropped: list[int] = []
    problems: list[SheetProblem] = []
    for positions in groups:
        rows = frame.take(pa.array(positions)).to_pylist()
        firsts_of = _firsts(rows, sheets)
        same = len(firsts_of) == 1
        if not same and not _are_all_kept(table, rows[0]):
            dropped += positions
            problems += [_describe(table, row, rows, "duplicate_key", sheets) for row in rows]
            continue
        again = [at for at in range(len(rows)) if at not in firsts_of]
        dropped += [positions[at] for at in again]
        problems += [_describe(table, rows[at], rows, "identical_row", sheets) for at in again]
        if table.batches and not same:
            problems += [_describe(table, rows[at], rows, "several_batches", sheets) for at in firsts_of]
    if table.is_melted and dropped:
        alone, said = _beside_different(table, frame, problems, {at for group in groups for at in group}, sheets)
        dropped += alone
        problems += said
    keep = np.ones(frame.num_rows, dtype=bool)
    keep[dropped] = False
    return frame.filter(pa.array(keep)), problems


def _beside_different(
    table: Table,
    frame: pa.Table,
    problems: Sequence[SheetProblem],
    grouped: set[int],
    sheets: Mapping[str, CheckedSheet],
) -> tuple[list[int], list[SheetProblem]]:
    """Figures of the same rows of a sheet that only one of them has: of two batches of one county neither is the county's."""
    torn = {(one.sheet, one.row): one.expected for one in problems if one.kind == "duplicate_key"}
    where = list(zip(frame["source_sheet"].to_pylist(), frame["source_row"].to_pylist(), strict=True))
    alone = [at for at, one in enumerate(where) if one in torn and at not in grouped]
    said = [
        _describe(table, row, [row], "duplicate_key", sheets)
        for row in frame.take(pa.array(alone, pa.int64())).to_pylist()
    ]
    return alone, [replace(one, expected=torn[one.sheet, one.row]) for one in said]


def _firsts(rows: Sequence[Mapping[str, Any]], sheets: Mapping[str, CheckedSheet]) -> list[int]:
    """Positions of the first row of each different content, in order."""
    found: dict[tuple[Any, ...], int] = {}
    for at, row in enumerate(rows):
        found.setdefault(_whole(row, sheets), at)
    return list(found.values())


def _are_all_kept(table: Table, row: Mapping[str, Any]) -> bool:
    """Whether different rows of this key are several things, or several batches of one."""
    return table.batches or any(row[name] is None for name in table.alone_without)


def _positions(table: Table, frame: pa.Table, keys: Sequence[Mapping[str, Any]]) -> list[list[int]]:
    """Positions of the rows of each repeated key, in order."""
    wanted = {tuple(key[name] for name in table.key): number for number, key in enumerate(keys)}
    groups: list[list[int]] = [[] for _ in keys]
    columns = [frame[name].to_pylist() for name in table.key]
    for position, key in enumerate(zip(*columns, strict=True)):
        if key in wanted:
            groups[wanted[key]].append(position)
    return groups


def _whole(row: Mapping[str, Any], sheets: Mapping[str, CheckedSheet]) -> tuple[Any, ...]:
    """Everything the row says, the columns that are not used included."""
    checked = sheets[row["source_sheet"]]
    raw = checked.sheet.rows[row["source_row"] - checked.sheet.first_row]
    unused = tuple(raw[one.column.index] for one in checked.mapping.of(UNKNOWN))
    return (*(value for name, value in row.items() if name not in SOURCE_COLUMNS), *unused)


def _describe(
    table: Table,
    row: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    kind: str,
    sheets: Mapping[str, CheckedSheet],
) -> SheetProblem:
    personal = {column.name: column.personal for column in table.columns}
    came = "，".join(quote_cell(row[name], personal.get(name, "")) for name in table.key if row[name] is not None)
    others = [_address(other, row) for other in rows if other is not row][:MOST_NAMED]
    letter = row["source_column"] or ""
    checked = sheets[row["source_sheet"]]
    header = next((one.column.title for one in checked.mapping.assignments if one.column.letter == letter), "")
    words = f"与{'、'.join(others)}{_WORDS[kind]}"
    return SheetProblem(row["source_sheet"], row["source_row"], letter, header, kind, came, words)


def _address(other: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    sheet = "" if other["source_sheet"] == row["source_sheet"] else f"「{other['source_sheet']}」"
    return f"{sheet}第 {other['source_row']} 行"
