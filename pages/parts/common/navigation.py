"""The way from page to page: the side bar, and bands: an unknown address, a framework that is not the picked one or has no data."""

import re
from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from core.templates import render
from core.words import say_period
from indicators.books import book_for, say_held
from indicators.declared import CHECKS, MAIN_AREA
from indicators.figures import quality
from pages.parts.common import cache, look, state
from pages.parts.common.around import bar
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked

_GO_HOME = {"viewed": ""}
_PERIOD = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")
BOOKS = "books"
SCORED = ("overview", "ranking", "county_map", "shortfalls")
"""Pages of scores and of what falls short of a book's lines: of a period that no book holds for they show nothing."""
SLIDES = {
    "overview": "standing", "ranking": "league", "county_map": "map", "spending": "spending", "figures": "figure", "series": "course",
    "standing": "leaders", "cooperation": "cooperation", "shortfalls": "losses", "checks": "checks", "entitlements": "entitlements",
    "comparison": "comparison", "integrity": "integrity", "quality": "quality", "ledger": "ledger", "duties": "late",
    "activities": "activities", "outline": "outline", "archive": "archive", "briefing": "briefing", "needed": "needed",
    "imports": "needed", "definitions": "points", "books": "points",
}  # fmt: skip
"""Page → the kind of slide (`shows.KINDS`) that says on a wall what it says: every page but 户档案,
which is of one home and its people, and 账号 and 操作记录, which are of those who work here."""
CHECKED = ("checks", "household", "comparison")
"""Pages of what the checks find, whatever framework is picked."""


def draw_pages(title: str, groups: Mapping[str, Mapping[str, str]], name: str) -> None:
    """The pages by group, of the picked framework, and the ways into a projection: at the side, on a phone in the bar below."""
    listed = [
        (group, bar.icon_html(group), [(link_html(label, page, **_GO_HOME), page == name) for page, label in entries.items()])
        for group, entries in groups.items()
    ]  # fmt: skip
    is_show_list = name == "projection"
    shows = [] if is_show_list else [link_html("投影本页", name, **state.own_parameters() | {"show": "1"})]
    if name in SLIDES:
        shows.append(link_html("加入投影", "projection", add=SLIDES[name], **state.own_parameters()))
    with st.sidebar:
        draw_linked(
            render(
                __file__,
                "navigation",
                title=title,
                groups=listed,
                shows=shows,
                switch=bar.switch_html(),
                who=bar.who_html(),
            ),
            "navigation",
        )
    bar.draw_bar(groups, name, shows)


def draw_bands(picked: Picked, name: str) -> None:
    """That the address names no page, that a table is damaged, that another framework than the picked one is looked at, or one without
    data; the way back."""
    if unknown := state.parameter("unknown"):
        back = link_html("知道了", name, style="name")
        draw_linked(
            render(__file__, "band", said=f"没有“{unknown[:40]}”这个页面，已打开总览。", back=back), "unknown_band"
        )
    for damage in cache.damaged().values():
        said = (
            f"《{damage.title}》的文件 {damage.file} {damage.what}，用到这张表的数字暂按没有数据处理，其他表不受影响。"
        )
        back = (
            Markup("") if name == "imports" or picked.is_show else link_html("去数据导入恢复", "imports", style="name")
        )
        draw_linked(render(__file__, "band", said=said, back=back), f"damaged_band_{damage.table}")
    titles, broken = cache.frameworks(), cache.broken_frameworks()
    title = titles.get(picked.framework_id, picked.framework_id)
    if picked.framework_id in broken:
        other = first_with_data(titles)
        back = link_html(f"返回{titles[other]}", name, style="name", framework=other) if other else Markup("")
        draw_linked(
            render(__file__, "band", said=f"{say_broken(picked.framework_id)}，用不了。", back=back), "broken_band"
        )
        return
    is_of_checks = name in CHECKED
    _draw_period_band(picked)
    _draw_book_band(picked, name)
    for wrong, (file, count) in cache.tables_left_out(CHECKS if is_of_checks else picked.framework_id).items():
        lost = f"{count} 条规则没有核查" if is_of_checks else f"{count} 项指标算不出来，按没有数据处理"
        said = f"表“{file}”的定义有误，用到它的 {lost}：{wrong}"
        draw_linked(render(__file__, "band", said=said, back=Markup("")), f"table_band_{file}")
    if picked.home:
        own = titles.get(picked.home.framework_id, picked.home.framework_id)
        period = "" if picked.period == picked.home.period or not picked.period else f"（{say_period(picked.period)}）"
        back = Markup("") if picked.is_show else link_html(f"返回{own}", name, style="name", **_GO_HOME)
        draw_linked(render(__file__, "band", said=f"正在看：{title}{period}", back=back), "viewed_band")
    elif picked.framework_id == quality.FRAMEWORK and (
        other := first_with_data({one: titles[one] for one in titles if one != quality.FRAMEWORK})
    ):
        back = Markup("") if picked.is_show else link_html(f"返回{titles[other]}", name, style="name", framework=other)
        draw_linked(render(__file__, "band", said=f"正在看：{title}，不是后评估的得分和名次", back=back), "viewed_band")
    elif not picked.period and (other := first_with_data(titles)):
        back = link_html(f"返回{titles[other]}", name, style="name", framework=other)
        draw_linked(render(__file__, "band", said=f"“{title}”还没有数据。", back=back), "empty_band")


def _draw_period_band(picked: Picked) -> None:
    """That the month or year asked for has no data, so that another is looked at: not yet imported, or rolled back."""
    asked, shown = state.parameter("period"), picked.home.period if picked.home else picked.period
    if shown and _PERIOD.fullmatch(asked) and not (shown.startswith(asked) or asked.startswith(shown)):
        said = f"{say_period(asked)}没有数据，看的是{say_period(shown)}。"
        draw_linked(render(__file__, "band", said=said, back=Markup("")), "period_band")


def _draw_book_band(picked: Picked, name: str) -> None:
    """That no book holds for the period, or that it is looked at by another than the one that does."""
    if not picked.period or picked.home or (picked.lacks_book and name in SCORED):
        return
    framework = cache.framework(picked.framework_id)
    held = book_for(picked.period, picked.scope, framework.area, framework.level)
    if picked.lacks_book:
        said = f"没有适用于{say_period(picked.period)}的办法，不计分、不排名。"
        back = Markup("") if name == BOOKS else _link_books("办法管理")
    elif held == picked.framework_id or not (held or framework.valid_from or framework.valid_to or framework.place):
        return
    else:
        other = (
            f"，{say_period(picked.period)}在用的是“{cache.frameworks()[held]}”" if held in cache.frameworks() else ""
        )
        said = f"用“{framework.title}”试算：它适用于{say_held(framework)}{other}。"
        back = link_html(
            "返回", name, style="name", framework="" if framework.area == MAIN_AREA else held or framework.id
        )
    draw_linked(render(__file__, "band", said=said, back=Markup("") if picked.is_show else back), "book_band")


def draw_no_book(picked: Picked) -> None:
    """In the place of a page of scores: that no book holds for the period, and what can be done."""
    period, nearest = say_period(picked.period), cache.framework(picked.framework_id)
    held = say_held(nearest)
    look.draw_answer(f"没有适用于{period}的办法", f"最近的是“{nearest.title}”，适用于{held}")
    if picked.is_show:
        return
    is_past = bool(nearest.valid_to) and nearest.valid_to[: len(picked.period)] < picked.period
    copied = _link_books(
        "复制上一年的办法" if is_past else "复制这个办法", copy=picked.framework_id, made_for=picked.period[:4]
    )
    tried = link_html(f"用“{nearest.title}”试算", "overview", style="button", framework=picked.framework_id)
    figures = link_html("不用办法，直接看数字", "figures", style="button")
    said = "不同年份的办法分值和标准不同，没有适用的办法就不计分、不排名，也不套用别的年份。"
    draw_linked(look.line_html((copied, tried, figures)) + look.under_html(said), "no_book")


def _link_books(shown: str, **parameters: str) -> Markup:
    return link_html(shown, BOOKS, style="button", **parameters)


def say_broken(framework_id: str) -> str:
    """How the pickers call a framework that is not well declared."""
    return f"指标体系“{framework_id}”（定义有误）"


def first_with_data(framework_ids: Mapping[str, str]) -> str:
    """The first framework with data; '' where none has any."""
    return next((one for one in framework_ids if cache.periods(one)), "")
