"""Counties that were renamed or re-coded, and other names of places in common use, declared in `place_changes.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.errors import UserError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is eight times as fast

CHANGES_FILE = Path(__file__).parent / "changes.yaml"


@dataclass(frozen=True)
class PlaceChange:
    """The county `old_code` `old_name` became `new_code` `new_name`, with the same area.

    `since` is the first day of the new name, or the year when the day is not declared: both names hold in that year.
    """

    old_code: str
    old_name: str
    new_code: str
    new_name: str
    since: date | int
    source: str
    children_keep_suffix: bool = False

    @property
    def old_until(self) -> date:
        """The last day of the old name and code."""
        return date(self.since, 12, 31) if isinstance(self.since, int) else self.since - timedelta(days=1)

    @property
    def new_from(self) -> date:
        """The first day of the new name and code."""
        return date(self.since, 1, 1) if isinstance(self.since, int) else self.since


@dataclass(frozen=True)
class DeclaredChanges:
    """What the file declares: changes in the order of the file, and code → other names."""

    changes: tuple[PlaceChange, ...]
    other_names: Mapping[str, tuple[str, ...]]

    @property
    def codes(self) -> dict[str, str]:
        """Old county code → today's code."""
        return chain_codes({change.old_code: change.new_code for change in self.changes})


def read_changes(path: Path) -> DeclaredChanges:
    """The declared changes. Raises UserError naming the file, the entry, what came and what to do."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(
            "不是可读的 YAML 文件", file=path.name, came=str(error)[:200], todo="请检查缩进和冒号"
        ) from error
    if not isinstance(raw, dict) or not raw.keys() <= {"changes", "other_names"}:
        raise UserError("应有 changes 和 other_names 两部分", file=path.name, todo="请参照原来的文件")
    changes = tuple(_read_change(entry, path.name, number) for number, entry in enumerate(raw.get("changes") or [], 1))
    names = {code: tuple(found) for code, found in (raw.get("other_names") or {}).items()}
    return DeclaredChanges(changes, names)


@cache
def declared_changes() -> DeclaredChanges:
    """The changes that come with the program."""
    return read_changes(CHANGES_FILE)


def chain_codes(codes: Mapping[str, str]) -> dict[str, str]:
    """The same mapping with chains followed to their end (A→B, B→C gives A→C, B→C). Circles are left out."""
    ends = {old: _end(old, codes) for old in codes}
    return {old: now for old, now in ends.items() if now != old}


def _end(code: str, codes: Mapping[str, str]) -> str:
    start, seen = code, {code}
    while code in codes:
        code = codes[code]
        if code in seen:
            return start
        seen.add(code)
    return code


def _read_change(entry: Any, file: str, number: int) -> PlaceChange:
    where = f"changes.{number}"
    needed = {"old_code", "old_name", "new_code", "new_name", "since", "source"}
    if not isinstance(entry, dict) or not needed <= entry.keys() <= needed | {"children_keep_suffix"}:
        raise UserError(f"每条变更要有 {'、'.join(sorted(needed))}", file=file, field=where, came=entry, todo="请补齐")
    for name in ("old_code", "new_code"):
        code = entry[name]
        if not (isinstance(code, str) and len(code) == 6 and code.isascii() and code.isdigit()):
            raise UserError("应为 6 位县级代码", file=file, field=f"{where}.{name}", came=code, todo="请加引号写成文本")
    if type(entry["since"]) not in (date, int):
        todo = "请写成 2021-03-16 或 2021 的形式"
        raise UserError("应为日期或年份", file=file, field=f"{where}.since", came=entry["since"], todo=todo)
    return PlaceChange(**entry)
