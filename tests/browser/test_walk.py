"""Walks through the pages as people do, in a real browser against the real server; no request may leave the machine."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard import GROUPS, SHOW_ORDER
from tests.browser.conftest import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = [name for entries in GROUPS.values() for name in entries]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 768}


def answer(page: Page) -> str:
    """The page's title line, once it is there."""
    title = page.locator("h1.answer, .empty, .problem").first
    expect(title).to_be_visible()
    return title.inner_text()


def open_page(page: Page, server: str, address: str) -> str:
    page.goto(f"{server}/{address}")
    return answer(page)


def test_from_the_overview_over_the_map_down_to_the_source_row(page: Page, server: str) -> None:
    assert "花垣县" in open_page(page, server, "")
    page.locator("[data-testid='stSidebar'] a", has_text="地图").first.click()
    expect(page).to_have_url(re.compile("county_map"))
    frame = page.frame_locator("iframe[src*='st_folium']")
    expect(frame.locator("path.leaflet-interactive")).to_have_count(8)
    county = frame.locator("path.leaflet-interactive").nth(2)
    county.click(force=True)
    expect(page).to_have_url(re.compile(r"shortfalls\?.*at=4331\d\d"))
    expect(page.locator("h1.answer")).to_contain_text("失分")
    page.go_back()
    expect(page).to_have_url(re.compile("county_map"))
    expect(page.locator("h1.answer")).to_contain_text("领先")
    page.go_forward()
    expect(page.locator("h1.answer")).to_contain_text("失分")
    page.locator("a.go", has_text=re.compile("衔接资金支出率")).first.click()
    expect(page).to_have_url(re.compile("measure=spend_rate"))
    expect(page.locator("h1.answer")).to_contain_text("未达标")
    listed = page.url
    page.locator("a.go[href*='row=']").first.click()
    expect(page).to_have_url(re.compile("row="))
    body = page.locator("[data-testid='stMain']")
    expect(body).to_contain_text("衔接资金项目表.xlsx")
    expect(body).to_contain_text(re.compile(r"第\s*\d+\s*行"))
    page.go_back()
    expect(page).to_have_url(listed)
    expect(page.locator("h1.answer")).to_contain_text("未达标")


def test_the_picks_stay_over_pages_and_reload(page: Page, server: str) -> None:
    open_page(page, server, "ranking?place=433123&period=2021-06")
    page.locator("[data-testid='stSidebar'] a", has_text="资金进度").first.click()
    expect(page).to_have_url(re.compile("spending.*433123"))
    expect(page).to_have_url(re.compile("period=2021-06"))
    page.reload()
    expect(page.locator("h1.answer")).to_contain_text("凤凰县")


def test_arrow_keys_move_through_the_projection_and_escape_leaves_it(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    open_page(page, server, "?show=1&place=433100")
    expect(page.locator("[data-testid='stSidebar']")).to_be_hidden()
    cell = page.locator("table td").first
    expect(cell).to_be_visible()
    size = cell.evaluate("text => parseFloat(getComputedStyle(text).fontSize)")
    assert size >= 28
    for name in SHOW_ORDER[1:]:
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile(name))
        answer(page)
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(SHOW_ORDER[-2]))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("show=1"))


def test_a_deep_link_first_thing_after_a_start_goes_through_the_frame(
    page: Page, untouched_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(untouched_folder, folder)
    with serving(folder) as address:
        assert "凤凰县" in open_page(page, address, "ranking?place=433123")
        expect(page.locator(".app-name")).to_be_visible()
        expect(page.get_by_text("模拟数据").first).to_be_visible()


def test_an_upload_is_looked_at_before_it_is_stored(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with serving(folder) as address:
        open_page(page, address, "imports")
        content = "区划代码,地区,年度,农村居民人均可支配收入(元)\n433123,凤凰县,2020,12000\n433124,花垣县,2020,约12500\n".encode()
        page.locator("input[type=file]").set_input_files(
            {"name": "收入.csv", "mimeType": "text/csv", "buffer": content}
        )
        expect(page.get_by_text("核对结果：收入.csv")).to_be_visible()
        assert not (folder / "store").exists()
        page.get_by_role("button", name="确认导入").click()
        expect(page.locator("h1.answer")).to_contain_text("入库")
        assert (folder / "store" / "indicator_values").exists()
