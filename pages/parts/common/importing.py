"""On every page: which imports are under way, begun by whomever, and how far they are."""

import sys
from types import ModuleType

import streamlit as st
from markupsafe import Markup

from access.accounts import Right
from core.settings import data_dir
from pages.parts.common import gate

SECONDS = 2.0


def draw_importing() -> None:
    """A line an import, kept up to date while it goes on; nothing without any."""
    apart = _apart()
    if apart is not None and apart.running_imports(data_dir().resolve()):
        _draw()


def _apart() -> ModuleType | None:
    """What runs imports; it is not loaded before somebody opens 数据导入."""
    return sys.modules.get("loaders.apart")


@st.fragment(run_every=SECONDS)
def _draw() -> None:
    apart = _apart()
    jobs = apart.running_imports(data_dir().resolve()) if apart is not None else []
    is_own = gate.may(Right.IMPORT) and not gate.scope()
    said = [f"正在导入{f'“{job.file_name}”' if is_own else ''}：{job.words}（{job.share:.0%}）" for job in jobs]
    for line in said or ["导入已结束，结果在“数据导入”。"]:
        st.html(Markup("<div class='done' role='status'>{}</div>").format(line))
