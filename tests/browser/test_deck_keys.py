"""The keys of a show as one page without a server: a remote, numbers, turning by itself, the second window."""

import pytest
from playwright.sync_api import Page, expect

from reports.deck import Bar, Bars, Deck, Slide, write_page

pytestmark = pytest.mark.browser

COUNT = 12
DECK = Deck(
    "碰头会",
    tuple(
        Slide(f"第{at}句话", "单位：分", (Bars((Bar("甲县", float(at), f"{at} 分"),), "得分"),), f"第{at}屏的备注")
        for at in range(1, COUNT + 1)
    ),
    "2021年11月 · 数据 4c1e",
)
SHOWN = ".slide:not([hidden])"


@pytest.fixture
def shown(page: Page) -> Page:
    """The deck with a clock that stands still unless it is moved."""
    page.clock.install()
    page.set_content(write_page(DECK))
    expect(page.locator(f"{SHOWN} h1")).to_have_text("第1句话")
    return page


def at(page: Page) -> str:
    return page.locator(f"{SHOWN} .number").inner_text().partition(" ")[0]


def press(page: Page, *keys: str) -> str:
    for key in keys:
        page.keyboard.press(key)
    return at(page)


def test_every_key_of_a_remote_and_of_a_keyboard_goes_where_it_says(shown: Page) -> None:
    assert press(shown, "PageDown") == "2" and press(shown, "PageUp") == "1"
    assert press(shown, "ArrowRight", "ArrowDown", "Space") == "4" and press(shown, "ArrowLeft", "ArrowUp") == "2"
    assert press(shown, "End") == "12" and press(shown, "ArrowRight") == "12" and press(shown, "Home") == "1"
    assert press(shown, "1", "1", "Enter") == "11", "two figures and Enter"
    assert press(shown, "Enter") == "12" and press(shown, "9", "9", "Enter") == "12"
    assert press(shown, "3", "ArrowLeft", "Enter") == "12", "a figure without Enter is forgotten"
    press(shown, "b")
    expect(shown.locator("body")).to_have_class("day black")
    assert press(shown, "PageDown") == "12"
    expect(shown.locator("body")).to_have_class("day")
    press(shown, ".")
    expect(shown.locator("body")).to_have_class("day black")
    press(shown, ".", "d")
    expect(shown.locator("body")).to_have_class("hall")


def test_it_turns_by_itself_says_so_and_shows_when_it_is_paused(shown: Page) -> None:
    sign = shown.locator(f"{SHOWN} .auto")
    expect(sign).to_have_text("")
    press(shown, "5", "a")
    expect(sign).to_have_text("▶ 自动翻页 5 秒")
    shown.clock.run_for(6_000)
    expect(shown.locator(f"{SHOWN} h1")).to_have_text("第2句话")
    press(shown, "a")
    expect(sign).to_have_text("‖ 自动翻页已暂停，按 A 继续")
    shown.clock.run_for(60_000)
    assert at(shown) == "2", "paused"
    press(shown, "a")
    shown.clock.run_for(6_000)
    assert at(shown) == "3"
    assert press(shown, "PageUp") == "2", "whoever takes the remote decides"
    expect(sign).to_have_text("‖ 自动翻页已暂停，按 A 继续")
    press(shown, "End", "a")
    shown.clock.run_for(6_000)
    assert at(shown) == "1", "it begins again after the last slide"
    press(shown, "Escape")
    expect(sign).to_have_text("")


def test_the_second_window_shows_notes_clock_and_what_comes_next_and_has_the_keys(shown: Page) -> None:
    press(shown, "2", "Enter")
    with shown.expect_popup() as opened:
        shown.keyboard.press("p")
    speaker = opened.value
    expect(speaker.locator("#now")).to_contain_text("2 / 12　第2句话")
    expect(speaker.locator("#notes")).to_have_text("第2屏的备注")
    expect(speaker.locator("#next")).to_have_text("下一屏：第3句话")
    expect(speaker.locator("#spent")).to_contain_text("已讲 0")
    speaker.keyboard.press("PageDown")
    assert at(shown) == "3", "keys pressed there turn the slides here"
    expect(speaker.locator("#notes")).to_have_text("第3屏的备注")
    speaker.keyboard.press("End")
    expect(speaker.locator("#next")).to_have_text("这是最后一屏")
    speaker.keyboard.press("a")
    expect(speaker.locator("#auto")).to_contain_text("自动翻页")
