"""Sections of 户档案 made of a table's rows, what no table says, and the file, sheet and row behind each."""

from __future__ import annotations

from datetime import datetime
from html import escape

import pandas as pd

from core import words
from indicators.declared.columns import ColumnView, column_views, is_empty
from indicators.declared.framework import Framework, Measure
from indicators.households.household import Household, Row, TableRows, person_id
from indicators.households.words import member_names
from indicators.shortfalls.records import row_token
from pages.parts.common import cache, tables
from pages.parts.common.linked import link_html
from pages.parts.household import data as household_data
from pages.parts.household.address import HouseholdAddress
from store.versions import VersionEntry

MEMBER = "member"
_HIDDEN = {"place_code", "place_name", "county_code", "household_code", "id_number", "person_name", "household_kind"}


def part_html(title: str, html: str, quiet: str = "") -> str:
    """A section with its heading; `html` is trusted."""
    under = f"<span class='quiet'>{escape(quiet)}</span>" if quiet else ""
    return f"<section class='part'><h2>{escape(title)}{under}</h2>{html}</section>"


def section_html(title: str, name: str, household: Household) -> str:
    """A table's rows, empty columns left out, the member they are about first; '' without rows."""
    known = household.tables[name]
    if not known.rows:
        return ""
    rows, columns = _with_member(known, household)
    return part_html(title, tables.rows_html(rows, columns, wide=[column.name for column in columns if column.kind == "text"]),
                     f"{len(rows)} 条")  # fmt: skip


def absent_html(household: Household) -> str:
    """Which tables know nothing of the household, and which were never imported."""
    empty = [one.table.title for one in household.tables.values() if one.is_imported and not one.rows]
    missing = [one.table.title for one in household.tables.values() if not one.is_imported]
    lines = []
    if empty:
        lines.append(f"表里没有这户：{'、'.join(empty)}")
    if missing:
        lines.append(f"○ 未导入：{'、'.join(missing)}")
    text = "".join(f"<div>{escape(line)}</div>" for line in lines)
    return part_html("没有数据的表", f"<div class='absent'>{text}</div>") if lines else ""


def sources_html(address: HouseholdAddress, household: Household) -> str:
    """Every row behind the page: table, file, sheet, row, the import; a link to the whole record where a measure lists it."""
    rows = "".join(_source_rows(address, one, household) for one in household.tables.values())
    head = "<th>表</th><th>涉及</th><th>期次</th><th>文件</th><th>工作表</th><th class='number'>行</th><th>导入</th><th></th>"
    count = sum(len(one.rows) for one in household.tables.values())
    table = f"<div class='scroll'><table class='grid rows sources'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    summary = f"共 {count} 行，点开看每一行所在的文件、工作表和行"
    return part_html("从哪里来", f"<details><summary>{summary}</summary>{table}</details>")


def _source_rows(address: HouseholdAddress, known: TableRows, household: Household) -> str:
    measure = _measure_of(cache.framework(address.picked.framework_id), known.table.name)
    names = member_names(household)
    imports = household_data.read_imports(known.table.name) if known.rows else {}
    cells = []
    for row in known.rows:
        number = row.get("id_number")
        who = "" if is_empty(number) else names.get(person_id(number), "")
        period = words.say_period(row["period"]) if "period" in row else ""
        link = "" if measure is None else _record_link(measure, row, household)
        texts = (known.table.title, who, period, row["source_file"], row["source_sheet"])
        plain = "".join(f"<td class='wrap'>{escape(str(text))}</td>" for text in texts)
        entry = imports.get(str(row["import_id"]))
        said = escape(_say_import(entry))
        cells.append(
            f"<tr>{plain}<td class='number'>{row['source_row']}</td><td class='wrap'>{said}</td><td>{link}</td></tr>"
        )
    return "".join(cells)


def _record_link(measure: Measure, row: Row, household: Household) -> str:
    token = row_token(measure.table, row)
    return link_html("整行", "shortfalls", style="name", place=household.county_code, measure=measure.id, row=token)


def _measure_of(framework: Framework, table: str) -> Measure | None:
    """A measure that lists the rows of this very table."""
    return next((one for one in framework.measures.values() if one.table == table), None)


def _say_import(entry: VersionEntry | None) -> str:
    if entry is None:
        return "—"
    when = datetime.fromisoformat(entry.when)
    return f"{entry.label}，{words.say_date(when)} {entry.who}"


def _with_member(known: TableRows, household: Household) -> tuple[pd.DataFrame, list[ColumnView]]:
    shown = column_views(known.table.name)
    rows, columns = pd.DataFrame(list(known.rows)), []
    if "id_number" in rows:
        names = member_names(household)
        rows = rows.assign(
            **{MEMBER: ["" if is_empty(one) else names.get(person_id(one), "") for one in rows["id_number"]]}
        )
        columns.append(ColumnView(MEMBER, "成员", "text"))
    if rows["period"].nunique() > 1:
        columns.append(shown["period"])
    own = [column.name for column in known.table.columns if column.name not in _HIDDEN]
    return rows, [*columns, *(shown[name] for name in own if rows[name].notna().any())]
