"""Open a page of the dashboard in AppTest and read what it wrote."""

import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
_scan = manifest_scanner.scan_component_manifests
WAIT_SECONDS = 600
"""How long a page may take on a machine under load or on a province; nothing is timed."""


def pages_through_the_frame(patch: pytest.MonkeyPatch) -> None:
    """AppTest looks for a pages folder and for installed components anew in each run; the server does not (see dashboard.py)."""
    begin = PagesManager.__init__

    def begin_without_folder(self: PagesManager, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        PagesManager.uses_pages_directory = False

    patch.setattr(PagesManager, "__init__", begin_without_folder)
    patch.setattr(manifest_scanner, "scan_component_manifests", _installed_components)


@cache
def _installed_components() -> list[Any]:
    return _scan()


def open_page(name: str, **parameters: str) -> AppTest:
    """The page (file name without ending) with these query parameters; fails on an exception, also on one that the frame caught."""
    page = AppTest.from_file(str(DASHBOARD), default_timeout=WAIT_SECONDS)
    if name != "overview":
        page._page_hash = calc_hash(name)  # as an address does; `switch_page` asks for a run of the first page before
    page.query_params.update(parameters)
    page.run()
    assert not page.exception
    assert "这一页没能打开" not in html_of(page), "the frame caught an error of the page"
    return page


def html_of(page: AppTest) -> str:
    """Every HTML block and linked table, in order of kind."""
    blocks = [str(block.proto.body) for block in page.get("html")]
    linked = [json.loads(block.proto.json)["html"] for block in page.get("bidi_component")]
    return "\n".join([*blocks, *linked])


def text_of(page: AppTest) -> str:
    """The same without tags and styles, runs of blanks as one."""
    bare = re.sub(r"<style>.*?</style>", "", html_of(page), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


def answer_of(page: AppTest) -> str:
    """The title line."""
    found = re.search(r"<h1 class='answer'>(.*?)</h1>", html_of(page))
    assert found, "the page has no answer"
    return unescape(found[1])


def links_of(page: AppTest) -> list[str]:
    """The addresses of all links in linked tables."""
    return [unescape(link) for link in re.findall(r"<a class='go[^']*' href='([^']+)'", html_of(page))]


def query_of(link: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def charts_of(page: AppTest) -> int:
    """How many plotly figures the page drew."""
    return len(page.get("plotly_chart"))
