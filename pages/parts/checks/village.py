"""疑点核查 of one village: every finding of every rule, household by household, ready to be checked on the spot."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.templates import join, render, stack
from indicators.checks import STATES, FindingRequest, add_counts, total_of
from indicators.checks import facts as check_facts
from indicators.checks import words as check_words
from indicators.declared import Measure, is_empty
from indicators.households import Named, name_rows
from pages.parts.checks import excel as check_excel
from pages.parts.checks.address import PAGE_ROWS, ChecksAddress
from pages.parts.checks.findings import draw_other_states
from pages.parts.checks.overview import draw_filters, say_nothing
from pages.parts.checks.pieces import (
    crumbs_html,
    draw_notes,
    household_html,
    mark_html,
    review_html,
    source_html,
    state_html,
)
from pages.parts.checks.to_ledger import draw_to_ledger
from pages.parts.common import cache, checked, look, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.to_ledger import marks as to_ledger_marks

PERSON = "姓名和证件号码"
COLUMNS = (
    tables.Column("疑点", cell="wrap what"),
    tables.Column(PERSON, "extra"),
    tables.Column("事实", cell="wrap fact"),
    tables.Column("状态", "extra"),
    tables.Column("核实结果", "extra", "wrap review"),
    tables.Column("来源（文件，表，行）", "extra"),
)
"""A phone leaves the `extra` ones out."""


def draw_village(address: ChecksAddress) -> None:
    """The page of one village."""
    if not address.picked.is_show:
        draw_linked(crumbs_html(address), "crumbs")
    found, total = checked.list_findings(address.run, FindingRequest(address.at, address.filters()))
    households = found["household_code"].dropna().nunique()
    checks = address.checks()
    counted = add_counts(checked.count_findings(address.run, address.at, "village"), address.state, checks)
    counts = total_of(counted)
    look.draw_answer(check_words.say_village(address.area_name(), total, households, address.state, counts),
                     check_words.say_short_run(address.run.period, address.run.view_day, address.run.at))  # fmt: skip
    draw_notes(address)
    if address.picked.is_show:
        look.draw_empty("投影不显示名单，请在办公电脑上查看。" if total else say_nothing(address, counts))
        return
    draw_filters(address)
    with st.container(horizontal=True, key="list_head", vertical_alignment="bottom"):
        rules = found["check"].nunique()
        look.draw_heading(
            f"{STATES[address.state]}的疑点" if address.state else "本村疑点", f"共 {total:,} 条，来自 {rules} 条规则"
        )
        if total:
            check_excel.draw_download(address)
    draw_other_states(address, counts)
    if counts["unknown"]:
        look.draw_note(check_words.say_unknown_rules(counted, checks))
    if not total:
        look.draw_empty(say_nothing(address, counts))
        return
    first = (address.part - 1) * PAGE_ROWS
    page = order_by_household(found).iloc[first : first + PAGE_ROWS]
    draw_to_ledger(address)
    draw_linked(_table(address, page), "rows")
    look.draw_parts("checks", address.parameters, address.part, PAGE_ROWS, total)


def order_by_household(found: pd.DataFrame) -> pd.DataFrame:
    """The findings of one household side by side, those about none first."""
    return found.sort_values(["household_code", "check", "row_key"], na_position="first", kind="stable")


def _table(address: ChecksAddress, rows: pd.DataFrame) -> Markup:
    facts = check_facts.say_all(
        cache.store(), address.run.period, address.framework.measures, rows, address.run.view_day
    )
    marks = to_ledger_marks.finding_marks(address.framework, rows)
    has_persons = any(check_words.say_person(str(key)) for key in rows["row_key"])
    columns = [column for column in COLUMNS if has_persons or column.title != PERSON]
    body, last = [], object()
    records = rows.to_dict("records")
    for row, who in zip(records, name_rows(cache.store(), address.run.period, records), strict=True):
        household = "" if is_empty(row["household_code"]) else str(row["household_code"])
        if household != last:
            body.append(_household_row(row, household, rows, who))
            last = household
        check = address.framework.measures[str(row["check"])]
        code = str(row["finding_code"])
        body.append(tables.Row(_cells(address, row, check, facts[code], marks[code], has_persons, who)))
    return tables.cells_html(columns, body, style="grid rows village")


def _household_row(row: Mapping[Any, Any], household: str, rows: pd.DataFrame, who: Named) -> tables.Row:
    mine = rows["household_code"] == household if household else rows["household_code"].isna()
    title = join(("户 ", household_html(row))) if household else "村里的事项"
    said = join((title, replace(who, person="", relation="").whole, look.soft_html(f"{int(mine.sum())} 条")), " ")
    return tables.Row([tables.Cell(said, span=len(COLUMNS))], "group")


def _cells(
    address: ChecksAddress,
    row: Mapping[Any, Any],
    check: Measure,
    facts: str,
    in_ledger: Markup,
    has_persons: bool,
    who: Named,
) -> list[object]:
    title = join((mark_html(check), check.title), " ")
    link = link_html(title, "checks", title=check.why_it_matters, **address.parameters(check=check.id))
    found, number = state_html(row) + in_ledger, check_words.say_person(str(row["row_key"]))
    return [
        render(__file__, "what", link=link, code=row["finding_code"], found=found),
        *([stack(part for part in (who.member, number) if part)] if has_persons else []),
        facts,
        tables.Cell(found, "wrap extra" if row["is_exempt"] else "extra"),
        review_html(row),
        source_html(row),
    ]
