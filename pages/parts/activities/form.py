"""六个一, one activity of a place: how it is counted, where to see the rows, what was reported, and the form to report."""

from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from core.errors import UserError
from indicators.declared import say_expression
from indicators.figures import Round
from indicators.shortfalls import say_rule
from ledger.activities import (
    COUNTED_BY,
    REPORT_LEVELS,
    Activity,
    Cell,
    Report,
    list_reports,
    report_progress,
    say_pace,
    say_report,
)
from pages.parts.activities.address import ActivitiesAddress
from pages.parts.activities.board import say_figures
from pages.parts.common import look, office, tables
from pages.parts.common.address import say_path, say_place
from pages.parts.common.labels import plain_label
from pages.parts.common.linked import draw_linked, link_html

REPORT_COLUMNS = (
    tables.Column("截至"),
    tables.Column("已完成", "number"),
    tables.Column("应完成", "number"),
    tables.Column("填报人"),
    tables.Column("说明", cell="wrap"),
    tables.Column("填报时间", "extra", "soft"),
)
SAVED = "activity_saved"
"""Counts the reports of the session, so that the form starts anew after each."""
PAGES: Mapping[str, tuple[str, str]] = {
    "shortfalls": ("shortfalls", "看短板清单"),
    "problems": ("ledger", "看问题台账"),
    "documents": ("archive", "看档案资料"),
}
"""Where the rows behind a count are seen."""


def draw_activity(address: ActivitiesAddress, activity: Activity, cell: Cell, before: Round) -> None:
    """What one activity is, how far, and what people said of it here."""
    look.draw_heading(f"{activity.title}：{activity.task}", f"{address.area} · 责任部门 {activity.department}")
    facts = [
        ("进度", say_figures(cell)),
        ("期限", say_pace(cell, before)),
        ("手工填报", say_report(cell)),
        ("怎样计数", f"{activity.how}（来自{COUNTED_BY[activity.counted_by]}）"),
        ("口径", _say_count(activity) if activity.count else ""),
        ("依据", activity.source),
    ]
    said = look.facts_html((label, text) for label, text in facts if text)
    draw_linked(said + _links(address, activity), "activity_facts")
    if address.level in REPORT_LEVELS:
        _draw_history(address, activity)


def _say_count(activity: Activity) -> str:
    count = activity.count
    assert count is not None
    known = f"；只算：{say_expression(count.reported, count.table)}" if count.reported is not None else ""
    return say_rule(count) + known


def _links(address: ActivitiesAddress, activity: Activity) -> Markup:
    at = {"at": address.at} if address.at != address.picked.scope else {}
    more = Markup("")
    if activity.counted_by in PAGES:
        page, label = PAGES[activity.counted_by]
        more = link_html(label, page, style="button", **at)
    elif activity.id == "visiting":
        more = link_html("看没有走访的户", "checks", style="button", check="c4_not_visited", **at)
    elif activity.id == "screening":
        more = link_html("看没有排查的网格", "checks", style="button", check="c2_grid_not_screened", **at)
    close = link_html("收起", "activities", style="button", **address.parameters(activity=""))
    return look.line_html((more, close))


def _draw_history(address: ActivitiesAddress, activity: Activity) -> None:
    reports = list_reports(office.ledger().engine, activity.id, address.at)
    if not reports:
        look.draw_note(f"{say_place(address.at)}还没有填报过。")
        return
    rows = [
        (f"{one.day:%Y-%m-%d}", f"{one.done:,}", f"{one.total:,}", one.who, one.note, f"{one.at:%Y-%m-%d %H:%M}")
        for one in reports
    ]
    look.draw_heading("历次填报", f"共 {len(reports)} 次，最近一次有效")
    draw_linked(tables.cells_html(REPORT_COLUMNS, rows, style="grid"), "activity_reports")


def draw_form(address: ActivitiesAddress, activities: Sequence[Activity], below: Sequence[str]) -> None:
    """The form for a report by hand, of the place or one right below it."""
    own = [address.at] if address.level in REPORT_LEVELS else []
    places = [*own, *below]
    if not places:
        return
    with st.expander("填报进度", expanded=False):
        office.draw_signature()
        with st.form(f"report_{address.at}_{st.session_state.get(SAVED, 0)}", border=False):
            first = activities.index(address.activity) if address.activity else 0
            activity = st.selectbox(
                "活动", activities, index=first, format_func=lambda one: f"{one.title}（{one.counter}）"
            )
            place = st.selectbox("地区", places, format_func=say_path)
            done = st.number_input("已完成数", min_value=0, value=None, step=1, placeholder="填写整数")
            total = st.number_input("应完成数", min_value=0, value=None, step=1, placeholder="填写整数")
            day = st.date_input("截至日期", value=address.today, max_value=address.today, format="YYYY-MM-DD")
            note = st.text_input("说明", max_chars=200, placeholder="可不填")
            if st.form_submit_button("填报"):
                _save(address, Report(activity.id, place, int(done or 0), int(total or 0), day or address.today, note))
    look.draw_note("填报署名留存，不能修改；填错了再报一次，以截至日期最近的一次为准。表里有数的活动，填报只作对照。")


def _save(address: ActivitiesAddress, report: Report) -> None:
    try:
        kept = report_progress(office.ledger(), report, office.signed_as(), address.today)
    except UserError as error:
        look.draw_problem(error.message)
        return
    st.session_state[SAVED] = st.session_state.get(SAVED, 0) + 1
    st.toast(plain_label(f"已填报：{say_place(kept.place_code)} {kept.done:,}/{kept.total:,}"))
    st.rerun()
