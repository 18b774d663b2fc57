"""A table of a document, written as XML in one go: a hundred annexes have thousands of cells."""

from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reports.paper import looks
from reports.paper.parts import Grid

WHOLE: Final = 8
"""A table of at most so many rows stays on one page."""
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def make_grid(book: Any, grid: Grid, width: int) -> Any:
    """The table (`w:tbl`), `width` in twentieths of a point."""
    weights = grid.widths or tuple(1.0 for _ in grid.heads)
    widths = [int(width * weight / sum(weights)) for weight in weights]
    head, cell = (book.styles[name].style_id for name in (looks.GRID_HEAD, looks.GRID_CELL))
    table = OxmlElement("w:tbl")
    table.append(_properties(sum(widths)))
    columns = _tag(table, "tblGrid")
    for one in widths:
        _tag(columns, "gridCol", w=str(one))
    table.append(_row(grid.heads, widths, head, frozenset(), is_head=True, stays=bool(grid.rows)))
    for at, row in enumerate(grid.rows, 1):
        stays = len(grid.rows) <= WHOLE and at < len(grid.rows)
        table.append(_row(row, widths, cell, grid.numbers, stays=stays))
    return table


def _properties(width: int) -> Any:
    properties = OxmlElement("w:tblPr")
    _tag(properties, "tblW", w=str(width), type="dxa")
    _tag(properties, "jc", val="center")
    edges = _tag(properties, "tblBorders")
    for side in _SIDES:
        _tag(edges, side, val="single", sz="4", space="0", color="auto")
    _tag(properties, "tblLayout", type="fixed")
    margins = _tag(properties, "tblCellMar")
    for side in ("left", "right"):
        _tag(margins, side, w="70", type="dxa")
    return properties


def _row(
    cells: tuple[str, ...], widths: list[int], style: str, numbers: frozenset[int], *, is_head: bool = False, stays: bool = False
) -> Any:  # fmt: skip
    row = OxmlElement("w:tr")
    properties = _tag(row, "trPr")
    _tag(properties, "cantSplit")
    if is_head:
        _tag(properties, "tblHeader")
    for at, (words, width) in enumerate(zip(cells, widths, strict=True)):
        cell = _tag(row, "tc")
        shape = _tag(cell, "tcPr")
        _tag(shape, "tcW", w=str(width), type="dxa")
        _tag(shape, "vAlign", val="center")
        paragraph = _tag(cell, "p")
        look = _tag(paragraph, "pPr")
        _tag(look, "pStyle", val=style)
        if stays:
            _tag(look, "keepNext")
        if at in numbers:
            _tag(look, "jc", val="right")
        text = _tag(_tag(paragraph, "r"), "t")
        text.text = words
        text.set(qn("xml:space"), "preserve")
    return row


def _tag(parent: Any, name: str, **values: str) -> Any:
    one = OxmlElement(f"w:{name}")
    for key, value in values.items():
        one.set(qn(f"w:{key}"), value)
    parent.append(one)
    return one
