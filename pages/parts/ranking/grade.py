"""The grade of one county: what is set, by whom and why; the form that sets another; its history."""

import pandas as pd
import streamlit as st

from core.errors import UserError
from indicators.evaluation import Evaluation
from indicators.figures import NO_GRADE_WORDS, SOURCE_WORDS, Grade, grade_history, set_grade
from pages.parts.common import cache, look
from pages.parts.ranking import data as ranking_data


def draw_grade(evaluation: Evaluation, place_code: str) -> None:
    """The grade beside the reference score, and the form. Draws nothing for places outside the place index."""
    place = cache.places().find(place_code)
    if place is None:
        return
    year = evaluation.period[:4]
    rows = ranking_data.grades(year).set_index("place_code")
    now = rows.loc[place_code] if place_code in rows.index else None
    look.draw_heading(
        f"{place.name}{year}年等次（人定）：{NO_GRADE_WORDS if now is None else now['grade']}", SOURCE_WORDS
    )
    if now is not None:
        look.draw_note(f"理由：{now['reason'] or '没有写明'}　评定人：{now['set_by'] or '没有写明'}")
    allowed = evaluation.framework.grades
    with st.expander("评定或修改等次", expanded=False), st.form(f"grade_{place_code}_{year}", border=False):
        grade = st.selectbox("等次", allowed, index=None, placeholder="请选择等次")
        reason = st.text_area("理由（必填）", placeholder="写明依据：得分、实地情况、突出问题等", max_chars=500)
        set_by = st.text_input("评定人（必填）", placeholder="姓名或机构", max_chars=40)
        if st.form_submit_button("保存等次"):
            _save(Grade(place, year, grade or "", reason, set_by), allowed)
    if now is not None and st.toggle("看修改记录", key=f"grade_history_{place_code}"):
        _draw_history(place_code, year)


def _save(grade: Grade, allowed: tuple[str, ...]) -> None:
    try:
        set_grade(cache.store(), grade, allowed)
    except UserError as error:
        look.draw_problem(error.message)
        return
    st.toast(f"已保存：{grade.place.name} {grade.year}年 {grade.grade}")
    st.rerun()


def _draw_history(place_code: str, year: str) -> None:
    rows = grade_history(cache.store(), place_code, year)
    shown = rows.assign(when=pd.to_datetime(rows["when"]).dt.strftime("%Y-%m-%d %H:%M"))
    titles = {"when": "时间", "grade": "等次", "reason": "理由", "set_by": "评定人", "label": "数据版本"}
    st.html(look.table_html(shown, titles))
