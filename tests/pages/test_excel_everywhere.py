"""Whatever page draws a table hands it out as Excel: named in Chinese, marked where it is invented, its texts no formulas."""

from pathlib import Path

import pytest

from dashboard import GROUPS
from tests.pages.handed import Handed
from tests.pages.opening import html_of, open_page

PAGES = [name for entries in GROUPS.values() for name in entries]
WITHOUT = {
    "household": "one household is a record to look at, and a list of names is no export",
    "imports": "its tables are the files that came, handed out as they are with their problems marked",
    "books": "a book is handed out as its own workbook once it is opened",
    "ledger": "its Excel stands in the view of all problems, not in that of what is urgent",
    "projection": "a show is handed out as PowerPoint; the table is the order of its slides",
}
"""Pages that draw a table and have another way, or none, and why."""


@pytest.mark.heavy
@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_a_table_hands_it_out_as_excel(name: str, demo_folder: Path, handed: list[Handed]) -> None:
    page = open_page(name, place="433100", period="2021-11")
    has_table = "<table" in html_of(page) or bool(page.dataframe)
    books = [one for one in handed if one.name.endswith(".xlsx")]
    if not has_table or name in WITHOUT:
        assert has_table or name not in WITHOUT, f"{name} draws no table: take it out of WITHOUT"
        return
    assert books, f"{name} draws a table and hands out no Excel"
    for one in books:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in one.name), one.name
        book = one.book()
        first = [
            str(sheet["A1"].value)
            for sheet in book.worksheets
            if sheet.sheet_state == "visible" and sheet.title != "说明"
        ]
        assert all("模拟数据" in title for title in first), (one.name, first)
        written = [
            cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]
        assert not written or name == "ranking", "only the ranking reckons"
