"""What is done at the forms to sign in at goes into the record of acts, whether it was let through or not."""

import logging
import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

from access.accounts import Person, open_accounts, who
from access.audit import DONE, REFUSED, Act, open_record
from core.errors import UserError
from core.settings import data_dir

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "sign in": ("login", ""), "sign out": ("logout", ""), "set": ("account", "设置密码"), "change": ("account", "修改密码"),
    "second": ("account", "开通动态验证码"),
}  # fmt: skip
"""What a form does → the kind of act, and what is said of it."""
UNKNOWN: Final = "不认识的账号"
_LOGIN: Final = re.compile(r"[a-z0-9._-]{3,40}")
_log = logging.getLogger(__name__)


def note_form(does: str, request: Request, before: Person | None, login: str, is_done: bool) -> None:
    """Add a line: by whom the session was before, else the account that was typed where there is one of that name. Whatever else is
    typed in its field may be a password."""
    kind, why = KINDS.get(does, ("", ""))
    if not kind:
        return
    source = request.client.host if request.client else ""
    try:
        name, account = (before.name, before.login) if before else _named(login.strip().lower())
        what = f"account/{account}" if account else "account"
        open_record(data_dir()).add(Act(kind, what, name, account, source, why, DONE if is_done else REFUSED))
    except (UserError, OSError) as error:
        _log.warning("an act of kind %s was not recorded: %s", kind, type(error).__name__)


def asking(token: str) -> Person | None:
    """Whose open session it is; None also where the database does not answer."""
    try:
        return who(token, is_step=False) if token else None
    except UserError:
        return None


def _named(login: str) -> tuple[str, str]:
    known = (
        {str(one["login"]): str(one["name"]) for one in open_accounts(data_dir()).list()}
        if _LOGIN.fullmatch(login)
        else {}
    )
    return (known[login], login) if login in known else (UNKNOWN, "")
