"""Sections of 户档案 made of a table's rows, what no table says, and the file, sheet and row behind each."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
from markupsafe import Markup

from core import words
from core.templates import render
from indicators.declared import ColumnView, Framework, Measure, column_views, is_empty
from indicators.households import Household, Row, TableRows, member_names, person_id
from indicators.shortfalls import row_token
from pages.parts.common import cache, tables
from pages.parts.common.linked import link_html
from pages.parts.household import data as household_data
from pages.parts.household.address import HouseholdAddress
from store import VersionEntry

MEMBER = "member"
SOURCE_COLUMNS = (
    *(tables.Column(title, cell="wrap") for title in ("表", "涉及", "期次", "文件", "工作表")),
    tables.Column("行", "number"),
    tables.Column("导入", cell="wrap"),
    tables.Column(""),
)
_HIDDEN = {
    "place_code",
    "place_name",
    "county_code",
    "household_code",
    "id_number",
    "person_name",
    "head_name",
    "household_kind",
}


def part_html(title: str, html: Markup, quiet: str = "") -> Markup:
    """A section with its heading."""
    return render(__file__, "part", title=title, html=html, quiet=quiet)


def absence_html(said: str) -> Markup:
    """What is not known, in place of it."""
    return Markup("<div class='absent'>{}</div>").format(said)


def section_html(title: str, name: str, household: Household) -> Markup:
    """A table's rows, empty columns left out, the member they are about first; '' without rows."""
    known = household.tables[name]
    if not known.rows:
        return Markup("")
    rows, columns = _with_member(known, household)
    return part_html(title, tables.rows_html(rows, columns, wide=[column.name for column in columns if column.kind == "text"]),
                     f"{len(rows)} 条")  # fmt: skip


def absent_html(household: Household) -> Markup:
    """Which tables know nothing of the household, and which were never imported."""
    empty = [one.table.title for one in household.tables.values() if one.is_imported and not one.rows]
    missing = [one.table.title for one in household.tables.values() if not one.is_imported]
    lines = []
    if empty:
        lines.append(f"表里没有这户：{'、'.join(empty)}")
    if missing:
        lines.append(f"○ 未导入：{'、'.join(missing)}")
    return part_html("没有数据的表", render(__file__, "absences", lines=lines)) if lines else Markup("")


def sources_html(address: HouseholdAddress, household: Household) -> Markup:
    """Every row behind the page: table, file, sheet, row, the import; a link to the whole record where a measure lists it."""
    rows = [row for one in household.tables.values() for row in _source_rows(address, one, household)]
    table = tables.cells_html(SOURCE_COLUMNS, rows, style="grid rows sources", box="scroll")
    return part_html("从哪里来", render(__file__, "sources", count=len(rows), table=table))


def _source_rows(address: HouseholdAddress, known: TableRows, household: Household) -> list[Sequence[object]]:
    measure = _measure_of(cache.framework(address.picked.framework_id), known.table.name)
    names = member_names(household)
    imports = household_data.read_imports(known.table.name) if known.rows else {}
    found: list[Sequence[object]] = []
    for row in known.rows:
        number = row.get("id_number")
        who = "" if is_empty(number) else names.get(person_id(number), "")
        period = words.say_period(row["period"]) if "period" in row else ""
        link = "" if measure is None else _record_link(measure, row, household)
        texts = (known.table.title, who, period, row["source_file"], row["source_sheet"], row["source_row"])
        found.append((*texts, _say_import(imports.get(str(row["import_id"]))), link))
    return found


def _record_link(measure: Measure, row: Row, household: Household) -> Markup:
    token = row_token(measure.table, row)
    return link_html("整行", "shortfalls", style="name", at=household.county_code, measure=measure.id, row=token)


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
