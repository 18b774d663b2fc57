"""What a file would take out of the store without bringing it again: said before it is imported.

A file replaces all rows of its counties and periods. One that holds a single township takes the other townships' rows out.
"""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from core.places import PlaceIndex
from core.words import say_period
from loaders.cells import SheetProblem
from store import Store, Table, quote

MOST_NAMED = 6
COUNTY, PLACE, PERIOD = "county_code", "place_code", "period"


def find_lost_places(store: Store, table: Table, frame: pa.Table, index: PlaceIndex, sheet: str) -> list[SheetProblem]:
    """One notice a county and period of which the store has townships that the file lacks; [] where nothing would go."""
    names = (COUNTY, PERIOD) if PERIOD in table.replace else (COUNTY,)
    if not frame.num_rows or set(table.replace) != set(names) or table.name not in store.versions():
        return []
    brought = _count_rows(frame, names)
    stored = _stored_rows(store, table, names, list(brought))
    found = []
    for key, towns in stored.items():
        lost = {town: rows for town, rows in towns.items() if town not in brought[key]}
        if lost and any(len(town) > len(key[0]) for town in lost):
            found.append(_describe(key, lost, brought[key], index, sheet))
    return found


def _count_rows(frame: pa.Table, names: Sequence[str]) -> dict[tuple[str, ...], dict[str, int]]:
    """(county, period) → township → rows that the file brings."""
    towns = frame.select(list(names)).append_column("town", pc.utf8_slice_codeunits(frame[PLACE], 0, 9))
    counted = towns.group_by([*names, "town"]).aggregate([([], "count_all")]).to_pylist()
    found: dict[tuple[str, ...], dict[str, int]] = {}
    for row in counted:
        if all(row[name] for name in names):
            found.setdefault(tuple(row[name] for name in names), {})[row["town"]] = row["count_all"]
    return found


def _stored_rows(
    store: Store, table: Table, names: Sequence[str], keys: Sequence[tuple[str, ...]]
) -> dict[tuple[str, ...], dict[str, int]]:
    """The same of the rows that are stored for these counties and periods."""
    if not keys:
        return {}
    columns = ", ".join(names)
    wanted = " OR ".join(
        "(" + " AND ".join(f"{name} = {quote(value)}" for name, value in zip(names, key, strict=True)) + ")"
        for key in keys
    )
    sql = f"SELECT {columns}, left({PLACE}, 9), count(*) FROM {table.name} WHERE {wanted} GROUP BY ALL"
    found: dict[tuple[str, ...], dict[str, int]] = {}
    with store.connect() as connection:
        for *key, town, rows in connection.execute(sql).fetchall():
            found.setdefault(tuple(key), {})[town or ""] = rows
    return found


def _describe(
    key: tuple[str, ...], lost: Mapping[str, int], brought: Mapping[str, int], index: PlaceIndex, sheet: str
) -> SheetProblem:
    named = [_name(town, index) for town in sorted(lost)]
    more = f"等 {len(named)} 处" if len(named) > MOST_NAMED else ""
    where = _name(key[0], index) + (say_period(key[1]) if len(key) > 1 else "")
    came = f"{where}已有 {'、'.join(named[:MOST_NAMED])}{more}的 {sum(lost.values()):,} 行，本文件里没有"
    words = f"导入后{where}只剩本文件的 {sum(brought.values()):,} 行；要保留请把全县合成一个文件再导入"
    return SheetProblem(sheet, None, "", "", "rows_lost", came, words)


def _name(code: str, index: PlaceIndex) -> str:
    place = index.find(code)
    return place.name if place else code
