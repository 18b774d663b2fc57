"""部门比对's two tables: department by department, and rule by rule with a column a place."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from core import words
from core.places import county_of
from core.templates import join, render
from indicators.checks import Compared, FindingFilter, Run, comparisons
from pages.parts.common import checked, look
from pages.parts.common import tables as common
from pages.parts.common.address import say_place
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked

SHOW_ROWS = 8
COMPARING = FindingFilter(compares_only=True)
MISSING_CELL = common.Cell("○", "number soft", "未导入")
Counts = Mapping[tuple[str, str], int]
COLUMNS = {
    "listed": "名册",
    "matched": "在系统中",
    "only_department": "只在部门表",
    "only_system": "只在系统",
    "agreeing": "一致",
    "differing": "对不上",
}
EXTRA = ("matched", "agreeing")
"""Columns a phone leaves out."""


def draw_departments(
    picked: Picked, tables: Sequence[Compared], links: pd.DataFrame, differences: pd.DataFrame, beside: Markup
) -> None:
    """One row a department's table, the ones that differ most first; tables not imported at the end. `beside` stands to the right
    where there is room."""
    sums = comparisons.sum_tables(links, differences)
    known = sorted((one for one in tables if one.is_imported), key=lambda one: -_number(sums, one, "differing"))
    missing = [one for one in tables if not one.is_imported]
    rows = [_department_row(one, sums, picked.is_show) for one in known] + [_missing_row(one) for one in missing]
    shown = rows[:SHOW_ROWS] if picked.is_show else rows
    figures = [common.Column(COLUMNS[name], "number extra" if name in EXTRA else "number") for name in COLUMNS]
    columns = (common.Column("部门的表", cell="wrap"), *figures)
    under = f"共 {len(tables)} 张表，{len(missing)} 张未导入"
    if not picked.is_show:
        look.draw_heading("各部门的表和系统对得上吗", "“在系统中”“只在”按人（户）数，“一致”“对不上”是各条规则人次相加")
        under += "；— 表示这张名册不要求人人都在，缺了不算错；灰色的“只在部门表”是不在册的居民，属正常"
    table = common.cells_html(columns, shown, style="grid departments", under=under)
    draw_linked(render(__file__, "beside", table=table, beside=beside), "departments")


def _department_row(one: Compared, sums: Mapping[tuple[str, str], float], is_show: bool) -> common.Row:
    """The department below the table's title; in the projection beside it, so that more rows fit."""
    head = render(__file__, "department", table=one.table, counter=one.counter, is_show=is_show)
    if (one.table.name, "listed") not in sums:
        return common.Row([head, *([MISSING_CELL] * len(COLUMNS))])
    return common.Row([head, *(_figure(one, name, _number(sums, one, name)) for name in COLUMNS)])


def _figure(one: Compared, name: str, value: float) -> str:
    text = words.MISSING_WORDS if value != value else f"{value:,.0f}"
    if name == "differing" and value > 0:
        return Markup("<b class='count'>{}</b>").format(text)
    return look.soft_html(text) if name == "only_department" and one.is_open_to_all else text


def _missing_row(one: Compared) -> common.Row:
    way = join((look.light_html("missing"), link_html("去导入", "imports", style="name")), "　")
    return common.Row([render(__file__, "missing", table=one.table), common.Cell(way, span=len(COLUMNS))], "unranked")


def _number(sums: Mapping[tuple[str, str], float], one: Compared, name: str) -> float:
    return sums.get((one.table.name, name), float("nan") if name == "only_system" else 0.0)


def draw_differences(picked: Picked, at: str, run: Run, tables: Sequence[Compared]) -> None:
    """Rules down, places across; a count opens the list of that rule in that place."""
    matrix = comparisons.collapse_places(checked.count_findings(run, at, comparisons.level_below(at), COMPARING), at)
    codes = sorted(matrix["place_code"].unique())
    if not codes:
        look.draw_empty("这里还没有比对结果。")
        return
    counts = {(str(row.place_code), str(row.check)): int(row.findings) for row in matrix.itertuples()}
    checks = checked.checks().measures
    compared = {name: checks[name] for one in tables for name in one.checks}
    missing = checked.missing_cells(compared, run.period, sorted({county_of(code) for code in codes}))
    own_at = "" if at == picked.scope else at
    known = sorted((one for one in tables if one.is_imported), key=lambda one: -_total(one, counts))
    rows = [row for one in known for row in _table_rows(one, codes, counts, missing, own_at)]
    places = [common.Column(say_place(code), "number") for code in codes]
    columns = (common.Column("比对规则", cell="wrap"), common.Column("合计", "number"), *places)
    look.draw_heading("哪一项、在哪里对不上", "点数字看名单；○ 这里没有报送这张表")
    draw_linked(common.cells_html(columns, rows, style="grid rows differences", box="scroll"), "differences")


def _table_rows(
    one: Compared, codes: Sequence[str], counts: Counts, missing: Collection[tuple[str, str]], own_at: str
) -> list[common.Row]:
    """The group's heading and one row a check of a table."""
    title, width = f"{one.table.department}《{one.table.title}》", len(codes) + 2
    rows, clean = [common.Row([common.Cell(title, span=width)], "group")], []
    for check in (checked.checks().measure(check_id) for check_id in one.checks):
        found = [counts.get((code, check.id)) for code in codes]
        lacking = [(county_of(code), check.id) in missing for code in codes]
        total = sum(count or 0 for count in found)
        name = link_html(check.title, "checks", style="name", check=check.id, at=own_at)
        if not total and not any(lacking):
            clean.append(name)
            continue
        most = _only_most(found)
        cells = [
            MISSING_CELL if is_lacking else _count_cell(check.id, code, count, most)
            for code, count, is_lacking in zip(codes, found, lacking, strict=True)
        ]
        rows.append(common.Row([name, look.bold_html(f"{total:,}"), *cells]))
    if clean:
        said = join(("没有对不上的：", join(clean, "；")))
        rows.append(common.Row([common.Cell(said, "wrap clean", span=width)]))
    return rows


def _total(one: Compared, counts: Counts) -> int:
    return sum(count for (_, check_id), count in counts.items() if check_id in one.checks)


def _only_most(counts: Sequence[int | None]) -> int | None:
    """The largest count where no other place has as many."""
    most = max((count or 0 for count in counts), default=0)
    return most if most and counts.count(most) == 1 and len(counts) > 1 else None


def _count_cell(check_id: str, code: str, count: int | None, most: int | None) -> common.Cell:
    if not count:
        return common.Cell("—" if count is None else "0", "number soft")
    link = link_html(f"{count:,}", "checks", style="name", check=check_id, at=code)
    return common.Cell(link, "number most" if count == most else "number")
