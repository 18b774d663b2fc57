"""What may stand at a key of a declaration: each kind reads a YAML value, or reports what came and what to write."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import UserError

if TYPE_CHECKING:
    from core.declared import Declaration

NUMBER_TODO = "请写成数字，百分比写成小数（95%写0.95）"


@dataclass(frozen=True)
class Where:
    """The place in a declaration, so that an error can name it: `columns.cost_cny.type` of a file."""

    file: str
    field: str = ""

    def at(self, key: object) -> Where:
        """The place of one key below this one."""
        return Where(self.file, f"{self.field}.{key}" if self.field else str(key))

    def error(
        self, rule: str, came: object = "", todo: str = "", key: str = "", options: Sequence[str] = ()
    ) -> UserError:
        """The error about one key here, or about all that stands here; `options` could have come."""
        field = self.at(key).field if key else self.field
        return UserError(rule, file=self.file, field=field, came=came, todo=todo, options=options)


@dataclass(frozen=True)
class Kind:
    """One kind of value: its English name for the documents, its JSON schema for editors, and how it is read.

    `inner` is the declaration of each entry where the value consists of such.
    """

    name: str
    schema: Mapping[str, Any]
    read: Callable[[Any, Where], Any]
    inner: Declaration | None = None


def plain(
    name: str,
    schema: Mapping[str, Any],
    is_right: Callable[[Any], bool],
    rule: str,
    todo: str,
    take: Callable[[Any], Any] = lambda came: came,
    options: Sequence[str] = (),
) -> Kind:
    """A kind of single value: `take` makes of it what the program uses; anything else is refused by `rule`."""

    def read(came: Any, where: Where) -> Any:
        if not is_right(came):
            raise where.error(rule, "空" if came is None else came, todo, options=options)
        return take(came)

    return Kind(name, schema, read)


def one_of(
    options: tuple[str, ...], rule: str = "取值不在允许范围", todo: str = "可用：", name: str = "one of"
) -> Kind:
    """A kind that takes one of some texts."""
    words = f"{name} {', '.join(f'`{option}`' for option in options)}"
    said = f"{todo}{'、'.join(options)}"
    return plain(words, {"enum": list(options)}, lambda came: came in options, rule, said, options=options)


def list_of(kind: Kind, rule: str, todo: str) -> Kind:
    """A kind that takes a list whose every value is of a kind; reads as a tuple."""

    def read(came: Any, where: Where) -> tuple[Any, ...]:
        if not isinstance(came, list):
            raise where.error(rule, came, todo)
        return tuple(kind.read(one, where) for one in came)

    return Kind(f"list of {kind.name}s", {"type": "array", "items": kind.schema}, read)


def mapping_of(kind: Kind, empty: Any = None) -> Kind:
    """A kind that takes `text: value` pairs; where `empty` is given a value may be left empty and reads as that."""
    may_be_empty = empty is not None

    def read(came: Any, where: Where) -> dict[str, Any]:
        if not isinstance(came, dict):
            raise where.error("应为若干“名称: 内容”", came, "请参照其他文件的写法")
        for key in came:
            TEXT.read(key, where)
        return {
            key: empty if one is None and may_be_empty else kind.read(one, where.at(key)) for key, one in came.items()
        }

    schema = {"anyOf": [kind.schema, {"type": "null"}]} if may_be_empty else kind.schema
    return Kind(f"text: {kind.name}", {"type": "object", "additionalProperties": schema}, read, kind.inner)


def is_number(came: Any) -> bool:
    """Whether a YAML value is a finite number; yes and no are none."""
    return isinstance(came, int | float) and not isinstance(came, bool) and math.isfinite(came)


def text(rule: str = "应为文字", todo: str = "请写成文字，数字和日期要加引号") -> Kind:
    """The kind of a text, with words of its own for what is none."""
    return plain("text", {"type": "string"}, lambda came: isinstance(came, str), rule, todo)


def whole_number(least: int, most: int, rule: str = "应为整数", todo: str = "请写成整数") -> Kind:
    """The kind of a whole number between two, both of them included."""
    schema = {"type": "integer", "minimum": least, "maximum": most}
    return plain("whole number", schema, lambda came: type(came) is int and least <= came <= most, rule, todo)


def number_beyond(
    is_right: Callable[[float], bool], name: str, schema: Mapping[str, Any], rule: str, todo: str
) -> Kind:
    """The kind of a number that is also on the right side of a line."""

    def read(came: Any, where: Where) -> float:
        number: float = NUMBER.read(came, where)
        if not is_right(number):
            raise where.error(rule, came, todo)
        return number

    return Kind(name, {"type": "number", **schema}, read)


TEXT = text()
LABEL = plain(
    "text or number", {"type": ["string", "number"]}, lambda came: isinstance(came, str) or is_number(came),
    "应为文字或数字", "请写成文字或数字", str,
)  # fmt: skip
EXPRESSION = plain(
    "expression", {"type": ["string", "number", "boolean"]},
    lambda came: isinstance(came, str | bool) or is_number(came), "应为表达式", "请写成一行文字", str,
)  # fmt: skip
NUMBER = plain("number", {"type": "number"}, is_number, "应为数字", NUMBER_TODO, float)
ABOVE_ZERO = number_beyond(
    lambda number: number > 0, "number above 0", {"exclusiveMinimum": 0}, "应大于0", "请改成大于0的数字"
)
NOT_NEGATIVE = number_beyond(
    lambda number: number >= 0, "number, 0 or more", {"minimum": 0}, "不能小于0", "请改成0或大于0的数字"
)
YES_NO = plain(
    "`true` or `false`", {"type": "boolean"}, lambda came: isinstance(came, bool), "应为 true 或 false", "请写 true 或 false"
)  # fmt: skip
TEXTS = list_of(TEXT, "应为文字列表", "请写成 [甲, 乙] 的形式")
WORDS = mapping_of(TEXTS, empty=())
"""`text: [other texts]`, with nothing after the colon where there are no others."""
KEYS = plain(
    "keys of its own", {"type": "object"}, lambda came: isinstance(came, dict), "应为若干“字段: 值”", "请参照现有文件的写法"
)  # fmt: skip
"""Keys that another declaration knows."""
