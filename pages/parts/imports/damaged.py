"""Tables whose files are damaged, each with the way back."""

import streamlit as st

from access.accounts import Right
from core.errors import UserError
from pages.parts.common import acts, cache, gate, look
from pages.parts.common.labels import plain_label
from pages.parts.imports.versions import WHO
from store import Mended

_SAID = "_mended"
"""What was mended last, until the next is."""


def draw_damaged() -> None:
    """What is damaged and, by a click, what is whole of it; what has to be imported again after that."""
    for line in st.session_state.get(_SAID, ()):
        look.draw_done(line)
    for name, damage in cache.damaged().items():
        look.draw_problem(damage.as_error().message)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            why = st.text_input("原因", value="文件损坏", key=f"mend_why_{name}", width=280)
            is_closed = not gate.may(Right.APPROVE) or bool(cache.within())
            label = plain_label(f"把《{damage.title}》恢复到最近的完好版本")
            is_asked = st.button(label, key=f"mend_{name}", disabled=is_closed)
        if is_asked:
            try:
                done = cache.store().mend(name, gate.person().name or WHO, why)
                acts.note("rollback", f"{damage.title} {damage.file} → {done.version}", why=why)
                st.session_state[_SAID] = _say(done, damage.title)
            except UserError as error:
                look.draw_problem(error.message)
                continue
            st.rerun()


def _say(done: Mended, title: str) -> list[str]:
    now = f"现有 {done.rows:,} 行" if done.version else "这张表现在没有数据"
    again = "、".join(f"{one.when[:10]} 的“{one.file_name}”" for one in done.lost)
    return [f"《{title}》：{done.note}；{now}。" + (f"请重新导入：{again}。" if again else "")]
