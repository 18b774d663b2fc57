"""A comparison of two versions shows nobody's number or name whole, whatever row or cell it lists."""

import duckdb
import pyarrow as pa
import pytest

from store import find_table
from store.comparing import compare_relations

ID_NUMBER, OTHER, PHONE = "433123198001011234", "433123198001015678", "13812345678"


def relation(*rows: dict[str, str]) -> pa.Table:
    """Rows of the table of monitored persons, all other columns empty."""
    table = find_table("monitored_persons")
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in table.stored_columns})


@pytest.mark.parametrize("column", [one.name for one in find_table("monitored_persons").columns if one.personal])
def test_added_removed_and_changed_cells_are_masked_by_the_kind_of_their_column(column: str) -> None:
    table = find_table("monitored_persons")
    value = {"phone": PHONE, "name": "张三丰"}.get(table.column(column).personal, ID_NUMBER)
    first = {"county_code": "433123", "period": "2021-11", "id_number": OTHER}
    rows = [first, first | {"id_number": ID_NUMBER}]
    with duckdb.connect() as connection:
        connection.register("a", relation(rows[0] | ({} if column == "id_number" else {column: "原来的" + value})))
        connection.register("b", relation(rows[0] | ({} if column == "id_number" else {column: value}), rows[1]))
        found = compare_relations(connection, table)
    assert (found.added_rows, found.changed_rows) == (1, 0 if column == "id_number" else 1)
    said = str([found.added.to_pylist(), found.removed.to_pylist(), found.changed.to_pylist()])
    assert not [whole for whole in (ID_NUMBER, OTHER, PHONE, "张三丰") if whole in said]
    assert "43*************234" in said
