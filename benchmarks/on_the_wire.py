"""What a page costs on the wire and on a phone: bytes of a first visit with an empty browser, of a second one, seconds of a slow phone."""

import statistics
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.in_browser import ANSWER, CHROMIUM
from tests.browser.conftest import FLAGS, free_port, start_server

PAGES = {
    "总览": ("", "h1.answer"),
    "资金进度": ("spending", ".js-plotly-plot .main-svg"),
    "地图": ("county_map", "iframe[src*='st_folium']"),
}
"""Title → address and what is there once it is drawn."""
SETTLED_MILLISECONDS = 3_000
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SLOWER = 4
"""A phone's processor is so many times slower."""
FOUR_G = {"offline": False, "latency": 60, "downloadThroughput": 9_000_000 / 8, "uploadThroughput": 1_500_000 / 8}
"""Bytes a second, and milliseconds there and back."""


def measure(folder: Path) -> dict[str, float]:
    """Bytes by page, first and again (over HTTP as they were sent, over the socket unpacked), and seconds on the phone."""
    found: dict[str, float] = {}
    port = free_port()
    server = start_server(folder, port)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            address = f"http://127.0.0.1:{port}"
            _visit(browser.new_page(), f"{address}/", ANSWER)  # what every server does once is not a visitor's
            for title, (path, drawn) in PAGES.items():
                found |= _bytes(browser, f"{address}/{path}", drawn, title)
            found |= _phone(browser, address)
            browser.close()
    finally:
        server.kill()
        server.wait()
    return found


def _bytes(browser: Browser, address: str, drawn: str, title: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    counted = _count(page)
    found: dict[str, float] = {}
    for when, aim in (("first visit", ""), ("again", " (aim ≤ 150 kB)")):
        counted.update(http=0, socket=0)
        _visit(page, address, drawn)
        page.wait_for_timeout(SETTLED_MILLISECONDS)
        found |= {f"{title}, {when}, bytes{aim}": counted["http"], f"{title}, {when}, socket, bytes": counted["socket"]}
    context.close()
    return found


def _count(page: Page) -> dict[str, float]:
    """What comes in from now on."""
    counted = {"http": 0.0, "socket": 0.0}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def loaded(event: Any) -> None:
        counted["http"] += event["encodedDataLength"]

    def framed(event: Any) -> None:
        counted["socket"] += len(event["response"]["payloadData"]) * 3 / 4

    session.on("Network.loadingFinished", loaded)
    session.on("Network.webSocketFrameReceived", framed)
    return counted


def _phone(browser: Browser, address: str) -> dict[str, float]:
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(120_000)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", FOUR_G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    first = _visit(page, f"{address}/", ANSWER)
    again = [_visit(page, f"{address}/", ANSWER) for _ in range(3)]
    context.close()
    return {"总览 on a phone, first, s": first, "总览 on a phone, warm, s (aim ≤ 1.5)": statistics.median(again)}


def _visit(page: Page, address: str, drawn: str) -> float:
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(drawn, timeout=120_000)
    return time.perf_counter() - began
