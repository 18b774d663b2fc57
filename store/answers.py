"""Answers of queries, kept by their text and by what the tables hold that they name: asked again, nothing is counted again.

An answer is found by all it depends on and by nothing else, so that one out of step cannot be found: the text of the query, the
files, columns and place codes of every table named in it, the program that reads them. What took long is kept on disk too.
"""

import hashlib
import json
import re
import time
import uuid
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.kept import Kept
from store.county_changes import find_changed_counties
from store.county_rows import COUNTY
from store.damage import Damaged, read_whole
from store.declared import find_table
from store.delta_files import Snapshot
from store.relations import STAMPS, current_codes, open_database, stamp_of_view, view_query
from store.replacing import quote

ANSWERS_FOLDER: Final = "answers"
"""Where answers stand in the data folder; it may be taken away at any time."""
SLOW_SECONDS: Final = 0.1
"""An answer that took so long is kept on disk."""
FEW: Final = 0.25
"""Where a larger share of the counties has other rows, all are counted anew: little would be saved."""
KEPT_BYTES: Final = 96_000_000
"""How much is kept in memory."""
KEPT_FILES: Final = 4_000
"""More files are not kept: the oldest half goes."""
_WORD = re.compile(r"\w+")
_memory = Kept[pa.Table](KEPT_BYTES)

warnings.filterwarnings("ignore", "Arrow output on a DB-API result makes an extra copy", UserWarning)
"""Answers are small: copying their rows costs less than `connection.sql`, which reads and binds a long query twice."""


@dataclass(frozen=True)
class _Tables:
    """What a connection shows: the data folder, and of every table its stamp and version (-1 without one)."""

    folder: Path
    stamps: Mapping[str, str]
    versions: Mapping[str, int]

    def named_in(self, text: str) -> list[str]:
        return sorted(set(_WORD.findall(text.lower())) & self.stamps.keys())


_shown: WeakKeyDictionary[duckdb.DuckDBPyConnection, _Tables] = WeakKeyDictionary()


def ask(connection: duckdb.DuckDBPyConnection, query: str, beside: str = "") -> pa.Table:
    """What a query answers, all of it written in its text; the same table is given to everybody who asks.

    `beside` stands for what the query reads that no declared table holds: another text, another answer. Whatever else is in the
    text must be declared tables as `Store.connect` shows them; a connection from elsewhere is asked each time.
    """
    return _ask(connection, query, beside, lambda _: _run(connection, query))


def ask_by_county(
    connection: duckdb.DuckDBPyConnection, query: str, write: Callable[[str], str], beside: str = ""
) -> pa.Table:
    """What a query answers that has one row a county, its code as `place_code`, counted from rows of that county alone.

    Where only a few counties have other rows than when it was last answered, only they are counted. `write` writes the query for
    the counties that meet a condition on county_code (all: TRUE); `query` stands for all that it is about, as for `ask`.
    """

    def count(tables: _Tables | None) -> pa.Table:
        spliced = None if tables is None else _splice(connection, query, write, beside, tables)
        return _run(connection, write("TRUE")) if spliced is None else spliced

    return _ask(connection, query, beside, count, is_by_county=True)


def _ask(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    beside: str,
    count: Callable[[_Tables | None], pa.Table],
    *,
    is_by_county: bool = False,
) -> pa.Table:
    tables = _read_tables(connection)
    if tables is None:
        return count(None)
    named = tables.named_in(query)
    key = _digest([query, beside, duckdb.__version__, *(f"{name} {tables.stamps[name]}" for name in named)])
    found = _memory.find(key)
    if found is None:
        home = tables.folder / ANSWERS_FOLDER
        found = _read(home / f"{key}.parquet")
        if found is None:
            began = time.perf_counter()
            found = count(tables)
            if time.perf_counter() - began >= SLOW_SECONDS:
                _write(home / f"{key}.parquet", lambda path: pq.write_table(found, path))
                if is_by_county:
                    record = {
                        "key": key,
                        "tables": {name: (tables.versions[name], tables.stamps[name]) for name in named},
                    }
                    _write(_last_answer(home, query, beside), lambda path: path.write_text(json.dumps(record)))
        _memory.keep(key, found, found.nbytes)
    return found


def _run(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    """What a query answers now."""
    return connection.execute(query).to_arrow_table()


def _last_answer(home: Path, query: str, beside: str) -> Path:
    """The file that says of which tables a question was last answered, and where."""
    return home / f"last-{_digest([query, beside, duckdb.__version__])}.json"


def _splice(
    connection: duckdb.DuckDBPyConnection, query: str, write: Callable[[str], str], beside: str, tables: _Tables
) -> pa.Table | None:
    """The last answer with the counties counted anew whose rows changed since; None where that cannot be told or is too much."""
    home = tables.folder / ANSWERS_FOLDER
    try:
        record = json.loads(_last_answer(home, query, beside).read_text())
        then: dict[str, tuple[int, str]] = {
            name: (version, stamp) for name, (version, stamp) in record["tables"].items()
        }
    except (OSError, ValueError, KeyError):
        return None
    last = _read(home / f"{record['key']}.parquet")
    if last is None or then.keys() != set(tables.named_in(query)):
        return None
    changed: set[str] = set()
    for name, (version, stamp) in then.items():
        if stamp != tables.stamps[name]:
            found = _changed(tables.folder, name, (version, stamp), (tables.versions[name], tables.stamps[name]),
                             tables.versions["places"])  # fmt: skip
            if found is None:
                return None
            changed |= found
    if len(changed) > FEW * max(len(last), 1):
        return None
    if not changed:
        return last
    codes = ", ".join(map(quote, sorted(changed)))
    fresh = _run(connection, write(f"county_code IN ({codes})"))
    kept = last.filter(pc.invert(pc.is_in(last["place_code"], pa.array(sorted(changed), pa.string()))))
    return pa.concat_tables([kept, fresh.cast(last.schema)]).sort_by("place_code")


@lru_cache(maxsize=256)
def _changed(
    folder: Path, name: str, before: tuple[int, str], now: tuple[int, str], places: int
) -> frozenset[str] | None:
    """The counties whose rows of a table differ between two versions; None where that cannot be told.

    It can where both are the versions that their stamps are of, and nothing but files is different: not the place codes, not the
    columns, not the counties shown.
    """
    table = find_table(name)
    if COUNTY not in table.stored_columns:
        return None
    try:
        old, new = (None if version < 0 else _snapshot(folder, name, version) for version, _ in (before, now))
        codes = current_codes(folder, None if places < 0 else _snapshot(folder, "places", places))
    except (FileNotFoundError, Damaged):
        return None
    for snapshot, (_, stamp) in ((old, before), (new, now)):
        if stamp_of_view(folder, view_query(table, snapshot, codes)) != stamp:
            return None
    with open_database(folder) as connection:
        found = find_changed_counties(connection, table, old, new, codes)
    named = frozenset(county for county in found or () if county is not None)
    return named if found is not None and len(named) == len(found) else None


def _snapshot(folder: Path, name: str, version: int) -> Snapshot | None:
    return read_whole(folder / "store" / name, version)


def stamp_of(connection: duckdb.DuckDBPyConnection) -> str:
    """A short text that changes with any table that a connection shows; '' where it cannot tell."""
    tables = _read_tables(connection)
    return "" if tables is None else _digest(map(" ".join, sorted(tables.stamps.items())))


def _read_tables(connection: duckdb.DuckDBPyConnection) -> _Tables | None:
    """What a connection shows, told by the very database that is asked, once; None: it cannot tell."""
    known = _shown.get(connection)
    if known is not None:
        return known
    try:
        rows = connection.execute(f"SELECT name, stamp, version FROM {STAMPS}").fetchall()
    except duckdb.CatalogException:
        return None
    folder = next(Path(stamp) for name, stamp, _ in rows if not name)
    stamps = {name: stamp for name, stamp, _ in rows if name}
    _shown[connection] = found = _Tables(folder, stamps, {name: version for name, _, version in rows if name})
    return found


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def _read(path: Path) -> pa.Table | None:
    """What a file holds; None where there is none that can be read."""
    try:
        with pq.ParquetFile(path) as file:
            return file.read()
    except (OSError, pa.ArrowException):
        return None


def _write(path: Path, put: Callable[[Path], object]) -> None:
    """The file, whole or not at all; where nothing can be written it is counted again next time."""
    unfinished = path.with_name(f"{uuid.uuid4().hex}.unfinished")
    try:
        path.parent.mkdir(exist_ok=True)
        put(unfinished)
        unfinished.replace(path)
        _drop_old(path.parent)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()


def _drop_old(folder: Path) -> None:
    names = list(folder.iterdir())
    if len(names) > KEPT_FILES:
        for path in sorted(names, key=lambda path: path.stat().st_mtime)[: len(names) // 2]:
            path.unlink(missing_ok=True)
