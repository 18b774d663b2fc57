"""The list as an Excel file, made when the button is clicked."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from core import words
from core.places import PlaceIndex
from core.settings import today
from indicators.declared import ColumnView, Measure, column_views, say_cell
from indicators.shortfalls import ListRequest, records
from indicators.shortfalls import lists as shortfalls
from indicators.shortfalls import words as shortfall_words
from pages.parts.common import cache, named
from pages.parts.common.excel import EXCEL, place_columns
from pages.parts.common.saving import offer_file
from pages.parts.shortfalls.address import ShortfallsAddress
from reports.shortfall_list import MAX_ROWS, ShortfallSheet, write_shortfall_list
from reports.township_list import TownshipList, write_township_list
from reports.workbook import MOST_WIDTH, NUMBER_FORMATS, Column
from store import Store

_SOURCES: Final = ("source_file", "source_sheet", "source_row")
_SOURCE_WIDTH: Final = 13
"""Where a row came from may break into lines sooner than what it says."""


def draw_download(address: ShortfallsAddress, measure: Measure) -> None:
    """The button; the whole list is read and written only on a click."""
    store, places, request, lines = cache.store(), cache.places(), address.request(), _lines(address, measure)
    kind = "说不清的名单" if address.is_unclear else "短板清单"
    title = f"{address.place_name()}{kind}：{measure.title}"
    notes, is_demo = _notes(address, measure, store), cache.is_demo()

    def build() -> bytes:
        return write_shortfall_list(make_sheet(store, places, request, title, lines, notes, is_demo))

    name = f"{kind}_{measure.title}_{address.place_name()}_{address.picked.period}.xlsx"

    def build_by_township() -> bytes:
        return write_township_list(
            part_by_township(make_sheet(store, places, request, title, lines[:1], notes, is_demo))
        )

    with st.container(horizontal=True, key="shortfall_files"):
        offer_file("下载 Excel 清单", build, file_name=name, mime=EXCEL, key="download_list")
        printed = f"{kind}_按乡镇_{name.removeprefix(kind + '_')}"
        offer_file(
            "按乡镇打印（A4，一乡一表）",
            build_by_township,
            file_name=printed,
            mime=EXCEL,
            key="download_townships",
        )


def make_sheet(
    store: Store,
    places: PlaceIndex,
    request: ListRequest,
    title: str,
    lines: Sequence[str],
    notes: Sequence[tuple[str, str]],
    is_demo: bool,
) -> ShortfallSheet:
    """What the file holds: every row of the list with the names of its places, personal cells masked."""
    listed = shortfalls.read_list(store, request, "", MAX_ROWS + 1)
    measure, rows = request.measure, listed.rows
    known = column_views(measure.table)
    title_column = records.title_column(measure.table)
    views = [known[title_column]] if title_column != "place_name" else []
    views += [view for view in shortfalls.list_columns(measure, rows) if view.name != title_column]
    rows, views = named.with_names(store, request.period, rows, views, known)
    views += [known[name] for name in _SOURCES]
    placed = _place_columns(rows, request.at, places)
    cells = {heading: list(values) for heading, values in placed.items()}
    cells |= {view.name: _cells(rows[view.name], view) for view in views}
    columns = [*(Column(heading, heading) for heading in placed), *(_list_column(view) for view in views)]
    said = [f"共 {listed.total:,} 条", *lines]
    return ShortfallSheet(title, said, columns, pd.DataFrame(cells, dtype=object), notes, is_demo)


def part_by_township(sheet: ShortfallSheet) -> TownshipList:
    """The same list for paper: its places apart from its other columns, whom and what a row is about first, no source."""
    known = {column.name: column for column in sheet.columns}
    places = [known[name] for name in ("县", "乡镇") if name in known]
    others = [column for column in sheet.columns if column.name not in ("县", "乡镇", "村", *_SOURCES)]
    return TownshipList(
        sheet.title, sheet.lines[1:], places, known.get("村"), others, sheet.rows, sheet.notes, sheet.is_demo
    )


def _place_columns(rows: pd.DataFrame, at: str, places: PlaceIndex) -> dict[str, list[str | None]]:
    """县, 乡镇, 村 as far as the rows name places below `at`; an unknown code stands as it is."""
    codes = rows["place_code"].fillna("").astype(str)
    found = place_columns(list(codes), at, places, is_code_shown=True)
    if not found and "place_name" in rows and rows["place_name"].notna().any():
        found["地区"] = list(rows["place_name"])
    return found


def _list_column(view: ColumnView) -> Column:
    kind = view.kind if view.kind in NUMBER_FORMATS else "text"
    most = _SOURCE_WIDTH if view.name in _SOURCES else MOST_WIDTH
    return Column(view.name, view.heading, kind=kind, most_width=most)


def _cells(values: pd.Series, view: ColumnView) -> list[Any]:
    if view.kind == "percent":
        return [None if pd.isna(value) else float(value) for value in values]
    if view.is_number or view.kind in ("date", "row"):
        return [view.shown(value) for value in values]
    return [None if view.shown(value) is None else say_cell(value, view) for value in values]


def _lines(address: ShortfallsAddress, measure: Measure) -> list[str]:
    known = column_views(measure.table)
    filters = "；".join(f"{known[name].title}：{value}" for name, value in address.filters.items())
    return [
        f"期次：{words.say_as_of(address.evaluation.period, address.evaluation.day)}　"
        f"单位：见各列表头　责任部门：{measure.department or '未指定'}" + (f"　筛选：{filters}" if filters else ""),
        f"口径：{shortfall_words.say_definition(measure)}",
        f"来源：{shortfalls.table_titles(measure)}（每行末尾注明文件、工作表、行）",
    ]


def _notes(address: ShortfallsAddress, measure: Measure, store: Store) -> list[tuple[str, str]]:
    places = shortfalls.list_places(address.evaluation, measure, address.unit_key or address.at)
    versions = "；".join(f"{name}@{version}" for name, version in _versions(address, measure).items())
    return [
        ("指标", measure.title),
        ("方面", measure.aspect),
        ("所属指标", measure.indicator),
        ("问题类型", measure.problem_type or words.MISSING_WORDS),
        ("口径", shortfall_words.say_definition(measure)),
        ("逐条判定", shortfall_words.say_rule(measure)),
        ("计分规则", measure.rule.describe() if measure.rule else "只核查，不计分"),
        ("为什么重要", measure.why_it_matters or words.MISSING_WORDS),
        ("整改建议", measure.win_back or words.MISSING_WORDS),
        ("责任部门", measure.department or "未指定"),
        ("依据", measure.source),
        ("指标体系", f"{address.evaluation.framework.title}（版本 {address.evaluation.framework.version}）"),
        ("地区", address.place_name()),
        ("期次", words.say_as_of(address.evaluation.period, address.evaluation.day)),
        ("说不清的", shortfall_words.say_unknown(places) or "没有"),
        ("数据版本", versions or words.MISSING_WORDS),
        ("制表日期", words.say_date(today(store.folder))),
        ("填写说明", "整改措施、责任人、完成时限、完成情况由责任单位填写；姓名、证件号码、电话已脱敏。"),
    ]


def _versions(address: ShortfallsAddress, measure: Measure) -> dict[str, int]:
    known = address.evaluation.data_versions
    return {name: known[name] for name in shortfalls.base_tables(measure) if name in known}
