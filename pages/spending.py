"""资金进度: how much is paid against the schedule, when the line is reached, which counties, sources and projects are slow."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from charts.spending import SpendingPicture, draw_spending
from charts.theme import config
from core import words
from core.templates import join
from indicators.declared import SCHEDULE_METHODS
from indicators.evaluation import answers as standing
from indicators.evaluation import area_of, shorten
from indicators.listed import list_spending
from indicators.shortfalls import row_token
from indicators.spending import Spending, SpendingRequest, fund_sources, query
from indicators.spending import against_schedule as spending
from indicators.spending import words as say
from pages.parts.common import cache, look, state
from pages.parts.common.address import read_place, say_area_of, say_place
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked
from pages.parts.shortfalls.address import ROW_FILTER
from pages.parts.spending import data as spending_data
from pages.parts.spending import tables as spending_tables
from pages.parts.spending.counties import choices, draw_bullets, draw_counties
from reports.workbook import Sheet

TO_IMPORT = "去数据导入"
SOURCES = {"fund_projects": "项目表", "fund_payments": "支付明细"}
"""Table → what the page calls it."""
MEASURE = "spend_on_schedule"
"""The measure whose shortfall list holds the projects that are behind."""
PROJECTS_SHOWN = 12
MAX_ROWS = 100_000
"""Projects of the workbook."""
BAND_WORDS = "，阴影为按近30、60、90天中最慢和最快速度的预计范围"
CHART_HEIGHT = 380
WALL_ROWS = 8
"""Counties beside the curve in the projection; with their total and the caption they fill a screen of 1080 lines."""
SHOW_CHART_HEIGHT = 600


def draw(picked: Picked) -> None:
    """The page for the picks, or for the place of them that the address names."""
    at, notes = read_place(picked, cache.scopes().__contains__, is_wide=True)
    if not picked.is_show and at != picked.scope:
        draw_linked(crumbs_html(picked, at, "spending"), "crumbs")
    look.draw_notes(notes)
    _draw_place(replace(picked, scope=at))


def _draw_place(picked: Picked) -> None:
    on = cache.view_day(picked.period)
    source = state.parameter("source", ("", *fund_sources()))
    request = SpendingRequest(on, picked.scope, source)
    money = spending_data.read_spending(request)
    if money.counties.empty:
        look.draw_answer(f"{request.year}年还没有衔接资金项目表")
        look.draw_to_import("导入项目表和支付明细后，这里显示支出曲线和序时进度。", TO_IMPORT)
        return
    methods = spending.methods_for(money, source)
    method = state.parameter("line", methods, _scored_method(picked, methods))
    held = spending_data.read_against_schedule(request, method)
    places = cache.places()
    area = replace(request, scope=area_of(picked.scope, places))
    average = spending.average_of(money, spending_data.read_spending(area), standing.say_area(places.find(area.scope)))
    place = places.find(picked.scope)
    answer = say.say_answer(place.name if place else "", source, on, held.total, held.line, average)
    look.draw_answer(
        cache.names().say(answer, on),
        "" if picked.is_show else _quiet(money, held.line.method, _scored_method(picked, methods)),
    )
    if not picked.is_show:
        _draw_choices(source, method, methods, _scored_method(picked, methods))
    if words.is_missing(held.total["rate"]):
        look.draw_to_import("还没有可以计算支出率的支付明细。没有导入的不按零计；请导入支付明细。", TO_IMPORT)
    elif picked.is_show:
        _draw_wall(money, held, average, area, method)
    else:
        left, right = st.columns([1.5, 1], gap="large")
        with left:
            _draw_chart(money, held, average, is_show=False)
        with right:
            draw_bullets(area, method, picked)
        st.html(look.tiles_html(_tiles(money, held)))
    if not picked.is_show:
        draw_counties(area, method, picked)
        _draw_sources(request, method)
        _draw_projects(request, held, picked, is_scored=method == _scored_method(picked, methods))
        _draw_excel(area, request, method, picked)


def _scored_method(picked: Picked, methods: tuple[str, ...]) -> str:
    """The schedule method that scores are made by; the months' where it needs a node table that is not there."""
    framework_id = _framework_with_measure(picked.framework_id)
    wanted = cache.framework(framework_id).schedule_method if framework_id else spending.DEFAULT_METHOD
    return wanted if wanted in methods else spending.DEFAULT_METHOD


def _quiet(money: Spending, method: str, scored: str) -> str:
    last = money.last_paid_on
    versions = cache.store().versions()
    said = [
        say.say_method(method, scored),
        "支出率 = 已支出 ÷ 调整后预算",
        say.say_stale(last, money.request.on) or (f"最近一笔支付 {words.say_date(last)}" if last else "没有支付记录"),
        f"支出截止 {words.say_date(money.deadline)}" + ("" if money.deadline_words else "（未导入截止日，按年底）"),
        "来源：" + "、".join(f"{title}第{versions[name]}版" for name, title in SOURCES.items() if name in versions),
    ]
    return " · ".join(said)


def _draw_choices(source: str, method: str, methods: tuple[str, ...], scored: str) -> None:
    with st.container(horizontal=True, key="spending_choices"):
        _draw_choice("source", "资金级次", ["", *fund_sources()], source, {"": "全部级次"}, "")
        titles = {name: f"序时按{spending.METHOD_TITLES[name]}" for name in SCHEDULE_METHODS}
        _draw_choice("line", "序时进度", list(methods), method, titles, scored)


def _draw_choice(name: str, label: str, options: list[str], value: str, titles: dict[str, str], usual: str) -> None:
    key = f"spending_{name}"
    st.session_state[key] = value

    def change() -> None:
        chosen = st.session_state[key] or ""
        state.set_parameters(**{name: "" if chosen == usual else chosen})

    st.segmented_control(
        label, options, key=key, format_func=lambda option: titles.get(option, option), on_change=change, required=True,
        label_visibility="collapsed",
    )  # fmt: skip


def _tiles(money: Spending, held: spending.PaidAgainstSchedule) -> list[tuple[str, str, str]]:
    total, line, on = held.total, held.line, money.request.on
    needed, until = say.say_needed(total, line, on, money.deadline)
    budget = words.say_value(total["budget_cny"], "cny")
    by_deadline = f"{words.say_value(total['low'], 'percent')}–{words.say_value(total['high'], 'percent')}"
    return [
        ("支出率", words.say_value(total["rate"], "percent"), f"已支出 {words.say_value(total['paid_cny'], 'cny')}，预算 {budget}"),
        (
            "与序时进度差",
            f"{say.say_signed(total['gap_points'], 'points')} 个百分点",
            f"{say.say_money_gap(total)}；应达 {words.say_value(line.share, 'percent')}",
        ),
        ("每天需支出", needed, until),
        (
            f"按当前速度，到{say.say_day(money.deadline, on)}预计",
            words.say_value(total["expected"], "percent"),
            total["reason"] or f"范围 {by_deadline}（近30、60、90天的快慢）",
        ),
    ]  # fmt: skip


def _draw_wall(
    money: Spending, held: spending.PaidAgainstSchedule, average: spending.Average, area: SpendingRequest, method: str
) -> None:
    """The projection: the curve, and beside it the counties in order."""
    left, right = st.columns([1.7, 1], gap="medium")
    with left:
        _draw_chart(money, held, average, is_show=True)
    with right:
        around = spending_data.read_against_schedule(area, method)
        ours = money.request.scope
        rows = shorten(around.counties.rename(columns={"key": "place_code"}), WALL_ROWS, ours)
        st.html(
            spending_tables.wall_html(
                rows.rename(columns={"place_code": "key"}), around.total, ours, spending.METHOD_TITLES[method]
            )
        )


def _draw_chart(
    money: Spending, held: spending.PaidAgainstSchedule, average: spending.Average, *, is_show: bool
) -> None:
    on = money.request.on
    finding, outlook = say.say_curve(held.total, held.line, on, money.deadline)
    quiet = "累计支出占调整后预算" + ("" if held.outlook.empty else BAND_WORDS)
    look.draw_heading(f"{finding}；{outlook}" if is_show else finding, "" if is_show else quiet)
    request, height = money.request, SHOW_CHART_HEIGHT if is_show else CHART_HEIGHT
    figure = cache.figure(
        "spending",
        (on.isoformat(), request.scope, request.source, held.line.method, str(is_show)),
        lambda: draw_spending(_picture(money, held, average), is_show=is_show, height=height),
    )
    st.plotly_chart(figure, key="spending_curve", theme=None, config=config(f"资金进度_{on.isoformat()}", is_show))
    if not is_show:
        look.draw_note(f"{outlook}。")


def _picture(money: Spending, held: spending.PaidAgainstSchedule, average: spending.Average) -> SpendingPicture:
    on, year = money.request.on, money.request.on.year
    published = money.references.assign(on=pd.to_datetime(money.references["on"]))
    is_published = average.is_published and len(published) > 0
    points = published if is_published else pd.DataFrame({"on": pd.to_datetime([on]), "share": [average.share]})
    points = points if average.is_known else points.iloc[:0]
    percent = {name: words.say_value(share, "percent") for name, share in _end_shares(held, average).items()}
    outlook = held.outlook.assign(
        words=[f"按当前速度预计 {say.say_range(row)}" for row in held.outlook.to_dict("records")]
    )
    return SpendingPicture(
        curve=say.with_day_words(held.curve, "支出率", held.schedule),
        line=say.with_day_words(held.schedule, "序时进度"),
        last=say.with_day_words(held.last_curve, f"{year - 1}年同日"),
        average=say.with_day_words(points, average.name),
        outlook=outlook,
        curve_label=f"{year}年 {percent['curve']}",
        line_label="序时进度",
        last_label=f"{year - 1}年",
        average_label=f"{average.name} {percent['average']}",
        outlook_label=f"预计 {percent['outlook']}",
        schedule_share=held.line.share,
        deadline=min(money.deadline, date(year, 12, 31)),
        deadline_label=f"支出截止\n{say.say_day(money.deadline, on)}",
    )


def _end_shares(held: spending.PaidAgainstSchedule, average: spending.Average) -> dict[str, float]:
    return {
        "curve": float(held.total["rate"]),
        "average": average.share,
        "outlook": float(held.total["expected"]),
    }


def _draw_sources(request: SpendingRequest, method: str) -> None:
    everything = spending_data.read_against_schedule(replace(request, source=""), method)
    look.draw_heading(say.say_sources(everything.sources))

    def link(text: str, source: str) -> str:
        if source not in ("", *fund_sources()):
            return text
        return link_html(text, "spending", style="name", **choices(source, method))

    html = spending_tables.sources_html(everything.sources, everything.total, request.source, link)
    draw_linked(html + look.under_html("点资金级次只看这一级。"), "spending_sources")


def _draw_excel(area: SpendingRequest, request: SpendingRequest, method: str, picked: Picked) -> None:
    """Counties, sources of funds, every project that is behind; made on a click."""
    around, own = (spending_data.read_against_schedule(one, method) for one in (area, replace(request, source="")))
    store, name, day = cache.store(), say_area_of(request.scope), words.say_date(request.on)
    share, line = spending_data.read_against_schedule(request, method).line.share, SCHEDULE_METHODS[method]
    fund = cache.names().say(say.say_fund(request.source), request.on)

    def make() -> list[Sheet]:
        projects, _, _ = query.read_behind(store, request, share, MAX_ROWS)
        lines = [f"{fund}　截至{day}　支出率 = 已支出 ÷ 调整后预算"]
        return list_spending(around, own, projects, say_place, say_area_of(area.scope), name, lines, lines)

    notes = [("序时进度", f"{line}，应达 {words.say_value(share, 'percent')}"), ("灯", spending.LIGHTS_WORDS)]
    draw_excel("资金进度", name, request.on.isoformat(), make, notes, key="spending_excel")


def _draw_projects(
    request: SpendingRequest, held: spending.PaidAgainstSchedule, picked: Picked, *, is_scored: bool
) -> None:
    projects, count, behind = spending_data.read_behind(request, held.line.share, PROJECTS_SHOWN)
    if projects.empty:
        look.draw_heading("没有低于序时进度的项目资金")
        return
    look.draw_heading(
        f"{count:,}笔项目资金低于序时进度，共少付 {words.say_value(behind, 'cny')}",
        "，".join(_say_behind(held.total, behind, len(projects) if count > len(projects) else 0)),
    )
    framework_id = _framework_with_measure(picked.framework_id)
    known = {"measure": MEASURE, "viewed": framework_id}

    def link(row: Mapping[Any, Any]) -> str:
        name = str(row["project_name"])
        if not framework_id:
            return name
        token = row_token(cache.framework(framework_id).measure(MEASURE).table, row)
        return link_html(name, "shortfalls", style="name", at=str(row["county_code"]), row=token, **known)

    index = cache.places()
    names = {code: place.name for code in projects["county_code"] if (place := index.find(str(code)))}
    html = spending_tables.projects_html(projects, names, link)
    under = [look.soft_html("点项目看整条记录。")] if framework_id else []
    if framework_id and is_scored:
        chosen = {"at": state.parameter("at"), f"{ROW_FILTER}fund_source": request.source}
        under.append(link_html(f"看全部{count:,}笔", "shortfalls", style="name", **known, **chosen))
    elif framework_id:
        under.append(look.soft_html("换回短板清单所用的序时进度，可看全部名单。"))
    draw_linked(html + look.under_html(join(under, " ")), "spending_projects")


def _say_behind(total: Mapping[Any, Any] | pd.Series, behind: float, shown: int) -> list[str]:
    """How what single projects are behind comes to the gap of the whole place, and how many of them are listed."""
    ahead = behind + float(total["gap_cny"])
    said = (
        [f"其余各笔超过序时进度 {words.say_value(ahead, 'cny')}，相抵后{say.say_money_gap(total)}"]
        if ahead >= say.SEEN_CNY
        else []
    )
    return said + ([f"少付最多的{shown}笔"] if shown else [])


def _framework_with_measure(picked: str) -> str:
    """The picked framework when it has the measure, else the first that has; '' without one."""
    names = (picked, *cache.frameworks())
    return next((name for name in names if MEASURE in cache.framework(name).measures), "")


if state.picked().period:
    draw(state.picked())
else:
    look.draw_answer("还没有衔接资金项目表")
    look.draw_to_import("导入衔接资金项目表和支付明细后，这里显示支出曲线和序时进度。", TO_IMPORT)
