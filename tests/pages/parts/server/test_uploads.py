"""A session may not fill the server's memory with files of made-up names."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages.parts.server import uploads
from pages.parts.server.uploads import MOST_FILES, TOO_MANY, Uploads
from tests.pages.asking import ask


async def answer(_: Request) -> PlainTextResponse:
    return PlainTextResponse("")


INSIDE = Starlette(routes=[Route("/{rest:path}", answer, methods=["GET", "PUT", "POST", "DELETE"])])


def test_one_more_file_is_refused_until_one_is_taken_back() -> None:
    app = Uploads(INSIDE)

    def put(session: str, file: str, method: str = "PUT") -> int:
        return ask(app, f"/_stcore/upload_file/{session}/{file}", method=method).status

    assert {put("a", str(number)) for number in range(MOST_FILES)} == {200}
    assert put("a", "more") == 429 and put("a", "0") == 200, "the same file again is no more"
    assert TOO_MANY.encode() in ask(app, "/_stcore/upload_file/a/more", method="POST").body
    assert put("b", "0") == 200 and ask(app, "/ranking").status == 200
    assert put("a", "1", "DELETE") == 200 and put("a", "more") == 200 and put("a", "still") == 429


def test_sessions_that_are_gone_are_forgotten() -> None:
    app = Uploads(INSIDE)
    for number in range(uploads.MOST_SESSIONS + 5):
        app._takes("PUT", f"{number}/x")
    assert len(app._files) == uploads.MOST_SESSIONS
