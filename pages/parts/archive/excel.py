"""The Excel list of documents that are missing or out of date, made when the button is clicked."""

from typing import Any

import pandas as pd

from core import words
from core.places import PlaceIndex
from ledger.archive import list_lacking
from pages.parts.archive.address import ArchiveAddress
from pages.parts.common import cache
from pages.parts.common.address import LEVEL_WORDS, steps_of
from pages.parts.common.excel import EXCEL
from pages.parts.common.saving import offer_file
from reports.shortfall_list import MAX_ROWS, ShortfallSheet, write_shortfall_list
from reports.workbook import Column

COLUMNS = (
    *(Column(title, title) for title in LEVEL_WORDS.values()),
    Column("title", "资料"),
    Column("state", "状态"),
    Column("made_on", "最近成文日期", kind="date"),
    Column("valid_until", "有效至", kind="date"),
    Column("validity", "更新要求"),
    Column("indicator", "指标"),
    Column("department", "责任部门"),
    Column("must_say", "必须写明"),
)


def draw_download(address: ArchiveAddress, states: pd.DataFrame) -> None:
    """The button; the rows are put together only on a click."""
    places, is_demo = cache.places(), cache.is_demo()

    def build() -> bytes:
        return write_shortfall_list(make_sheet(address, states, places, is_demo))

    name = f"{address.area}缺少和过期的档案资料_{address.today:%Y%m%d}.xlsx"
    offer_file("下载缺项清单（Excel）", build, file_name=name, mime=EXCEL, key="download_lacking")


def make_sheet(address: ArchiveAddress, states: pd.DataFrame, places: PlaceIndex, is_demo: bool) -> ShortfallSheet:
    """What the file holds: one row a document that lacks, by place."""
    lacking = list_lacking(states)
    rows = [_row(address, row, places) for row in lacking.head(MAX_ROWS).to_dict("records")]
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS], dtype=object)
    filters = f"　指标：{address.indicator}" if address.indicator else ""
    lines = [
        f"共 {len(lacking):,} 份　截至 {words.say_date(address.today)}{filters}",
        "补齐后在看板“档案资料”里选到该地区上传。",
    ]
    notes = [
        ("状态", "缺少：没有上传过；过期：成文日期加有效期早于今天"),
        ("说明", address.archive.note),
        ("地区", address.area),
    ]
    return ShortfallSheet(f"{address.area}缺少和过期的档案资料", lines, COLUMNS, frame, notes, is_demo, "缺项清单")


def _row(address: ArchiveAddress, row: dict[Any, Any], places: PlaceIndex) -> dict[str, Any]:
    item, code = address.archive.find(str(row["item"])), str(row["place_code"])
    assert item is not None
    around = zip(LEVEL_WORDS.values(), steps_of(code), strict=False)
    named = {heading: place.name for heading, part in around if (place := places.find(part))}
    told = {"title": item.title, "state": row["state"], "made_on": row["made_on"], "valid_until": row["valid_until"],
            "validity": item.say_validity(), "indicator": item.indicator, "department": item.department,
            "must_say": item.must_say}  # fmt: skip
    return named | told
