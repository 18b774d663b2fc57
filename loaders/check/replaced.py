"""What a file would replace in the store, said before it is imported, and how far it reaches by itself.

A file speaks for its sender and for the townships it holds: only rows that this sender sent before go, and rows whose key the file
has itself. Anything wider wants a word; where it is not known whose the stored rows are, nothing is stored until somebody says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from core.errors import UserError
from core.places import PlaceIndex
from core.words import say_period
from loaders.cells import SheetProblem
from loaders.recognise import is_same_name, sender_of_file
from store import EVERYTHING, Reach, StandingRows, Store, Table, VersionEntry, town_codes

MOST_NAMED = 6
SENDER, KEY, ALL = "sender", "key", "all"
MODES = {
    SENDER: "只替换本单位原来报的，其余保留",
    KEY: "只更新编号相同的行，其余保留",
    ALL: "全部替换，只留本文件的行",
}
"""What a clerk may say of the rows that are stored already."""


@dataclass(frozen=True)
class StandingFile:
    """Stored rows that one earlier import brought of the places and periods of the file: `rows_updated` are brought with the same
    key, `rows_own` are the sender's own and not brought again, `rows_other` the others. `mode` says which of them go."""

    file: str
    who: str
    when: str
    sender: str
    where: str
    rows_updated: int
    rows_own: int
    rows_other: int
    is_own: bool
    mode: str = ""

    @property
    def rows(self) -> int:
        """All of them."""
        return self.rows_updated + self.rows_own + self.rows_other

    @property
    def rows_go(self) -> int:
        """Rows that go and are not brought again."""
        return {ALL: self.rows_own + self.rows_other, KEY: 0}.get(self.mode, self.rows_own)

    @property
    def rows_stay(self) -> int:
        """Rows that stay beside the file's."""
        return self.rows - self.rows_updated - self.rows_go

    def say(self) -> str:
        """`凤凰县2021年 12 行（乡村振兴局，项目表.xlsx，张三 2021-11-20 10:00 导入）`."""
        known = [part for part in (self.sender, self.file) if part]
        by = f"{self.who} {self.when[:16].replace('T', ' ')} 导入" if self.who else ""
        return f"{self.where} {self.rows:,} 行（{'，'.join([*known, by] if by else known)}）"


@dataclass(frozen=True)
class ReplacePlan:
    """What an import of one table would do to what is stored. `question` is why nothing is stored before somebody says, else '';
    `is_doubtful`: somebody has to say, or has said."""

    table: str = ""
    sender: str = ""
    reach: Reach = EVERYTHING
    files: Sequence[StandingFile] = ()
    question: str = ""
    is_doubtful: bool = False
    is_again: bool = False

    @property
    def rows_go(self) -> int:
        """Stored rows that go and are not brought again."""
        return sum(one.rows_go for one in self.files)

    @property
    def rows_updated(self) -> int:
        """Stored rows that are brought again."""
        return sum(one.rows_updated for one in self.files)

    @property
    def rows_stay(self) -> int:
        """Stored rows of the same places and periods that stay."""
        return sum(one.rows_stay for one in self.files)

    def as_dict(self) -> dict[str, Any]:
        """The plan as JSON."""
        names = ("file", "who", "when", "sender", "where", "rows_go", "rows_updated", "rows_stay")
        return {
            "sender": self.sender,
            "question": self.question,
            "is_again": self.is_again,
            "files": [{name: getattr(one, name) for name in names} for one in self.files],
        }


NOTHING_REPLACED = ReplacePlan()


def check_mode(mode: str) -> str:
    """The word for what to replace. UserError when there is no such word."""
    if mode and mode not in MODES:
        raise UserError("替换方式不对", field="replace", came=mode, todo=f"请从 {'、'.join(MODES)} 里选")
    return mode


def plan_replacement(
    store: Store, table: Table, frame: pa.Table, index: PlaceIndex, file: str, sender: str = "", mode: str = ""
) -> ReplacePlan:
    """What an import of the frame replaces. `mode` is one of MODES, '' when nobody said; `sender` '' when not known."""
    check_mode(mode)
    standing = store.standing_rows(table, frame)
    plan = ReplacePlan(table.name, sender)
    if not standing:
        return plan
    imports = {entry.import_id: entry for entry in store.history(table.name) if entry.import_id}
    own = frozenset(one.import_id for one in standing if _is_own(imports.get(one.import_id), file, sender))
    towns = town_codes(table, frame)
    reach = {ALL: EVERYTHING, KEY: Reach(imports=frozenset())}.get(mode, Reach(own, towns))
    files = tuple(_files(standing, imports, own, towns, index, mode))
    is_again = mode != ALL and store.has_stored(table, frame)
    doubt = "" if is_again else _question(table, files, standing, imports, own, towns, sender)
    return ReplacePlan(table.name, sender, reach, files, "" if mode else doubt, bool(doubt), is_again)


def plan_problems(plan: ReplacePlan, sheet: str) -> list[SheetProblem]:
    """The notices of a plan: what would go and is not brought again, and what stays beside the file's rows."""
    found = []
    going = [one for one in plan.files if one.rows_go]
    if going:
        came = "；".join(f"{one.say()}里的 {one.rows_go:,} 行" for one in going[:MOST_NAMED])
        words = "导入后这些行不再算数（旧版本里还在）；要保留请选“只更新编号相同的行”（--replace key）"
        found.append(SheetProblem(sheet, None, "", "", "rows_lost", came, words))
    staying = [one for one in plan.files if one.rows_stay]
    if staying and not plan.question:
        came = "；".join(f"{one.say()}里的 {one.rows_stay:,} 行" for one in staying[:MOST_NAMED])
        words = "与本文件的行一并保留；要只留本文件的行请选“全部替换”（--replace all）"
        found.append(SheetProblem(sheet, None, "", "", "rows_stay", came, words))
    return found


def _is_own(entry: VersionEntry | None, file: str, sender: str) -> bool:
    """Whether an earlier import is of the same sender: the same department, or a file of the same name where none is known."""
    if entry is None:
        return False
    before = _sender_of(entry)
    if sender and before:
        return sender == before
    return is_same_name(entry.file_name, file)


def _sender_of(entry: VersionEntry | None) -> str:
    return (entry.sender or sender_of_file(entry.file_name)) if entry else ""


def _files(
    standing: Iterable[StandingRows],
    imports: Mapping[str, VersionEntry],
    own: frozenset[str],
    towns: frozenset[str],
    index: PlaceIndex,
    mode: str,
) -> Iterable[StandingFile]:
    """One entry an import, the largest first."""
    groups: dict[str, list[StandingRows]] = {}
    for one in standing:
        groups.setdefault(one.import_id, []).append(one)
    found = []
    for import_id, rows in groups.items():
        entry = imports.get(import_id)
        updated = sum(one.rows for one in rows if one.has_same_key)
        is_own = import_id in own
        reached = sum(one.rows for one in rows if is_own and not one.has_same_key and one.town in towns)
        other = sum(one.rows for one in rows) - updated - reached
        made_by = (entry.file_name, entry.who, entry.when) if entry else ("", "", "")
        found.append(
            StandingFile(*made_by, _sender_of(entry), _where(rows, index), updated, reached, other, is_own, mode)
        )
    return sorted(found, key=lambda one: -one.rows)


def _question(
    table: Table,
    files: Sequence[StandingFile],
    standing: Sequence[StandingRows],
    imports: Mapping[str, VersionEntry],
    own: frozenset[str],
    towns: frozenset[str],
    sender: str,
) -> str:
    """Why somebody has to say what goes: rows of the file's keys that others brought, or rows of nobody knows whom beside it."""
    others = [one for one in standing if one.import_id not in own]
    changed = sum(one.rows for one in others if one.has_same_key)
    unclear = sum(
        one.rows
        for one in others
        if not one.has_same_key and one.town in towns and not (sender and _sender_of(imports.get(one.import_id)))
    )
    if not changed and not unclear:
        return ""
    named = "；".join(one.say() for one in files if not one.is_own)
    parts = [f"已有{named}"]
    if changed:
        parts.append(
            f"其中 {changed:,} 行与本文件的行{'编号' if table.replace not in (('key',), table.key) else '地区、期次、项目'}相同，会被改写"
        )
    if unclear:
        parts.append(f"有 {unclear:,} 行本文件里没有，看不出是不是同一单位报的")
    return (
        "，".join(parts) + "。请说明怎么办：" + "；".join(f"{words}（--replace {mode}）" for mode, words in MODES.items())
        + "；或写明报送单位（--sender 单位名）"
    )  # fmt: skip


def _where(rows: Sequence[StandingRows], index: PlaceIndex) -> str:
    """`凤凰县2021年11月`, `凤凰县等 3 个县2021年`."""
    counties = sorted({one.county_code or "" for one in rows} - {""})
    periods = sorted({one.period or "" for one in rows} - {""})
    place = _name(counties[0], index) if counties else ""
    if len(counties) > 1:
        place += f"等 {len(counties)} 个县"
    if not periods:
        return place
    return place + (
        say_period(periods[0]) if len(periods) == 1 else f"{say_period(periods[0])}至{say_period(periods[-1])}"
    )


def _name(code: str, index: PlaceIndex) -> str:
    place = index.find(code)
    return place.name if place else code
