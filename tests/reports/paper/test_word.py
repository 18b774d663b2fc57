"""An official document read back: page, lines, letters, fonts, numbering and page numbers of GB/T 9704—2012."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from reports.paper import Break, Grid, Heading, Paper, Signed, Text, write_paper

PARTS = (
    Heading("总体情况"), Text("花垣县87.82分。"), Heading("资金", 2), Heading("支出", 3), Heading("要求"),
    Grid("各县得分", ("县", "得分"), (("花垣县", "87.82分"), ("<b>县", "45.99分")), frozenset({1}), (2, 1), "单位：分"),
    Break("附件1", "花垣县"), Heading("失分"), Text("附件的话。"),
)  # fmt: skip
SIGNED = Signed("州乡村振兴局", "各县人民政府", "州乡振〔2021〕5号", "州委办公室")
PAPER = Paper(
    "关于2021年11月\n指标情况的通报", PARTS, SIGNED, "2021年11月20日", ("1.花垣县",), note="数据来源：测试", is_demo=True,
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


def test_a_wide_document_lies_and_is_bound_at_its_top() -> None:
    wide: Any = Document(io.BytesIO(write_paper(replace(PAPER, is_wide=True))))
    section = wide.sections[0]
    assert section.page_width > section.page_height and round(section.top_margin.mm) == 28


def test_parts_stand_in_order_with_their_numbers_and_the_annex_after_the_signature(book: Any) -> None:
    said = texts(book)
    assert said[:4] == ["州乡村振兴局文件", SIGNED.number, PAPER.title, "各县人民政府："]
    assert said[4:11] == ["一、总体情况", "花垣县87.82分。", "（一）资金", "1.支出", "二、要求", "各县得分", "单位：分"]
    assert said[11:14] == ["附件：1.花垣县", "州乡村振兴局", "2021年11月20日"]
    assert said[14:] == [
        "附件1", "花垣县", "一、失分", "附件的话。", "数据来源：测试", "抄送：州委办公室。", "州乡村振兴局　　2021年11月20日印发",
    ]  # fmt: skip
    assert "模拟数据，不得引用" in book.sections[0].header._element.xml, "each page says that it is invented"


def test_what_nobody_filled_in_leaves_no_line(book: Any) -> None:
    plain = texts(Document(io.BytesIO(write_paper(Paper("通报", (Text("话。"),))))))
    assert plain == ["通报", "话。"]
    card = Paper("卡片", (Text("话。"),), SIGNED, has_head=False)
    assert not any("文件" in one for one in texts(Document(io.BytesIO(write_paper(card)))))


def test_fonts_and_sizes_are_named_by_style_for_chinese_letters(book: Any) -> None:
    def look(name: str) -> tuple[str, float]:
        style = book.styles[name]
        return style.element.rPr.rFonts.get(qn("w:eastAsia")), style.font.size.pt

    styles = {one.text: one.style.name for one in book.paragraphs}
    assert look(styles[PAPER.title]) == ("方正小标宋简体", 22) and look(styles["一、总体情况"]) == ("黑体", 16)
    assert look(styles["（一）资金"]) == ("楷体_GB2312", 16) and look(styles["花垣县87.82分。"]) == ("仿宋_GB2312", 16)
    assert look(styles["州乡村振兴局文件"])[0] == "方正小标宋简体"


def test_each_font_names_what_stands_in_for_it(book: Any) -> None:
    table = next(one.target_part.blob for one in book.part.rels.values() if one.reltype.endswith("/fontTable")).decode()
    for font, other in (
        ("仿宋_GB2312", "FangSong"),
        ("方正小标宋简体", "宋体"),
        ("楷体_GB2312", "KaiTi"),
        ("黑体", "SimHei"),
    ):
        assert re.search(rf'w:name="{font}".*?altName w:val="[^"]*{other}', table), font


def test_page_numbers_stand_outside(book: Any) -> None:
    section = book.sections[0]
    assert book.settings.odd_and_even_pages_header_footer
    sides = [one.paragraphs[0].alignment for one in (section.footer, section.even_page_footer)]
    assert [str(side).partition(" ")[0] for side in sides] == ["RIGHT", "LEFT"]
    assert "PAGE" in section.footer._element.xml and section.footer.paragraphs[0].text == "—  —"


def test_a_heading_never_stands_alone_at_the_foot_of_a_page(book: Any) -> None:
    for style in ("公文一级标题", "公文二级标题", "公文三级标题", "公文表题", "公文附件"):
        assert book.styles[style].paragraph_format.keep_with_next, style


def test_a_table_holds_its_cells_as_they_came(book: Any) -> None:
    table = book.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["县", "得分"],
        ["花垣县", "87.82分"],
        ["<b>县", "45.99分"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None, "the head is repeated on the next page"
    assert table.columns[0].width > table.columns[1].width
