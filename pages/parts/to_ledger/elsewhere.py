"""举一反三 on a problem's page: what the measure says now, where else it fails, and opening theirs in one step."""

from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.errors import UserError
from indicators.checks import findings
from indicators.declared import CHECKS, read_framework
from indicators.shortfalls import row_counter
from ledger.book import CLOSED, Problem
from ledger.opening import Order, say_opened
from ledger.rechecking import LEVELS, Elsewhere, find_elsewhere, measuring, measuring_rows, open_elsewhere
from pages.parts.common import cache, checked, look, office, tables
from pages.parts.common.labels import plain_label
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked

SHOWN = 30
"""Places listed; more are only counted, and opened all the same."""
COLUMNS = (tables.Column("地区"), tables.Column("查出", "number"), tables.Column("台账"))


def draw_now(problem: Problem, picked: Picked) -> None:
    """One quiet line: what the measure said when the problem was registered, and what it says now."""
    said = say_now(problem, picked)
    if said:
        look.draw_note(said)


def say_now(problem: Problem, picked: Picked) -> str:
    """`登记时 12 条，现在 8 条：已改善`; '' where nobody counted, or nothing was looked at since."""
    framework_id, _, name = problem.measure.partition("/")
    if not name or problem.state == CLOSED:
        return ""
    try:
        frame = _compare(problem, framework_id, picked)
    except UserError:
        return ""
    if frame.empty or not frame["word"].iloc[0]:
        return ""
    row = frame.iloc[0]
    now = "" if pd.isna(row["now"]) else f"，现在 {int(row['now']):,} 条"
    return f"登记时 {int(row['was']):,} 条{now}：{row['word']}"


def _compare(problem: Problem, framework_id: str, picked: Picked) -> pd.DataFrame:
    ledger, store = office.ledger(), cache.store()
    frame = pd.DataFrame([{name: getattr(problem, name) for name in measuring.SUBJECT_COLUMNS}])
    if framework_id != CHECKS:
        periods = cache.periods(framework_id)
        newest = periods[-1] if periods else ""
        return measuring_rows.compare_now(ledger.engine, store, read_framework(framework_id), newest, frame)
    run = findings.find_run(store, checked.checked_period(picked.period))
    return pd.DataFrame() if run is None else measuring.compare_now(ledger.engine, store, run, frame)


def draw_elsewhere(problem: Problem, picked: Picked) -> None:
    """The part of the page; nothing for a problem without a measure."""
    if not problem.measure or picked.is_show:
        return
    if not st.toggle("举一反三：看别处有没有同样的问题", key=f"elsewhere_{problem.id}"):
        return
    level = st.radio("看到哪一级", list(LEVELS), index=1, format_func=LEVELS.__getitem__, horizontal=True,
                     key=f"elsewhere_level_{problem.id}")  # fmt: skip
    try:
        _draw_found(problem, picked, level or next(iter(LEVELS)))
    except UserError as error:
        look.draw_note(error.message)


def _draw_found(problem: Problem, picked: Picked, level: str) -> None:
    is_check = problem.measure.startswith(f"{CHECKS}/")
    period = checked.checked_period(picked.period) if is_check else picked.period
    found = find_elsewhere(office.ledger(), cache.store(), problem, level, picked.scope, period)
    if found.places.empty:
        look.draw_note(say_not_there(found))
        return
    if st.session_state.get(_told_key(problem)):
        look.draw_done(st.session_state.pop(_told_key(problem)))
    without = found.without
    rows = int(found.places["row_count"].sum())
    said = f"另有 {len(found.places):,} 个{LEVELS[level]}查出 {rows:,} {_counter(found)}，其中 {len(without):,} 个还没有登记完"
    look.draw_note(said)
    draw_linked(_table(found), f"elsewhere_{level}")
    st.button(
        plain_label(f"给这 {len(without):,} 个{LEVELS[level]}各登记一个问题"), key=f"elsewhere_open_{problem.id}",
        disabled=not without, on_click=_open, args=(problem, found, without),
    )  # fmt: skip
    if not office.signed_as():
        look.draw_note("请先在“办理”处填写办理人姓名")


def say_not_there(found: Elsewhere) -> str:
    """That no other place fails it, and over how much that can be said: no all-clear where nothing was judged."""
    if found.judged is None:
        return "● 已有数据的地方，别处没有查出同样的问题"
    if not found.judged:
        return "○ 别处没有能够判定的数据，不能说没有同样的问题"
    judged, unknown = (f"{count or 0:,} {_counter(found)}" for count in (found.judged, found.unknown))
    if found.unknown:
        return f"● 别处已判定的 {judged}里没有同样的问题，另有 {unknown}缺数据、无法判定"
    return f"● 别处判定了 {judged}，没有同样的问题"


def _open(problem: Problem, found: Elsewhere, places: tuple[str, ...]) -> None:
    """Open them when the button was clicked; the words are told when the part is drawn next."""
    order = Order(found.level, office.working_day(), department=problem.department)
    try:
        opened = open_elsewhere(office.ledger(), cache.store(), found, places, order, office.signed_as())
        st.session_state[_told_key(problem)] = say_opened(opened)
    except UserError as error:
        st.session_state[_told_key(problem)] = error.message


def _told_key(problem: Problem) -> str:
    return f"elsewhere_told_{problem.id}"


def _counter(found: Elsewhere) -> str:
    measure = found.measure
    return measure.counter if measure.framework == CHECKS else row_counter(measure)


def _table(found: Elsewhere) -> Markup:
    rows = [_row(row) for row in found.places.head(SHOWN).to_dict("records")]
    under = f"只列最多的 {SHOWN} 个" if len(found.places) > SHOWN else ""
    return tables.cells_html(COLUMNS, rows, box="scroll", under=under)


def _row(row: dict[Any, Any]) -> tuple[str, str, Markup]:
    below = int(row["problems_below"])
    told = look.soft_html(f"其中 {below} 个问题在办" if below else "没有登记")
    if not pd.isna(row["problem_id"]):
        told = link_html(
            f"已在台账（{row['problem_state']}）", "ledger", style="name", problem=str(int(row["problem_id"]))
        )
    return str(row["place_name"]), f"{int(row['row_count']):,}", told
