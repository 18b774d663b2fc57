"""Addresses of a table that was read with rows and columns exchanged, turned back to those of Excel."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from loaders.files import turn_address
from loaders.results import SheetResult


def turn_back(result: SheetResult) -> SheetResult:
    """The result with the addresses that the sheet has in Excel."""
    problems = [
        replace(one, row=at[0], column=at[1]) for one in result.problems for at in [turn_address(one.row, one.column)]
    ]
    totals = [
        replace(one, row=at[0], column=at[1]) for one in result.totals for at in [turn_address(one.row, one.column)]
    ]
    mapping = [{**one, "letter": f"第 {turn_address(None, one['letter'])[0]} 行"} for one in result.mapping]
    frame = None if result.frame is None else turn_rows(result.frame, [result.sheet])
    first = min((turn_address(None, one["letter"])[0] or 0 for one in result.mapping), default=None)
    rows = None if first is None else (first, first)
    return replace(
        result, problems=problems, totals=totals, mapping=mapping, frame=frame, header_row=first, header_rows=rows
    )


def turn_rows(frame: pa.Table, sheets: Sequence[str]) -> pa.Table:
    """Stored rows with row and column of their source exchanged, those of these sheets; others as they are."""
    if not sheets or not frame.num_rows:
        return frame
    is_turned = pc.is_in(frame["source_sheet"], pa.array(sheets)).to_pylist()
    rows, letters = frame["source_row"].to_pylist(), frame["source_column"].to_pylist()
    at = [
        turn_address(row, letter or "") if turned else (row, letter)
        for row, letter, turned in zip(rows, letters, is_turned, strict=True)
    ]
    names = frame.column_names
    frame = frame.set_column(names.index("source_row"), "source_row", pa.array([row for row, _ in at], pa.int32()))
    letters = pa.array([letter for _, letter in at], pa.string())
    return frame.set_column(names.index("source_column"), "source_column", letters)
