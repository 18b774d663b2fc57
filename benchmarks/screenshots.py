"""`make screenshots`: the README's pictures, made from the real pages in a real browser on the demo data."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.in_browser import CHROMIUM
from core.settings import data_dir
from tests.browser.conftest import FLAGS, free_port, start_server

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
PAGES = {
    "overview": ("", ".tile-figure"),
    "county_map": ("county_map?by=measure:spend_rate", ".map-legend"),
    "spending": ("spending", ".js-plotly-plot .main-svg"),
    "checks": ("checks", "table.matrix"),
    "ledger": ("ledger", ".js-plotly-plot .main-svg"),
    "briefing": ("briefing?place=433123", "h1.answer"),
}
SIZE = {"width": 1366, "height": 768}
DRAWN_MILLISECONDS = 4000


def main() -> int:
    """Write one picture a page."""
    port = free_port()
    server = start_server(data_dir(), port)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for name, (path, drawn) in PAGES.items():
                page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
                page.goto(f"http://127.0.0.1:{port}/{path}")
                page.wait_for_selector(drawn, timeout=60_000)
                page.wait_for_timeout(DRAWN_MILLISECONDS)
                page.screenshot(path=FOLDER / f"{name}.png")
                page.close()
            browser.close()
    finally:
        server.kill()
        server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
