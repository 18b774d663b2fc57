"""Look at every page and every slide of a running dashboard and say what is wrong with how they are drawn.

    python -m tests.browser.screens http://127.0.0.1:8501 [--sizes 390x844,1366x768] [--themes light,dark]
                                    [--pages ranking,checks] [--query place=433127] [--pictures FOLDER] [--seconds 120]

Exit code 1 when there are faults. Slides are looked at in the hall's sizes where the pages asked for hold `projection`.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.in_browser import CHROMIUM
from dashboard import GROUPS
from tests.browser.conftest import FLAGS, WAIT_MILLISECONDS
from tests.browser.screens.looking import Fault
from tests.browser.screens.walking import HALL_SIZES, SIZES, THEMES, look_at_page, look_at_slides, open_screen, settle

MOST_PIXELS = 6000
"""So high a picture at most."""


def main(arguments: list[str] | None = None) -> int:
    """Print the faults page by page; 1 when there are any."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screens")
    parser.add_argument("address")
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--themes", default=",".join(THEMES))
    parser.add_argument("--pages", default=",".join(name for names in GROUPS.values() for name in names))
    parser.add_argument("--query", default="")
    parser.add_argument("--pictures", type=Path, default=None)
    parser.add_argument("--seconds", type=int, default=WAIT_MILLISECONDS // 1000, help="so long a page may take")
    chosen = parser.parse_args(arguments)
    pages, count = chosen.pages.split(","), 0
    expect.set_options(timeout=1000 * chosen.seconds)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for size, theme in product(chosen.sizes.split(","), chosen.themes.split(",")):
            page = open_screen(browser, size, theme)
            page.context.set_default_timeout(1000 * chosen.seconds)
            for name in pages:
                found = look_at_page(page, chosen.address, f"{name}?{chosen.query}")
                count += _say(f"{name} {size} {theme}", found)
                _keep(page, chosen.pictures, f"{name}_{size}_{theme}")
            page.context.close()
        for size, theme in product(HALL_SIZES if "projection" in pages else (), chosen.themes.split(",")):
            page = open_screen(browser, size)
            page.context.set_default_timeout(1000 * chosen.seconds)
            for title, found in look_at_slides(page, chosen.address, chosen.query, theme):
                count += _say(f"{title} {size} {theme}", found)
            page.context.close()
        browser.close()
    print(f"{count} faults at {urlsplit(chosen.address).netloc}")
    return 1 if count else 0


def _say(name: str, found: Sequence[Fault]) -> int:
    for fault in found:
        print(name, fault, sep="\t", flush=True)
    return len(found)


def _keep(page: Page, folder: Path | None, name: str) -> None:
    """The whole page, which rolls inside the window: the window is as high as it for a moment."""
    size = page.viewport_size
    if folder and size:
        folder.mkdir(parents=True, exist_ok=True)
        height = page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 0")
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height, MOST_PIXELS))})
        settle(page)
        page.screenshot(path=folder / f"{name}.png")
        page.set_viewport_size(size)


if __name__ == "__main__":
    sys.exit(main())
