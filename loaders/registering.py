"""Townships and villages that a national export names before anybody imported them.

They are entered in the table of places under provisional codes, which no official place has; once the official ones are imported,
the provisional ones point to them. Nothing is entered beside townships or villages that came officially: there an unknown name stays
a problem of its row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from core.places import PlaceIndex, provisional_codes
from core.places import is_provisional as is_provisional_code
from loaders.cells import SheetProblem, is_missing, plain_text
from loaders.recognise import PLACE, MatchedSheet, read_mark
from store import ARROW_TYPES, Store, Table, find_table

PLACES = "places"
LONGEST_NAME = 20
MOST_NAMED = 6
Rows = list[dict[str, Any]]


def find_unregistered(sheets: Sequence[MatchedSheet], index: PlaceIndex, scope: str) -> Rows:
    """Rows of the table of places for the townships and villages these sheets name and nobody knows, townships first."""
    named: dict[str, dict[str, set[str]]] = {}
    for county, township, village in _named(sheets, index, scope):
        towns = named.setdefault(county, {})
        towns.setdefault(township, set()).update([village] if village else [])
    rows: Rows = []
    for county, towns in sorted(named.items()):
        known = {name: _township(county, name, index) for name in towns}
        new = [name for name in sorted(towns) if not known[name]]
        codes = known | dict(zip(new, _free_codes(county, "township", index, new), strict=True))
        rows += [_row(codes[name], name, "township", county) for name in new if codes[name]]
        for name in sorted(towns):
            rows += _new_villages(codes[name], towns[name], index) if codes[name] else []
    return sorted(rows, key=lambda row: (row["level"], row["code"]))


def _named(sheets: Sequence[MatchedSheet], index: PlaceIndex, scope: str) -> Iterator[tuple[str, str, str]]:
    """(code of the county, township, village or '') of every different combination of names."""
    for one in sheets:
        columns = {column.target.name: column.column.index for column in one.match.mapping.of(PLACE)}
        if not one.match.table.brings_places or not {"county", "township"} <= columns.keys():
            continue
        kinds = [columns[kind] for kind in ("county", "township", "village") if kind in columns]
        cells = [one.sheet.column(at, one.header.data_start) for at in kinds]
        for texts in sorted({tuple(_name(cell) for cell in row) for row in set(zip(*cells, strict=True))}):
            found = index.resolve(texts[0], within=scope, level="county") if all(texts[:2]) else None
            if found and found.place:
                yield found.place.code, texts[1], texts[2] if len(texts) > 2 else ""


def _name(cell: Any) -> str:
    """A cell as a place's name; '' for what is none."""
    text = "" if is_missing(cell) else "".join(plain_text(cell).split())
    return "" if text.isascii() or len(text) > LONGEST_NAME or read_mark(text) else text


def _township(county: str, name: str, index: PlaceIndex) -> str:
    found = index.resolve(name, within=county, level="township")
    return found.place.code if found.place else ""


def _free_codes(above: str, level: str, index: PlaceIndex, names: Sequence[str]) -> list[str]:
    """A code for each name, '' where places of that level came officially or no number is left."""
    there = [place.code for place in index.children(above, level)]
    if not names or not all(map(is_provisional_code, there)):
        return [""] * len(names)
    taken = {*there}
    free = (code for code in provisional_codes(above) if code not in taken)
    return [next(free, "") for _ in names]


def _new_villages(township: str, names: Iterable[str], index: PlaceIndex) -> Rows:
    is_known = index.find(township) is not None
    new = [
        name for name in sorted(names) if not (is_known and index.resolve(name, within=township, level="village").place)
    ]
    codes = _free_codes(township, "village", index, new)
    return [_row(code, name, "village", township) for code, name in zip(codes, new, strict=True) if code]


def _row(code: str, name: str, level: str, above: str) -> dict[str, Any]:
    return {"code": code, "name": name, "level": level, "parent_code": above}


def places_frame(rows: Rows, source: Mapping[str, str]) -> pa.Table:
    """Rows as a frame of the table of places; `source` are its source columns."""
    table: Table = find_table(PLACES)
    return pa.table(
        {
            name: pa.array([({**source, **row}).get(name) for row in rows], ARROW_TYPES[kind])
            for name, kind in table.stored_columns.items()
        }
    )


def say_registered(rows: Rows, sheet: str) -> SheetProblem:
    """The notice of what is entered."""
    counts = [sum(row["level"] == level for row in rows) for level in ("township", "village")]
    names = "、".join(row["name"] for row in rows[:MOST_NAMED]) + ("…" if len(rows) > MOST_NAMED else "")
    came = f"{counts[0]:,} 个乡镇、{counts[1]:,} 个村：{names}"
    return SheetProblem(sheet, None, "", "", "places_registered", came, "官方行政区划表；导入以后按名称接上正式代码")


def retire_provisional(store: Store, index: PlaceIndex, source: Mapping[str, str], who: str) -> str:
    """Points provisional places to the official ones of the same name and place above; the version's label, '' when there are none."""
    official: dict[str, str] = {}
    stored = index.stored_rows()
    by_place = {
        (row["code"][:-3], row["level"], row["name"]): row["code"]
        for row in stored
        if not is_provisional_code(row["code"])
    }
    changed: Rows = []
    for row in sorted(stored, key=lambda one: len(one["code"])):
        code = row["code"]
        if not is_provisional_code(code):
            continue
        above = official.get(code[:-3], code[:-3])
        now = by_place.get((above, row["level"], row["name"]))
        if now:
            official[code] = now
        if now and row.get("replaced_by") != now:
            changed.append({**row, "replaced_by": now})
    if not changed:
        return ""
    table = find_table(PLACES)
    frame = places_frame(
        [{name: value for name, value in row.items() if name not in source} for row in changed], source
    )
    written = store.write(
        table, frame, who, source["source_file"], source["source_hash"], source["import_id"],
        f"{len(changed)} 个暂编代码的地区接上正式代码",
    )  # fmt: skip
    return f"{table.name}@{written.version}"
