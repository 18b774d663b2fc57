"""The period of every row as one column."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import is_missing, parse_year
from loaders.columns.collector import ProblemCollector
from loaders.columns.context import HEADER, RowDefaults
from loaders.columns.periods import describe_expected, read_period, say_covered
from loaders.recognise import PERIOD, Assignment, SheetBody, SheetMapping


def read_period_column(
    mapping: SheetMapping,
    body: SheetBody,
    defaults: RowDefaults,
    as_of: pa.Array | None,
    collected: ProblemCollector,
) -> dict[str, pa.Array]:
    """`period` as text and `covers`, what the row's figures are of where that is more than it; rows without a readable period are
    left out. `as_of` days give the month where nothing else does.
    """
    columns = {one.target.name: one for one in mapping.of(PERIOD)}
    count = collected.count
    stated_column = pa.repeat(pa.scalar(defaults.period or None, pa.string()), count)
    days = (
        pc.strftime(as_of, format="%Y-%m" if mapping.table.period == "month" else "%Y") if as_of is not None else None
    )
    if not columns:
        values = stated_column if days is None else pc.coalesce(stated_column, days)
        if defaults.period_source != HEADER:
            _refuse_missing(values, mapping, collected)
        return {"period": values, "covers": pa.repeat(pa.scalar(defaults.covers or None, pa.string()), count)}
    values, covers = _read_columns(mapping, columns, body, defaults.year, collected)
    values = pc.coalesce(values, stated_column)
    values = values if days is None else pc.coalesce(values, days)
    _refuse_missing(values, mapping, collected)
    return {"period": values, "covers": covers}


def _read_columns(
    mapping: SheetMapping, columns: dict[str, Assignment], body: SheetBody, stated: str, collected: ProblemCollector
) -> tuple[pa.Array, pa.Array]:
    table = mapping.table
    heads = [columns[kind].column for kind in ("any", "year", "month") if kind in columns]
    main = (columns.get("any") or columns.get("month") or columns["year"]).column
    place = {head.index: at for at, head in enumerate(heads)}
    columns_of_cells = [body.days(head.index) for head in heads]
    year_at = place[columns["year"].column.index] if {"year", "month"} <= columns.keys() else None

    def read(combination: tuple[Any, ...]) -> tuple[str | None, bool, str | None]:
        """(period, whether the cell says nothing, what the figures are of)."""
        cell = combination[place[main.index]]
        year = (parse_year(combination[year_at]).value or "") if year_at is not None else stated
        if is_missing(cell):
            whole = read_period(table, combination[year_at]) if year_at is not None else None
            return whole, whole is None, None
        return read_period(table, cell, year), False, say_covered(cell, year) or None

    keys: Sequence[Any] = columns_of_cells[0] if len(heads) == 1 else list(zip(*columns_of_cells, strict=True))
    if any(len(set(map(type, cells)) & {bool, int, float}) > 1 for cells in columns_of_cells):
        keys = [repr(key) for key in keys]
        cells_of = dict(zip(keys, zip(*columns_of_cells, strict=True), strict=True))
    else:
        cells_of = {key: (key,) if len(heads) == 1 else key for key in set(keys)}
    periods_of = {key: read(combination) for key, combination in cells_of.items()}
    if any(period is None and not is_empty for period, is_empty, _ in periods_of.values()):
        for position in collected.wanted.nonzero()[0].tolist():
            period, is_empty, _ = periods_of[keys[position]]
            if period is None and not is_empty:
                came = body.column(main.index)[position]
                collected.add_row(position, main, "period_unreadable", came, describe_expected(table))
    periods = {key: period for key, (period, _, _) in periods_of.items()}
    covered = {key: covers for key, (_, _, covers) in periods_of.items()}
    return tuple(pa.array(list(map(by_key.__getitem__, keys)), pa.string()) for by_key in (periods, covered))


def _refuse_missing(values: pa.Array, mapping: SheetMapping, collected: ProblemCollector) -> None:
    if not values.null_count:
        return
    head = next((one.column for one in mapping.of(PERIOD)), None)
    empty = values.is_null().to_numpy(zero_copy_only=False) & collected.wanted & ~collected.out
    for position in empty.nonzero()[0].tolist():
        collected.add_row(position, head, "period_missing", "", describe_expected(mapping.table))
