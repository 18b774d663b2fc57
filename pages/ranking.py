"""排名: league tables by total, aspect, indicator or measure; the marks one place lost and what wins them back."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from charts.ranks import SHOW_ROWS, draw_ranks
from charts.theme import config
from charts.track import Scale, scale_of
from core import words
from core.templates import join
from indicators.evaluation import MISSING_RULE_WORDS, Evaluation, leagues, list_marks, prefectures
from indicators.evaluation import answers as standing
from indicators.listed import make_ranking
from indicators.scoring import TIE_RULE_WORDS
from pages.parts.common import cache, look, state
from pages.parts.common.address import say_area_of
from pages.parts.common.excel import draw_file, file_name
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked
from pages.parts.ranking import data as ranking_data
from pages.parts.ranking import leagues as league_html
from pages.parts.ranking import marks as marks_html
from pages.parts.ranking import prefectures as prefecture_html
from pages.parts.ranking.grade import draw_grade
from store import find_table

LISTED = 40
"""Rows of a league at first: the first, the last and ours; the others come by a link."""


def draw(picked: Picked) -> None:
    """The page for the picks."""
    evaluation = cache.evaluation(picked.framework_id, picked.period, picked.scope)
    if evaluation.is_empty:
        league_html.draw_nothing_here(picked)
        return
    known = leagues.choices(evaluation.framework)
    choice = known[state.parameter("by", known, leagues.first_choice(evaluation).by)]
    ours = leagues.find_place(evaluation, state.parameter("at"), picked.scope)
    area = standing.say_area(cache.places().find(evaluation.area))
    table = leagues.league_table(evaluation, choice, league_html.last_evaluation(evaluation, choice))
    if not picked.is_show:
        _draw_way_back(ours, picked, choice)
    show_quiet = f"{words.say_as_of(evaluation.period, evaluation.day)} · {leagues.TIE_SHORT_WORDS}"
    look.draw_answer(
        league_html.say_standing(evaluation, table, choice, ours, area),
        show_quiet if picked.is_show else standing.say_basis(evaluation),
    )
    if not picked.is_show:
        _draw_picker(known, choice)
    average = leagues.average_of(table, area, "个单位" if evaluation.framework.level == "unit" else "县")
    if picked.is_show:
        _draw_wall(table, choice, ours, average, picked)
        return
    _draw_leagues(evaluation, table, choice, ours, average)
    _draw_excel(evaluation, choice, picked)
    if ours:
        _draw_marks(evaluation, choice, ours)
        if evaluation.framework.is_scored and evaluation.framework.level == "county":
            draw_grade(evaluation, ours)
    _draw_method(evaluation, choice)


def _draw_way_back(ours: str, picked: Picked, choice: leagues.Choice) -> None:
    if ours and ours != picked.scope:
        back = link_html(f"‹ 回到{say_area_of(picked.scope)}", "ranking", style="name", by=choice.by)
        draw_linked(look.back_html(back), "way_back")


def _draw_picker(known: Mapping[str, leagues.Choice], choice: leagues.Choice) -> None:
    kinds = {leagues.TOTAL: "总分", "aspect": "方面", "indicator": "指标", "measure": "单项"}
    key = "ranking_by"
    st.session_state[key] = choice.by

    def say(by: str) -> str:
        one = known[by]
        return one.title if one.kind == leagues.TOTAL else f"{kinds[one.kind]}：{one.title}"

    st.selectbox(
        "排名依据", list(known), key=key, format_func=say, on_change=lambda: state.set_parameters(by=st.session_state[key]),
        label_visibility="collapsed", width=420,
    )  # fmt: skip


def _draw_wall(
    table: pd.DataFrame, choice: leagues.Choice, ours: str, average: tuple[float, str], picked: Picked
) -> None:
    """The projection: bars of the league that the picked place is in."""
    league, rows = leagues.main_league(table, ours)
    if rows.empty:
        return
    shown = leagues.shorten(rows, SHOW_ROWS, ours)
    left_out = f"，图中为前后及所选共{len(shown)}个" if len(shown) < len(rows) else ""
    look.draw_heading(f"{choice.title}：{league}", f"{len(rows)}个有名次{left_out}")
    value, name = average
    figure = draw_ranks(
        leagues.bars_frame(shown, choice),
        ours=ours,
        average=value,
        average_name=f"{name} {leagues.say_value(value, choice)}" if name else "",
        is_show=True,
    )
    key = f"bars_{choice.by}_{ours}_{picked.period}"
    st.plotly_chart(figure, key=key, config=config(is_show=True), theme=None)


def _draw_leagues(
    evaluation: Evaluation, table: pd.DataFrame, choice: leagues.Choice, ours: str, average: tuple[float, str]
) -> None:
    grades = None
    if choice.by == leagues.TOTAL and evaluation.framework.level == "county":
        grades = (
            ranking_data.grades(evaluation.period[:4], evaluation.framework.area)
            .set_index("place_code")["grade"]
            .to_dict()
        )
    scale = scale_of(league_html.scale_values(table, average[0]))
    _draw_prefectures(evaluation, table, choice, ours, scale)
    for league in leagues.league_order(table):
        rows = table[table["league"] == league]
        unranked = int(rows["rank"].isna().sum())
        shown = rows if state.parameter("all") == "1" else leagues.shorten(rows, LISTED, ours)
        said = [f"共{len(rows)}个" + (f"，其中{unranked}个未排名" if unranked else "")]
        if len(shown) < len(rows):
            way = link_html(
                f"看全部{len(rows)}个", "ranking", style="name", by=choice.by, at=state.parameter("at"), all="1"
            )
            said += [f"此处列前后及所选{len(shown)}个", way]
        draw_linked(look.heading_html(league, join(said, "，")), f"heading_{league}")
        html = league_html.league_html(shown, choice, ours, evaluation, grades=grades, average=average, scale=scale)
        draw_linked(html, f"league_{league}")
    look.draw_note(TIE_RULE_WORDS)


def _draw_prefectures(
    evaluation: Evaluation, table: pd.DataFrame, choice: leagues.Choice, ours: str, scale: Scale | None
) -> None:
    """A province by prefecture first; nothing where there is one only."""
    if evaluation.framework.level != "county" or scale is None:
        return
    rolled = prefectures.roll_up(table, choice)
    if len(rolled) < 2:
        return
    look.draw_heading(f"{len(rolled)}个市州", "按各县的平均排，竖线为平均；点名称看这个市州，点圆点看这个县")
    draw_linked(prefecture_html.prefectures_html(rolled, table, choice, ours, scale), "prefectures")


def _draw_marks(evaluation: Evaluation, choice: leagues.Choice, ours: str) -> None:
    listed = list_marks(evaluation, ours)
    chosen = marks_html.choose_marks(listed, choice)
    name = evaluation.places.set_index("place_code").loc[ours, "place_name"]
    if choice.is_value:
        look.draw_heading(f"{name}：{choice.title}得分怎样来的")
        draw_linked(marks_html.explain_html(evaluation, ours, choice.key), "explain")
        return
    look.draw_heading(f"{name}失分和补分办法", "还能补的、本年补不回的分开列；点指标看得分怎样来的")
    draw_linked(
        marks_html.marks_html(
            chosen, evaluation, ours, cache.next_round(ours, evaluation.framework.area).say_by_when()
        ),
        "marks",
    )


def _draw_excel(evaluation: Evaluation, choice: leagues.Choice, picked: Picked) -> None:
    """The ranking with its marks as formulas; made on a click."""
    places, is_demo, before = cache.places(), cache.is_demo(), league_html.last_evaluation(evaluation, choice)
    name = file_name(f"排名_{choice.title}", say_area_of(evaluation.area), picked.period)
    label = "下载 Excel（改数值，得分和位次随公式变）" if evaluation.framework.is_scored else "下载 Excel"
    draw_file(lambda: make_ranking(evaluation, places, choice, before, is_demo), name, key="ranking_excel", label=label)


def _draw_method(evaluation: Evaluation, choice: leagues.Choice) -> None:
    framework = evaluation.framework
    versions = "、".join(
        f"《{find_table(name).title}》第{version}版" for name, version in evaluation.data_versions.items()
    )
    with st.expander("口径、版本和缺项规则"):
        if choice.is_value:
            look.draw_note(f"{choice.title}：{framework.measure(choice.key).says}")
        look.draw_note(
            f"指标体系：{framework.title}，版本 {framework.version}，口径文件校验码 {framework.content_hash}。来源：{framework.source}"
        )
        if evaluation.is_last_rescored:
            look.draw_note("上期按本期口径重算：两期用同一套规则比较。")
        if framework.is_scored:
            look.draw_note(MISSING_RULE_WORDS)
        look.draw_note(f"数据版本：{versions}")


look.draw_page(draw, "导入各县的表格后，这里按总分、方面、指标、单项排名，并列出失分和补分办法。")
