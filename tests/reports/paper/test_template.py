"""A template that an office edits: its head, fixed texts and styles hold; placeholders that are wrong or missing are said by name."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.shared import Pt

from core.errors import UserError
from reports.paper import NAMES, Break, Heading, Paper, Signed, Text, make_template, write_paper

PARTS = (Heading("总体情况"), Text("第一段。"), Break("附件1", "花垣县"), Text("附件的话。"))
PAPER = Paper("关于11月的通报", PARTS, Signed("州局", "各县", "州〔2021〕5号"), "2021年11月20日")


def edited(change: Callable[[Any], object]) -> bytes:
    """The template that comes with the program, changed as an office would in Word."""
    book = Document(io.BytesIO(make_template()))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def written(template: bytes) -> Any:
    return Document(io.BytesIO(write_paper(PAPER, template)))


def find(book: Any, words: str) -> Any:
    return next(one for one in book.paragraphs if words in one.text)


def test_the_template_has_every_placeholder_and_reads_back_as_it_is() -> None:
    said = "".join(one.text for one in Document(io.BytesIO(make_template())).paragraphs)
    assert [name for name in NAMES if f"{{{{{name}}}}}" not in said] == []
    own = [one.text for one in written(make_template()).paragraphs]
    assert own == [one.text for one in Document(io.BytesIO(write_paper(PAPER))).paragraphs]


def test_head_fixed_texts_and_styles_of_the_office_hold() -> None:
    def change(book: Any) -> None:
        find(book, "{{发文机关}}").runs[0].text = "中共湘西州委农村工作领导小组文件"
        find(book, "{{正文}}").insert_paragraph_before("（内部资料，注意保存）", style="公文正文")
        book.styles["公文一级标题"].font.size = Pt(18)
        book.styles["公文正文"].font.bold = True

    book = written(edited(change))
    said = [one.text for one in book.paragraphs]
    assert said[0] == "中共湘西州委农村工作领导小组文件" and "（内部资料，注意保存）" in said
    assert find(book, "一、总体情况").style.font.size == Pt(18) and find(book, "第一段。").style.font.bold
    assert said.index("（内部资料，注意保存）") < said.index("一、总体情况")


def test_a_placeholder_cut_into_pieces_by_word_is_filled_all_the_same() -> None:
    def change(book: Any) -> None:
        paragraph = find(book, "{{标题}}")
        paragraph.runs[0].text = "印发{"
        for piece in ("{标", "题}}", "的通知"):
            paragraph.add_run(piece).bold = piece == "{标"

    assert "印发关于11月的通报的通知" in [one.text for one in written(edited(change)).paragraphs]


def test_placeholders_in_tables_and_heads_are_filled() -> None:
    def change(book: Any) -> None:
        book.add_table(1, 1).rows[0].cells[0].text = "文号：{{发文字号}}"
        book.sections[0].header.paragraphs[0].text = "{{发文机关}}"

    book = written(edited(change))
    assert (
        book.tables[0].rows[0].cells[0].text == "文号：州〔2021〕5号"
        and book.sections[0].header.paragraphs[0].text == "州局"
    )


def test_a_style_that_the_office_took_away_is_put_back() -> None:
    def change(book: Any) -> None:
        style = book.styles["公文二级标题"]
        style.element.getparent().remove(style.element)

    assert "公文二级标题" in {one.name for one in written(edited(change)).styles}


def set_text(words: str, to: str) -> Callable[[Any], None]:
    """Changes the words of the paragraph that holds some."""

    def change(book: Any) -> None:
        find(book, words).runs[0].text = to

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (set_text("{{标题}}", "{{标体}}"), "不认识的占位符：{{标体}}；能用的有.*{{标题}}"),
        (set_text("{{标题}}", "{{标题"), "没有写完整：“{{标题”"),
        (set_text("{{标题}}", "通报"), "缺少占位符：{{标题}}"),
        (set_text("{{附件}}", "附后"), "缺少占位符：{{附件}}"),
        (set_text("{{附注}}", "{{正文}}"), "只能出现一次：{{正文}}"),
        (set_text("{{正文}}", "如下：{{正文}}"), "单独占一段：{{正文}}"),
    ],
)
def test_what_is_wrong_with_a_placeholder_is_said_by_its_name(change: Callable[[Any], None], said: str) -> None:
    with pytest.raises(UserError, match=said):
        write_paper(PAPER, edited(change))


def test_a_file_that_is_no_word_file_is_refused() -> None:
    with pytest.raises(UserError, match="不是 Word"):
        write_paper(PAPER, b"PK")
