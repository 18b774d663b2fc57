"""东西部协作: who exceeds the agreement, item by item; departments, senders that differ, next year's plan, days, evidence, findings."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.settings import today
from core.words import say_period
from indicators.evaluation import answers as standing
from indicators.evaluation import leagues
from indicators.figures import cooperation, list_rounds
from ledger.archive import THERE
from pages.parts.common import cache, documents, look, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked
from pages.parts.cooperation import data, lists
from pages.parts.cooperation.blocks import blocks_html
from pages.parts.cooperation.data import Looked
from pages.parts.cooperation.excel import draw_download
from pages.parts.cooperation.to_ledger import draw_to_ledger

NOTHING = (
    "导入《东西部协作协议指标表》和《东西部协作指标完成情况表》后，这里逐项比对协议数和完成数，看哪些县和部门没有超额。"
)
SHOWN = 40


def draw(picked: Picked) -> None:
    """The page for the picks: an area, or one county."""
    look.use_styles("cooperation")
    book = data.find_book(picked)
    if not book:
        look.draw_answer(f"{say_period(picked.period)}没有东西部协作的数据")
        look.draw_to_import(NOTHING)
        return
    ours = leagues.find_place(cache.evaluation(book, picked.period, picked.scope), picked.scope)
    looked = data.read(picked, book, ours)
    answer = cooperation.say_answer(looked.counties, looked.items, ours)
    look.draw_answer(
        answer, "" if picked.is_show else f"{standing.say_basis(looked.counties)}　分值、加分和封顶等次为示例"
    )
    place = cache.places().find(ours or looked.counties.area)
    look.draw_heading(
        f"{len(looked.counties.places) if not ours else 1} 个县 × {len(looked.counties.framework.indicators)} 个板块"
    )
    draw_linked(blocks_html(looked, ours), "cooperation_blocks")
    if picked.is_show:
        return
    _draw_days(picked)
    _draw_items(looked, ours)
    _draw_units(looked)
    _draw_apart(looked)
    _draw_plan(looked)
    _draw_findings(looked)
    _draw_evidence(looked, ours)
    draw_to_ledger(looked, ours)
    draw_download(looked, place.name if place else "各地")


def _draw_days(picked: Picked) -> None:
    rounds = list_rounds(cache.milestones(), cooperation.AREA, picked.scope, today(cache.folder()))
    look.draw_heading("时间节点", "来自《评估日程表》")
    st.html(look.tiles_html([(one.kind, one.figure(), one.say_dates()) for one in rounds]))


def _draw_items(looked: Looked, ours: str) -> None:
    items = looked.items if ours else lists.list_short(looked.items)
    title = f"{len(items)} 项协议指标" if ours else lists.say_short(looked.items)
    quiet = "完成率＝完成数÷协议数，超过 100% 才算超额" if len(items) else "全部超额"
    titles = {name: heading for name, heading in lists.ITEM_TITLES.items() if name != "counted_from"}
    _draw_list(title, quiet, lists.list_items(items), titles)


def _draw_units(looked: Looked) -> None:
    if looked.units is None or looked.units.is_empty:
        return
    rows = lists.list_units(looked.units, looked.items)
    behind = int((rows["short"] != "全部超额").sum())
    title = f"{len(rows)} 个州直部门，{behind} 个有没超过的指标"
    _draw_list(title, "按超额完成的项数排名", rows, lists.UNIT_TITLES)


def _draw_apart(looked: Looked) -> None:
    rows = lists.list_apart(looked.apart)
    title = f"县、州、对口市三方对不上的 {len(rows)} 项" if len(rows) else "县、州、对口市三方数据一致"
    _draw_list(title, "同一项指标换算成协议的单位后比较；相差超过协议数的千分之一列出", rows, lists.APART_TITLES)


def _draw_plan(looked: Looked) -> None:
    plan = looked.plan
    if not plan.projects:
        look.draw_heading(f"{plan.year}年项目计划", "还没有导入下年的项目")
        return
    _draw_list(f"{plan.year}年项目计划", plan.say(), lists.list_plan(plan.late), lists.PLAN_TITLES)


def _draw_findings(looked: Looked) -> None:
    rows = lists.list_findings(looked.findings)
    whole = len(looked.findings)
    title = f"上年审计、考核、巡视发现的 {whole} 个问题，{len(rows)} 个没有整改到位"
    _draw_list(title, "" if whole else "没有导入上年发现问题整改表", rows, lists.FINDING_TITLES)


def _draw_evidence(looked: Looked, ours: str) -> None:
    """How many of the documents of each block are there."""
    book = looked.counties.framework
    known = documents.archive(book.id)
    states = documents.states(known, ours or looked.counties.area)
    counts = (
        states.assign(there=states["state"] == THERE).groupby("indicator", sort=False)["there"].agg(["sum", "size"])
    )
    look.draw_heading("印证资料", f"应有 {int(counts['size'].sum())} 份，在档 {int(counts['sum'].sum())} 份")
    links = [_evidence_link(cut.title, counts, book.id) for cut in book.indicators if cut.title in counts.index]
    draw_linked(look.line_html(links, "　"), "cooperation_evidence")


def _evidence_link(block: str, counts: pd.DataFrame, book: str) -> Markup:
    row = counts.loc[block]
    return link_html(f"{block} {row['sum']}/{row['size']}", "archive", style="name", viewed=book, indicator=block)


def _draw_list(title: str, quiet: str, rows: pd.DataFrame, titles: Mapping[str, str]) -> None:
    look.draw_heading(title, quiet)
    if rows.empty:
        return
    rest = f"共 {len(rows)} 条，此处列前 {SHOWN} 条，全部见 Excel" if len(rows) > SHOWN else ""
    columns = [_column(name, heading) for name, heading in titles.items()]
    st.html(look.plain_html(columns, rows[list(titles)].head(SHOWN).to_numpy().tolist(), rest))


def _column(name: str, heading: str) -> tables.Column:
    return tables.Column(heading, "number" if name in lists.NUMBERS else "", "keep" if name in lists.KEPT else "")


look.draw_page(draw, NOTHING)
