"""Lists to hand to townships: a sheet each, few columns, a total, a line to sign; printed by LibreOffice they can be read."""

import io
import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from reports.sheets import Column
from reports.township_list import FILL_IN, LEAST_POINTS, MOST_COLUMNS, SIGNATURE, TownshipList, write_township_list
from tests.office_suite import needs_office_suite, save_as

PLACES = (Column("county", "县"), Column("township", "乡镇"))
COLUMNS = (
    Column("who", "户主"),
    Column("number", "户编号"),
    Column("kind", "监测对象类别"),
    Column("budget", "最终预算（万元）", kind="money"),
    Column("due", "计划完工日期", kind="date"),
    Column("more", "放不下的列"),
)
LONG = "突发严重困难户，因病因灾因意外事故等刚性支出较大，需要继续帮扶"


def listed(rows: int = 40, columns: tuple[Column, ...] = COLUMNS, **changed: Any) -> TownshipList:
    cells = [
        {
            "county": "永顺县",
            "township": ("灵溪镇", "白瀛土家族乡")[at % 2],
            "village": f"第{at}村",
            "who": "向*",
            "number": f"4331270{at:05d}",
            "kind": LONG if at % 3 else "=1+1",
            "due": date(2021, 10, 1 + at % 28),
            "budget": 12345.67,
            "more": "多",
        }
        for at in range(rows)
    ]
    frame = pd.DataFrame(cells, columns=["county", "township", "village", *(one.name for one in columns)], dtype=object)
    usual = {
        "title": "短板清单",
        "lines": ["期次：2021年11月"],
        "places": PLACES,
        "village": Column("village", "村"),
        "columns": columns,
    }
    return TownshipList(**{**usual, "rows": frame, "is_demo": True, **changed})


def opened(one: TownshipList) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_township_list(one)))


def test_each_township_has_a_sheet_with_its_rows_its_total_and_a_line_to_sign() -> None:
    book = opened(listed())
    assert book.sheetnames == ["永顺县灵溪镇", "永顺县白瀛土家族乡"]
    for page in book.worksheets:
        head = [cell.value for cell in page[3]]
        assert (
            len(head) <= MOST_COLUMNS and head[:2] == ["序号", "村"] and head[-3:] == [one.heading for one in FILL_IN]
        )
        assert "放不下的列" not in head and "乡镇" not in head
        assert page["A1"].value == f"{page.title}　短板清单（模拟数据）"
        total = [cell.value for cell in page[24]]
        assert total[1] == "合计 20 条" and page["A25"].value == SIGNATURE
        assert page.print_title_rows == "$1:$3" and page.page_setup.paperSize == 9
        assert page["E4"].data_type == "s" and {page["E4"].value, page["E5"].value} & {"=1+1"}


def test_money_is_added_up_and_other_numbers_are_not() -> None:
    columns = (Column("budget", "预算（万元）", kind="money"), Column("due", "年龄", kind="integer"))
    one = listed(4, columns)
    page = opened(TownshipList(one.title, one.lines, one.places, one.village, columns, one.rows.assign(due=60.0)))[
        "永顺县灵溪镇"
    ]
    assert [cell.value for cell in page[6]][:4] == [None, "合计 2 条", 2 * 12345.67, None]


def test_a_list_without_townships_is_one_sheet_and_odd_names_are_told_apart() -> None:
    assert opened(listed(3, places=())).sheetnames == ["清单"]
    rows = listed(4).rows.assign(county="", township=["长" * 40 + "甲", "长" * 40 + "乙", "a/b", ""])
    names = opened(TownshipList("题", (), PLACES, None, COLUMNS, rows)).sheetnames
    assert len(set(names)) == 4 and all(len(name) <= 31 for name in names) and "ab" in names and "未写明乡镇" in names


def test_few_narrow_columns_stand_upright() -> None:
    wide, narrow = opened(listed()), opened(listed(4, COLUMNS[:1]))
    assert wide.worksheets[0].page_setup.orientation == "landscape"
    assert narrow.worksheets[0].page_setup.orientation == "portrait"


@pytest.mark.heavy
@needs_office_suite
@pytest.mark.parametrize("columns", [COLUMNS, COLUMNS[:1]], ids=["wide", "narrow"])
def test_printed_it_can_be_read_and_nothing_is_cut(columns: tuple[Column, ...], tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(write_township_list(listed(60, columns)))
    printed = save_as("pdf", tmp_path, ["list.xlsx"]) / "list.pdf"
    sizes, pages = measured(printed)
    assert min(sizes) >= LEAST_POINTS, sizes
    text = subprocess.run(
        ["pdftotext", "-layout", str(printed), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "###" not in text and ("12,345.67" in text) == (columns is COLUMNS)
    for page in text.split("\f")[:-1]:
        assert "序号" in page and FILL_IN[-1].heading in page, "every page has all columns with their headings"
        assert "短板清单" in page and re.search(r"第 *\d+ *页，共 *\d+ *页", page)
    assert text.count("负责人（签字）") == 2 and pages == len(text.split("\f")) - 1
    if columns is COLUMNS:
        whole = re.sub(r"\s", "", text)
        assert whole.count("突发严重困难户") == whole.count("继续帮扶") == 40, "long texts break and are not cut"


def measured(printed: Path) -> tuple[list[float], int]:
    """(sizes of all fonts in points, number of pages) of a PDF."""
    said = subprocess.run(
        ["pdftohtml", "-xml", "-i", "-stdout", str(printed)], capture_output=True, text=True, check=True
    ).stdout
    width = float(re.findall(r"<page [^>]*width=\"(\d+)\"", said)[0])
    info = subprocess.run(["pdfinfo", str(printed)], capture_output=True, text=True, check=True).stdout
    zoom = width / float(re.findall(r"Page size: +([\d.]+)", info)[0])
    sizes = [float(size) / zoom for size in re.findall(r"<fontspec [^>]*size=\"(\d+)\"", said)]
    return sizes, int(re.findall(r"Pages: +(\d+)", info)[0])
