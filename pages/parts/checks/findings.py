"""疑点核查 of one rule in one place: what is wrong and why, how many one level down, and the findings with their facts."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core import words
from core.templates import join
from indicators.checks import COUNT, STATES, FindingFilter, FindingRequest, add_counts, judged_of, rank_places, total_of
from indicators.checks import words as check_words
from indicators.declared import ColumnView, Measure
from pages.parts.checks import excel as check_excel
from pages.parts.checks.address import PAGE_ROWS, ChecksAddress
from pages.parts.checks.grid import place_name
from pages.parts.checks.overview import counties_of, draw_state_filter, say_nothing
from pages.parts.checks.pieces import (
    crumbs_html,
    draw_notes,
    household_html,
    review_html,
    source_html,
    state_html,
)
from pages.parts.checks.to_ledger import draw_to_ledger
from pages.parts.common import cache, checked, look, named, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.to_ledger import marks as to_ledger_marks

SHOW_CELLS, SHOW_FEW = 30, 12
PLACE_VIEW, HOUSEHOLD_VIEW = ColumnView("place", "地区", "text"), ColumnView("household", "户编号", "code")
PERSON_VIEW, CODE_VIEW = (
    ColumnView("person", "证件号码", "code"),
    ColumnView("finding_code", "编号（核实后导回用）", "code"),
)
STATE_VIEW, REVIEW_VIEW = ColumnView("state", "状态", "text"), ColumnView("review", "核实结果", "text")
SOURCE_VIEW = ColumnView("source", "来源（文件，表，行）", "text")
ALREADY_SHOWN = (
    *named.SHOWN_SO,
    "household_code",
    "place_code",
    "place_name",
    "county_code",
    "source_file",
    "source_sheet",
    "source_row",
)
"""Listed columns of a check that the list shows anyway."""


def draw_check(address: ChecksAddress, check: Measure) -> None:
    """The page of one rule."""
    if not address.picked.is_show:
        draw_linked(crumbs_html(address), "crumbs")
    level = address.level_below or "village"
    counted = add_counts(
        checked.count_findings(address.run, address.at, level, FindingFilter(check=check.id)), address.state, [check.id]
    )
    total = total_of(counted)
    look.draw_answer(
        check_words.say_check(address.area_name(), check, total, address.state, _is_missing(address, check)),
        _say_quiet(address, check),
    )
    draw_notes(address)
    if address.picked.is_show:
        _draw_show(address, counted, total)
        return
    look.draw_note(check_words.say_expected(check))
    for notice in address.run.notices:
        look.draw_note(notice)
    counts = counts_html(address, counted)
    if counts:
        draw_linked(counts, "counts")
    unjudged = _say_unjudged(address, check, counted) if address.level_below else ""
    if unjudged:
        look.draw_note(unjudged)
    _draw_to_ledger(address, check, counted, total)
    with st.expander("这条规则的全部说明：查哪些行、应当怎样、用到的表、依据"):
        draw_linked(look.facts_html(check_words.describe_check(check)), "rule")


def _is_missing(address: ChecksAddress, check: Measure) -> bool:
    """Whether a county here has not sent a table that the rule needs."""
    return bool(checked.missing_cells({check.id: check}, address.run.period, counties_of(address)))


def _say_unjudged(address: ChecksAddress, check: Measure, counted: pd.DataFrame) -> str:
    rows = [(place_name(address, str(row["place_code"])), judged_of(row), int(row["unknown"]))
            for row in rank_places(counted).to_dict("records")]  # fmt: skip
    return check_words.say_unjudged(rows, check.counter)


def _say_quiet(address: ChecksAddress, check: Measure) -> str:
    mark = f"{check_words.MARKS.get(check.suspicion, '')} {check.suspicion}".strip()
    run = address.run
    parts = [mark, check.code, check.why_it_matters]
    return " · ".join([part for part in parts if part] + [check_words.say_short_run(run.period, run.view_day, run.at)])


def counts_html(address: ChecksAddress, counted: pd.DataFrame) -> Markup:
    """Counts one level down with their bars, '' in a village; they add up to the number above."""
    if not address.level_below:
        return Markup("")
    places = rank_places(counted)
    rows = places[places[COUNT] > 0].to_dict("records")
    if not rows or (len(rows) == 1 and rows[0]["place_code"] == address.at):
        return Markup("")
    longest = int(places[COUNT].max())
    limit = SHOW_CELLS if address.picked.is_show else len(rows)
    cells = [(_count_link(address, row), _bar(row, longest)) for row in rows[:limit]]
    return tables.counts_html(cells, is_few=address.picked.is_show and len(rows) <= SHOW_FEW)


def _count_link(address: ChecksAddress, row: Mapping[Any, Any]) -> str:
    code = str(row["place_code"])
    name = place_name(address, code)
    if address.picked.is_show or code == address.at:
        return name
    return link_html(name, "checks", style="name", **address.parameters(at=code))


def _bar(row: Mapping[Any, Any], longest: int) -> Markup:
    judged = judged_of(row)
    rate = f"（{words.say_value(row[COUNT] / judged, 'percent')}）" if judged else ""
    return tables.bar_html(row[COUNT] / longest, f"{int(row[COUNT]):,}{rate}")


def _draw_to_ledger(address: ChecksAddress, check: Measure, counted: pd.DataFrame, total: Mapping[str, int]) -> None:
    offset = (address.part - 1) * PAGE_ROWS
    rows, found = checked.list_findings(address.run, FindingRequest(address.at, address.filters(), PAGE_ROWS, offset))
    places = rank_places(counted)
    adds_up = check_words.say_adds_up(found, address.level_below, places[places[COUNT] > 0], address.at)
    with st.container(horizontal=True, key="list_head", vertical_alignment="bottom"):
        look.draw_heading(f"{STATES[address.state]}的疑点" if address.state else "疑点清单", adds_up)
        draw_state_filter(address)
        if found:
            check_excel.draw_download(address)
    draw_other_states(address, total)
    if rows.empty:
        look.draw_empty(say_nothing(address, total, check.counter))
        return
    draw_to_ledger(address)
    draw_linked(findings_html(address, check, rows), "rows")
    look.draw_parts("checks", address.parameters, address.part, PAGE_ROWS, found)


def draw_other_states(address: ChecksAddress, total: Mapping[str, int]) -> None:
    """Exempted and gone findings are not among the open ones: how many, and the way to them."""
    others = [] if address.state else check_words.say_others(total)
    links = [link_html(text, "checks", style="name", **address.parameters(state=name)) for name, text in others]
    if links:
        draw_linked(look.under_html(join(("另有 ", join(links, "、")))), "other_states")
    if address.state == "exempt":
        look.draw_note("豁免到期后疑点重新出现。新的豁免：在“数据导入”下载《疑点豁免清单》模板，填好后导入。")
        look.draw_import_link("去导入豁免清单")


def findings_html(address: ChecksAddress, check: Measure, rows: pd.DataFrame) -> Markup:
    """The findings of one rule as a table with a column a fact; personal facts masked, households as links."""
    facts = checked.read_facts(address.run, check, rows)
    views = [view for view in check_words.fact_columns(check) if view.name not in ALREADY_SHOWN]
    records, marks = rows.to_dict("records"), to_ledger_marks.finding_marks(address.framework, rows)
    cells: dict[str, Sequence[str]] = {view.name: [_say_fact(facts, row, view) for row in records] for view in views}
    who = named.named_cells(cache.store(), address.run.period, records)
    cells |= {view.name: texts for view, texts in who.items()}
    cells |= {
        "place": [address.path_of(str(row["place_code"])) for row in records],
        "household": [household_html(row) for row in records],
        "person": [check_words.say_person(str(row["row_key"])) for row in records],
        "state": [state_html(row) + marks[str(row["finding_code"])] for row in records],
        "review": [review_html(row) for row in records],
        "source": [source_html(row) for row in records],
        "finding_code": [look.soft_html(str(row["finding_code"])) for row in records],
    }
    last = [view for view in who if view is named.HELPER]
    columns = [*_leading(cells, views, address), *views, *last, STATE_VIEW, REVIEW_VIEW, SOURCE_VIEW, CODE_VIEW]
    frame = pd.DataFrame(index=range(len(records)), columns=[column.name for column in columns])
    long_states = ["state"] if rows["is_exempt"].any() else []
    long_reviews = ["review"] if rows["review_note"].notna().any() else []
    wide = ("place", *long_states, *long_reviews, *(view.name for view in views if view.kind == "text"))
    return tables.rows_html(frame, columns, links=cells, extra=("source", "finding_code", "review"), wide=wide)


def _leading(cells: Mapping[str, Sequence[str]], views: list[ColumnView], address: ChecksAddress) -> list[ColumnView]:
    """Head, household, person and place, as far as the rows have them."""
    has_number = any(view.personal == "id" for view in views)
    wanted = [
        (named.HEAD, named.HEAD.name in cells),
        (HOUSEHOLD_VIEW, any(cells["household"])),
        (named.MEMBER, named.MEMBER.name in cells),
        (PERSON_VIEW, any(cells["person"]) and not has_number),
        (PLACE_VIEW, bool(address.level_below) or not any(cells["household"])),
    ]
    return [view for view, is_wanted in wanted if is_wanted]


def _say_fact(facts: pd.DataFrame, row: Mapping[Any, Any], view: ColumnView) -> str:
    key = row["row_key"]
    return check_words.say_fact(facts.at[key, view.name], view) if key in facts.index else ""


def _draw_show(address: ChecksAddress, counted: pd.DataFrame, total: Mapping[str, int]) -> None:
    """For the hall: counts one level down; no list, no household, no link."""
    counts = counts_html(address, counted)
    if counts:
        under = check_words.say_adds_up(
            total[COUNT], address.level_below, rank_places(counted[counted[COUNT] > 0]), address.at
        )
        draw_linked(counts + look.under_html(under), "counts")
        return
    look.draw_empty("投影不显示名单，请在办公电脑上查看。" if total[COUNT] else say_nothing(address, total))
