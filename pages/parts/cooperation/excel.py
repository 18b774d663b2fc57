"""The lists of 东西部协作 as one workbook, made when the button is clicked."""

from collections.abc import Mapping

import pandas as pd

from core.words import say_as_of
from pages.parts.common import cache
from pages.parts.common.excel import EXCEL
from pages.parts.common.saving import offer_file
from pages.parts.cooperation import lists
from pages.parts.cooperation.data import Looked
from reports.workbook import SERIAL, Column, Sheet, write_workbook


def draw_download(looked: Looked, name: str) -> None:
    """The button."""
    is_demo = cache.is_demo()
    offer_file(
        "下载 Excel", lambda: write_lists(looked, name, is_demo), file_name=f"东西部协作_{name}_{looked.counties.period}.xlsx",
        mime=EXCEL, key="download_cooperation",
    )  # fmt: skip


def write_lists(looked: Looked, name: str, is_demo: bool) -> bytes:
    """A sheet a list."""
    when = say_as_of(looked.counties.period, looked.counties.day)
    units = looked.units and lists.list_units(looked.units, looked.items)
    parts: list[tuple[str, Mapping[str, str], pd.DataFrame | None]] = [
        ("协议指标", lists.ITEM_TITLES, lists.list_items(looked.items)),
        ("州直部门", lists.UNIT_TITLES, units),
        ("三方数据差异", lists.APART_TITLES, lists.list_apart(looked.apart)),
        ("没有按时启动的计划项目", lists.PLAN_TITLES, lists.list_plan(looked.plan.late)),
        ("上年问题未整改到位", lists.FINDING_TITLES, lists.list_findings(looked.findings)),
    ]
    sheets = [
        Sheet(title, f"{name}东西部协作{title}", [f"{when}　共 {len(rows)} 条"], [SERIAL, *_columns(titles)], rows)
        for title, titles, rows in parts
        if rows is not None
    ]
    return write_workbook(sheets, [("下年项目计划", looked.plan.say())], is_demo=is_demo)


def _columns(titles: Mapping[str, str]) -> list[Column]:
    return [Column(name, heading) for name, heading in titles.items()]
