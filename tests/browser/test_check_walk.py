"""From the matrix of findings down to the household and the row of the file, and back to the same filters."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from reports.finding_list import LIST_SHEET, RESULT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

START = "checks?place=433100&suspicion=高度可疑"
PHONE = {"width": 390, "height": 844}
WALL = {"width": 1920, "height": 1080}


def open_checks(page: Page, server: str, address: str) -> None:
    """The page, once it has answered (the first visit checks the tables)."""
    page.goto(f"{server}/{address}")
    expect(page.locator("h1.answer")).to_contain_text("疑点")


def first_with_findings(page: Page) -> None:
    """Go one level down, to the place with most findings: the first row of the matrix."""
    page.locator("table.matrix td.place a").first.click()


def go_to_village(page: Page) -> None:
    """Down to the village with most findings of the township with most of the county with most."""
    for head in ("县", "乡镇", "村"):
        expect(page.locator("table.matrix th").first).to_have_text(head)
        first_with_findings(page)
    expect(page.locator("table.village")).to_be_visible()


def filter_of(page: Page, label: str) -> Locator:
    """The picker with this label."""
    return page.get_by_role("combobox", name=label, exact=True)


def test_from_the_matrix_to_the_source_row_and_back_to_the_same_filters(page: Page, server: str) -> None:
    open_checks(page, server, START)
    first_with_findings(page)
    expect(page).to_have_url(re.compile(r"at=4331\d\d(&|$)"))
    expect(page.locator("table.matrix th").first).to_have_text("乡镇")
    county = page.url
    first_with_findings(page)
    expect(page).to_have_url(re.compile(r"at=\d{9}(&|$)"))
    expect(page.locator("table.matrix th").first).to_have_text("村")
    town, answer = page.url, page.locator("h1.answer").inner_text()
    first_with_findings(page)
    expect(page).to_have_url(re.compile(r"at=\d{12}(&|$)"))
    expect(page.locator("table.village")).to_be_visible()
    village = page.url
    household = page.locator("table.village a[href^='household']").first
    code = household.inner_text()
    household.click()
    expect(page).to_have_url(re.compile(r"household\?.*county=4331\d\d.*ref=[0-9a-f]{12}"))
    assert code not in page.url, "an address never holds the household's code"
    body = page.locator("[data-testid='stMain']")
    expect(body).to_contain_text(code)
    expect(body).to_contain_text(re.compile(r"第\s*\d+\s*行"))
    expect(body).to_contain_text(".xlsx")
    for address in (village, town, county):
        page.go_back()
        expect(page).to_have_url(address)
        expect(filter_of(page, "可疑程度")).to_have_value("高度可疑")
    page.go_forward()
    expect(page.locator("h1.answer")).to_have_text(answer)


def test_a_cell_leads_to_a_list_that_adds_up_to_it(page: Page, server: str) -> None:
    open_checks(page, server, START)
    cell = page.locator("table.matrix td[class*=' s'] a").first
    number = cell.inner_text()
    cell.click()
    expect(page).to_have_url(re.compile("check="))
    expect(page.locator("h1.answer")).to_contain_text(f"：{number} ")
    expect(page.locator("h2.heading", has_text=f"共 {number} 条，来自")).to_be_visible()
    page.go_back()
    expect(page.locator("table.matrix")).to_be_visible()
    assert "suspicion=" in page.url


def test_filters_are_steps_of_their_own(page: Page, server: str) -> None:
    open_checks(page, server, "checks?place=433100")
    filter_of(page, "可疑程度").click()
    page.get_by_role("option", name="确定有误").click()
    expect(page).to_have_url(re.compile("suspicion="))
    page.go_back()
    expect(page).not_to_have_url(re.compile("suspicion="))
    expect(filter_of(page, "可疑程度")).to_have_value("全部可疑程度")


def test_a_village_list_is_downloaded_to_be_filled_in(page: Page, server: str, tmp_path: Path) -> None:
    open_checks(page, server, START)
    go_to_village(page)
    with page.expect_download() as loading:
        page.get_by_role("button", name="下载本村疑点清单（Excel）").click()
    path = tmp_path / "清单.xlsx"
    loading.value.save_as(path)
    sheet = openpyxl.load_workbook(path)[LIST_SHEET]
    headings = next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "序号")
    assert RESULT in headings and "模拟数据" in str(sheet["A1"].value)


def test_it_fits_a_phone_and_the_wall(page: Page, server: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_checks(page, server, "checks?place=433100")
    expect(page.locator(".rule a").first).to_be_visible()
    expect(page.locator("table.matrix")).to_be_hidden()
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 1
    page.set_viewport_size(WALL)  # type: ignore[arg-type]
    open_checks(page, server, "checks?place=433100&show=1")
    cell = page.locator("table.matrix td").first
    expect(cell).to_be_visible()
    assert cell.evaluate("text => parseFloat(getComputedStyle(text).fontSize)") >= 28
    assert page.evaluate("document.scrollingElement.scrollHeight - window.innerHeight") <= 1
    assert page.locator("[data-testid='stMain'] a.go").count() == 0
