"""The list of problems, the most urgent first: a table, on a phone cards; each opens one problem."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from core.places.codes import is_area, is_inside
from core.words import say_date
from indicators.declared.columns import is_empty
from ledger.book.words import CLOSED
from ledger.exported.writing_out import export_bytes
from ledger.looking.saying import mask_text, say_left, say_people
from ledger.looking.searching import find_problems
from ledger.looking.summaries import find_due_on
from pages.parts.common import cache, look, office
from pages.parts.common.address import find_place, say_place, steps_of
from pages.parts.common.excel import EXCEL
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.ledger.address import PAGE_ROWS, LedgerAddress

HEADS = ("编号", "地区", "问题", "责任单位、责任人", "时限", "状态", "来源")
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
    draw_parts(address, total, PAGE_ROWS)


def read_rows(address: LedgerAddress, limit: int, offset: int) -> tuple[pd.DataFrame, int]:
    """(problems of the list, how many there are in all)."""
    engine = office.ledger().engine
    if address.day:
        return find_due_on(engine, address.filters(), address.day, address.today, limit=limit, offset=offset)
    return find_problems(engine, address.filters(), address.today, limit=limit, offset=offset)


def list_html(address: LedgerAddress, rows: pd.DataFrame) -> str:
    """The table for wide screens and the cards for phones, of the same rows."""
    records = rows.to_dict("records")
    head = "".join(f"<th>{title}</th>" for title in HEADS)
    body = "".join(_row_html(address, row) for row in records)
    table = f"<div class='wide'><table class='grid ledger'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    cards = "".join(_card_html(address, row) for row in records)
    return f"{table}<div class='cards'>{cards}</div>"


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


def left_html(row: Mapping[Any, Any], today: date) -> str:
    """The light of the deadline with its word and shape, and the day under it."""
    day = None if is_empty(row["deadline"]) else row["deadline"]
    if row["state"] == CLOSED:
        closed = "" if is_empty(row["closed_on"]) else say_date(row["closed_on"])
        return f"{look.light_html('normal', '已销号')}<span class='soft'>{closed}</span>"
    light, said = say_left(str(row["state"]), day, today)
    under = f"<span class='soft'>{say_date(day)}</span>" if day else ""
    return look.light_html(light, said) + under


def state_html(row: Mapping[Any, Any]) -> str:
    """The state, with the mark of a problem that came again."""
    times = int(row["recurrences"])
    back = f" <span class='back'>↩ 反弹{f' {times} 次' if times > 1 else ''}</span>" if times else ""
    return f"{escape(str(row['state']))}{back}"


def excerpt(row: Mapping[Any, Any], name: str = "title") -> str:
    """The problem's words, cut where they are long; numbers masked."""
    text = mask_text(" ".join(str(row[name]).split()))
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"


def _more_html(row: Mapping[Any, Any]) -> str:
    """What the description says beside the title."""
    told = excerpt(row, "description")
    return "" if not told or told == excerpt(row) else f"<span class='soft'>{escape(told)}</span>"


def _row_html(address: LedgerAddress, row: Mapping[Any, Any]) -> str:
    number = link_html(number_of(row), "ledger", style="name", **address.parameters(problem=str(row["id"])))
    title = link_html(excerpt(row), "ledger", **address.parameters(problem=str(row["id"])))
    cells = (
        ("", number),
        ("place", escape(where_of(row, address.at))),
        ("wrap what", title + _more_html(row)),
        ("wrap who", _who_html(row)),
        ("left", left_html(row, address.today)),
        ("", state_html(row)),
        ("", escape(str(row["source"]))),
    )
    return "<tr>" + "".join(f"<td class='{name}'>{cell}</td>" for name, cell in cells) + "</tr>"


def _who_html(row: Mapping[Any, Any]) -> str:
    """Department, and the person under it."""
    person = f"<span class='soft'>{escape(str(row['person']))}</span>" if row["person"] and row["department"] else ""
    return f"{escape(say_people((row['department'], '' if person else row['person'])))}{person}"


def _card_html(address: LedgerAddress, row: Mapping[Any, Any]) -> str:
    title = link_html(excerpt(row), "ledger", style="name", **address.parameters(problem=str(row["id"])))
    people = escape(say_people((row["department"], row["person"])))
    return (
        f"<div class='card'><div class='head'><span>{title}</span></div><div>{left_html(row, address.today)}</div>"
        f"<div>{escape(where_of(row, address.at))} · {people}</div>"
        f"<div class='soft'>{number_of(row)} · {state_html(row)} · {escape(str(row['source']))}</div></div>"
    )


def draw_none(address: LedgerAddress, total: int) -> None:
    """What to do where the list is empty: back to the first part, or without filters."""
    if total:
        draw_linked(link_html("回到第一页", "ledger", style="name", **address.parameters(part="")), "ledger_none")
        return
    look.draw_empty("按这样的筛选没有问题。")
    if address.cuts or address.day:
        draw_linked(link_html("清除筛选", "ledger", style="name", **address.cleared), "ledger_none")


def draw_parts(address: LedgerAddress, total: int, size: int) -> None:
    """The way through a list longer than one page."""
    last = -(-total // size)
    if last <= 1:
        return
    first = (address.part - 1) * size + 1
    said = [f"第 {first:,}–{min(first + size - 1, total):,} 个，共 {total:,} 个"]
    for label, part in (("上一页", address.part - 1), ("下一页", address.part + 1)):
        if 1 <= part <= last:
            said.append(
                link_html(label, "ledger", style="name", **address.parameters(part=str(part) if part > 1 else ""))
            )
    draw_linked(f"<div class='under'>{'　'.join(said)}</div>", "ledger_parts")


def _draw_export(address: LedgerAddress) -> None:
    """The problems of the filter as Excel, made on a click; edited, it comes back by 导入."""
    ledger, area, is_demo = office.ledger(), address.area_name(), cache.is_demo()

    def build() -> bytes:
        return export_bytes(ledger, address.filters(), address.today, title=f"{area}问题台账", is_demo=is_demo)

    name = f"{area}问题台账_{address.today.isoformat()}.xlsx"
    st.download_button("导出 Excel", build, file_name=name, mime=EXCEL, on_click="ignore", key="download_ledger")


def _heading(address: LedgerAddress) -> str:
    if address.day:
        return f"{say_date(address.day)}到期的问题"
    said = address.cuts.get("due") or address.cuts.get("state")
    return f"{said}的问题" if said else "全部问题"


def _actions(address: LedgerAddress, total: int) -> str:
    links = [
        link_html("登记问题", "ledger", style="button", **address.parameters(view="new")),
        link_html("导入清单", "ledger", style="button", **address.parameters(view="import")),
    ]
    if total:
        links.append(link_html("批量办理", "ledger", style="button", **address.parameters(view="bulk")))
    return f"<div class='actions'>{''.join(links)}</div>"
