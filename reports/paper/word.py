"""A document as a Word file: A4, type area 156 × 225 mm, 22 lines of 28 letters, page numbers outside (GB/T 9704—2012).

An office's own template gives its styles and head; page and grid stay as the standard has them.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.errors import UserError
from reports.paper.parts import Break, Grid, Heading, Paper, Text

BODY, TITLE, HEI, KAI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
"""Fonts of the standard; where one is not there the viewer takes its own."""
BODY_SIZE, TITLE_SIZE, PAGE_SIZE, TABLE_SIZE = Pt(16), Pt(22), Pt(14), Pt(10.5)
"""3号, 2号, 4号, 5号."""
LINE: Final = Pt(28.95)
LINE_PITCH, LETTER_SPACE = 579, -5
"""In twentieths of a point: the grid's line, 22 of them in 225 mm, and what a letter of 16 points is closer by, for 28 in 156 mm. A grid
of letters would do the same in one program only."""
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
WIDTH: Final = Mm(156)
_NUMBERS: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_FONT_OF_LEVEL: Final = {1: HEI, 2: KAI, 3: BODY}


def write_paper(paper: Paper, template: bytes | None = None) -> bytes:
    """The file. Raises UserError where the template is no Word file."""
    book = _open(template)
    _set_page(book.sections[0])
    book.settings.odd_and_even_pages_header_footer = True
    _set_page_numbers(book.sections[0])
    if paper.is_demo:
        _write(book, "模拟数据，不得引用", BODY, PAGE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    if paper.number:
        _write(book, paper.number, BODY, BODY_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    _write(book, paper.title, TITLE, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    _write(book, "", BODY, BODY_SIZE)
    if paper.to:
        _write(book, f"{paper.to}：", BODY, BODY_SIZE)
    _write_parts(book, [part for part in paper.parts if not _is_annex(part, paper)])
    annexes = paper.parts[_first_annex(paper) :]
    _sign(book, paper)
    _write_parts(book, annexes)
    if paper.note:
        _write(book, paper.note, BODY, TABLE_SIZE, indent=False)
    book.core_properties.title = paper.title
    book.core_properties.keywords = "、".join(paper.keywords)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _first_annex(paper: Paper) -> int:
    return next((at for at, part in enumerate(paper.parts) if isinstance(part, Break)), len(paper.parts))


def _is_annex(part: object, paper: Paper) -> bool:
    return any(part is one for one in paper.parts[_first_annex(paper) :])


def _open(template: bytes | None) -> Any:
    if template is None:
        book = Document()
        style = book.styles["Normal"]
        style.font.name, style.font.size = BODY, BODY_SIZE
        style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
        return book
    try:
        return Document(io.BytesIO(template))
    except Exception as error:
        raise UserError("模板不是 Word 文件（.docx），打不开", todo="请用 Word 或 WPS 另存为 .docx") from error


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.footer_distance = Mm(28)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    for name, value in (("type", "lines"), ("linePitch", LINE_PITCH)):
        grid.set(qn(f"w:{name}"), str(value))
    properties.append(grid)


def _set_page_numbers(section: Any) -> None:
    """`— 1 —`, right on odd pages and left on even ones, one letter from the edge."""
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        for words in ("— ", None, " —"):
            run = paragraph.add_run(words or "")
            _set_font(run, "宋体", PAGE_SIZE)
            if words is None:
                for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
                    run._r.append(_field(kind, text))
        indent = paragraph.paragraph_format
        if side == WD_ALIGN_PARAGRAPH.RIGHT:
            indent.right_indent = PAGE_SIZE
        else:
            indent.left_indent = PAGE_SIZE


def _field(kind: str, text: str) -> Any:
    if text:
        part = OxmlElement("w:instrText")
        part.set(qn("xml:space"), "preserve")
        part.text = text
        return part
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    return part


def _write_parts(book: Any, parts: Sequence[object]) -> None:
    counts = {1: 0, 2: 0, 3: 0}
    for part in parts:
        if isinstance(part, Heading):
            counts[part.level] += 1
            for below in range(part.level + 1, 4):
                counts[below] = 0
            _write(
                book,
                f"{_number(part.level, counts[part.level])}{part.words}",
                _FONT_OF_LEVEL[part.level],
                BODY_SIZE,
                indent=True,
            )
        elif isinstance(part, Text):
            _write(book, part.words, BODY, BODY_SIZE, indent=True)
        elif isinstance(part, Grid):
            _write_grid(book, part)
        elif isinstance(part, Break):
            counts = {1: 0, 2: 0, 3: 0}
            book.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
            _write(book, part.mark, HEI, BODY_SIZE)
            _write(book, part.title, TITLE, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)


def _number(level: int, count: int) -> str:
    if level == 1:
        return f"{_NUMBERS[count - 1]}、"
    return f"（{_NUMBERS[count - 1]}）" if level == 2 else f"{count}."


def _sign(book: Any, paper: Paper) -> None:
    if not paper.signed_by and not paper.signed_on:
        return
    _write(book, "", BODY, BODY_SIZE)
    for words in filter(None, (paper.signed_by, paper.signed_on)):
        paragraph = _write(book, words, BODY, BODY_SIZE, WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(4 * BODY_SIZE.pt)


def _write(
    book: Any, words: str, font: str, size: Any, align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY, *, indent: bool = False
) -> Any:
    paragraph = book.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE if size.pt <= BODY_SIZE.pt else Pt(35)
    if indent:
        _indent(paragraph)
    paragraph.alignment = align
    _set_font(paragraph.add_run(words), font, size)
    return paragraph


def _indent(paragraph: Any) -> None:
    """Two letters, whatever their size."""
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), "640")
    paragraph._p.get_or_add_pPr().append(indent)


def _set_font(run: Any, font: str, size: Any) -> None:
    """The face for Chinese letters; figures and Latin letters stand in the same height beside them."""
    run.font.name, run.font.size = "Times New Roman", size
    properties = run._r.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if size == BODY_SIZE:
        space = OxmlElement("w:spacing")
        space.set(qn("w:val"), str(LETTER_SPACE))
        properties.append(space)


def _write_grid(book: Any, grid: Grid) -> None:
    if grid.title:
        _write(book, grid.title, HEI, Pt(12), WD_ALIGN_PARAGRAPH.CENTER)
    table = book.add_table(rows=1, cols=len(grid.heads))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    weights = grid.widths or tuple(1.0 for _ in grid.heads)
    widths = [int(WIDTH * weight / sum(weights)) for weight in weights]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, head, width in zip(table.rows[0].cells, grid.heads, widths, strict=True):
        _cell(cell, head, HEI, WD_ALIGN_PARAGRAPH.CENTER, width)
    _repeat_head(table.rows[0])
    for row in grid.rows:
        cells = table.add_row().cells
        for at, (cell, words, width) in enumerate(zip(cells, row, widths, strict=True)):
            side = WD_ALIGN_PARAGRAPH.RIGHT if at in grid.numbers else WD_ALIGN_PARAGRAPH.LEFT
            _cell(cell, words, BODY, side, width)
    _write(book, "", BODY, TABLE_SIZE)


def _cell(cell: Any, words: str, font: str, side: Any, width: int) -> None:
    cell.width = width
    paragraph = cell.paragraphs[0]
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(16)
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(snap)
    paragraph.alignment = side
    _set_font(paragraph.add_run(words), font, TABLE_SIZE)


def _repeat_head(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
