"""The store: one Delta table per declared table, every import one version, nothing ever lost.

DuckDB reads the Parquet files a version lists. Versions are named `<table>@<number>`, such as `fund_projects@3`.
"""

import hashlib
import random
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import AddAction

from core import folder_mark
from core.errors import UserError, unwritable
from core.places import is_below, is_inside
from core.settings import TIME_ZONE, demo_mark
from store import at_once, begun, delta_files, mending, originals
from store.comparing import Comparison, compare_relations
from store.county_changes import find_changed_counties
from store.county_rows import CountyRows, find_county_rows
from store.damage import MISSING, Damage, Damaged, find_damage, look_again, read_log_whole, read_whole
from store.declared import Table, find_table, read_tables
from store.delta_files import DataFile, Snapshot
from store.frames import arrow_schema, conform_frame, refuse_repeated_keys
from store.refused import RefusedRows, as_record
from store.relations import Narrowing, current_codes, open_database, open_views, view_query, within_place
from store.replacing import (
    CODE_COLUMNS,
    DUCKDB_TYPES,
    EVERYTHING,
    Reach,
    StandingRows,
    find_replaced,
    find_standing,
    is_stored_already,
    replace_columns,
)
from store.rewriting import Rewritten, RewrittenCell, count_returning, find_rewritten
from store.series import find_series

MAX_TRIES = 50
"""How often an import starts again because another one was stored first."""

IMPORT, ROLLBACK, WITHDRAWAL, UNDOING, NEW_COLUMNS = "import", "rollback", "withdrawal", "undoing", "new columns"

UNFINISHED = "没有完成，已退回"
"""What is said of an import that did not come to its end and was put back."""

TOLD = (IMPORT, ROLLBACK, WITHDRAWAL, UNDOING)
"""Operations that the history tells of."""

_Done = TypeVar("_Done")


@dataclass(frozen=True)
class WriteResult:
    """What one import did: the new version, rows stored, and stored rows they replaced."""

    version: int
    rows_stored: int
    rows_replaced: int


@dataclass(frozen=True)
class VersionEntry:
    """One version: `when` is ISO time in Asia/Shanghai, `rows` what the import stored, `rows_total` the whole table,
    `operation` is `import`, `rollback`, `withdrawal` or `undoing` (of an import that did not come to its end); `sender` is who the
    file speaks for, '' when that is not known. `undone` says who took the import back, when and why, '' where nobody did."""

    label: str
    table: str
    version: int
    when: str
    who: str
    file_name: str
    file_hash: str
    import_id: str
    rows: int
    rows_replaced: int
    rows_total: int
    operation: str
    note: str
    sender: str
    undone: str = ""


@dataclass(frozen=True)
class Store:
    """The tables of one data folder. Cheap to make; nothing is opened before a method asks.

    `writer` is the import whose own unfinished versions it sees; nobody else's store does (`together`). `within` a place: rows of other
    places are not there for whoever reads, nothing can be written, and what is kept of its answers is kept apart; '' for all.
    """

    folder: Path
    writer: str = ""
    within: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", Path(self.folder).resolve())

    def versions(self) -> dict[str, int]:
        """Newest version of each declared table; tables never imported are absent, those of which every import was withdrawn, and
        those that cannot be read (`damaged`)."""
        found = self._whole()
        return {name: one.version for name, one in found.items() if isinstance(one, Snapshot) and one.files}

    def damaged(self) -> dict[str, Damage]:
        """The tables that cannot be read, with the file and what is wrong with it: whoever asks finds them empty."""
        return {name: one for name, one in self._whole().items() if isinstance(one, Damage)}

    def version_key(self, tables: Iterable[str]) -> str:
        """A short text that changes when one of these tables gets a new version, or the folder is filled anew."""
        hidden = self._hidden()
        stamps = [f"{name}@{self._stamp(name, hidden)}" for name in sorted(set(tables))]
        return hashlib.sha256("|".join([str(self.folder), self.within, *stamps]).encode()).hexdigest()[:16]

    def content_key(self) -> str:
        """A short text that changes with the rows of any table, and is the same wherever the folder lies: a file never changes, and no
        two have one name."""
        digest = hashlib.sha256(self.within.encode())
        for name, found in self._whole().items():
            files = found.files if isinstance(found, Snapshot) else ()
            digest.update("|".join((name, *sorted(file.path for file in files))).encode() + b"\0")
        return digest.hexdigest()[:40]

    def is_demo(self) -> bool:
        """Whether the data folder holds the demo generator's data."""
        return demo_mark(self.folder) is not None

    def write(
        self,
        table: Table,
        frame: pa.Table,
        who: str,
        file_name: str,
        file_hash: str,
        import_id: str,
        note: str = "",
        *,
        sender: str = "",
        reach: Reach = EVERYTHING,
        refused: Sequence[RefusedRows] = (),
    ) -> WriteResult:
        """Stores `frame` (columns and types of `table.stored_columns`) as one version, in the caller's order.

        Stored rows whose combination of the `replace` columns occurs in the frame go in the same commit, as far as `reach` says, and
        always those of the same key; empty equals empty, and an old place code equals its present one. `sender` is who the file speaks
        for, kept in the history, as are the rows of the file that are `refused`. Raises ValueError when the frame has other columns, no
        rows or a key twice; UserError when other imports were first MAX_TRIES times, when a column is declared with another type than it
        is stored with, or when the data folder cannot be written.
        """
        _refuse_escapes(self.folder)
        frame = conform_frame(table, frame)
        refuse_repeated_keys(table, frame)
        who_and_what = {"who": who, "file_name": file_name, "file_hash": file_hash, "import_id": import_id}
        record = {"operation": IMPORT, **who_and_what, "note": note, "sender": sender, **as_record(refused)}
        with self._writing():
            return _retry(table, lambda: self._write_once(table, frame, record, reach))

    @contextmanager
    def together(self, import_id: str, file_name: str, who: str, tables: Iterable[str]) -> Iterator["Store"]:
        """A store to write these tables with: when the block ends well all their new versions appear at once, otherwise none
        does, also when the process is killed in it. Raises UserError as `write` does."""
        _refuse_escapes(self.folder)
        with self._writing():
            stood = {name: delta_files.latest_version(self._path(name)) for name in tables}
            note = at_once.Note(import_id, file_name, who, _now(), stood)
            at_once.begin(self.folder, note)
            try:
                yield replace(self, writer=import_id)
            except BaseException:
                with suppress(OSError, UserError):  # a full disk: whoever writes next puts it back
                    self._put_back(note)
                raise
            at_once.finish(self.folder, import_id)

    def undone(self) -> list[at_once.Note]:
        """Imports that did not come to their end, newest first: those that were put back, and those that had not begun to write
        (`tables` empty) or whose end nobody saw; not those whose file came again later."""
        put_back = at_once.read_undone(self.folder)
        latest = {note.file_name: note.when for note in reversed(put_back)}
        ended = [note for note in begun.read_ended(self.folder) if note.when > latest.get(note.file_name, "")]
        notes = sorted([*put_back, *ended], key=lambda note: note.when, reverse=True)
        failed = {note.import_id for note in notes}
        done = (
            [one for one in self.history() if one.operation == IMPORT and one.import_id not in failed] if notes else []
        )
        newest: dict[str, str] = {}
        for entry in done:
            newest[entry.file_name] = max(entry.when, newest.get(entry.file_name, ""))
        return [note for note in notes if note.when > newest.get(note.file_name, "")]

    def confirm(self, number: str, file_name: str, who: str) -> None:
        """Notes that an import was confirmed, before its file is read; `number` is any name of it. UserError where the folder cannot
        be written."""
        folder_mark.check(self.folder)
        begun.begin(self.folder, at_once.Note(number, file_name, who, _now(), {}))

    def end(self, number: str, *, is_seen: bool) -> None:
        """The confirmed import is at its end; `undone` tells of it until it `is_seen`, which a stored one need not be."""
        (begun.settle if is_seen else begun.end)(self.folder, number)

    def copy_path(self, number: str, suffix: str) -> Path:
        """Where the uploaded file of a confirmed import lies until its end; what is left of dead ones goes by `sweep_copies`."""
        return begun.copy_path(self.folder, number, suffix)

    def sweep_copies(self) -> int:
        """Removes the copies of uploaded files that dead imports left; how many."""
        return begun.sweep_copies(self.folder)

    @contextmanager
    def confirmed(self, file_name: str, who: str) -> Iterator[None]:
        """An import by whoever waits for its end: `undone` tells of it only when the process dies in the block."""
        number = secrets.token_hex(4)
        self.confirm(number, file_name, who)
        try:
            yield
        finally:
            self.end(number, is_seen=True)

    def forget_undone(self, note: at_once.Note) -> None:
        """Somebody has read that an import did not come to its end; the same import is told of but once, confirmed and put back."""
        begun.settle(self.folder, note.import_id)
        for one in begun.read_ended(self.folder):
            if one.file_name == note.file_name and one.when <= note.when:
                begun.settle(self.folder, one.import_id)
        at_once.forget(self.folder, note.import_id)

    def put_back_unfinished(self) -> None:
        """Puts the tables of imports that died while they wrote back to where they stood; nothing while somebody writes."""
        if at_once.read_unfinished(self.folder) and not at_once.is_written(self.folder):
            with self._writing():
                pass

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The only writer, after those that died were put back; an import that writes already goes on."""
        if self.within:
            raise UserError("只看一个地区的人不能直接改表", came=self.within)
        if self.writer:
            yield
            return
        folder_mark.check(self.folder)
        with at_once.writing(self.folder):
            folder_mark.ensure(self.folder)
            for note in at_once.read_unfinished(self.folder):
                self._put_back(note)
            yield

    def _put_back(self, note: at_once.Note) -> None:
        """Restores the tables of an import that did not come to its end. Whoever is killed here leaves the rest to the next one."""
        own = replace(self, writer=note.import_id)
        for name, version in note.tables.items():
            newest, files = own._newest_log(name), () if version is None else self._log_files(name, version)
            if newest and {one.path for one in newest.files} != {one.path for one in files}:
                said = f"导入“{note.file_name}”没有完成，已退回"
                own._restore_once(name, files, {"operation": UNDOING, "who": note.who, "note": said})
        at_once.take_back(self.folder, note)
        for name in note.tables:
            delta_files.sweep(self._path(name))
        originals.sweep(self.folder)

    def standing_rows(self, table: Table, frame: pa.Table) -> list[StandingRows]:
        """The stored rows of the combinations of `replace` columns that the frame has: what an import of it could replace."""
        base = self._newest(table.name)
        if base is None or not frame.num_rows:
            return []
        with open_database(self.folder) as connection:
            return find_standing(connection, table, base, frame, current_codes(self.folder, self._newest("places")))

    def rewritten(self, table: Table, frame: pa.Table) -> tuple[list[Rewritten], list[RewrittenCell]]:
        """What an import of the frame would change in stored rows whose key it has: by import, and the first cells by key."""
        base = self._newest(table.name)
        if base is None or not frame.num_rows:
            return [], []
        with open_database(self.folder) as connection:
            return find_rewritten(connection, table, base, frame, current_codes(self.folder, self._newest("places")))

    def count_returning(self, table: Table, frame: pa.Table, version: int) -> int:
        """How many of the stored rows that an import of the frame would change it would make again what they were before that version."""
        base = self._newest(table.name)
        if base is None or not version:
            return 0
        codes = current_codes(self.folder, self._newest("places"))
        with open_database(self.folder) as connection:
            return count_returning(connection, table, base, self._snapshot(table.name, version - 1), frame, codes)

    def series_of(self, table: Table, frame: pa.Table, apart_from: Collection[str] = ()) -> dict[str, list[str]]:
        """Import → the items of the frame of which it brought figures for the same places in any period, but for items `apart_from`."""
        base = self._newest(table.name)
        if base is None or not frame.num_rows:
            return {}
        codes = current_codes(self.folder, self._newest("places"))
        with open_database(self.folder) as connection:
            return find_series(connection, table, base, frame, codes, apart_from)

    def has_stored(self, table: Table, frame: pa.Table) -> bool:
        """Whether the newest version has just these rows of this file already: importing it again would change nothing."""
        base = self._newest(table.name)
        if base is None or not frame.num_rows:
            return False
        with open_database(self.folder) as connection:
            return is_stored_already(connection, base, frame)

    def stamps(self, versions: Mapping[str, int]) -> dict[str, str]:
        """A short text for each of these versions, another one when the folder was filled anew; '' for one that is not
        there."""
        return {name: delta_files.version_stamp(self._path(name), version) for name, version in versions.items()}

    def changed_counties(self, name: str, before: int | None, now: int | None) -> frozenset[str | None] | None:
        """Today's codes of the counties whose rows of a table differ between two versions (None: nothing imported yet).

        None among them stands for rows without a county; None instead of them: too many rows to look at each. The table must
        have a column `county_code`.
        """
        old, new = (None if version is None else self._snapshot(name, version) for version in (before, now))
        codes = current_codes(self.folder, self._places())
        with open_database(self.folder) as connection:
            return find_changed_counties(connection, find_table(name), old, new, codes)

    def has_rows_without_county(self, name: str, version: int) -> bool:
        """Whether a version of a table has rows that name no county, or no column for it."""
        files = self._snapshot(name, version).files
        return any(file.null_count.get("county_code", file.rows) for file in files)

    def connect(
        self, versions: Mapping[str, int] | None = None, narrowing: Narrowing | None = None
    ) -> duckdb.DuckDBPyConnection:
        """A cursor on an in-memory DuckDB with one view per declared table, at the newest versions or at these.

        Views have the declared columns (empty where nothing was imported) and today's `county_code`. Queries can read
        this store's files only and load no extension; Python frames must be registered. Only temporary tables and
        views belong to the cursor alone. Close it after use. `narrowing` leaves out the rows of other counties. Raises
        UserError when a version does not exist.
        """
        if versions is None:
            snapshots = {name: one for name, one in self._whole().items() if isinstance(one, Snapshot) and one.files}
        else:
            snapshots = {name: self._snapshot(name, version) for name, version in versions.items()}
        return open_views(self.folder, snapshots, narrowing, self.within)

    def county_rows(self, names: Iterable[str], county_code: str) -> dict[str, CountyRows]:
        """The newest rows of one county by table, to be read with a cursor of `connect`.

        Where one county is asked for among many it opens a file or two instead of all.
        """
        is_of_part = is_below(self.within, county_code)
        is_there = not self.within or is_of_part or is_inside(county_code, self.within)
        codes, found = current_codes(self.folder, self._places()), self._whole(names)
        snapshots = {name: one if is_there and isinstance(one, Snapshot) else None for name, one in found.items()}
        rows = {name: find_county_rows(find_table(name), snapshots[name], codes, county_code) for name in names}
        return {name: replace(one, within=self.within) for name, one in rows.items()} if is_of_part else rows

    def history(self, table: str | None = None) -> list[VersionEntry]:
        """Every version of one table or of all, newest first. Raises UserError for a table that is not declared."""
        names = list(read_tables()) if table is None else [find_table(table).name]
        entries = [found for name in names for found in _with_moments(self._entries(name))]
        return [entry for _, entry in sorted(entries, key=lambda pair: (*pair[0], pair[1].version), reverse=True)]

    def rollback(self, label: str, who: str, why: str) -> str:
        """Makes the rows of that version the newest version again and returns its label. Nothing is lost.

        Raises UserError when the history has no such label, when it is of an import that did not come to its end, or `why` says
        nothing.
        """
        name, version = self._find(label)
        entry = next(one for one in self._entries(name) if one.version == version)
        if entry.undone == UNFINISHED:
            raise UserError("这次导入没有完成，不能退回到它", came=label, todo="请重新导入这个文件")
        target, why = self._snapshot(name, version), _reason(why)
        record = {"operation": ROLLBACK, "who": who, "note": f"恢复到 {label}：{why}"}
        with self._writing():
            return _retry(find_table(name), lambda: f"{name}@{self._restore_once(name, target.files, record)}")

    def withdraw(self, label: str, who: str, why: str) -> str:
        """Takes the newest import of a table back, the first one too: the rows before it are the newest version again, none where it
        was the first. Returns the new version's label; nothing is lost, the withdrawn version can be restored.

        Raises UserError when the history has no such label, when a newer version stands on it, when it is no import (what was taken
        back comes back only by its own version's name), or `why` says nothing.
        """
        name, version = self._find(label)
        entries, why, label = self._entries(name), _reason(why), f"{name}@{version}"
        if entries[0].label != label:
            raise UserError(
                "只能撤回最新的一次导入", came=label, todo=f"{entries[0].label} 在它之后；要回到更早请用退回"
            )
        if entries[0].operation != IMPORT:
            raise UserError(
                "撤回、退回不能再撤回", came=f"{label}（{entries[0].note}）",
                todo="它拿掉的数要放回来，请退回到有这些数的那一版，并写明原因",
            )  # fmt: skip
        before = self._snapshot(name, version - 1).files if version else ()
        record = {"operation": WITHDRAWAL, "who": who, "note": f"撤回 {label}：{why}"}
        with self._writing():
            return _retry(find_table(name), lambda: f"{name}@{self._restore_once(name, before, record)}")

    def mend(self, name: str, who: str, why: str) -> mending.Mended:
        """Brings a damaged table back to what is whole of it, as one more version; nothing is taken away but moved aside.

        Raises UserError when the table is whole, or `why` says nothing.
        """
        folder, why = self._path(find_table(name).name), _reason(why)
        with self._writing():
            look_again()
            if find_damage(folder) is None:
                raise UserError("这张表没有损坏", field=find_table(name).title, todo="不用恢复")
            before = [entry.label for entry in self._entries(name) if entry.operation == IMPORT]
            aside = mending.set_log_aside(folder)
            newest, note = self._newest_log(name), "版本记录损坏，已移到旁边"
            if newest is None:
                return mending.Mended(name, "", 0, note, aside, tuple(mending.find_lost(folder, set())))
            version: int | None = newest.version
            if find_damage(folder):
                files, note, version = mending.choose(folder, newest, [entry.version for entry in self._entries(name)])
                record = {"operation": ROLLBACK, "who": who, "note": f"{note}：{why}"}
                _retry(find_table(name), lambda: self._restore_once(name, files, record))
            newest = self._newest(name)
            assert newest is not None, "it was just written"
            kept = {label for label in before if version is not None and int(label.partition("@")[2]) <= version}
            held = {file.path for file in newest.files}
            if version is None:
                kept = {label for label in before if self._brought(name, label) & held}
            lost = tuple(mending.find_lost(folder, kept))
            return mending.Mended(
                name, f"{name}@{newest.version}", sum(file.rows for file in newest.files), note, aside, lost
            )

    def _brought(self, name: str, label: str) -> set[str]:
        """The files of the version of an import."""
        number = int(label.partition("@")[2])
        before = {file.path for file in self._log_files(name, number - 1)} if number else set()
        return {file.path for file in self._log_files(name, number)} - before

    def compare(self, label_a: str, label_b: str) -> Comparison:
        """What changed from version a to version b of the same table. Raises UserError for unknown labels."""
        name, version_a = self._find(label_a)
        other, version_b = self._find(label_b)
        if name != other:
            raise UserError("只能比较同一张表的两个版本", came=f"{label_a}、{label_b}", todo="请选同一张表的版本")
        a, b, table = self._snapshot(name, version_a), self._snapshot(name, version_b), find_table(name)
        both = {file.path for file in a.files} & {file.path for file in b.files}
        with open_database(self.folder) as connection:
            for alias, snapshot in (("a", a), ("b", b)):
                own = replace(snapshot, files=tuple(file for file in snapshot.files if file.path not in both))
                connection.execute(
                    f"CREATE VIEW {alias} AS {within_place(table, view_query(table, own, {}), self.within)}"
                )
            return compare_relations(connection, table)

    def _path(self, name: str) -> Path:
        return self.folder / "store" / name

    def _snapshot(self, name: str, version: int) -> Snapshot:
        """A version to be read: UserError where there is none, or a file of it is not as it was written."""
        try:
            found = read_whole(self._path(name), version)
        except FileNotFoundError as error:
            raise _unknown_version(f"{name}@{version}") from error
        except Damaged as error:
            raise error.damage.as_error() from error
        assert found is not None, "a version that is named is there, or is said to be missing"
        return found

    def _newest(self, name: str) -> Snapshot | None:
        """The newest version, to be read. UserError where a file of it is not as it was written."""
        (found,) = self._whole([name]).values()
        if isinstance(found, Damage):
            raise found.as_error()
        return found

    def _newest_log(self, name: str) -> Snapshot | None:
        """The newest version, whatever became of its files. UserError where not even the log can be read."""
        version = self._latest(name, self._hidden())
        try:
            return read_log_whole(self._path(name), version) if version is not None else None
        except Damaged as error:
            raise error.damage.as_error() from error

    def _log_files(self, name: str, version: int) -> tuple[DataFile, ...]:
        """The files of a version, whatever became of them."""
        try:
            found = read_log_whole(self._path(name), version)
        except Damaged as error:
            raise error.damage.as_error() from error
        return found.files if found else ()

    def _places(self) -> Snapshot | None:
        """The newest version of the places that can be read."""
        (found,) = self._whole(["places"]).values()
        return found if isinstance(found, Snapshot) else None

    def _whole(self, names: Iterable[str] | None = None) -> dict[str, Snapshot | Damage | None]:
        """The newest version of every declared table, or of these: None where nothing was imported, what is wrong where it cannot
        be read."""
        folder_mark.check(self.folder)
        hidden = self._hidden()
        return {name: self._look_at(name, hidden) for name in (read_tables() if names is None else names)}

    def _look_at(self, name: str, hidden: Mapping[str, int | None]) -> Snapshot | Damage | None:
        if name in hidden and hidden[name] is None:
            return None
        try:
            return read_whole(self._path(name), hidden.get(name))
        except Damaged as found:
            return found.damage
        except FileNotFoundError:
            version = hidden.get(name) or 0
            return Damage(name, version, f"store/{name}/_delta_log/{version:020d}.json", MISSING)

    def _hidden(self) -> dict[str, int | None]:
        """Tables that others are writing → the version that is seen of them."""
        notes = [note for note in at_once.read_unfinished(self.folder) if note.import_id != self.writer]
        return {name: version for note in reversed(notes) for name, version in note.tables.items()}

    def _latest(self, name: str, hidden: Mapping[str, int | None]) -> int | None:
        return hidden[name] if name in hidden else delta_files.latest_version(self._path(name))

    def _stamp(self, name: str, hidden: Mapping[str, int | None]) -> str:
        found = self._look_at(name, hidden)
        if isinstance(found, Damage):
            return f"{found.file} {found.what}"
        return "" if found is None else delta_files.version_stamp(self._path(name), found.version)

    def _find(self, label: str) -> tuple[str, int]:
        name, _, number = label.partition("@")
        if not (number.isascii() and number.isdigit()):
            raise UserError("不是版本号", came=label, todo="版本号写作“表名@数字”，例如 fund_projects@3")
        name = find_table(name).name
        if f"{name}@{number}" not in {entry.label for entry in self._entries(name)}:
            raise _unknown_version(label)
        return name, int(number)

    def _entries(self, name: str) -> list[VersionEntry]:
        newest = self._latest(name, self._hidden())
        if newest is None:
            return []
        log = [entry for entry in delta_files.read_log(self._path(name)) if entry["version"] <= newest]
        return _with_undone([_version_entry(name, entry) for entry in log if entry.get("operation") in TOLD])

    def _write_once(self, table: Table, frame: pa.Table, record: Mapping[str, Any], reach: Reach) -> WriteResult:
        folder = self._path(table.name)
        base = self._with_columns(table, record["who"])
        adds, removes, replaced = self._replace(table, base, frame, reach) if base else ([], [], 0)
        with _kept_if_committed(folder, adds):
            return self._commit(table, base, frame, adds, removes, replaced, record)

    def _commit(
        self, table: Table, base: Snapshot | None, frame: pa.Table, adds: list[AddAction], removes: Sequence[DataFile],
        replaced: int, record: Mapping[str, Any],
    ) -> WriteResult:  # fmt: skip
        folder = self._path(table.name)
        adds += delta_files.write_data_files(folder, frame.to_batches(), _statistics_columns(table))
        rows_before = sum(file.rows for file in base.files) if base else 0
        numbers = {
            "rows": frame.num_rows,
            "rows_replaced": replaced,
            "rows_total": rows_before + frame.num_rows - replaced,
        }
        stamped = {**record, **numbers, "when": _now()}
        version = delta_files.commit_files(folder, base, frame.schema, adds, removes, stamped)
        return WriteResult(version, frame.num_rows, replaced)

    def _with_columns(self, table: Table, who: str) -> Snapshot | None:
        """The newest version, after columns declared since the last import were added to the stored table."""
        base = self._newest(table.name)
        if base is None:
            return None
        _refuse_other_types(table, base)
        if all(name in base.column_types for name in table.stored_columns):
            return base
        entry = {"operation": NEW_COLUMNS, "who": who, "when": _now()}
        delta_files.add_columns(self._path(table.name), base, arrow_schema(table), entry)
        return self._newest(table.name)

    def _replace(
        self, table: Table, base: Snapshot, frame: pa.Table, reach: Reach
    ) -> tuple[list[AddAction], list[DataFile], int]:
        """New files with the rows that stay, files to take out, and how many stored rows the frame replaces."""
        codes = current_codes(self.folder, self._newest("places"))
        with open_database(self.folder) as connection:
            found = find_replaced(connection, table, base, frame, codes, reach)
            kept = delta_files.write_data_files(self._path(table.name), found.surviving, _statistics_columns(table))
        return kept, list(found.removes), found.rows_replaced

    def _restore_once(self, name: str, files: Sequence[DataFile], record: Mapping[str, Any]) -> int:
        newest = self._newest_log(name)
        assert newest is not None, "a table with a history has a newest version"
        wanted = {file.path for file in files}
        kept = {file.path for file in newest.files}
        adds = [delta_files.added_again(file) for file in files if file.path not in kept]
        removes = [file for file in newest.files if file.path not in wanted]
        rows = sum(file.rows for file in files)
        stamped = {**record, "rows": rows, "rows_total": rows, "when": _now()}
        return delta_files.commit_files(self._path(name), newest, pa.schema([]), adds, removes, stamped)


@contextmanager
def _kept_if_committed(folder: Path, adds: list[AddAction]) -> Iterator[None]:
    """Files that came into no version go again: nobody would ever look for them."""
    try:
        yield
    except BaseException:
        delta_files.take_away(folder, [action.path for action in adds])
        raise


def _refuse_escapes(folder: Path) -> None:
    """The Delta library reads `%20` in a path as a space and would look in another folder."""
    if re.search("%[0-9A-Fa-f]{2}", str(folder)):
        raise UserError("数据目录的路径里不能有百分号加两位数字", came=folder, todo="请把数据目录换一个名字")


def _refuse_other_types(table: Table, base: Snapshot) -> None:
    for name, kind in table.stored_columns.items():
        stored = DUCKDB_TYPES[base.column_types[name]] if name in base.column_types else kind
        if stored != kind:
            raise UserError(
                "声明的类型与已存数据不同",
                file=f"{table.name}.yaml",
                field=name,
                came=f"声明为 {kind}，已存为 {stored}",
                todo="请改回原来的类型，或换一个列名",
            )


def _statistics_columns(table: Table) -> list[str]:
    stored = table.stored_columns
    wanted = {*replace_columns(table), *CODE_COLUMNS, "period"}
    return [name for name, kind in stored.items() if name in wanted and kind in ("VARCHAR", "DATE")]


def _retry(table: Table, attempt: Callable[[], _Done]) -> _Done:
    for tried in range(1, MAX_TRIES + 1):
        try:
            return attempt()
        except CommitFailedError:
            time.sleep(random.uniform(0, 0.02 * min(tried, 10)))
        except OSError as error:
            raise unwritable(error) from error
    raise UserError("其他导入一直在写这张表", field=table.title, todo="请稍后再导入一次")


def _version_entry(name: str, entry: Mapping[str, Any]) -> VersionEntry:
    version = entry["version"]
    return VersionEntry(
        label=f"{name}@{version}",
        table=name,
        version=version,
        when=entry["when"],
        who=entry["who"],
        file_name=entry.get("file_name", ""),
        file_hash=entry.get("file_hash", ""),
        import_id=entry.get("import_id", ""),
        rows=entry["rows"],
        rows_replaced=entry.get("rows_replaced", 0),
        rows_total=entry["rows_total"],
        operation=entry["operation"],
        note=entry["note"],
        sender=entry.get("sender", ""),
    )


def _with_undone(entries: Sequence[VersionEntry]) -> list[VersionEntry]:
    """The versions of a table, newest first, those of imports that were taken back with who did it, when and why."""
    found, taken = [], ("", "")
    for at, entry in enumerate(entries):
        import_id, words = taken
        is_taken = entry.operation == IMPORT and bool(words) and entry.import_id == import_id
        found.append(replace(entry, undone=words) if is_taken else entry)
        before = entries[at + 1] if at + 1 < len(entries) else None
        if before and entry.operation == UNDOING:
            taken = before.import_id, UNFINISHED
        elif before and entry.operation == WITHDRAWAL:
            why = entry.note.partition("：")[2]
            taken = before.import_id, f"{entry.when[:16].replace('T', ' ')} 由{entry.who}撤回：{why}"
        elif not is_taken or taken[1] != UNFINISHED:
            taken = "", ""
    return found


def _with_moments(entries: Sequence[VersionEntry]) -> list[tuple[tuple[str, str], VersionEntry]]:
    """What versions of a table, newest first, are ordered by: a clock that was set back puts none before the version it stands on."""
    found, latest = [], ""
    for entry in reversed(entries):
        latest = max(latest, entry.when)
        found.append(((latest, entry.table), entry))
    return found


def _reason(why: str) -> str:
    """The reason for going back, which the next reader of the history needs. UserError when there is none."""
    if not why.strip():
        raise UserError("没有写明原因", field="原因", todo="请写明为什么退回或撤回，会记在版本记录里")
    return why.strip()


def _unknown_version(label: str) -> UserError:
    return UserError("没有这个版本", came=label, todo="请在导入历史里查看现有的版本")


def _now() -> str:
    return datetime.now(TIME_ZONE).isoformat(timespec="milliseconds")
