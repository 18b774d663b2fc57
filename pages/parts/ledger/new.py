"""登记问题 by hand, and the invitation that an empty ledger shows."""

from typing import Any

import streamlit as st

from core.errors import UserError
from core.personal import mask_numbers
from indicators.declared import CHECKS, PROBLEM_TYPES
from ledger.book import LONGEST, MAX_LENGTHS, NEW, RECURRED, ROOT_CAUSES, SEVERITIES, SOURCES, TERMS, Draft, Opened
from ledger.looking import ProblemFilter, list_values, title_of
from pages.parts.common import cache, gate, look, office, state
from pages.parts.common.address import say_place, steps_of
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.ledger.address import LedgerAddress

MAX_KNOWN = 200
"""Departments and persons offered."""
INVITATION = (
    "把巡视巡察、暗访、评估反馈、审计、信访和自查发现的问题登记在这里，写明责任单位、责任人、时限、措施，"
    "逐项整改、上传佐证，由另一人复核销号。"
)


def draw_invitation(address: LedgerAddress) -> None:
    """What to do with an empty ledger."""
    look.draw_empty(INVITATION)
    links = (
        link_html("登记问题", "ledger", style="button", **address.parameters(view="new")),
        link_html("导入清单", "ledger", style="button", **address.parameters(view="import")),
        link_html("从疑点转入", "checks", style="button"),
    )
    draw_linked(look.buttons_html(links), "ledger_invitation")


def draw_new(address: LedgerAddress) -> None:
    """The form for one problem."""
    back = link_html("‹ 问题台账", "ledger", style="name", **address.parameters(view=""))
    draw_linked(look.back_html(back), "back")
    look.draw_answer("登记问题", "台账里已有的同一问题会认出来，不会重复登记")
    who = office.draw_signature()
    code = _draw_place(address)
    with st.form("ledger_new", border=False):
        values = _draw_fields()
        is_sent = st.form_submit_button("登记", type="primary")
    if is_sent:
        _open(address, values | {"place_code": code, "place_name": _path_of(code)}, who)


def _draw_place(address: LedgerAddress) -> str:
    """County, then township or village in it; outside the form, as one follows the other."""
    places = cache.places()
    counties = [place.code for place in places.scope_counties(address.at)]
    left, right = st.columns(2)
    county = left.selectbox(
        "县",
        counties,
        format_func=say_place,
        key="new_county",
        placeholder="请选择",
        index=0 if len(counties) == 1 else None,
    )
    below = (
        [place.code for level in ("township", "village") for place in places.children(county, level)] if county else []
    )
    options = [county, *sorted(below)] if county else []
    own = options.index(address.at) if address.at in options else 0
    found = right.selectbox(
        "乡镇、村", options, index=own if options else None, format_func=_path_of, key=f"new_place_{county}",
        placeholder="先选县",
    )  # fmt: skip
    return str(found or county or "")


def _draw_fields() -> dict[str, Any]:
    """The form's fields; what is left empty can be written later."""
    framework = cache.framework(CHECKS)
    values: dict[str, Any] = {}
    first, second = st.columns(2)
    values["source"] = first.selectbox(title_of("source"), SOURCES, index=None, placeholder="请选择", key="new_source")
    values["source_document"] = second.text_input(
        "来源文件（文号或名称）", max_chars=MAX_LENGTHS["source_document"], key="new_source_document"
    )
    values["title"] = st.text_input("问题（一句话）", max_chars=300, key="new_title")
    values["description"] = st.text_area("具体问题", height=90, max_chars=LONGEST, key="new_description")
    lines = (
        (("problem_type", PROBLEM_TYPES), ("indicator", [one.title for one in framework.indicators]),
         ("severity", SEVERITIES), ("root_cause", ROOT_CAUSES)),
        (("department", _known("department")), ("person", _known("person")), ("deadline", ()), ("term", TERMS)),
    )  # fmt: skip
    for line in lines:
        for (name, options), place in zip(line, st.columns(len(line)), strict=True):
            with place:
                values[name] = _draw_field(name, list(options))
    values["remedy"] = st.text_area("整改措施", height=80, max_chars=LONGEST, key="new_remedy")
    return values


def _draw_field(name: str, options: list[str]) -> Any:
    title, key = title_of(name), f"new_{name}"
    if name == "deadline":
        return st.date_input(title, value=None, key=key, format="YYYY-MM-DD")
    may_add = name in ("department", "person")
    hint = "选择或填写" if may_add else "可不填"
    return st.selectbox(title, options, index=None, placeholder=hint, key=key, accept_new_options=may_add,
                        format_func=mask_numbers)  # fmt: skip


def _known(name: str) -> list[str]:
    """Who is named in the ledger already; departments that the definitions name, too."""
    found = list_values(
        office.ledger().engine, ProblemFilter(place=gate.scope()), name, office.working_day(), MAX_KNOWN
    )
    declared = (
        {check.department for check in cache.framework(CHECKS).measures.values()} if name == "department" else set()
    )
    return list(dict.fromkeys([*found, *sorted(declared - {""})]))


def _open(address: LedgerAddress, values: dict[str, Any], who: str) -> None:
    told = {name: value for name, value in values.items() if value not in (None, "")}
    try:
        opened = office.ledger().open(Draft(told), who)
    except UserError as error:
        look.draw_problem(error.message)
        return
    st.session_state[f"ledger_told_{opened.problem.id}"] = _say_opened(opened)
    state.set_parameters(**{**dict.fromkeys(address.parameters(), ""), "problem": str(opened.problem.id)})
    st.rerun()


def _say_opened(opened: Opened) -> str:
    if opened.outcome == NEW:
        return f"已登记，编号 {opened.problem.number}"
    if opened.outcome == RECURRED:
        return f"台账里已有这个问题（{opened.problem.number}），曾经销号：已作为反弹重新打开"
    return f"台账里已有这个问题（{opened.problem.number}），没有重复登记，已记下又一次发现；刚才填的其他内容请用“修改内容”补充"


def _path_of(code: str) -> str:
    """County, township and village by name, together: `凤凰县廖家桥镇`."""
    return "".join(say_place(part) for part in steps_of(code))
