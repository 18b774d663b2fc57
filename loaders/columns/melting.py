"""Wide sheets (one column an item) and long sheets (one row an item) to the rows of a long table."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells import PERCENT, PERCENT_FROM, is_missing, parse_number, parse_text, read_unit
from loaders.columns.collector import ProblemCollector
from loaders.columns.figures import FigureColumn, convert_figure
from loaders.columns.open_items import item_code, long_item
from loaders.recognise import COLUMN, ITEM, OPEN, Assignment, SheetBody, SheetMapping, normalise_header, own_targets
from store import Item, Table

MOST_ROWS_NAMED = 8
COVERS = "covers"
"""The column that says what a figure is of where that is more than its period."""


def melt_wide(
    mapping: SheetMapping,
    base: pa.Table,
    figures: Mapping[int, FigureColumn],
    kept: np.ndarray,
    collected: ProblemCollector,
) -> pa.Table:
    """One row for every item a row has a figure of, in the order of rows and columns. Missing figures give no row."""
    groups: dict[tuple[str, str, str, str], list[Assignment]] = {}
    for one in mapping.assignments:
        if one.target.kind in (ITEM, OPEN):
            unit = figures[one.column.index].unit if one.target.kind == OPEN else ""
            groups.setdefault((one.target.kind, one.target.name, unit, one.period), []).append(one)
    rows = pa.array(kept)
    base = base.append_column("_order", pa.array(np.arange(base.num_rows), pa.int64()))
    parts = [_melt_group(mapping.table, base, group, figures, rows) for group in groups.values()]
    parts = [part for part in parts if part.num_rows]
    if not parts:
        parts = [_melt_group(mapping.table, base, group, figures, rows) for group in list(groups.values())[:1]]
    melted = pa.concat_tables(part.append_column("_part", pa.array([at] * part.num_rows, pa.int64()))
                              for at, part in enumerate(parts))  # fmt: skip
    melted = melted.sort_by([("_order", "ascending"), ("_part", "ascending")])
    _note_empty_rows(base, melted, collected)
    return melted.drop_columns(["_order", "_part"])


def _melt_group(
    table: Table, base: pa.Table, group: Sequence[Assignment], figures: Mapping[int, FigureColumn], rows: pa.Array
) -> pa.Table:
    """The rows of one item: its value columns, code, title, unit and the letter of the sheet column."""
    target, period = group[0].target, group[0].period
    item = next((item for item in table.items if target.kind == ITEM and item.code == target.name), None)
    slots = {one.target.slot: figures[one.column.index].values.take(rows) for one in group}
    have = None
    letters: pa.Array = pa.nulls(base.num_rows, pa.string())
    for one in group:
        filled = slots[one.target.slot].is_valid()
        letters = pc.if_else(filled, one.column.letter, letters)
        have = filled if have is None else pc.or_(have, filled)
    unit = item.unit if item and item.unit else figures[group[0].column.index].unit
    code = target.name if item else item_code(target.name, unit)
    texts = {"item": code, "item_title": item.title if item else code, "unit": unit or None}
    added = {name: pa.repeat(pa.scalar(text, pa.string()), base.num_rows) for name, text in texts.items()}
    own = {"period": period, COVERS: group[0].covers}
    for name, text in own.items():
        if text or (name == COVERS and period):
            added[name] = pa.repeat(pa.scalar(text or None, pa.string()), base.num_rows)
        else:
            added[name] = base[name] if name in base.column_names else pa.nulls(base.num_rows, pa.string())
    added |= {slot: slots.get(slot, pa.nulls(base.num_rows, pa.float64())) for slot in table.melt_into}
    added["source_column"] = letters
    have_all = {name: base[name] for name in base.column_names} | added
    return pa.table(have_all).filter(have)


def _note_empty_rows(base: pa.Table, melted: pa.Table, collected: ProblemCollector) -> None:
    """One notice that names the rows without any figure."""
    filled = set(melted["_order"].to_pylist())
    if len(filled) == base.num_rows:
        return
    source = base["source_row"].to_pylist()
    empty = [source[at] for at in range(base.num_rows) if at not in filled]
    collected.add_sheet("no_figures", say_rows(empty), "至少一个数")


def say_rows(rows: Sequence[int]) -> str:
    """`第 3、5 行（共 2 行）`."""
    names = "、".join(map(str, rows[:MOST_ROWS_NAMED])) + ("…" if len(rows) > MOST_ROWS_NAMED else "")
    return f"第 {names} 行（共 {len(rows)} 行）"


def melt_long(
    mapping: SheetMapping, body: SheetBody, collected: ProblemCollector, table_name: str = ""
) -> dict[str, pa.Array]:
    """The item, its title, its unit and the value columns of a sheet that has one row an item; items of no declared name are those of
    the table called `table_name`."""
    table = mapping.table
    heads = {one.target.name: one for one in mapping.of(COLUMN)}
    items = {item.code: item for item in table.items}
    targets = {name: items[target.name] for name, (target, _) in own_targets(table.name).items() if target.kind == ITEM}
    names: dict[str, Item] = {normalise_header(item.title): item for item in table.items}
    names = {**targets, **names, **{normalise_header(code): item for code, item in items.items()}}
    wanted = collected.wanted.tolist()
    columns: dict[str, list[Any]] = {
        name: [None] * len(body) for name in ("item", "item_title", "unit", *table.melt_into)
    }
    for position, row in enumerate(body.rows):
        if wanted[position]:
            _melt_long_row(table, heads, names, row, position, columns, collected, table_name)
    figures = {slot: pa.array(columns[slot], pa.float64()) for slot in table.melt_into}
    return {name: pa.array(columns[name], pa.string()) for name in ("item", "item_title", "unit")} | figures


def _melt_long_row(
    table: Table,
    heads: Mapping[str, Assignment],
    names: Mapping[str, Item],
    row: Sequence[Any],
    position: int,
    columns: Mapping[str, list[Any]],
    collected: ProblemCollector,
    table_name: str,
) -> None:
    text = parse_text(row[heads["item"].column.index]).value
    item = names.get(normalise_header(text)) if text else None
    if text and item is None and not table.melt_open:
        collected.add_row(position, heads["item"].column, "unknown_item", text, "模板里的项目名称")
        return
    name = long_item(table, table_name, text) if text else None
    columns["item"][position] = item.code if item else name
    columns["item_title"][position] = item.title if item else _title(heads, row, name)
    written = _row_unit(heads, row)
    wanted = item.unit if item else ""
    columns["unit"][position] = wanted or written or None
    for slot in table.melt_into:
        head = heads.get(slot)
        if head is None or is_missing(row[head.column.index]):
            continue
        parsed = parse_number(row[head.column.index])
        if parsed.problem:
            collected.add(position, head.column, parsed.problem.kind, parsed.problem.came, parsed.problem.expected)
            continue
        unit = parsed.unit or head.column.unit or written
        if wanted == PERCENT and not unit and 0 < abs(parsed.value) <= PERCENT_FROM:
            came = row[head.column.index]
            collected.add(position, head.column, "percent_unclear", came, "带 % 的比率，如 85%；或在单位列写 %")
            continue
        value, stored = convert_figure(parsed.value, unit, wanted)
        if value is None:
            collected.add(position, head.column, "unit_mismatch", row[head.column.index], f"以“{wanted}”为单位的数")
            continue
        columns[slot][position] = value
        columns["unit"][position] = stored or None
    if item is None and name:
        columns["item"][position] = item_code(name, columns["unit"][position])


def _row_unit(heads: Mapping[str, Assignment], row: Sequence[Any]) -> str:
    if "unit" not in heads:
        return ""
    text = parse_text(row[heads["unit"].column.index]).value or ""
    return read_unit(text) or text


def _title(heads: Mapping[str, Assignment], row: Sequence[Any], text: str | None) -> str | None:
    if "item_title" not in heads:
        return text
    return parse_text(row[heads["item_title"].column.index]).value or text
