"""The tables of accounts. What opens an account stands here as a hash only; the secret of the second factor has to be kept as it is."""

from datetime import datetime

from sqlalchemy import Boolean, DateTime, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from access.database import Base, Key


class AccountRow(Base):
    """One person's account. Times are those of China, without a zone."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    """What is typed to sign in, in small letters."""
    name: Mapped[str] = mapped_column(String(60))
    """What all that the person does is signed with."""
    role: Mapped[str] = mapped_column(String(16))
    place_code: Mapped[str] = mapped_column(String(12))
    """The place whose data the person may see; '' for all."""
    unit: Mapped[str] = mapped_column(String(100))
    """The department the person works for; '' for none."""
    may_export: Mapped[bool] = mapped_column(Boolean)
    is_off: Mapped[bool] = mapped_column(Boolean)
    password: Mapped[str] = mapped_column(String(200))
    """argon2; '' until the person has set one."""
    password_at: Mapped[datetime | None] = mapped_column(DateTime)
    failures: Mapped[int] = mapped_column(Integer)
    locked_until: Mapped[datetime | None] = mapped_column(DateTime)
    totp: Mapped[str] = mapped_column(String(64))
    """The secret of the second factor; '' for none."""
    totp_step: Mapped[int] = mapped_column(Integer)
    """The last step of time whose code was taken, so that none is taken twice."""
    made_at: Mapped[datetime] = mapped_column(DateTime)
    made_by: Mapped[str] = mapped_column(String(60))


class SecretRow(Base):
    """What opens an account beside its password: a link (`link`), a recovery code (`recovery`); and passwords it had (`password`)."""

    __tablename__ = "account_secrets"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """None for the link by which the first administrator makes his account."""
    kind: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(DateTime)
    until: Mapped[datetime | None] = mapped_column(DateTime)
    used_at: Mapped[datetime | None] = mapped_column(DateTime)

    __table_args__ = (Index(None, "account_id", "kind"), Index(None, "digest"))


class SessionRow(Base):
    """One log-in of an account; the token itself is in the person's browser only."""

    __tablename__ = "account_sessions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(DateTime)
    seen_at: Mapped[datetime] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
