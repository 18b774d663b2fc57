"""Invented registered households of a whole province, written straight to the store.

For measuring speed: 7 million persons in 2 million households with every department's tables, drawn by DuckDB a batch of
counties at a time. The files in `sql/` say what is invented; every value depends on its key and the seed only.
The persons of a household stand together, sorted by county, village and household. About 0.01 to 1 percent of the cells
of most columns are wrong, so that the checks have something to find.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from core.declared import files_by_name
from core.places import Place, PlaceIndex
from demo.places.world import PERIODS, PROVINCE, SEED
from demo.province.frames import FILE, make_frame
from store import Store, find_table

PERSONS = 7_000_000
PERSONS_A_HOUSEHOLD = 3.5
ROWS_A_BATCH = 230_000
"""Persons drawn at a time, a little less than a file of the store holds."""
WHO = "演示数据生成"

SQL_FOLDER = Path(__file__).parent / "sql"


def household_tables() -> tuple[str, ...]:
    """The tables that are drawn, sorted."""
    return tuple(name for name in files_by_name(SQL_FOLDER, ".sql") if not name.startswith("_"))


def fill_households(
    folder: Path, *, persons: int = PERSONS, scope: str = PROVINCE, period: str = PERIODS[-1], seed: int = SEED
) -> dict[str, int]:
    """Writes the household tables of one month into the store of a folder; returns the rows stored by table."""
    counties = PlaceIndex().scope_counties(scope)
    homes = max(round(persons / PERSONS_A_HOUSEHOLD / len(counties)), 1)
    words = _words(period, homes, seed)
    writer = _Writer(Store(folder))
    with duckdb.connect(":memory:", config={"memory_limit": "2GB"}) as connection:
        connection.execute(_statement("_macros", words))
        for batch in _batches(counties, homes):
            _invent_batch(connection, batch, words)
            for name in household_tables():
                writer.add(name, _read_frame(connection, name, words))
    writer.flush()
    return writer.rows


class _Writer:
    """Gathers the frames of small tables, so that a table gets few files, and stores them in the order they come."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.held: dict[str, list[pa.Table]] = {}
        self.rows: dict[str, int] = {}

    def add(self, name: str, frame: pa.Table) -> None:
        """Takes a frame; stores what is held when it is enough for a file."""
        self.held.setdefault(name, []).append(frame)
        if sum(part.num_rows for part in self.held[name]) >= ROWS_A_BATCH // 2:
            self._store(name)

    def flush(self) -> None:
        """Stores everything still held."""
        for name in tuple(self.held):
            self._store(name)

    def _store(self, name: str) -> None:
        frame = pa.concat_tables(self.held.pop(name))
        if frame.num_rows:
            self.store.write(find_table(name), frame, WHO, FILE, "0" * 16, f"scale-{name}")
            self.rows[name] = self.rows.get(name, 0) + frame.num_rows


def _batches(counties: Sequence[Place], homes: int) -> Iterator[list[tuple[int, Place]]]:
    size = max(int(ROWS_A_BATCH / (homes * PERSONS_A_HOUSEHOLD)), 1)
    numbered = list(enumerate(counties))
    return (numbered[start : start + size] for start in range(0, len(numbered), size))


def _invent_batch(
    connection: duckdb.DuckDBPyConnection, batch: Sequence[tuple[int, Place]], words: dict[str, str]
) -> None:
    rows = ", ".join(f"({number}, '{place.code}', '{place.full_name}')" for number, place in batch)
    names = "batch_counties(number, county_code, county_name)"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW batch_counties AS SELECT * FROM (VALUES {rows}) {names}")
    connection.execute(_statement("_homes", words))
    connection.execute(_statement("_villages", words))


def _read_frame(connection: duckdb.DuckDBPyConnection, name: str, words: dict[str, str]) -> pa.Table:
    drawn = connection.sql(_statement(name, words)).to_arrow_table()
    columns = {column: drawn[column].combine_chunks() for column in drawn.column_names}
    return make_frame(name, columns)


def _words(period: str, homes: int, seed: int) -> dict[str, str]:
    """What stands for the names with a dollar sign in the SQL files."""
    year, month = int(period[:4]), int(period[5:])
    return {
        "$homes": str(homes),
        "$seed": str(seed),
        "$month_text": period,
        "$month": str(year * 12 + month),
        "$year_number": str(year * 12),
        "$period_end": f"{period}-28",
        "$last_year": str(year - 1),
        "$year": str(year),
    }


def _statement(name: str, words: dict[str, str]) -> str:
    text = files_by_name(SQL_FOLDER, ".sql")[name].read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(word, value)
    return text
