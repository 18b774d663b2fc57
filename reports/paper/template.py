"""The template of a document: red head, fixed texts, styles, and placeholders such as {{标题}} that are filled in.

The one that comes with the program is made here; an office writes it out, changes it in Word, and gives it back.
"""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from core.errors import UserError
from reports.paper import looks

BODY_MARK, ANNEX_MARK = "正文", "附件"
"""What stands alone in its paragraph, which is replaced by the parts of the document."""
ANNEX_LINES: Final = "附件说明"
NEEDED: Final = ("标题", BODY_MARK, ANNEX_MARK)
NAMES: Final = (
    "发文机关", "发文字号", "标题", "主送机关", BODY_MARK, ANNEX_LINES, "署名", "成文日期", ANNEX_MARK, "附注", "抄送机关", "印发机关",
    "印发日期",
)  # fmt: skip
"""Every placeholder, in the order of the document."""
ALONE: Final = (BODY_MARK, ANNEX_LINES, ANNEX_MARK)
_MARK: Final = re.compile(r"[{｛]{2}([^{}｛｝]*)[}｝]{2}")
_HALF: Final = re.compile(r"[{｛]{2}[^{}｛｝]{0,12}|[^{}｛｝]{0,12}[}｝]{2}")
_TODO: Final = "请在 Word 里改好模板，或重新导出一份模板再改"
_PARTS_WITH_TEXT: Final = ("document", "header", "footer")


def make_template() -> bytes:
    """The template that comes with the program, as a Word file."""
    book = Document()
    _set_normal(book)
    looks.ensure_looks(book)
    for words, style in (
        ("{{发文机关}}文件", looks.HEAD), ("{{发文字号}}", looks.NUMBER), ("{{标题}}", looks.TITLE), ("{{主送机关}}：", looks.TO),
        ("{{正文}}", looks.TEXT), ("{{附件说明}}", looks.ANNEX_LINE), ("{{署名}}", looks.SIGNED), ("{{成文日期}}", looks.SIGNED),
        ("{{附件}}", looks.TEXT), ("{{附注}}", looks.NOTE),
    ):  # fmt: skip
        book.add_paragraph(words, style=style)
    _add_copies(book)
    book.core_properties.title, book.core_properties.author, book.core_properties.comments = "公文模板", "", ""
    return to_bytes(book)


def to_bytes(book: Any) -> bytes:
    """The file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def open_template(template: bytes | None) -> Any:
    """The document of a template, the built-in one without; with every style of ours. Raises UserError where it is no Word file, or
    its placeholders are wrong or missing: by name."""
    try:
        book = Document(io.BytesIO(make_template() if template is None else template))
    except Exception as error:
        raise UserError("模板不是 Word 文件（.docx），打不开", todo="请用 Word 或 WPS 另存为 .docx") from error
    _check_marks(book)
    looks.ensure_looks(book)
    return book


def check_template(template: bytes) -> None:
    """Raises UserError where `open_template` would."""
    open_template(template)


def find_marks(text: str) -> list[str]:
    """The names of the placeholders in a text, in their order."""
    return [found[1].strip() for found in _MARK.finditer(text)]


def paragraphs_of(book: Any) -> Iterator[Any]:
    """Every paragraph (`w:p`) of body, tables, text boxes, headers and footers."""
    seen = set()
    for part in [book.part, *(one.target_part for one in book.part.rels.values() if not one.is_external)]:
        kind = part.partname.rpartition("/")[2]
        if part.partname in seen or not kind.startswith(_PARTS_WITH_TEXT) or not hasattr(part, "element"):
            continue
        seen.add(part.partname)
        yield from part.element.iter(qn("w:p"))


def text_of(paragraph: Any) -> str:
    """The words of a paragraph without those of a text box in it."""
    return "".join(one.text or "" for one in _texts(paragraph))


def fill(book: Any, values: Mapping[str, str]) -> None:
    """Puts the values in; a paragraph all whose placeholders are empty goes."""
    for paragraph in list(paragraphs_of(book)):
        names = find_marks(text_of(paragraph))
        if not names or any(name in ALONE for name in names):
            continue
        _put(paragraph, values)
        if not any(values.get(name) for name in names):
            _drop(paragraph)


def find_mark(book: Any, name: str) -> Any | None:
    """The paragraph that is replaced by parts."""
    return next((one for one in paragraphs_of(book) if find_marks(text_of(one)) == [name]), None)


def _texts(paragraph: Any) -> list[Any]:
    return [one for one in paragraph.iter(qn("w:t")) if next(one.iterancestors(qn("w:p"))) is paragraph]


def _put(paragraph: Any, values: Mapping[str, str]) -> None:
    """A placeholder may lie over several runs, as Word cuts them: its value goes into the first, with the look of that."""
    texts = _texts(paragraph)
    said = "".join(one.text or "" for one in texts)
    for found in reversed(list(_MARK.finditer(said))):
        start, value = 0, values.get(found[1].strip(), "")
        for one in texts:
            words = one.text or ""
            first, last = max(found.start() - start, 0), min(found.end() - start, len(words))
            start += len(words)
            if first < last:
                one.text = words[:first] + value + words[last:]
                one.set(qn("xml:space"), "preserve")
                value = ""
    for one in texts:
        _break_lines(one)


def _break_lines(text: Any) -> None:
    """A value of several lines, as a long title has, breaks where it says."""
    first, *others = (text.text or "").split("\n")
    text.text, last = first, text
    for words in others:
        line, more = OxmlElement("w:br"), OxmlElement("w:t")
        more.text = words
        last.addnext(line)
        line.addnext(more)
        last = more


def _drop(paragraph: Any) -> None:
    """Takes a paragraph away; the only one of a cell stays, without words, as a cell must have one."""
    above = paragraph.getparent()
    if len(above.findall(qn("w:p"))) > 1 or above.tag == qn("w:body"):
        above.remove(paragraph)
        return
    for one in _texts(paragraph):
        one.text = ""


def _check_marks(book: Any) -> None:
    said = [text_of(one) for one in paragraphs_of(book)]
    names = [name for text in said for name in find_marks(text)]
    wrong = [name for name in names if name not in NAMES]
    if wrong:
        known = "、".join(f"{{{{{name}}}}}" for name in NAMES)
        raise UserError(f"模板里有不认识的占位符：{_say(wrong)}；能用的有{known}", todo=_TODO)
    halves = [half[0] for text in said if (half := _HALF.search(_MARK.sub("", text)))]
    if halves:
        raise UserError(f"模板里的占位符没有写完整：“{'”、“'.join(halves)}”；要写成 {{{{标题}}}} 这样", todo=_TODO)
    if missing := [name for name in NEEDED if name not in names]:
        raise UserError(f"模板里缺少占位符：{_say(missing)}", todo=_TODO)
    if twice := [name for name in ALONE if names.count(name) > 1]:
        raise UserError(f"占位符只能出现一次：{_say(twice)}", todo=_TODO)
    for text in said:
        beside = [name for name in find_marks(text) if name in ALONE]
        if beside and _MARK.sub("", text, count=1).strip():
            raise UserError(f"占位符要单独占一段：{_say(beside)}，现在同一段里还有别的字", todo=_TODO)


def _say(names: list[str]) -> str:
    return "、".join(f"{{{{{name}}}}}" for name in dict.fromkeys(names))


def _set_normal(book: Any) -> None:
    normal = book.styles["Normal"]
    normal.font.name, normal.font.size = looks.LATIN, Pt(looks.BODY_SIZE)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), looks.BODY)
    language = OxmlElement("w:lang")
    for name, value in (("val", "en-US"), ("eastAsia", "zh-CN")):
        language.set(qn(f"w:{name}"), value)
    normal.element.rPr.append(language)


def _add_copies(book: Any) -> None:
    """版记: copies and who printed it when, between lines, at the foot of the last page."""
    for words in ("抄送：{{抄送机关}}。", "{{印发机关}}　　{{印发日期}}印发"):
        looks.put_at_foot(book.add_paragraph(words, style=looks.COPIES))
    book.add_paragraph("", style=looks.NOTE)
