"""Pages and slides of a running dashboard, looked at one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.screens.looking import HALL_SHARE, Fault, faults_of

SIZES = ("390x844", "1366x768", "1920x1080")
HALL_SIZES = ("1920x1080", "1280x720")
PHONE_WIDTH = 500
OWN_WORDS: tuple[str, ...] = ()


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


def look_at_page(page: Page, address: str, path: str) -> list[Fault]:
    """Faults of one page when all of it is drawn."""
    page.goto(f"{address}/{path}")
    settle(page)
    return faults_of(page, known=OWN_WORDS)


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


def look_at_slides(page: Page, address: str, query: str = "") -> Iterator[tuple[str, list[Fault]]]:
    """(title, faults) of each slide of the ready-made show."""
    page.goto(f"{address}/projection?run=1&{query}")
    element = page.wait_for_selector("[data-testid='stIFrame']")
    frame = element.content_frame() if element else None
    assert frame is not None, "the show has no frame"
    shown = frame.locator(".slide:not([hidden])")
    expect(shown.locator("h1").first).to_be_visible()
    height = page.viewport_size["height"] if page.viewport_size else 0
    for at in range(frame.locator(".slide").count()):
        yield f"slide {at + 1} {shown.locator('h1').first.inner_text()}", faults_of(frame, height * HALL_SHARE)
        page.keyboard.press("ArrowRight")
