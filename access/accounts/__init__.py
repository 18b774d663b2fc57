"""Accounts: who asks, what he may, and how he proves it."""

from access.accounts.asking import COOKIE, is_asked, open_signing, who
from access.accounts.book import LINK_HOURS, Accounts, Wanted, open_accounts
from access.accounts.commands import add_commands, link_path
from access.accounts.models import AccountRow, SecretRow, SessionRow
from access.accounts.passwords import hasher
from access.accounts.rights import ANYBODY, EXPORTING, ROLES, Person, Right, Role
from access.accounts.signing import (
    IDLE_MINUTES,
    LOCK_MINUTES,
    MAX_FAILURES,
    PASSWORD_DAYS,
    REFUSED,
    SESSION_HOURS,
    Signing,
    new_second,
)

__all__ = [
    "ANYBODY", "COOKIE", "EXPORTING", "IDLE_MINUTES", "LINK_HOURS", "LOCK_MINUTES", "MAX_FAILURES", "PASSWORD_DAYS", "REFUSED", "ROLES",
    "SESSION_HOURS", "AccountRow", "Accounts", "Person", "Right", "Role", "SecretRow", "SessionRow", "Signing", "Wanted", "add_commands",
    "hasher", "is_asked", "link_path", "new_second", "open_accounts", "open_signing", "who",
]  # fmt: skip
