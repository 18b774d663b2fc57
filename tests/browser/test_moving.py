"""Moves from page to page as people make them, by clicks and taps: what the address says afterwards, and what is on the screen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from store import Store
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


def test_the_bar_of_a_phone_opens_a_group_and_a_choice_closes_it(phone: Page, server: str) -> None:
    open_page(phone, server, "")
    bar = phone.locator("nav.tabs")
    expect(phone.locator("[data-testid='stSidebar']")).to_be_hidden()
    expect(bar.locator("details.here summary")).to_have_text("看")
    for group, words, address in (
        ("查", "短板清单", "shortfalls"),
        ("查", "短板清单", "shortfalls"),
        ("看", "历年位次", "standing"),
    ):
        tab = bar.locator("summary", has_text=group)
        assert tab.bounding_box()["height"] >= 44  # type: ignore[index]
        tab.tap()
        way = bar.locator("a.go", has_text=words)
        expect(way).to_be_visible()
        assert way.bounding_box()["height"] >= 44  # type: ignore[index]
        way.tap()
        expect(phone).to_have_url(re.compile(address))
        expect(way).to_be_hidden()
        expect(bar.locator("details.here summary")).to_have_text(group)
        expect(phone.locator("h1.answer").first).to_be_visible()


def test_a_tap_beside_the_sheet_closes_it(phone: Page, server: str) -> None:
    open_page(phone, server, "")
    sheet = phone.locator("nav.tabs details[open] .sheet")
    phone.locator("nav.tabs summary", has_text="管").tap()
    expect(sheet).to_be_visible()
    phone.locator("nav.tabs summary", has_text="讲").tap()
    expect(sheet).to_have_count(1)
    expect(sheet).to_contain_text("投影本页")
    phone.touchscreen.tap(200, 300)
    expect(sheet).to_have_count(0)


def test_on_a_phone_the_answer_stands_at_the_top(phone: Page, server: str) -> None:
    open_page(phone, server, "?place=433127")
    top = phone.locator("h1.answer").bounding_box()
    assert top and top["y"] <= 120, top


def test_the_quiet_line_says_what_is_picked_and_closes_after_a_choice(phone: Page, server: str) -> None:
    open_page(phone, server, "?place=433127")
    line = phone.locator(".st-key-pickers_open button:visible").first
    expect(line).to_contain_text("永顺县 · 2021年11月 · 巩固脱贫成果后评估")
    line.tap()
    expect(phone.locator("[data-testid='stPopoverBody']")).to_be_visible()
    phone.locator(".st-key-pick_period").get_by_role("button", name="展开").tap()
    phone.get_by_role("option", name="2021年9月").tap()
    expect(phone).to_have_url(re.compile("period=2021-09"))
    expect(phone.locator(".st-key-pickers_open button:visible").first).to_contain_text("永顺县 · 2021年9月")
    expect(phone.locator("[data-testid='stPopoverBody']")).to_be_hidden()


def open_search(page: Page) -> None:
    """Press `/` once the page listens to it."""
    page.wait_for_function("window.watchesAround")
    page.keyboard.press("/")


def test_the_search_finds_pages_places_measures_and_households(page: Page, server: str) -> None:
    open_page(page, server, "")
    field = page.locator(".st-key-search_words input")
    found = page.locator("ul.found")
    open_search(page)
    expect(field).to_be_focused()
    for words, way, address in (
        ("资金进", "资金进度", "spending"), ("永顺", "永顺县", "place=433127"), ("支出率", "衔接资金支出率", "by=measure%3Aspend_rate"),
    ):  # fmt: skip
        if not field.is_visible():
            open_search(page)
        field.fill(words)
        field.press("Enter")
        found.locator("a.go", has_text=way).first.click()
        expect(page).to_have_url(re.compile(address))
        expect(page.locator("h1.answer").first).to_be_visible()
        expect(found).to_be_hidden()
    open_search(page)
    field.fill("没有这样的东西")
    field.press("Enter")
    expect(page.get_by_text("没有找到“没有这样的东西”")).to_be_visible()


def test_a_number_typed_in_the_search_never_reaches_the_address(page: Page, server: str, filled_folder: Path) -> None:
    with Store(filled_folder).connect() as connection:
        village = connection.execute(
            "SELECT min(place_code) FROM monitored_persons WHERE county_code = '433127'"
        ).fetchall()[0][0]
    open_page(page, server, f"household?place=433127&at={village}")
    number = page.locator("a.go[href*='ref=']").first.inner_text()
    open_page(page, server, "?place=433127")
    open_search(page)
    page.locator(".st-key-search_words input").fill(number)
    page.locator(".st-key-search_words input").press("Enter")
    page.locator("ul.found a.go", has_text="一户").first.click()
    expect(page).to_have_url(re.compile("household.*ref="))
    assert number not in page.url
    expect(page.locator("[data-testid='stMain']")).to_contain_text(number[-4:])


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
