"""A document as a Word file: A4, type area 156 × 225 mm, 22 lines of 28 letters, page numbers outside (GB/T 9704—2012).

An office's own template gives its styles, head and fixed texts; page and grid stay as the standard has them.
"""

from collections.abc import Sequence
from typing import Any, Final

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.paper import looks
from reports.paper.grid import make_grid
from reports.paper.parts import Break, Grid, Heading, Paper, Part, Text
from reports.paper.template import (
    ANNEX_LINES,
    ANNEX_MARK,
    BODY_MARK,
    fill,
    find_mark,
    open_template,
    paragraphs_of,
    text_of,
    to_bytes,
)  # fmt: skip

TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
SHORT, LONG = 210, 297
"""Margins and sides of the page in millimetres; a lying page is turned with its margins, bound at its top."""
LINE_PITCH: Final = 579
DEMO_WORDS: Final = "模拟数据，不得引用"
_NUMBERS: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_HEAD_LETTERS: Final = 10
"""A longer red head stands in smaller letters, so that it keeps to one line."""


def write_paper(paper: Paper, template: bytes | None = None) -> bytes:
    """The file. Raises UserError where the template is no Word file or its placeholders are wrong or missing."""
    book = open_template(template)
    for section in book.sections:
        _set_page(section, paper.is_wide)
    book.settings.odd_and_even_pages_header_footer = True
    _set_page_numbers(book)
    _fit_head(book, paper.signed.by)
    fill(book, _values(paper))
    width = _width(paper) * 1440 / 25.4
    body = _Writer(book, width)
    body.write(find_mark(book, BODY_MARK), paper.body)
    body.write_annex_lines(find_mark(book, ANNEX_LINES), paper.annexes)
    body.write(find_mark(book, ANNEX_MARK), paper.enclosed)
    if paper.is_demo:
        _mark_demo(book)
    book.core_properties.title = paper.title
    book.core_properties.keywords = "、".join(paper.keywords)
    return to_bytes(book)


def _values(paper: Paper) -> dict[str, str]:
    signed = paper.signed
    head = signed.by if paper.has_head else ""
    is_printed = bool(signed.copies or signed.number)
    return {
        "发文机关": head, "发文字号": signed.number or ("　" if head else ""),
        "标题": paper.title, "主送机关": signed.to, "署名": signed.by,
        "成文日期": paper.signed_on, "附注": paper.note, "抄送机关": signed.copies,
        "印发机关": signed.by if is_printed else "", "印发日期": paper.signed_on if is_printed else "",
    }  # fmt: skip


def _width(paper: Paper) -> int:
    return LONG - TOP - BOTTOM if paper.is_wide else SHORT - LEFT - RIGHT


def _set_page(section: Any, is_wide: bool) -> None:
    sides = (LONG, SHORT) if is_wide else (SHORT, LONG)
    top, bottom, left, right = (LEFT, RIGHT, BOTTOM, TOP) if is_wide else (TOP, BOTTOM, LEFT, RIGHT)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(sides[0]), Mm(sides[1])
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(
        Mm, (top, bottom, left, right)
    )
    section.footer_distance = Mm(bottom - 7)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    for name, value in (("type", "lines"), ("linePitch", LINE_PITCH)):
        grid.set(qn(f"w:{name}"), str(value))
    properties.append(grid)


def _set_page_numbers(book: Any) -> None:
    """`— 1 —`, right on odd pages and left on even ones, one letter from the edge; a foot that an office filled stays."""
    for section in book.sections:
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            if not footer.is_linked_to_previous and any(text_of(one._p).strip() for one in footer.paragraphs):
                continue
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.style, paragraph.alignment = book.styles[looks.PAGE], side
            for words in ("— ", None, " —"):
                run = paragraph.add_run(words or "")
                if words is None:
                    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
                        run._r.append(_field(kind, text))
            indent = paragraph.paragraph_format
            if side == WD_ALIGN_PARAGRAPH.RIGHT:
                indent.right_indent = Pt(looks.LOOKS[looks.PAGE].size)
            else:
                indent.left_indent = Pt(looks.LOOKS[looks.PAGE].size)


def _field(kind: str, text: str) -> Any:
    if text:
        part = OxmlElement("w:instrText")
        part.set(qn("xml:space"), "preserve")
        part.text = text
        return part
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    return part


def _fit_head(book: Any, by: str) -> None:
    """The red head on one line, however long the name of the office."""
    for paragraph in paragraphs_of(book):
        said = text_of(paragraph)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if "发文机关" not in said or style is None or style.get(qn("w:val")) != book.styles[looks.HEAD].style_id:
            continue
        letters = len(by) + len(said) - len("{{发文机关}}")
        if letters > _HEAD_LETTERS:
            for run in paragraph.iter(qn("w:r")):
                size = OxmlElement("w:sz")
                size.set(qn("w:val"), str(int(2 * looks.LOOKS[looks.HEAD].size * _HEAD_LETTERS / letters)))
                run.get_or_add_rPr().append(size)


def _mark_demo(book: Any) -> None:
    """Every page says at its top that the figures are invented."""
    for section in book.sections:
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0] if not header.paragraphs[0].text.strip() else header.add_paragraph()
            paragraph.style, paragraph.alignment = book.styles[looks.PAGE], WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(DEMO_WORDS)


class _Writer:
    """Puts parts before a paragraph of the template, which then goes."""

    def __init__(self, book: Any, width: float) -> None:
        self._book, self._width = book, int(width)

    def write(self, mark: Any, parts: Sequence[Part]) -> None:
        counts = {1: 0, 2: 0, 3: 0}
        for part in parts:
            if isinstance(part, Heading):
                counts = {
                    level: count + (level == part.level) if level <= part.level else 0
                    for level, count in counts.items()
                }
                self._add(mark, f"{_number(part.level, counts[part.level])}{part.words}", looks.LEVELS[part.level])
            elif isinstance(part, Text):
                self._add(mark, part.words, looks.TEXT)
            elif isinstance(part, Grid):
                self._add_grid(mark, part)
            else:
                counts = {1: 0, 2: 0, 3: 0}
                self._add_break(mark, part)
        mark.getparent().remove(mark)

    def write_annex_lines(self, mark: Any, lines: Sequence[str]) -> None:
        """`附件：1.…`, what follows below the first letter of the first."""
        if mark is None:
            return
        if lines:
            self._add(mark, "", looks.ANNEX_LINE)
        for at, line in enumerate(lines):
            properties = self._add(mark, f"附件：{line}" if not at else line, looks.ANNEX_LINE).get_or_add_pPr()
            indent = OxmlElement("w:ind")
            letters, hanging = 5, 3 if not at else 0
            for name, count in (("left", letters), ("hanging", hanging)):
                indent.set(qn(f"w:{name}Chars"), str(100 * count))
                indent.set(qn(f"w:{name}"), str(int(20 * looks.BODY_SIZE * count)))
            properties.append(indent)
        mark.getparent().remove(mark)

    def _add(self, mark: Any, words: str, style: str) -> Any:
        paragraph = OxmlElement("w:p")
        named = OxmlElement("w:pStyle")
        named.set(qn("w:val"), self._book.styles[style].style_id)
        paragraph.get_or_add_pPr().append(named)
        run, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = words
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        paragraph.append(run)
        mark.addprevious(paragraph)
        return paragraph

    def _add_grid(self, mark: Any, grid: Grid) -> None:
        if grid.title:
            self._add(mark, grid.title, looks.GRID_TITLE)
        if grid.unit:
            self._add(mark, grid.unit, looks.GRID_UNIT)
        mark.addprevious(make_grid(self._book, grid, self._width))
        self._add(mark, "", looks.GAP)

    def _add_break(self, mark: Any, part: Break) -> None:
        properties = self._add(mark, part.mark, looks.ANNEX).get_or_add_pPr()
        properties.append(OxmlElement("w:pageBreakBefore"))
        self._add(mark, part.title, looks.ANNEX_TITLE)


def _number(level: int, count: int) -> str:
    if level == 1:
        return f"{_NUMBERS[count - 1]}、"
    return f"（{_NUMBERS[count - 1]}）" if level == 2 else f"{count}."
