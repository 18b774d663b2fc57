"""The accounts of one data folder: made, changed, switched off; and the links by which a person sets a password."""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Table, insert, select, update

from access.accounts.models import AccountRow, SecretRow, SessionRow
from access.accounts.passwords import check_password, hash_password, is_password
from access.accounts.rights import EXPORTING, ROLES
from access.database import open_engine
from core.database import reading, writing
from core.errors import UserError
from core.settings import china_time

LINK_HOURS = 24
REMEMBERED = 5
"""A new password is none of the last so many."""
LINK, PASSWORD, RECOVERY = "link", "password", "recovery"
"""Kinds of `SecretRow`."""
FIRST = "administrator"
ACCOUNTS, SECRETS, SESSIONS = (cast(Table, row.__table__) for row in (AccountRow, SecretRow, SessionRow))
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_CODE = re.compile(r"|[0-9]{6}|[0-9]{9}|[0-9]{12}")
BAD_LINK = UserError("这个链接不对，或已用过、已过期", todo="请管理员重新给一个")


@dataclass(frozen=True)
class Wanted:
    """What an administrator says of an account. `may_export` None: as the role has it."""

    login: str
    name: str
    role: str
    place_code: str = ""
    unit: str = ""
    may_export: bool | None = None


@dataclass(frozen=True)
class Accounts:
    """The accounts of a data folder; `clock` answers the time in China, without a zone."""

    engine: Engine
    clock: Callable[[], datetime] = china_time

    def list(self) -> list[dict[str, Any]]:
        """Every account by login, without what opens it: `login`, `name`, `role`, `place_code`, `unit`, `may_export`, `is_off`,
        `is_locked`, `has_password`, `has_totp`, `made_at`, `made_by`."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.login)).mappings().all()
        return [_shown(dict(row), self.clock()) for row in rows]

    def add(self, wanted: Wanted, by: str) -> str:
        """Make an account; the token of the link by which the person sets a password. Raises UserError in words."""
        with writing(self.engine) as connection:
            number = self._insert(connection, wanted, by)
            return self._new_link(connection, number)

    def change(self, login: str, changes: Mapping[str, Any], by: str) -> None:
        """Change name, role, place, unit or right to export; open sessions see it at their next step. Raises UserError in words."""
        with writing(self.engine) as connection:
            row = self._row(connection, login)
            held = {name: row[name] for name in ("login", "name", "role", "place_code", "unit", "may_export")}
            values = _checked(Wanted(**(held | dict(changes) | {"login": row["login"]})))
            self._refuse_namesake(connection, values["name"], row["id"])
            if values["role"] != FIRST:
                self._keep_one_administrator(connection, row["id"])
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == row["id"]).values(**values))

    def switch(self, login: str, *, is_off: bool) -> None:
        """Switch an account off, which ends its sessions and its links, or on again, which also unlocks it."""
        with writing(self.engine) as connection:
            row = self._row(connection, login)
            if is_off:
                self._keep_one_administrator(connection, row["id"])
                end_sessions(connection, row["id"], self.clock())
                self._use_up_links(connection, row["id"])
            connection.execute(
                update(ACCOUNTS).where(ACCOUNTS.c.id == row["id"]).values(is_off=is_off, failures=0, locked_until=None)
            )

    def reset(self, login: str) -> str:
        """Take password, second factor and sessions from an account; the token of the link by which the person sets a new password."""
        with writing(self.engine) as connection:
            row = self._row(connection, login)
            end_sessions(connection, row["id"], self.clock())
            self._remember(connection, row["id"], row["password"])
            connection.execute(
                update(ACCOUNTS).where(ACCOUNTS.c.id == row["id"])
                .values(password="", totp="", failures=0, locked_until=None, is_off=False)
            )  # fmt: skip
            self._drop_recovery(connection, row["id"])
            return self._new_link(connection, row["id"])

    def first_link(self) -> str:
        """The token of a link by which the first administrator makes his account; '' where there is one that can sign in."""
        with writing(self.engine) as connection:
            if self._administrators(connection):
                return ""
            self._use_up_links(connection, None)
            return self._new_link(connection, None)

    def link_of(self, token: str) -> str | None:
        """The login that a link is for, '' where it makes the first administrator; None where it opens nothing."""
        with reading(self.engine) as connection:
            found = self._link(connection, token)
            if found is None or found["account_id"] is None:
                return None if found is None else ""
            login = select(ACCOUNTS.c.login).where(ACCOUNTS.c.id == found["account_id"])
            return str(connection.execute(login).scalar_one())

    def use_link(self, token: str, password: str, login: str = "", name: str = "") -> str:
        """Set the password by a link, which is used up then; the login. `login` and `name` are those of the first administrator.
        Raises UserError in words."""
        owner = self.link_of(token)
        if owner is None:
            raise BAD_LINK
        check_password(password, owner or login, name)
        hashed = hash_password(password)
        with writing(self.engine) as connection:
            found = self._link(connection, token)
            if found is None:
                raise BAD_LINK
            number = found["account_id"]
            if number is None:
                number = self._insert(connection, Wanted(login, name, FIRST), "")
            row = self._row(connection, number)
            self._set_password(connection, row, password, hashed)
            connection.execute(update(SECRETS).where(SECRETS.c.id == found["id"]).values(used_at=self.clock()))
            return str(row["login"])

    def change_password(self, number: int, password: str) -> None:
        """Another password of an account by its id; every session of it ends. Raises UserError in words."""
        with reading(self.engine) as connection:
            row = self._row(connection, number)
        check_password(password, row["login"], row["name"])
        hashed = hash_password(password)
        with writing(self.engine) as connection:
            self._set_password(connection, self._row(connection, number), password, hashed)

    def _set_password(self, connection: Connection, row: Mapping[str, Any], password: str, hashed: str) -> None:
        had = select(SECRETS.c.digest).where(SECRETS.c.account_id == row["id"], SECRETS.c.kind == PASSWORD)
        last = connection.execute(had.order_by(SECRETS.c.id.desc()).limit(REMEMBERED)).scalars().all()
        if any(is_password(one, password) for one in [row["password"], *last][:REMEMBERED] if one):
            raise UserError(f"新密码不能与最近 {REMEMBERED} 次用过的相同", field="密码")
        self._remember(connection, row["id"], row["password"])
        end_sessions(connection, row["id"], self.clock())
        connection.execute(
            update(ACCOUNTS).where(ACCOUNTS.c.id == row["id"])
            .values(password=hashed, password_at=self.clock(), failures=0, locked_until=None)
        )  # fmt: skip

    def _remember(self, connection: Connection, number: int, hashed: str) -> None:
        if hashed:
            connection.execute(insert(SECRETS).values(account_id=number, kind=PASSWORD, digest=hashed, at=self.clock()))

    def _insert(self, connection: Connection, wanted: Wanted, by: str) -> int:
        values = _checked(wanted)
        if connection.execute(select(ACCOUNTS.c.id).where(ACCOUNTS.c.login == values["login"])).first():
            raise UserError("已经有这个账号", field="账号", came=values["login"])
        self._refuse_namesake(connection, values["name"], 0)
        made = values | {
            "is_off": False, "password": "", "failures": 0, "totp": "", "totp_step": 0, "made_at": self.clock(), "made_by": by,
        }  # fmt: skip
        return int((connection.execute(insert(ACCOUNTS).values(**made)).inserted_primary_key or (0,))[0])

    def _refuse_namesake(self, connection: Connection, name: str, number: int) -> None:
        """Everything is signed with the name, so no two accounts have one."""
        if connection.execute(select(ACCOUNTS.c.id).where(ACCOUNTS.c.name == name, ACCOUNTS.c.id != number)).first():
            raise UserError("已经有同名的账号", field="姓名", came=name, todo="请加上单位区别，如 张三（水利局）")

    def _administrators(self, connection: Connection, but: int = 0) -> bool:
        held = select(ACCOUNTS.c.id).where(
            ACCOUNTS.c.role == FIRST, ACCOUNTS.c.is_off.is_(False), ACCOUNTS.c.password != "", ACCOUNTS.c.id != but
        )
        return connection.execute(held).first() is not None

    def _keep_one_administrator(self, connection: Connection, number: int) -> None:
        if self._administrators(connection) and not self._administrators(connection, number):
            raise UserError("这是最后一个能登录的账号管理员", todo="请先给别人这个角色")

    def _row(self, connection: Connection, which: str | int) -> Mapping[str, Any]:
        by = ACCOUNTS.c.id == which if isinstance(which, int) else ACCOUNTS.c.login == which.strip().lower()
        row = connection.execute(select(ACCOUNTS).where(by)).mappings().first()
        if row is None:
            raise UserError("没有这个账号", field="账号", came=which)
        return dict(row)

    def _new_link(self, connection: Connection, number: int | None) -> str:
        self._use_up_links(connection, number)
        token, now = secrets.token_urlsafe(32), self.clock()
        until = now + timedelta(hours=LINK_HOURS)
        values = {"account_id": number, "kind": LINK, "digest": digest_of(token), "at": now, "until": until}
        connection.execute(insert(SECRETS).values(**values))
        return token

    def _use_up_links(self, connection: Connection, number: int | None) -> None:
        owned = SECRETS.c.account_id == number if number is not None else SECRETS.c.account_id.is_(None)
        unused = (SECRETS.c.kind == LINK, owned, SECRETS.c.used_at.is_(None))
        connection.execute(update(SECRETS).where(*unused).values(used_at=self.clock()))

    def _drop_recovery(self, connection: Connection, number: int) -> None:
        unused = (SECRETS.c.kind == RECOVERY, SECRETS.c.account_id == number, SECRETS.c.used_at.is_(None))
        connection.execute(update(SECRETS).where(*unused).values(used_at=self.clock()))

    def _link(self, connection: Connection, token: str) -> Mapping[str, Any] | None:
        valid = (
            SECRETS.c.kind == LINK, SECRETS.c.digest == digest_of(token), SECRETS.c.used_at.is_(None),
            SECRETS.c.until > self.clock(),
        )  # fmt: skip
        found = connection.execute(select(SECRETS).where(*valid)).mappings().first()
        is_late = found is not None and found["account_id"] is None and self._administrators(connection)
        return None if found is None or is_late else dict(found)


def open_accounts(folder: Path, clock: Callable[[], datetime] = china_time) -> Accounts:
    """The accounts of a data folder. Raises UserError when the database does not answer."""
    return Accounts(open_engine(folder), clock)


def digest_of(token: str) -> str:
    """What is kept of a token: it is as long as a key, so that a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def end_sessions(connection: Connection, number: int, now: datetime) -> None:
    """End every open session of an account."""
    is_open = (SESSIONS.c.account_id == number, SESSIONS.c.ended_at.is_(None))
    connection.execute(update(SESSIONS).where(*is_open).values(ended_at=now))


def _checked(wanted: Wanted) -> dict[str, Any]:
    login, name, unit = wanted.login.strip().lower(), wanted.name.strip(), wanted.unit.strip()
    if not _LOGIN.fullmatch(login):
        raise UserError("账号应为 3 到 40 个小写字母、数字或 . _ -", field="账号", came=login[:60])
    if not 2 <= len(name) <= 60 or not name.isprintable():
        raise UserError("姓名应为 2 到 60 个字", field="姓名", came=name[:80])
    if wanted.role not in ROLES:
        known = "、".join(f"{role}（{found.title}）" for role, found in ROLES.items())
        raise UserError(f"角色应为其中之一：{known}", field="角色", came=wanted.role)
    if not _CODE.fullmatch(wanted.place_code):
        raise UserError("地区应为 6、9 或 12 位区划代码，空着为全部地区", field="地区", came=wanted.place_code)
    if len(unit) > 100 or (unit and not unit.isprintable()):
        raise UserError("单位名称太长，或有不能显示的字符", field="单位")
    may_export = wanted.role in EXPORTING if wanted.may_export is None else wanted.may_export
    return {
        "login": login, "name": name, "role": wanted.role, "place_code": wanted.place_code, "unit": unit, "may_export": may_export,
    }  # fmt: skip


def _shown(held: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    names = ("login", "name", "role", "place_code", "unit", "may_export", "is_off", "made_at", "made_by")
    return {name: held[name] for name in names} | {
        "is_locked": bool(held["locked_until"] and held["locked_until"] > now),
        "has_password": bool(held["password"]),
        "has_totp": bool(held["totp"]),
    }
