"""Versions of every table: who brought what when, what differs, and the way back; templates to take away."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.errors import UserError
from loaders.template import make_template
from pages.parts.common import cache, look
from store import VersionEntry, find_table, original_path, read_tables

SHOWN = 30
OPERATIONS = {"import": "导入", "rollback": "退回", "withdrawal": "撤回", "undoing": "未完成，已退回"}
WHO = "页面操作"


def draw_versions(history: Sequence[VersionEntry]) -> None:
    """The newest versions, then going back to one and comparing two."""
    look.draw_heading("版本记录", "谁、何时、哪个文件；退回也是一个新版本，什么都不会丢")
    if not history:
        look.draw_note("还没有版本。")
        return
    rows = [
        (find_table(entry.table).title, f"第 {entry.version + 1} 版", OPERATIONS.get(entry.operation, entry.operation),
         entry.when[:16].replace("T", " "), entry.who, entry.sender, entry.file_name, f"{entry.rows:,}", f"{entry.rows_total:,}")
        for entry in history[:SHOWN]
    ]  # fmt: skip
    names = ["title", "version", "operation", "when", "who", "sender", "file", "rows", "total"]
    titles = dict(
        zip(names, ("表", "版本", "操作", "时间", "谁", "报送单位", "文件", "本次行数", "全表行数"), strict=True)
    )
    caption = f"共 {len(history)} 个版本，列出最近 {len(rows)} 个"
    with st.container(height=420 if len(rows) > 10 else "content", border=False):
        st.html(look.table_html(pd.DataFrame(rows, columns=names), titles, numbers=("rows", "total"), caption=caption))
    with st.expander("退回到某个版本、比较两个版本、取回原始文件"):
        _draw_back(history)


def _draw_back(history: Sequence[VersionEntry]) -> None:
    known = {entry.label: entry for entry in history}
    chosen = st.selectbox("版本", list(known), format_func=lambda label: _say_entry(known[label]), key="version_chosen")
    entry = known[chosen]
    original = original_path(cache.folder(), entry.file_hash) if entry.file_hash else None
    why = st.text_input("原因（退回、撤回时必填，会记在版本记录里）", key="version_why")
    left, middle, right = st.columns(3)
    if original is not None and original.exists():
        left.download_button(
            "下载这次的原始文件", data=original.read_bytes, file_name=entry.file_name, on_click="ignore"
        )
    newest = next(one for one in history if one.table == entry.table)
    is_newest = newest.label == chosen
    words = "撤回这次导入" if is_newest else f"退回到 {say_version(chosen)}"
    if middle.button(words, disabled=is_newest and not entry.rows_total, key="roll_back"):
        try:
            going_back = cache.store().withdraw if is_newest else cache.store().rollback
            label = going_back(chosen, WHO, why)
        except UserError as error:
            look.draw_problem(error.message)
            return
        st.toast(f"已{words[:2]}，新版本为 {say_version(label)}")
        st.rerun()
    if right.button(f"与最新的 {say_version(newest.label)} 比较", disabled=newest.label == chosen, key="compare"):
        _draw_comparison(chosen, newest.label)


def _draw_comparison(old: str, new: str) -> None:
    found = cache.store().compare(old, new)
    look.draw_note(
        f"{say_version(old)} → {say_version(new)}：新增 {found.added_rows:,} 行，减少 {found.removed_rows:,} 行，"
        f"改动 {found.changed_rows:,} 处"
    )
    for title, frame in (("新增", found.added), ("减少", found.removed), ("改动", found.changed)):
        if frame.num_rows:
            look.draw_note(title)
            st.dataframe(frame.to_pandas().head(100), hide_index=True, height=240)


def _say_entry(entry: VersionEntry) -> str:
    return f"{say_version(entry.label)} · {entry.when[:16].replace('T', ' ')} · {entry.file_name}"


def say_version(label: str) -> str:
    """A version as people call it: `fund_projects@2` → 衔接资金项目表第 3 版."""
    name, _, number = label.partition("@")
    return f"{find_table(name).title}第 {int(number) + 1} 版"


def draw_templates() -> None:
    """A template of every declared table, made when asked."""
    look.draw_heading("模板", "没有现成的表时用；有现成的表不必重填")
    tables = read_tables()
    with st.container(horizontal=True):
        name = st.selectbox(
            "表",
            list(tables),
            format_func=lambda key: tables[key].title,
            key="template_of",
            label_visibility="collapsed",
            width=360,
        )
        st.download_button(
            "下载模板", data=lambda: make_template(tables[name]), file_name=f"模板_{tables[name].title}.xlsx", key="template",
            on_click="ignore",
        )  # fmt: skip
