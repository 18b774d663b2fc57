"""The real server on the demo data, and a real browser that may talk to this machine only."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

PROJECT = Path(__file__).parents[2]
START_SECONDS = 90
WAIT_MILLISECONDS = 120_000
"""How long a test waits for a condition on a machine under load; nothing is timed."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(
    folder: Path, port: int, checkout: Path = PROJECT, python: Path = Path(sys.executable)
) -> subprocess.Popen[bytes]:
    """The dashboard of a checkout as the README starts it, on its own port; returns when it answers."""
    command = [str(python), "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    environment = os.environ | {"DATA_DIR": str(folder), "HISTORY_MONTHS": "3"}
    process = subprocess.Popen(
        command, cwd=checkout, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(START_SECONDS * 5):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
                if answer.status == 200:
                    return process
        except OSError:
            try:
                process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError("the server stopped while starting") from None
    process.kill()
    raise RuntimeError("the server did not start")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server of its own on a folder while this lasts; it is killed at the end, as a cut cable would."""
    port = free_port()
    process = start_server(folder, port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def server(untouched_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on a copy of the demo data."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(untouched_folder, folder)
    with serving(folder) as address:
        yield address


def chromium() -> str:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    assert path, "chromium is missing: apt-get install chromium fonts-noto-cjk"
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. For one module only: while it lives, its event loop runs in this thread and no other can."""
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def outside() -> list[str]:
    """Requests to other hosts seen so far; every test ends by finding it empty."""
    return []


@pytest.fixture
def page(browser: Browser, outside: list[str]) -> Iterator[Page]:
    """A tab of 1366×768 in which other hosts are blocked and noted."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    context.set_default_timeout(WAIT_MILLISECONDS)
    opened = context.new_page()

    def watch(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            outside.append(request.url)

    context.on("request", watch)
    context.route(lambda url: urlsplit(url).hostname not in ("127.0.0.1", None), lambda route: route.abort())
    yield opened
    context.close()
    assert not outside, f"requests left this machine: {outside}"
