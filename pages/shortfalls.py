"""短板清单: what falls short and what it costs, level by level down to the record and the row of the file it came from."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts import cache, state, to_ledger_recheck
from pages.parts.league_html import draw_nothing
from pages.parts.shortfall_address import read_asked
from pages.parts.shortfall_measures import draw_measures
from pages.parts.shortfall_record import draw_record
from pages.parts.shortfall_rows import draw_rows
from pages.parts.state import Picked

STYLE = Path(__file__).parent / "parts" / "shortfalls.css"


def draw(picked: Picked) -> None:
    """The page for the picks and what the address asks beside them."""
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}</style>")
    asked = read_asked(picked, cache.evaluation(picked.framework_id, picked.period, picked.scope))
    to_ledger_recheck.ensure_measures_rechecked(picked.framework_id)
    if asked.measure is None:
        draw_measures(asked)
    elif asked.token and not picked.is_show:
        draw_record(asked)
    else:
        draw_rows(asked)


_picked = state.picked()
if _picked.period:
    draw(_picked)
else:
    draw_nothing("导入各县的表格后，这里列出每项短板：失多少分、差在哪个乡镇哪个项目、怎样赢回来。")
