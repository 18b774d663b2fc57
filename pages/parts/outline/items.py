"""复习大纲: every item with what is known of it in the place, each a way to the page that shows it, and its tick."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core import words
from core.places import county_of, significant
from core.templates import join, stack
from core.words import say_date
from ledger.looking import ProblemFilter, count_problems
from ledger.outline import Item, Known, make_known, say_answer
from pages.parts.common import cache, checked, documents, look, office, tables
from pages.parts.common.address import say_place
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.outline import excel
from pages.parts.outline.address import OutlineAddress

COLUMNS = (
    tables.Column("序号"), tables.Column("内容和要求", cell="wrap"), tables.Column("情况", cell="wrap"),
    tables.Column("勾对", cell="wrap"), tables.Column("责任单位", "extra", "wrap"),
)  # fmt: skip


def draw_answer(address: OutlineAddress) -> None:
    """The title line: how many items, how far, who is furthest behind."""
    names = {code: say_place(code) for code in address.counties}
    whose = "本地条目" if address.outline.is_own else "内置条目，可导入《复习大纲条目表》换成本地的"
    look.draw_answer(
        say_answer(address.area, address.outline, address.complete, names),
        f"{address.outline.title} · {whose} · 依据：{address.outline.source}",
    )


def draw_items(address: OutlineAddress) -> None:
    """One row an item, with a heading row where the aspect changes."""
    known = _know(address)
    rows: list[object] = []
    aspect = ""
    for item in address.outline.items:
        if item.aspect != aspect:
            aspect = item.aspect
            rows.append(tables.Row([tables.Cell(aspect or "其他", span=len(COLUMNS))], "group"))
        rows.append(
            [item.code, _title(item), _ways(address, item, known[item.code]), _tick(address, item), item.department]
        )
    with st.container(horizontal=True, key="list_head", vertical_alignment="bottom"):
        look.draw_heading("逐项情况", "失分、疑点、资料、问题随数据变化，点开看明细；没有查出问题的仍由人勾对")
        excel.draw_download(address, known)
    draw_linked(tables.cells_html(COLUMNS, rows, style="grid rows outline"), "outline_items")  # type: ignore[arg-type]


def _know(address: OutlineAddress) -> Mapping[str, Known]:
    picked = address.picked
    framework, checks = cache.framework(picked.framework_id), checked.checks()
    evaluation = cache.evaluation(picked.framework_id, picked.period, address.at)
    codes = evaluation.measures["place_code"].astype(str)
    measures = evaluation.measures[codes.str.startswith(significant(county_of(address.at)))]
    run = checked.find_run(picked.period)
    findings = None if run is None else checked.count_findings(run, address.at, "county")
    papers = documents.states(documents.archive(picked.framework_id), address.at)
    counted = count_problems(
        office.ledger().engine, ProblemFilter(place=address.at), ("measure", "indicator"), address.today
    )
    problems: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()} for row in counted.to_dict("records")
    ]
    return {
        item.code: make_known(item, framework, checks, measures, findings, _papers(papers), problems)
        for item in address.outline.items
    }


def _papers(papers: pd.DataFrame) -> pd.DataFrame:
    return papers if len(papers) else pd.DataFrame(columns=["item", "indicator", "state"])


def _title(item: Item) -> Markup:
    return stack((look.bold_html(item.title), look.soft_html(item.must))) if item.must else look.bold_html(item.title)


def _ways(address: OutlineAddress, item: Item, known: Known) -> Markup:
    """What is known, each the way to its page; that nothing was found only where something is looked at."""
    at = {"at": address.at} if address.at != address.picked.scope else {}
    cut = {"indicator": item.indicator} if item.indicator else {"aspect": item.aspect} if item.aspect else {}
    one = {"measure": known.measures[0]} if len(known.measures) == 1 else cut
    rule = {"check": item.checks[0]} if len(item.checks) == 1 else cut
    paper = {"indicator": item.indicator} if item.indicator else {}
    ways = [
        link_html(f"失 {words.say_value(known.lost, 'points')}", "shortfalls", style="name", **at, **one)
        if known.lost
        else "",
        f"{known.missing} 项没有数据" if known.missing else "",
        link_html(f"疑点 {known.findings:,} 条", "checks", style="name", **at, **rule) if known.findings else "",
        link_html(f"缺资料 {known.papers:,} 份", "archive", style="name", **at, **paper) if known.papers else "",
        link_html(f"未销号 {known.problems:,} 个", "ledger", style="name", **at, **cut) if known.problems else "",
    ]
    said = [way for way in ways if way]
    if known.findings is None and item.checks:
        said.append(look.soft_html("还没有核查"))
    if not said and not known.is_linked:
        return look.light_html("missing", "没有关联的数据")
    return join(said, "　") if said else look.light_html("normal", "没有查出问题")


def _tick(address: OutlineAddress, item: Item) -> Markup:
    if not address.is_county:
        done = sum(1 for code in address.counties if (tick := address.ticks.get((item.code, code))) and tick.is_done)
        light = "normal" if done == len(address.counties) else "warning" if done else "missing"
        return look.light_html(light, f"{done}/{len(address.counties)} 县")
    tick = address.ticks.get((item.code, address.at))
    if tick is None or not tick.is_done:
        return look.light_html("missing", "未过")
    note = f"：{tick.note}" if tick.note else ""
    return look.light_html("normal", "已过") + look.soft_html(f"{tick.who} {say_date(tick.day)}{note}")
