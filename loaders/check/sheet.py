"""A raw sheet to a typed frame of a declared table, and everything that was wrong on the way.

One wrong cell is left empty and listed; a missing required cell, an unknown place or an unreadable period costs the
row; totals are compared with sums and never stored. Columns are read as wholes, never row by row.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.words import say_period
from loaders.cells import ROW, SheetProblem, is_missing, quote_cell
from loaders.check.measure_units import check_measure_units
from loaders.check.refused import CountedRows, count_refused
from loaders.check.row_rules import check_row_rules
from loaders.check.sheet_totals import check_sheet_totals
from loaders.check.totals import TotalCheck
from loaders.columns import (
    FigureColumn,
    ImportContext,
    ProblemCollector,
    RowDefaults,
    bare_name,
    date_columns,
    find_rate_unit,
    find_row_defaults,
    find_unfilled,
    leave_shared,
    melt_long,
    melt_wide,
    name_open_columns,
    name_rows_after,
    positions_mask,
    read_declared_figures,
    read_item_figures,
    read_open_figures,
    read_period_column,
    read_place_columns,
    read_text_column,
    read_unread,
    say_rows,
    split_by_period,
    take_none_words,
)
from loaders.files import RawSheet, fill_merged
from loaders.recognise import (
    COLUMN,
    FIGURE_TYPES,
    ITEM,
    OPEN,
    UNKNOWN,
    Assignment,
    Header,
    HeaderColumn,
    SheetBody,
    SheetMapping,
    SheetRows,
    read_rows,
    text_columns,
)
from store import ARROW_TYPES, Column

__all__ = ["CheckedSheet", "ImportContext", "check_sheet"]

MOST_EXAMPLES, LONGEST_EXAMPLE = 3, 14
DATE_COSTING_ROW = "as_of"
"""A figure without its day is no figure: this date column costs the row when it cannot be read."""


@dataclass(frozen=True)
class CheckedSheet:
    """One sheet checked. `frame` has the table's stored columns; rows with the same key are still in it.

    `rows_read` counts rows of data (no totals, notes, blanks); `defaults` are the period and place found outside the rows; `refused`
    counts those left out.
    """

    sheet: RawSheet
    header: Header
    mapping: SheetMapping
    frame: pa.Table
    problems: list[SheetProblem]
    totals: list[TotalCheck]
    rows: SheetRows
    defaults: RowDefaults
    refused: CountedRows

    @property
    def rows_read(self) -> int:
        """How many rows of data the sheet has."""
        return len(self.rows.details)


def check_sheet(sheet: RawSheet, header: Header, mapping: SheetMapping, context: ImportContext) -> CheckedSheet:
    """The typed frame of one sheet. UserError when its period or place has to be asked for.

    A plain table whose columns state several periods gives a row for each of them.
    """
    dated = date_columns(mapping, header, sheet, context)
    parts = split_by_period(dated, sheet, context)
    checked = [_check_part(sheet, header, part, context) for part in parts]
    whole = checked[0] if len(checked) == 1 else _put_together(dated, checked)
    return _note_rows_of_no_period(whole) if parts[0].period else whole


def _note_rows_of_no_period(checked: CheckedSheet) -> CheckedSheet:
    """The rows without a figure in any column of the periods read are named: they cost nothing and are stored nowhere."""
    stored = set(checked.frame["source_row"].to_pylist())
    told = {problem.row for problem in checked.problems if problem.costs == ROW}
    first = checked.rows.body.first_row
    empty = [row for row in (at + first for at in checked.rows.details) if row not in stored and row not in told]
    if not empty:
        return checked
    problem = SheetProblem(checked.sheet.label, None, "", "", "no_figures", say_rows(empty), "至少一期的数")
    return replace(checked, problems=[problem, *checked.problems])


def _put_together(mapping: SheetMapping, parts: Sequence[CheckedSheet]) -> CheckedSheet:
    """The parts of one sheet as one, what was found in several of them once."""
    first = parts[0]
    return replace(
        first,
        mapping=mapping,
        frame=pa.concat_tables(part.frame for part in parts).sort_by(
            [("source_row", "ascending"), ("period", "ascending")]
        ),
        problems=list(dict.fromkeys(problem for part in parts for problem in part.problems)),
        totals=list(dict.fromkeys(total for part in parts for total in part.totals)),
        defaults=replace(first.defaults, period=""),
        refused=sum((Counter(part.refused) for part in parts), Counter()),
    )


def _check_part(sheet: RawSheet, header: Header, mapping: SheetMapping, context: ImportContext) -> CheckedSheet:
    defaults = find_row_defaults(mapping, header, sheet, context)
    mapping = name_open_columns(mapping, header, sheet, context, defaults)
    filled = fill_merged(sheet, text_columns(mapping), header.data_start)
    rows = read_rows(sheet, filled, header, mapping)
    body = rows.body
    collected = ProblemCollector(sheet.label, body.first_row, len(body), positions_mask(len(body), rows.details))
    _note_columns(mapping, rows, collected)
    leave_shared(sheet, mapping, header.data_start, body, collected)
    _leave_other_periods(mapping, body, collected)
    if sheet.hidden:
        collected.add_sheet("hidden_parts", "、".join(sheet.hidden), "看得见的行和列")
    figures = _read_figures(mapping, header, body, collected)
    own = _read_texts(mapping, body, collected)
    own |= _leave_future(mapping, own, body, context.day, collected)
    own |= _in_range(mapping, figures, body, collected)
    own |= check_measure_units(mapping, own, body, collected)
    if mapping.is_long:
        own |= melt_long(mapping, body, collected, name_rows_after(mapping, header, sheet, context))
    columns = read_place_columns(mapping, body, context, defaults, collected)
    if mapping.table.period != "none":
        columns |= read_period_column(mapping, body, defaults, own.get(DATE_COSTING_ROW), collected)
    _check_required(mapping, own, body, collected)
    _check_given_with(mapping, own, body, collected)
    nowhere = pa.nulls(len(body), pa.string())
    unfilled = find_unfilled(mapping, own, columns.get("county_code", nowhere), context.index, collected)
    columns |= read_unread(mapping, own, unfilled, collected)
    own |= take_none_words(mapping, own)
    frame = _assemble(mapping, rows, columns | own, figures, context, collected)
    totals = check_sheet_totals(mapping, rows, figures, frame, collected)
    check_row_rules(mapping, frame, collected, context.day)
    refused = count_refused(mapping.table, columns, defaults, collected)
    return CheckedSheet(sheet, header, mapping, frame, collected.sorted(), totals, rows, defaults, refused)


def _note_columns(mapping: SheetMapping, rows: SheetRows, collected: ProblemCollector) -> None:
    """Lists columns that are not used and rows that are titles of groups."""
    claimed = {column.index for _, columns in mapping.ambiguous for column in columns}
    for target, columns in mapping.ambiguous:
        letters = "、".join(column.letter for column in columns)
        title = mapping.table.column(target.name).title if target.kind == COLUMN else columns[0].title
        for column in columns:
            collected.add_sheet("ambiguous_header", column.title, f"“{title}”只对应一列，现有 {letters} 列", column)
    for one in mapping.of(UNKNOWN):
        if one.column.index not in claimed and not one.column.is_empty:
            collected.add_sheet("unknown_column", one.column.title, "表里声明过的列", one.column)
    for one in mapping.assignments:
        if one.is_twin:
            collected.add_sheet(
                "twin_header", one.column.title, f"各列的列名不同；这一列记作“{one.target.name}”", one.column
            )
    for column in mapping.nameless:
        _note_nameless(column, rows, collected)
    numbered = [one.column for one in mapping.assignments if one.column.is_numbered and one.said]
    if numbered:
        read = "、".join(f"{column.leaf}" for column in numbered)
        collected.add_sheet(
            "bare_months", "、".join(column.title for column in numbered), f"{read}（按这样读入）", numbered[0]
        )
    for column in mapping.set_aside:
        collected.add_sheet("other_period", column.title, f"{say_period(mapping.period)}的列", column)
    for at in rows.sections:
        text = next((cell for cell in rows.body.rows[at] if cell != ""), "")
        collected.add_sheet("label_row", str(text), "数据行", row=rows.body.first_row + at)


def _note_nameless(column: HeaderColumn, rows: SheetRows, collected: ProblemCollector) -> None:
    """A column without header that holds something beside the data, and does not just number the rows."""
    cells = rows.body.column(column.index)
    filled = [at for at in rows.details if not is_missing(cells[at])]
    numbers = [cells[at] for at in filled]
    if filled and not (len(filled) > 1 and numbers == list(range(1, len(filled) + 1))):
        examples = "、".join(dict.fromkeys(quote_cell(cells[at])[:LONGEST_EXAMPLE] for at in filled[:MOST_EXAMPLES]))
        where = say_rows([at + rows.body.first_row for at in filled])
        collected.add_sheet("unknown_column", f"{examples}，{where}", "这一列的列名", column)


def _leave_other_periods(mapping: SheetMapping, body: SheetBody, collected: ProblemCollector) -> None:
    """Rows that say nothing in the columns of the sheet's period are no rows of it."""
    own = [one.column.index for one in mapping.of(COLUMN) if one.period and one.period == mapping.period]
    if own:
        filled = [any(not is_missing(row[index]) for index in own) for row in body.rows]
        collected.wanted &= np.array(filled, dtype=bool)


def _read_texts(mapping: SheetMapping, body: SheetBody, collected: ProblemCollector) -> dict[str, pa.Array]:
    """Declared columns that hold no figures, by column name, one value a position."""
    skipped = {"item", "unit", "item_title"} if mapping.is_long else set()
    found = {}
    for one in mapping.of(COLUMN):
        column = mapping.table.column(one.target.name)
        if column.type in FIGURE_TYPES or column.name in skipped:
            continue
        values, problems = read_text_column(body, one.column.index, column)
        is_day = column.name == DATE_COSTING_ROW
        collected.add_cells(
            problems, one.column, column.personal, costs_row=is_day, kind="as_of_unreadable" if is_day else ""
        )
        found[column.name] = values
    return found


def _read_figures(
    mapping: SheetMapping, header: Header, body: SheetBody, collected: ProblemCollector
) -> dict[int, FigureColumn]:
    """Every column of figures by its position in the sheet; those of a whole unusable column are empty."""
    figures = {
        one.column.index: _read_figure_column(mapping, one, header, body)
        for one in mapping.assignments
        if one.target.kind in (ITEM, OPEN) or _is_figure_column(mapping, one)
    }
    for one in mapping.assignments:
        if one.column.index in figures and figures[one.column.index].is_by_size:
            unit = _unit_by_others(one, figures, body, collected)
            said = replace(one, column=replace(one.column, unit=unit, is_said=True))
            read = _read_figure_column(mapping, said, header, body) if unit else figures[one.column.index]
            figures[one.column.index] = read
    for one in mapping.assignments:
        found = figures.get(one.column.index)
        if found and found.refusal:
            collected.add_sheet(found.refusal.kind, found.refusal.came, found.refusal.expected, one.column)
        collected.add_cells(found.problems if found else (), one.column)
    return figures


def _read_figure_column(mapping: SheetMapping, one: Assignment, header: Header, body: SheetBody) -> FigureColumn:
    table, target, cells = mapping.table, one.target, body.column(one.column.index)
    if target.kind == ITEM:
        item = next(item for item in table.items if item.code == target.name)
        return read_item_figures(item, cells, one.column, header)
    if target.kind == OPEN:
        return read_open_figures(cells, one.column, header, bare_name(target.name))
    return read_declared_figures(table.column(target.name), cells, one.column, header)


def _unit_by_others(
    one: Assignment, figures: Mapping[int, FigureColumn], body: SheetBody, collected: ProblemCollector
) -> str:
    """What the columns beside a rate, the nearest first, say it is written in; '' when they do not."""
    near = sorted(figures, key=lambda index: abs(index - one.column.index))
    beside = [figures[index] for index in near if not (figures[index].is_rate or figures[index].refusal)]
    rows = np.flatnonzero(collected.wanted)
    return find_rate_unit(body.column(one.column.index), beside, rows, one.column.title)


def _is_figure_column(mapping: SheetMapping, one: Assignment) -> bool:
    if one.target.kind != COLUMN or mapping.table.column(one.target.name).type not in FIGURE_TYPES:
        return False
    return not (mapping.is_long and one.target.name in mapping.table.melt_into)


def _in_range(
    mapping: SheetMapping, figures: dict[int, FigureColumn], body: SheetBody, collected: ProblemCollector
) -> dict[str, pa.Array]:
    """Declared columns of figures by name, values outside their declared range left out and listed; also of items."""
    found = {}
    for one in mapping.assignments:
        if one.column.index not in figures:
            continue
        name = one.target.name if one.target.kind == COLUMN else one.target.slot
        column = mapping.table.column(name)
        read = figures[one.column.index]
        values = _clip(read, column, one, body, collected)
        if one.target.kind == COLUMN:
            found[name] = values
        elif values is not read.values:
            figures[one.column.index] = FigureColumn(
                values, read.problems, read.unit, read.shown_unit, read.shown_factor, read.is_rate
            )
    return found


def _leave_future(
    mapping: SheetMapping, own: Mapping[str, pa.Array], body: SheetBody, day: date | None, collected: ProblemCollector
) -> dict[str, pa.Array]:
    """Columns of days on which something was done (`Column.is_past`) by name, what had not come on the day of the import left out and
    listed."""
    found: dict[str, pa.Array] = {}
    for one in mapping.of(COLUMN):
        column = mapping.table.column(one.target.name)
        if day is None or not column.is_past or column.name not in own:
            continue
        is_later = pc.fill_null(pc.greater(own[column.name], pa.scalar(day)), False).to_numpy(zero_copy_only=False)
        for position in np.flatnonzero(is_later & collected.wanted).tolist():
            came = body.column(one.column.index)[position]
            collected.add(position, one.column, "day_not_come", came, f"不晚于 {day} 的日期", column.personal)
        found[column.name] = pc.if_else(pa.array(~is_later), own[column.name], None)
    return found


def _clip(
    read: FigureColumn, column: Column, one: Assignment, body: SheetBody, collected: ProblemCollector
) -> pa.Array:
    figures = read.values.to_numpy(zero_copy_only=False).astype(np.float64)
    wrong = np.zeros(len(figures), dtype=bool)
    minimum = column.minimum if column.minimum is not None else read.minimum
    if minimum is not None:
        wrong |= figures < minimum
    if column.maximum is not None:
        wrong |= figures > column.maximum
    wrong &= collected.wanted
    if not wrong.any():
        return read.values
    low = f"不小于 {minimum:g}" if minimum is not None else ""
    high = f"不大于 {column.maximum:g}" if column.maximum is not None else ""
    for position in np.flatnonzero(wrong).tolist():
        came = body.column(one.column.index)[position]
        collected.add(position, one.column, "value_out_of_range", came, "、".join(filter(None, (low, high))))
    return pc.if_else(pa.array(wrong), pa.scalar(None, read.values.type), read.values)


def _check_required(
    mapping: SheetMapping, own: Mapping[str, pa.Array], body: SheetBody, collected: ProblemCollector
) -> None:
    """Rows without a required value are left out, but for those that the column keeps; a cell that could not be read is named as the
    reason."""
    for one in mapping.of(COLUMN):
        column = mapping.table.column(one.target.name)
        if not column.required or column.name not in own:
            continue
        empty = own[column.name].is_null().to_numpy(zero_copy_only=False) & collected.wanted
        for position in np.flatnonzero(empty).tolist():
            came = body.column(one.column.index)[position]
            if column.keeps_row:
                if is_missing(came):  # what could not be read is listed already
                    collected.add(position, one.column, "missing_cell", came, column.title, column.personal)
            else:
                collected.add_row(position, one.column, "missing_required_cell", came, column.title, column.personal)


def _check_given_with(
    mapping: SheetMapping, own: Mapping[str, pa.Array], body: SheetBody, collected: ProblemCollector
) -> None:
    """Empty cells of rows that say something in a column that goes with theirs (`Column.given_with`) are named: nobody can say."""
    for one in mapping.of(COLUMN):
        column = mapping.table.column(one.target.name)
        others = [mapping.table.column(name) for name in column.given_with if name in own]
        if not others or column.name not in own:
            continue
        filled = np.logical_or.reduce([own[other.name].is_valid().to_numpy(zero_copy_only=False) for other in others])
        empty = own[column.name].is_null().to_numpy(zero_copy_only=False) & filled & collected.wanted
        expected = f"{column.title}（这一行填有{'或'.join(other.title for other in others)}）"
        for position in np.flatnonzero(empty).tolist():
            if is_missing(came := body.column(one.column.index)[position]):  # what could not be read is listed already
                collected.add(position, one.column, "missing_cell", came, expected, column.personal)


def _assemble(
    mapping: SheetMapping,
    rows: SheetRows,
    columns: Mapping[str, pa.Array],
    figures: Mapping[int, FigureColumn],
    context: ImportContext,
    collected: ProblemCollector,
) -> pa.Table:
    """The stored columns of all rows that are kept, with their sources; wide sheets melted."""
    table = mapping.table
    kept = np.flatnonzero(collected.wanted & ~collected.out)
    source_row = pa.array(np.arange(collected.count) + rows.body.first_row, pa.int32())
    base = pa.table({**columns, "source_row": source_row})
    base = base if len(kept) == collected.count else base.take(pa.array(kept))
    if table.is_melted and not mapping.is_long:
        base = melt_wide(mapping, base, figures, kept, collected)
    constant = {
        "source_file": context.file,
        "source_hash": context.digest[:16],
        "source_sheet": collected.sheet,
        "import_id": context.import_id,
    }
    have = {**{name: base[name] for name in base.column_names}}
    have |= {name: pa.repeat(pa.scalar(text), base.num_rows) for name, text in constant.items()}
    return pa.table(
        {
            name: have[name].cast(ARROW_TYPES[kind]) if name in have else pa.nulls(base.num_rows, ARROW_TYPES[kind])
            for name, kind in table.stored_columns.items()
        }
    )
