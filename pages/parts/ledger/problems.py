"""The list of problems, the most urgent first: a table, on a phone cards; each opens one problem."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.personal import mask_numbers
from core.places import is_area, is_inside
from core.templates import join, render
from core.words import say_date
from indicators.declared import is_empty
from ledger.book import CLOSED
from ledger.exported import export_bytes
from ledger.looking import find_due_on, find_problems, say_left, say_people
from pages.parts.common import cache, look, office, tables
from pages.parts.common.address import find_place, say_place, steps_of
from pages.parts.common.excel import EXCEL
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.papers import draw_word
from pages.parts.common.saving import offer_file
from pages.parts.ledger.address import PAGE_ROWS, LedgerAddress
from shows import Wanted, write_rectification

COLUMNS = (
    tables.Column("编号"),
    tables.Column("地区", cell="place"),
    tables.Column("问题", cell="wrap what"),
    tables.Column("责任单位、责任人", cell="wrap who"),
    tables.Column("时限", cell="left"),
    tables.Column("状态"),
    tables.Column("来源"),
)
EXCERPT = 80
"""Characters of the problem's words in a list."""


def draw_list(address: LedgerAddress) -> None:
    """One page of the list, how many there are, and the way through."""
    rows, total = read_rows(address, PAGE_ROWS, (address.part - 1) * PAGE_ROWS)
    with st.container(horizontal=True, key="ledger_head", vertical_alignment="bottom"):
        look.draw_heading(_heading(address), f"共 {total:,} 个，最急的在前")
        draw_linked(_actions(address, total), "ledger_actions")
        if total and not address.day:
            _draw_export(address)
    if rows.empty:
        draw_none(address, total)
        return
    draw_linked(list_html(address, rows), "ledger_rows")
    look.draw_parts("ledger", address.parameters, address.part, PAGE_ROWS, total, "个", "ledger_parts")


def read_rows(address: LedgerAddress, limit: int, offset: int) -> tuple[pd.DataFrame, int]:
    """(problems of the list, how many there are in all)."""
    engine = office.ledger().engine
    if address.day:
        return find_due_on(engine, address.filters(), address.day, address.today, limit=limit, offset=offset)
    return find_problems(engine, address.filters(), address.today, limit=limit, offset=offset)


def list_html(address: LedgerAddress, rows: pd.DataFrame) -> Markup:
    """The table for wide screens and the cards for phones, of the same rows."""
    records = rows.to_dict("records")
    table = tables.cells_html(COLUMNS, [_row(address, row) for row in records], style="grid ledger", box="wide")
    return table + render(__file__, "cards", cards=[_card(address, row) for row in records])


def number_of(row: Mapping[Any, Any]) -> str:
    """The number people quote, of a row of a list."""
    return f"{row['opened_on'].year}-{int(row['id']):05d}"


def where_of(row: Mapping[Any, Any], at: str) -> str:
    """The place by the names of today below the one looked at; as it was written where no table knows the code."""
    code = str(row["place_code"])
    if is_area(code) or find_place(code) is None:
        return str(row["place_name"])
    below = [part for part in steps_of(code) if part == code or not is_inside(at, part)]
    return " ".join(say_place(part) for part in below if find_place(part))


def left_html(row: Mapping[Any, Any], today: date) -> Markup:
    """The light of the deadline with its word and shape, and the day under it."""
    day = None if is_empty(row["deadline"]) else row["deadline"]
    if row["state"] == CLOSED:
        closed = "" if is_empty(row["closed_on"]) else say_date(row["closed_on"])
        return look.light_html("normal", "已销号") + look.soft_html(closed)
    light, said = say_left(str(row["state"]), day, today)
    return look.light_html(light, said) + (look.soft_html(say_date(day)) if day else "")


def state_html(row: Mapping[Any, Any]) -> Markup:
    """The state, with the mark of a problem that came again."""
    return render(__file__, "state", state=row["state"], times=int(row["recurrences"]))


def excerpt(row: Mapping[Any, Any], name: str = "title") -> str:
    """The problem's words, cut where they are long; numbers masked."""
    text = mask_numbers(" ".join(str(row[name]).split()))
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"


def _row(address: LedgerAddress, row: Mapping[Any, Any]) -> tuple[object, ...]:
    to = address.parameters(problem=str(row["id"]))
    told = excerpt(row, "description")
    more = look.soft_html(told) if told and told != excerpt(row) else ""
    return (
        link_html(number_of(row), "ledger", style="name", **to),
        where_of(row, address.at),
        link_html(excerpt(row), "ledger", **to) + more,
        _who_html(row),
        left_html(row, address.today),
        state_html(row),
        row["source"],
    )


def _who_html(row: Mapping[Any, Any]) -> Markup:
    """Department, and the person under it."""
    person = look.soft_html(mask_numbers(row["person"])) if row["person"] and row["department"] else ""
    return join((say_people((row["department"], "" if person else row["person"])), person))


def _card(address: LedgerAddress, row: Mapping[Any, Any]) -> dict[str, object]:
    return {
        "title": link_html(excerpt(row), "ledger", style="name", **address.parameters(problem=str(row["id"]))),
        "left": left_html(row, address.today),
        "where": where_of(row, address.at),
        "people": say_people((row["department"], row["person"])),
        "number": number_of(row),
        "state": state_html(row),
        "source": row["source"],
    }


def draw_none(address: LedgerAddress, total: int) -> None:
    """What to do where the list is empty: back to the first part, or without filters."""
    if total:
        draw_linked(link_html("回到第一页", "ledger", style="name", **address.parameters(part="")), "ledger_none")
        return
    look.draw_empty("按这样的筛选没有问题。")
    if address.cuts or address.day:
        draw_linked(link_html("清除筛选", "ledger", style="name", **address.cleared), "ledger_none")


def _draw_export(address: LedgerAddress) -> None:
    """The problems of the filter as Excel, made on a click; edited, it comes back by 导入."""
    ledger, area, is_demo = office.ledger(), address.area_name(), cache.is_demo()

    def build() -> bytes:
        return export_bytes(ledger, address.filters(), address.today, title=f"{area}问题台账", is_demo=is_demo)

    name = f"{area}问题台账_{address.today.isoformat()}.xlsx"
    offer_file("导出 Excel", build, file_name=name, mime=EXCEL, key="download_ledger")
    wanted = Wanted(address.filters(), address.today, area, cache.places())
    draw_word(
        "整改清单（Word）", f"{area}整改清单_{address.today.isoformat()}",
        lambda signed: write_rectification(ledger.engine, wanted, signed, is_demo=is_demo), key="download_rectification",
    )  # fmt: skip


def _heading(address: LedgerAddress) -> str:
    if address.day:
        return f"{say_date(address.day)}到期的问题"
    said = address.cuts.get("due") or address.cuts.get("state")
    return f"{said}的问题" if said else "全部问题"


def _actions(address: LedgerAddress, total: int) -> Markup:
    links = [
        link_html("登记问题", "ledger", style="button", **address.parameters(view="new")),
        link_html("导入清单", "ledger", style="button", **address.parameters(view="import")),
    ]
    if total:
        links.append(link_html("批量办理", "ledger", style="button", **address.parameters(view="bulk")))
    return look.buttons_html(links)
