"""Where people sign in: what answers without a session, what a form may do, and what the cookie is like."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import streamlit as st
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket

from access import audit, handed
from access.accounts import COOKIE, Accounts, Wanted, open_accounts, passwords
from access.audit import open_record
from core.settings import data_dir
from pages.parts.server import log_in
from pages.parts.server.door import Door
from pages.parts.server.log_in import LogIn, refuse_open_listening

HERE, PASSWORD = "127.0.0.1:8501", "Fenghuang#2021"
HEARD = "都在这里"
INSIDE_PATHS = (
    "/", "/ranking", "/household", "/imports", "/media/0123abcd.xlsx", "/component/x/index.html", "/assets/outlines/433100.json",
    "/_stcore/host-config", "/_stcore/upload_file/a/b", "/_stcore/stream", "/_stcore/allowed-message-origins",
    "/auth/login", "/app/static/x",
    "/../account", "/login/", "/LOGIN", "//login", "/login/../ranking", "/static/../ranking", "/%2e%2e/ranking", "/healthz/../ranking",
)  # fmt: skip


async def answer(_: Request) -> PlainTextResponse:
    return PlainTextResponse(HEARD)


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(await socket.receive_text())
    await socket.send_text(await socket.receive_text())


APP = Door(
    LogIn(
        Starlette(
            routes=[
                Route("/{rest:path}", answer, methods=["GET", "PUT", "POST", "DELETE"]),
                WebSocketRoute("/{rest:path}", talk),
            ]
        ),
        pages=("overview", "ranking", "imports"),
    )
)


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
    """A server where people sign in, with one clerk."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: quick)
    passwords._nobody.cache_clear()
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LOGIN", "local")
    monkeypatch.delenv("LEDGER_URL", raising=False)
    found = open_accounts(tmp_path)
    found.use_link(found.add(Wanted("fh.clerk", "田一", "clerk", "433123"), ""), PASSWORD)
    yield found
    found.engine.dispose()


class Answered:
    """Status, headers and text of what came back."""

    def __init__(self, status: int, headers: list[tuple[str, str]], text: str) -> None:
        self.status, self.headers, self.text = status, headers, text

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known == name), "")

    @property
    def token(self) -> str:
        found = re.search(rf"{COOKIE}=([\w-]+);", self.header("set-cookie"))
        return found[1] if found else ""


def ask(path: str, form: dict[str, str] | None = None, method: str = "", token: str = "", **more: str) -> Answered:
    """One request; a form is posted from a page of this server unless `origin` says otherwise ('' for no such header)."""
    path, _, query = path.partition("?")
    body = urlencode(form or {}).encode()
    headers = {"host": HERE, "cookie": f"a=b; {COOKIE}={token}" if token else ""}
    if form is not None:
        headers |= {"content-type": "application/x-www-form-urlencoded", "origin": f"http://{HERE}"}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    raw = [(name.encode(), value.encode()) for name, value in headers.items() if value]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method or ("GET" if form is None else "POST"),
             "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "headers": raw, "scheme": "http",
             "server": ("127.0.0.1", 8501), "client": ("127.0.0.1", 5)}  # fmt: skip
    came: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        came.append(message)

    asyncio.run(APP(scope, receive, send))
    begun = came[0]
    text = b"".join(message.get("body", b"") for message in came[1:]).decode()
    return Answered(begun["status"], [(name.decode(), value.decode()) for name, value in begun["headers"]], text)


def sign_in(**more: str) -> Answered:
    return ask("/login", {"act": "sign in", "login": "fh.clerk", "password": PASSWORD} | more)


def talk_to(token: str, words: list[Any]) -> list[str]:
    """What comes back of a socket opened with a cookie; of the words a function is called in its turn."""
    came: list[str] = []
    waiting: list[Any] = [{"type": "websocket.connect"}, *words]

    async def receive() -> Message:
        word = waiting.pop(0) if waiting else {"type": "websocket.disconnect", "code": 1005}
        if callable(word):
            word()
            word = waiting.pop(0)
        return word if isinstance(word, dict) else {"type": "websocket.receive", "text": word}

    async def send(message: Message) -> None:
        came.append(message.get("text") or message["type"])

    raw = [(b"host", HERE.encode()), (b"cookie", f"{COOKIE}={token}".encode())]
    scope = {"type": "websocket", "asgi": {"version": "3.0"}, "path": "/_stcore/stream", "raw_path": b"", "query_string": b"",
             "root_path": "", "headers": raw, "subprotocols": [], "scheme": "ws"}  # fmt: skip
    try:
        asyncio.run(APP(scope, receive, send))
    except Exception as error:  # the inner program hears that the socket is gone
        came.append(type(error).__name__)
    return came


@pytest.mark.parametrize("path", INSIDE_PATHS)
@pytest.mark.parametrize("token", ["", "forged", "A" * 43, "x" * 5000])
def test_without_a_session_nothing_is_heard_but_the_way_to_sign_in(accounts: Accounts, path: str, token: str) -> None:
    for method in ("GET", "HEAD", "PUT", "POST", "DELETE"):
        answered = ask(path, method=method, token=token)
        assert HEARD not in answered.text, (method, path)
        assert answered.status in (200, 303, 401, 403), (method, path)
        assert answered.header("location").startswith(("./login", "../")) or answered.status != 303


@pytest.mark.parametrize("path", ["/healthz", "/_stcore/health", "/static/js/main.js"])
def test_what_holds_nothing_of_anybody_answers_to_all(accounts: Accounts, path: str) -> None:
    assert ask(path).text == HEARD


def test_with_a_session_everything_answers_until_it_ends_everywhere(accounts: Accounts) -> None:
    one, other = sign_in().token, sign_in().token
    assert one and other and one != other
    for path in ("/", "/ranking", "/_stcore/host-config"):
        assert ask(path, token=one).text == HEARD
    assert ask("/signed-in", token=one).status == 204 and ask("/signed-in").status == 401
    out = ask("/account", {"act": "sign out"}, token=one)
    assert out.status == 303 and "Max-Age=0" in out.header("set-cookie")
    assert [ask("/ranking", token=token).status for token in (one, other)] == [303, 303]
    assert talk_to(one, []) == ["websocket.close"]


def test_a_file_goes_to_the_account_that_asked_for_it(accounts: Accounts) -> None:
    accounts.use_link(accounts.add(Wanted("lx.clerk", "田二", "clerk", "433122"), ""), PASSWORD)
    mine, other = sign_in().token, sign_in(login="lx.clerk").token
    assert ask("/media/0123abcd.xlsx", token=mine).status == 404, "nobody asked for it"
    handed.note(HEARD.encode(), "fh.clerk")
    assert ask("/media/0123abcd.xlsx", token=mine, range="bytes=0-3").text == HEARD
    refused = ask("/media/0123abcd.xlsx", token=other)
    assert refused.status == 404 and HEARD not in refused.text
    handed.note(HEARD.encode(), "lx.clerk")
    assert [ask("/media/0123abcd.xlsx", token=token).text for token in (mine, other)] == [HEARD, HEARD]


@pytest.mark.parametrize("path", ["/ranking", "/media/0123abcd.xlsx", "/assets/outlines/433100.json"])
def test_a_planted_open_door_is_found(accounts: Accounts, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    assert HEARD not in ask(path).text
    monkeypatch.setattr(log_in, "_refusal", lambda *_: None)
    assert ask(path).text == HEARD


def test_a_socket_is_refused_without_a_session_and_deaf_once_it_ended(accounts: Accounts) -> None:
    for token in ("", "forged"):
        assert talk_to(token, ["一"]) == ["websocket.close"]
    token = sign_in().token
    assert talk_to(token, ["一", "二"]) == ["websocket.accept", "一", "二"]
    came = talk_to(token, ["一", lambda: accounts.switch("fh.clerk", is_off=True), "二"])
    assert came[:3] == ["websocket.accept", "一", "websocket.close"] and "二" not in came


def test_the_cookie_is_the_servers_alone(accounts: Accounts) -> None:
    plain = sign_in().header("set-cookie")
    assert "HttpOnly" in plain and "SameSite=lax" in plain and "Path=/" in plain and "Secure" not in plain
    form = {"act": "sign in", "login": "fh.clerk", "password": PASSWORD}
    assert "Secure" in ask("/login", form, x_forwarded_proto="https").header("set-cookie")
    given = ask("/login", form, token="A" * 43).token
    assert given and given != "A" * 43, "a token that somebody planted is not taken"


@pytest.mark.parametrize(
    "origin",
    ["", "null", "http://evil.example", "http://127.0.0.1:9999", f"http://{HERE}.evil.example"],
)
@pytest.mark.parametrize("act", ["sign in", "link", "set", "sign out", "change", "second"])
def test_a_form_of_another_site_is_not_taken(accounts: Accounts, origin: str, act: str) -> None:
    token = sign_in().token
    path = "/login" if act in ("sign in", "link", "set") else "/account"
    answered = ask(path, {"act": act, "login": "fh.clerk", "password": PASSWORD}, token=token, origin=origin)
    assert answered.status == 403 and not answered.header("set-cookie")
    assert ask("/ranking", token=token).text == HEARD, "and nobody was signed out"


def test_a_form_that_a_browser_says_comes_from_elsewhere_is_not_taken(accounts: Accounts) -> None:
    form = {"act": "sign in", "login": "fh.clerk", "password": PASSWORD}
    for site in ("cross-site", "same-site", "none"):
        assert ask("/login", form, sec_fetch_site=site).status == 403
    assert ask("/login", form, sec_fetch_site="same-origin").token


@pytest.mark.parametrize(
    ("given", "to"),
    [
        ("ranking", "./ranking"), ("ranking?place=433123&by=a:b", "./ranking?place=433123&by=a:b"), ("?place=433123", "./?place=433123"),
        ("", "./"), ("//evil.example", "./"), ("https://evil.example", "./"), ("\\\\evil.example", "./"), ("/ranking", "./"),
        ("../x", "./"),
        ("javascript:alert(1)", "./"), ("ranking?a\r\nSet-Cookie: x=y", "./"), ("nowhere", "./"), ("login", "./"), ("ranking#x", "./"),
    ],
)  # fmt: skip
def test_after_signing_in_one_is_led_to_a_page_of_ours_only(accounts: Accounts, given: str, to: str) -> None:
    assert sign_in(next=given).header("location") == to


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onfocus='x"])
def test_what_was_typed_or_asked_for_is_never_markup(accounts: Accounts, words: str) -> None:
    asked = [
        ask("/login?" + urlencode({"next": words})),
        ask("/login", {"act": "sign in", "login": words, "password": words, "next": words}),
        ask(
            "/login",
            {"act": "set", "link": accounts.first_link(), "login": words, "name": words, "password": "a", "again": "a"},
        ),
        ask("/login", {"act": words}),
    ]
    for answered in asked:
        assert words not in answered.text


def test_a_password_of_ninety_days_leads_to_its_change_and_nowhere_else(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from access.accounts import signing as module

    token = sign_in().token
    monkeypatch.setattr(module, "PASSWORD_DAYS", -1)
    assert ask("/ranking", token=token).status == 303 and talk_to(token, ["一"]) == ["websocket.close"]
    assert ask("/media/0123abcd.xlsx", token=token).status == 401
    assert sign_in().header("location") == "./account"
    page = ask("/account", token=token)
    assert page.status == 200 and "改好才能继续" in page.text and "密钥" not in page.text
    change = {"act": "change", "old": PASSWORD, "password": "Another#2022x", "again": "Another#2022x"}
    assert "重新登录" in ask("/account", change, token=token).text
    assert ask("/account", token=token).status == 303, "the session ended with the password"


def test_own_account_asks_for_the_password_again(accounts: Accounts) -> None:
    token = sign_in().token
    for form in (
        {"act": "change", "old": "wrong", "password": "Another#2022x", "again": "Another#2022x"},
        {"act": "second", "old": "wrong", "secret": "A" * 32, "code": "000000"},
    ):
        assert "密码不对" in ask("/account", form, token=token).text
    assert (
        "验证码不对"
        in ask("/account", {"act": "second", "old": PASSWORD, "secret": "no base32!", "code": "1"}, token=token).text
    )
    assert ask("/account", {"act": "change", "password": "a", "again": "a"}).status == 303, (
        "without a session there is no account"
    )


def test_large_odd_and_unknown_forms_are_refused(accounts: Accounts) -> None:
    form = {"act": "sign in", "login": "fh.clerk", "password": PASSWORD}
    assert ask("/login", form | {"code": "x" * 9000}).status == 403
    assert ask("/login", form, content_type="text/plain").status == 403
    assert ask("/login", form, content_type="multipart/form-data; boundary=x").status == 403
    assert ask("/login", {str(number): "x" for number in range(40)}).status == 403
    assert ask("/login", {"act": "sign out"}).status == 403, "an act of the other page"


def test_no_page_of_ours_is_kept_by_anybody(accounts: Accounts) -> None:
    for answered in (
        ask("/login"),
        sign_in(),
        sign_in(password="x"),
        ask("/ranking"),
        ask("/account", token=sign_in().token),
    ):
        assert answered.header("cache-control") == "no-store" and answered.header("x-frame-options") == "SAMEORIGIN"


def test_the_link_of_the_first_administrator_works_once(accounts: Accounts) -> None:
    link = accounts.first_link()
    assert "第一个账号管理员" in ask("/login", {"act": "link", "link": link}).text
    given = {"act": "set", "link": link, "login": "chief", "name": "龙主任", "password": PASSWORD, "again": PASSWORD}
    assert "两次" in ask("/login", given | {"again": "x"}).text
    assert "请登录" in ask("/login", given).text
    for again in (given, {"act": "link", "link": link}, {"act": "link", "link": ""}):
        assert ask("/login", again).status == 403


@pytest.mark.parametrize("address", ["0.0.0.0", "", "192.168.1.5", "::"])
def test_nobody_listens_to_other_machines_without_a_log_in(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"server.address": address}
    monkeypatch.setattr(st, "get_option", lambda name: options.get(name))
    monkeypatch.setenv("LOGIN", "none")
    with pytest.raises(SystemExit, match="没有登录"):
        refuse_open_listening()
    monkeypatch.setenv("LOGIN", "local")
    refuse_open_listening()
    options["server.address"] = "127.0.0.1"
    monkeypatch.setenv("LOGIN", "")
    refuse_open_listening()
    monkeypatch.setenv("ALLOWED_HOSTS", "localhost,office.example")
    with pytest.raises(SystemExit, match="ALLOWED_HOSTS"):
        refuse_open_listening()
    monkeypatch.setenv("LOGIN", "anything")
    with pytest.raises(SystemExit, match="none 或 local"):
        refuse_open_listening()


def test_what_is_done_at_the_forms_is_on_record_and_no_password_is(accounts: Accounts) -> None:
    sign_in(password="Falsch#2021x")
    sign_in(login="somebody.else")
    sign_in(login=PASSWORD)
    sign_in(login="fenghuang2021secret")
    ask("/account", {"act": "sign out"}, token=sign_in().token)
    lines = open_record(data_dir()).find(audit.Wanted(), 99)[0]
    assert [(line.act, line.result, line.login) for line in reversed(lines)] == [
        ("login", "refused", "fh.clerk"), ("login", "refused", ""), ("login", "refused", ""), ("login", "refused", ""),
        ("login", "done", "fh.clerk"), ("logout", "done", "fh.clerk"),
    ]  # fmt: skip
    said = str(lines)
    assert not [word for word in (PASSWORD, "Falsch", "secret", "somebody") if word in said]
