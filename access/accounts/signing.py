"""Signing in and out: a password and where one is set a code of the second factor; sessions by a random token."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import pyotp
from sqlalchemy import Connection, delete, insert, select, update

from access.accounts.book import ACCOUNTS, RECOVERY, SECRETS, SESSIONS, Accounts, digest_of, end_sessions
from access.accounts.passwords import is_password
from access.accounts.rights import Person
from core.database import reading, writing
from core.errors import UserError
from core.settings import TIME_ZONE

MAX_FAILURES, LOCK_MINUTES = 5, 30
IDLE_MINUTES, SESSION_HOURS = 30, 12
PASSWORD_DAYS = 90
_TOUCH_SECONDS: Final = 30
"""A session's last step is written down no more often than this."""
_STEP: Final = 30
_SECRET: Final = re.compile(r"[A-Z2-7]{32}")
_RECOVERY_CODES: Final = 10
_ISSUER: Final = "后评估看板"
REFUSED: Final = "账号、密码或验证码不对，或者账号已停用、已锁定"
"""Said whatever was wrong, so that nobody learns which accounts there are."""


@dataclass(frozen=True)
class Signing:
    """Signing in to the accounts of a data folder."""

    accounts: Accounts

    def sign_in(self, login: str, password: str, code: str = "") -> str:
        """The token of a new session. Raises UserError, the same for whatever was wrong.

        A try is counted before it is looked at, so that many at once are no more than five.
        """
        row = self._begin_try(login.strip().lower()[:60])
        is_right = is_password(row["password"] if row else "", password)
        if row is None or not is_right:
            raise UserError(REFUSED)
        token = secrets.token_urlsafe(32)
        with writing(self.accounts.engine) as connection:
            found = dict(connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.id == row["id"])).mappings().one())
            is_same = not found["is_off"] and found["password"] == row["password"]
            if not is_same or not self._takes(connection, found, code):
                raise UserError(REFUSED)
            now = self.accounts.clock()
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == row["id"]).values(failures=0, locked_until=None))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.made_at < now - timedelta(days=2)))
            made = {"digest": digest_of(token), "account_id": row["id"], "made_at": now, "seen_at": now}
            connection.execute(insert(SESSIONS).values(**made))
        return token

    def who(self, token: str, *, is_step: bool = True) -> Person | None:
        """Whose open session a token is of, which a step of the person keeps open.

        None of one that is forged, ended, idle for half an hour or twelve hours old, or of an account that was switched off.
        """
        if not token or len(token) > 100:
            return None
        now, engine = self.accounts.clock(), self.accounts.engine
        with reading(engine) as connection:
            found = connection.execute(_with_account(digest_of(token))).mappings().first()
        row = dict(found or {})
        if not row or row["is_off"] or not _is_open(row, now):
            return None
        if is_step and (now - row["seen_at"]).total_seconds() > _TOUCH_SECONDS:
            with writing(engine) as connection:
                still = (SESSIONS.c.id == row["session_id"], SESSIONS.c.ended_at.is_(None))
                connection.execute(update(SESSIONS).where(*still).values(seen_at=now))
        is_old = row["password_at"] is None or now - row["password_at"] > timedelta(days=PASSWORD_DAYS)
        return Person(
            row["id"], row["login"], row["name"], row["role"], row["place_code"], row["unit"], row["may_export"], is_old
        )

    def sign_out(self, token: str) -> Person | None:
        """End every session of the account whose session the token is of; who it was."""
        person = self.who(token)
        if person:
            with writing(self.accounts.engine) as connection:
                end_sessions(connection, person.id, self.accounts.clock())
        return person

    def is_own_password(self, number: int, password: str) -> bool:
        """Whether this is the password of an account; wrong ones count as tries to sign in."""
        with reading(self.accounts.engine) as connection:
            login = connection.execute(select(ACCOUNTS.c.login).where(ACCOUNTS.c.id == number)).scalar_one()
        row = self._begin_try(login)
        is_right = is_password(row["password"] if row else "", password)
        if is_right:
            with writing(self.accounts.engine) as connection:
                connection.execute(
                    update(ACCOUNTS).where(ACCOUNTS.c.id == number).values(failures=0, locked_until=None)
                )
        return is_right

    def has_second(self, number: int) -> bool:
        """Whether an account has a second factor."""
        with reading(self.accounts.engine) as connection:
            return bool(connection.execute(select(ACCOUNTS.c.totp).where(ACCOUNTS.c.id == number)).scalar_one())

    def set_second(self, number: int, secret: str, code: str) -> list[str]:
        """Give an account a second factor, proved by its first code; its recovery codes, which are not shown again. Raises UserError."""
        step = _step_of(secret, code, self.accounts) if _SECRET.fullmatch(secret) else None
        if step is None:
            raise UserError("验证码不对", todo="请核对手机时间，用新的验证码再试")
        codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(_RECOVERY_CODES)]
        now = self.accounts.clock()
        with writing(self.accounts.engine) as connection:
            held = connection.execute(select(ACCOUNTS.c.totp).where(ACCOUNTS.c.id == number)).scalar_one()
            if held:
                raise UserError("已经开通了动态验证码", todo="换手机请管理员重置")
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == number).values(totp=secret, totp_step=step))
            for one in codes:
                connection.execute(
                    insert(SECRETS).values(
                        account_id=number, kind=RECOVERY, digest=digest_of(f"{number}:{one}"), at=now
                    )
                )
        return codes

    def _begin_try(self, login: str) -> Mapping[str, Any] | None:
        """The account, one more try counted; None where there is none, or it is switched off or locked."""
        now = self.accounts.clock()
        with writing(self.accounts.engine) as connection:
            row = (
                connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.login == login).with_for_update())
                .mappings()
                .first()
            )
            if row is None or row["is_off"]:
                return None
            locked, failures = row["locked_until"], row["failures"]
            if locked and locked > now:
                return None
            failures = 1 if locked else failures + 1
            until = now + timedelta(minutes=LOCK_MINUTES) if failures >= MAX_FAILURES else None
            connection.execute(
                update(ACCOUNTS).where(ACCOUNTS.c.id == row["id"]).values(failures=failures, locked_until=until)
            )
            return dict(row)

    def _takes(self, connection: Connection, row: Mapping[str, Any], code: str) -> bool:
        """Whether the code of the second factor is right, where there is one; none is taken twice."""
        if not row["totp"]:
            return True
        code = code.strip().replace(" ", "").lower()
        step = _step_of(row["totp"], code, self.accounts)
        if step is not None:
            if step <= row["totp_step"]:
                return False
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == row["id"]).values(totp_step=step))
            return True
        unused = (
            SECRETS.c.account_id == row["id"], SECRETS.c.kind == RECOVERY, SECRETS.c.used_at.is_(None),
            SECRETS.c.digest == digest_of(f"{row['id']}:{code}"),
        )  # fmt: skip
        used = connection.execute(update(SECRETS).where(*unused).values(used_at=self.accounts.clock()))
        return used.rowcount == 1


def new_second(login: str) -> tuple[str, str]:
    """A new secret of a second factor, and the address by which an authenticator takes it."""
    secret = pyotp.random_base32()
    return secret, pyotp.TOTP(secret, name=login, issuer=_ISSUER).provisioning_uri()


def _step_of(secret: str, code: str, accounts: Accounts) -> int | None:
    """The step of time whose code this is, one to either side of now; None of no such code."""
    totp, now = pyotp.TOTP(secret), accounts.clock()
    for beside in (-1, 0, 1):
        then = now + timedelta(seconds=beside * _STEP)
        if secrets.compare_digest(totp.at(_unix(then)).encode(), code.strip().replace(" ", "").encode()):
            return _unix(then) // _STEP
    return None


def _unix(when: datetime) -> int:
    return int(when.replace(tzinfo=TIME_ZONE).timestamp())


def _with_account(digest: str) -> Any:
    session = [
        SESSIONS.c.id.label("session_id"), SESSIONS.c.made_at.label("begun_at"), SESSIONS.c.seen_at, SESSIONS.c.ended_at,
    ]  # fmt: skip
    joined = SESSIONS.join(ACCOUNTS, SESSIONS.c.account_id == ACCOUNTS.c.id)
    return select(*session, ACCOUNTS).select_from(joined).where(SESSIONS.c.digest == digest)


def _is_open(row: Mapping[str, Any], now: datetime) -> bool:
    is_idle = now - row["seen_at"] > timedelta(minutes=IDLE_MINUTES)
    is_old = now - row["begun_at"] > timedelta(hours=SESSION_HOURS)
    return row["ended_at"] is None and not is_idle and not is_old
