"""The one error a user may see: what is wrong, where, and what to do, in Chinese and without a traceback."""


class UserError(Exception):
    """Something a person can put right: a broken file, a wrong definition, an impossible request.

    Every part is Chinese text shown to users. `file` and `field` may be empty where there is none.
    """

    def __init__(self, rule: str, *, file: str = "", field: str = "", came: object = "", todo: str = "") -> None:
        self.file = file
        self.field = field
        self.rule = rule
        self.came = "" if came is None else str(came)
        self.todo = todo
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """One line: 文件「…」 字段「…」：规则。实际为「…」。请…"""
        where = f"文件「{self.file}」" if self.file else ""
        where += f"字段「{self.field}」" if self.field else ""
        text = f"{where}：{self.rule}" if where else self.rule
        if self.came:
            text += f"，实际为「{self.came}」"
        return f"{text}。{self.todo}" if self.todo else f"{text}。"

    def as_dict(self) -> dict[str, str]:
        """The same parts for JSON output."""
        return {"file": self.file, "field": self.field, "rule": self.rule, "came": self.came, "todo": self.todo}
