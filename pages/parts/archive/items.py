"""档案资料 of one place: its own items, one of them with its versions, the upload, and what lacks in and below it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core import words
from core.errors import UserError
from core.templates import render
from ledger.archive import (
    LEVELS,
    MISSING,
    OUTDATED,
    THERE,
    UNDATED,
    Document,
    Item,
    Upload,
    keep_document,
    list_documents,
    list_lacking,
    read_document,
)
from ledger.book import BEGINNINGS, MAX_BYTES
from pages.parts.archive.address import ArchiveAddress
from pages.parts.common import look, office, state, tables
from pages.parts.common.address import say_path
from pages.parts.common.labels import plain_label
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.saving import offer_file

LIGHTS: Mapping[str, str] = {THERE: "normal", OUTDATED: "warning", MISSING: "behind"}
OWN_COLUMNS = (
    tables.Column("资料", cell="wrap"),
    tables.Column("状态"),
    tables.Column("成文日期"),
    tables.Column("有效至"),
    tables.Column("指标", "extra", "soft"),
    tables.Column("责任部门", "extra", "soft"),
)
LACKING_COLUMNS = (
    tables.Column("地区"),
    tables.Column("资料", cell="wrap"),
    tables.Column("状态"),
    tables.Column("成文日期", "extra"),
    tables.Column("责任部门", "extra", "soft"),
)
LIST_ROWS = 100
UPLOADED = "archive_uploaded"
"""Counts the uploads of the session, so that the form starts anew after each."""


def draw_own(address: ArchiveAddress, states: pd.DataFrame) -> None:
    """The items of the place itself with their state; a click opens one."""
    own = states[states["place_code"] == address.at]
    if own.empty:
        return
    there = int((own["state"] == THERE).sum())
    look.draw_heading(
        f"{LEVELS[address.level]}应有资料", f"共 {len(own)} 份，在档 {there} 份；点资料上传、下载、看历次版本"
    )
    rows = [_item_row(address, row) for row in own.to_dict("records")]
    draw_linked(tables.cells_html(OWN_COLUMNS, rows, style="grid archive"), "archive_own")


def _item_row(address: ArchiveAddress, row: Mapping[str, Any]) -> tables.Row:
    item = address.archive.find(str(row["item"]))
    assert item is not None
    link = link_html(item.title, "archive", style="name", **address.parameters(item=item.id))
    days = (_say_day(row["made_on"]), _say_until(item, row))
    cells = (link, state_html(row), *days, item.indicator, item.department)
    return tables.Row(cells, "ours" if address.item == item else "")


def state_html(row: Mapping[str, Any]) -> Markup:
    """Shape and word of a state, and how many versions are kept."""
    several = f"（{row['versions']} 个版本）" if row["versions"] > 1 else ""
    return look.light_html(LIGHTS[str(row["state"])], f"{row['state']}{several}")


def _say_day(day: date | None) -> str:
    return words.say_date(day) if day is not None else "—"


def _say_until(item: Item, row: Mapping[str, Any]) -> str:
    if row["state"] != MISSING and item.valid_months and row["made_on"] is None:
        return UNDATED
    return words.say_date(row["valid_until"]) if row["valid_until"] is not None else item.say_validity()


def draw_item(address: ArchiveAddress, item: Item) -> None:
    """One item of the place: what it must say, its versions to download, and the upload."""
    look.draw_heading(item.title, f"{say_path(address.at)} · {item.say_validity()}")
    facts = (
        ("必须写明", item.must_say),
        ("指标", item.indicator),
        ("责任部门", item.department),
        ("依据", item.source),
    )
    close = link_html("收起", "archive", style="button", **address.parameters(item=""))
    draw_linked(look.facts_html(facts) + close, "archive_item")
    versions = list_documents(office.ledger().engine, item.id, address.at)
    if not versions:
        look.draw_note("还没有上传过。")
    for position, document in enumerate(versions):
        _draw_version(document, is_newest=not position)
    _draw_upload(address, item)


def _draw_version(document: Document, *, is_newest: bool) -> None:
    """A line with the button; the bytes are read only on a click."""
    ledger = office.ledger()

    def build() -> bytes:
        return read_document(ledger, document.id)[1]

    day = f"成文 {words.say_date(document.made_on)}" if document.made_on else UNDATED
    with st.container(horizontal=True, key=f"version_{document.id}", vertical_alignment="center"):
        offer_file("下载", build, file_name=document.name, what=f"档案 {document.id}", key=f"document_{document.id}")
        size = f"{max(document.size / 1024, 0.1):,.1f} KB"
        said = f"　{day}　{size}　{document.who} {document.at:%Y-%m-%d %H:%M} 上传"
        st.html(render(__file__, "version", name=document.name, said=said, is_newest=is_newest))


def _draw_upload(address: ArchiveAddress, item: Item) -> None:
    with st.expander("上传新版本", expanded=True):
        office.draw_signature()
        with st.form(f"upload_{item.id}_{address.at}_{st.session_state.get(UPLOADED, 0)}", border=False):
            file = st.file_uploader(
                plain_label(
                    f"文件（{'、'.join(kind.strip('.') for kind in BEGINNINGS)}，不超过 {MAX_BYTES // 1024**2} MB）"
                )
            )
            made_on = st.date_input(
                "成文日期（资料上写的日期）", value=None, max_value=address.today, format="YYYY-MM-DD"
            )
            if st.form_submit_button("上传"):
                _keep(address, item, file, made_on)
    look.draw_note("以成文日期最近的一份为现用版本；旧版本都留存，不会删除。")


def _keep(address: ArchiveAddress, item: Item, file: Any, made_on: date | None) -> None:
    if file is None:
        look.draw_problem("请先选择文件。")
        return
    try:
        upload = Upload(item, address.at, file.name, file.getvalue(), made_on)
        kept = keep_document(office.ledger(), upload, office.signed_as(), address.today)
    except UserError as error:
        look.draw_problem(error.message)
        return
    st.session_state[UPLOADED] = st.session_state.get(UPLOADED, 0) + 1
    st.toast(plain_label(f"已归档：{kept.name}"))
    st.rerun()


def draw_lacking(address: ArchiveAddress, states: pd.DataFrame) -> None:
    """What is missing or out of date below the place, with the way to each; the first of a long list."""
    lacking = list_lacking(states)
    if lacking.empty:
        look.draw_note("● 下级应有资料全部在档。")
        return
    shown = lacking.head(LIST_ROWS)
    cut = f"，此处列前 {LIST_ROWS} 份，全部见 Excel" if len(lacking) > LIST_ROWS else ""
    look.draw_heading(
        "下级缺少和过期的资料", f"共 {len(lacking):,} 份，来自 {lacking['place_code'].nunique():,} 个地区{cut}"
    )
    rows = [_lacking_row(address, row) for row in shown.to_dict("records")]
    draw_linked(tables.cells_html(LACKING_COLUMNS, rows, style="grid archive", box="scroll"), "archive_lacking")


def _lacking_row(address: ArchiveAddress, row: Mapping[str, Any]) -> tuple[str, ...]:
    item = address.archive.find(str(row["item"]))
    assert item is not None
    code = str(row["place_code"])
    link = link_html(item.title, "archive", style="name", **address.parameters(at=code, item=item.id))
    return say_path(code), link, state_html(row), _say_day(row["made_on"]), item.department


def draw_filter(address: ArchiveAddress) -> None:
    """The picker of indicators."""
    key = "archive_indicator"
    st.session_state[key] = address.indicator
    options = ["", *dict.fromkeys(item.indicator for item in address.archive.items)]
    st.selectbox(
        "指标", options, key=key, format_func=lambda title: title or "全部指标", label_visibility="collapsed", width=260,
        on_change=lambda: state.set_parameters(indicator=st.session_state[key], item=""),
    )  # fmt: skip
