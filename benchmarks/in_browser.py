"""What a person waits for, in a real browser: cold start to overview, page changes, click to list, bytes of the first map."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, free_port, start_server

CHROMIUM = "/usr/bin/chromium"
ANSWER = "h1.answer"


def measure(folder: Path, place: str) -> dict[str, float]:
    """Medians in seconds on the data in `folder`; `place` is a county code of it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        results = {"cold start to overview drawn, s": statistics.median(_cold_start(browser, folder) for _ in range(3))}
        port = free_port()
        server = start_server(folder, port)
        try:
            results |= _warm(browser, f"http://127.0.0.1:{port}", place)
        finally:
            server.kill()
            server.wait()
            browser.close()
    return results


def _cold_start(browser: Browser, folder: Path) -> float:
    port = free_port()
    began = time.perf_counter()
    server = start_server(folder, port)
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector(ANSWER, timeout=120_000)
    took = time.perf_counter() - began
    page.close()
    server.kill()
    server.wait()
    return took


def _warm(browser: Browser, address: str, place: str) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(120_000)
    page.goto(f"{address}/")
    page.wait_for_selector(ANSWER)
    answers = {}
    changes = []
    for title in ("排名", "资金进度", "指标口径", "总览") * 3:
        changes.append(_changed(page, lambda title=title: _open(page, title)))  # type: ignore[misc]
    answers["warm page change, s"] = statistics.median(changes[4:])
    lists = []
    for measure in ("projects_finished", "insured_next_year", "spend_rate", "asset_in_use") * 2:
        page.goto(f"{address}/shortfalls?place={place}")
        page.wait_for_selector(f"a[href*='measure={measure}&'], a[href$='measure={measure}']")
        lists.append(_changed(page, lambda name=measure: _click_measure(page, name)))  # type: ignore[misc]
    answers["click to list, first time, s (aim ≤ 0.5)"] = statistics.median(lists[:4])
    answers["click to list, again, s"] = statistics.median(lists[4:])
    return answers


def _open(page: Page, title: str) -> None:
    page.locator("[data-testid='stSidebar'] a", has_text=title).first.click()


def _click_measure(page: Page, measure: str) -> None:
    page.locator(f"a[href*='measure={measure}&'], a[href$='measure={measure}']").first.click()


def _changed(page: Page, act: Callable[[], None]) -> float:
    """Seconds from an act to another answer on the page."""
    before = page.locator(ANSWER).first.inner_text()
    began = time.perf_counter()
    act()
    page.wait_for_function(
        "before => { const a = document.querySelector('h1.answer'); return a && a.innerText !== before }", arg=before
    )
    return time.perf_counter() - began
