"""A show in a real browser: by keyboard only, with a second window, and on after the server is gone."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import serving
from tests.browser.screens import faults_of
from tests.browser.screens.looking import HALL_SHARE

pytestmark = pytest.mark.browser
SHOWN = ".slide:not([hidden])"


def deck_in(page: Page) -> Frame:
    """The frame that holds the running deck."""
    element = page.wait_for_selector("[data-testid='stIFrame']")
    frame = element.content_frame() if element else None
    assert frame is not None
    frame.wait_for_selector(f"{SHOWN} h1")
    return frame


def number(frame: Frame) -> str:
    return frame.locator(f"{SHOWN} footer .number").inner_text()


def test_the_ready_made_show_by_keyboard_on_after_the_server_is_gone(
    page: Page, untouched_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(untouched_folder, folder)
    with serving(folder) as address:
        page.goto(f"{address}/projection?run=1&place=433127")
        frame = deck_in(page)
        count = frame.locator(".slide").count()
        assert count >= 10 and number(frame) == f"1 / {count}"
        for key in ("ArrowRight", "PageDown", "Space", "ArrowDown"):
            page.keyboard.press(key)
        assert number(frame) == f"5 / {count}", "arrows, a remote's keys and the space bar go on"
        page.keyboard.press("PageUp")
        page.keyboard.press("ArrowLeft")
        assert number(frame) == f"3 / {count}"
        with page.expect_popup() as opened:
            page.keyboard.press("p")
        speaker = opened.value
        expect(speaker.locator("#now")).to_contain_text(f"3 / {count}")
        assert "依据" in speaker.locator("#notes").inner_text(), "definition and source for the one who speaks"
    page.bring_to_front()
    page.keyboard.press("End")
    assert number(frame) == f"{count} / {count}", "it holds all it shows"
    for turn in range(count - 1, 0, -1):
        page.keyboard.press("PageUp")
        assert number(frame) == f"{turn} / {count}"
        assert frame.locator(f"{SHOWN} h1").inner_text() and not frame.evaluate(FAULTS)
    page.keyboard.press("End")
    expect(speaker.locator("#now")).to_contain_text(f"{count} / {count}")
    page.keyboard.press("b")
    assert frame.evaluate("document.body.classList.contains('black')")
    page.keyboard.press("b")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    assert number(frame) == f"2 / {count}"
    page.keyboard.press("Home")
    assert number(frame) == f"1 / {count}"
    assert page.evaluate(COVERED) == [], "nothing that the browser says of the lost server lies over the slide"
    page.keyboard.press("Escape")
    expect(frame.locator(".notice")).to_contain_text("可以接着放")
    assert number(frame) == f"1 / {count}"


COVERED = """() => {
  const found = [];
  for (const x of [.02, .25, .5, .75, .98]) for (const y of [.02, .25, .5, .75, .98]) {
    const one = document.elementFromPoint(x * innerWidth, y * innerHeight);
    if (!["IFRAME", "HTML", "BODY"].includes(one?.tagName)) found.push([x, y, one?.tagName, one?.textContent.slice(0, 40)]);
  }
  return found;
}"""
"""The points of the window at which anything else than the show lies on top; a show made inert is one with the page below it."""


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720)])
def test_nothing_of_a_slide_is_cut_or_too_small(page: Page, server: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{server}/projection?run=1")
    frame = deck_in(page)
    for _ in range(frame.locator(".slide").count()):
        faults = frame.evaluate(FAULTS)
        assert not faults, (number(frame), faults)
        assert not faults_of(frame, height * HALL_SHARE), number(frame)
        page.keyboard.press("ArrowRight")


FAULTS = """() => {
  const slide = document.querySelector(".slide:not([hidden])"), found = [];
  for (const one of slide.querySelectorAll("*")) {
    const box = one.getBoundingClientRect(), own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!box.width || one.closest("title, defs")) continue;
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1) found.push("outside: " + one.textContent.slice(0, 30));
    if (own && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "hidden") found.push("cut: " + one.textContent);
    const size = one.ownerSVGElement ? innerHeight : parseFloat(getComputedStyle(one).fontSize);
    if (own && size < 0.0259 * innerHeight) found.push("small: " + one.textContent.slice(0, 30));
  }
  for (const part of slide.querySelectorAll(".part, .body"))
    if (part.scrollHeight > part.clientHeight + 2) found.push("over: " + part.className);
  return found;
}"""
"""What lies outside the screen, is cut by its box, is below the floor of the hall, or taller than its room."""


def test_an_own_show_is_put_together_saved_and_run(page: Page, server: str) -> None:
    page.goto(f"{server}/ranking?by=measure:spend_rate")
    page.get_by_role("link", name="加入投影").click()
    expect(page.get_by_text("“排名”已排在“动员部署会”的最后一屏")).to_be_visible()
    page.get_by_label("名称").fill("县长碰头会")
    page.get_by_label("办理人").fill("某某")
    page.get_by_role("button", name="存下这个投影").click()
    expect(page.locator("h1.answer")).to_contain_text("县长碰头会")
    page.get_by_role("link", name="放映", exact=True).last.click()
    frame = deck_in(page)
    page.keyboard.press("End")
    assert "支出率" in frame.locator(f"{SHOWN} .under").inner_text(), "the page's own choice went along"
    page.keyboard.press("Escape")
    expect(page.locator("h1.answer")).to_contain_text("县长碰头会")
    page.get_by_label("名称").fill("")
    page.get_by_label("名称").press_sequentially("b2 p会")
    expect(page.get_by_label("名称")).to_have_value("b2 p会")
    page.goto(f"{server}/activities?place=433127")
    page.get_by_role("link", name="加入投影").click()
    expect(page.get_by_text("“六个一”已排在“县长碰头会”的最后一屏")).to_be_visible()
    page.get_by_role("link", name="新的投影").click()
    expect(page.get_by_text("“六个一”已排在“新的投影”的最后一屏")).to_be_visible()


def test_a_file_is_made_beside_the_page_and_saved(page: Page, server: str) -> None:
    page.goto(f"{server}/projection?place=433127")
    page.get_by_role("button", name="生成PowerPoint").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="保存PowerPoint").click()
    assert saved.value.suggested_filename.endswith(".pptx") and Path(saved.value.path()).read_bytes().startswith(b"PK")
