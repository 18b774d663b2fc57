"""What an administrator does to accounts. Every act asks the gate again, and says once what came of it: a link is not kept."""

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from access.accounts import EXPORTING, LINK_HOURS, ROLES, Accounts, Right, Wanted, link_path, open_signing
from core.errors import UserError
from pages.parts.accounts.listing import Row, say_scope
from pages.parts.common import cache, gate, look
from pages.parts.common.labels import plain_label

_SAID: Final = "_account_said"
_WIDE: Final = "全部地区"


def say_last() -> None:
    """What the last act came to, once."""
    said = st.session_state.pop(_SAID, None)
    if said is None:
        return
    words, token = said
    look.draw_done(words)
    if token:
        look.draw_note(f"请把下面的链接交给本人，{LINK_HOURS} 小时内用一次，本人设置密码。离开这一页就看不到了。")
        st.code(_address(token), language=None, wrap_lines=True)


def draw_new() -> None:
    """The form for a new account."""
    with st.expander("新建账号"), st.form("account_new", clear_on_submit=False):
        left, right = st.columns(2)
        login = left.text_input("账号（小写字母、数字）", max_chars=40, key="new_login")
        name = right.text_input("姓名（署名用）", max_chars=60, key="new_name")
        role = left.selectbox("角色", list(ROLES), format_func=lambda one: ROLES[one].title, key="new_role")
        place = right.text_input(
            "地区（名称或区划代码）", placeholder="只看它以内；全部地区请写“全部地区”", key="new_place"
        )
        unit = left.text_input("单位（可不填）", max_chars=100, key="new_unit")
        export = right.segmented_control("导出文件", ["按角色", "可以", "不可"], default="按角色", key="new_export")
        if st.form_submit_button("新建", type="primary"):
            may_export = {"可以": True, "不可": False}.get(str(export), role in EXPORTING)
            _act(
                lambda accounts: accounts.add(
                    Wanted(login, name, role, _read_place(place), unit, may_export), gate.person().name
                ),
                f"已新建账号 {login.strip().lower()}",
            )


def draw_change(rows: Sequence[Row]) -> None:
    """The forms for an account there is."""
    if not rows:
        return
    known = {str(row["login"]): row for row in rows}
    with st.expander("修改、停用、重置"):
        login = st.selectbox(
            "账号",
            list(known),
            format_func=lambda one: plain_label(f"{one}　{known[one]['name']}"),
            key="changed_account",
        )
        row = known[login]
        with st.form(f"account_change_{login}"):
            roles = list(ROLES)
            role = st.selectbox(
                "角色",
                roles,
                index=roles.index(row["role"]),
                format_func=lambda one: ROLES[one].title,
                key=f"role_{login}",
            )
            place = st.text_input(
                "地区",
                value=row["place_code"] or _WIDE,
                help=plain_label(say_scope(row["place_code"])),
                key=f"place_{login}",
            )
            unit = st.text_input("单位", value=row["unit"], max_chars=100, key=f"unit_{login}")
            may_export = st.checkbox("可以导出文件", value=row["may_export"], key=f"export_{login}")
            if st.form_submit_button("保存"):
                changes = {"role": role, "place_code": _place_or_stop(place), "unit": unit, "may_export": may_export}
                _act(lambda accounts: accounts.change(login, changes, gate.person().name), f"已修改账号 {login}")
        with st.container(horizontal=True):
            word = "启用" if row["is_off"] else "停用"
            if st.button(word, key=f"switch_{login}"):
                _act(lambda accounts: accounts.switch(login, is_off=not row["is_off"]), f"已{word}账号 {login}")
            if not row["is_off"] and row["is_locked"] and st.button("解除锁定", key=f"unlock_{login}"):
                _act(lambda accounts: accounts.switch(login, is_off=False), f"已解除锁定 {login}")
            if st.button("重置密码和动态验证码", key=f"reset_{login}"):
                _act(lambda accounts: accounts.reset(login), f"已重置账号 {login}，已登录的都退出了")


def _act(act: Callable[[Accounts], str | None], words: str) -> None:
    """Does it and draws the page anew; what is refused is said in words."""
    try:
        if not gate.may(Right.ACCOUNTS):
            raise gate.refuse("账号")
        token = act(open_signing().accounts)
    except UserError as error:
        look.draw_problem(error.message)
        return
    st.session_state[_SAID] = (words, token or "")
    st.rerun()


def _read_place(text: str) -> str:
    """The code of a place by its name or code, within the administrator's own. Raises UserError."""
    text = text.strip()
    if not text:
        raise UserError("请写明地区", field="地区", todo=f"全部地区请写“{_WIDE}”")
    code = "" if text == _WIDE else text
    if code and not code.isdigit():
        found = cache.places().resolve(code)
        if found.place is None:
            raise UserError("没有这个地区，或有几个同名的", field="地区", came=text, todo="请写区划代码")
        code = found.place.code
    elif code and cache.places().find(code) is None:
        raise UserError("没有这个区划代码", field="地区", came=text)
    gate.check_within(code)
    return code


def _place_or_stop(text: str) -> str:
    try:
        return _read_place(text)
    except UserError as error:
        look.draw_problem(error.message)
        st.stop()


def _address(token: str) -> str:
    here = str(st.context.url or "")
    return f"{here.rpartition('/')[0]}/{link_path(token)}" if here else link_path(token)
