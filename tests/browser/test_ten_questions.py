"""What a county's secretary asks first, answered by words that are seen on 总览 without a click or after one, on a desk and on a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import WAIT_MILLISECONDS
from tests.browser.screens.walking import Size, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESK, PHONE = "1366x768", "390x844"
SCREENS = {DESK: 2.0, PHONE: 2.5}
"""So many screens may be rolled until the answer is there."""
PLACE = "433127"
POINTS = r"\d+\.\d\d 分"

QUESTIONS = {
    "where do we stand": ("h1.answer", r"永顺县位列全州(并列)?第\d（7个脱贫县）"),
    "is it better than a month ago": ("h1.answer", r"较上期[升降]\d位|与上期持平"),
    "how far is the next place": (".hero-said", rf"离第\d名\S+县差 {POINTS}"),
    "what overtakes it": (".hero-said", rf"补齐“.+”得 {POINTS}，可到第\d位"),
    "who is first": (".axis:visible .axis-label", r"1 \S+县 \d+\.\d\d"),
    "who is last": (".axis:visible .axis-label", r"7 \S+县 \d+\.\d\d"),
    "what costs most": ("h1.answer", r"失分最多的是.+（−\d+\.\d\d分）"),
    "what can still be won": (".heading", rf"还可补 {POINTS}，已失 {POINTS}"),
    "how many days are left": ("ol.days", r"还有 5 天.*还有 25 天"),
    "what is late": ("ul.ways", r"问题台账.*(\d+ 个超时限|没有超时限)，未销号 \d+ 个"),
    "what was found": ("ul.ways", r"疑点核查.*(\d[\d,]*\s*条|未核查)"),
    "how far are the six tasks": ("ul.ways", r"六个一.*\d"),
}  # fmt: skip
"""Question → where its answer stands and how it reads."""
ONE_CLICK = {
    "how did it go over the year": (".hero a.go", "走势", "series", r"得分"),
    "what is late, one by one": ("ul.ways a.go", "问题台账", "ledger", r"超时限"),
    "who has to do what costs most": (".loss a.go", "看短板清单", "shortfalls", r"永顺县"),
}
"""Question → where the link is that is clicked, how it reads, the page it opens, what its title line says."""


@pytest.fixture(scope="module", params=[DESK, PHONE])
def overview(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """总览 of a county, drawn, on one kind of screen."""
    context = browser.new_context(**Size.read(request.param).as_context())
    context.set_default_timeout(WAIT_MILLISECONDS)
    page = context.new_page()
    page.goto(f"{server}/?place={PLACE}")
    settle(page)
    yield page
    context.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_on_the_first_screens(overview: Page, question: str) -> None:
    where, words = QUESTIONS[question]
    found = overview.locator(where, has_text=re.compile(words, re.DOTALL)).first
    expect(found).to_be_visible()
    assert _screens_down(found, overview) <= SCREENS[_size(overview)]


@pytest.mark.parametrize("question", ONE_CLICK)
def test_a_question_is_answered_by_one_click(overview: Page, question: str) -> None:
    where, link, page, words = ONE_CLICK[question]
    way = overview.locator(where, has_text=link).first
    expect(way).to_be_visible()
    assert _screens_down(way, overview) <= SCREENS[_size(overview)]
    way.click()
    expect(overview).to_have_url(re.compile(page))
    expect(overview.locator("h1.answer", has_text=re.compile(words)).first).to_be_visible()
    overview.go_back()
    expect(overview.locator(".hero-said").first).to_be_visible()


def _size(page: Page) -> str:
    size = page.viewport_size
    assert size
    return f"{size['width']}x{size['height']}"


def _screens_down(found: Locator, page: Page) -> float:
    """How many screens of the page lie between its head and the end of what was found."""
    height = page.viewport_size["height"] if page.viewport_size else 1
    bottom: float = found.evaluate(
        "node => node.getBoundingClientRect().bottom + document.querySelector('[data-testid=stMain]').scrollTop"
    )
    return bottom / height
