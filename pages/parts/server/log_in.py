"""Who is let in where people sign in: without an open session nothing answers but the page to sign in at and the program's own files."""

from collections.abc import Collection
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from access import handed
from access.accounts import COOKIE, LINK_HOURS, Person, is_asked, link_path, open_signing, who
from core.errors import UserError
from core.settings import allowed_hosts, log_format
from pages.parts.server.door import LOOPBACK
from pages.parts.server.own_pages import OWN_PAGES, OwnPages
from pages.parts.server.program_files import page_path

NO_SESSION: Final = "请先登录。"
NOT_YOURS: Final = "没有这个文件。请在页面上再点一次下载。"
_OPEN: Final = ("healthz", "readyz", "_stcore/health", "_stcore/metrics", "favicon.ico", "favicon.png")
"""What answers to everybody; the figures of the server ask for a token of their own (`door`)."""
_PROGRAM: Final = "static/"
"""Scripts and style sheets of the program, in which nothing is of a user."""
_FILES: Final = "media/"
"""Files that pages hand out."""
_OF_PARTS: Final = (b"range", b"if-range", b"accept-encoding")
"""What a browser asks a part of a file with, or packed: it is given whole and as it is."""
_STATE: Final = "signed-in"
"""Asked by every open page, so that one whose session has ended leaves the screen."""


class LogIn:
    """Middleware, behind the door. `pages` are the names that a browser may be sent back to after signing in."""

    def __init__(self, app: ASGIApp, pages: Collection[str]) -> None:
        self._app, self._pages = app, frozenset(pages)
        self._own = OwnPages(self._pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not is_asked():
            await self._app(scope, receive, send)
            return
        path, token = page_path(scope["path"]), token_of(Headers(scope=scope))
        if scope["type"] == "websocket":
            await self._let_in(scope, receive, send, token)
        elif path in OWN_PAGES:
            await self._own(path, token, scope, receive, send)
        elif path in _OPEN or (path.startswith(_PROGRAM) and ".." not in path):
            await self._app(scope, receive, send)
        else:
            person = await _person(token, is_step=path != _STATE)
            refused = _refusal(path, scope, person)
            app = _Handed(self._app, person.login) if person and path.startswith(_FILES) else self._app
            await (refused or app)(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send, token: str) -> None:
        """A socket: each word of the browser is heard only while the session is open, whatever part of a page it is for."""
        if await _person(token) is None:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        is_closed = False

        async def hear() -> Message:
            nonlocal is_closed
            message = await receive()
            if message["type"] != "websocket.receive" or await _person(token):
                return message
            is_closed = True
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return {"type": "websocket.disconnect", "code": 1008}

        async def say(message: Message) -> None:
            if not is_closed:
                await send(message)

        await self._app(scope, hear, say)


class _Handed:
    """A file of the program's memory goes to the account that asked for it, whole, and to nobody else who has its address."""

    def __init__(self, app: ASGIApp, login: str) -> None:
        self._app, self._login = app, login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = [(name, value) for name, value in scope["headers"] if name.lower() not in _OF_PARTS]
        begun, content = list[Message](), bytearray()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.body":
                content.extend(message.get("body", b""))
            else:
                begun.append(message)

        await self._app({**scope, "method": "GET", "headers": asked}, receive, keep)
        if not begun or not handed.is_of(bytes(content), self._login):
            refused = PlainTextResponse(NOT_YOURS, HTTPStatus.NOT_FOUND, headers={"Cache-Control": "no-store"})
            await refused(scope, receive, send)
            return
        for message in begun:
            await send(message)
        await send({"type": "http.response.body", "body": bytes(content)})


def token_of(headers: Headers) -> str:
    """The token that a request's cookie holds; '' without one."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def refuse_open_listening() -> None:
    """Ends the program, in words, where other machines could reach it and nobody has to sign in, or where a setting of it is none."""
    try:
        log_format()
        if is_asked():
            return
    except UserError as error:
        raise SystemExit(error.message) from error
    address = str(st.get_option("server.address") or "")
    if address not in LOOPBACK:
        heard = address or "所有网络地址"
        raise SystemExit(
            f"没有启动：监听 {heard}，别的机器能打开，却没有登录。请设 LOGIN=local，或只在本机监听（--server.address 127.0.0.1）。"
        )
    if strangers := [name for name in allowed_hosts() if name not in LOOPBACK]:
        raise SystemExit(f"没有启动：ALLOWED_HOSTS 写了 {strangers[0]}，别的机器能打开，却没有登录。请设 LOGIN=local。")


def say_first_link() -> None:
    """Print the link of the first administrator where people sign in and there is none yet."""
    if not is_asked() or not (token := open_signing().accounts.first_link()):
        return
    host, port = st.get_option("server.address") or LOOPBACK[1], st.get_option("server.port")
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    address = f"http://{host}:{port}/{base + '/' if base else ''}{link_path(token)}"
    print(f"还没有账号。请在 {LINK_HOURS} 小时内用一次这个链接设立第一个账号管理员：\n  {address}", flush=True)


async def _person(token: str, *, is_step: bool = True) -> Person | None:
    """Whose open session it is; None also of one who has to change the password first."""
    try:
        person = await run_in_threadpool(who, token, is_step=is_step)
    except UserError:
        return None
    return None if person is None or person.must_change else person


def _refusal(path: str, scope: Scope, person: Person | None) -> Response | None:
    if path == _STATE:
        status = HTTPStatus.NO_CONTENT if person else HTTPStatus.UNAUTHORIZED
        return Response(status_code=status, headers={"Cache-Control": "no-store"})
    if person:
        return None
    is_page = (
        scope["method"] in ("GET", "HEAD") and "." not in path.rpartition("/")[2] and not path.startswith("_stcore")
    )
    if not is_page or path.startswith(("media", "component", "assets")):
        return PlainTextResponse(NO_SESSION, HTTPStatus.UNAUTHORIZED, headers={"Cache-Control": "no-store"})
    query = scope["query_string"].decode("ascii", "replace")
    back = path + (f"?{query}" if query else "")
    up = "../" * path.count("/") or "./"
    return RedirectResponse(
        f"{up}login" + (f"?next={quote(back, safe='')}" if back else ""), 303, {"Cache-Control": "no-store"}
    )
