"""操作记录: who did what, when, from where; for the auditor. Filters, Excel, and whether the record is whole."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

import pandas as pd
import streamlit as st

from access.audit import ACTS, DONE, HEADERS, Line, Wanted, row_of, say_verified, verify
from core.errors import UserError
from core.words import say_date
from pages.parts.common import acts, cache, look, state, tables
from pages.parts.common.address import read_part
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked
from reports.workbook import Column, Sheet

DAYS: Final = 30
"""So far back the page begins."""
SIZE: Final = 50
MOST: Final = 50_000
"""Lines of a workbook."""
COLUMNS: Final = (
    tables.Column("时间"), tables.Column("谁", cell="wrap"),
    tables.Column("从哪里", "extra"),
    tables.Column("做什么"),    tables.Column("对象", "extra", "wrap"), tables.Column("原因", "extra", "wrap"), tables.Column("结果"),
    tables.Column("数量", "extra", "wrap"),
)  # fmt: skip
WIDTHS: Final = (8, 19, 18, 14, 16, 12, 30, 24, 8, 20)


def draw(picked: Picked) -> None:
    """The page from top to bottom."""
    look.use_styles("ledger")
    if picked.is_show:
        look.draw_answer("操作记录不投影", "谁做过什么，只在自己的屏幕上看。按“下一屏”继续。")
        return
    record, today = acts.record(), acts.record().clock().date()
    wanted = _read_wanted(today)
    counted = record.count(wanted)
    total = sum(counted.acts.values())
    failed = f"，{counted.failed:,} 次被拒或失败" if counted.failed else ""
    said = f"{total:,} 次操作，{counted.people:,} 人{failed}" if total else "没有操作记录"
    look.draw_answer(f"{_say_days(wanted, today)}{said}", "只增不改，条条相接；姓名后写“自填”的是没有登录时自己填的")
    _draw_filters(wanted, today)
    _draw_kinds(wanted, record.count(Wanted(wanted.since, wanted.until, wanted.who)).acts)
    part = read_part()
    lines, total = record.find(wanted, SIZE, (part - 1) * SIZE)
    if not lines:
        look.draw_empty("这些条件下没有记录；换个日期，或去掉条件。")
    else:
        draw_linked(tables.cells_html(COLUMNS, list(map(_cells, lines)), style="grid acts"), "acts")
        look.draw_parts("acts", _parameters, part, SIZE, total, key="acts_parts")
        days = f"{wanted.since}至{wanted.until or today}"
        draw_excel("操作记录", "", days, lambda: [_sheet(record.find(wanted, MOST)[0], total)], key="acts_excel")
    _draw_verification()


def _read_wanted(today: date) -> Wanted:
    since = _day(state.parameter("since")) or today - timedelta(days=DAYS)
    return Wanted(
        since,
        _day(state.parameter("until")),
        str(st.session_state.get("acts_who", "")).strip(),
        state.parameter("act", ACTS),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _say_days(wanted: Wanted, today: date) -> str:
    since = wanted.since or today
    if wanted.until is None:
        return f"近 {(today - since).days:,} 天 " if since < today else "今天 "
    return f"{say_date(since)}至{say_date(wanted.until)}" if wanted.until != since else say_date(since)


def _parameters(**changes: str) -> dict[str, str]:
    own = {name: state.parameter(name) for name in ("since", "until", "act", "part")}
    return state.picked().parameters(**{name: value for name, value in (own | changes).items() if value})


def _draw_filters(wanted: Wanted, today: date) -> None:
    def changed(name: str) -> Callable[[], None]:
        def change() -> None:
            day: date | None = st.session_state[f"acts_{name}"]
            state.set_parameters(**{name: day.isoformat() if day else "", "part": ""})

        return change

    st.session_state.setdefault("acts_who", wanted.who)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, title, value in (("since", "从", wanted.since), ("until", "到", wanted.until or today)):
            st.date_input(
                title, value=value, key=f"acts_{name}", format="YYYY-MM-DD", on_change=changed(name), width=160
            )
        st.text_input("谁", key="acts_who", placeholder="姓名或账号", width=180, max_chars=40)


def _draw_kinds(wanted: Wanted, counts: Mapping[str, int]) -> None:
    """Each kind with its number; the one in use is marked."""
    kinds = [("", "全部", sum(counts.values())), *((act, ACTS[act], counts[act]) for act in ACTS if counts.get(act))]
    chips = [
        look.here_html(f"{title} {count:,}")
        if act == wanted.act
        else link_html(f"{title} {count:,}", "acts", style="chip", **_parameters(act=act, part=""))
        for act, title, count in kinds
    ]
    draw_linked(look.chips_html(chips, "按做什么"), "acts_kinds")


def _cells(line: Line) -> list[object]:
    _, when, who, login, source, act, what, why, result, counts = _row(line)
    shown = result if line.result == DONE else look.light_html("behind", result)
    return [when[5:16], f"{who} {login}".strip(), source, act, what, why, shown, counts]


def _row(line: Line) -> tuple[str, ...]:
    """A line as cells; a record of a measure goes by the measure's title."""
    cells, (kind, *named) = list(row_of(line)), line.what.split("/")
    if kind == "record" and len(named) == 3:
        cells[HEADERS.index("对象")] = f"短板记录 {_title(named[0], named[1])} {named[2]}"
    return tuple(cells)


def _title(framework: str, measure: str) -> str:
    """What a measure is called now; its code where there is no such measure any more."""
    try:
        return cache.framework(framework).measure(measure).title
    except UserError:
        return measure


def _sheet(lines: list[Line], total: int) -> Sheet:
    names = [f"c{at}" for at in range(len(HEADERS))]
    columns = tuple(Column(name, title, width) for name, title, width in zip(names, HEADERS, WIDTHS, strict=True))
    rows = pd.DataFrame([_row(line) for line in lines], columns=names)
    return Sheet("操作记录", "操作记录", [f"共 {total:,} 条，新的在前"], columns, rows)


def _draw_verification() -> None:
    look.draw_heading("核对", "逐条核对有没有被改、被删、被调换或截断，归档的月份也在内")
    if not st.button("现在核对", key="acts_verify"):
        return
    try:
        found = verify(acts.record())
    except UserError as error:
        look.draw_problem(error.message)
        return
    (look.draw_problem if found.faults else look.draw_done)(say_verified(found))
    for fault in found.faults:
        look.draw_note(fault)


draw(state.picked())
