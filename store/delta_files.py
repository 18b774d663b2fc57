"""Delta tables file by file: which files a version holds, and one commit that takes some out and puts some in.

The store decides which rows go where; this module writes Parquet files and the one atomic log entry. A commit never
retries by itself: when another process was first, `CommitFailedError` makes the store look again.
"""

import json
import os
import re
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Schema
from deltalake.exceptions import CommitFailedError, DeltaError
from deltalake.transaction import AddAction, RemoveAction, create_table_with_add_actions

from core import seals

ROWS_PER_FILE = 250_000
ROWS_PER_GROUP = 16_384
"""Few enough to find one household's rows in little time; whole columns read as fast as with a hundred thousand."""
LOOKED_UP = ("household_code", "id_number")
"""Text columns by which single rows are looked up: their Bloom filters say which groups of rows cannot hold a number."""
WRONG_GUESSES = 0.05
"""How many of the groups that do not hold a number are opened for it all the same."""
TABLE_PROPERTIES = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    "delta.checkpointInterval": "20",
    "delta.dataSkippingNumIndexedCols": "-1",
}
"""Nothing is ever expired: every version stays readable and can be restored."""

_COMMIT_NAME = re.compile(r"(\d{20})\.json")
_SEALED_ENTRY = re.compile(r"/_delta_log/(\d{20})\.json$")
ASIDE = "aside"
"""Where damaged files of a table's log go, below the data folder."""
_ADDED = re.compile(r'"add":\{"path":"([^"]+)"')
LOG_NAME = re.compile(r"(\d{20})\.(?:json|checkpoint.*\.parquet)$")
"""Files of a table's log that belong to one version."""
_NO_CLEANUP = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)


@dataclass(frozen=True, eq=False)
class DataFile:
    """One Parquet file of a version. `minimum`/`maximum` hold the columns with statistics, `null_count` every column
    the file has (a column the file lacks is absent)."""

    uri: str
    path: str
    size: int
    rows: int
    minimum: Mapping[str, Any]
    maximum: Mapping[str, Any]
    null_count: Mapping[str, int]

    def may_hold(self, column: str, low: str, high: str) -> bool:
        """False when the statistics rule out that a row has a text from `low` to `high` in a column that always has them."""
        if column not in self.minimum:
            return column in self.null_count and self.null_count[column] < self.rows
        return bool(low <= self.maximum[column] and self.minimum[column] <= high)

    def only(self, column: str) -> Any:
        """The value that every row has in a column, when the statistics say so; else None."""
        is_one = self.minimum.get(column) == self.maximum.get(column) and self.null_count.get(column) == 0
        return self.minimum.get(column) if is_one else None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One version of one table: its files and the type of each column by Delta's name (`string`, `long`, …)."""

    version: int
    files: tuple[DataFile, ...]
    column_types: Mapping[str, str]


def latest_version(folder: Path) -> int | None:
    """The newest version in the table's log, or None where nothing was ever committed."""
    return max(log_versions(folder), default=None)


def log_versions(folder: Path) -> list[int]:
    """The versions that have an entry in the table's log, in no order."""
    try:
        with os.scandir(folder / "_delta_log") as entries:
            matches = [_COMMIT_NAME.fullmatch(entry.name) for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [int(match[1]) for match in matches if match]


def log_names(folder: Path, version: int) -> list[str]:
    """The files of the log that a version is read from: the last checkpoint up to it, and the entries after that one."""
    checkpoints: dict[int, list[str]] = {}
    with suppress(OSError), os.scandir(folder / "_delta_log") as entries:
        for entry in entries:
            match = LOG_NAME.match(entry.name)
            if match and entry.name.endswith(".parquet") and int(match[1]) <= version:
                checkpoints.setdefault(int(match[1]), []).append(entry.name)
    last = max(checkpoints, default=-1)
    names = [*checkpoints.get(last, ()), *(f"{number:020d}.json" for number in range(last + 1, version))]
    return [*names, f"{version:020d}.json"]


def sweep(folder: Path) -> list[str]:
    """Take away the files of a table that are in no version, as imports that were killed leave them; their names. Only while nobody else
    writes, and where every entry of the log that there ever was can be read."""
    home, known = home_of(folder), set[str]()
    if any((home / ASIDE).glob(f"{folder.name}-*")):
        return []
    for version in log_versions(folder):
        try:
            known |= set(_ADDED.findall(entry_of(folder, version).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return []
    if sorted(log_versions(folder)) != list(range(len(log_versions(folder)))):
        return []
    sealed = (Path(name) for name in seals.read(home, f"store.{folder.name}").last)
    written = {path.name for path in (*folder.glob("part-*.parquet"), *sealed) if path.parent.name == folder.name}
    gone = sorted(written - known)
    take_away(folder, gone)
    return gone


def version_stamp(folder: Path, version: int | None = None) -> str:
    """A version (the newest unless one is named) and when its log entry was written; '' where there is no such version."""
    chosen = latest_version(folder) if version is None else version
    if chosen is None or not entry_of(folder, chosen).exists():
        return ""
    return f"{chosen}.{entry_of(folder, chosen).stat().st_mtime_ns}"


def read_snapshot(folder: Path, version: int) -> Snapshot:
    """The files of one version. Kept in memory: a version never changes. Raises FileNotFoundError when absent."""
    return _read_snapshot(str(folder), version, entry_of(folder, version).stat().st_mtime_ns)


def entry_of(folder: Path, version: int) -> Path:
    """The file of the log that a version was committed with."""
    return folder / "_delta_log" / f"{version:020d}.json"


@lru_cache(maxsize=256)
def _read_snapshot(folder: str, version: int, _stamp: int) -> Snapshot:
    table = DeltaTable(Path(folder).as_uri(), version=version)
    types = {field.name: field.type.type for field in table.schema().fields}
    actions = pa.table(table.get_add_actions(flatten=True)).to_pylist()
    return Snapshot(version, tuple(_data_file(folder, action, types) for action in actions), types)


def _data_file(folder: str, action: Mapping[str, Any], columns: Iterable[str]) -> DataFile:
    def numbers(prefix: str) -> dict[str, Any]:
        found = {name: action.get(f"{prefix}.{name}") for name in columns}
        return {name: value for name, value in found.items() if value is not None}

    return DataFile(
        uri=str(Path(folder) / action["path"]),
        path=action["path"],
        size=action["size_bytes"],
        rows=action["num_records"],
        minimum=numbers("min"),
        maximum=numbers("max"),
        null_count=numbers("null_count"),
    )


def write_data_files(folder: Path, batches: Iterable[pa.RecordBatch], statistics: Iterable[str]) -> list[AddAction]:
    """Parquet files of at most ROWS_PER_FILE rows in the order given, on disk but in no version yet."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = tuple(statistics)
    written: list[AddAction] = []
    try:
        for part in _parts(batches):
            written.append(_write_data_file(folder, part, columns))
    except BaseException:
        take_away(folder, [action.path for action in written])
        raise
    return written


def take_away(folder: Path, names: Iterable[str]) -> None:
    """Take files away that came into no version: they are of a write that failed."""
    gone = [folder / name for name in names]
    for path in gone:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    seals.drop(home_of(folder), *gone)


def _parts(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        while batch.num_rows:
            taken = batch.slice(0, ROWS_PER_FILE - rows)
            batch = batch.slice(taken.num_rows)
            waiting.append(taken)
            rows += taken.num_rows
            if rows == ROWS_PER_FILE:
                yield pa.Table.from_batches(waiting)
                waiting, rows = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting)


def _write_data_file(folder: Path, part: pa.Table, statistics: Iterable[str]) -> AddAction:
    name = f"part-{uuid.uuid4().hex}.parquet"
    sink = pa.BufferOutputStream()
    pq.write_table(
        part,
        sink,
        compression="zstd",
        compression_level=1,
        row_group_size=ROWS_PER_GROUP,
        bloom_filter_options=_bloom_filters(part),
    )
    content = memoryview(sink.getvalue())
    seals.add(home_of(folder), {folder / name: seals.seal_of_content(content)})
    try:
        with (folder / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        take_away(folder, [name])
        raise
    return AddAction(
        path=name,
        size=len(content),
        partition_values={},
        modification_time=_now_ms(),
        data_change=True,
        stats=json.dumps(_statistics(part, statistics), ensure_ascii=False),
    )


def _bloom_filters(part: pa.Table) -> dict[str, dict[str, float]]:
    """Bloom filters for the columns by which rows are looked up, big enough for the values a group of rows may have."""
    found = {name: pc.count_distinct(part[name]).as_py() for name in LOOKED_UP if name in part.column_names}
    return {
        name: {"ndv": min(distinct, ROWS_PER_GROUP), "fpp": WRONG_GUESSES}
        for name, distinct in found.items()
        if distinct
    }


def _statistics(part: pa.Table, columns: Iterable[str]) -> dict[str, Any]:
    ranges = {name: pc.min_max(part[name]).as_py() for name in columns}
    bounded = {name: found for name, found in ranges.items() if found["min"] is not None}
    return {
        "numRecords": part.num_rows,
        "minValues": {name: str(found["min"]) for name, found in bounded.items()},
        "maxValues": {name: str(found["max"]) for name, found in bounded.items()},
        "nullCount": {name: part[name].null_count for name in part.column_names},
    }


def commit_files(
    folder: Path,
    base: Snapshot | None,
    schema: pa.Schema,
    adds: list[AddAction],
    removes: Iterable[DataFile],
    record: Mapping[str, Any],
) -> int:
    """One commit on top of `base` (None creates the table); returns the new version.

    Raises CommitFailedError when the table moved on since `base` was read: nothing was changed then.
    """
    properties = _commit_properties(record)
    if base is None:
        try:
            create_table_with_add_actions(
                folder.as_uri(),
                Schema.from_arrow(schema),
                adds,
                mode="error",
                name=folder.name,
                configuration=TABLE_PROPERTIES,
                commit_properties=properties,
                post_commithook_properties=_NO_CLEANUP,
            )
        except DeltaError as error:
            if latest_version(folder) is None:
                raise
            raise CommitFailedError(str(error)) from error
        seal_log(folder)
        return 0
    table = DeltaTable(folder.as_uri(), version=base.version)
    gone = [RemoveAction(file.path, True, _now_ms(), file.size, {}) for file in removes]
    table.create_write_transaction(
        [*adds, *gone],
        "append",
        table.schema(),
        commit_properties=properties,
        post_commithook_properties=_NO_CLEANUP,
    )
    seal_log(folder)
    return base.version + 1


def added_again(file: DataFile) -> AddAction:
    """The action that brings a file of an earlier version back."""
    stats = {
        "numRecords": file.rows,
        "minValues": {name: str(value) for name, value in file.minimum.items()},
        "maxValues": {name: str(value) for name, value in file.maximum.items()},
        "nullCount": dict(file.null_count),
    }
    return AddAction(file.path, file.size, {}, _now_ms(), True, json.dumps(stats, ensure_ascii=False))


def add_columns(folder: Path, base: Snapshot, schema: pa.Schema, record: Mapping[str, Any]) -> None:
    """A commit that only adds columns to the table's schema; rows stored before have NULL there.

    Raises CommitFailedError when the table moved on since `base` was read.
    """
    table = DeltaTable(folder.as_uri(), version=base.version)
    fields = [field for field in Schema.from_arrow(schema).fields if field.name not in base.column_types]
    try:
        table.alter.add_columns(
            fields, commit_properties=_commit_properties(record), post_commithook_properties=_NO_CLEANUP
        )
    except DeltaError as error:
        if latest_version(folder) == base.version:
            raise
        raise CommitFailedError(str(error)) from error
    seal_log(folder)


def seal_log(folder: Path) -> None:
    """Adds the seals of what was committed since: what is committed is stored, whether its seal can be written or not."""
    home = home_of(folder)
    known = seals.read(home, f"store.{folder.name}")
    newest = newest_sealed(known)
    with suppress(OSError):
        found = [
            Path(entry.path)
            for entry in os.scandir(folder / "_delta_log")
            if (match := LOG_NAME.match(entry.name)) and (newest is None or int(match[1]) > newest)
        ]
        last = folder / "_delta_log" / "_last_checkpoint"
        if any(path.suffix == ".parquet" for path in found):
            found.append(last)
        if found:
            seals.seal(home, *sorted(found))


def newest_sealed(known: seals.Sealed) -> int | None:
    """The newest version whose log entry has a seal, as it was once committed; None without any."""
    found = (_SEALED_ENTRY.search(name) for name in known.last)
    return max((int(match[1]) for match in found if match), default=None)


def home_of(folder: Path) -> Path:
    """The data folder that a table's folder is in."""
    return folder.parents[1]


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Every commit that can be read, newest first: `version`, `timestamp` (ms) and what `record` held when it was committed."""
    found = []
    for version in sorted(log_versions(folder), reverse=True):
        info = _read_commit(str(folder), version, entry_of(folder, version).stat().st_mtime_ns)
        if info is not None:
            found.append(dict(info))
    return found


@lru_cache(maxsize=4096)
def _read_commit(folder: str, version: int, _stamp: int) -> Mapping[str, Any] | None:
    """What is kept of one commit; None where its entry is damaged."""
    try:
        lines = entry_of(Path(folder), version).read_text(encoding="utf-8").splitlines()
        info = next((found for line in lines if (found := json.loads(line).get("commitInfo"))), None)
        if info is None:
            return None
        kept = json.loads(info.get("userMetadata") or "{}")
        return {**kept, "version": version, "timestamp": int(info["timestamp"])}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _commit_properties(record: Mapping[str, Any]) -> CommitProperties:
    """What the log keeps about a commit: `record` as JSON in the standard field `userMetadata`; no silent retries."""
    kept = {"userMetadata": json.dumps(record, ensure_ascii=False), "userName": str(record.get("who", ""))}
    return CommitProperties(custom_metadata=kept, max_commit_retries=0)


def _now_ms() -> int:
    return int(time.time() * 1000)
