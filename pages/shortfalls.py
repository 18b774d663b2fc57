"""短板清单: what falls short and what it costs, level by level down to the record and the row of the file it came from."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts.common import cache, state
from pages.parts.common.state import Picked
from pages.parts.ranking.leagues import draw_nothing
from pages.parts.shortfalls.address import read_asked
from pages.parts.shortfalls.measures import draw_measures
from pages.parts.shortfalls.record import draw_record
from pages.parts.shortfalls.rows import draw_rows
from pages.parts.to_ledger import recheck as to_ledger_recheck

STYLE = Path(__file__).parent / "parts" / "shortfalls" / "shortfalls.css"


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
