"""转为问题: the small form that turns the findings or short rows a page shows into problems of the ledger, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from core.errors import UserError
from indicators.checks.findings import FindingRequest
from indicators.declared.framework import Measure
from indicators.declared.groupings import COUNTY, SUBJECT, TOWNSHIP, VILLAGE
from indicators.households.household import Household
from ledger.book.ledger import MAX_WHO, Opened
from ledger.book.problems import MAX_LENGTHS
from ledger.book.words import OWN_FINDING
from ledger.opening.from_findings import open_findings
from ledger.opening.from_shortfalls import groupings_of, open_shortfalls
from ledger.opening.order import GROUPINGS, Order, default_deadline, read_terms, say_opened
from pages.parts.checks.address import Asked as ChecksAsked
from pages.parts.common import cache, look, office
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.household import checked as household_checked
from pages.parts.shortfalls.address import Asked as ShortfallsAsked

LABEL = "转为问题，进台账"
BUTTON = "登记到问题台账"
_BELOW = {"village": (SUBJECT, VILLAGE), "township": (SUBJECT, VILLAGE, TOWNSHIP)}
"""Level of the place looked at → how its findings may be put together; wider places may do so by county too."""


@dataclass(frozen=True)
class _Form:
    """What the form asks: `key` keeps its fields apart, `measure` is the one rule whose words are filled in beforehand."""

    key: str
    groupings: Sequence[str]
    measure: Measure | None
    unit: str

    def field(self, name: str) -> str:
        """The key of a field."""
        return f"to_ledger_{self.key}_{name}"


def draw_findings(asked: ChecksAsked) -> None:
    """The form for the open findings that the page's filters leave."""
    if asked.picked.is_show or asked.state in ("gone", "exempt"):
        return
    groupings = _BELOW.get(asked.level, (SUBJECT, VILLAGE, TOWNSHIP, COUNTY))
    form = _Form(f"checks_{asked.check.id if asked.check else 'all'}", groupings, asked.check, "本页筛选出的疑点")

    def open_all(order: Order, who: str) -> list[Opened]:
        request = FindingRequest(asked.at, asked.filters())
        return open_findings(office.ledger(), cache.store(), asked.run, request, order, who)

    cuts = {"measure": f"household_checks/{asked.check.id}"} if asked.check else {"source": OWN_FINDING}
    _draw(form, open_all, {"at": "" if asked.at == asked.picked.scope else asked.at, **cuts})


def draw_household(household: Household) -> None:
    """The form for the open findings of one household."""
    run = household_checked.find_run(household.period)
    if run is None:
        return

    def open_all(order: Order, who: str) -> list[Opened]:
        request = FindingRequest(household.county_code, household_code=household.household_code)
        return open_findings(office.ledger(), cache.store(), run, request, order, who)

    _draw(_Form("household", (SUBJECT,), None, "这户未消除的疑点"), open_all, {"at": household.place_code})


def draw_shortfalls(asked: ShortfallsAsked, measure: Measure) -> None:
    """The form for the rows that fall short of a measure in the place looked at."""
    if asked.picked.is_show or asked.evaluation.framework.level == "unit":
        return
    form = _Form(f"short_{measure.id}", groupings_of(measure), measure, "本页列出的未达标记录")

    def open_all(order: Order, who: str) -> list[Opened]:
        return open_shortfalls(office.ledger(), cache.store(), asked.evaluation, asked.request(), order, who)

    at = "" if asked.at == asked.picked.scope else asked.at
    _draw(form, open_all, {"at": at, "measure": f"{measure.framework}/{measure.id}"})


def _draw(form: _Form, open_all: Callable[[Order, str], list[Opened]], cuts: dict[str, str]) -> None:
    with st.expander(LABEL, expanded=False, key=form.field("box")):
        look.draw_note(f"{form.unit}登记到问题台账；台账里已有的只关联，不重复登记。{_say_deadlines(form.measure)}")
        order, who = _draw_fields(form)
        is_asked = st.button(BUTTON, type="primary", disabled=not who, key=form.field("open"))
        if is_asked and who:
            _open(open_all, order, who, cuts)


def _draw_fields(form: _Form) -> tuple[Order, str]:
    today = office.working_day()
    with st.container(horizontal=True, vertical_alignment="bottom", key=form.field("fields")):
        who = office.draw_signature()
        by = st.selectbox(
            "怎样合并", form.groupings, format_func=GROUPINGS.__getitem__, key=form.field("by"), width=170
        )
        department = st.text_input(
            "责任单位", value=form.measure.department if form.measure else "", placeholder="各规则的责任部门",
            max_chars=MAX_LENGTHS["department"], key=form.field("department"), width=190,
        )  # fmt: skip
        person = st.text_input(
            "责任人", placeholder="可以以后再定", max_chars=MAX_WHO, key=form.field("person"), width=150
        )
        deadline = st.date_input(
            "整改时限", value=default_deadline(form.measure, today) if form.measure else None, min_value=today,
            format="YYYY-MM-DD", key=form.field("deadline"), width=170,
        )  # fmt: skip
    chosen = deadline if isinstance(deadline, date) else None
    return Order(by or form.groupings[0], today, department, person, chosen), who


def _say_deadlines(measure: Measure | None) -> str:
    """What holds when no day is named; of one rule the day stands in its field."""
    if measure is not None:
        return ""
    days = "、".join(f"{name} {count} 天" for name, count in read_terms().days.items())
    return f"不填时限的，按可疑程度：{days}。"


def _open(open_all: Callable[[Order, str], list[Opened]], order: Order, who: str, cuts: dict[str, str]) -> None:
    """Open them, and say what came of it with the way to the ledger."""
    try:
        with st.spinner("正在登记…"):
            opened = open_all(order, who)
    except UserError as error:
        look.draw_problem(error.message)
        return
    one = {"problem": str(opened[0].problem.id)} if len(opened) == 1 else cuts
    link = link_html("去问题台账看", "ledger", style="button", **{name: value for name, value in one.items() if value})
    draw_linked(f"<div class='done' role='status'>{say_opened(opened)}　{link}</div>", "to_ledger_done")
