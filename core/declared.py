"""Declarations on disk: the one reader of YAML files, by tables of fields that also make the documents and the schemas.

A folder holds one file a name; folders below it only sort them for the reader.
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import yaml

from core.errors import UserError
from core.kinds import Kind, Where

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is eight times as fast
_LONGEST_CAME = 120
LOOK_SECONDS = 1.0
"""A folder of declarations is looked at again after so long."""
_ENDINGS = (".yaml", ".sql")
_Stamp = tuple[tuple[str, int, int], ...]
_stamps: dict[Path, tuple[float, _Stamp]] = {}
_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Field:
    """One key of a declaration. Left out, or left empty, it reads as `default`.

    `says` is its entry in docs/definitions.md, with the example of docs/examples.yaml.
    """

    name: str
    kind: Kind
    says: str = ""
    needed: bool = False
    default: Any = None


@dataclass(frozen=True)
class Declaration:
    """The keys of one kind of declaration, and the words of what is refused.

    `shape` refuses what has no keys at all, `unknown` a key that is none of them, `missing` an entry without a needed
    one; where `missing` is empty the key itself is named. `others` is the kind of keys that are named elsewhere.
    """

    fields: tuple[Field, ...]
    shape: str = "应为若干“字段: 值”"
    unknown: str = "不认识的字段"
    missing: str = ""
    others: Kind | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The keys, in the order of the documents."""
        return tuple(field.name for field in self.fields)

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of a mapping with these keys."""
        properties = {
            field.name: {**field.kind.schema, **({"description": field.says} if field.says else {})}
            for field in self.fields
        }
        needed = [field.name for field in self.fields if field.needed]
        others = self.others.schema if self.others else False
        return {"type": "object", "properties": properties, "required": needed, "additionalProperties": others}

    def read(self, raw: Any, where: Where, named_by: str = "") -> dict[str, Any]:
        """Every key → its value or default. Raises UserError naming file, field, what came and what to do.

        Where an entry has a name of its own, the value of `named_by`, faults inside it are named by that.
        """
        if not isinstance(raw, dict):
            raise where.error(self.missing or self.shape, _shorten(raw), "请参照现有文件的写法")
        if self.missing and not all(_is_given(raw, field) for field in self.fields if field.needed):
            raise where.error(self.missing, _shorten(raw), "请补齐")
        inside = where.at(raw[named_by]) if raw.get(named_by) else where
        if self.others is None:
            self.refuse_unknown(raw, inside)
        for field in self.fields:
            if field.needed and not _is_given(raw, field):
                raise inside.error("缺少必填字段", todo="请补上", key=field.name)
        known = {
            name: self.others.read(raw[name], inside.at(name)) for name in raw.keys() - set(self.names) if self.others
        }
        return known | {
            field.name: field.kind.read(raw[field.name], inside.at(field.name))
            if _is_given(raw, field)
            else field.default
            for field in self.fields
        }  # fmt: skip

    def refuse_unknown(self, raw: Iterable[object], where: Where, also: tuple[str, ...] = ()) -> None:
        """Raise UserError for the first key that is neither a field nor one of `also`."""
        known = {*self.names, *also}
        for key in raw:
            if key not in known:
                raise where.error(self.unknown, key, f"可用：{'、'.join(sorted(known))}", str(key))


def group(declaration: Declaration) -> Kind:
    """The kind of a key below which a declaration's keys stand."""
    return Kind("keys of its own", declaration.schema, declaration.read, declaration)


def entries(declaration: Declaration, named_by: str = "", rule: str = "应为列表") -> Kind:
    """The kind of a list of declarations; one is named by the value of a key, else by its number from 1."""

    def read(came: Any, where: Where) -> tuple[dict[str, Any], ...]:
        if not isinstance(came, list):
            raise where.error(rule, _shorten(came), "请一项一行，每行以 - 开头")
        return tuple(
            declaration.read(entry, where, named_by) if named_by else declaration.read(entry, where.at(number))
            for number, entry in enumerate(came, 1)
        )

    return Kind("list of entries", {"type": "array", "items": declaration.schema}, read, declaration)


def read_yaml(path: Path, file: str = "") -> Any:
    """What a YAML file holds; errors call it `file`, else by its name. Raises UserError where it cannot be read."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return yaml.load(text, Loader=_LOADER)
    except UnicodeDecodeError as error:
        todo = "请用记事本另存为 UTF-8 编码"
        raise UserError("文字编码不是 UTF-8，读不了", file=file or path.name, todo=todo) from error
    except yaml.YAMLError as error:
        lines = _say_lines(error, len(text.splitlines()))
        todo = f"请检查{lines or '文件'}：缩进只用空格并对齐，冒号后空一格，引号和括号成对"
        raise UserError("不是可读的 YAML 文件", file=file or path.name, field=lines, todo=todo) from error


def _say_lines(error: yaml.YAMLError, last: int) -> str:
    """Where the parser gave up, from where what it was reading began: `第 2 行`, `第 2–4 行`; '' where it does not say."""
    marks = [getattr(error, name, None) for name in ("context_mark", "problem_mark")]
    lines = sorted({min(mark.line + 1, last) for mark in marks if mark is not None})
    return f"第 {'–'.join(map(str, lines))} 行" if lines else ""


def read_declaration(path: Path, declaration: Declaration, file: str = "") -> dict[str, Any]:
    """Every key of a file's declaration → its value or default. Raises UserError as `Declaration.read` does."""
    return declaration.read(read_yaml(path, file), Where(file or path.name))


def files_by_name(folder: Path, ending: str = ".yaml") -> Mapping[str, Path]:
    """Name → file, sorted by name, of every file in a folder and the folders below it.

    A name stands once, whatever folder it is in. Raises UserError naming both files otherwise.
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob(f"*{ending}"), key=lambda path: path.name):
        if path.stem in found:
            both = [str(one.relative_to(folder)) for one in (found[path.stem], path)]
            raise UserError("两个文件同名", file=path.name, came="、".join(both), todo="请改名或删去一个")
        found[path.stem] = path
    return found


def stamp_of(folder: Path) -> _Stamp:
    """What tells one state of a folder's declarations from the next: name, time and size of each file.

    Looked up at most once in `LOOK_SECONDS`, so that an answer may be that much behind the disk.
    """
    now = time.monotonic()
    known = _stamps.get(folder)
    if known is None or now - known[0] >= LOOK_SECONDS:
        known = now, tuple(sorted(_entries_of(folder)))
        _stamps[folder] = known
    return known[1]


def _entries_of(folder: Path) -> Iterable[tuple[str, int, int]]:
    for inside, _, names in os.walk(folder):
        for path in (Path(inside, name) for name in names if name.endswith(_ENDINGS)):
            found = path.stat()
            yield str(path), found.st_mtime_ns, found.st_size


class kept_until_changed:  # a decorator, written as one
    """Keep the answers of a reader of declarations until a file of these folders changes, comes or goes.

    `own` gives one more folder, which the arguments name. A declaration that is refused is refused again without being read
    again. Arguments must be hashable; answers are shared.
    """

    def __init__(self, *folders: Path, own: Callable[..., Path] | None = None) -> None:
        self._folders, self._own = folders, own

    def __call__(self, read: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
        answers: dict[object, tuple[object, _Answer | UserError]] = {}

        @wraps(read)
        def ask(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
            asked, named = (args, tuple(sorted(kwargs.items()))), [self._own(*args, **kwargs)] if self._own else []
            stamp = tuple(stamp_of(folder) for folder in (*self._folders, *named))
            known = answers.get(asked)
            if known is None or known[0] != stamp:
                try:
                    known = stamp, read(*args, **kwargs)
                except UserError as error:
                    known = stamp, error
                answers[asked] = known
            if isinstance(known[1], UserError):
                raise known[1].with_traceback(None)
            return known[1]

        return ask


def _is_given(raw: Mapping[str, Any], field: Field) -> bool:
    return raw.get(field.name) not in (None, "")


def _shorten(came: object) -> str:
    return "空" if came is None else str(came)[:_LONGEST_CAME]
