"""约谈清单: who has problems past their deadline, by department and person, with the problems as Excel to take along."""

from dataclasses import replace

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.personal import mask_numbers
from core.words import say_date
from indicators.declared import is_empty
from ledger.book import NOBODY
from ledger.looking import OVERDUE, ProblemFilter, any_state, count_duties, find_problems, say_late
from pages.parts.common import cache, look, office, tables
from pages.parts.common.excel import EXCEL
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.saving import offer_file
from pages.parts.ledger.address import LedgerAddress
from pages.parts.ledger.problems import number_of, where_of
from reports.duty_list import MAX_ROWS, DutySheet, write_duty_list
from reports.workbook import Column

COLUMNS = (
    tables.Column("责任单位、责任人", cell="wrap"),
    tables.Column("超时限（个）", "number"),
    tables.Column("最长超（天）", "number"),
)
MOST = 300
"""Rows of the table on the screen; the Excel list has them all."""
PEOPLE_COLUMNS = (
    Column("department", "责任单位", 24),
    Column("person", "责任人", 12),
    Column("overdue", "超时限（个）", 9, "integer"),
    Column("longest", "最长超（天）", 9, "integer"),
)
PROBLEM_COLUMNS = (
    Column("department", "责任单位", 16),
    Column("person", "责任人", 9),
    Column("number", "编号", 11),
    Column("place", "地区", 16),
    Column("title", "问题", 34),
    Column("deadline", "整改时限", 14, "date"),
    Column("days", "超时限（天）", 8, "integer"),
    Column("state", "状态", 9),
    Column("source", "来源", 12),
)


def late_filter(address: LedgerAddress) -> ProblemFilter:
    """The problems past their deadline among those looked at."""
    return replace(any_state(address.filters()), due=OVERDUE)


def draw_late(address: LedgerAddress) -> None:
    """The view 约谈清单."""
    people = count_duties(office.ledger().engine, late_filter(address), ("department", "person"), address.today)
    with st.container(horizontal=True, key="ledger_head", vertical_alignment="bottom"):
        look.draw_heading(say_late(people), f"截至{say_date(address.today)}；当天到期的不算超时限")
        if len(people):
            _draw_download(address)
    if people.empty:
        look.draw_empty("没有超时限的问题，不需要约谈。")
        return
    draw_linked(late_html(address, people.head(MOST)), "ledger_late")
    if len(people) > MOST:
        look.draw_note(f"只列超时限最多的 {MOST} 人，全部见 Excel。")


def late_html(address: LedgerAddress, people: pd.DataFrame) -> Markup:
    """Departments, most overdue first, who is named by nobody last, with their people; each number opens its problems."""
    ordered = people.groupby("department", sort=False)
    totals = ordered["overdue"].sum().sort_values(ascending=False, kind="stable")
    names = sorted(map(str, totals.index), key=lambda name: name == "")
    rows = [row for name in names for row in _group(address, name, ordered.get_group(name))]
    return tables.cells_html(COLUMNS, rows, style="grid late")


def _group(address: LedgerAddress, department: str, rows: pd.DataFrame) -> list[tables.Row]:
    group = [_row(address, mask_numbers(department) or f"{NOBODY}责任单位", rows, "group", department=department)]
    for row in rows.to_dict("records"):
        name = str(row["person"])
        one, shown = pd.DataFrame([row]), mask_numbers(name) or f"{NOBODY}责任人"
        group.append(_row(address, shown, one, "person", department=department, person=name))
    return group


def _row(address: LedgerAddress, name: str, rows: pd.DataFrame, style: str, **chosen: str) -> tables.Row:
    number = f"{int(rows['overdue'].sum()):,}"
    named = {column: value or NOBODY for column, value in chosen.items()}
    linked = link_html(number, "ledger", style="name", **address.parameters(view="", state="", due=OVERDUE, **named))
    return tables.Row([name, linked, f"{int(rows['longest'].max()):,}"], style)


def _draw_download(address: LedgerAddress) -> None:
    is_demo, area = cache.is_demo(), address.area_name()

    def build() -> bytes:
        return write_duty_list(late_sheets(address), is_demo=is_demo)

    name = f"{area}约谈清单_{address.today.isoformat()}.xlsx"
    offer_file("下载约谈清单（Excel）", build, file_name=name, mime=EXCEL, key="download_late")


def late_sheets(address: LedgerAddress) -> list[DutySheet]:
    """The people to be called in, and their problems."""
    engine = office.ledger().engine
    people = count_duties(engine, late_filter(address), ("department", "person"), address.today)
    rows, total = find_problems(engine, late_filter(address), address.today, limit=MAX_ROWS + 1)
    title, line = f"{address.area_name()}约谈清单", f"截至{say_date(address.today)}　{say_late(people)}"
    fill = (("约谈时间", 12.0), ("约谈人", 9.0), ("整改承诺", 20.0), ("签字", 9.0))
    return [
        DutySheet("约谈清单", title, [line], PEOPLE_COLUMNS, people.assign(person=people["person"].map(mask_numbers)), fill),
        DutySheet("超时限问题", f"{address.area_name()}超时限问题", [f"共 {total:,} 个，超时限最久的在前"], PROBLEM_COLUMNS,
                  _problem_rows(address, rows)),
    ]  # fmt: skip


def _problem_rows(address: LedgerAddress, rows: pd.DataFrame) -> pd.DataFrame:
    told = [
        {
            **{name: mask_numbers(str(row[name])) for name in ("department", "person", "state", "source")},
            "number": number_of(row),
            "place": where_of(row, address.at),
            "title": mask_numbers(str(row["title"])),
            "deadline": None if is_empty(row["deadline"]) else row["deadline"],
            "days": (address.today - row["deadline"]).days,
        }
        for row in rows.to_dict("records")
    ]
    return pd.DataFrame(told, columns=[column.name for column in PROBLEM_COLUMNS], dtype=object)
