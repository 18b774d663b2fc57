"""Who sits at a ledger: under which name he signs, which places' problems are there for him, and what he may do."""

from dataclasses import dataclass
from typing import Final

from core.errors import UserError
from core.places import changes, is_inside
from ledger.book.problems import check_text

MAX_WHO: Final = 60


@dataclass(frozen=True)
class Seat:
    """A person's place at the ledger. `name` '' leaves the name to whoever signs; `within` '' is every place."""

    name: str = ""
    within: str = ""
    may_write: bool = True
    may_approve: bool = True

    def sign(self, who: str) -> str:
        """The name that is signed with, trimmed. Raises UserError when nobody signs, another signs, or he may not write."""
        if not self.may_write:
            raise UserError("没有权限：您的账号不能登记或办理", todo="需要的话请账号管理员调整")
        name = check_text("办理人", who, MAX_WHO)
        if not name:
            raise UserError("请先填写办理人姓名", field="办理人")
        if self.name and name != self.name:
            raise UserError("办理人应是登录的本人", field="办理人", came=name)
        return name

    def check_place(self, place_code: str) -> None:
        """Raises UserError for a place whose problems are not there for him."""
        if not is_inside(changes.current_code(place_code), self.within):
            raise UserError("没有权限：您的账号看不到这个地区", todo="需要的话请账号管理员调整")

    def check_approving(self) -> None:
        """Raises UserError where he may not close problems."""
        if not self.may_approve:
            raise UserError("没有权限：销号须由审核人办理", todo="请有审核权限的人复核销号")


def check_who(who: str) -> str:
    """The name, trimmed. Raises UserError when nobody signs."""
    return Seat().sign(who)
