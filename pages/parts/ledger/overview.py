"""问题台账 of a place: the answer, the filters in use, the 动态清零 curve, then the view that is asked for."""

import pandas as pd
import streamlit as st
from markupsafe import Markup

from charts.ledger import draw_clearing
from charts.theme import config
from core.personal import holds_numbers
from core.places import BELOW, LENGTHS, level_of
from core.templates import join
from ledger.book import CLOSED, NOBODY
from ledger.looking import (
    BEYOND_20,
    DUES,
    OVERDUE,
    UNCLOSED,
    WITHIN_10,
    WITHIN_20,
    Sums,
    any_state,
    clearing_curve,
    count_problems,
    late_departments,
    list_values,
    say_clearing,
    say_ledger,
    sum_problems,
)
from pages.parts.common import look, office, state
from pages.parts.common.address import say_place
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.ledger.address import CUTS, VIEWS, LedgerAddress, say_cut

PICKED = ("source", "problem_type", "root_cause", "department", "person")
ALL = {
    "source": "全部来源", "problem_type": "全部类别", "root_cause": "全部根源", "department": "全部责任单位", "person": "全部责任人",
}  # fmt: skip
NAMING = ("root_cause", "department", "person")
"""Filters that may also ask for problems that name none."""
NOBODY_LATE = pd.DataFrame({"department": [], "overdue": []})
DOWN_TO = ("county", "township")
"""Levels the picker goes down to."""
MAX_CHOICES = 300
"""Values offered in one picker, the most frequent ones."""
_DUE_CLASSES = {OVERDUE: "late", WITHIN_10: "soon", WITHIN_20: "", BEYOND_20: ""}


def draw_head(address: LedgerAddress) -> Sums:
    """The answer and the filters; how many problems there are by state and time left."""
    engine = office.ledger().engine
    sums = sum_problems(engine, address.filters(), address.today)
    late = late_departments(engine, address.filters(), address.today) if sums.overdue else NOBODY_LATE
    if address.at != address.picked.scope and not address.picked.is_show:
        draw_linked(crumbs_html(address.picked, address.at, "ledger", **_kept(address)), "crumbs")
    look.draw_answer(say_ledger(address.area_name(), sums, late, is_filtered=bool(address.cuts)))
    if address.notes:
        look.draw_note("".join(address.notes))
    return sums


def draw_filters(address: LedgerAddress, sums: Sums) -> None:
    """One line of chips by state and time left, one line of pickers, and what else the address filters by."""
    draw_linked(chips_html(address, sums), "ledger_chips")
    with st.container(horizontal=True, key="ledger_filters"):
        _draw_place(address)
        for name in PICKED:
            _draw_picker(address, name)
        _draw_search(address)
    other = [name for name in address.cuts if name in CUTS and name not in PICKED] + (
        ["recurred"] if "recurred" in address.cuts else []
    )
    if other or address.day:
        draw_linked(_others_html(address, other), "ledger_others")


def draw_curve(address: LedgerAddress) -> None:
    """The 动态清零 curve with its finding as the title."""
    is_show = address.picked.is_show
    curve = clearing_curve(office.ledger().engine, address.filters(), address.today)
    if curve.empty:
        return
    look.draw_heading(
        say_clearing(curve, address.today), "动态清零曲线；登记、销号按次计，同一问题可以不止一次，上面按问题计"
    )
    st.plotly_chart(
        draw_clearing(curve, is_show=is_show), key="ledger_curve", theme=None, config=config("动态清零曲线", is_show)
    )


def views_html(address: LedgerAddress) -> Markup:
    """The views of the same problems as links; the one shown is marked."""
    links = [
        look.here_html(title)
        if name == address.view
        else link_html(title, "ledger", style="chip", **address.parameters(view=name, day="", month="", by=""))
        for name, title in VIEWS.items()
    ]
    return look.chips_html(links, "看法", "chips views")


def chips_html(address: LedgerAddress, sums: Sums) -> Markup:
    """全部, 未销号 with its times left, 已销号: each with its number; the one in use is marked."""
    chips = [_chip(address, "全部", sums.total), _chip(address, UNCLOSED, sums.unclosed, state=UNCLOSED)]
    chips += [
        _chip(address, due, sums.due[due], due=due) for due in DUES if sums.due[due] or address.cuts.get("due") == due
    ]
    chips.append(_chip(address, CLOSED, sums.closed, state=CLOSED))
    here = address.cuts.get("state", "")
    if here not in ("", UNCLOSED, CLOSED):
        chips.append(look.here_html(here))
    return look.chips_html(chips, "按时限")


def _chip(address: LedgerAddress, title: str, count: int, **chosen: str) -> Markup:
    wanted = {"state": "", "due": ""} | chosen
    is_here = all(address.cuts.get(name, "") == value for name, value in wanted.items())
    style = _DUE_CLASSES.get(title, "") if count else ""
    shown = join((title, look.bold_html(f"{count:,}")), " ")
    if is_here:
        return Markup("<span class='chip here {}' aria-current='true'>{}</span>").format(style, shown)
    return link_html(shown, "ledger", style=f"chip {style}".strip(), **address.parameters(**wanted))


def _draw_place(address: LedgerAddress) -> None:
    """The way one level down, to a county or township that has problems; the crumbs lead up again."""
    level = BELOW.get(level_of(address.at), "")
    if level not in DOWN_TO:
        return
    counted = count_problems(office.ledger().engine, any_state(address.filters()), (level,), address.today)
    codes = sorted(str(code) for code in counted[level] if len(str(code)) == LENGTHS[level])
    st.session_state["ledger_at"] = ""

    def change() -> None:
        state.set_parameters(at=st.session_state["ledger_at"], part="")

    every = "全部县" if level == "county" else "全部乡镇"
    st.selectbox(
        "地区", ["", *codes], key="ledger_at", format_func=lambda code: say_place(code) if code else every, on_change=change,
        label_visibility="collapsed", width=180,
    )  # fmt: skip


def _draw_picker(address: LedgerAddress, name: str) -> None:
    value, key = address.cuts.get(name, ""), f"ledger_{name}"
    found = list_values(office.ledger().engine, any_state(address.filters()), name, address.today, MAX_CHOICES)
    choices = list(dict.fromkeys(["", *([NOBODY] if name in NAMING else []), *found, value]))
    st.session_state[key] = value

    def change() -> None:
        state.set_parameters(**{name: st.session_state[key] or "", "part": ""})

    st.selectbox(
        CUTS[name], choices, key=key, format_func=lambda text: say_cut(name, text) if text else ALL[name], on_change=change,
        label_visibility="collapsed", width=180,
    )  # fmt: skip


def _draw_search(address: LedgerAddress) -> None:
    st.session_state["ledger_words"] = address.cuts.get("words", "")

    def change() -> None:
        words = st.session_state["ledger_words"].strip()
        if holds_numbers(words):
            st.toast("证件号码、电话不能用来搜索，地址里不留个人信息")
            return
        state.set_parameters(words=words, part="")

    st.text_input(
        "搜索", key="ledger_words", placeholder="搜问题或编号", on_change=change, label_visibility="collapsed", width=220,
        max_chars=100,
    )  # fmt: skip


def _others_html(address: LedgerAddress, names: list[str]) -> Markup:
    """Filters without a picker of their own: each with a way to drop it."""
    said = {
        name: "反弹" if name == "recurred" else f"{CUTS[name]}：{say_cut(name, address.cuts[name])}" for name in names
    }
    chips = [
        link_html(f"{text} ✕", "ledger", style="chip here", **address.parameters(**{name: ""}))
        for name, text in said.items()
    ]
    if address.day:
        text = f"{address.day.month}月{address.day.day}日到期"
        chips.append(link_html(f"{text} ✕", "ledger", style="chip here", **address.parameters(day="")))
    return look.chips_html(chips)


def _kept(address: LedgerAddress) -> dict[str, str]:
    return address.parameters(at="")
