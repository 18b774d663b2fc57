"""What is recorded: the kinds of acts, and one line of the record. A line names objects by number, code or hash, never by a person."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from core.personal import mask_numbers

DONE, REFUSED, FAILED = "done", "refused", "failed"
RESULTS: Final = {DONE: "成功", REFUSED: "拒绝", FAILED: "失败"}
ACTS: Final = {
    "login": "登录", "logout": "退出", "view": "看记录", "unmask": "看脱敏内容", "search": "按号码查找", "export": "导出", "import": "导入",
    "rollback": "退回", "book": "办法", "grade": "等次", "ledger": "台账", "document": "档案", "account": "账号", "archive": "操作记录归档",
}  # fmt: skip
"""Kind → title."""
LENGTHS: Final = {"who": 60, "login": 40, "source": 60, "act": 12, "what": 200, "why": 300, "result": 8}


@dataclass(frozen=True)
class Act:
    """What somebody did. `who` is a name, `login` the account ('' where nobody logs in), `source` an address or 命令行, `what` the object
    (`household/1a2b3c4d5e6f`), `why` the reason given, `counts` figures about it."""

    act: str
    what: str
    who: str
    login: str = ""
    source: str = ""
    why: str = ""
    result: str = DONE
    counts: Mapping[str, int] | None = None

    def told(self) -> dict[str, Any]:
        """The columns as they are kept: cut to their length, numbers of persons masked. Raises ValueError for a kind that is none."""
        if self.act not in ACTS or self.result not in RESULTS:
            raise ValueError(f"no such act or result: {self.act}, {self.result}")
        texts = {name: mask_numbers(str(getattr(self, name)))[:most] for name, most in LENGTHS.items()}
        return {**texts, "counts": {name: int(count) for name, count in (self.counts or {}).items()}}


@dataclass(frozen=True)
class Line:
    """One line of the record: `id` counts from 1 without a gap, `at` is ISO time in China, `key` the mark of the key, `digest` the
    chain's."""

    id: int
    at: str
    who: str
    login: str
    source: str
    act: str
    what: str
    why: str
    result: str
    counts: Mapping[str, int]
    key: str
    digest: str

    def as_dict(self) -> dict[str, Any]:
        """All parts, for JSON and files."""
        return asdict(self)

    def content(self) -> dict[str, Any]:
        """What the digest is of."""
        return {name: part for name, part in asdict(self).items() if name != "digest"}
