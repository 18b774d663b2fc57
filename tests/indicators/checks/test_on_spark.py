"""Spark and DuckDB answer the same: every check of the demonstration finding by finding, every allowed expression."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest

from core.errors import UserError
from core.places.changes import declared_changes
from indicators.checks.engines.engine import COUNTS, NAMES, ROWS, run_checks
from indicators.checks.engines.on_duckdb import DuckdbEngine
from indicators.checks.engines.on_spark import SparkEngine, open_engine, read_version
from indicators.checks.engines.spark_dialect import table_names, to_spark
from indicators.declared import CHECKS, read_framework
from indicators.declared.expressions import ALLOWED_NODES, parse_expression
from store.declared.tables import Column, find_table
from store.versions import Store
from tests.indicators.small_case import write_rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.xdist_group("spark")
PERIOD = "2021-11"


@pytest.fixture(scope="module")
def engine(filled_folder: Path) -> Iterator[SparkEngine]:
    """A local session over the demonstration of 30 000 persons."""
    with open_engine(Store(filled_folder), "local[2]") as opened:
        yield opened


@pytest.fixture(scope="module")
def session(engine: SparkEngine) -> SparkSession:
    return engine.session


def test_both_engines_find_the_same_rows_and_count_the_same(engine: SparkEngine, filled_folder: Path) -> None:
    measures = list(read_framework(CHECKS).measures.values())
    answers = []
    for one in (DuckdbEngine(), engine):
        with Store(filled_folder).connect(engine.versions) as connection:
            run_checks(connection, one, measures, PERIOD)
            rows = connection.execute(f'SELECT "check", {ROWS}.* FROM {ROWS} JOIN {NAMES} USING (number)').fetchall()
            counts = connection.execute(f"SELECT * FROM {COUNTS}").fetchall()
        answers.append((sorted(rows, key=repr), sorted(counts, key=repr)))
    (rows, counts), (spark_rows, spark_counts) = answers
    assert len({row[0] for row in rows}) > 100
    assert spark_rows == rows
    assert spark_counts == counts


EDGES: dict[str, list[Any]] = {
    "text": [None, "", "脱贫户", "a_b%", "其他,技能培训", "100%", "'", "\\", "2021-11-30", " x ", "é👍", "12"],
    "more": [None, "脱贫", "", "脱贫户", "%", "技能培训", "_", "''", "\\\\", "2021-11", "x", "👍"],
    "whole": [None, 0, -1, 1, 7, -7, 12, 24260, 2**40, -(2**40), 59, 60],
    "divisor": [3, 0, 2, None, 0, 2, -12, 7, 1000, -1, 12, 1],
    "amount": [None, 0.0, -0.5, 0.5, 1.5, 2.5, -2.5, 2.675, 1.005, 6000.0, 1e15, 0.1],
    "rate": [0.0, None, 0.0, 0.25, -1.5, 2.5, 1e-9, 100.0, 0.1, 5999.99, 3.0, 0.3],
    "day": [
        None, date(2020, 2, 29), date(2021, 1, 31), date(2021, 2, 28), date(2021, 12, 31), date(2022, 1, 1),
        date(1970, 1, 1), date(1969, 12, 31), date(2021, 11, 30), date(2000, 2, 29), date(1900, 3, 1), date(2021, 3, 31),
    ],
    "later": [
        date(2021, 1, 1), date(2021, 2, 28), date(2021, 2, 28), None, date(2022, 12, 31), date(2021, 12, 31),
        date(2021, 11, 30), date(1970, 1, 1), date(2021, 11, 30), date(2020, 2, 29), date(2021, 11, 30), date(2021, 4, 30),
    ],
    "flag": [None, True, False, True, None, False, True, None, True, False, False, True],
    "other": [True, None, False, False, None, True, True, False, None, None, False, True],
}  # fmt: skip
"""Columns of one row each position: empty cells, empty text, negatives, halves, month ends, leap days."""

EXPRESSIONS = (
    "text = more", "text <> more", "text < more", "whole >= divisor", "amount <= rate", "whole > rate", "day < later",
    "text IN ('', '脱贫户', '100%')", "whole NOT IN (0, 7)", "(text, whole) IN (('脱贫户', -1))", "whole BETWEEN -1 AND 12",
    "day BETWEEN later AND day", "text IS NULL", "flag IS TRUE", "NOT flag", "flag AND other", "flag OR other",
    "flag = other", "flag IS NOT FALSE", "flag AND NULL", "text LIKE '%技能%'", "text LIKE ''", "text LIKE '_'",
    "text NOT LIKE '脱贫%'", "text LIKE more", "whole + divisor", "(whole - amount) * 2",
    "amount * rate", "-whole", "-amount", "whole / divisor", "amount / divisor", "amount / rate", "whole / 12", "whole / 2.5",
    "whole / nullif(divisor, 0)", "CASE WHEN whole > 0 THEN 'x' WHEN flag THEN text ELSE more END",
    "CASE text WHEN '' THEN 1 END", "coalesce(text, more, 'z')", "coalesce(amount, whole, 0.5)", "nullif(text, '')",
    "nullif(whole, divisor)", "abs(whole)", "abs(amount)", "round(amount)", "round(amount, 2)", "round(whole / 8.0, 1)",
    "round(rate * 100) / 100", "least(whole, divisor)", "greatest(whole, divisor)", "least(amount, rate, 1)",
    "greatest(day, later)", "least(text, more)", "length(text)", "length(coalesce(text, ''))", "year(day)", "month(day)",
    "day(later)", "year(later) * 12 + month(later) - year(day) * 12 - month(day)", "date_diff('day', day, later)",
    "substring(text, 1, 2)", "substring(text, 2, 1)", "substring(text, 20, 2)", "substring(text, 3)",
    "cast(whole AS VARCHAR)", "cast(day AS VARCHAR)", "cast(flag AS VARCHAR)", "cast(flag AS INTEGER)",
    "cast(amount AS BIGINT)", "cast(whole AS DOUBLE)", "cast(substring('2021-11', 6, 2) AS INTEGER)",
    "cast('2021-02-28' AS DATE)", "CASE WHEN text = '12' THEN cast(text AS INTEGER) END", "cast(rate * 10 AS INTEGER)",
)  # fmt: skip


@pytest.fixture(scope="module")
def edges(session: SparkSession) -> pa.Table:
    """The edge values, known to Spark as `edges` too."""
    table = pa.table(
        {"row_number": pa.array(range(len(EDGES["text"])))} | {name: pa.array(held) for name, held in EDGES.items()}
    )
    session.createDataFrame(table).createOrReplaceTempView("edges")
    return table


def test_every_expression_means_the_same_to_both(edges: pa.Table, session: SparkSession) -> None:
    trees = [parse_expression(text, tuple(EDGES), file="edges.yaml", field="met") for text in EXPRESSIONS]
    answers = ", ".join(f"({tree.sql(dialect='duckdb')}) AS a{at}" for at, tree in enumerate(trees))
    sql = f"SELECT row_number, {answers} FROM edges ORDER BY row_number"
    with duckdb.connect() as connection:
        connection.register("edges", edges)
        expected = connection.sql(sql).to_arrow_table()
    found = session.sql(to_spark(sql)).toArrow()
    for at, text in enumerate(EXPRESSIONS):
        assert _column(found, f"a{at}") == _column(expected, f"a{at}"), text


def _column(table: pa.Table, name: str) -> list[Any]:
    return [_plain(answer) for answer in table[name].to_pylist()]


def test_every_allowed_node_is_compared() -> None:
    seen = {
        type(node)
        for text in EXPRESSIONS
        for node in parse_expression(text, tuple(EDGES), file="edges.yaml", field="met").walk()
    }
    assert set(ALLOWED_NODES) - seen == set()


def _plain(answer: Any) -> Any:
    """A number as a float of twelve digits, so that 1, 1.0 and a decimal are one."""
    if answer is None or isinstance(answer, bool | str | date):
        return answer
    return f"{float(answer):.12g}"


def test_aggregates_of_views_mean_the_same(edges: pa.Table, session: SparkSession) -> None:
    sql = (
        "SELECT divisor, bool_or(flag) AS a, bool_and(flag) AS b, min(text) AS c, max(text) AS d, sum(whole) AS e, "
        "count(*) AS f, count(*) FILTER (WHERE flag) AS g, count(DISTINCT more) AS h, min(day) AS i, max(amount) AS j, "
        "sum(CASE WHEN flag THEN 1 ELSE 0 END) AS k FROM edges GROUP BY divisor"
    )
    with duckdb.connect() as connection:
        connection.register("edges", edges)
        expected = [tuple(map(_plain, row)) for row in connection.execute(sql).fetchall()]
    found = [tuple(map(_plain, row.values())) for row in session.sql(to_spark(sql)).toArrow().to_pylist()]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_a_version_is_read_with_declared_columns_and_todays_county(session: SparkSession, tmp_path: Path) -> None:
    old, now = next(iter(declared_changes().codes.items()))
    store = Store(tmp_path)
    grids = [
        {"place_code": f"{old}101201", "county_code": old, "period": PERIOD, "grid_name": "第1网格", "households": 40},
        {"place_code": "433123101201", "county_code": "433123", "period": PERIOD, "grid_name": "第2网格"},
    ]
    write_rows(store, "grids", grids)
    added = replace(find_table("grids"), columns=(*find_table("grids").columns, Column("new_note", "新列", "text")))
    found = read_version(session, store, added, store.versions()).toArrow().to_pylist()
    assert {(row["county_code"], row["grid_name"], row["new_note"]) for row in found} == {
        (now, "第1网格", None), ("433123", "第2网格", None),
    }  # fmt: skip
    assert read_version(session, store, find_table("visits"), store.versions()).count() == 0


def test_names_of_with_parts_are_no_tables() -> None:
    assert table_names("WITH a AS (SELECT * FROM x) SELECT * FROM a JOIN y ON TRUE") == {"x", "y"}


def test_without_pyspark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UserError, match="pyspark") as raised, open_engine(Store(tmp_path), "local[1]"):
        pass
    assert "requirements-spark.txt" in str(raised.value)


def test_without_a_java_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UserError, match="Java") as raised, open_engine(Store(tmp_path), "local[1]"):
        pass
    assert "default-jre-headless" in str(raised.value)
