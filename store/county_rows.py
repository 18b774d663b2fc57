"""The rows of one county of one table: the files of a version that may hold them, and the newest of its months.

What the files' statistics rule out is never opened, and where they name the newest month no file is read for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from store.declared import Table
from store.delta_files import DataFile, Snapshot
from store.replacing import code_expression, quote, select_rows

COUNTY, PLACE, PERIOD = "county_code", "place_code", "period"


@dataclass(frozen=True, eq=False)
class CountyRows:
    """A table's rows of a county; `codes` are its code of today, first, and those it had before."""

    table: Table
    codes: tuple[str, ...]
    files: tuple[DataFile, ...]
    within: str = ""
    """Of a place inside the county: only its rows."""

    def sql(self, condition: str = "TRUE", *, month: str = "", columns: Sequence[str] = ()) -> str:
        """SELECT of the rows that meet a condition, of one month if given, with these or all declared columns.

        `county_code` and the county's own `place_code` are today's. One plain SELECT wherever it can be: of a query for a
        few rows most of the time goes into planning it.
        """
        types = self.table.stored_columns
        wanted = {name: types[name] for name in columns or types}
        files = tuple(file for file in self.files if not month or file.may_hold(PERIOD, month, month))
        if not files:
            return select_rows((), wanted)
        now, *before = map(quote, self.codes)
        if self.within:
            condition = f"({condition}) AND starts_with({PLACE}, {quote(self.within)})"
        met = f"({condition}) AND {PERIOD} = {quote(month)}" if month else f"({condition})"
        if not before:
            return f"{select_rows(files, wanted)} WHERE {COUNTY} = {now} AND {met}"
        listed = ", ".join((now, *before))
        former = dict.fromkeys(self.codes[1:], self.codes[0])
        today = f"{now} AS {COUNTY}, {code_expression(PLACE, former)} AS {PLACE}"
        of_today = f"SELECT * REPLACE ({today}) FROM ({select_rows(files, types)}) WHERE {COUNTY} IN ({listed})"
        return f"SELECT {', '.join(wanted)} FROM ({of_today}) WHERE {met}"

    def newest_month(self, connection: duckdb.DuckDBPyConnection, after: str, last: str) -> str | None:
        """The county's newest month later than `after` and not later than `last`; None where it has none.

        Where the statistics show that it can only be one, that month, though the county may have no row then.
        """
        near = [file for file in self.files if _has_month(file, after, last)]
        newest = max((min(file.maximum.get(PERIOD, last), last) for file in near), default=None)
        if newest is None or _is_sure(near, newest, self.codes):
            return newest
        rows = self.sql(f"{PERIOD} > {quote(after)} AND {PERIOD} <= {quote(last)}", columns=[PERIOD])
        found = connection.execute(f"SELECT max({PERIOD}) FROM ({rows})").fetchone()
        return None if found is None or found[0] is None else str(found[0])


def find_county_rows(table: Table, snapshot: Snapshot | None, codes: Mapping[str, str], county_code: str) -> CountyRows:
    """The county's rows in a version (None: nothing was imported); `codes` are changed codes → today's.

    A code that is no longer in use has no rows: they are those of the county of today.
    """
    own_codes = codes_of(county_code, codes)
    is_of_today = codes.get(county_code, county_code) == county_code
    files = snapshot.files if snapshot and is_of_today else ()
    return CountyRows(table, own_codes, tuple(file for file in files if may_be_of(file, own_codes)))


def codes_of(county_code: str, codes: Mapping[str, str]) -> tuple[str, ...]:
    """A county's code of today, first, and those it had before; `codes` are changed codes → today's."""
    return (county_code, *(code for code, now in codes.items() if now == county_code and code != county_code))


def may_be_of(file: DataFile, codes: tuple[str, ...]) -> bool:
    """Whether the file may have rows of a county with one of these codes."""
    return any(file.may_hold(COUNTY, code, code) for code in codes)


def _has_month(file: DataFile, after: str, last: str) -> bool:
    return file.may_hold(PERIOD, after, last) and file.maximum.get(PERIOD, last) > after


def _is_sure(files: Sequence[DataFile], month: str, codes: tuple[str, ...]) -> bool:
    """Whether no later month can be and none but `month` could be the newest: a file of the county alone holds it, or
    every file holds nothing else."""
    sure = [file for file in files if file.only(PERIOD) == month]
    return len(sure) == len(files) or any(file.only(COUNTY) in codes for file in sure)
