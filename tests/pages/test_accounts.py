"""账号: an administrator makes, changes, switches off and resets accounts; nobody else sees the page, nobody sees a link twice."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from access.accounts import Accounts, Person, Signing, Wanted, open_accounts, passwords
from pages.parts.common import gate
from tests.pages.opening import AppTest, answer_of, html_of, open_page, text_of

PASSWORD = "Fenghuang#2021"


@pytest.fixture
def accounts(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
    """An office where an administrator is signed in and there is one other account."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: quick)
    passwords._nobody.cache_clear()
    monkeypatch.setenv("LOGIN", "local")
    monkeypatch.delenv("LEDGER_URL", raising=False)
    found = open_accounts(empty_folder)
    found.use_link(found.first_link(), PASSWORD, "chief", "龙主任")
    found.use_link(found.add(Wanted("fh.clerk", "田一", "clerk", "433123"), "龙主任"), PASSWORD)
    token = Signing(found).sign_in("chief", PASSWORD)
    monkeypatch.setattr(gate, "token", lambda: token)
    yield found
    found.engine.dispose()


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def link_of(page: AppTest) -> str:
    return next((found[1] for one in page.code if (found := re.search(r"login#(\S+)", one.value))), "")


def test_an_account_is_made_with_a_link_that_is_shown_once(accounts: Accounts) -> None:
    page = open_page("accounts")
    assert answer_of(page) == "共 2 个账号，2 个能登录" and "田一" in text_of(page) and "凤凰县" in text_of(page)
    page.text_input(key="new_login").set_value("JS.clerk")
    page.text_input(key="new_name").set_value("向二")
    page.text_input(key="new_place").set_value("吉首市")
    page.selectbox(key="new_role").set_value("clerk")
    page = press(page, "新建")
    link = link_of(page)
    assert accounts.link_of(link) == "js.clerk" and answer_of(page) == "共 3 个账号，2 个能登录，1 个还没有设密码"
    made = next(row for row in accounts.list() if row["login"] == "js.clerk")
    assert (made["place_code"], made["role"], made["made_by"], made["may_export"]) == (
        "433101",
        "clerk",
        "龙主任",
        True,
    )
    assert not link_of(page.run()) and link not in html_of(page)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("new_login", "x", "账号应为"),
        ("new_name", "田一", "同名"),
        ("new_place", "无此县", "没有这个地区"),
        ("new_place", "", "请写明地区"),
    ],
)
def test_what_cannot_be_is_said(accounts: Accounts, field: str, value: str, said: str) -> None:
    page = open_page("accounts")
    for key, text in (("new_login", "good.one"), ("new_name", "好人"), ("new_place", "433123")):
        page.text_input(key=key).set_value(value if key == field else text)
    assert said in text_of(press(page, "新建")) and len(accounts.list()) == 2


def test_an_account_is_changed_switched_off_and_reset(accounts: Accounts) -> None:
    token = Signing(accounts).sign_in("fh.clerk", PASSWORD)
    page = open_page("accounts")
    page.selectbox(key="changed_account").set_value("fh.clerk").run()
    page.selectbox(key="role_fh.clerk").set_value("viewer")
    page = press(page, "保存")
    person = Signing(accounts).who(token)
    assert person and person.role == "viewer"
    page.selectbox(key="changed_account").set_value("fh.clerk").run()
    page = press(page, "停用")
    assert Signing(accounts).who(token) is None and "停用" in text_of(page)
    page.selectbox(key="changed_account").set_value("fh.clerk").run()
    page = press(page, "启用")
    page.selectbox(key="changed_account").set_value("fh.clerk").run()
    page = press(page, "重置密码和动态验证码")
    assert accounts.link_of(link_of(page)) == "fh.clerk"


def test_the_page_is_the_administrators_alone(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("viewer", "clerk", "approver", "auditor"):
        other: Any = Person(9, "other", "别人", role, "", "", may_export=True)
        monkeypatch.setattr(gate, "who", lambda token, other=other: other)
        page = open_page("accounts")
        assert "没有权限" in text_of(page) and "fh.clerk" not in html_of(page)


def test_an_administrator_of_a_county_sees_and_makes_its_accounts_alone(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Person(9, "other", "别人", "administrator", "433122", "", may_export=False)
    monkeypatch.setattr(gate, "who", lambda token: own)
    page = open_page("accounts")
    assert answer_of(page) == "共 0 个账号，0 个能登录" and "fh.clerk" not in html_of(page)
    for place in ("凤凰县", "全部地区", "433100"):
        for key, text in (("new_login", "good.one"), ("new_name", "好人"), ("new_place", place)):
            page.text_input(key=key).set_value(text)
        assert "没有权限" in text_of(press(page, "新建"))
    assert len(accounts.list()) == 2


def test_without_a_log_in_there_are_no_accounts(empty_folder: Path) -> None:
    page = open_page("accounts")
    assert (
        "没有登录" in answer_of(page)
        and "开启登录后重新启动" in text_of(page)
        and "新建" not in [button.label for button in page.button]
    )
