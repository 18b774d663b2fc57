"""The pages to sign in at and of one's own account: plain forms, answered by the server itself, because only it can set the cookie."""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from access.accounts import COOKIE, LINK_HOURS, ROLES, Person, new_second, open_signing, who
from core.errors import UserError
from core.palette import css_variables
from core.templates import render
from pages.parts.server import acts
from pages.parts.server.door import is_own_origin

LOGIN, ACCOUNT = "login", "account"
OWN_PAGES: Final = (LOGIN, ACCOUNT)
MOST_BYTES: Final = 8_000
"""Of a form."""
_NEXT = re.compile(r"([a-z_]*)(\?[\x21-\x7e]{0,1500})?")
_NOT_OURS: Final = "请求来自别的网站，或表单不完整，没有接受。请重新打开登录页。"

Form = Mapping[str, str]
Act = Callable[[Form, str, Request], Awaitable[Response]]


class OwnPages:
    """Answers `login` and `account`; `pages` are the names that a browser may be sent to after signing in."""

    def __init__(self, pages: Collection[str]) -> None:
        self._pages = frozenset(pages)
        self._acts: Mapping[tuple[str, str], Act] = {
            (LOGIN, "sign in"): self._sign_in,
            (LOGIN, "link"): self._open_link,
            (LOGIN, "set"): self._set_password,
            (ACCOUNT, "sign out"): self._sign_out,
            (ACCOUNT, "change"): self._change_password,
            (ACCOUNT, "second"): self._set_second,
        }

    async def __call__(self, path: str, token: str, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method == "POST":
            answer = await self._act(path, token, request)
        elif path == LOGIN:
            answer = _page("login", next=self._next(request.query_params.get("next", "")), said="")
        else:
            answer = await self._account(token)
        await answer(scope, receive, send)

    async def _act(self, path: str, token: str, request: Request) -> Response:
        form = await _read_form(request)
        act = self._acts.get((path, form.get("act", ""))) if form else None
        if form is None or act is None or not _is_from_here(request.headers):
            return _page("refused", HTTPStatus.FORBIDDEN, said=_NOT_OURS)
        before = await run_in_threadpool(acts.asking, token) if form["act"] != "sign in" else None
        done: tuple[str, Request, Person | None, str] = (form["act"], request, before, form.get("login", ""))
        try:
            answer = await act(form, token, request)
            await run_in_threadpool(acts.note_form, *done, True)
            return answer
        except UserError as error:
            await run_in_threadpool(acts.note_form, *done, False)
            if path == ACCOUNT:
                return await self._account(token, error.message)
            if form["act"] == "set":
                return await self._link_page(form, error.message)
            return _page("login", HTTPStatus.UNAUTHORIZED, next=self._next(form.get("next", "")), said=error.message)

    async def _sign_in(self, form: Form, token: str, request: Request) -> Response:
        given = (form.get("login", ""), form.get("password", ""), form.get("code", ""))
        new = await run_in_threadpool(open_signing().sign_in, *given)
        person = await run_in_threadpool(who, new)
        to = ACCOUNT if person is None or person.must_change else self._next(form.get("next", ""))
        answer = RedirectResponse(f"./{to}", HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
        _set_cookie(answer, new, request)
        return answer

    async def _open_link(self, form: Form, _token: str, _request: Request) -> Response:
        return await self._link_page(form, "")

    async def _link_page(self, form: Form, said: str) -> Response:
        link = form.get("link", "")
        owner = await run_in_threadpool(open_signing().accounts.link_of, link)
        if owner is None:
            wrong = f"这个链接不对，或已用过、已过期（{LINK_HOURS} 小时）。请管理员重新给一个。"
            return _page("refused", HTTPStatus.FORBIDDEN, said=wrong)
        return _page("link", link=link, owner=owner, said=said, login=form.get("login", ""), name=form.get("name", ""))

    async def _set_password(self, form: Form, token: str, request: Request) -> Response:
        if form.get("password") != form.get("again"):
            raise UserError("两次输入的密码不一样")
        given = (form.get("link", ""), form.get("password", ""), form.get("login", ""), form.get("name", ""))
        await run_in_threadpool(open_signing().accounts.use_link, *given)
        return _page("login", next="", said="密码已设好，请登录。")

    async def _account(self, token: str, said: str = "", codes: Collection[str] = ()) -> Response:
        person = await run_in_threadpool(who, token)
        if person is None:
            return RedirectResponse(f"./{LOGIN}", HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
        has_second = await run_in_threadpool(open_signing().has_second, person.id)
        secret, address = ("", "") if has_second else new_second(person.login)
        return _page(
            "account", person=person, role=ROLES[person.role].title, said=said, codes=tuple(codes), has_second=has_second,
            secret=secret, address=address,
        )  # fmt: skip

    async def _sign_out(self, _form: Form, token: str, request: Request) -> Response:
        await run_in_threadpool(open_signing().sign_out, token)
        answer = RedirectResponse(
            f"./{LOGIN}", HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store", "Clear-Site-Data": '"cache"'}
        )
        answer.delete_cookie(COOKIE, path=_cookie_path(), httponly=True, samesite="lax")
        return answer

    async def _change_password(self, form: Form, token: str, request: Request) -> Response:
        person = await _known(token)
        if form.get("password") != form.get("again"):
            raise UserError("两次输入的密码不一样")
        if not await run_in_threadpool(open_signing().is_own_password, person.id, form.get("old", "")):
            raise UserError("原来的密码不对，或账号已锁定")
        await run_in_threadpool(open_signing().accounts.change_password, person.id, form.get("password", ""))
        return _page("login", next="", said="密码已改好，请重新登录。")

    async def _set_second(self, form: Form, token: str, _request: Request) -> Response:
        person = await _known(token)
        if person.must_change:
            raise UserError("请先修改密码")
        if not await run_in_threadpool(open_signing().is_own_password, person.id, form.get("old", "")):
            raise UserError("密码不对，或账号已锁定")
        given = (person.id, form.get("secret", ""), form.get("code", ""))
        codes = await run_in_threadpool(open_signing().set_second, *given)
        return await self._account(token, "动态验证码已开通。", codes)

    def _next(self, text: str) -> str:
        """The page to go back to, with its query; '' for the start page and whatever is none of ours."""
        found = _NEXT.fullmatch(text)
        return text if found and (not found[1] or found[1] in self._pages) else ""


async def _known(token: str) -> Person:
    person = await run_in_threadpool(who, token)
    if person is None:
        raise UserError("登录已失效", todo="请重新登录")
    return person


async def _read_form(request: Request) -> Form | None:
    """The fields of a small form; None of anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=12, errors="strict"))
    except ValueError:
        return None


def _is_from_here(headers: Headers) -> bool:
    """Whether a form was sent by a page of this server: a browser always says from where a form comes."""
    origin, host = headers.get("origin"), headers.get("host", "")
    return (
        origin is not None
        and is_own_origin(origin, host)
        and headers.get("sec-fetch-site", "same-origin") == "same-origin"
    )


def _set_cookie(answer: Response, token: str, request: Request) -> None:
    is_safe = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))
    answer.set_cookie(COOKIE, token, path=_cookie_path(), httponly=True, samesite="lax", secure=is_safe)


def _cookie_path() -> str:
    return "/" + str(st.get_option("server.baseUrlPath") or "").strip("/")


def _page(macro: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
    inner = render(__file__, macro, **values)
    body = render(__file__, "page", inner=inner, variables=css_variables())
    return HTMLResponse(str(body), status, {"Cache-Control": "no-store"})
