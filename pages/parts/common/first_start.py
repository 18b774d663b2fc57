"""An empty data folder: see the demonstration, or begin with one's own tables; asked on every page until something is there."""

import subprocess
import sys
from pathlib import Path

import streamlit as st

from access.accounts import Right
from core.errors import UserError
from core.settings import data_dir
from pages.parts.common import cache, gate, look
from pages.parts.common.linked import draw_linked, link_html

ROOT = Path(__file__).parents[3]
FILLING = (("loaders", "demo"), ("ledger.demo",))
"""The commands that fill an empty data folder with invented data."""


def draw_first_start(page: str) -> None:
    """The two ways to begin, where no table has ever been imported."""
    if page in OWN_WAY or not gate.may(Right.IMPORT) or cache.store().versions():
        return
    if gate.scope():
        draw_linked(link_html("还没有数据：去导入", "imports", style="button"), "own_data")
        return
    look.draw_heading("第一次使用，先选一样", "数据只存在这台电脑上")
    with st.container(horizontal=True):
        if st.button("看演示（模拟数据）", type="primary", key="see_demo"):
            _fill()
        draw_linked(link_html("用自己的数据", "needed", style="button"), "own_data")
    look.draw_note(
        "演示约一分钟备好，每一页都标“模拟数据”；以后换成自己的数据，请换一个空的数据目录（说明文件里有命令）。"
    )


OWN_WAY = ("needed", "imports")
"""Pages of somebody who has chosen."""


def _fill() -> None:
    """Runs the commands outside this script, so that a click elsewhere does not stop them half way."""
    with st.spinner("正在生成模拟数据，约一分钟…"):
        for module, *words in FILLING:
            done = subprocess.run(
                [sys.executable, "-m", module, *words], cwd=ROOT, capture_output=True, text=True, check=False
            )
            if done.returncode:
                said = (done.stderr.strip() or done.stdout.strip()).splitlines()
                raise UserError("演示数据没有生成", file=str(data_dir().name), todo=said[-1] if said else "请重试")
    st.rerun()
