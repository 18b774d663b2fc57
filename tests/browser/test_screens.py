"""Nothing on a page runs over, is cut, overlaps, is small, pale, English or hidden without a sign; each planted fault is found."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WAIT_MILLISECONDS
from tests.browser.screens import faults_of
from tests.browser.screens.walking import SIZES, look_at_page, open_screen, settle
from tests.browser.test_walk import PAGES

pytestmark = pytest.mark.browser

CLEAN = """<body style="margin:0;font:16px sans-serif;color:#1f2328;background:#fff"><h1>凤凰县位列第3</h1>
<p>补齐资金支出可到第2位，详见 Excel</p><svg width="300" height="40"><rect width="300" height="40" fill="#b4232a"/>
<text x="10" y="25" fill="#fff">差573万元</text></svg>
<div style="overflow-x:auto;width:200px;background:linear-gradient(#eee, #fff);background-attachment:local">
<p style="width:600px">很宽的表自己滚动</p></div>
<p style="color:#fff;text-shadow:0 0 2px #000, 0 0 3px #000">浅色的名字有深色的边</p></body>"""
PLANTED = {
    "over": "<div style='width:3000px'>比屏幕宽的一行</div>",
    "cut": "<div style='width:60px;overflow:hidden;white-space:nowrap'>这一行在框的右边被截断了</div>",
    "overlap": "<p style='margin:0'>花垣县领先</p><p style='margin:-18px 0 0 10px'>泸溪县居中</p>",
    "small": "<p style='font-size:9px'>来源见表</p>",
    "pale": "<p style='color:#bbb'>灰底上的灰字</p>",
    "hidden": "<div style='overflow-x:auto;width:200px'><p style='width:600px'>右边还有两列</p></div>",
    "english": "<p>还有 pending 户</p>",
}
DRAWN = {
    "cut": "<svg width='80' height='20' style='overflow:hidden'><text x='40' y='15'>泸溪县的名字</text></svg>",
    "overlap": "<svg width='200' height='40'><text x='10' y='20'>凤凰县</text><text x='25' y='22'>保靖县</text></svg>",
    "small": "<svg width='100' height='20' viewBox='0 0 400 80'><text x='10' y='40' font-size='24'>轴上的字</text></svg>",
    "pale": "<svg width='100' height='30'><rect width='100' height='30' fill='#888'/><text x='5' y='20' fill='#aaa'>条上的字</text></svg>",
    "english": "<button aria-label='Close'>关闭</button>",
}


def test_a_clean_page_has_no_fault(page: Page) -> None:
    page.set_content(CLEAN)
    assert faults_of(page) == []


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_fault_of_each_kind_is_found(page: Page, kind: str) -> None:
    page.set_content(CLEAN.replace("</body>", PLANTED[kind] + "</body>"))
    assert {fault.kind for fault in faults_of(page)} == {kind}


@pytest.mark.parametrize("kind", DRAWN)
def test_a_planted_fault_in_a_picture_is_found(page: Page, kind: str) -> None:
    page.set_content(CLEAN.replace("</body>", DRAWN[kind] + "</body>"))
    assert {fault.kind for fault in faults_of(page)} == {kind}


def test_the_dark_theme_holds_for_charts_and_pickers_and_stays_in_the_browser(page: Page, server: str) -> None:
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    ground, quiet = "rgb(16, 20, 24)", "rgb(170, 178, 189)"
    page.goto(f"{server}/spending")
    settle(page)
    page.locator("[data-testid='stSidebar'] .theme-switch").click()
    expect(page.locator("html[data-theme='hall']")).to_have_count(1)
    settle(page)
    expect(page.locator(".stApp")).to_have_css("background-color", ground)
    expect(page.locator(".js-plotly-plot .ytick text").first).to_have_css("fill", quiet)
    page.locator(".st-key-pickers_open button").first.click()
    expect(page.locator("[data-testid='stPopoverBody']")).to_have_css("background-color", ground)
    page.goto(f"{server}/ranking")
    expect(page.locator(".stApp")).to_have_css("background-color", ground)
    page.locator("[data-testid='stSidebar'] .theme-switch").click()
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(255, 255, 255)")
    assert not refused, "what a page asks for is there"


@pytest.mark.parametrize("size", SIZES[:2])
@pytest.mark.parametrize("place", ["", "433123"])
def test_every_page_answers_on_a_desk_and_on_a_phone_without_a_fault(
    browser: Browser, server: str, size: str, place: str
) -> None:
    page = open_screen(browser, size)
    page.context.set_default_timeout(WAIT_MILLISECONDS)
    faults = {}
    for name in PAGES:
        if found := look_at_page(page, server, f"{name}?place={place}" if place else name):
            faults[name] = found
        expect(page.get_by_text("模拟数据").first).to_be_visible()
        assert "没能打开" not in page.locator("h1.answer").inner_text(), name
    page.context.close()
    assert not faults
