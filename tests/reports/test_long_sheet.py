"""A long list is written as ready rows; it is what the same list is when it is written cell by cell."""

import io
import math
from datetime import date, datetime
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from reports import long_sheet
from reports.workbook import SERIAL, Column, Sheet, Total, write_workbook

COLUMNS = (
    SERIAL, Column("text", "内容", 9), Column("free", "随便", 8, "free", is_open=True), Column("money", "金额", kind="money"),
    Column("day", "日期", kind="date"), Column("row", "行", kind="row"), Column("nothing", "没有的列", 6),
    Column("choice", "选", 6, choices=("是", "否")),
)  # fmt: skip
TEXTS = (
    "甲",
    "=1+1",
    "-2",
    "@x",
    " 两头空 ",
    "行一\n行二\n行三",
    "很长的一段话" * 6,
    "_x000D_",
    "\x0b竖",
    "<b>&amp;\"'",
    "😀",
    "",
    None,
    "长" * 40_000,
)


def sheet(**changed: Any) -> Sheet:
    rows = [
        {
            "text": TEXTS[at % len(TEXTS)], "free": None if at % 3 else "写", "money": (1 / 3 + at, math.nan, None, -0.0)[at % 4],
            "day": (date(2021, 11, 20), datetime(2021, 1, 2, 3, 4, 5), None, pd.NaT)[at % 4], "row": at, "choice": "是",
        }
        for at in range(60)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, dtype=object)
    return Sheet("表", "题", ["一行"], COLUMNS, frame, **changed)


def written(least: int, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> bytes:
    monkeypatch.setattr(long_sheet, "LEAST_ROWS", least)
    return write_workbook([sheet(**changed)], [("说", "明")])


def facts(page: Worksheet) -> list[Any]:
    cells = [
        (cell.coordinate, cell.value, cell.data_type, cell.number_format, cell.quotePrefix, cell.alignment.horizontal,
         cell.border.left.style, cell.protection.locked, cell.fill.fgColor.rgb, cell.font.b)
        for row in page.iter_rows() for cell in row
    ]  # fmt: skip
    heights = [(at, row.height) for at, row in page.row_dimensions.items() if row.height]
    return [cells, sorted(heights), page.dimensions, page.auto_filter.ref, page.print_area]


@pytest.mark.parametrize(
    "changed", [{}, {"is_edited": True}, {"total": Total({"text": "合计", "money": 3.5}), "below": ("签字",)}]
)
def test_ready_rows_are_what_single_cells_are(changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    books = [openpyxl.load_workbook(io.BytesIO(written(least, monkeypatch, **changed))) for least in (1, 1_000)]
    ready, single = (facts(book["表"]) for book in books)
    too_long = [at for at, text in enumerate(TEXTS) if text and len(text) > 32_767]
    for ours, theirs in zip(ready[0], single[0], strict=True):
        if ours[1] and isinstance(ours[1], str) and len(ours[1]) == 32_767:
            continue  # the library leaves such a cell out, the ready row ends it where a cell ends
        assert ours == theirs
    assert len(too_long) == 1 and ready[1:] == single[1:]


def test_other_readers_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    ready, single = (
        CalamineWorkbook.from_filelike(io.BytesIO(written(least, monkeypatch))).get_sheet_by_name("表").to_python()
        for least in (1, 1_000)
    )
    assert len(ready) == len(single)
    assert [row for row in ready if "长" * 9 not in str(row)] == [
        row for row, ours in zip(single, ready, strict=True) if "长" * 9 not in str(ours)
    ]


def test_a_formula_cannot_slip_into_ready_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    page = openpyxl.load_workbook(io.BytesIO(written(1, monkeypatch)))["表"]
    assert [cell.data_type for cell in page["B"]].count("f") == 0
    assert page["B5"].value == "=1+1" and page["B5"].quotePrefix
