"""A deck as HTML and as PowerPoint: what is put in comes out, escaped, native and editable, with Chinese letters set."""

import io
import re
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Pt

from core.errors import UserError
from core.palette import ACCENT
from reports.deck import (
    Bar,
    Bars,
    Curve,
    Deck,
    Figures,
    LegendLine,
    Line,
    Matrix,
    Shape,
    Shapes,
    Slide,
    Table,
    number_slides,
    split_bars,
    split_rows,
    write_page,
    write_presentation,
)  # fmt: skip

NASTY = "<script>alert(1)</script>县"
BARS = Bars(
    (
        Bar("1 甲县", 87.5, "87.50 分", True, 88.0),
        Bar("2 乙县", 60.0, "60.00 分", tick=88.0),
        Bar("丙县", None, "未导入", tick=88.0),
    ),
    "得分",
    "序时进度",
    70.0,
    "全州平均（3县）",
)
SQUARES = tuple(
    Shape(
        f"4331{place:02d}",
        f"县{place}",
        (((place, 0.0), (place + 1, 0.0), (place + 1, 1.0), (place, 1.0)),),
        (place + 0.5, 0.5),
        ACCENT,
        f"{place} 分",
        place == 3,
    )
    for place in range(122)
)
MATRIX = Matrix(("三保障", "就业"), (("甲县", ("behind", "normal")), (NASTY, ("missing", "warning"))), "甲县")
FIGURES = Figures((("问题", "12 个", "超时限 3"),))
TABLE = Table(("县", "失分"), (("甲县", "−3.00 分"), ("", "−2.00 分")), frozenset({1}), "甲县")
MAP = Shapes(SQUARES, (LegendLine(ACCENT, "0–10 分", 122), LegendLine("", "无数据", 0)), "得分", "湘S(2021)001号")
LINES = (Line("甲县", (1.0, None, 3.0), "main"), Line("序时", (1.0, 2.0, 3.0), "plan"))
SLIDES = (
    Slide("甲县领先", "单位：分", (BARS,), "口径：甲除以乙"),
    Slide("亮灯", "", (MATRIX,)),
    Slide("该办的", "", (FIGURES, TABLE)),
    Slide("地图", "", (MAP,)),
    Slide("曲线", "", (Curve(("1月", "2月", "3月"), LINES, "%"),)),
)
DECK = Deck("动员部署会", SLIDES, "2021年11月 · 数据 4c1e", is_demo=True, keywords=("甲县",))


@pytest.fixture(scope="module")
def book() -> Any:
    return Presentation(io.BytesIO(write_presentation(DECK)))


def shapes_of(book: Any, number: int) -> list[Any]:
    return list(book.slides[number].shapes)


def test_charts_hold_the_numbers_and_can_be_edited(book: Any) -> None:
    chart = next(one.chart for one in shapes_of(book, 0) if one.has_chart)
    assert list(chart.plots[0].categories) == ["丙县", "2 乙县", "1 甲县"], (
        "drawn from below, so that the first stands on top"
    )
    assert list(chart.plots[0].series[0].values) == [None, 60.0, 87.5]
    assert list(chart.plots[0].series[1].values) == [88.0, 88.0, 88.0]
    assert chart.part.chart_workbook.xlsx_part is not None, "PowerPoint opens its data in a sheet"
    curve = next(one.chart for one in shapes_of(book, 4) if one.has_chart)
    assert [list(series.values) for series in curve.plots[0].series] == [[1.0, None, 3.0], [1.0, 2.0, 3.0]]


def test_a_map_is_one_named_shape_a_place(book: Any) -> None:
    named = {one.name for one in shapes_of(book, 3)}
    assert {shape.name for shape in SQUARES} <= named
    ours = next(one for one in shapes_of(book, 3) if one.name == "县3")
    assert str(ours.fill.fore_color.rgb) == ACCENT.removeprefix("#").upper() and ours.line.width == Pt(3)


def test_every_run_of_text_has_a_chinese_typeface(book: Any) -> None:
    for slide in book.slides:
        for run in slide._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}r"):
            faces = [one.tag.rpartition("}")[2] for one in run.iter() if one.get("typeface")]
            assert "ea" in faces, run.text


def test_titles_notes_and_the_corner_stand_on_every_slide(book: Any) -> None:
    for slide, made in zip(book.slides, DECK.slides, strict=True):
        assert slide.shapes.title.text_frame.text == made.title
        texts = [one.text_frame.text for one in slide.shapes if one.has_text_frame]
        assert any("模拟数据" in text and DECK.snapshot in text for text in texts)
        assert DECK.snapshot in slide.notes_slide.notes_text_frame.text
    assert "口径：甲除以乙" in book.slides[0].notes_slide.notes_text_frame.text


def test_an_offices_own_template_is_used_and_another_file_refused(book: Any) -> None:
    own = Presentation()
    own.slide_width, own.slide_height = 9144000, 5143500
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "旧的一页"
    file = io.BytesIO()
    own.save(file)
    made = Presentation(io.BytesIO(write_presentation(DECK, file.getvalue())))
    assert (made.slide_width, len(made.slides)) == (9144000, len(SLIDES))
    assert made.slides[0].shapes.title.text_frame.text == "甲县领先"
    with pytest.raises(UserError, match="不是 PowerPoint"):
        write_presentation(DECK, b"PK no presentation")


def test_the_page_needs_nothing_else_and_escapes_what_is_put_in() -> None:
    page = write_page(DECK)
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    assert not [
        word
        for word in ("http://", "https://", "src=", "@import", "url(h")
        if word in page.replace("http://www.w3.org", "")
    ]
    assert page.count("<section") == len(SLIDES) and "模拟数据" in page
    assert page.count('class="place') == 122 and "湘S(2021)001号" in page
    assert 'class="hall"' in write_page(DECK, is_dark=True)
    assert "还没有内容" in write_page(Deck("空", (), ""))


def test_rows_are_split_evenly_and_every_row_is_shown() -> None:
    for count in range(40):
        parts = split_rows(list(range(count)), 13)
        assert [one for part in parts for one in part] == list(range(count))
        assert max(map(len, parts)) <= 13 and (count == 0 or max(map(len, parts)) - min(map(len, parts)) <= 1)
    assert [one.title for one in number_slides([Slide("甲"), Slide("甲")])] == ["甲（1/2）", "甲（2/2）"]
    assert [one.title for one in number_slides([Slide("甲")])] == ["甲"]


def test_bars_on_several_slides_keep_one_scale() -> None:
    bars = Bars(tuple(Bar(f"{at}县", 100.0 - at, f"{100 - at} 分") for at in range(30)), "得分")
    parts = split_bars(bars, 13)
    page = write_page(Deck("位次", tuple(Slide("位次", "", (part,)) for part in parts), "2021年11月"))
    assert [float(width) for width in re.findall(r'class="fill" style="width:([0-9.]+)%', page)] == [
        100.0 - at for at in range(30)
    ]
    made = Presentation(
        io.BytesIO(write_presentation(Deck("位次", tuple(Slide("位次", "", (part,)) for part in parts), "")))
    )
    axes = [shape.chart.value_axis.maximum_scale for slide in made.slides for shape in slide.shapes if shape.has_chart]
    assert len(axes) == 3 and len(set(axes)) == 1


def test_pictures_without_rows_make_no_broken_file() -> None:
    empty = (
        Bars((), "得分"),
        Curve((), (), "%"),
        Table(("县",), ()),
        Shapes((), (), "得分"),
        Matrix(("就业",), ()),
        Figures(()),
    )
    deck = Deck("空的", tuple(Slide("没有数据", "", (one,)) for one in empty), "2021年11月")
    made = Presentation(io.BytesIO(write_presentation(deck)))
    assert [one.shapes.title.text_frame.text for one in made.slides] == ["没有数据"] * len(empty)
    assert write_page(deck).count("没有数据") == len(empty)
