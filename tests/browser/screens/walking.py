"""Pages and slides of a running dashboard, looked at one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.screens.looking import HALL_SHARE, Fault, faults_of

SIZES = ("390x844", "1366x768", "1920x1080")
HALL_SIZES = ("1920x1080", "1280x720")
PHONE_WIDTH = 500
OWN_WORDS: tuple[str, ...] = ()
THEMES = {"light": "", "dark": "hall"}
"""The themes and what a browser keeps for each."""
MAP_AT_REST = """() => { const now = document.scrollingElement.scrollWidth, was = window.widthSeen;
                         window.widthSeen = now; return was === now && !document.querySelector('.leaflet-zoom-anim'); }"""


@dataclass(frozen=True)
class Size:
    """A screen in pixels; narrow ones are phones."""

    width: int
    height: int

    @classmethod
    def read(cls, text: str) -> "Size":
        """`390x844` as a size."""
        width, height = text.split("x")
        return cls(int(width), int(height))

    def as_context(self) -> dict[str, Any]:
        """Arguments of a browser context of this size."""
        is_phone = self.width < PHONE_WIDTH
        return {"viewport": {"width": self.width, "height": self.height}, "is_mobile": is_phone, "has_touch": is_phone}


def open_screen(browser: Browser, size: str, theme: str = "light") -> Page:
    """A tab of its own of this size, in a browser that keeps this theme."""
    context = browser.new_context(**Size.read(size).as_context())
    context.add_init_script(f"try {{ localStorage.setItem('theme', '{THEMES[theme]}') }} catch {{}}")
    return context.new_page()


def look_at_page(page: Page, address: str, path: str) -> list[Fault]:
    """Faults of one page when all of it is drawn, and of the map in it."""
    page.goto(f"{address}/{path}")
    expect(page.locator("h1.answer, .problem").first).to_be_visible()
    if not page.locator("h1.answer").count():
        return [Fault("unanswered", page.locator(".problem").first.inner_text().strip(), "main")]
    settle(page)
    maps = [frame for frame in page.frames if "st_folium" in frame.url]
    for frame in maps:  # its style may come after its script
        expect(frame.locator(".leaflet-container").first).to_have_css("overflow", "hidden")
        frame.wait_for_function(MAP_AT_REST, polling=400)
    return [*faults_of(page, known=OWN_WORDS), *(fault for frame in maps for fault in faults_of(frame))]


def settle(page: Page) -> None:
    """Wait until the page has its answer in Chinese, nothing runs, and two looks in a row see the same length of text."""
    expect(page.locator("h1.answer")).to_be_visible()
    page.wait_for_function("window.saidInChinese")
    expect(page.locator("[data-testid='stApp'][data-test-script-state='running']")).to_have_count(0)
    expect(page.locator("[data-stale='true']")).to_have_count(0)
    page.wait_for_function(
        """() => { const now = document.body.innerText.length + document.querySelectorAll('svg *').length,
                         was = window.lengthSeen; window.lengthSeen = now; return was === now && now > 0; }""",
        polling=400,
    )


def look_at_slides(
    page: Page, address: str, query: str = "", theme: str = "light"
) -> Iterator[tuple[str, list[Fault]]]:
    """(title, faults) of each slide of the ready-made show."""
    page.goto(f"{address}/projection?run=1&{'dark=1&' if theme == 'dark' else ''}{query}")
    element = page.wait_for_selector("[data-testid='stIFrame']")
    frame = element.content_frame() if element else None
    assert frame is not None, "the show has no frame"
    shown = frame.locator(".slide:not([hidden])")
    expect(shown.locator("h1").first).to_be_visible()
    height = page.viewport_size["height"] if page.viewport_size else 0
    for at in range(frame.locator(".slide").count()):
        yield f"slide {at + 1} {shown.locator('h1').first.inner_text()}", faults_of(frame, height * HALL_SHARE)
        page.keyboard.press("ArrowRight")
