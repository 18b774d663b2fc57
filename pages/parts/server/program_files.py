"""The program's own files on the wire: scripts and style sheets packed once and kept, and the page that loads them.

Streamlit sends its scripts as they lie on disk, 2.5 MB for a first page and 7 MB for one with a chart. Nothing here is of a user.
"""

import gzip
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from access.accounts import is_asked
from core.palette import HALL_GROUND, css_of_drawn
from core.templates import render

_KINDS = {".js": "text/javascript", ".css": "text/css"}
_FOREVER = "public, max-age=31536000, immutable"
"""The names hold a hash of what is in them."""
_FONT_AHEAD = re.compile(r'<link\s+rel="preload"[^>]*\bas="font"[^>]*/?>')
"""Of a font that no page of ours is set in."""


class ProgramFiles:
    """Middleware: answers with packed scripts and style sheets where the browser takes them, and with the page of `pages`."""

    def __init__(self, app: ASGIApp, pages: Collection[str], title: str) -> None:
        self._app, self._pages, self._title = app, frozenset(pages) | {""}, title

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(scope)
        await (response or self._app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        path = page_path(scope["path"])
        takes_packed = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        if path in self._pages:
            page = _page(self._title, is_asked())
            body, more = (gzip.compress(page), {"Content-Encoding": "gzip"}) if takes_packed else (page, {})
            kept = {"Cache-Control": "no-store" if is_asked() else "no-cache", "Vary": "Accept-Encoding"}
            return Response(body, media_type="text/html", headers=kept | more)
        if path in _files() and takes_packed:
            headers = {"Cache-Control": _FOREVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            body = await run_in_threadpool(_packed, path)
            return Response(body, media_type=_KINDS[Path(path).suffix], headers=headers)
        return None


def page_path(path: str) -> str:
    """The path below the address that the server is set to answer at, without slashes around it."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return path.strip("/").removeprefix(base).strip("/")


def pack_ahead() -> None:
    """Pack every script and style sheet, those of the first page first, so that no visitor waits for it."""
    first = _page("").decode()
    for path in sorted(_files(), key=lambda name: name not in first):
        _packed(path)


@cache
def _files() -> frozenset[str]:
    """Paths of the scripts and style sheets below the server's address."""
    root = Path(file_util.get_static_dir())
    return frozenset(
        path.relative_to(root).as_posix() for path in (root / "static").rglob("*") if path.suffix in _KINDS
    )


@cache
def _packed(path: str) -> bytes:
    return gzip.compress((Path(file_util.get_static_dir()) / path).read_bytes(), 9, mtime=0)


@cache
def _page(title: str, has_log_in: bool = False) -> bytes:
    """The page that loads the program, in our language, under our title, without the font it would fetch ahead."""
    text = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    text = _FONT_AHEAD.sub("", text.replace('<html lang="en">', '<html lang="zh-CN">'))
    text = text.replace(
        "</head>", render(__file__, "head", ground=HALL_GROUND, drawn=css_of_drawn(), has_log_in=has_log_in), 1
    )
    return re.sub(r"<title>.*?</title>", lambda _: render(__file__, "title", words=title).strip(), text).encode()
