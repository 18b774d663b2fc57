"""得分、位次、失分、疑点、问题 month by month: a curve for a place, small multiples for all, and what is still being evaluated."""

from datetime import date

import pandas as pd
import streamlit as st

from charts.series import draw_series
from charts.sparks import draw_spark
from charts.theme import config
from core.templates import render
from core.words import say_period
from indicators.declared import CHECKS, PeriodBounds, read_framework
from indicators.figures import past
from indicators.figures.anything import outermost
from indicators.figures.past import COURSES, FINDINGS, PROBLEMS, RANK, Course
from indicators.scoring import HIGHER, LOWER
from ledger.looking import ProblemFilter, open_by_month
from pages.parts.common import cache, look, months, office, state
from pages.parts.common.address import say_area_of
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import address, draw_linked, follow_points, link_html
from pages.parts.common.months import Months
from pages.parts.common.state import Picked
from pages.parts.series import data
from pages.parts.series.excel import list_course

CARDS = 48
SECONDS = 3.0
FIGURE = "figure"
SAID = {
    "score": "各期都按现行口径计算；各期已报的指标不同，得分不全是同口径，同口径的变化见总览和排名",
    "rank": "在同一组（脱贫县、其他县）内排；各期参评的县可能不同",
    "lost": "满分减得分，不含加分项",
    "findings": "各月最近一次核查的待核疑点；没有核查过的月份没有点",
    "problems": "台账里月末还没有销号的问题",
}
NOTHING = {
    "findings": "这些月还没有核查过。打开“疑点核查”并选这一期，就会核查并从这里看到。",
    "problems": "台账里还没有问题。",
}


def draw_past(course: Course, picked: Picked) -> None:
    """One course: the answer, the lines, the small multiples."""
    look.use_styles("series")
    found = months.read_months(picked.framework_id, picked.scope, picked.period)
    frame = _frame(course, picked, found)
    points = past.course_points(frame, course)
    ours = _ours(points, picked)
    changes = past.list_changes(points, course)
    look.draw_answer(_answer(changes, course, ours), f"{_say_span(points)} · {SAID[course.name]}")
    if not picked.is_show:
        draw_choice(course.name, picked)
    if course.name not in (FINDINGS, PROBLEMS):
        _draw_work(found, picked)
    if points.empty:
        look.draw_empty(NOTHING.get(course.name, "这些期次还没有算出可以排名的得分。"))
        return
    _draw_lines(points, course, ours, picked)
    if not picked.is_show:
        _draw_cards(changes, found.periods, points, course, ours)
        name = say_area_of(picked.scope)
        draw_excel(
            f"数字走势_{course.title}",
            name,
            picked.period,
            lambda: [list_course(points, course, name)],
            key="course_excel",
        )


def courses_of(picked: Picked) -> dict[str, str]:
    """What can be followed, by title: scores only by a book that holds, and a figure of the tables always."""
    is_scored = bool(picked.period) and not picked.lacks_book and cache.framework(picked.framework_id).is_scored
    named = {
        name: one.title
        for name, one in COURSES.items()
        if is_scored or (picked.period and name in (FINDINGS, PROBLEMS))
    }
    return named | {FIGURE: "表里的数"}


def draw_choice(chosen: str, picked: Picked) -> None:
    """The picker of it."""
    titles = courses_of(picked)
    st.session_state["pick_of"] = chosen
    st.segmented_control(
        "看什么", list(titles), format_func=lambda name: titles[name], key="pick_of", label_visibility="collapsed",
        on_change=lambda: state.set_parameters(of=st.session_state["pick_of"] or chosen, item="", part=""),
    )  # fmt: skip


def _frame(course: Course, picked: Picked, found: Months) -> pd.DataFrame:
    """The course by place and period, whoever keeps it."""
    if course.name == FINDINGS:
        return _named(data.findings(read_framework(CHECKS), found.area, found.periods))
    if course.name == PROBLEMS:
        return _named(_problems(picked, found))
    return found.frame


def _problems(picked: Picked, found: Months) -> pd.DataFrame:
    """The ledger changes at any moment: its answer is never kept."""
    today = office.working_day()
    ends = {min(PeriodBounds.of(period).period_end, today): period for period in found.periods}
    counted = open_by_month(office.ledger().engine, ProblemFilter(place=found.area), list(ends), today)
    counted = cache.own_rows(counted)
    return counted.assign(period=[ends[day] for day in counted["on"]], day=[_iso(day) for day in counted["on"]])


def _iso(day: date) -> str:
    return day.isoformat()


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """With the places' names; counties that no table knows are left out."""
    known = {code: place.name for code in frame["place_code"].unique() if (place := cache.places().find(str(code)))}
    kept = frame[frame["place_code"].isin(list(known))]
    return kept.assign(place_name=kept["place_code"].map(known))


def _ours(points: pd.DataFrame, picked: Picked) -> str:
    there = set(points["place_code"])
    return next((code for code in (state.parameter("at"), picked.scope) if code in there), "")


def _answer(changes: pd.DataFrame, course: Course, ours: str) -> str:
    if changes.empty:
        return f"还没有可以看走势的{course.title}"
    own = changes[changes["place_code"] == ours]
    if len(own) or len(changes) == 1:
        return past.say_place((own if len(own) else changes).iloc[0], course)
    return past.say_area(changes, course)


def _say_span(points: pd.DataFrame) -> str:
    periods = sorted(points["period"].unique())
    if not periods:
        return "没有数"
    return (
        say_period(periods[0])
        if len(periods) == 1
        else f"{say_period(periods[0])}至{say_period(periods[-1])}，{len(periods)} 期"
    )


def _draw_work(found: Months, picked: Picked) -> None:
    """What is not there yet, and how far it is; it is evaluated beside the server, once."""
    months.begin_work(found)
    old = sorted(found.frame.loc[found.frame["is_old"].astype(bool), "period"].unique()) if len(found.frame) else []
    if not found.missing:
        return
    said = f"其中 {len(old)} 期是导入新表之前算的，" if old else ""
    if not found.is_working or picked.is_show:
        look.draw_note(
            f"{len(found.periods)} 期里还有 {len(found.missing)} 期没有按现在的表算过；{said}看到哪一期就算到哪一期。"
        )
        return
    look.draw_note(
        f"正在算各期：{len(found.periods)} 期里还差 {len(found.missing)} 期，{said}算完自动补上，可以先看别的页。"
    )
    _watch(len(found.missing), picked.framework_id, picked.scope, picked.period)


@st.fragment(run_every=SECONDS)
def _watch(missing: int, framework_id: str, scope: str, period: str) -> None:
    """Draw the page anew when another period is there."""
    if len(months.read_months(framework_id, scope, period).missing) < missing:
        st.rerun()


def _draw_lines(points: pd.DataFrame, course: Course, ours: str, picked: Picked) -> None:
    shown = outermost(points, ours, LOWER if course.is_lower_better else HIGHER)
    figure = draw_series(
        shown,
        lambda value: past.say_point(value, course),
        ours=ours,
        is_show=picked.is_show,
        unit="分" if course.unit == "points" else "",
        is_rank=course.name == RANK,
    )
    if shown["place_code"].nunique() < points["place_code"].nunique():
        look.draw_note("图中是所选的县和最好、最差的各三个，其余见下面的小图")
    key = f"past_{course.name}"
    st.plotly_chart(figure, key=key, theme=None, config=config(f"{course.title}走势", picked.is_show))
    if not picked.is_show:
        codes = shown["place_code"].unique()
        follow_points(key, {code: address("series", of=course.name, at=code) for code in codes})


def _draw_cards(
    changes: pd.DataFrame, periods: tuple[str, ...], points: pd.DataFrame, course: Course, ours: str
) -> None:
    """A small course for every county on one scale, the best of the newest month first."""
    number = state.parameter("part")
    part = int(number) if number.isdecimal() and len(number) < 5 and int(number) > 0 else 1
    look.draw_heading(f"{len(changes)} 个县的{course.title}走势", "同一把尺子，好的在前；点县名看这一条")
    low, high = float(points["value"].min()), float(points["value"].max())
    by_place = {code: dict(zip(own["period"], own["value"], strict=True)) for code, own in points.groupby("place_code")}
    cards = []
    for _, row in changes.iloc[(part - 1) * CARDS : part * CARDS].iterrows():
        own, is_ours = by_place[row["place_code"]], row["place_code"] == ours
        label = past.say_place(row, course)
        spark = draw_spark(
            [own.get(period) for period in periods],
            label,
            low=low,
            high=high,
            is_main=is_ours,
            is_rank=course.name == RANK,
        )
        cards.append(
            {
                "name": link_html(row["place_name"], "series", style="name", of=course.name, at=row["place_code"]),
                "now": past.say_point(row["last"], course),
                "spark": spark,
                "since": f"{say_period(row['first_period'])}起" if row["first_period"] != row["last_period"] else "",
                "change": past.say_change(row["change"], course),
                "is_ours": is_ours,
            }
        )
    draw_linked(render(__file__, "courses", cards=cards), f"cards_{course.name}")

    def parameters(**changed: str) -> dict[str, str]:
        return {
            name: value for name, value in ({"of": course.name, "at": state.parameter("at")} | changed).items() if value
        }

    look.draw_parts("series", parameters, part, CARDS, len(changes), "个县", "cards_parts")
