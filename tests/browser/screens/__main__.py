"""Look at every page and every slide of a running dashboard and say what is wrong with how they are drawn.

    python -m tests.browser.screens http://127.0.0.1:8501 [--sizes 390x844,1366x768] [--pages ranking,checks]
                                    [--query place=433127] [--pictures FOLDER]

Exit code 1 when there are faults. Slides are looked at in the hall's sizes where the pages asked for hold `projection`.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.in_browser import CHROMIUM
from dashboard import GROUPS
from tests.browser.conftest import FLAGS, WAIT_MILLISECONDS
from tests.browser.screens.looking import Fault
from tests.browser.screens.walking import HALL_SIZES, SIZES, Size, look_at_page, look_at_slides


def main(arguments: list[str] | None = None) -> int:
    """Print the faults page by page; 1 when there are any."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screens")
    parser.add_argument("address")
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--pages", default=",".join(name for names in GROUPS.values() for name in names))
    parser.add_argument("--query", default="")
    parser.add_argument("--pictures", type=Path, default=None)
    chosen = parser.parse_args(arguments)
    pages, count = chosen.pages.split(","), 0
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for text in chosen.sizes.split(","):
            size = Size.read(text)
            page = browser.new_context(**size.as_context()).new_page()
            for name in pages:
                found = look_at_page(page, chosen.address, f"{name}?{chosen.query}")
                count += _say(f"{name} {text}", found)
                _keep(page, chosen.pictures, f"{name}_{text}")
            page.context.close()
        for text in HALL_SIZES if "projection" in pages else ():
            page = browser.new_context(**Size.read(text).as_context()).new_page()
            for title, found in look_at_slides(page, chosen.address, chosen.query):
                count += _say(f"{title} {text}", found)
        browser.close()
    print(f"{count} faults at {urlsplit(chosen.address).netloc}")
    return 1 if count else 0


def _say(name: str, found: Sequence[Fault]) -> int:
    for fault in found:
        print(name, fault, sep="\t", flush=True)
    return len(found)


def _keep(page: Page, folder: Path | None, name: str) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main())
