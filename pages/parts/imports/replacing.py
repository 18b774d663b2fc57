"""What a file finds in the store: whose rows stand there already, and what becomes of them."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from loaders.check import ALL, KEY, MODES, ReplacePlan, StandingFile
from loaders.recognise import Choices
from loaders.results import Preview
from pages.parts.common import look

UNDECIDED = "待选"
"""Before a way is picked nobody knows which rows go and which stay."""
AS_USUAL = "照常：只替换本单位原来报的，其余保留"


def picked(digest: str) -> tuple[str, bool]:
    """The way picked for a file when it was last drawn ('' when none was), and whether it is meant although it is older."""
    modes = (st.session_state.get(_key(digest, is_doubtful)) for is_doubtful in (True, False))
    return next(filter(None, modes), ""), bool(st.session_state.get(f"older_{digest}"))


def _key(digest: str, is_doubtful: bool) -> str:
    return f"replace_{digest}_{is_doubtful}"


def draw_replacing(found: Preview, choices: Choices) -> Choices:
    """The stored rows of the same places and periods, file by file, the values that become others, and the choice; nothing where
    no rows are stored.

    Returns the choices with what the clerk picked, which has to be picked where it is not clear whose the rows are, and where the
    file is older than they are.
    """
    plans = list({sheet.table: sheet.plan for sheet in found.sheets if sheet.table}.values())
    files = [one for plan in plans for one in plan.files]
    if not (files or any(plan.doubt for plan in plans)) or found.is_again:
        return choices
    senders = sorted({plan.sender for plan in plans if plan.sender})
    look.draw_heading("已有的行", f"本文件按“{'、'.join(senders)}”报的算" if senders else "看不出本文件是哪个单位报的")
    older = _draw_older(plans, found.digest)
    mode = _draw_mode(plans, found.digest)
    _draw_files([replace(one, mode=mode) for one in files], any(plan.doubt for plan in plans) and not mode)
    _draw_changed(plans)
    return replace(choices, replace=mode, older=older)


def _draw_mode(plans: Sequence[ReplacePlan], digest: str) -> str:
    """What becomes of the stored rows; of a doubtful file only what may be done to them without a word of their sender's."""
    is_doubtful = any(bool(plan.doubt) for plan in plans)
    ways = [mode for mode in MODES if all(mode in plan.ways for plan in plans if plan.doubt)]
    options = {mode: MODES[mode] for mode in ways} if is_doubtful else {"": AS_USUAL} | {
        mode: MODES[mode] for mode in (KEY, ALL)
    }  # fmt: skip
    if is_doubtful:
        for words in dict.fromkeys(plan.doubt for plan in plans if plan.doubt):
            look.draw_warning(words)
        note = "没有选之前什么都不会写入；本文件如果就是替原来的单位报的，请在最上面“辨认不对时”里填写报送单位"
        look.draw_note(note)
    return st.radio(
        "这些行怎么办", list(options), format_func=lambda mode: options[mode], key=_key(digest, is_doubtful),
        index=None if is_doubtful else 0,
    ) or ""  # fmt: skip


def _draw_files(files: Sequence[StandingFile], is_open: bool) -> None:
    if not files:
        return
    rows = [
        (one.where, f"{one.rows_updated:,}", f"{one.rows_changed:,}",
         *((UNDECIDED, UNDECIDED) if is_open else (f"{one.rows_go:,}", f"{one.rows_stay:,}")),
         one.sender or "未知", one.file, f"{one.who} {one.when[:16].replace('T', ' ')}".strip())
        for one in files
    ]  # fmt: skip
    names = ["where", "updated", "changed", "go", "stay", "sender", "file", "by"]
    titles = dict(
        zip(
            names,
            ("地区和期次", "会更新", "其中数会变", "会移出", "会保留", "报送单位", "文件", "谁何时导入"),
            strict=True,
        )
    )
    caption = "移出的行、改写的数在旧版本里还在，可以退回"
    numbers = ("updated", "changed", "go", "stay")
    st.html(look.table_html(pd.DataFrame(rows, columns=names), titles, numbers=numbers, caption=caption))


def _draw_changed(plans: Sequence[ReplacePlan]) -> None:
    """The first stored values that become others, and how many there are."""
    changed = [one for plan in plans for one in plan.changed]
    rows, cells = sum(plan.rows_changed for plan in plans), sum(plan.cells_changed for plan in plans)
    if not rows:
        return
    look.draw_heading(f"会改写 {rows:,} 行已有的数", f"共 {cells:,} 格" if cells else "同一编号有几行的，只数行数")
    if not changed:
        return
    lines = [(one.where, one.what, one.before, one.after, one.file, f"{one.row or ''}") for one in changed]
    titles = {
        "where": "地区和期次",
        "what": "哪一项",
        "before": "原来",
        "after": "改为",
        "file": "原来的文件",
        "row": "本文件第几行",
    }
    caption = f"列出 {len(changed)} 格" + (f"，共 {cells:,} 格" if cells > len(changed) else "")
    st.html(
        look.table_html(
            pd.DataFrame(lines, columns=list(titles)), titles, numbers=("before", "after", "row"), caption=caption
        )
    )


def _draw_older(plans: Sequence[ReplacePlan], digest: str) -> bool:
    """Why the file is older than what is stored, and the box that says that it is meant."""
    older = [plan.older for plan in plans if plan.older]
    if not older:
        return False
    for words in older:
        look.draw_warning(words)
    return st.checkbox("知道本文件比已有的旧，确要用它改回旧数", key=f"older_{digest}")
