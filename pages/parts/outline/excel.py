"""复习大纲 as an Excel: what is known of every item of the place, and who ticked it off in which county."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from core import words
from ledger.outline import Known
from pages.parts.common import cache
from pages.parts.common.address import say_place
from pages.parts.common.excel import EXCEL
from pages.parts.common.saving import offer_file
from pages.parts.outline.address import OutlineAddress
from reports.workbook import SERIAL, Column, Sheet, write_workbook

ITEMS = (
    Column("aspect", "方面", 12), Column("code", "编号", 7), Column("title", "内容", 26), Column("must", "要求", 40),
    Column("department", "责任单位", 14), Column("lost", "失分", 8, "number"), Column("no_data", "没有数据的指标", 9, "integer"),
    Column("findings", "疑点", 8, "integer"), Column("papers", "缺资料", 8, "integer"), Column("problems", "未销号问题", 8, "integer"),
    Column("ticked", "勾对", 14),
)  # fmt: skip
TICKS = (
    Column("county", "县", 10), Column("code", "编号", 7), Column("title", "内容", 30), Column("state", "状态", 8),
    Column("who", "谁", 10), Column("day", "哪天", 13, "date"), Column("note", "说明", 30),
)  # fmt: skip
NOTES = (
    ("失分", "所列各县的指标失分之和；空白是没有关联的指标或还没有数据"),
    ("疑点", "待核的疑点条数；空白是没有关联的规则或还没有核查"),
    ("勾对", "由人署名勾对或退回，两次都留下；未过的没有人勾对或已退回"),
)


def draw_download(address: OutlineAddress, known: Mapping[str, Known]) -> None:
    """The button."""
    is_demo = cache.is_demo()

    def build() -> bytes:
        return write_workbook(make_sheets(address, known), NOTES, is_demo=is_demo)

    name = f"{address.area}复习大纲_{address.picked.period}.xlsx"
    offer_file("下载 Excel", build, file_name=name, mime=EXCEL, key="download_outline")


def make_sheets(address: OutlineAddress, known: Mapping[str, Known]) -> list[Sheet]:
    """Every item with what is known of it; every item in every county with its newest tick."""
    lines = [f"期次：{words.say_period(address.picked.period)}　依据：{address.outline.source}"]
    items = pd.DataFrame([_item_row(address, known, at) for at in range(len(address.outline.items))], dtype=object)
    ticks = pd.DataFrame(
        [_tick_row(address, code, at) for code in address.counties for at in range(len(items))], dtype=object
    )
    title = f"{address.area}{address.outline.title}"
    return [
        Sheet("逐项情况", title, lines, (SERIAL, *ITEMS), items),
        Sheet("各县勾对", f"{title}：各县勾对", lines, (SERIAL, *TICKS), ticks),
    ]


def _item_row(address: OutlineAddress, known: Mapping[str, Known], at: int) -> dict[str, Any]:
    item = address.outline.items[at]
    told = known[item.code]
    done = sum(_is_done(address, item.code, code) for code in address.counties)
    alone = "已过" if done else "未过"
    return {
        "aspect": item.aspect, "code": item.code, "title": item.title, "must": item.must, "department": item.department,
        "lost": told.lost, "no_data": told.missing or None, "findings": told.findings, "papers": told.papers,
        "problems": told.problems, "ticked": alone if address.is_county else f"{done}/{len(address.counties)} 县",
    }  # fmt: skip


def _tick_row(address: OutlineAddress, county: str, at: int) -> dict[str, Any]:
    item = address.outline.items[at]
    tick = address.ticks.get((item.code, county))
    told = {} if tick is None else {"who": tick.who, "day": tick.day, "note": tick.note}
    state = "已过" if _is_done(address, item.code, county) else "未过" if tick is None else "退回"
    return {"county": say_place(county), "code": item.code, "title": item.title, "state": state, **told}


def _is_done(address: OutlineAddress, item: str, county: str) -> bool:
    tick = address.ticks.get((item, county))
    return tick is not None and tick.is_done
