"""部门比对's two tables: department by department, and rule by rule with a column a place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape

import pandas as pd

from core import words
from core.places.codes import county_of
from indicators.checks import comparisons
from indicators.checks.comparisons import Compared
from indicators.checks.findings import FindingFilter, Run
from pages.parts.common import checked, look
from pages.parts.common.address import say_place
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked

SHOW_ROWS = 8
COMPARING = FindingFilter(compares_only=True)
MISSING_CELL = "<td class='number soft' title='未导入'>○</td>"
Counts = Mapping[tuple[str, str], int]
COLUMNS = {
    "listed": "名册",
    "matched": "在系统中",
    "only_department": "只在部门表",
    "only_system": "只在系统",
    "agreeing": "一致",
    "differing": "对不上",
}


def draw_departments(
    picked: Picked, tables: Sequence[Compared], links: pd.DataFrame, differences: pd.DataFrame
) -> None:
    """One row a department's table, the ones that differ most first; tables not imported at the end."""
    sums = comparisons.sum_tables(links, differences)
    known = sorted((one for one in tables if one.is_imported), key=lambda one: -_number(sums, one, "differing"))
    missing = [one for one in tables if not one.is_imported]
    rows = [_department_row(one, sums, picked.is_show) for one in known] + [_missing_row(one) for one in missing]
    shown = rows[:SHOW_ROWS] if picked.is_show else rows
    head = "".join(
        f"<th class='number{' extra' if name in ('matched', 'agreeing') else ''}'>{title}</th>"
        for name, title in COLUMNS.items()
    )
    under = f"共 {len(tables)} 张表，{len(missing)} 张未导入"
    if not picked.is_show:
        look.draw_heading("各部门的表和系统对得上吗", "“在系统中”“只在”按人（户）数，“一致”“对不上”是各条规则人次相加")
        under += "；— 表示这张名册不要求人人都在，缺了不算错；灰色的“只在部门表”是不在册的居民，属正常"
    draw_linked(
        f"<div class='scroll whole'><table class='grid departments'><thead><tr><th>部门的表</th>{head}</tr></thead>"
        f"<tbody>{''.join(shown)}</tbody></table></div><div class='under'>{under}</div>",
        "departments",
    )


def _department_row(one: Compared, sums: Mapping[tuple[str, str], float], is_show: bool) -> str:
    """The department below the table's title; in the projection beside it, so that more rows fit."""
    cells = "".join(_cell(one, name, _number(sums, one, name)) for name in COLUMNS)
    tag = "span" if is_show else "div"
    by = f"<{tag} class='soft'>{escape(one.table.department)} · 按{one.counter}</{tag}>"
    return f"<tr><td class='wrap'><b>{escape(one.table.title)}</b> {by}</td>{cells}</tr>"


def _cell(one: Compared, name: str, value: float) -> str:
    style = " extra" if name in ("matched", "agreeing") else ""
    text = words.MISSING_WORDS if value != value else f"{value:,.0f}"
    if name == "differing" and value > 0:
        text = f"<b class='count'>{text}</b>"
    if name == "only_department" and one.is_open_to_all:
        text = f"<span class='soft'>{text}</span>"
    return f"<td class='number{style}'>{text}</td>"


def _missing_row(one: Compared) -> str:
    title = f"{escape(one.table.title)}<div class='soft'>{escape(one.table.department)}</div>"
    way = f"{look.light_html('missing')}　{link_html('去导入', 'imports', style='name')}"
    return f"<tr class='unranked'><td class='wrap'>{title}</td><td colspan='{len(COLUMNS)}'>{way}</td></tr>"


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
    rows = [html for one in known for html in _table_rows(one, codes, counts, missing, own_at)]
    head = "".join(f"<th class='number'>{escape(say_place(code))}</th>" for code in codes)
    look.draw_heading("哪一项、在哪里对不上", "点数字看名单；○ 这里没有报送这张表")
    draw_linked(
        "<div class='scroll'><table class='grid rows differences'><thead><tr><th>比对规则</th><th class='number'>合计</th>"
        f"{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>",
        "differences",
    )


def _table_rows(
    one: Compared, codes: Sequence[str], counts: Counts, missing: Collection[tuple[str, str]], own_at: str
) -> list[str]:
    """The group's heading and one row a check of a table."""
    title = f"{escape(one.table.department)}《{escape(one.table.title)}》"
    rows, clean = [f"<tr class='group'><td colspan='{len(codes) + 2}'>{title}</td></tr>"], []
    for check in (checked.checks().measure(check_id) for check_id in one.checks):
        found = [counts.get((code, check.id)) for code in codes]
        lacking = [(county_of(code), check.id) in missing for code in codes]
        total = sum(count or 0 for count in found)
        name = link_html(check.title, "checks", style="name", check=check.id, at=own_at)
        if not total and not any(lacking):
            clean.append(name)
            continue
        most = _only_most(found)
        cells = "".join(
            MISSING_CELL if is_lacking else _count_cell(check.id, code, count, most)
            for code, count, is_lacking in zip(codes, found, lacking, strict=True)
        )
        rows.append(f"<tr><td class='wrap'>{name}</td><td class='number'><b>{total:,}</b></td>{cells}</tr>")
    if clean:
        rows.append(f"<tr><td colspan='{len(codes) + 2}' class='wrap clean'>没有对不上的：{'；'.join(clean)}</td></tr>")
    return rows


def _total(one: Compared, counts: Counts) -> int:
    return sum(count for (_, check_id), count in counts.items() if check_id in one.checks)


def _only_most(counts: Sequence[int | None]) -> int | None:
    """The largest count where no other place has as many."""
    most = max((count or 0 for count in counts), default=0)
    return most if most and counts.count(most) == 1 and len(counts) > 1 else None


def _count_cell(check_id: str, code: str, count: int | None, most: int | None) -> str:
    if not count:
        return f"<td class='number soft'>{'—' if count is None else '0'}</td>"
    link = link_html(f"{count:,}", "checks", style="name", check=check_id, at=code)
    return f"<td class='number{' most' if count == most else ''}'>{link}</td>"
