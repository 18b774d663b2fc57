"""The place columns of a sheet as `place_code`, `place_name`, `county_code`, one value a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from loaders.cells import column_parser, parse_column, plain_text
from loaders.findings import Findings
from loaders.mapping import PLACE, SheetMapping
from loaders.row_places import CODE_KINDS, PlaceReader, RowPlace
from loaders.sheet_context import ImportContext, Stated
from loaders.sheet_rows import SheetBody

_CODE, _TEXT = column_parser("code"), column_parser("text")


def read_place_columns(
    mapping: SheetMapping, body: SheetBody, context: ImportContext, stated: Stated, findings: Findings
) -> dict[str, pa.Array]:
    """The three place columns; rows whose place is unknown are left out. Tables without places have none."""
    table = mapping.table
    if not table.place_level:
        return {}
    columns = {one.target.name: one.column for one in mapping.of(PLACE)}
    reader = PlaceReader(table, context.index, tuple(columns), stated.place)
    if not columns:
        return _everywhere(reader.read(()), findings)
    read = []
    for kind, head in columns.items():
        parser = _CODE if kind in CODE_KINDS else _TEXT
        values, problems = parse_column(body.column(head.index), parser)
        findings.add_cells(problems, head, costs_row=True)
        read.append(values)
    combinations = list(zip(*read, strict=True))
    wanted = [cells for cells, is_wanted in zip(combinations, findings.wanted.tolist(), strict=True) if is_wanted]
    found = {cells: reader.read(cells) for cells in dict.fromkeys(wanted)}
    if any(place.problem or place.is_coarse for place in found.values()):
        _list_problems(combinations, found, columns, body, findings)
    nowhere = RowPlace()
    places = [found.get(cells, nowhere) for cells in combinations]
    return {
        "place_code": pa.array([place.code for place in places], pa.string()),
        "place_name": pa.array([place.name for place in places], pa.string()),
        "county_code": pa.array([place.county_code for place in places], pa.string()),
    }


def _everywhere(place: RowPlace, findings: Findings) -> dict[str, pa.Array]:
    """The same place for every row."""
    if not place.code:
        findings.add_sheet("place_not_stated", "", "地区列、标题里的地区，或 --place")
    texts = {"place_code": place.code, "place_name": place.name, "county_code": place.county_code}
    return {name: pa.repeat(pa.scalar(text, pa.string()), findings.count) for name, text in texts.items()}


def _list_problems(
    combinations: Sequence[tuple[str | None, ...]],
    found: dict[tuple[str | None, ...], RowPlace],
    columns: dict[str, Any],
    body: SheetBody,
    findings: Findings,
) -> None:
    coarse = 0
    for position in findings.wanted.nonzero()[0].tolist():
        place = found[combinations[position]]
        coarse += place.is_coarse
        if place.problem and not findings.out[position]:
            head = columns.get(place.kind) or next(iter(columns.values()))
            came = plain_text(body.column(head.index)[position])
            findings.add_row(position, head, place.problem, came, place.expected)
    if coarse:
        findings.add_sheet("place_coarse", f"{coarse} 行", "填到村级")
