"""Which imports brought the figures that a frame goes on with: the same items of the same places, in whatever period."""

from collections.abc import Collection, Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from store.declared import Table
from store.delta_files import Snapshot
from store.replacing import code_expression, select_rows

OF_TIME = ("period", "as_of")
"""Columns of a key in which the figures of one series differ."""


def find_series(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    base: Snapshot,
    frame: pa.Table,
    codes: Mapping[str, str],
    apart_from: Collection[str],
) -> dict[str, list[str]]:
    """Import → the items of the frame of which it brought figures for the same places; items `apart_from` are not looked for."""
    columns = [name for name in table.key if name not in OF_TIME]
    frame = frame.filter(pc.invert(pc.is_in(frame["item"], pa.array(sorted(apart_from), pa.string()))))
    if not frame.num_rows:
        return {}
    keys = ", ".join(f"{code_expression(name, codes)} AS _{name}" for name in columns)
    stored = select_rows(base.files, dict.fromkeys((*columns, "import_id"), "VARCHAR"))
    same = " AND ".join(f"old._{name} IS NOT DISTINCT FROM new._{name}" for name in columns)
    connection.register("new_rows", frame.select(columns))
    found = connection.execute(
        f"SELECT coalesce(import_id, ''), list(DISTINCT _item ORDER BY _item) FROM (SELECT {keys}, import_id FROM ({stored})) old "
        f"SEMI JOIN (SELECT {keys} FROM new_rows) new ON {same} GROUP BY 1"
    ).fetchall()
    connection.unregister("new_rows")
    return dict(found)
