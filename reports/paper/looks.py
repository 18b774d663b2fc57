"""The styles of a document by GB/T 9704—2012, under the names that an office finds in Word: fonts by level, sizes, lines, indents.

Fonts are named in the file and not shipped; for each the names are given under which other systems have it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from lxml import etree

from core.palette import PAPER_RED

SONG, BODY, HEI, KAI, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LATIN: Final = "Times New Roman"
ELSEWHERE: Final[Mapping[str, str]] = {
    SONG: "方正小标宋_GBK,方正小标宋,FZXiaoBiaoSong-B05S,宋体,SimSun,Noto Serif CJK SC",
    BODY: "仿宋,FangSong,方正仿宋_GBK,FZFangSong-Z02,Noto Serif CJK SC",
    KAI: "楷体,KaiTi,方正楷体_GBK,FZKai-Z03,Noto Serif CJK SC",
    HEI: "SimHei,方正黑体_GBK,FZHei-B01,Noto Sans CJK SC",
    PLAIN: "SimSun,Noto Serif CJK SC",
}
"""A font of the standard → names of what stands in for it."""
LINE: Final = 28.95
"""Points of a line: 22 in 225 mm."""
LETTER_SPACE: Final = -5
"""In twentieths of a point: what a letter of 16 points is closer by, for 28 in 156 mm. A grid of letters would do the same in one
program only."""
BODY_SIZE: Final = 16.0
_AFTER_RULES: Final = (
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:jc",
    "w:outlineLvl",
)
CENTRE, RIGHT, LEFT, EVEN = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A style: font, size in points, how it stands. `first` and `left` are indents in letters, `right` as well; `level` is its place in
    the outline, `line` the height of a line."""

    font: str
    size: float
    align: Any = EVEN
    first: int = 0
    left: int = 0
    right: int = 0
    line: float = LINE
    before: float = 0
    after: float = 0
    stays_with_next: bool = False
    level: int = 0
    is_red: bool = False
    rules: tuple[str, ...] = ()
    """Lines above, below and between paragraphs."""
    is_at_foot: bool = False


HEAD, NUMBER, TITLE, TO, TEXT = "公文红头", "公文发文字号", "公文标题", "公文主送机关", "公文正文"
LEVELS: Final = {1: "公文一级标题", 2: "公文二级标题", 3: "公文三级标题"}
ANNEX_LINE, SIGNED, ANNEX, ANNEX_TITLE, NOTE = (
    "公文附件说明", "公文署名", "公文附件", "公文附件标题", "公文附注",
)  # fmt: skip
GRID_TITLE, GRID_UNIT, GRID_HEAD, GRID_CELL, GAP, COPIES, PAGE = (
    "公文表题", "公文表格单位", "公文表头", "公文表格", "公文表后", "公文版记", "公文页码",
)  # fmt: skip
LOOKS: Final[Mapping[str, Look]] = {
    HEAD: Look(SONG, 36, CENTRE, line=50, before=20, is_red=True),
    NUMBER: Look(BODY, BODY_SIZE, CENTRE, after=LINE, rules=("bottom",)),
    TITLE: Look(SONG, 22, CENTRE, line=35, after=LINE, stays_with_next=True),
    TO: Look(BODY, BODY_SIZE, LEFT),
    TEXT: Look(BODY, BODY_SIZE, first=2),
    LEVELS[1]: Look(HEI, BODY_SIZE, first=2, stays_with_next=True, level=1),
    LEVELS[2]: Look(KAI, BODY_SIZE, first=2, stays_with_next=True, level=2),
    LEVELS[3]: Look(BODY, BODY_SIZE, first=2, stays_with_next=True, level=3),
    ANNEX_LINE: Look(BODY, BODY_SIZE, LEFT, left=2),
    SIGNED: Look(BODY, BODY_SIZE, RIGHT, right=4),
    ANNEX: Look(HEI, BODY_SIZE, LEFT, stays_with_next=True),
    ANNEX_TITLE: Look(SONG, 22, CENTRE, line=35, after=LINE / 2, stays_with_next=True),
    GRID_TITLE: Look(HEI, 12, CENTRE, line=20, before=8, stays_with_next=True),
    GRID_UNIT: Look(BODY, 10.5, RIGHT, line=16, stays_with_next=True),
    GRID_HEAD: Look(HEI, 10.5, CENTRE, line=16),
    GRID_CELL: Look(BODY, 10.5, LEFT, line=16),
    GAP: Look(BODY, 5, line=8),
    NOTE: Look(BODY, 10.5, line=16, before=8),
    COPIES: Look(BODY, 14, LEFT, left=1, right=1, line=24, rules=("top", "bottom", "between"), is_at_foot=True),
    PAGE: Look(PLAIN, 14, line=20),
}


def ensure_looks(book: Any) -> None:
    """Adds the styles that a document lacks; one that an office changed stays as it is."""
    known = {style.name for style in book.styles}
    for name, look in LOOKS.items():
        if name not in known:
            _add(book, name, look)
    _name_fonts(book)


def _add(book: Any, name: str, look: Look) -> None:
    style = book.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = book.styles["Normal"], True
    style.font.name, style.font.size = LATIN, Pt(look.size)
    run = style.element.get_or_add_rPr()
    run.rFonts.set(qn("w:eastAsia"), look.font)
    run.rFonts.set(qn("w:hint"), "eastAsia")
    if look.is_red:
        style.font.color.rgb = RGBColor.from_string(PAPER_RED[1:].upper())
    if look.size == BODY_SIZE:
        space = OxmlElement("w:spacing")
        space.set(qn("w:val"), str(LETTER_SPACE))
        run.append(space)
    shape = style.paragraph_format
    shape.alignment = look.align
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    shape.keep_with_next = look.stays_with_next
    shape.widow_control = False
    _shape(style.element.get_or_add_pPr(), look)


def _shape(properties: Any, look: Look) -> None:
    """Lines, place at the foot, and indents in letters, whatever their size, with their width beside for programs that know points only."""
    if look.rules:
        edges = OxmlElement("w:pBdr")
        for side in look.rules:
            edge, is_red = OxmlElement(f"w:{side}"), not look.is_at_foot
            size = "18" if is_red else "6" if side == "between" else "8"
            colour = PAPER_RED[1:].upper() if is_red else "auto"
            for name, value in (("val", "single"), ("sz", size), ("space", "8" if is_red else "3"), ("color", colour)):
                edge.set(qn(f"w:{name}"), value)
            edges.append(edge)
        properties.insert_element_before(edges, *_AFTER_RULES)
    if look.line != LINE:
        snap = OxmlElement("w:snapToGrid")
        snap.set(qn("w:val"), "0")
        properties.insert_element_before(snap, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
    if look.first or look.left or look.right:
        indent = OxmlElement("w:ind")
        for side, letters in (("firstLine", look.first), ("left", look.left), ("right", look.right)):
            if letters:
                indent.set(qn(f"w:{side}Chars"), str(100 * letters))
                indent.set(qn(f"w:{side}"), str(round(20 * letters * look.size)))
        properties.insert_element_before(indent, "w:contextualSpacing", "w:jc", "w:outlineLvl")
    if look.level:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(look.level - 1))
        properties.append(outline)


def put_at_foot(paragraph: Any) -> None:
    """A frame at the foot of the page; paragraphs in a row share it."""
    frame = OxmlElement("w:framePr")
    for name, value in (
        ("w", "8844"), ("wrap", "around"), ("vAnchor", "margin"), ("hAnchor", "margin"), ("xAlign", "center"), ("yAlign", "bottom"),
    ):  # fmt: skip
        frame.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().insert_element_before(frame, "w:widowControl", *_AFTER_RULES)


def _name_fonts(book: Any) -> None:
    """What stands in for a font of the standard where it is not there, in the document's table of fonts."""
    part = next((one.target_part for one in book.part.rels.values() if one.reltype.endswith("/fontTable")), None)
    if part is None:
        return
    table = etree.fromstring(part.blob)
    known = {one.get(qn("w:name")) for one in table}
    for name, others in ELSEWHERE.items():
        if name in known:
            continue
        font = etree.SubElement(table, qn("w:font"))
        font.set(qn("w:name"), name)
        for tag, value in (
            ("altName", others),
            ("charset", "86"),
            ("family", "script" if name == KAI else "auto"),
            ("pitch", "default"),
        ):
            etree.SubElement(font, qn(f"w:{tag}")).set(qn("w:val"), value)
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
