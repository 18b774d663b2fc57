"""Pictures of every page, and which pages differ: shows that a step of structure left the screens as they were.

    python -m tests.browser.page_pictures take before --checkout ../before --data demo
    python -m tests.browser.page_pictures take after --data demo
    python -m tests.browser.page_pictures compare before after

`take` serves a copy of the data folder from a checkout (its own virtual environment where it has one) and takes each address below at
1920×1080. `compare` names every page whose pixels differ and writes the difference beside the pictures; exit code 1 if any does.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.in_browser import CHROMIUM
from tests.browser.conftest import FLAGS, free_port, start_server

ADDRESSES = {
    "overview": "",
    "overview_county": "overview?place=433123",
    "overview_show": "overview?show=1",
    "ranking": "ranking",
    "ranking_county": "ranking?place=433127",
    "county_map": "county_map?by=measure:spend_rate",
    "spending": "spending",
    "spending_county": "spending?place=433123",
    "series": "series",
    "standing": "standing",
    "shortfalls": "shortfalls",
    "shortfalls_county": "shortfalls?place=433123",
    "shortfalls_rows": "shortfalls?place=433123&measure=projects_finished",
    "shortfalls_income": "shortfalls?measure=rural_income_growth",
    "checks": "checks",
    "checks_county": "checks?place=433123",
    "entitlements": "entitlements",
    "entitlements_county": "entitlements?place=433127&measure=rain_dew_aid",
    "household": "household",
    "household_county": "household?place=433123",
    "comparison": "comparison",
    "integrity": "integrity",
    "quality": "quality",
    "ledger": "ledger",
    "ledger_county": "ledger?place=433123",
    "ledger_new": "ledger?view=new",
    "duties": "duties",
    "activities": "activities",
    "outline": "outline",
    "outline_county": "outline?place=433127",
    "archive": "archive",
    "archive_county": "archive?place=433123",
    "briefing": "briefing?place=433123",
    "imports": "imports",
    "definitions": "definitions",
}
"""File name of the picture → address on the server."""

SIZE = {"width": 1920, "height": 1080}
STILL_LOOKS = 3
"""A page is drawn when this many pictures in a row are the same."""
LOOK_MILLISECONDS = 700
MOST_LOOKS = 80


def take(folder: Path, checkout: Path, data: Path, only: list[str]) -> int:
    """Write one picture an address into `folder`; 1 when a page never stood still."""
    folder.mkdir(parents=True, exist_ok=True)
    own_python = checkout / ".venv" / "bin" / "python"
    port = free_port()
    restless = []
    with tempfile.TemporaryDirectory() as temporary:
        served = Path(temporary) / "data"
        shutil.copytree(data, served)
        os.environ.pop("LEDGER_URL", None)
        server = start_server(served, port, checkout, own_python if own_python.exists() else Path(sys.executable))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                for name, path in ADDRESSES.items():
                    if only and name not in only:
                        continue
                    still = _picture(browser, f"http://127.0.0.1:{port}/{path}", folder / f"{name}.png")
                    print(name, "" if still else "never stood still", flush=True)
                    restless += [] if still else [name]
                browser.close()
        finally:
            server.kill()
            server.wait()
    return 1 if restless else 0


def _picture(browser: Browser, address: str, path: Path) -> bool:
    page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_selector("h1", timeout=120_000)
    still = _wait_still(page)
    page.screenshot(path=path)
    page.close()
    return still


def _wait_still(page: Page) -> bool:
    """True once the page has looked the same `STILL_LOOKS` times in a row and says nothing of running."""
    before, same = b"", 0
    for _ in range(MOST_LOOKS):
        page.evaluate("pause => new Promise(done => setTimeout(done, pause))", LOOK_MILLISECONDS)
        now = page.screenshot()
        running = page.locator("[data-testid='stApp'][data-test-script-state='running']").count()
        same = same + 1 if now == before and not running else 0
        if same >= STILL_LOOKS - 1:
            return True
        before = now
    return False


def compare(before: Path, after: Path) -> int:
    """Say which pictures differ, by how many pixels; 1 if any does or one is missing on a side."""
    names = sorted({path.name for folder in (before, after) for path in folder.glob("*.png")} - _differences(after))
    differing = 0
    for name in names:
        if not (before / name).exists() or not (after / name).exists():
            print(f"{name}: only on one side")
            differing += 1
            continue
        pixels = _differing_pixels(before / name, after / name)
        if pixels:
            print(f"{name}: {pixels} pixels differ")
            differing += 1
    print(f"{len(names) - differing} of {len(names)} pictures are equal pixel by pixel")
    return 1 if differing else 0


def _differences(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.difference.png")}


def _differing_pixels(before: Path, after: Path) -> int:
    """Count of differing pixels; where there are any, a picture of them is written beside `after`."""
    one, other = (Image.open(path).convert("RGB") for path in (before, after))
    if one.size != other.size:
        return max(one.width * one.height, other.width * other.height)
    red, green, blue = ImageChops.difference(one, other).split()
    mask = ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda value: 255 if value else 0)
    count = mask.histogram()[255]
    if count:
        mask.save(after.with_suffix(".difference.png"))
    return count


def main() -> int:
    """Read the command line; the exit code of `take` or `compare`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("take")
    taking.add_argument("folder", type=Path)
    taking.add_argument("--checkout", type=Path, default=Path(__file__).parents[2])
    taking.add_argument("--data", type=Path, required=True)
    taking.add_argument("--only", nargs="*", default=[])
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "take":
        return take(arguments.folder, arguments.checkout.resolve(), arguments.data, arguments.only)
    return compare(arguments.before, arguments.after)


if __name__ == "__main__":
    sys.exit(main())
