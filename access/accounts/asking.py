"""Who asks: the one function that every page, file and socket of the server asks."""

from access.accounts.book import open_accounts
from access.accounts.rights import ANYBODY, Person
from access.accounts.signing import Signing
from core.settings import data_dir, log_in

COOKIE = "post_evaluation_session"
"""The cookie that holds the token of a session."""


def is_asked() -> bool:
    """Whether people sign in here."""
    return log_in() != "none"


def open_signing() -> Signing:
    """Signing in to the accounts of this data folder. Raises UserError when the database does not answer."""
    return Signing(open_accounts(data_dir()))


def who(token: str, *, is_step: bool = True) -> Person | None:
    """Who asks with this token; None of nobody known. Where nobody signs in whoever asks is `ANYBODY`.

    `is_step`: the person does something, which keeps the session open. Raises UserError when the database does not answer.
    """
    return open_signing().who(token, is_step=is_step) if is_asked() else ANYBODY
