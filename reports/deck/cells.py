"""Cells of a PowerPoint table, written as one piece of XML a row: a table of a hundred cells at once instead of one by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from core import palette
from core.templates import render

FONT: Final = "微软雅黑"
SIZE: Final = 1600
"""Hundredths of a point."""
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: its words, their colour, where they stand (`l`, `ctr`, `r`), the ground ('' for none)."""

    words: str
    colour: str
    align: str = "l"
    ground: str = ""
    is_bold: bool = False

    @property
    def text(self) -> str:
        """The words as XML can hold them, in one line."""
        return _FORBIDDEN.sub("", self.words).replace("\n", " ")


def fill_table(table: Any, rows: Sequence[Sequence[Cell]], height: int) -> None:
    """Put the rows in the place of the table's own; `height` is that of a row in EMU. As many cells a row as the table has columns."""
    for old in table.findall(qn("a:tr")):
        table.remove(old)
    for row in rows:
        written = render(__file__, "row", cells=row, height=height, font=FONT, size=SIZE, rule=palette.RULE)
        table.append(parse_xml(str(written)))
