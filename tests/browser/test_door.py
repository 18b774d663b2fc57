"""The real server and the page of another site: it opens no socket, frames nothing, and the server asks nobody outside."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.conftest import serving

pytestmark = pytest.mark.browser

HOOK = """
import json, sys

def _watch(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
        asked = args[1] if event in ("socket.connect", "socket.sendto") else args[0]
        with open(__file__ + ".asked", "a", encoding="utf-8") as log:
            log.write(json.dumps(asked if isinstance(asked, str) else str(asked[0]) if asked else "") + "\\n")

sys.addaudithook(_watch)
"""
HERE = ("", "127.0.0.1", "localhost", "::1", "0.0.0.0", "::")
OPENING = """address => new Promise(done => {
  const socket = new WebSocket(address.replace('http', 'ws') + '/_stcore/stream');
  socket.onopen = () => done('open');
  socket.onerror = () => done('refused');
})"""
FRAMING = """address => new Promise(done => {
  const frame = document.createElement('iframe');
  frame.onload = () => done(true);
  frame.src = address;
  document.body.append(frame);
})"""


class _Stranger(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write("<!doctype html><title>别的网站</title><body></body>".encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def stranger() -> Iterator[str]:
    """The address of another site on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Stranger) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()


def asked_outside(hook: Path) -> list[str]:
    """Whom the programs that ran with the hook asked beside this machine."""
    log = Path(f"{hook}.asked")
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [name for line in lines if (name := json.loads(line)) not in HERE and not name.startswith("/")]


def test_another_sites_page_gets_nothing_and_nobody_outside_is_asked(
    page: Page, stranger: str, filled_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = tmp_path / "sitecustomize.py"
    hook.write_text(HOOK, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    ask = "import socket\ntry: socket.getaddrinfo('outside.invalid', 80)\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", ask], check=True)
    assert asked_outside(hook) == ["outside.invalid"], "the hook sees a question"
    Path(f"{hook}.asked").unlink()
    with serving(filled_folder) as server:
        page.goto(stranger)
        for _ in range(3):
            assert page.evaluate(OPENING, server) == "refused"
        page.evaluate(FRAMING, server)
        (framed,) = page.main_frame.child_frames
        assert "总览" not in framed.content() and not framed.url.startswith(server)
        page.goto(server)
        page.get_by_role("heading", level=1).first.wait_for()
        assert page.evaluate(OPENING, server) == "open", "its own page may"
        for name in ("evil.example", "127.0.0.1.evil.example"):
            with closing(HTTPConnection(urlsplit(server).netloc)) as connection:
                connection.request("GET", "/ranking", headers={"Host": name, "Connection": "close"})
                answer = connection.getresponse()
                assert answer.status == 403 and "ALLOWED_HOSTS" in answer.read().decode()
    assert not asked_outside(hook)


def test_nothing_that_a_page_needs_is_kept_out(page: Page, server: str) -> None:
    refused: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            refused.append(message.text)

    page.on("console", hear)
    for name in ("", "county_map", "spending", "series", "imports", "projection", "books", "checks"):
        page.goto(f"{server}/{name}")
        page.locator("h1.answer").wait_for()
        if name == "county_map":
            page.frame_locator("iframe").first.locator("path").first.wait_for()
        if name == "spending":
            page.locator(".js-plotly-plot").first.wait_for()
    assert not refused
    page.evaluate("() => { const picture = new Image(); picture.src = 'http://127.0.0.1:9/a.png'; }")
    page.wait_for_function("() => true")
    page.evaluate("() => new Promise(done => setTimeout(done, 0))")
    assert refused, "a picture from elsewhere is kept out"
