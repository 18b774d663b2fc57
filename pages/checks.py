"""疑点核查: every record against every rule, places × rules, down to the village, the household and the row of the file."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts.checks import data as check_data
from pages.parts.checks.address import read_asked
from pages.parts.checks.findings import draw_check
from pages.parts.checks.overview import draw_overview
from pages.parts.checks.village import draw_village
from pages.parts.common import look, state
from pages.parts.common.state import Picked
from pages.parts.ranking.leagues import draw_nothing

STYLES = [Path(__file__).parent / "parts" / name for name in ("shortfalls/shortfalls.css", "checks/checks.css")]
WHAT_FOR = "导入国家系统导出的五张表和各部门的表后，每一行按每条规则核查，查出的疑点列在这里，逐级看到户、到原始行。"


def draw(picked: Picked) -> None:
    """The page for the picks and what the address asks beside them."""
    st.html("".join(f"<style>{style.read_text(encoding='utf-8')}</style>" for style in STYLES))
    period = check_data.checked_period(picked.period)
    if not period:
        look.draw_answer("还没有可以核查的数据")
        look.draw_empty(WHAT_FOR)
        st.page_link("pages/imports.py", label="去导入数据", query_params=picked.parameters())
        return
    asked = read_asked(picked, check_data.checks(), check_data.ensure_run(period))
    if asked.check is not None:
        draw_check(asked, asked.check)
    elif asked.level == "village":
        draw_village(asked)
    else:
        draw_overview(asked)


_picked = state.picked()
if _picked.period:
    draw(_picked)
else:
    draw_nothing(WHAT_FOR)
