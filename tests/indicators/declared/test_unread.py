"""Expressions over cells that were not read: empty only where what they ask about is empty and such a cell is among it."""

import duckdb
import pytest
import sqlglot

from indicators.declared import respect_unread, to_sql

COLUMNS = ("state", "other", "day", "absent_columns", "refused_columns")
LIKE = "coalesce(state LIKE '%中职%' OR state LIKE '%高职%' OR other LIKE '%技师%', false)"


@pytest.mark.parametrize(
    ("expression", "cells", "expected"),
    [
        (LIKE, {"state": "高职高专", "other": None}, True),
        (LIKE, {"state": "高中", "other": "无"}, False),
        (LIKE, {"state": None, "other": None}, False),
        (LIKE, {"state": None, "other": None, "refused_columns": ",state,"}, None),
        (LIKE, {"state": "中职", "other": None, "refused_columns": ",other,"}, True),
        (LIKE, {"state": "高中", "other": None, "absent_columns": ",other,"}, None),
        ("state IS NULL", {"state": None}, True),
        ("state IS NULL", {"state": None, "absent_columns": ",state,"}, None),
        ("state IS NOT NULL", {"state": "高中", "refused_columns": ",other,"}, True),
        (
            "(state = '高中' OR other = '无') IS NULL",
            {"state": "高中", "other": None, "refused_columns": ",other,"},
            False,
        ),
    ],
)
def test_a_cell_that_was_not_read_makes_only_what_hangs_on_it_unknown(
    expression: str, cells: dict[str, str | None], expected: bool | None
) -> None:
    sql = to_sql(respect_unread(sqlglot.parse_one(expression, dialect="duckdb"), COLUMNS))
    values = ", ".join(f"CAST(? AS VARCHAR) AS {name}" for name in COLUMNS)
    with duckdb.connect() as connection:
        asked = connection.execute(f"SELECT {sql} FROM (SELECT {values})", [cells.get(name) for name in COLUMNS])
        assert asked.fetchall() == [(expected,)]
