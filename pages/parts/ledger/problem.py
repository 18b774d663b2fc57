"""One problem: what, where, who and how many days are left; its fields, the steps, what was done, files, history."""

from dataclasses import asdict

import streamlit as st
from markupsafe import Markup

from core.errors import UserError
from core.personal import mask_numbers
from core.places import county_of
from core.templates import render, stack
from indicators.households import household_ref
from ledger.book import CLOSED, Problem
from ledger.looking import say_left, say_people, say_value, title_of
from pages.parts.common import acts, look, office
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.ledger.address import LedgerAddress
from pages.parts.ledger.edit import draw_edit
from pages.parts.ledger.history import draw_history, draw_sightings
from pages.parts.ledger.problems import left_html, state_html, where_of
from pages.parts.ledger.steps import draw_evidence, draw_note, draw_steps, draw_told
from pages.parts.to_ledger import elsewhere as to_ledger_elsewhere

GROUPS = (
    ("问题", ("source", "source_document", "problem_type", "aspect", "indicator", "measure", "severity", "root_cause")),
    ("地点", ("place_name", "household_code", "project_code")),
    ("责任", ("lead_department", "department", "person", "deadline", "term")),
    ("整改", ("description", "remedy", "result")),
    ("销号", ("opened_on", "done_by", "closed_by", "closed_on")),
)
ALWAYS = ("department", "person", "deadline", "remedy", "description")
"""Fields that are told of even when nothing is written in them."""


def draw_problem(address: LedgerAddress) -> None:
    """The page of one problem; the list again where there is none of that number."""
    try:
        problem = office.ledger().read(address.problem)
    except UserError as error:
        look.draw_answer("没有这个问题")
        look.draw_problem(error.message)
        draw_linked(_back_html(address), "back")
        return
    acts.note_once("view", f"problem/{problem.id}")
    draw_linked(_back_html(address), "back")
    look.draw_answer(
        say_problem(problem, address),
        f"{problem.number} · {problem.source} · 登记于{say_value('opened_on', problem.opened_on)}",
    )
    draw_told(problem.id)
    _draw_marks(problem, address)
    to_ledger_elsewhere.draw_now(problem, address.picked)
    left, right = st.columns([3, 2], gap="large")
    with left:
        draw_linked(facts_html(problem), "facts")
        draw_edit(problem)
        draw_evidence(problem)
        to_ledger_elsewhere.draw_elsewhere(problem, address.picked)
        draw_sightings(problem)
    with right:
        draw_steps(problem)
        draw_note(problem)
        draw_history(problem, address)


def say_problem(problem: Problem, address: LedgerAddress) -> str:
    """`凤凰县廖家桥镇：饮水不达标，水利局 · 张三，剩 4 天`."""
    _, left = say_left(problem.state, problem.deadline, address.today)
    who = say_people((problem.department, problem.person))
    place = where_of(asdict(problem), address.picked.scope)
    where = f"{place}：" if place else ""
    return f"{where}{mask_numbers(problem.title)}（{who}，{left}）"


def facts_html(problem: Problem) -> Markup:
    """The fields with something in them, by group."""
    groups = [(title, [fact for name in names if (fact := _fact(problem, name))]) for title, names in GROUPS]
    return render(__file__, "groups", groups=groups)


def _fact(problem: Problem, name: str) -> tuple[str, str, bool] | None:
    """(title, what is said, whether nothing is written); None where that need not be told."""
    value = getattr(problem, name)
    is_empty = value in (None, "")
    if is_empty and name not in ALWAYS:
        return None
    said = _linked_value(problem, name) or stack(say_value(name, value).split("\n"))
    return title_of(name), said, is_empty


def _linked_value(problem: Problem, name: str) -> Markup:
    """A rule, household or person as a link to what is known of it; '' for other fields."""
    value = str(getattr(problem, name) or "")
    if not value:
        return Markup("")
    if name == "measure":
        framework, _, measure = value.partition("/")
        if framework == "household_checks":
            return link_html("看这条规则的疑点", "checks", style="name", check=measure, at=problem.place_code)
        return link_html(
            "看这项短板", "shortfalls", style="name", viewed=framework, measure=measure, at=problem.place_code
        )
    if name == "household_code" and problem.place_code:
        return link_html(
            value, "household", style="name", county=county_of(problem.place_code), ref=household_ref(value)
        )
    if name in ("person", "department"):
        said = mask_numbers(value)
        return link_html(said, "ledger", style="name", **{name: said})
    return Markup("")


def _draw_marks(problem: Problem, address: LedgerAddress) -> None:
    """State and time left; that it came again; that others worked on it while it was looked at."""
    row = asdict(problem)
    badges = render(__file__, "badges", left=left_html(row, address.today), state=state_html(row))
    draw_linked(badges, "badges")
    if problem.recurrences:
        look.draw_note(f"↩ 反弹：销号后再次发现 {problem.recurrences} 次，见办理记录")
    if problem.state == CLOSED:
        look.draw_note("已销号的问题不能再改；又出现时请“重新打开”并写明原因")
    key = f"ledger_seen_{problem.id}"
    others = [
        event.who
        for event in office.ledger().events(problem.id)
        if event.version > st.session_state.get(key, problem.version)
    ]
    meanwhile = [name for name in dict.fromkeys(others) if name != office.signed_as()]
    if meanwhile:
        look.draw_note(f"打开这一页以后，{'、'.join(meanwhile)} 又办理过，见办理记录")
    st.session_state[key] = problem.version


def _back_html(address: LedgerAddress) -> Markup:
    return look.back_html(link_html("‹ 问题台账", "ledger", style="name", **address.parameters(problem="")))
