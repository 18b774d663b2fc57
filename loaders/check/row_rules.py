"""Rules between the columns of one row, as declared, run over the typed frame: a broken rule is a notice, no loss."""

import re
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa

from loaders.cells import SheetProblem, quote_cell
from loaders.columns import ProblemCollector
from loaders.recognise import COLUMN, SheetMapping

_WORD = re.compile(r"[a-z_][a-z0-9_]*")


IMPORT_DAY = "import_day"
"""The name a rule gives to the day of the import; a rule with it is asked of no import whose day is not known."""


def check_row_rules(
    mapping: SheetMapping, frame: pa.Table, collected: ProblemCollector, day: date | None = None
) -> None:
    """Lists the rows that break a rule; a rule over a missing value is not broken."""
    table = mapping.table
    if not table.rules or not frame.num_rows:
        return
    numbered = frame.append_column("_at", pa.array(np.arange(frame.num_rows), pa.int64()))
    with duckdb.connect(":memory:") as connection:
        connection.register("checked", numbered)
        for rule in table.rules:
            condition = rule.rule.replace(IMPORT_DAY, f"DATE '{day}'" if day else "CAST(NULL AS DATE)")
            broken = connection.execute(f"SELECT _at FROM checked WHERE ({condition}) IS FALSE ORDER BY _at").fetchall()
            for (at,) in broken:
                collected.problems.append(_describe(mapping, frame, at, rule.rule, rule.words))


def _describe(mapping: SheetMapping, frame: pa.Table, at: int, rule: str, words: str) -> SheetProblem:
    names = [name for name in dict.fromkeys(_WORD.findall(rule)) if name in frame.column_names]
    row = frame.slice(at, 1).to_pylist()[0]
    titles = {column.name: column.title for column in mapping.table.columns}
    came = "，".join(f"{titles.get(name, name)} {quote_cell(row[name])}" for name in names if row[name] is not None)
    one = next((found for name in names if (found := mapping.find(COLUMN, name))), None)
    letter = row.get("source_column") or (one.column.letter if one else "")
    header = next((other.column.title for other in mapping.assignments if other.column.letter == letter), "")
    return SheetProblem(row["source_sheet"], row["source_row"], letter, header, "rule_broken", came, words)
