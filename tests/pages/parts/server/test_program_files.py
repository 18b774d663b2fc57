"""What the browser gets of the program's own files: packed where it takes that, the same bytes when unpacked, nothing else."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import file_util

from pages.parts.server.program_files import ProgramFiles
from tests.pages.asking import Answered, ask

TITLE = "看板"
ROOT = Path(file_util.get_static_dir())


async def behind(request: Request) -> PlainTextResponse:
    return PlainTextResponse("behind")


APP = ProgramFiles(Starlette(routes=[Route("/{rest:path}", behind)]), ["ranking"], TITLE)


def get(path: str, takes: str = "gzip", method: str = "GET") -> Answered:
    return ask(APP, path, method=method, accept_encoding=takes)


def script() -> Path:
    """The largest script of the program."""
    return max((ROOT / "static" / "js").glob("*.js"), key=lambda path: path.stat().st_size)


def test_a_script_comes_packed_and_whole() -> None:
    path = script()
    answer = get(f"/{path.relative_to(ROOT).as_posix()}")
    assert answer.headers["content-encoding"] == "gzip" and "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert gzip.decompress(answer.body) == path.read_bytes() and len(answer.body) < path.stat().st_size / 3


def test_a_browser_that_takes_nothing_packed_gets_the_file_from_behind() -> None:
    assert get(f"/{script().relative_to(ROOT).as_posix()}", "identity").body == b"behind"


@pytest.mark.parametrize(
    "path", ["/static/js/none.js", "/static/../index.html", "/healthz", "/static/media/font.woff2"]
)
def test_what_is_none_of_its_files_goes_on(path: str) -> None:
    assert get(path).body == b"behind"
    assert get("/ranking", method="POST").status == 405


@pytest.mark.parametrize("path", ["/", "/ranking", "/ranking/"])
@pytest.mark.parametrize("takes", ["gzip", "identity"])
def test_the_page_is_in_our_language_and_fetches_no_font_ahead(path: str, takes: str) -> None:
    answer = get(path, takes)
    text = (gzip.decompress(answer.body) if takes == "gzip" else answer.body).decode()
    assert answer.headers["cache-control"] == "no-cache", "a new version of the program is seen at the next visit"
    assert '<html lang="zh-CN">' in text and f"<title>{TITLE}</title>" in text
    assert "Streamlit</title>" not in text and 'as="font"' not in text
    assert text.count("</head>") == 1 and "/static/js/index" in text
    assert text.index("stActiveTheme-") < text.index("</head>"), "light or dark is known before the program starts"
