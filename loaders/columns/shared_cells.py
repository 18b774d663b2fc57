"""Figures merged over several rows or columns: of two counties, or of two items, nobody can say how much is whose."""

from collections.abc import Sequence
from typing import Any

from loaders.cells import is_missing, plain_text, written_unit
from loaders.columns.collector import ProblemCollector
from loaders.files import RawSheet
from loaders.recognise import COLUMN, PERIOD, PLACE, Assignment, SheetBody, SheetMapping, text_columns


def leave_shared(
    sheet: RawSheet, mapping: SheetMapping, start: int, body: SheetBody, collected: ProblemCollector
) -> None:
    """Empties the cells of figures that stand over rows or columns of different things, with a problem at each. `start` is the position
    in the sheet of the body's first row.

    A figure merged over rows that say the same of place, period and name is theirs.
    """
    texts = set(text_columns(mapping))
    figures = {one.column.index: one for one in mapping.assignments if one.column.index not in texts}
    named = [
        one for one in mapping.assignments if one.target.kind in (PLACE, PERIOD, COLUMN) and one.column.index in texts
    ]
    for block in sheet.merged_ranges:
        top, bottom = block.top - start, min(block.bottom - start, len(body) - 1)
        if not 0 <= top <= bottom or block.left not in figures:
            continue
        came, covered = body.rows[top][block.left], range(top, bottom + 1)
        if not collected.wanted[top] or written_unit(came) is None:
            continue
        columns = [at for at in range(block.left, block.right + 1) if at in figures]
        titles = [figures[at].column.title for at in columns]
        whose = titles if len(columns) > 1 else _owners(mapping, [body.rows[at] for at in covered], named)
        if whose:
            body.empty((at, column) for at in covered for column in columns)
            expected = f"各写各的数；这一格合并在{'、'.join(whose)}上，看不出各是多少"
            collected.add(top, figures[block.left].column, "shared_cell", came, expected)


def _owners(mapping: SheetMapping, rows: Sequence[Sequence[Any]], named: Sequence[Assignment]) -> list[str]:
    """What tells some rows apart, by the first column that does; [] where nothing does."""
    for one in named:
        texts = [plain_text(row[one.column.index]) for row in rows if not is_missing(row[one.column.index])]
        if len(different := list(dict.fromkeys(texts))) > 1:
            is_personal = one.target.kind == COLUMN and bool(mapping.table.column(one.target.name).personal)
            return ["几行"] if is_personal else different
    return []
