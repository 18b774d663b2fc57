"""指标口径: every measure of the framework in words, with its expressions, scoring, source and the state of its data."""

import pandas as pd
import streamlit as st
from markupsafe import Markup

from charts.curves import draw_curve, small_curve_svg
from charts.theme import config
from core import words
from core.templates import join
from indicators.declared import Framework, Measure, shelf
from indicators.evaluation import Evaluation, explain_sql, explaining, leagues
from indicators.listed import list_definitions
from pages.parts.common import cache, look, state, tables
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked

SAMPLE_PERIOD = "2021-11"
"""The period an explaining query is written for while there is no data."""


COLUMNS = (
    tables.Column("名称", cell="wrap"),
    tables.Column("分值"),
    tables.Column("计分规则", "extra", "wrap"),
    tables.Column("曲线", "extra"),
    tables.Column("单位", "extra"),
    tables.Column("方面", "extra"),
    tables.Column("责任单位", "extra"),
    tables.Column("本期数据", cell="wrap"),
)
"""A phone leaves the `extra` ones out."""


def draw(picked: Picked) -> None:
    """The page for the picks; without data the definitions alone."""
    framework = cache.framework(picked.framework_id)
    evaluation = cache.evaluation(picked.framework_id, picked.period, picked.scope) if picked.period else None
    evaluation = None if evaluation is None or evaluation.is_empty else evaluation
    states = explaining.data_states(evaluation) if evaluation is not None else None
    opened = state.parameter("measure", framework.measures)
    measure = framework.measure(opened) if opened else None
    answer = explaining.say_measure(measure) if measure else explaining.say_data(framework, states)
    look.draw_answer(answer, _quiet(framework, picked))
    if measure:
        _draw_measure(measure, evaluation, states, picked)
    elif framework.is_scored and len(framework.indicators) > 1:
        _draw_points(framework)
    if not picked.is_show:
        _draw_list(framework, states)
        draw_excel(
            "指标口径",
            framework.title,
            "",
            lambda: [list_definitions(framework)],
            [("来源", framework.source)],
            key="definitions_excel",
        )


def _quiet(framework: Framework, picked: Picked) -> str:
    period = [words.say_period(picked.period)] if picked.period else []
    if picked.is_show:
        return "".join(period)
    parts = [*period, framework.title, f"版本 {framework.version}"]
    return " · ".join([*parts, f"来源：{framework.source}"])


def _draw_points(framework: Framework) -> None:
    """Aspects × indicators; both ways add up to the framework's points."""
    look.draw_heading("分值表", f"两种分法都合计 {words.say_number(framework.points)} 分，加分另计")
    table = explaining.points_table(framework)
    names = [name for name in table.columns if name != "indicator"]
    columns = [tables.Column("指标"), *(tables.Column(name, "number") for name in names)]
    rows = []
    for row in table.to_dict("records"):
        cells = [words.say_number(row[name]) if row[name] else "" for name in names]
        mark = "total" if row["indicator"] == explaining.TOTAL_WORDS else ""
        rows.append(tables.Row([row["indicator"], *cells], mark))
    draw_linked(tables.cells_html(columns, rows, style="grid", box="scroll"), "points")


def _draw_measure(measure: Measure, evaluation: Evaluation | None, states: pd.DataFrame | None, picked: Picked) -> None:
    data = f"本期数据：{states.loc[measure.id, 'words']}" if states is not None else "还没有数据"
    look.draw_heading("得分怎样随指标值变化" if measure.rule and measure.points else measure.title, data)
    if measure.rule is not None and measure.points:
        _draw_curve(measure, evaluation, picked)
    facts = explaining.describe_measure(measure)
    facts += [(label, _code(text)) for label, text in explaining.list_expressions(measure)]
    columns = [join((_code(name), title), " ") for name, title in explaining.list_columns(measure)]
    facts += [("用到的列", join(columns, "　"))] if columns else []
    draw_linked(look.facts_html(facts) + ("" if picked.is_show else _links(measure)), "measure")
    if not picked.is_show:
        with st.expander("查询语句（按县）"):
            st.code(explain_sql(measure, picked.period or SAMPLE_PERIOD, picked.day), language="sql", wrap_lines=True)


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)


def _links(measure: Measure) -> Markup:
    rank = link_html("看排名", "ranking", style="button", by=f"measure:{measure.id}")
    rows = link_html("看短板清单", "shortfalls", style="button", measure=measure.id)
    book = shelf.book_of(measure.framework)
    edit = link_html("编辑这项指标", "books", style="button", book=book, measure=measure.id)
    ways = (rank, rows, *([edit] if shelf.is_office(book) else []), link_html("收起", "definitions", style="button"))
    return look.line_html(ways)


def _draw_curve(measure: Measure, evaluation: Evaluation | None, picked: Picked) -> None:
    assert measure.rule is not None
    curve = measure.rule.curve()
    points = None
    if evaluation is not None:
        points = explaining.curve_points(evaluation, measure, leagues.find_place(evaluation, picked.scope))
    figure = draw_curve(
        curve,
        axis=explaining.say_axis(measure),
        value_words=explaining.say_corners(measure, curve),
        points=points,
        is_show=picked.is_show,
    )
    st.plotly_chart(figure, key=f"curve_{measure.id}", config=config("", picked.is_show), theme=None, width=720)


def _draw_list(framework: Framework, states: pd.DataFrame | None) -> None:
    text = _pick_text()
    found = explaining.find_measures(framework, text)
    look.draw_heading("全部指标", f"共 {len(found)} 项" + (f"，含“{text}”" if text else ""))
    if not found:
        look.draw_empty("没有找到。可按指标名称、方面、责任单位或来源查找。")
    groups = []
    for cut in framework.indicators:
        mine = [measure for measure in found if measure.indicator == cut.title]
        points = f"{words.say_number(cut.points)} 分 · " if framework.is_scored else ""
        if mine:
            groups.append((cut.title, f"{points}{len(mine)} 项", mine))
    if groups:
        draw_linked(_table(groups, states), "measures")


def _pick_text() -> str:
    key = "definitions_text"
    st.session_state[key] = state.parameter("q")
    st.text_input(
        "查找", key=key, placeholder="按名称、方面、责任单位查找", width=420, label_visibility="collapsed",
        on_change=lambda: state.set_parameters(q=st.session_state[key], measure=""),
    )  # fmt: skip
    return state.parameter("q").strip()


def _table(groups: list[tuple[str, str, list[Measure]]], states: pd.DataFrame | None) -> Markup:
    """One table; each group (title, words, measures) begins with a row of its own."""
    rows = []
    for title, said, measures in groups:
        head = join((title, look.soft_html(said)), " ")
        rows.append(tables.Row([tables.Cell(head, span=len(COLUMNS))], "group"))
        rows += [_row(measure, states) for measure in measures]
    return tables.cells_html(COLUMNS, rows, style="grid", box="")


def _row(measure: Measure, states: pd.DataFrame | None) -> tables.Row:
    rule = measure.rule.describe() if measure.rule else "只核查，不计分"
    light = states.loc[measure.id] if states is not None else None
    return tables.Row(
        (
            join(
                (
                    link_html(measure.title, "definitions", style="name", measure=measure.id),
                    look.under_html(measure.says),
                )
            ),
            explaining.say_points(measure),
            rule,
            small_curve_svg(measure.rule.curve(), rule) if measure.rule and measure.points else "",
            explaining.say_short_direction(measure),
            measure.aspect,
            measure.department,
            look.light_html("missing") if light is None else look.light_html(light["light"], light["words"]),
        )
    )


draw(state.picked())
