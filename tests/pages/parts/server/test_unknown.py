"""Which paths are sent to the start page, and which answers are left as they are; driven through the ASGI interface."""

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from pages.parts.server.unknown import KnownAddresses
from tests.pages.asking import ask


async def program(request: Request) -> HTMLResponse:
    """What the server answers to whatever it does not know: the empty page of the program."""
    return HTMLResponse("<div id='root'></div>")


async def figures(request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


APP = KnownAddresses(
    Starlette(routes=[Route("/healthz", figures), Route("/{rest:path}", program)]), ["overview", "ranking"], "overview"
)


def get(path: str, query: str = "", method: str = "GET") -> tuple[int, str, bytes]:
    """Status, where the browser is sent to ('' nowhere) and body of one request."""
    answered = ask(APP, path, query, method)
    return answered.status, answered.headers.get("location", ""), answered.body


@pytest.mark.parametrize("path", ["/", "/ranking", "/ranking/", "/index.html", "/component/map/index.html"])
def test_pages_and_files_are_answered_by_the_server(path: str) -> None:
    assert get(path)[:2] == (200, "")


def test_what_is_no_page_of_the_program_is_left_alone() -> None:
    assert get("/healthz") == (200, "", b'{"status":"ok"}')
    assert get("/zonglan", method="POST")[1] == ""


@pytest.mark.parametrize(
    ("path", "query", "target"),
    [
        ("/overview", "", "./"),
        ("/overview/", "place=433127", "./?place=433127"),
        ("/zonglan", "place=433127&unknown=old", "./?place=433127&unknown=zonglan"),
        ("/总览", "", "./?unknown=%E6%80%BB%E8%A7%88"),
        ("/a/ranking", "", "../?unknown=a%2Franking"),
        ("/" + "x" * 99, "", "./?unknown=" + "x" * 40),
    ],
)
def test_other_addresses_lead_to_the_start_page_which_says_so(path: str, query: str, target: str) -> None:
    assert get(path, query) == (307, target, b"")


def test_a_server_below_a_path_knows_its_pages_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": "gongzuo"}.get)
    assert get("/gongzuo/ranking")[:2] == (200, "")
    assert get("/gongzuo/overview")[:2] == (307, "./")
    assert get("/gongzuo")[:2] == (200, "")
