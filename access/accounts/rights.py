"""Roles and what each may: the only table of rights. Every page, list, export and act asks `Person.may`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.places import is_inside


class Right(StrEnum):
    """What may be asked for."""

    FIGURES = "figures"
    """Scores, ranks, totals."""
    RECORDS = "records"
    """Single households, persons, projects, findings; masked."""
    NAMES = "names"
    """What is behind the mask."""
    WRITE = "write"
    """Problems, steps, evidence, documents, reports of activities."""
    IMPORT = "import"
    EXPORT = "export"
    APPROVE = "approve"
    """Close problems, grade, put books in force, roll back."""
    ACCOUNTS = "accounts"
    AUDIT = "audit"


@dataclass(frozen=True)
class Role:
    """`title` is what the screens call it, `may` its rights; whether an account may export is said of each account."""

    title: str
    may: frozenset[Right]


def _role(title: str, *rights: Right) -> Role:
    return Role(title, frozenset(rights))


_R = Right
ROLES: Final = {
    "viewer": _role("看数", _R.FIGURES),
    "evaluator": _role("评估", _R.FIGURES, _R.RECORDS),
    "field": _role("驻村帮扶", _R.FIGURES, _R.RECORDS, _R.NAMES, _R.WRITE),
    "clerk": _role("经办", _R.FIGURES, _R.RECORDS, _R.NAMES, _R.WRITE, _R.IMPORT),
    "approver": _role("审核", _R.FIGURES, _R.RECORDS, _R.NAMES, _R.WRITE, _R.APPROVE),
    "administrator": _role("账号管理", _R.ACCOUNTS),
    "auditor": _role("审计", _R.AUDIT),
}  # fmt: skip
"""Role → its rights. An administrator sees no household, an auditor the record of acts only."""

EXPORTING: Final = frozenset({"evaluator", "clerk", "approver", "auditor"})
"""Roles whose new accounts may export unless it is said otherwise."""


@dataclass(frozen=True)
class Person:
    """Who asks: `id` 0 is whoever sits at a machine where nobody logs in, who may everything but look behind the mask."""

    id: int
    login: str
    name: str
    role: str
    place_code: str
    unit: str
    may_export: bool
    must_change: bool = False
    """The password is too old, or was never set by the person: nothing is open until it is changed."""

    @property
    def role_title(self) -> str:
        """What the screens call the role; '' of somebody without one."""
        return ROLES[self.role].title if self.role in ROLES else ""

    @property
    def is_signed_in(self) -> bool:
        """Whether it is an account."""
        return self.id != 0

    def may(self, right: Right, place_code: str | None = None) -> bool:
        """Whether the person has a right, for a place where one is named ('' is the whole area)."""
        if place_code is not None and not is_inside(place_code, self.place_code):
            return False
        if not self.is_signed_in:
            return right not in (Right.NAMES, Right.ACCOUNTS)
        if self.must_change:
            return False
        if right == Right.EXPORT:
            return self.may_export
        return self.role in ROLES and right in ROLES[self.role].may


ANYBODY: Final = Person(0, "", "", "", "", "", may_export=True)
"""Whoever sits at this machine, where nobody logs in."""
