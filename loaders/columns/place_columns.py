"""The place columns of a sheet as `place_code`, `place_name`, `county_code`, one value a row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from loaders.cells import CellProblem, column_parser, parse_column, plain_text
from loaders.columns.collector import ProblemCollector
from loaders.columns.context import ImportContext, RowDefaults
from loaders.columns.places import CODE_KINDS, PlaceReader, RowPlace
from loaders.recognise import PLACE, HeaderColumn, SheetBody, SheetMapping

_CODE, _TEXT = column_parser("code"), column_parser("text")


def read_place_columns(
    mapping: SheetMapping, body: SheetBody, context: ImportContext, defaults: RowDefaults, collected: ProblemCollector
) -> dict[str, pa.Array]:
    """The three place columns; rows whose place is unknown are left out. Tables without places have none."""
    table = mapping.table
    if not table.place_level:
        return {}
    columns = {one.target.name: one.column for one in mapping.of(PLACE)}
    reader = PlaceReader(table, context.index, tuple(columns), defaults.place)
    if not columns:
        return _everywhere(reader.read(()), collected)
    cells = [body.column(head.index) for head in columns.values()]
    keys = list(zip(*cells, strict=True))
    order = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    places, wrong = _read_different(list(order), columns, reader)
    which = np.fromiter(map(order.__getitem__, keys), dtype=np.int64, count=len(keys))
    if any(wrong) or any(place.problem or place.is_coarse for place in places):
        _list_problems(which, places, wrong, columns, body, collected)
    texts = {
        "place_code": [place.code for place in places],
        "place_name": [place.name for place in places],
        "county_code": [place.county_code for place in places],
    }
    return {name: pa.array(values, pa.string()).take(pa.array(which)) for name, values in texts.items()}


def _read_different(
    keys: Sequence[tuple[Any, ...]], columns: dict[str, HeaderColumn], reader: PlaceReader
) -> tuple[list[RowPlace], list[dict[str, CellProblem]]]:
    """The place of each different combination of cells, and its cells that could not be read, by kind of column."""
    wrong: list[dict[str, CellProblem]] = [{} for _ in keys]
    read = []
    for at, kind in enumerate(columns):
        values, problems = parse_column([key[at] for key in keys], _CODE if kind in CODE_KINDS else _TEXT)
        read.append(values)
        for position, problem in problems:
            wrong[position][kind] = problem
    combinations = zip(*read, strict=True)
    places = [RowPlace() if bad else reader.read(cells) for cells, bad in zip(combinations, wrong, strict=True)]
    return places, wrong


def _everywhere(place: RowPlace, collected: ProblemCollector) -> dict[str, pa.Array]:
    """The same place for every row."""
    if not place.code:
        collected.add_sheet("place_not_stated", "", "地区列、标题里的地区，或 --place")
    texts = {"place_code": place.code, "place_name": place.name, "county_code": place.county_code}
    return {name: pa.repeat(pa.scalar(text, pa.string()), collected.count) for name, text in texts.items()}


def _list_problems(
    which: np.ndarray,
    places: Sequence[RowPlace],
    wrong: Sequence[dict[str, CellProblem]],
    columns: dict[str, HeaderColumn],
    body: SheetBody,
    collected: ProblemCollector,
) -> None:
    coarse = 0
    for position in collected.wanted.nonzero()[0].tolist():
        place = places[which[position]]
        coarse += place.is_coarse
        for kind, problem in wrong[which[position]].items():
            collected.add_row(position, columns[kind], problem.kind, problem.came, problem.expected)
        if place.problem:
            head = columns.get(place.kind) or next(iter(columns.values()))
            came = plain_text(body.column(head.index)[position])
            collected.add_row(position, head, place.problem, came, place.expected)
    if coarse:
        collected.add_sheet("place_coarse", f"{coarse} 行", "填到村级")
