"""Moves from page to page as people make them, by clicks and taps: what the address says afterwards, and what is on the screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_walk import PHONE, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A tab of a phone, with touch."""
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def answers(page: Page, words: str) -> None:
    """Wait until the page is there whose title line holds the words; that of the page before stands below it for a moment."""
    expect(page.locator("h1.answer", has_text=words).first).to_be_visible()
    expect(page.locator("h1.answer")).to_have_count(1)


def entry(page: Page, words: str) -> Locator:
    """A link of the side bar."""
    return page.locator("[data-testid='stSidebar'] a", has_text=words)


def test_the_button_of_the_projection_leads_into_it_and_keys_stay_there(page: Page, server: str) -> None:
    open_page(page, server, "ranking?place=433126")
    entry(page, "投影本页").click()
    expect(page).to_have_url(re.compile(r"ranking\?.*show=1"))
    expect(page.get_by_role("button", name="下一屏")).to_be_visible()
    expect(page.locator("[data-testid='stSidebar']")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"county_map\?.*show=1"))
    expect(page.locator("[data-testid='stSidebar']")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="退出投影")).to_be_visible()
    expect(page.locator("[data-testid='stSidebar']")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("show=1"))


def test_the_projection_shows_the_page_as_it_stands_and_leaves_to_it(page: Page, server: str) -> None:
    open_page(page, server, "shortfalls?measure=asset_in_use")
    said = page.locator("h1.answer").inner_text()
    entry(page, "投影本页").click()
    expect(page).to_have_url(re.compile("measure=asset_in_use.*show=1|show=1.*measure=asset_in_use"))
    expect(page.locator("[data-testid='stSidebar']")).to_be_hidden()
    expect(page.get_by_role("button", name="退出投影")).to_be_visible()
    answers(page, said)
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("show=1"))
    expect(page).to_have_url(re.compile("measure=asset_in_use"))


def test_a_click_on_the_entry_of_the_page_itself_leads_to_its_beginning_for_good(page: Page, server: str) -> None:
    open_page(page, server, "shortfalls?measure=asset_in_use")
    entry(page, "短板清单").click()
    expect(page).not_to_have_url(re.compile("measure="))
    answers(page, "项指标失分")
    page.reload()
    answers(page, "项指标失分")
    page.go_back()
    expect(page).to_have_url(re.compile("measure=asset_in_use"))
    answers(page, "资产未达标")


def test_a_way_down_into_another_framework_and_place_leaves_the_picks_as_they_were(page: Page, server: str) -> None:
    overview = open_page(page, server, "")
    entry(page, "数据质量").click()
    answers(page, "数据质量：")
    page.locator("a.go[href*='measure=']").first.click()
    answers(page, "失")
    expect(page).to_have_url(re.compile("viewed=data_quality"))
    expect(page.locator(".band")).to_contain_text("正在看：数据质量核查")
    page.locator(".band a", has_text="返回").click()
    expect(page).not_to_have_url(re.compile("viewed"))
    expect(page.locator(".band")).to_have_count(0)
    page.go_back()
    expect(page.locator(".band")).to_contain_text("正在看：数据质量核查")
    entry(page, "总览").click()
    answers(page, overview)


def test_a_county_of_the_overview_is_looked_at_without_being_picked(page: Page, server: str) -> None:
    overview = open_page(page, server, "")
    page.locator("table.lights a.name", has_text="古丈县").click()
    answers(page, "古丈县位列全州")
    page.locator("a.go", has_text="明细").first.click()
    answers(page, "古丈县")
    expect(page).to_have_url(re.compile("place=433100.*at=433126"))
    page.go_back()
    answers(page, "古丈县位列全州")
    page.locator("nav.crumbs a", has_text="回到全州").click()
    answers(page, "领先")
    entry(page, "总览").click()
    answers(page, overview)


def test_a_choice_in_the_menu_of_a_phone_closes_it(phone: Page, server: str) -> None:
    open_page(phone, server, "")
    for words, address in (("短板清单", "shortfalls"), ("短板清单", "shortfalls"), ("历年位次", "standing")):
        phone.get_by_text("菜单").or_(phone.locator("[data-testid='stExpandSidebarButton']")).first.tap()
        expect(entry(phone, words)).to_be_visible()
        assert entry(phone, words).bounding_box()["height"] >= 44  # type: ignore[index]
        entry(phone, words).tap()
        expect(phone).to_have_url(re.compile(address))
        expect(phone.locator("[data-testid='stSidebar']")).to_have_attribute("data-collapsed", "true")
        expect(phone.locator("h1.answer").first).to_be_visible()
        phone.wait_for_function("!document.elementFromPoint(60, 400).closest(\"[data-testid='stSidebar']\")")


def test_the_start_page_has_a_name_and_an_address_of_no_page_says_so(page: Page, server: str) -> None:
    assert "永顺县" in open_page(page, server, "overview?place=433127")
    assert page.get_by_text("Page not found").count() == 0
    assert "永顺县" in open_page(page, server, "zonglan?place=433127")
    expect(page.locator(".band")).to_contain_text("没有“zonglan”这个页面，已打开总览")
    assert page.get_by_text("Page not found").count() == 0
    page.locator(".band a").click()
    expect(page).not_to_have_url(re.compile("unknown"))
    expect(page.locator(".band")).to_have_count(0)


def test_names_that_only_a_screen_reader_says_are_chinese(page: Page, server: str) -> None:
    open_page(page, server, "imports")
    expect(page.locator("[data-testid='stSkipToContent']")).to_have_text("跳到正文")
    expect(page.locator("[data-testid='stSidebar']")).to_have_attribute("aria-label", "侧边菜单")
    expect(page.locator("[data-testid='stFileUploaderDropzoneInput']")).to_have_attribute("aria-label", "选择文件")
    expect(page.get_by_text("per file")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    entry(page, "短板清单").click()
    answers(page, "项指标失分")
    expect(page.locator("[placeholder='Choose an option'], [aria-label='Open']")).to_have_count(0)
