"""What a file finds in the store: whose rows stand there already, and what becomes of them."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from loaders.check import MODES, SENDER
from loaders.recognise import Choices
from loaders.results import Preview
from pages.parts.common import look

UNDECIDED = "待选"
"""Before a way is picked nobody knows which rows go and which stay."""
AS_USUAL = "照常：只替换本单位原来报的，其余保留"


def picked_mode(digest: str) -> str:
    """The way picked for a file when it was last drawn, '' when none was."""
    picked = (st.session_state.get(_key(digest, is_doubtful)) for is_doubtful in (True, False))
    return next(filter(None, picked), "")


def _key(digest: str, is_doubtful: bool) -> str:
    return f"replace_{digest}_{is_doubtful}"


def draw_replacing(found: Preview, choices: Choices) -> Choices:
    """The stored rows of the same places and periods, file by file, and the choice; nothing where none are stored.

    Returns the choices with what the clerk picked, which has to be picked where it is not clear whose the rows are.
    """
    plans = {sheet.table: sheet.plan for sheet in found.sheets if sheet.table}
    files = [one for plan in plans.values() for one in plan.files]
    if not files or found.is_again:
        return choices
    senders = sorted({plan.sender for plan in plans.values() if plan.sender})
    look.draw_heading("已有的行", f"本文件按“{'、'.join(senders)}”报的算" if senders else "看不出本文件是哪个单位报的")
    is_doubtful = any(plan.is_doubtful for plan in plans.values())
    options = dict(MODES) if is_doubtful else {"": AS_USUAL} | {mode: MODES[mode] for mode in MODES if mode != SENDER}
    if is_doubtful:
        look.draw_note("看不出这些行是不是同一单位报的：请选一种办法，或在上面填写报送单位。没有选之前什么都不会写入")
    picked = st.radio(
        "这些行怎么办", list(options), format_func=lambda mode: options[mode], key=_key(found.digest, is_doubtful),
        index=None if is_doubtful else 0,
    )  # fmt: skip
    files = [replace(one, mode=picked or "") for one in files]
    is_open = is_doubtful and not picked
    rows = [
        (one.where, f"{one.rows_updated:,}", *((UNDECIDED, UNDECIDED) if is_open else (f"{one.rows_go:,}", f"{one.rows_stay:,}")),
         one.sender or "未知", one.file, f"{one.who} {one.when[:16].replace('T', ' ')}".strip())
        for one in files
    ]  # fmt: skip
    names = ["where", "updated", "go", "stay", "sender", "file", "by"]
    titles = dict(
        zip(names, ("地区和期次", "会更新", "会移出", "会保留", "报送单位", "文件", "谁何时导入"), strict=True)
    )
    caption = "移出的行在旧版本里还在，可以退回"
    st.html(
        look.table_html(pd.DataFrame(rows, columns=names), titles, numbers=("updated", "go", "stay"), caption=caption)
    )
    return replace(choices, replace=picked or "")
