"""Tables of an office in a real browser: two departments' files side by side, a table of a shape never seen, a page that is left."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from store import Store
from tests.browser.conftest import serving
from tests.browser.test_moving import entry
from tests.browser.test_walk import open_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """The address of a server on an empty folder, and its store."""
    folder = tmp_path / "data"
    folder.mkdir()
    with serving(folder) as address:
        yield address, Store(folder)


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def drop(page: Page, name: str, content: bytes) -> None:
    expect(page.locator("input[type=file]")).to_have_count(1)
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    expect(page.get_by_text(f"核对结果：{name}")).to_be_visible()


def store_it(page: Page) -> None:
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("h1.answer")).to_contain_text("入库")


def projects(department: str, *codes: str) -> bytes:
    rows = [["凤凰县", code, f"{department}项目{code}", "中央", 100 + at] for at, code in enumerate(codes)]
    return workbook([f"填报单位：{department}"], ["县", "项目编号", "项目名称", "资金级次", "计划资金(万元)"], *rows)


def test_two_departments_files_of_one_county_are_both_kept(page: Page, own: tuple[str, Store]) -> None:
    address, store = own
    open_page(page, address, "imports")
    drop(page, "2021年项目表_乡村振兴局.xlsx", projects("乡村振兴局", "A1", "A2", "A3"))
    store_it(page)
    drop(page, "2021年项目表_水利局.xlsx", projects("水利局", "B1", "B2"))
    expect(page.get_by_role("heading", name=re.compile("^已有的行"))).to_be_visible()
    expect(page.locator("table", has_text="会移出")).to_contain_text("2021年项目表_乡村振兴局.xlsx")
    store_it(page)
    with store.connect() as connection:
        codes = [code for (code,) in connection.execute("SELECT project_code FROM fund_projects ORDER BY 1").fetchall()]
    assert codes == ["A1", "A2", "A3", "B1", "B2"]


def rows_down(month: str, figures: tuple[int, int]) -> bytes:
    title = f"全州庭院经济发展情况统计表（2021年{month}月）"
    head = ["县别", "发展庭院经济户数（户）", "投入资金（万元）"]
    return workbook([title], head, ["凤凰县", figures[0], 12.5], ["花垣县", figures[1], 9])


def turned(month: str, figures: tuple[int, int]) -> bytes:
    title = f"全州庭院经济发展情况统计表（2021年{month}月）"
    head = ["指标", "计量单位", "凤凰县", "花垣县"]
    return workbook([title], head, ["发展庭院经济户数", "户", *figures], ["投入资金", "万元", 12.5, 9])


@pytest.mark.parametrize("draw", [rows_down, turned])
def test_a_table_of_a_shape_never_seen_is_stored_and_the_next_one_without_a_question(
    page: Page, own: tuple[str, Store], draw: Callable[[str, tuple[int, int]], bytes]
) -> None:
    address, store = own
    open_page(page, address, "imports")
    for month, figures in (("10", (31, 12)), ("11", (35, 18))):
        drop(page, f"庭院经济{month}月.xlsx", draw(month, figures))
        expect(page.get_by_role("button", name="确认导入")).to_be_enabled()
        store_it(page)
    with store.connect() as connection:
        found = connection.execute(
            "SELECT period, place_code, value FROM indicator_values WHERE item_title LIKE '%庭院经济户数%' ORDER BY 1, 2"
        ).fetchall()
    assert found == [
        ("2021-10", "433123", 31.0), ("2021-10", "433124", 12.0), ("2021-11", "433123", 35.0), ("2021-11", "433124", 18.0),
    ]  # fmt: skip


def test_an_import_goes_on_when_its_page_is_left(page: Page, own: tuple[str, Store]) -> None:
    address, store = own
    open_page(page, address, "imports")
    codes = [f"P{at}" for at in range(4_000)]
    drop(page, "2021年项目表.xlsx", projects("乡村振兴局", *codes))
    page.get_by_role("button", name="确认导入").click()
    expect(
        page.locator("[data-testid='stProgress']").or_(page.locator("h1.answer", has_text="入库")).first
    ).to_be_visible()
    entry(page, "总览").click()
    expect(page).not_to_have_url(f"{address}/imports")
    entry(page, "数据导入").click()
    expect(page.locator("h1.answer")).to_contain_text("入库")
    with store.connect() as connection:
        assert connection.execute("SELECT count(*) FROM fund_projects").fetchone() == (len(codes),)
