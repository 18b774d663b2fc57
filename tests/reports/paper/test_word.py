"""An official document read back: page, lines, letters, fonts, numbering and page numbers of GB/T 9704—2012."""

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from core.errors import UserError
from reports.paper import Break, Grid, Heading, Paper, Text, write_paper

PAPER = Paper(
    "关于2021年11月指标情况的通报",
    (
        Heading("总体情况"), Text("花垣县87.82分。"), Heading("资金", 2), Heading("支出", 3), Heading("要求"),
        Grid("各县得分", ("县", "得分"), (("花垣县", "87.82 分"), ("<b>县", "45.99 分")), frozenset({1}), (2, 1)),
        Break("附件1", "花垣县"), Heading("失分"), Text("附件的话。"),
    ),
    "各县人民政府", "州乡振〔2021〕5号", "州乡村振兴局", "2021年11月20日", "数据来源：测试", is_demo=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def book() -> Any:
    return Document(io.BytesIO(write_paper(PAPER)))


def texts(book: Any) -> list[str]:
    return [one.text.strip() for one in book.paragraphs if one.text.strip()]


def test_page_and_grid_are_those_of_the_standard(book: Any) -> None:
    section = book.sections[0]
    assert [round(one.mm) for one in (section.page_width, section.page_height)] == [210, 297]
    assert [round(one.mm) for one in (section.top_margin, section.left_margin)] == [37, 28]
    width = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    height = section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm
    assert (round(width), round(height)) == (156, 225)
    pitch = int(section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch"))) / 20
    assert int(section.page_height.pt - section.top_margin.pt - section.bottom_margin.pt + 0.2) // pitch == 22
    body = next(run for one in book.paragraphs for run in one.runs if run.text == "花垣县87.82分。")
    letter = body.font.size.pt + int(body._r.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert width / 25.4 * 72 // letter == 28


def test_parts_stand_in_order_with_their_numbers_and_the_annex_after_the_signature(book: Any) -> None:
    said = texts(book)
    assert said[:4] == ["模拟数据，不得引用", PAPER.number, PAPER.title, "各县人民政府："]
    assert said[4:10] == ["一、总体情况", "花垣县87.82分。", "（一）资金", "1.支出", "二、要求", "各县得分"]
    assert said[10:] == [
        "州乡村振兴局",
        "2021年11月20日",
        "附件1",
        "花垣县",
        "一、失分",
        "附件的话。",
        "数据来源：测试",
    ]


def test_fonts_and_sizes_are_named_for_chinese_letters(book: Any) -> None:
    fonts = {
        run.text: (run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt)
        for one in book.paragraphs
        for run in one.runs
        if run.text.strip()
    }
    assert fonts[PAPER.title] == ("方正小标宋简体", 22) and fonts["一、总体情况"] == ("黑体", 16)
    assert fonts["（一）资金"] == ("楷体_GB2312", 16) and fonts["花垣县87.82分。"] == ("仿宋_GB2312", 16)


def test_page_numbers_stand_outside(book: Any) -> None:
    section = book.sections[0]
    assert book.settings.odd_and_even_pages_header_footer
    sides = [one.paragraphs[0].alignment for one in (section.footer, section.even_page_footer)]
    assert [str(side).partition(" ")[0] for side in sides] == ["RIGHT", "LEFT"]
    assert "PAGE" in section.footer._element.xml and section.footer.paragraphs[0].text == "—  —"


def test_a_table_holds_its_cells_as_they_came(book: Any) -> None:
    table = book.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["县", "得分"],
        ["花垣县", "87.82 分"],
        ["<b>县", "45.99 分"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None, "the head is repeated on the next page"
    assert table.columns[0].width > table.columns[1].width


def test_an_offices_own_template_is_used_and_another_file_refused() -> None:
    own = Document()
    own.add_paragraph("红头")
    file = io.BytesIO()
    own.save(file)
    assert texts(Document(io.BytesIO(write_paper(PAPER, file.getvalue()))))[0] == "红头"
    with pytest.raises(UserError, match="不是 Word"):
        write_paper(PAPER, b"PK")
