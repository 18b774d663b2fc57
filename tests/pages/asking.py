"""One request through the ASGI interface, without a server."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp


@dataclass(frozen=True)
class Answered:
    """What came back: the headers by their small names, the body as it was sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(app: ASGIApp, path: str, query: str = "", method: str = "GET", **headers: str) -> Answered:
    """The one answer to one request; `accept_encoding` is the header accept-encoding."""
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "headers": raw,
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    starts = [message for message in messages if message["type"] == "http.response.start"]
    assert len(starts) == 1, "one answer to one request"
    found = {key.decode(): value.decode() for key, value in starts[0]["headers"]}
    return Answered(starts[0]["status"], found, b"".join(one.get("body", b"") for one in messages))
