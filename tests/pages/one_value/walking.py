"""The walk: every page, command and Excel file over the eight counties into one collection of facts."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from typing import Any

import pytest
import streamlit as st

from store import Store
from tests.pages.one_value import in_commands, in_page_files, in_workbooks, on_pages
from tests.pages.one_value.drawn import Drawn, Pages
from tests.pages.one_value.facts import (
    ACTIVITY,
    ARCHIVE,
    CARD,
    CHECK,
    LEDGER,
    LISTED,
    MEASURE,
    MONEY,
    PLACE,
    Facts,
)
from tests.pages.one_value.world import AREA, COUNTIES, DAY, PERIOD, World
from tests.pages.opening import query_of

READERS: dict[str, on_pages.Reader] = {
    "overview": on_pages.read_overview, "ranking": on_pages.read_ranking, "spending": on_pages.read_spending,
    "shortfalls": on_pages.read_shortfalls, "household": on_pages.read_households, "comparison": on_pages.read_comparison,
    "quality": on_pages.read_quality, "activities": on_pages.read_activities, "duties": on_pages.read_duties,
    "ledger": on_pages.read_ledger, "archive": on_pages.read_archive, "standing": on_pages.read_standing,
    "definitions": on_pages.read_definitions, "series": on_pages.read_series,
    "figures": on_pages.read_figures, "county_map": partial(on_pages.read_map, by=""),
}  # fmt: skip
"""Page → its reader, drawn once for the area and once for each county. Beside them the card, the rules and single measures."""
WITHOUT_FIGURES = {
    "accounts",
    "acts",
    "integrity",
    "imports",
    "needed",
    "books",
    "cooperation",
    "entitlements",
    "outline",
    "projection",
}
"""Pages of which no other repeats a figure: degrees of suspicion against the places beside one, what was imported when, which tables and
books are there, figures of another book, who got what he is entitled to. What slides say is held to the evaluation in tests/shows."""
FILES: dict[str, Callable[[Facts, World, bytes, str], None]] = {
    "问题台账": in_workbooks.read_ledger, "责任清单": in_workbooks.read_duties, "缺少和过期的档案资料": in_workbooks.read_lacking,
    "疑点清单": in_workbooks.read_findings, "约谈清单": in_workbooks.read_late, "_排名": in_workbooks.read_figures,
    "排名_": in_page_files.read_ranking_book, "总览_": in_page_files.read_overview_book, "地图_": in_page_files.read_map_book,
    "资金进度_": in_page_files.read_spending_book, "历年位次_": in_page_files.read_standing_book,
    "短板清单_": in_page_files.read_measures_book,
}  # fmt: skip
"""Words in a file's name → its reader."""
UNREAD = ("按乡镇_", "数字走势_", "六个一_", "部门比对_", "数据质量_", "指标口径_", "疑点核查_")
"""Files of pages whose figures are read off the page itself; their sheets are made of the page's own frames."""
CLOSER = ("helper_visits", "spend_on_schedule", "insured_next_year")
"""Measures of which each county's own list is opened too."""
RANKED_EVERY, MAPPED_EVERY = 3, 6
"""All measures are listed; every third is ranked by itself, every sixth put on the map."""
COMMANDED = ("helper_visits", "spend_on_schedule")
"""Measures whose list is asked of the command too, which evaluates anew each time."""


def same_facts(world: World) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """(kind, what, quantity) that is another name of a fact → that fact."""

    def of(measure: str, quantity: str) -> tuple[str, str, str]:
        return MEASURE, world.framework.measures[measure].title, quantity

    def check(name: str) -> tuple[str, str, str]:
        return CHECK, world.checks.measures[name].title, "疑点"

    same = {
        check(one.checked_by): of(name, "rows_short")
        for name, one in world.framework.measures.items()
        if one.checked_by and one.is_scored and name not in BY_HOUSEHOLD
    }
    same |= {(CARD, title, "figure"): of(measure, part) for title, (measure, part) in CARDS.items()}
    for title, measure in {"大排查": "screening_done", "大走访": "helper_visits"}.items():
        parts = {"share": "value", "done": "numerator", "total": "denominator", "left": "still"}
        same |= {(ACTIVITY, title, part): of(measure, quantity) for part, quantity in parts.items()}
    same |= {
        (ACTIVITY, "大整改", "done"): (LEDGER, on_pages.ALL, "已销号"),
        (ACTIVITY, "大整改", "total"): (LEDGER, on_pages.ALL, "问题"),
        (ACTIVITY, "大整改", "left"): (LEDGER, on_pages.ALL, "未销号"),
        (ACTIVITY, "大整改", "share"): (LEDGER, on_pages.ALL, "销号率"),
        (ACTIVITY, "大整理", "done"): (ARCHIVE, on_pages.ALL, "在档"),
        (ACTIVITY, "大整理", "total"): (ARCHIVE, on_pages.ALL, "应有"),
        (ACTIVITY, "大整理", "share"): (ARCHIVE, on_pages.ALL, "齐全"),
        (MONEY, on_pages.ALL, "支出率"): of("spend_rate", "value"),
        (MONEY, on_pages.ALL, "预算"): of("spend_rate", "denominator"),
        (MONEY, on_pages.ALL, "已支出"): of("spend_rate", "numerator"),
        (MONEY, on_pages.ALL, "与序时进度差"): of("spend_on_schedule", "value"),
        (MONEY, on_pages.ALL, "差额"): of("spend_on_schedule", "numerator"),
        (MONEY, on_pages.ALL, "还差"): of("spend_on_schedule", "still"),
        (MONEY, on_pages.ALL, "低于序时进度的笔数"): of("spend_on_schedule", "rows_short"),
        (MONEY, "中央", "支出率"): of("central_spend_rate", "value"),
        (PLACE, on_pages.ALL, "户"): of("helper_visits", "denominator"),
        (PLACE, on_pages.ALL, "人"): of("insured_next_year", "denominator"),
        (CARD, "易地扶贫搬迁户", "figure"): (LISTED, "易地搬迁户名册", "名册"),
        (CARD, "监测对象（含已消除风险）", "figure"): (PLACE, on_pages.ALL, "监测对象户"),
        (PLACE, "收入低于上年的脱贫户数", "value"): of("income_fell", "rows_short"),
    }
    return same


BY_HOUSEHOLD = ("removed_too_early", "helpers_replaced", "big_illness_visits")
"""Measures whose check finds the same households by other rows, or each person of one; beside them those without points, of which
findings may be exempt."""
CARDS = {
    "已务工的脱贫人口和监测人口": ("workers_kept", "register_numerator"), "公益性岗位在岗人员": ("public_posts_kept", "register_numerator"),
    "帮扶车间": ("workshops_running", "denominator"), "在岗驻村工作队员": ("team_resident", "denominator"),
    "系统中脱贫户和监测户": ("helper_visits", "denominator"), "系统中脱贫人口和监测人口": ("insured_next_year", "denominator"),
    "资金支出率": ("spend_rate", "value"), "已支出": ("spend_rate", "numerator"),
    "衔接资金预算（调整后）": ("spend_rate", "denominator"),
}  # fmt: skip
"""Line of 应知应会 → the measure and the part of it that is the same figure."""


@contextmanager
def offered_files() -> Iterator[dict[str, Callable[[], bytes] | bytes]]:
    """What pages offer to download while this lasts: file name → what makes it."""
    offered: dict[str, Callable[[], bytes] | bytes] = {}
    drawn = st.download_button

    def note(label: str, data: Any, file_name: str | None = None, **named: Any) -> bool:
        offered[file_name or label] = data
        return drawn(label, data, file_name=file_name, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "download_button", note)
        yield offered


def walk(store: Store) -> Facts:
    """Every fact of every surface. Raises AssertionError when a page offers an Excel list that nothing reads."""
    world = World.of(store)
    facts = Facts(same_facts(world), DAY)
    with offered_files() as offered:
        pages = Pages(PERIOD, offered)
        pages.draw("checks", AREA, all="1")  # checks the tables as they are; 户档案 shows what was checked last
        for place in (AREA, *COUNTIES):
            _walk_place(facts, world, pages, place)
        _walk_measures(facts, world, pages)
    _walk_commands(facts, world)
    return facts


def _walk_place(facts: Facts, world: World, pages: Pages, place: str) -> None:
    for name, read in READERS.items():
        page = pages.draw(name, place)
        read(facts, world, page, place)
        _read_files(facts, world, page, place)
    on_pages.read_series(facts, world, pages.draw("series", place, of="figure"), place)
    rules = pages.draw("checks", place, all="1")
    on_pages.read_checks(facts, world, rules, place)
    _read_files(facts, world, rules, place)
    late = pages.draw("ledger", place, view="late")
    on_pages.read_late(facts, world, late, place)
    _read_files(facts, world, late, place)
    card = pages.draw("briefing", place)
    on_pages.read_card(facts, world, card, place)
    for name, content in card.files.items():
        if not name.endswith(".html"):
            continue
        printed = _bytes(content).decode()
        on_pages.read_card(facts, world, Drawn(printed, printed, [], "", {}), place)
    if found := re.search(r"href='(shortfalls\?[^']*row=[^']*)'", pages.draw("spending", place).html):
        asked = query_of(unescape(found[1]))
        record = pages.draw(
            "shortfalls", place, **{name: asked[name] for name in ("measure", "row", "at") if name in asked}
        )
        on_pages.read_record(facts, world, record, place)


def _read_files(facts: Facts, world: World, page: Drawn, place: str) -> None:
    for name, content in page.files.items():
        if name.startswith(UNREAD):
            continue
        read = next((read for words, read in FILES.items() if words in name), None)
        assert read or not name.endswith(".xlsx"), f"nothing reads {name}"
        if read:
            read(facts, world, _bytes(content), place)


def _bytes(content: Callable[[], bytes] | bytes) -> bytes:
    return content if isinstance(content, bytes) else content()


def _walk_measures(facts: Facts, world: World, pages: Pages) -> None:
    """Each measure ranked (drawn for one county after the other) and listed; some on the map; the indicators on the map."""
    for at, measure in enumerate(world.framework.measures.values()):
        county = COUNTIES[at // RANKED_EVERY % len(COUNTIES)]
        if at % RANKED_EVERY == 0:
            on_pages.read_ranking(facts, world, pages.draw("ranking", county, by=f"measure:{measure.id}"), county)
        _walk_list(facts, world, pages, AREA, measure.id)
        if at % MAPPED_EVERY == 0:
            on_pages.read_map(
                facts, world, pages.draw("county_map", AREA, by=f"measure:{measure.id}"), AREA, measure.title
            )
    for cut in world.framework.indicators:
        on_pages.read_map(facts, world, pages.draw("county_map", AREA, by=f"indicator:{cut.title}"), AREA, cut.title)
    for place in COUNTIES:
        for name in CLOSER:
            _walk_list(facts, world, pages, place, name)


def _walk_list(facts: Facts, world: World, pages: Pages, place: str, measure: str) -> None:
    page = pages.draw("shortfalls", place, measure=measure)
    on_pages.read_short_rows(facts, world, page, place, measure)
    if "未达标清单" in page.text:
        for name, content in page.files.items():
            read = in_page_files.read_townships if "按乡镇" in name else in_workbooks.read_short_list
            read(facts, world, _bytes(content), place, measure)


def _walk_commands(facts: Facts, world: World) -> None:
    in_commands.read_evaluate(facts, world, AREA)
    in_commands.read_quality(facts, AREA)
    in_commands.read_declared(facts, world)
    in_commands.read_checked(facts, world)
    in_commands.read_reconciled(facts)
    for measure in COMMANDED:
        in_commands.read_short(facts, world, measure)
