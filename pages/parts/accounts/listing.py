"""The list of accounts, as far as the administrator's own place goes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from access.accounts import ROLES, open_signing
from pages.parts.common import gate, look
from pages.parts.common.address import EVERYWHERE, say_path, say_place

TITLES: Final = {
    "login": "账号", "name": "姓名", "role": "角色", "place": "地区", "unit": "单位", "export": "导出",
    "totp": "动态验证码", "state": "状态",
}  # fmt: skip
Row = Mapping[str, Any]


def read_rows() -> list[Row]:
    """The accounts of the administrator's place (`Accounts.list`)."""
    return [row for row in open_signing().accounts.list() if gate.is_within(row["place_code"])]


def say_answer(rows: Sequence[Row]) -> str:
    """How many there are and how many can sign in."""
    able = sum(state_of(row) == "正常" for row in rows)
    waiting = sum(state_of(row) == "未设密码" for row in rows)
    more = f"，{waiting} 个还没有设密码" if waiting else ""
    return f"共 {len(rows)} 个账号，{able} 个能登录{more}"


def state_of(row: Row) -> str:
    """In a word: 停用, 已锁定, 未设密码, 正常."""
    if row["is_off"]:
        return "停用"
    return "未设密码" if not row["has_password"] else "已锁定" if row["is_locked"] else "正常"


def say_scope(place_code: str) -> str:
    """The place of an account in words."""
    return (say_path(place_code) or say_place(place_code)) if place_code else EVERYWHERE


def draw_rows(rows: Sequence[Row]) -> None:
    """The list as a table."""
    frame = pd.DataFrame([_line(row) for row in rows], columns=list(TITLES))
    st.html(look.table_html(frame, TITLES))


def _line(row: Row) -> tuple[str, ...]:
    return (
        row["login"], row["name"], ROLES[row["role"]].title, say_scope(row["place_code"]), row["unit"] or "—",
        "可以" if row["may_export"] else "不可", "已开通" if row["has_totp"] else "—", state_of(row),
    )  # fmt: skip
