"""Addresses that name no page lead to the start page, which says so; the start page has its own name too."""

from collections.abc import Collection
from urllib.parse import parse_qsl, unquote, urlencode

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts.server.program_files import page_path

MOST_CHARACTERS = 40
"""Of an unknown address so much is said."""


class KnownAddresses:
    """Middleware: where the server would answer an unknown path with the empty program page, the browser is sent to `./`.

    `home` is sent there as it is; other paths are said in the parameter `unknown`. The redirect is relative, so that it holds
    behind a proxy that adds a path.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str], home: str) -> None:
        self._app, self._pages, self._home = app, frozenset(pages) - {home}, home

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        path = page_path(scope["path"])
        if not path or path in self._pages or "." in path.rpartition("/")[2]:
            await self._app(scope, receive, send)
            return
        is_moved = False

        async def send_or_move(message: Message) -> None:
            nonlocal is_moved
            if message["type"] == "http.response.start" and _is_program_page(message):
                is_moved = True
                await RedirectResponse(self._target(path, scope["query_string"].decode()), 307)(scope, receive, send)
            elif not is_moved:
                await send(message)

        await self._app(scope, receive, send_or_move)

    def _target(self, path: str, query: str) -> str:
        given = [(name, value) for name, value in parse_qsl(query) if name != "unknown"]
        said = [] if path == self._home else [("unknown", unquote(path)[:MOST_CHARACTERS])]
        up = "../" * path.count("/") or "./"
        return f"{up}?{urlencode(given + said)}" if given or said else up


def _is_program_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return message["status"] == 200 and headers.get("content-type", "").startswith("text/html")
