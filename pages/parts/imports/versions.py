"""Versions of every table: who brought what when, what differs, and the way back; templates to take away."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from access.accounts import Right
from core.errors import UserError
from indicators.declared import ColumnView, column_views
from loaders.template import make_template
from pages.parts.common import acts, cache, gate, look, originals, tables
from pages.parts.common.labels import plain_label
from pages.parts.common.saving import offer_file
from store import VersionEntry, find_table, read_tables

SHOWN = 30
OPERATIONS = {"import": "导入", "rollback": "退回", "withdrawal": "撤回", "undoing": "未完成，已退回"}
WHO = "页面操作"
GONE = "这次的原始文件不在数据目录里，请从备份取回，或向报送单位索要原表。"
COMPARED = 100
"""Rows of a comparison on the screen."""
CHANGED = (
    ColumnView("column", "栏目", "text"),
    ColumnView("before", "原来", "text"),
    ColumnView("after", "现在", "text"),
)


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
    why = st.text_input("原因（退回、撤回时必填，会记在版本记录里）", key="version_why")
    left, middle, right = st.columns(3)
    if entry.file_hash and originals.is_kept_back(entry.file_hash[: originals.DIGITS]):
        left.caption(originals.KEPT_BACK)
    elif entry.file_hash:
        with left:
            if not originals.draw_original(entry.file_hash, entry.file_name, "下载这次的原始文件", "original"):
                st.caption(GONE)
    newest = next(one for one in history if one.table == entry.table)
    is_newest = newest.label == chosen
    words = "撤回这次导入" if is_newest else f"退回到 {say_version(chosen)}"
    is_closed = not gate.may(Right.APPROVE) or bool(cache.within())
    is_import = entry.operation == "import"
    look.draw_note(_say_back(entry, [one for one in history if one.table == entry.table]))
    if middle.button(words, disabled=is_closed or (is_newest and not is_import), key="roll_back"):
        try:
            going_back = cache.store().withdraw if is_newest else cache.store().rollback
            label = going_back(chosen, gate.person().name or WHO, why)
            acts.note("rollback", f"{say_version(chosen)} → {say_version(label)}", why=why)
        except UserError as error:
            look.draw_problem(error.message)
            return
        st.toast(plain_label(f"已{words[:2]}，新版本为 {say_version(label)}"))
        st.rerun()
    if right.button(
        plain_label(f"与最新的 {say_version(newest.label)} 比较"), disabled=newest.label == chosen, key="compare"
    ):
        _draw_comparison(chosen, newest.label)


def _say_back(entry: VersionEntry, own: Sequence[VersionEntry]) -> str:
    """What the table holds after going back to a version, or after taking the newest back; `own` are the table's, newest first."""
    title = find_table(entry.table).title
    undone = f"注意：这次导入（{entry.file_name}）{entry.undone}。" if entry.undone else ""
    if entry.label != own[0].label:
        back = f"它的 {entry.rows:,} 行会回来，" if undone else ""
        return f"{undone}退回后{back}{title}全表 {entry.rows_total:,} 行（现在 {own[0].rows_total:,} 行）"
    if entry.operation != "import":
        return f"这是最新的一版（{entry.note}），不能再撤回；要放回被拿掉的数，请选有这些数的那一版退回"
    if len(own) < 2:
        return f"撤回后{title}没有数据，和没有导入过一样"
    return f"撤回后回到{say_version(own[1].label)}（{own[1].file_name or own[1].note}）：全表 {own[1].rows_total:,} 行"


def _draw_comparison(old: str, new: str) -> None:
    try:
        found = cache.store().compare(old, new)
    except UserError as error:
        look.draw_problem(error.message)
        return
    look.draw_note(
        f"{say_version(old)} → {say_version(new)}：新增 {found.added_rows:,} 行，减少 {found.removed_rows:,} 行，"
        f"改动 {found.changed_rows:,} 处"
    )
    for title, rows in (("新增", found.added), ("减少", found.removed), ("改动", found.changed)):
        if rows.num_rows:
            look.draw_note(f"{title}（列前 {COMPARED} 行）" if rows.num_rows > COMPARED else title)
            _draw_compared(old.partition("@")[0], rows.slice(0, COMPARED).to_pandas(), f"compared_{title}")


def _draw_compared(table: str, rows: pd.DataFrame, key: str) -> None:
    """Rows as a grid under their titles; which cell of a row was changed stands by its column's title."""
    views = column_views(table)
    if "column" in rows.columns:
        rows = rows.assign(column=[views[name].title if name in views else name for name in rows["column"]])
    columns = [
        *(view for name, view in views.items() if name in rows.columns),
        *(view for view in CHANGED if view.name in rows.columns),
    ]
    tables.draw_grid(rows, columns, key)


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
        offer_file(
            "下载模板", lambda: make_template(tables[name]), file_name=f"模板_{tables[name].title}.xlsx", key="template", is_open=True,
        )  # fmt: skip
