"""The one error a user may see: what is wrong, where, and what to do, in Chinese and without a traceback."""

from collections.abc import Sequence

UNWRITABLE = "写不进数据目录"
ASKED = {
    "period": "期次",
    "framework": "指标体系",
    "day": "查看日",
    "measure": "指标",
    "place": "地区",
    "scope": "地区",
}
"""What is asked for, where an error is about no file: the key stays the same in JSON."""


class UserError(Exception):
    """Something a person can put right: a broken file, a wrong definition, an impossible request.

    Every part is Chinese text shown to users. `file` and `field` may be empty where there is none. `options` are the texts that
    could have come, where there is a list of them: who shows the error in other words offers the nearest.
    """

    def __init__(
        self,
        rule: str,
        *,
        file: str = "",
        field: str = "",
        came: object = "",
        todo: str = "",
        options: Sequence[str] = (),
    ) -> None:
        self.file = file
        self.field = field
        self.rule = rule
        self.came = "" if came is None else str(came)
        self.todo = todo
        self.options = tuple(options)
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """One line: 文件「…」 字段「…」：规则。实际为「…」。请…"""
        where = f"文件「{self.file}」" if self.file else ""
        where += f"字段「{self.field if self.file else ASKED.get(self.field, self.field)}」" if self.field else ""
        text = f"{where}：{self.rule}" if where else self.rule
        if self.came:
            text += f"，实际为「{self.came}」"
        return f"{text}。{self.todo}" if self.todo else f"{text}。"

    def as_dict(self) -> dict[str, str]:
        """The same parts for JSON output."""
        return {"file": self.file, "field": self.field, "rule": self.rule, "came": self.came, "todo": self.todo}


def unwritable(error: OSError) -> UserError:
    """What a disk that is full, read-only or gone is told as: reading goes on, nothing was written."""
    return UserError(UNWRITABLE, came=error.strerror, todo="请检查磁盘空间和目录权限")
