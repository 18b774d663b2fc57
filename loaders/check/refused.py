"""Rows that a sheet has and a table has not: counted by the county and the period they are of, for whoever reckons with the table."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.places import county_of
from loaders.cells import SheetProblem
from loaders.columns import ProblemCollector, RowDefaults
from store import RefusedRows, Table

ELSEWHERE: Final = ("place_outside_scope", "place_level_wrong")
"""Why a row was left out that is of no place of this table: it is missed by nobody."""
CountedRows: TypeAlias = Mapping[tuple[str | None, str | None], int]
"""(county code, period) → rows; None where the row does not say."""


def count_refused(
    table: Table, columns: Mapping[str, pa.Array], defaults: RowDefaults, collected: ProblemCollector
) -> CountedRows:
    """The rows of data that were left out, by what can be read of their county and period ('' of a table without periods)."""
    if "county_code" not in table.stored_columns or not collected.out.any():
        return {}
    elsewhere = {one.row - collected.first_row for one in collected.problems if one.row and one.kind in ELSEWHERE}
    left = [at for at in np.flatnonzero(collected.wanted & collected.out).tolist() if at not in elsewhere]
    home = county_of(defaults.place) if defaults.place else ""
    counties = columns["county_code"].take(pa.array(left, pa.int64())).to_pylist()
    periods = (
        columns["period"].take(pa.array(left, pa.int64())).to_pylist() if "period" in columns else [""] * len(left)
    )
    return Counter(
        (county or home or None, period if period is not None else defaults.period or None)
        for county, period in zip(counties, periods, strict=True)
    )


def place_refused(
    counted: Iterable[CountedRows], frame: pa.Table, problems: Iterable[SheetProblem], table: Table
) -> tuple[RefusedRows, ...]:
    """What of the rows of a table is not stored, by county and period. `frame` are its rows with those of one key, `problems` what was
    said of these.

    A row that does not say its county, or period, may be of any that the file has: it counts in each of them. Rows of one key that
    contradict each other are one.
    """
    if "county_code" not in table.stored_columns:
        return ()
    found = _contradicting(frame, {(one.sheet, one.row) for one in problems if one.kind == "duplicate_key"}, table)
    said = [(key, rows) for one in counted for key, rows in one.items()]
    known = _places_of(frame, table) if said else set()
    for (county, period), rows in said:
        if county is not None and period is not None:
            found[county, period] += rows
            continue
        for place in known:
            if county in (None, place[0]) and period in (None, place[1]):
                found[place] += rows
    return tuple(RefusedRows(county, period, rows) for (county, period), rows in sorted(found.items()))


def _contradicting(frame: pa.Table, where: Set[tuple[str, int | None]], table: Table) -> Counter[tuple[str, str]]:
    """(county, period) → how many things a file has several rows of that are not the same."""
    if not where:
        return Counter()
    torn = frame.filter(pc.is_in(frame["source_row"], pa.array([row for _, row in where], pa.int32())))
    names = dict.fromkeys((*table.key, "county_code", "period"))
    rows = torn.select(
        [name for name in (*names, "source_sheet", "source_row") if name in torn.column_names]
    ).to_pylist()
    own = [row for row in rows if (row["source_sheet"], row["source_row"]) in where and row["county_code"]]
    things = {tuple(row.get(name) for name in names): (row["county_code"], row.get("period") or "") for row in own}
    return Counter(things.values())


def _places_of(frame: pa.Table, table: Table) -> set[tuple[str, str]]:
    names = ["county_code", *(["period"] if table.period != "none" else [])]
    rows = frame.select(names).group_by(names).aggregate([]).to_pylist()
    return {(row["county_code"], row.get("period") or "") for row in rows if row["county_code"]}
