"""One workbook of eight tables in two states, and which of the two a data folder holds, table by table."""

from datetime import date
from pathlib import Path

from loaders.template import list_template_columns
from store import Store, find_table
from tests.loaders.sheets import write_xlsx
from tests.loaders.test_template import answer

TABLES = (
    "asset_summary", "check_limits", "cooperation_agreements", "cooperation_projects", "cooperation_reports", "fund_allocations",
    "fund_payments", "unit_figures",
)  # fmt: skip
STATES = {"甲": 5, "乙": 7}
"""State → the figure in every cell of a number."""
_OWN = "* EXCLUDE (source_file, source_hash, source_sheet, source_row, source_column, import_id)"


def write_state(folder: Path, state: str, rows: int) -> Path:
    """The workbook of a state, of the same sender each time; both have the same places, periods and keys."""
    sheets = {}
    for name in TABLES:
        table = find_table(name)
        columns = list_template_columns(table)
        body = [
            [answer(table, column, STATES[state], at, date(2021, 3, 1)) for column in columns] for at in range(rows)
        ]
        sheets[table.title] = [["填报单位：凤凰县乡村振兴局"], [column.header for column in columns], *body]
    return write_xlsx(folder / f"基础表{state}.xlsx", sheets)


def read_digests(folder: Path) -> dict[str, str]:
    """Table → what it holds as a text, whatever file it came from; tables without rows are absent."""
    with Store(folder).connect() as connection:
        return {
            name: str(connection.execute(f"SELECT count(*), bit_xor(hash(one)) FROM (SELECT {_OWN} FROM {name}) one").fetchone())
            for name in sorted(Store(folder).versions())
        }  # fmt: skip
