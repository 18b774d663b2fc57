"""转为问题: the small form that turns the findings or short rows a page shows into problems of the ledger, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from core.errors import UserError
from indicators.declared import MAIN_AREA, Measure
from indicators.figures import next_start
from ledger.book import MAX_LENGTHS, MAX_WHO, Opened
from ledger.opening import GROUPINGS, Order, default_deadline, read_terms, say_opened
from pages.parts.common import cache, look, office
from pages.parts.common.linked import draw_linked, link_html

LABEL = "转为问题，进台账"
BUTTON = "登记到问题台账"
Opening = Callable[[Order, str], list[Opened]]
"""What turns the rows of a page into problems, as ordered and signed."""


@dataclass(frozen=True)
class Form:
    """What a page hands in: how its rows are called (`unit`), how they may be put together, the filters of the ledger that
    show what came of them. `key` keeps the fields apart, `measure` is the one rule whose words are filled in beforehand,
    `place` the place whose next round gives the deadline."""

    key: str
    unit: str
    groupings: Sequence[str]
    cuts: Mapping[str, str]
    measure: Measure | None = None
    place: str = ""

    def field(self, name: str) -> str:
        """The key of a field."""
        return f"to_ledger_{self.key}_{name}"


def draw(form: Form, open_all: Opening) -> None:
    """The form, closed at first; `open_all` is called once it is sent."""
    with st.expander(LABEL, expanded=False, key=form.field("box")):
        look.draw_note(f"{form.unit}登记到问题台账；台账里已有的只关联，不重复登记。{_say_deadlines(form.measure)}")
        order, who = _draw_fields(form)
        if not st.button(BUTTON, type="primary", key=form.field("open")):
            return
        if who:
            _open(open_all, order, who, form.cuts)
        else:
            look.draw_problem(office.NO_NAME)


def _draw_fields(form: Form) -> tuple[Order, str]:
    today = office.working_day()
    area = cache.framework(form.measure.framework).area if form.measure else MAIN_AREA
    round_on = next_start(cache.milestones(), form.place, today, area)
    with st.container(horizontal=True, vertical_alignment="bottom", key=form.field("fields")):
        who = office.draw_signature()
        by = st.selectbox(
            "怎样合并", form.groupings, format_func=GROUPINGS.__getitem__, key=form.field("by"), width=170
        )
        own = form.measure.department if form.measure else ""
        department = st.text_input(
            "责任单位", placeholder=f"记录自己的单位，没有的为{own or '各规则的责任部门'}",
            max_chars=MAX_LENGTHS["department"], key=form.field("department"), width=190,
        )  # fmt: skip
        person = st.text_input(
            "责任人", placeholder="可以以后再定", max_chars=MAX_WHO, key=form.field("person"), width=150
        )
        deadline = st.date_input(
            "整改时限", value=default_deadline(form.measure, today, round_on) if form.measure else None, min_value=today,
            format="YYYY-MM-DD", key=form.field("deadline"), width=170,
        )  # fmt: skip
    chosen = deadline if isinstance(deadline, date) else None
    return Order(by or form.groupings[0], today, department, person, chosen, round_on), who


def _say_deadlines(measure: Measure | None) -> str:
    """What holds when no day is named; of one rule the day stands in its field."""
    if measure is not None:
        return ""
    days = "、".join(f"{name} {count} 天" for name, count in read_terms().days.items())
    return f"不填时限的，按可疑程度：{days}，并在下一轮后评估开始之前。"


def _open(open_all: Opening, order: Order, who: str, cuts: Mapping[str, str]) -> None:
    """Open them, and say what came of it with the way to the ledger."""
    try:
        with st.spinner("正在登记…"):
            opened = open_all(order, who)
    except UserError as error:
        look.draw_problem(error.message)
        return
    one = {"problem": str(opened[0].problem.id)} if len(opened) == 1 else cuts
    link = link_html("去问题台账看", "ledger", style="button", **{name: value for name, value in one.items() if value})
    draw_linked(look.done_html(say_opened(opened), link), "to_ledger_done")
