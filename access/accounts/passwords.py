"""Passwords: which are good enough, and their hashes (argon2id). A password itself is never kept or logged."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import UserError

SHORTEST, LONGEST = 10, 128
KINDS = 3
"""So many of the four kinds of characters (small, large, digit, other) a password needs."""
AT_ONCE = BoundedSemaphore(2)
"""A hash takes 64 MB and 50 ms on purpose; strangers who try many at once take no more than two shares of it."""


@cache
def hasher() -> PasswordHasher:
    """The hasher; tests put a quick one in its place."""
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash of no password: what the password typed for an account that there is not is held against, so that it takes as long."""
    return hasher().hash("nobody")


def hash_password(password: str) -> str:
    """The hash to keep, with its salt and parameters."""
    with AT_ONCE:
        return hasher().hash(password)


def is_password(hashed: str, password: str) -> bool:
    """Whether a password is the one of this hash; as slow, and False, where `hashed` is ''."""
    with AT_ONCE:
        try:
            is_right = hasher().verify(hashed or _nobody(), password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return is_right and bool(hashed)


def check_password(password: str, *words: str) -> None:
    """Raises UserError when a password is too weak, or holds one of `words` (what the account and the person are called)."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UserError(f"密码应为 {SHORTEST} 到 {LONGEST} 个字符", field="密码")
    kinds = sum(
        any(is_of(one) for one in password)
        for is_of in (str.islower, str.isupper, str.isdigit, lambda one: not one.isalnum())
    )
    if kinds < KINDS:
        raise UserError("密码应含大写字母、小写字母、数字、符号中的三种", field="密码")
    if len(set(password)) < 6:
        raise UserError("密码里相同的字符太多", field="密码")
    if any(word and word.lower() in password.lower() for word in words):
        raise UserError("密码里不能有账号名或姓名", field="密码")
