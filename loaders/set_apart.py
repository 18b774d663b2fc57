"""Figures of one name that two departments send: set apart under the sender's name once somebody said so, and from then on.

A title such as 工作进展情况 says nothing of whose work it is. Which tables of which sender are set apart is kept beside the other answers.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from core.errors import UserError
from core.json_files import write_json
from core.settings import TIME_ZONE
from store import Table

NAMED = ("item", "item_title")
BETWEEN = "："


def read_apart(folder: Path) -> dict[str, frozenset[str]]:
    """Sender → the tables of it whose figures go under its name ('' for figures that name no table)."""
    path = _path(folder)
    if not path.exists():
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))["apart"]
        return {str(sender): frozenset(map(str, tables)) for sender, tables in kept.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError("分开记的表读不出", file=path.name, todo="请删去这个文件，重新导入时再选") from error


def keep_apart(folder: Path, sender: str, tables: Iterable[str], who: str) -> None:
    """Keeps which tables of a sender are set apart, besides those kept before."""
    kept = {name: sorted(found) for name, found in read_apart(folder).items()}
    kept[sender] = sorted({*kept.get(sender, ()), *tables})
    when = datetime.now(TIME_ZONE).isoformat(timespec="seconds")
    write_json(_path(folder), {"apart": kept, "who": who, "when": when}, sealed_in=folder)


def list_tables(table: Table, frame: pa.Table) -> frozenset[str]:
    """The tables that the open figures of a frame are named after."""
    if not table.melt_open:
        return frozenset()
    return frozenset(_table_of(item) for item in set(frame["item"].to_pylist()) - _declared(table))


def set_apart(table: Table, frame: pa.Table, sender: str, tables: Iterable[str]) -> pa.Table:
    """The frame with the open figures of these tables under the sender's name; those that have it already, and declared items, as
    they are."""
    wanted, declared = set(tables), _declared(table)
    if not sender or not table.melt_open or not wanted:
        return frame
    items = frame["item"].to_pylist()
    is_wanted = [
        item not in declared and _table_of(item) in wanted and not item.startswith(f"{sender}{BETWEEN}")
        for item in items
    ]
    for name in NAMED:
        texts = [
            f"{sender}{BETWEEN}{text}" if own and text else text
            for own, text in zip(is_wanted, frame[name].to_pylist(), strict=True)
        ]
        frame = frame.set_column(frame.column_names.index(name), name, pa.array(texts, pa.string()))
    return frame


def _declared(table: Table) -> set[str]:
    return {item.code for item in table.items}


def _table_of(item: str) -> str:
    return item.partition(BETWEEN)[0] if BETWEEN in item else ""


def _path(folder: Path) -> Path:
    return folder / "mappings" / "apart.json"
