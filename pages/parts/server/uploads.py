"""How many files a session may keep in the server's memory: the browser names them, so that a made-up name is one more file."""

from collections import OrderedDict
from http import HTTPStatus
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.parts.server.program_files import page_path

MOST_FILES: Final = 60
MOST_SESSIONS: Final = 1_000
TOO_MANY: Final = "这一次打开已经传了太多文件，没有接受。请刷新页面后再传。"
_PATH: Final = "_stcore/upload_file/"


class Uploads:
    """Middleware: a session's file beyond `MOST_FILES` is refused; one that the browser takes back counts no more."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._files: OrderedDict[str, set[str]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = page_path(scope["path"]) if scope["type"] == "http" else ""
        if path.startswith(_PATH) and not self._takes(scope["method"], path.removeprefix(_PATH)):
            await PlainTextResponse(TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _takes(self, method: str, rest: str) -> bool:
        session, _, file = rest.partition("/")
        files = self._files.setdefault(session, set())
        self._files.move_to_end(session)
        while len(self._files) > MOST_SESSIONS:
            self._files.popitem(last=False)
        if method == "DELETE":
            files.discard(file)
        elif method in ("PUT", "POST") and file not in files:
            if len(files) >= MOST_FILES:
                return False
            files.add(file)
        return True
