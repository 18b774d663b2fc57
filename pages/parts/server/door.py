"""The server's own door: what is not addressed to this server, or comes from the page of another site, is refused before Streamlit
looks at it; every answer tells the browser what a page may load and who may frame it.

Streamlit asks the internet for its own outside address when a WebSocket of a foreign page arrives, in the loop that serves everybody,
and accepts any name in `Host`, so that a name of a stranger that points here would show the tables to the stranger's page.
"""

import hmac
from collections.abc import Collection
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import net_util

from core import settings
from pages.parts.server.program_files import page_path

REFUSED_HOST = "这个网址不是本程序的，没有打开。请用启动时给出的网址；用别的名字访问，请管理员写进设置 ALLOWED_HOSTS。"
REFUSED_ORIGIN = "请求来自别的网站，没有接受。"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_READING = ("GET", "HEAD", "OPTIONS")
_METRICS, _MEDIA = "_stcore/metrics", "media/"


class Door:
    """Middleware, the outermost. A name of the server is a loopback name, the address it listens at, one of ALLOWED_HOSTS, or any
    number of an address: only a name can be made to point here by somebody else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        forget_outside_address()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers, is_socket = Headers(scope=scope), scope["type"] == "websocket"
        said = refusal(headers, is_socket or scope["method"] not in _READING)
        if said and is_socket:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        elif said:
            await PlainTextResponse(said, HTTPStatus.FORBIDDEN)(scope, receive, self._guarded(scope, send))
        elif page_path(scope["path"]) == _METRICS and not _may_measure(headers):
            await PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)(scope, receive, self._guarded(scope, send))
        else:
            await self._app(scope, receive, send if is_socket else self._guarded(scope, send))

    def _guarded(self, scope: Scope, send: Send) -> Send:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(guards())
                if page_path(scope["path"]).startswith(_MEDIA):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        return send_guarded


def guards() -> dict[str, str]:
    """The headers of every answer. Scripts and styles stand in the pages of Streamlit and of the map, so both may be inline."""
    tiles = " https://*.tianditu.gov.cn" if settings.tianditu_key() else ""
    policy = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src": "'self' 'unsafe-inline' blob:",
        "img-src": f"'self' data: blob:{tiles}",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob: data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }


def refusal(headers: Headers, is_acting: bool) -> str:
    """Why a request is not let in; '' when it is. `is_acting`: it opens a socket or changes something, so its origin counts too."""
    host = _split(headers.get("host", ""))
    if host is None or not is_our_name(host[0]):
        return REFUSED_HOST
    origin = headers.get("origin")
    if not is_acting or origin is None or is_own_origin(origin, headers["host"]):
        return ""
    return REFUSED_ORIGIN


def is_our_name(name: str) -> bool:
    """Whether a host name, small and without a port, is one that this server answers to."""
    try:
        ip_address(name)
    except ValueError:
        return name in {*LOOPBACK, str(st.get_option("server.address") or "").lower(), *_allowed()}
    return True


def is_own_origin(origin: str, host: str) -> bool:
    """Whether a page at `origin` is one of this server, which was asked as `host` (with its port, if it has one)."""
    try:
        parts = urlsplit(origin)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return False
    asked = _split(host)
    if asked is None or not parts.hostname or parts.scheme not in _PORTS:
        return False
    return parts.hostname.lower() == asked[0] and port == (asked[1] or _PORTS[parts.scheme])


def forget_outside_address() -> None:
    """Streamlit shall never ask the internet which address this machine has: it is told the one of the loop."""
    net_util._external_ip = net_util._internal_ip = LOOPBACK[1]


def _allowed() -> Collection[str]:
    return [name.lower() for name in settings.allowed_hosts()]


def _split(host: str) -> tuple[str, int | None] | None:
    """Name and port of a `Host`; None for what is none."""
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    is_bare = bool(name) and not (parts.username or parts.password or parts.path or parts.query or parts.fragment)
    return (str(name).lower().rstrip("."), port) if is_bare else None


def _may_measure(headers: Headers) -> bool:
    token = settings.metrics_token()
    given = headers.get("authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())
