"""What a file would replace in the store, said before it is imported, and how far it reaches by itself.

A file speaks for its sender and for the townships it holds: only rows that this sender sent before go, and rows whose key the file
has itself. Anything wider wants a word; where it is not known whose the stored rows are, nothing is stored until somebody says. Rows
that another sender brought are rewritten by "replace all" only. A file that was imported before a newer one changed its rows is
older than what is stored: it brings old values back only when somebody says that this is meant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import pyarrow as pa

from core.errors import UserError
from core.places import PlaceIndex
from core.words import say_period
from loaders.cells import SheetProblem
from loaders.check.rewritten import ChangedCell, say_changed
from loaders.recognise import is_same_name, sender_of_file
from store import EVERYTHING, UNFINISHED, Reach, Rewritten, StandingRows, Store, Table, VersionEntry, town_codes

MOST_NAMED = 6
CELLS_NAMED = 3
"""Changed values that a notice names; the plan has more of them."""
IMPORT = "import"
SENDER, KEY, APART, ALL = "sender", "key", "apart", "all"
JOINED = (SENDER, APART)
"""What may be said of figures of a name that another sender used in other periods: they are one, or two."""
MEANT = "确要用旧文件改回的，请另外说明（--older）"
"""What is asked of a file that is older than what is stored."""
MODES = {
    SENDER: "只替换本单位原来报的，其余保留",
    KEY: "只更新编号相同的行，其余保留",
    APART: "与别的单位的数分开记，本单位的名称前加报送单位，以后照此",
    ALL: "全部替换，只留本文件的行",
}
"""What a clerk may say of the rows that are stored already."""


@dataclass(frozen=True)
class StandingFile:
    """Stored rows that one earlier import brought of the places and periods of the file: `rows_updated` are brought with the same
    key, `rows_own` are the sender's own and not brought again, `rows_other` the others. `mode` says which of them go. Of the rows
    brought again `rows_changed` have other values now, in `cells_changed` cells."""

    import_id: str
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
    rows_changed: int = 0
    cells_changed: int = 0

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
    """What an import of one table would do to what is stored. `question` is what has to be said before anything is stored, else ''.
    `doubt` is why somebody has to say, or has said, which rows go ('' where it is clear), `ways` are the modes of which one will
    do. `older` says which newer file has changed the rows of a file that was imported before, '' of any other. `changed` are the
    first of the values that become others."""

    table: str = ""
    sender: str = ""
    reach: Reach = EVERYTHING
    files: Sequence[StandingFile] = ()
    question: str = ""
    doubt: str = ""
    is_again: bool = False
    ways: Sequence[str] = tuple(MODES)
    older: str = ""
    withdrawn: str = ""
    apart: Sequence[str] = ()
    changed: Sequence[ChangedCell] = field(default=(), repr=False)

    @property
    def rows_changed(self) -> int:
        """Stored rows that are brought again with other values."""
        return sum(one.rows_changed for one in self.files)

    @property
    def cells_changed(self) -> int:
        """Stored values that become others."""
        return sum(one.cells_changed for one in self.files)

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
        names = (
            "file",
            "who",
            "when",
            "sender",
            "where",
            "rows_go",
            "rows_updated",
            "rows_stay",
            "rows_changed",
            "cells_changed",
        )
        return {
            "sender": self.sender,
            "question": self.question,
            "is_again": self.is_again,
            "older": self.older,
            "withdrawn": self.withdrawn,
            "files": [{name: getattr(one, name) for name in names} for one in self.files],
            "changed": [asdict(one) for one in self.changed],
        }

    def say_changed(self) -> list[str]:
        """How many stored values become others, whose they were, and the first of them, a line each."""
        if not self.rows_changed:
            return []
        head = f"改写已有的 {_say_many(self.rows_changed, self.cells_changed)}"
        return [head, *(one.say() for one in self.changed), *_say_rest(self.cells_changed - len(self.changed))]


NOTHING_REPLACED = ReplacePlan()


def check_mode(mode: str) -> str:
    """The word for what to replace. UserError when there is no such word."""
    if mode and mode not in MODES:
        raise UserError("替换方式不对", field="replace", came=mode, todo=f"请从 {'、'.join(MODES)} 里选")
    return mode


@dataclass(frozen=True)
class Arriving:
    """A file that is to be imported: its name, its SHA-256, whom it speaks for ('' when not known), and what was said of stored rows:
    one of MODES ('' when nothing), and whether it is meant although it is older than they are."""

    file: str
    digest: str = ""
    sender: str = ""
    mode: str = ""
    older: bool = False


def plan_replacement(store: Store, table: Table, frame: pa.Table, index: PlaceIndex, came: Arriving) -> ReplacePlan:
    """What an import of the frame replaces."""
    check_mode(came.mode)
    standing = store.standing_rows(table, frame)
    imports = {entry.import_id: entry for entry in store.history(table.name) if entry.import_id}
    plan = ReplacePlan(table.name, came.sender, withdrawn=_say_withdrawn(imports, came))
    continued = _say_continued(store, table, frame, imports, came)
    if not standing:
        asked = f"{continued}。{_ask(JOINED, '')}" if continued and came.mode not in JOINED else ""
        return replace(plan, question=asked, doubt=continued, ways=JOINED if continued else plan.ways)
    own = frozenset(one.import_id for one in standing if _is_own(imports.get(one.import_id), came))
    towns = town_codes(table, frame)
    reach = {ALL: EVERYTHING, KEY: Reach(imports=frozenset())}.get(came.mode, Reach(own, towns))
    plan = replace(plan, reach=reach, files=tuple(_files(standing, imports, own, towns, index, came.mode)))
    if came.mode != ALL and store.has_stored(table, frame):
        return replace(plan, is_again=True)
    if any(one.has_same_key for one in standing):
        plan = _with_changed(plan, store, table, frame, index, imports)
    stood = _Standing(table, plan.files, standing, imports, own, towns, came.sender, _has_open(table, frame))
    doubt = stood.doubt() or continued
    ways = JOINED if continued and doubt == continued else stood.ways
    older = _say_older(plan, store, table, frame, imports, came)
    left = [
        f"{doubt}。{_ask(ways, stood.owners)}" if doubt and came.mode not in ways else "",
        f"{older}。{MEANT}" if older and not came.older else "",
    ]
    return replace(plan, question="；".join(filter(None, left)), doubt=doubt, ways=ways, older=older)


def plan_problems(plan: ReplacePlan, sheet: str) -> list[SheetProblem]:
    """The notices of a plan: which stored values become others, what would go and is not brought again, and what stays beside the
    file's rows."""
    found = []
    if plan.rows_changed:
        came = f"{_say_many(plan.rows_changed, plan.cells_changed)}：" + _say_cells(plan)
        words = "导入后以本文件的数为准（旧版本里还在）；不该改的请先更正本文件"
        found.append(SheetProblem(sheet, None, "", "", "rows_rewritten", came, words))
    if plan.older:
        found.append(
            SheetProblem(sheet, None, "", "", "older_file", plan.older, "最新的文件；确要用旧文件改回请写 --older")
        )
    if plan.withdrawn:
        words = "改正后的文件；文件没有错的可以再导入"
        found.append(SheetProblem(sheet, None, "", "", "was_withdrawn", plan.withdrawn, words))
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


def _say_many(rows: int, cells: int) -> str:
    return f"{rows:,} 行" + (f" {cells:,} 格" if cells else "")


def _say_cells(plan: ReplacePlan) -> str:
    """The first changed values in one line."""
    said = [one.say() for one in plan.changed[:CELLS_NAMED]] or [one.say() for one in plan.files if one.rows_changed]
    return "；".join([*said, *_say_rest(plan.cells_changed - CELLS_NAMED)])


def _say_rest(cells: int) -> list[str]:
    return [f"另有 {cells:,} 格"] if cells > 0 else []


def _with_changed(
    plan: ReplacePlan,
    store: Store,
    table: Table,
    frame: pa.Table,
    index: PlaceIndex,
    imports: Mapping[str, VersionEntry],
) -> ReplacePlan:
    """The plan with the stored values that the frame changes."""
    rewritten, cells = store.rewritten(table, frame)
    of_import = {one.import_id: one for one in rewritten}
    none = Rewritten("", 0, 0)
    files = [
        replace(one, rows_changed=found.rows, cells_changed=found.cells)
        for one in plan.files
        for found in [of_import.get(one.import_id, none)]
    ]
    names = {import_id: entry.file_name for import_id, entry in imports.items()}
    changed = tuple(say_changed(table, cell, index, names.get(cell.import_id, "")) for cell in cells)
    return replace(plan, files=files, changed=changed)


def _say_older(
    plan: ReplacePlan, store: Store, table: Table, frame: pa.Table, imports: Mapping[str, VersionEntry], came: Arriving
) -> str:
    """Why a file is older than what is stored, and what would be undone: it was imported before a newer one changed its rows, or most
    of what it changes was so before another file changed it. '' where it is not."""
    before = [one for one in imports.values() if one.file_hash == came.digest and one.operation == IMPORT]
    last = max(before, key=lambda one: one.version, default=None)
    if last is None:
        newer = _changed_back(plan, store, table, frame, imports)
        why = "它要改的数多半和 {} 导入以前的一样"
    else:
        newer = [one for one in plan.files if _came_after(imports.get(one.import_id), last)]
        why = f"{last.when[:16].replace('T', ' ')} 已由{last.who}导入过，之后导入的 {{}} 替换了它的行"
    back = frame.num_rows - sum(one.rows_updated for one in plan.files) if last else 0
    going = sum(one.rows_own for one in newer)
    if not newer or not (plan.rows_changed or going or back > 0):
        return ""
    undone = [f"改回旧数 {_say_many(plan.rows_changed, plan.cells_changed)}"] if plan.rows_changed else []
    undone += [f"加回 {back:,} 行"] if back > 0 else []
    undone += [f"移出 {going:,} 行"] if going else []
    named = "；".join(one.say() for one in newer[:MOST_NAMED])
    return f"本文件比已有的旧：{why.format(named)}。现在导入会{'、'.join(undone)}"


def _say_withdrawn(imports: Mapping[str, VersionEntry], came: Arriving) -> str:
    """That the file was imported and taken back, by whom and why; '' where its last import still counts."""
    before = [one for one in imports.values() if one.file_hash == came.digest and one.operation == IMPORT]
    last = max(before, key=lambda one: one.version, default=None)
    if last is None or last.undone in ("", UNFINISHED):
        return ""
    return f"{last.when[:16].replace('T', ' ')} 由{last.who}导入，{last.undone}"


def _ask(ways: Iterable[str], owners: str) -> str:
    """What may be said of stored rows of these owners."""
    words = "；".join(f"{MODES[mode]}（--replace {mode}）" for mode in ways)
    own = f"本文件就是替{owners}报的，请写明" if owners else "或写明"
    return f"请说明怎么办：{words}；{own}报送单位（--sender {owners or '单位名'}）"


def _say_continued(
    store: Store, table: Table, frame: pa.Table, imports: Mapping[str, VersionEntry], came: Arriving
) -> str:
    """That figures of this name and place were sent by another so far, and would become one series; '' where they were not, or the
    sender was among them."""
    if not (came.sender and table.melt_open and frame.num_rows):
        return ""
    series = store.series_of(table, frame, [item.code for item in table.items])
    before = [imports.get(import_id) for import_id in series]
    owners = sorted({_sender_of(entry) for entry in before} - {""})
    if not owners or came.sender in owners or any(_is_own(entry, came) for entry in before):
        return ""
    items = sorted({item for found in series.values() for item in found})
    named = f"“{items[0]}”" + (f"等 {len(items)} 项" if len(items) > 1 else "")
    return (
        f"{named}以前是{'、'.join(owners)}报的，本文件是{came.sender}报的："
        "不分开记就会接成同一项（确是同一项的，选“只替换本单位原来报的”）"
    )


def _came_after(entry: VersionEntry | None, last: VersionEntry) -> bool:
    """Whether stored rows are of another file that was imported later."""
    return entry is not None and entry.version > last.version and entry.file_hash != last.file_hash


def _changed_back(
    plan: ReplacePlan, store: Store, table: Table, frame: pa.Table, imports: Mapping[str, VersionEntry]
) -> list[StandingFile]:
    """The files whose changes a file takes back for the most part, though its bytes were never imported: saved anew, as it was."""
    found = []
    for one in plan.files:
        entry = imports.get(one.import_id)
        if entry and one.rows_changed and 2 * store.count_returning(table, frame, entry.version) >= plan.rows_changed:
            found.append(one)
    return found


def _is_own(entry: VersionEntry | None, came: Arriving) -> bool:
    """Whether an earlier import is of the same sender: the same department, or a file of the same name where none is known."""
    if entry is None:
        return False
    before = _sender_of(entry)
    if came.sender and before:
        return came.sender == before
    return is_same_name(entry.file_name, came.file)


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
            StandingFile(
                import_id, *made_by, _sender_of(entry), _where(rows, index), updated, reached, other, is_own, mode
            )
        )
    return sorted(found, key=lambda one: -one.rows)


@dataclass(frozen=True)
class _Standing:
    """The stored rows of the places and periods of a file, and what is known of whose they are."""

    table: Table
    files: Sequence[StandingFile]
    rows: Sequence[StandingRows]
    imports: Mapping[str, VersionEntry]
    own: frozenset[str]
    towns: frozenset[str]
    sender: str
    has_open: bool

    @property
    def ways(self) -> tuple[str, ...]:
        """The modes that rewrite no row of another sender unsaid. Setting apart is for open figures of two known senders."""
        again = self._again()
        owned = [one for one in again if self._sender(one)]
        bars = {SENDER: again, KEY: owned, ALL: []}
        can_be_apart = bool(owned and self.sender) and self.has_open
        return tuple(mode for mode in MODES if (can_be_apart if mode == APART else not bars[mode]))

    @property
    def others(self) -> list[StandingRows]:
        """Rows that are not known to be of the file's sender."""
        return [one for one in self.rows if one.import_id not in self.own]

    def doubt(self) -> str:
        """Why somebody has to say what goes: rows of the file's keys that others brought, or rows of nobody knows whom beside it."""
        again = self._again()
        unclear = [
            one
            for one in self.others
            if not one.has_same_key and one.town in self.towns and not (self.sender and self._sender(one))
        ]
        if not again and not unclear:
            return ""
        parts = ["已有" + "；".join(one.say() for one in self.files if not one.is_own)]
        if again:
            key = "编号" if self.table.replace not in (("key",), self.table.key) else "地区、期次、项目"
            parts.append(f"其中 {_count(again):,} 行与本文件的行{key}相同，会被改写{self._changed()}")
        if unclear:
            parts.append(f"有 {_count(unclear):,} 行本文件里没有，看不出是不是同一单位报的")
        owned = f"。{self.owners}报的行只有选“全部替换”才会改写" if self.owners else ""
        return f"{'，'.join(parts)}{owned}"

    @property
    def owners(self) -> str:
        """Whose rows the file has again."""
        return "、".join(sorted({self._sender(one) for one in self._again()} - {""}))

    def _again(self) -> list[StandingRows]:
        return [one for one in self.others if one.has_same_key]

    def _changed(self) -> str:
        changed = [one for one in self.files if one.rows_changed and not one.is_own]
        rows, cells = sum(one.rows_changed for one in changed), sum(one.cells_changed for one in changed)
        return f"，其中 {_say_many(rows, cells)}的数不同" if rows else "，数都相同"

    def _sender(self, one: StandingRows) -> str:
        return _sender_of(self.imports.get(one.import_id))


def _has_open(table: Table, frame: pa.Table) -> bool:
    """Whether a frame has figures of no declared name."""
    return table.melt_open and bool(set(frame["item"].to_pylist()) - {item.code for item in table.items})


def _count(rows: Iterable[StandingRows]) -> int:
    return sum(one.rows for one in rows)


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
