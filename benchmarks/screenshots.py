"""`make screenshots`: the README's pictures, made from the real pages in a real browser on the demo data."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.in_browser import CHROMIUM
from core.settings import data_dir
from tests.browser.conftest import FLAGS, WAIT_MILLISECONDS, free_port, start_server
from tests.browser.screens.walking import open_screen, settle

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
DESK, PHONE, HALL = "1366x768", "390x844", "1920x1080"
QUALITY = 82
MOST_BYTES = 150_000


class Picture(NamedTuple):
    """What is looked at, and what is there once it is drawn; of a show the slide with this number."""

    path: str
    drawn: str
    size: str = DESK
    theme: str = "light"
    slide: int = 0


PICTURES = {
    "overview": Picture("?place=433127", ".axis-dot.ours"),
    "overview_dark": Picture("?place=433127", ".axis-dot.ours", theme="dark"),
    "overview_phone": Picture("?place=433127", ".axis-dot.ours", PHONE),
    "county_map": Picture("county_map?by=measure:spend_rate", ".map-legend"),
    "spending": Picture("spending", ".js-plotly-plot .main-svg"),
    "checks": Picture("checks", "table.matrix"),
    "ledger": Picture("ledger", ".js-plotly-plot .main-svg"),
    "briefing": Picture("briefing?place=433123", "h1.answer"),
    "slide": Picture("projection?run=1", ".slide:not([hidden]) h1", HALL, slide=2),
    "slide_dark": Picture("projection?run=1&dark=1", ".slide:not([hidden]) h1", HALL, slide=2),
}
"""File name → what is looked at."""


def main(names: Sequence[str] = ()) -> int:
    """Write one picture a page, or those named only; 1 when one is heavier than the project wants to carry."""
    port = free_port()
    server = start_server(data_dir(), port)
    heavy = []
    try:
        expect.set_options(timeout=WAIT_MILLISECONDS)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            FOLDER.mkdir(exist_ok=True)
            for name in names or PICTURES:
                wanted = PICTURES[name]
                page = open_screen(browser, wanted.size, wanted.theme)
                page.context.set_default_timeout(WAIT_MILLISECONDS)
                page.goto(f"http://127.0.0.1:{port}/{wanted.path}")
                _wait_drawn(page, wanted)
                content = _packed(page.screenshot())
                (FOLDER / f"{name}.webp").write_bytes(content)
                print(f"{name} {len(content):,} bytes", flush=True)
                heavy += [name] if len(content) > MOST_BYTES else []
                page.context.close()
            browser.close()
    finally:
        server.kill()
        server.wait()
    return 1 if heavy else 0


def _wait_drawn(page: Page, wanted: Picture) -> None:
    if not wanted.slide:
        expect(page.locator(wanted.drawn).filter(visible=True).first).to_be_visible()
        settle(page)
        for part in page.frames:
            if "st_folium" in part.url:
                expect(part.locator("path.leaflet-interactive").first).to_be_visible()
        return
    element = page.wait_for_selector("[data-testid='stIFrame']")
    frame = element.content_frame() if element else None
    assert frame is not None, "the show has no frame"
    for _ in range(wanted.slide - 1):
        expect(frame.locator(wanted.drawn).first).to_be_visible()
        page.keyboard.press("ArrowRight")
    expect(frame.locator(".slide").nth(wanted.slide - 1)).to_be_visible()


def _packed(picture: bytes) -> bytes:
    """A picture of the screen, small enough to be carried with the source."""
    packed = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").save(packed, "WEBP", quality=QUALITY, method=6)
    return packed.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
