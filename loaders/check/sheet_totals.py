"""The totals of one sheet: total rows against their parts, classifications against each other."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from loaders.cells import POINTS, SheetProblem
from loaders.check.totals import OTHER, RATE, SUM, Figures, TotalCheck, check_totals, reconcile_groups
from loaders.columns import PERSONS, PIECES, FigureColumn, ProblemCollector, adds_up, bare_name
from loaders.recognise import COLUMN, OPEN, Assignment, Groups, SheetMapping, SheetRows
from store import Reconciliation

WHOLE_UNITS = PIECES | PERSONS | {"户", "次", "人次", "户次", "头", "只", "辆", "台", "份"}
"""Figures in these units are counts: they add up exactly, without any rounding."""


def check_sheet_totals(
    mapping: SheetMapping,
    rows: SheetRows,
    figures: Mapping[int, FigureColumn],
    frame: pa.Table,
    collected: ProblemCollector,
) -> list[TotalCheck]:
    """Every checked total of the sheet; those that differ are listed as notices."""
    has_totals = bool(rows.totals)
    columns = [
        _figures(mapping, one, figures[one.column.index], has_totals, collected)
        for one in mapping.assignments
        if one.column.index in figures and figures[one.column.index].refusal is None
    ]
    numbers = range(rows.body.first_row, rows.body.first_row + len(rows.body))
    groups = Groups(rows.labels, rows.totals, rows.details if has_totals else ())
    checks = check_totals(rows.totals, groups, rows.details, columns, numbers)
    for rule in mapping.table.reconcile:
        checks += _reconcile(mapping, rule, figures, frame)
    for check in checks:
        if check.agrees is False:
            _list(check, collected)
    return checks


def _figures(
    mapping: SheetMapping, one: Assignment, read: FigureColumn, has_totals: bool, collected: ProblemCollector
) -> Figures:
    column = mapping.table.column(one.target.name if one.target.kind == COLUMN else one.target.slot)
    values = read.values.to_numpy(zero_copy_only=False).astype(np.float64) / read.shown_factor
    values = np.where(np.isfinite(values), values, np.nan)
    is_declared = one.target.kind == COLUMN
    adds = column.additive or (not is_declared and has_totals)
    if not is_declared and (
        not all(map(adds_up, _item_names(mapping, one, read.shown_unit))) or "/" in read.unit or read.unit == POINTS
    ):
        adds = False
    kind = RATE if read.is_rate else SUM if adds else OTHER
    whole = column.type == "integer" or read.shown_unit in WHOLE_UNITS
    if not whole and not read.shown_unit:
        present = values[~np.isnan(values)]
        whole = bool((present == np.rint(present)).all())
    unreadable = frozenset(position for position, _ in read.problems if collected.wanted[position])
    return Figures(
        one.column.letter, one.column.title, read.shown_unit, kind, np.round(values, 8), whole, unreadable,
        is_open=one.target.kind == OPEN,
    )  # fmt: skip


def _item_names(mapping: SheetMapping, one: Assignment, unit: str) -> list[str]:
    """Everything an item column is called; without its groups where it counts whole things: 进度 ▸ 任务（户） adds up."""
    titles = [item.title for item in mapping.table.items if item.code == one.target.name]
    names = [bare_name(one.target.name), one.column.title, *titles]
    return [name.rpartition("/")[2] for name in names] if unit in WHOLE_UNITS else names


def _list(check: TotalCheck, collected: ProblemCollector) -> None:
    kind = "reconciliation_differs" if check.kind == "reconcile" else "total_differs"
    came = "" if check.stated is None else f"{check.stated} {check.unit}".strip()
    is_said = check.computed is None or check.kind == "reconcile"
    expected = check.of if is_said else f"{check.of} {check.computed} {check.unit}".strip()
    collected.problems.append(
        SheetProblem(collected.sheet, check.row, check.column, check.header, kind, came, expected)
    )


def _reconcile(
    mapping: SheetMapping, rule: Reconciliation, figures: Mapping[int, FigureColumn], frame: pa.Table
) -> list[TotalCheck]:
    """One check a place and period that has several classifications."""
    one = mapping.find(COLUMN, rule.column)
    if one is None or not frame.num_rows or rule.groups not in frame.column_names:
        return []
    read = figures[one.column.index]
    keys = [name for name in ("place_code", "period") if name in frame.column_names]
    sums = frame.group_by([*keys, rule.groups], use_threads=False).aggregate([(rule.column, "sum")]).to_pylist()
    together: dict[tuple[object, ...], dict[str, float]] = {}
    for row in sums:
        if row[f"{rule.column}_sum"] is not None:
            together.setdefault(tuple(row[key] for key in keys), {})[row[rule.groups]] = float(
                row[f"{rule.column}_sum"]
            )
    checks = []
    for key, groups in together.items():
        where = "、".join(str(part) for part in key if part is not None) if len(together) > 1 else ""
        found = reconcile_groups(
            groups, rule.tolerance, column=one.column.letter, header=one.column.title, unit=read.shown_unit,
            factor=read.shown_factor,
        )  # fmt: skip
        checks += [replace(check, of=f"{where}：{check.of}" if where else check.of) for check in found]
    return checks
