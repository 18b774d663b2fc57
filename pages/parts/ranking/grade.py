"""The grade of one county: what is set, by whom and why; the form that sets another; its history."""

import pandas as pd
import streamlit as st

from access.accounts import Right
from core.errors import UserError
from core.places import Place
from indicators.evaluation import Evaluation, Offered, offered_grades
from indicators.figures import NO_GRADE_WORDS, SOURCE_WORDS, Grade, grade_history, set_grade
from pages.parts.common import acts, cache, gate, look
from pages.parts.common.labels import plain_label
from pages.parts.ranking import data as ranking_data


def draw_grade(evaluation: Evaluation, place_code: str) -> None:
    """The grade beside the reference score, and the form. Draws nothing for places outside the place index."""
    place = cache.places().find(place_code)
    if place is None:
        return
    year = evaluation.period[:4]
    area = evaluation.framework.area
    rows = ranking_data.grades(year, area).set_index("place_code")
    now = rows.loc[place_code] if place_code in rows.index else None
    look.draw_heading(
        f"{place.name}{year}年等次（人定）：{NO_GRADE_WORDS if now is None else now['grade']}", SOURCE_WORDS
    )
    if now is not None:
        look.draw_note(f"理由：{now['reason'] or '没有写明'}　评定人：{now['set_by'] or '没有写明'}")
    offered = offered_grades(evaluation, place_code)
    if offered.why:
        too_good = now is not None and now["grade"] not in offered.grades
        look.draw_note(f"{offered.why}。" + ("现在的等次高于这一上限，请重新评定。" if too_good else ""))
    if gate.may(Right.APPROVE, place_code):
        _draw_form(place, year, area, offered)
    if now is not None and st.toggle("看修改记录", key=f"grade_history_{place_code}"):
        _draw_history(place_code, year, area)


def _draw_form(place: Place, year: str, area: str, offered: Offered) -> None:
    with st.expander("评定或修改等次", expanded=False), st.form(f"grade_{place.code}_{year}", border=False):
        grade = st.selectbox("等次", offered.grades, index=None, placeholder="请选择等次")
        reason = st.text_area("理由（必填）", placeholder="写明依据：得分、实地情况、突出问题等", max_chars=500)
        own = gate.person().name
        set_by = (
            st.text_input("评定人（必填）", value=own, disabled=bool(own), placeholder="姓名或机构", max_chars=60) or ""
        )
        if st.form_submit_button("保存等次"):
            _save(Grade(place, year, grade or "", reason, own or set_by, area), offered)


def _save(grade: Grade, offered: Offered) -> None:
    try:
        gate.check(Right.APPROVE, "评定等次")
        set_grade(cache.store(), grade, offered.grades, offered.why)
        acts.note("grade", f"{grade.place.code}/{grade.year}/{grade.area}", why=grade.reason)
    except UserError as error:
        look.draw_problem(error.message)
        return
    st.toast(plain_label(f"已保存：{grade.place.name} {grade.year}年 {grade.grade}"))
    st.rerun()


def _draw_history(place_code: str, year: str, area: str) -> None:
    rows = grade_history(cache.store(), place_code, year, area)
    shown = rows.assign(when=pd.to_datetime(rows["when"]).dt.strftime("%Y-%m-%d %H:%M"))
    titles = {"when": "时间", "grade": "等次", "reason": "理由", "set_by": "评定人", "label": "数据版本"}
    st.html(look.table_html(shown, titles))
